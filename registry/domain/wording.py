"""Comparing names: width, case, spaces and punctuation never make two names differ."""

import unicodedata
from functools import lru_cache

from registry.domain.errors import NoWording

_MARKUP = frozenset("<>")


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """The text in plain wording: compatibility form, lower case, letters and digits only."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum())


def require_says_something(text: str, field: str) -> None:
    """Raises NoWording for what holds no letter or character, or the angle brackets of a page's own language."""
    if _MARKUP & frozenset(unicodedata.normalize("NFKC", text)) or not any(c.isalpha() for c in text):
        raise NoWording(field)
