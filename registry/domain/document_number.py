"""Document numbers 文号: `代字〔年份〕序号号`, in one spelling whatever brackets and widths were typed."""

import re
import unicodedata
from functools import lru_cache

PATTERN = re.compile(r"(?P<prefix>[\u4e00-\u9fa5]{1,8})〔(?P<year>20\d{2})〕(?P<number>[1-9]\d{0,3})号")
_BRACKETS = str.maketrans("[(【{<〈《［（", "〔" * 9) | str.maketrans("])】}>〉》］）", "〕" * 9)


@lru_cache(maxsize=16384)
def normalised(typed: str) -> str:
    """The number with full-width digits narrowed, spaces dropped and every bracket turned into 〔〕."""
    narrow = unicodedata.normalize("NFKC", typed)
    return "".join(narrow.split()).translate(_BRACKETS)


@lru_cache(maxsize=16384)
def is_well_formed(typed: str) -> bool:
    """Whether this is prefix, year and serial number; says nothing about who issued it."""
    return PATTERN.fullmatch(normalised(typed)) is not None


@lru_cache(maxsize=16384)
def prefix_of(typed: str) -> str:
    """The issuing body's prefix (代字), empty where the number is malformed. A hint, never proof."""
    found = PATTERN.fullmatch(normalised(typed))
    return found["prefix"] if found else ""
