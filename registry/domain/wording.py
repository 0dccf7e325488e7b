"""Comparing names: width, case, spaces and punctuation never make two names differ."""

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=16384)
def plain(text: str) -> str:
    """The text in plain wording: compatibility form, lower case, letters and digits only."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum())
