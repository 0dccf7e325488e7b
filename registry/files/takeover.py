"""Who took a duty back and how the work goes on, as written in one column or in two."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from registry.files.departments import bodies_first, departments_in, is_department
from registry.files.fields import Column
from registry.files.numerals import marks
from registry.files.text import one_line, phrase, visible
from registry.files.ticks import Tick, tick_in, without_tick


class Way(StrEnum):
    """How department and mode are written in one cell."""

    LABELLED = "LABELLED"
    LABELLED_ON_LINES = "LABELLED_ON_LINES"
    SENTENCES = "SENTENCES"
    ONE_SENTENCE = "ONE_SENTENCE"


@dataclass(frozen=True, slots=True)
class Takeover:
    """The department that took over (several joined by 、), the way of working, and how they were written."""

    department: str
    method: str
    way: Way | None = None


_BODY = re.compile(r"(?:收回后)?(?:承接|收回|接收|责任|主管|牵头)?(?:部门|单位|主体)[：:]\s*")
_MODE = re.compile(r"[（(]?(?:工作|承接|履职|收回|落实)?(?:后)?(?:工作)?(?:方式|措施|办法)[：:]\s*")
_LABEL_OF_BOTH = re.compile(
    r"^(?:承接|收回|责任)?(?:部门|单位|主体)(?:以及|及|和|与|、)其?(?:工作|履职|承接|落实|收回后)*(?:方式|措施)[：:]\s*"
)
_LABELS = re.compile(r"(?:^|(?<=[\n；;。，,]))\s*(?P<name>[^\n：:；;。]{2,60}?)\s*[：:]")
_OPENING, _CLOSING = re.compile("[(（]"), re.compile("[)）]")
_AT_LINES = re.compile(r"(?<![。；;，,：:\s])\s*\n\s*")
_BY = re.compile(r"由(?P<name>[^，。；,;]{2,40}?(?:局|委|办|中心|大队|部|公司|所|院|会))(?=[一-龥]{2})")


def takeover_in(text: str) -> Takeover:
    """A cell of 承接部门及工作方式; what it does not say is empty."""
    text = _LABEL_OF_BOTH.sub("", visible(text))
    body, mode = _BODY.search(text), _MODE.search(text)
    if body and mode:
        return _labelled(text, body, mode)
    if mode or body:
        return _half_labelled(text, body, mode)
    return _sentences(text)


def departments_joined(text: str) -> str:
    """A cell of departments, in one spelling."""
    return "、".join(departments_in(text).names)


def _labelled(text: str, body: re.Match[str], mode: re.Match[str]) -> Takeover:
    if body.start() < mode.start():
        department, method, between = (
            text[body.end() : mode.start()],
            text[mode.end() :],
            text[body.end() : mode.start()],
        )
    else:
        department, method, between = (
            text[body.end() :],
            text[mode.end() : body.start()],
            text[mode.end() : body.start()],
        )
    way = Way.LABELLED_ON_LINES if "\n" in between else Way.LABELLED
    return Takeover(departments_joined(department), _method(method), way)


def _half_labelled(text: str, body: re.Match[str] | None, mode: re.Match[str] | None) -> Takeover:
    if mode:
        return Takeover(departments_joined(text[: mode.start()]), _method(text[mode.end() :]), Way.LABELLED)
    if body and text[: body.start()].strip(" \n（("):  # 甲：双随机；配合单位：乙 has a taker before its label
        return _sentences(text)
    rest = _sentences(text[body.end() :]) if body else _sentences(text)
    return Takeover(rest.department, rest.method, Way.LABELLED)


def _sentences(text: str) -> Takeover:
    """县林业局。由县林业局查处。 Or departments alone, each with its own way, or only a sentence that names one."""
    bodies, rest = bodies_first(text)
    if not bodies:
        named = _BY.search(one_line(text))
        return Takeover(departments_joined(named["name"]) if named else "", _method(text), Way.ONE_SENTENCE)
    others = () if any(marks(text)) else _others_with_ways(rest, bodies)  # a numbered cell is asked
    if others:
        return Takeover("、".join((*bodies, *others)), _method(_AT_LINES.sub("；", text)), Way.SENTENCES)
    return Takeover("、".join(bodies), _method(rest), Way.SENTENCES)


def _others_with_ways(rest: str, bodies: tuple[str, ...]) -> tuple[str, ...]:
    """甲：做A；乙：做B: the further departments that stand before a colon of their own."""
    labels = (name for said in _LABELS.finditer(rest) for name in departments_in(said["name"]).names)
    return tuple(dict.fromkeys(name for name in labels if is_department(name) and name not in bodies))


def _method(text: str) -> str:
    """Without the closing bracket that an opening one before the label left behind; those of the way itself stay."""
    kept = phrase(text)
    while kept.endswith((")", "）")) and len(_CLOSING.findall(kept)) > len(_OPENING.findall(kept)):
        kept = phrase(kept[:-1])
    return kept


def ways_under(marked: Sequence[tuple[Column, str]]) -> str:
    """The ways of working that stand in departments' own columns, each under its department where there are several."""
    said: dict[str, list[str]] = {}
    for column, text in marked:
        words = phrase(without_tick(text)) if tick_in(text) is Tick.WORDS else ""
        said.setdefault(column.says, []).extend([words] if words else [])
    ways = {name: "；".join(words) for name, words in said.items() if words}
    if len(said) == 1:
        return next(iter(ways.values()), "")
    return "；".join(f"{name}：{way}" for name, way in ways.items())
