"""Who calls, when, and how what went wrong is told to them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from graphene.utils.str_converters import to_camel_case
from graphql import GraphQLError

from registry.domain.actors import Actor
from registry.domain.errors import NotSignedIn, RegistryError
from registry.services import people
from registry.words import Words

_TOKEN_NEEDED = {
    "zh": "请在请求头中提供有效的令牌：Authorization: Bearer 令牌。",
    "en": "Please send a valid token in the header, as in Authorization: Bearer TOKEN.",
}
"""At this door one does not sign in, so the words differ from those of the pages."""


@dataclass(frozen=True)
class Caller:
    """One request's caller. `authorization` is the header as it came; `now` is an aware time.

    `notices` gathers what fields must tell beside their answers.
    """

    authorization: str
    now: datetime
    notices: list[dict[str, Any]] = field(default_factory=list)

    def actor(self) -> Actor:
        """The person the bearer token speaks for, asked once. Raises NotSignedIn."""
        return self._actor

    @cached_property
    def _actor(self) -> Actor:
        scheme, _, token = self.authorization.partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise NotSignedIn
        return people.bearer(token.strip(), now=self.now)


@contextmanager
def told_in(words: Words) -> Iterator[None]:
    """What the registry refuses inside becomes an error of the answer, in these words."""
    try:
        yield
    except RegistryError as error:
        raise GraphQLError(said(error, words), extensions=_extensions(error)) from error


def said(error: RegistryError, words: Words) -> str:
    """What went wrong and what to do, at this door."""
    return _TOKEN_NEEDED[words.language] if isinstance(error, NotSignedIn) else words.error(error)


def _extensions(error: RegistryError) -> dict[str, object]:
    """The code, the field to mend and the facts, with fields named as in the schema."""
    facts = {name: to_camel_case(value) if name == "field" else value for name, value in error.facts.items()}
    return {"code": error.code, "field": facts.get("field"), "facts": facts}
