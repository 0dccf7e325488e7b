"""What stands around the lists: county, township, document number, date."""

import re
from dataclasses import dataclass, field
from datetime import date

from registry.domain import document_number
from registry.domain.duties import DutyTier
from registry.files.lines import summary_counts
from registry.files.notices import Notice, notice
from registry.files.numerals import chinese_value
from registry.files.text import narrow, one_line

_UNIT = "镇|乡|街道办事处|街道|苏木|民族乡"
_COUNTY = "县|区|旗|市"
_PLACE = re.compile(
    rf"(?:(?P<province>[一-龥]{{2,8}}?(?:省|自治区))?(?P<city>[一-龥]{{2,10}}?(?:市|自治州|州|盟|地区))?"
    rf"(?P<county>[一-龥]{{1,12}}?(?:{_COUNTY})))?(?P<township>[一-龥]{{1,12}}?(?:{_UNIT}))"
)
_BEFORE_TITLE = re.compile(
    rf"(?P<place>[一-龥]{{2,36}}?(?:{_UNIT}))(?=(?:20\d\d年)?(?:基本|配合|上级|收回|履行|履职|职责|权责|乡镇|事项))"
)
_OF_COUNTY = re.compile(rf"(?:中共)?(?P<county>[一-龥]{{1,16}}?(?:{_COUNTY}))(?:委|人民政府|机构编制|党委)")
_ABOVE_COUNTY = re.compile("^.{2,8}?(?:省|自治区)|^.{2,8}?(?:自治州|州|盟|地区)|^.{2,6}?市(?=.{1,8}(?:县|区|旗|市)$)")
_NUMBER = re.compile(r"[一-龥]{1,8}[〔\[(【<〈《{]20\d{2}[〕\])】>〉》}](?:第)?\d{1,4}号")
_DIGIT = "[0-9〇零○一二三四五六七八九]"
_DATE = re.compile(
    rf"(?P<year>20\d\d|二{_DIGIT}{{3}})(?:年|[-./])(?P<month>\d{{1,2}}|[一二三四五六七八九十]{{1,2}})(?:(?:月|[-./])(?:(?P<day>\d{{1,2}}|[一二三四五六七八九十]{{1,3}})日?)?)?"
)
_NOT_OURS = re.compile("起施行|起执行|起实施|截至|截止|以来|自20|有效期|至20")
_NOISE = re.compile("[()（）,，、。:：;；]|日期|填报|印发|发布|制表|时间|公布|单位|名称|施行")
LONGEST_BESIDE_DATE = 24
_BESIDE_LABEL = 2  # 生效


@dataclass
class Letterhead:
    """Gathers lines in their order and then tells what they say."""

    lines: list[str] = field(default_factory=list)

    def take(self, text: str) -> None:
        """Adds a cell or paragraph, line by line."""
        self.lines += [line for line in text.split("\n") if one_line(line)]

    def places(self) -> tuple[str, str, tuple[str, ...]]:
        """County, township, and every township named (more than one is worth a warning)."""
        found = [place for line in self.lines for place in _places_in(narrow(line))]
        townships = list(dict.fromkeys(township for _, township in found))
        township = townships[0] if townships else ""
        county = next((county for county, of in found if county and of == township), "") or self._county()
        return county, township, tuple(townships)

    def document_number(self) -> tuple[str, tuple[Notice, ...]]:
        """The number that stands on a line of its own, in its canonical spelling."""
        for line in self.lines:
            if _NUMBER.fullmatch(narrow(line)):
                wide = [notice("NUMBER_FULL_WIDTH")] if re.search("[０-９]", line) else []
                return document_number.normalised(narrow(line).replace("第", "")), tuple(wide)
        return "", ()

    def date(self) -> str:
        """The day (or month) on a line of its own, else beside a place's name; never one inside a sentence."""
        told = [(beside, when) for line in self.lines for beside, when in _dates_in(narrow(line))]
        return next((when for beside, when in sorted(told, key=lambda d: d[0] > 0) if when), "")

    def declared(self) -> dict[DutyTier, int]:
        """What the covering letter says of the parts' counts."""
        counts: dict[DutyTier, int] = {}
        for line in self.lines:
            counts |= summary_counts(line)
        return counts

    def _county(self) -> str:
        found = [_OF_COUNTY.search(narrow(line)) for line in self.lines]
        return next((_without_above(match["county"].removeprefix("中共")) for match in found if match), "")


def townships_in(text: str) -> tuple[str, ...]:
    """The townships that a title names."""
    return tuple(township for line in text.split("\n") for _, township in _places_in(narrow(line)))


def is_of_letterhead(text: str) -> bool:
    """Whether a line is a document number or a date and nothing else: it stands above a list, also on one sheet with
    another list above it."""
    line = narrow(text)
    return _NUMBER.fullmatch(line) is not None or any(beside <= _BESIDE_LABEL for beside, _ in _dates_in(line))


def _places_in(line: str) -> list[tuple[str, str]]:
    """(county, township) of a title or of a line that is nothing but a place and a date."""
    bare = re.sub(r"[《》\"“”]", "|", line)
    found = [match["place"] for match in _BEFORE_TITLE.finditer(bare)]
    rest = _NOISE.sub("", _DATE.sub("", re.sub("^(?:填报)?单位(?:名称)?[:：]", "", line)))
    found += [rest.removesuffix("人民政府").removesuffix("党委")] if len(rest) <= LONGEST_BESIDE_DATE else []
    places = [_PLACE.fullmatch(_after_words(text)) for text in found]
    return [(_without_above(p["county"] or ""), p["township"]) for p in places if p and p["township"] not in _VAGUE]


_VAGUE = frozenset(
    {"乡镇", "各乡镇", "全乡镇", "本镇", "本乡", "街道", "各街道", "村镇", "城镇", "基层乡镇", "全县乡镇", "本街道"}
)


def _after_words(text: str) -> str:
    return re.sub("^(?:.*(?:关于|印发|公布|现将|发布|中共))|^年度?", "", text)


def _without_above(county: str) -> str:
    """甘肃省兰州市城关区 → 城关区."""
    shorter = _ABOVE_COUNTY.sub("", county, count=1)
    return _without_above(shorter) if shorter != county and shorter else county


def _dates_in(line: str) -> list[tuple[int, str]]:
    """Each date with how much else stands on the line; none from sentences."""
    if _NOT_OURS.search(line):
        return []
    found = list(_DATE.finditer(line))
    beside = len(_NOISE.sub("", _DATE.sub("", line)))
    return [(beside, _iso(match)) for match in found if beside <= LONGEST_BESIDE_DATE]


def _iso(match: re.Match[str]) -> str:
    """2025-06-18, or 2025-06 where no day is named; empty where the calendar has no such day."""
    parts = [_count(match[name]) for name in ("year", "month", "day") if match[name]]
    try:
        whole = date(*(parts if len(parts) == 3 else [*parts, 1]))  # noqa: PLR2004
    except ValueError:
        return ""
    return whole.isoformat()[: 10 if len(parts) == 3 else 7]  # noqa: PLR2004


def _count(text: str) -> int:
    return int(text) if text.isdigit() and text.isascii() else chinese_value(text) or 0
