"""Who took a duty back and how the work goes on, as written in one column or in two."""

import re
from dataclasses import dataclass
from enum import StrEnum

from registry.files.departments import departments_in, is_department
from registry.files.text import one_line, phrase, visible


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
_FIRST = re.compile(r"[。；;\n：:]+")
_BY = re.compile(r"由(?P<name>[^，。；,;]{2,40}?(?:局|委|办|中心|大队|部|公司|所|院|会))(?=[一-龥]{2})")


def takeover_in(text: str) -> Takeover:
    """A cell of 承接部门及工作方式; what it does not say is empty."""
    text = visible(text)
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
    rest = _sentences(text[body.end() :]) if body else _sentences(text)
    return Takeover(rest.department, rest.method, Way.LABELLED)


def _sentences(text: str) -> Takeover:
    """县林业局。由县林业局查处。 Or a department alone, or only a sentence that names it."""
    cut = _FIRST.search(text)
    first, rest = (text[: cut.start()], text[cut.end() :]) if cut else (text, "")
    if all(is_department(name) for name in departments_in(first).names):
        return Takeover(departments_joined(first), _method(rest), Way.SENTENCES)
    named = _BY.search(one_line(text))
    return Takeover(departments_joined(named["name"]) if named else "", _method(text), Way.ONE_SENTENCE)


def _method(text: str) -> str:
    return phrase(text.rstrip(")） \n"))
