"""Text that stands in a sheet and cannot be seen: white on white, or in a format that shows nothing.

It is read like a hidden row, and told: whoever checks the printed sheet has not seen it.
"""

from typing import Any

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_WHITE_INDEXED = ("1", "9")
_WHITE_THEME = "0"  # the first colour of a theme is its background
_LEAST = 0.5
"""Rows and columns lower or narrower than this (points, characters) show nothing."""


def unseen_styles(styles: Any) -> frozenset[int]:
    """The cell styles in which nothing can be seen, by their place."""
    fonts = [_is_white(font.find(f"{MAIN}color")) for font in styles.iterfind(f"{MAIN}fonts/{MAIN}font")]
    fills = [_is_bare(fill) for fill in styles.iterfind(f"{MAIN}fills/{MAIN}fill")]
    formats = {f.get("numFmtId"): f.get("formatCode", "") for f in styles.iterfind(f"{MAIN}numFmts/{MAIN}numFmt")}
    found = set()
    for place, style in enumerate(styles.iterfind(f"{MAIN}cellXfs/{MAIN}xf")):
        white = _at(fonts, style.get("fontId"), default=False) and _at(fills, style.get("fillId"), default=True)
        code = formats.get(style.get("numFmtId"), "").replace(" ", "")
        if white or (code and not code.strip(";")):
            found.add(place)
    return frozenset(found)


def is_flat(size: str | None) -> bool:
    """Whether a row of this height or a column of this width shows nothing."""
    try:
        return size is not None and float(size) < _LEAST
    except ValueError:
        return False


def _is_white(colour: Any) -> bool:
    if colour is None:
        return False
    tint = colour.get("tint")
    if colour.get("theme") == _WHITE_THEME:
        return tint is None or float(tint) == 0
    return colour.get("indexed") in _WHITE_INDEXED or colour.get("rgb", "").upper()[-6:] == "FFFFFF"


def _is_bare(fill: Any) -> bool:
    """Whether a cell's ground is white: no fill, or a white one."""
    pattern = fill.find(f"{MAIN}patternFill")
    if pattern is None:
        return fill.find(f"{MAIN}gradientFill") is None
    kind = pattern.get("patternType", "none")
    return kind == "none" or (kind == "solid" and _is_white(pattern.find(f"{MAIN}fgColor")))


def _at(marks: list[bool], place: str | None, *, default: bool) -> bool:
    at = int(place) if place and place.isdigit() else 0
    return marks[at] if at < len(marks) else default
