"""How many items a line says there are, in whatever shape: （共贰项）, 合计20项, 20 个事项, （第1-20项）."""

import re

from registry.files.numerals import CHINESE, chinese_value

_N = rf"(?P<count>\d{{1,4}}|{CHINESE})"
_OPEN, _SHUT = r"[(\[【〔]", r"[)\]】〕]"
_UNIT = "(?:项|条|个|件|款)"
_OF = "(?:履职)?(?:事项|职责|任务|内容|工作)?"
_WORD = "(?:共计|合计|总计|小计|总共|共有|(?<!公)共)"
_JOINT = r"[:,/\-—–·、|]*"
_SHAPES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_OPEN}(?:全部|以上|本类)?(?:{_WORD}|计|含|有|包括)?:?{_N}(?:{_UNIT}{_OF})?"
        rf"(?:[,、;。](?:其中|含|包括|新增)[^()\[\]【】〔〕]*)?{_SHUT}$",
        rf"{_JOINT}{_WORD}?:?{_N}{_UNIT}{_OF}{_SHUT}?$",
    )
)
_RANGE = re.compile(
    rf"{_JOINT}(?:{_OPEN}第?|第)(?P<first>\d{{1,4}})项?(?:[-—–~～]+|至|到)第?(?P<last>\d{{1,4}}){_UNIT}?{_SHUT}?$"
)
_VAGUE = re.compile(
    rf"{_OPEN}[^()\[\]【】〔〕]{{0,8}}?(?:\d{{1,4}}|{CHINESE})(?:余|多)?(?:{_UNIT}|类|大类|方面|部分)[^()\[\]【】〔〕]{{0,20}}{_SHUT}$"
)
_OPENED = re.compile(rf"{_OPEN}[^()\[\]【】〔〕]*$")
_WHOLE = "本表|本页|本类|本部分|本清单|此类|该类|全部|以上|全镇|全乡|全街道"
_TOTAL = re.compile(
    rf"^{_OPEN}?(?:{_WHOLE})?(?:共计|合计|总计|小计|总共|共有|总数|汇总|共|计)(?=$|[:(,、]|\d|{CHINESE}{_UNIT})"
)
_ALONE = re.compile(rf"^{_OPEN}?(?:{_WHOLE})?(?:{_WORD}|计)?:?{_N}{_UNIT}{_OF}{_SHUT}?。?$")
_FIRST = re.compile(rf"{_N}{_UNIT}")
_SMALL = ("小计", "本类", "此类", "该类")


def counted(plain: str) -> tuple[str, int | None, str]:
    """A narrow text without the count it ends with, that count, and what ends it like a count and is none (约20项)."""
    span = _RANGE.search(plain)
    if span and span.start() and int(span["last"]) >= int(span["first"]):
        return plain[: span.start()], int(span["last"]) - int(span["first"]) + 1, ""
    for shape in _SHAPES:
        found = shape.search(plain)
        if found and found.start() and not _OPENED.search(plain[: found.start()]):
            return plain[: found.start()].rstrip("([【〔:"), as_count(found["count"]), ""
    vague = _VAGUE.search(plain)
    if vague and vague.start():
        return plain[: vague.start()], None, vague[0]
    return plain, None, ""


def is_total(plain: str) -> bool:
    """Whether a narrow text says a total, or is nothing but a count: 合计, 小计：2项, 以上共20项, （共贰项）."""
    return bool(_TOTAL.match(plain) or _ALONE.match(plain))


def is_count_alone(plain: str) -> bool:
    """Whether a narrow text is a count and nothing else: 共20项, 20项."""
    return _ALONE.match(plain) is not None


def is_of_a_category(plain: str) -> bool:
    """Whether a total is that of the category above it, not of the whole list."""
    return plain.lstrip("([【〔").startswith(_SMALL)


def count_in(plain: str) -> int | None:
    """The count that a line of totals gives: before 项 if there is one, else its first number."""
    found = _FIRST.search(plain)
    if found:
        return as_count(found["count"])
    digits = re.search(r"\d+", plain)
    return int(digits[0]) if digits else None


def as_count(text: str) -> int | None:
    """20, 二十 or 贰拾 as 20."""
    return int(text) if text.isdigit() else chinese_value(text)
