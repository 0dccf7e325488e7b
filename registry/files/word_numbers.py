"""Word's automatic numbering, counted as Word counts it: the number a paragraph shows stands nowhere in its text."""

import re
from dataclasses import dataclass, field
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL, _LEVEL = f"{W}val", f"{W}ilvl"
_CHINESE = "零一二三四五六七八九"


@dataclass
class WordNumbers:
    """Counts through a document. Lists that share a definition go on counting together, as Word has it."""

    numbering: Any
    styles: Any
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _restarted: set[tuple[str, int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._abstract = _by(self.numbering, "abstractNum", "abstractNumId")
        self._lists = _by(self.numbering, "num", "numId")
        self._styles = _by(self.styles, "style", "styleId")

    def label(self, paragraph: Any) -> str:
        """What Word prints before this paragraph ("1.", "（一）"), empty where nothing. Call once, in reading order."""
        number, level = self._place(paragraph)
        listed = self._lists.get(number)
        if listed is None:
            return ""
        key = _val(listed.find(f"{W}abstractNumId")) or ""
        definition = self._level(key, listed, level)
        if definition is None or _val(definition.find(f"{W}numFmt")) in ("bullet", "none"):
            return ""
        self._count(key, number, listed, level, definition)
        pattern = _val(definition.find(f"{W}lvlText")) or ""
        return re.sub(r"%([1-9])", lambda m: self._written(key, listed, int(m[1]) - 1), pattern)

    def _place(self, paragraph: Any) -> tuple[str, int]:
        """The list and level of a paragraph: its own, or its style's, or that of the style it is based on."""
        seen: set[str] = set()
        properties = paragraph.find(f"{W}pPr")
        while properties is not None:
            own = properties.find(f"{W}numPr")
            number = None if own is None else _val(own.find(f"{W}numId"))
            if number is not None:
                return number, int(_val(own.find(f"{W}ilvl")) or 0)
            style = _val(properties.find(f"{W}pStyle"))
            properties = self._style_properties(style, seen)
        return "0", 0

    def _style_properties(self, style: str | None, seen: set[str]) -> Any:
        while style is not None and style in self._styles and style not in seen:
            seen.add(style)
            properties = self._styles[style].find(f"{W}pPr")
            if properties is not None and properties.find(f"{W}numPr") is not None:
                return properties
            style = _val(self._styles[style].find(f"{W}basedOn"))
        return None

    def _level(self, key: str, listed: Any, level: int) -> Any:
        abstract = self._abstract.get(key)
        places = [*listed.findall(f"{W}lvlOverride/{W}lvl"), *(() if abstract is None else abstract.findall(f"{W}lvl"))]
        return next((place for place in places if place.get(_LEVEL) == str(level)), None)

    def _count(self, key: str, number: str, listed: Any, level: int, definition: Any) -> None:
        counts = self._counts.setdefault(key, {})
        start = int(_val(definition.find(f"{W}start")) or 1)
        for override in listed.findall(f"{W}lvlOverride"):
            again = _val(override.find(f"{W}startOverride"))
            if override.get(_LEVEL) == str(level) and again and (number, level) not in self._restarted:
                self._restarted.add((number, level))
                counts[level] = int(again) - 1
        counts[level] = counts.get(level, start - 1) + 1
        for deeper in [depth for depth in counts if depth > level]:
            del counts[deeper]

    def _written(self, key: str, listed: Any, level: int) -> str:
        definition = self._level(key, listed, level)
        start = 1 if definition is None else int(_val(definition.find(f"{W}start")) or 1)
        form = "decimal" if definition is None else _val(definition.find(f"{W}numFmt")) or "decimal"
        count = self._counts.get(key, {}).get(level, start)
        if form.startswith(("chinese", "ideograph", "japanese", "taiwanese")) and "Enclosed" not in form:
            return chinese_number(count)
        return str(count)


def chinese_number(count: int) -> str:
    """1 to 999 as 一 … 十一 … 一百零三; beyond, in digits."""
    if not 0 < count < 1000:  # noqa: PLR2004
        return str(count)
    hundreds, tens, ones = count // 100, count // 10 % 10, count % 10
    text = f"{_CHINESE[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _CHINESE[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (_CHINESE[ones] if ones else "")


def _by(tree: Any, tag: str, name: str) -> dict[str | None, Any]:
    return {} if tree is None else {e.get(f"{W}{name}"): e for e in tree.findall(f"{W}{tag}")}


def _val(element: Any) -> str | None:
    return None if element is None else element.get(_VAL)
