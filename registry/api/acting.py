"""What every act has in common: one input, and a payload with what came of it or with what is to be mended."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import graphene
from graphene.utils.str_converters import to_camel_case
from graphql import GraphQLResolveInfo, get_named_type

from registry.api.caller import Caller, told_in
from registry.api.cases import UserError
from registry.api.faults import leads_to
from registry.api.fields import argument, list_of
from registry.api.once import KEY, once
from registry.api.options import Language, both, enum_of, words_of
from registry.api.pages_below import refuse_unfit_pages
from registry.api.question import answer_type
from registry.api.scalars import Date
from registry.domain.actors import Actor
from registry.domain.errors import BadInput, RegistryError
from registry.domain.kind import AnswerType, Asked, questions_of
from registry.words import Words

Data = dict[str, Any]
Given = Mapping[str, Any]
NOTHING: Mapping[str, str] = {}
DAYS = frozenset(
    (
        *("issued_on", "in_force_from", "valid_until", "response_start", "response_end", "term_from", "term_until"),
        *("delegated_on", "counts_from", "chief_from", "chief_until", "hung_on", "set_up_on", "on"),
    )
)
"""Answers that are days, as they are typed."""


@dataclass(frozen=True, slots=True)
class Acting:
    """Who acts, when, and the words of the answer; `by` is how the services take the first two."""

    caller: Caller
    actor: Actor
    words: Words

    @property
    def now(self) -> datetime:
        return self.caller.now

    @property
    def by(self) -> dict[str, Any]:
        return {"actor": self.actor, "now": self.now}


Act = Callable[[Given, Acting], Data]
PathOf = Callable[[RegistryError, Given], list[str]]


def done(info: GraphQLResolveInfo, asked: Given, act: Act, *, path_of: PathOf | None = None) -> Any:
    """What an act gives; or the one thing in its input that is to be mended, and then nothing changed.

    Sent again under the same key it gives the answer it gave, and nothing is done.
    """
    words = words_of(asked)
    with told_in(words):
        acting = Acting(info.context, info.context.actor(), words)
        refuse_unfit_pages(info)
        try:
            return once(info, asked, lambda: {"errors": [], **act(asked, acting)}, **acting.by)
        except BadInput as error:
            find_path = path_in_input if error.facts.get("field") == KEY else path_of or path_in_input
            return to_mend(error, words, leads_to(find_path(error, asked), error, _input_of(info), asked))


def _input_of(info: GraphQLResolveInfo) -> Any:
    """The type of an act's one input."""
    return get_named_type(info.parent_type.fields[info.field_name].args["input"].type)


def to_mend(error: RegistryError, words: Words, path: list[str]) -> Data:
    """The payload of an act that was refused for something in its input."""
    return {"errors": [{"code": error.code, "path": path, "message": words.error(error)}]}


def path_in_input(error: RegistryError, _asked: Given) -> list[str]:
    """Where what an error is about stands in an input whose fields are named as the services name them."""
    field = to_camel_case(str(error.facts.get("field", "")))
    return ["input", field] if field else ["input"]


def _or_nothing(_name: str, _default: Any, held: Mapping[str, Any], info: GraphQLResolveInfo) -> Any:
    """A payload of an act that was refused holds nothing but its errors."""
    value = held.get(info.field_name)
    return value() if callable(value) else value


def payload(name: str, description: str, **fields: Any) -> Any:
    """A payload's type: what came of the act, null where there are errors, and the errors."""
    errors = list_of(UserError, "须改正之处；此时什么都没有改变。 / What is to be mended; nothing changed then.")
    meta = {"default_resolver": _or_nothing, "description": description}
    return type(name, (graphene.ObjectType,), {**fields, "errors": errors, "Meta": meta})


def mutation(answers: Any, of_input: Any, description: str) -> graphene.Field:
    """An act: its payload and its one input."""
    asked = argument(of_input, "办理的内容。 / What is to be done.", name="input")
    return graphene.Field(answers, asked=asked, description=description)


def act_of(
    answers: Any,
    of_input: Any,
    description: str,
    act: Act,
    *,
    where: Mapping[str, str] = NOTHING,
    path_of: PathOf | None = None,
) -> graphene.Field:
    """An act with what does it. `where` tells which field of the input holds an answer that services call otherwise;
    what is about no field of it is about the input. `path_of` where it takes more to tell."""
    asked = argument(of_input, "办理的内容。 / What is to be done.", name="input")

    def found_at(error: RegistryError, _asked: Given) -> list[str]:
        named = str(error.facts.get("field", ""))
        field = where.get(named, named)
        return ["input", to_camel_case(field)] if field in of_input._meta.fields else ["input"]

    def resolve(_root: None, info: GraphQLResolveInfo, asked: Given) -> Any:
        return done(info, asked, act, path_of=path_of or found_at)

    return graphene.Field(answers, asked=asked, description=description, resolver=resolve)


def typed_text(description: str, *, required: bool = True) -> graphene.InputField:
    """A text of an input."""
    return graphene.InputField(graphene.String, required=required, description=description)


def typed_list(of_type: Any, description: str, *, required: bool = False) -> graphene.InputField:
    """A list of an input, without nulls."""
    several = graphene.List(graphene.NonNull(of_type))
    if required:
        return graphene.InputField(several, required=True, description=description)
    return graphene.InputField(several, default_value=[], description=description)


def typed_number(description: str, *, required: bool = True) -> graphene.InputField:
    """A whole number of an input."""
    return graphene.InputField(graphene.Int, required=required, description=description)


def typed_day(description: str, *, required: bool = True) -> graphene.InputField:
    """A day of an input."""
    return graphene.InputField(Date, required=required, description=description)


def chosen(options: Any, description: str, *, required: bool = True) -> graphene.InputField:
    """One of some options."""
    return graphene.InputField(enum_of(options), required=required, description=description)


def parts(name: str, description: str, fields: Mapping[str, Any]) -> Any:
    """A type for what stands inside an input."""
    return type(name, (graphene.InputObjectType,), {**fields, "Meta": {"description": description}})


def typed_flag(description: str) -> graphene.InputField:
    """Yes or no; no by default."""
    return graphene.InputField(graphene.Boolean, default_value=False, description=description)


def language() -> graphene.InputField:
    """The language of what an act answers."""
    described = "答复的语言。 / The language of the answer."
    return graphene.InputField(enum_of(Language), default_value=Language.ZH, description=described)


def key_of_sender() -> graphene.InputField:
    """The key under which an act is sent."""
    described = (
        "自定的键，1–100 个可见字符：24 小时内以同一键再次发送同样的内容，得到原样的答复，不重复办理。"
        " / A key of your own, of 1–100 printable characters: for 24 hours the same thing sent again under it gives "
        "the very same answer and is not done again."
    )
    return graphene.InputField(graphene.String, description=described)


def input_of(name: str, description: str, fields: Mapping[str, Any]) -> Any:
    """An input's type, made of fields, the key it is sent under, and the language of the answer."""
    made = {**fields, KEY: key_of_sender(), "language": language(), "Meta": {"description": description}}
    return type(name, (graphene.InputObjectType,), made)


def answers_of(details: type[Any], labels: Mapping[str, str] = NOTHING) -> dict[str, graphene.InputField]:
    """The questions of a dataclass as fields of an input; `labels` are keys of words where names are shared."""
    return {asked.name: _field(asked, labels.get(asked.name, "")) for asked in questions_of(details)}


def _field(asked: Asked, label: str) -> graphene.InputField:
    described = both(lambda words: words.say(label) if label else words.field(asked.name))
    if asked.answer_type is AnswerType.TEXT and asked.name not in DAYS:
        described += f" (不超过 {asked.longest} 字 / at most {asked.longest} characters)"
    of_type = Date if asked.name in DAYS else answer_type(asked)
    return graphene.InputField(of_type, required=asked.required, description=described)


def given_of(details: type[Any], given: Given) -> Data:
    """The answers that were given to the questions of a dataclass, as the services take them."""
    names = [asked.name for asked in questions_of(details)]
    return {name: given[name] for name in names if given.get(name) is not None}
