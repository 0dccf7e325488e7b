"""Duties as they stand in a cell: numbered or not, one or many, all of one department or each under its name."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from registry.files.departments import departments_in, is_department, matching
from registry.files.lists import DepartmentDuties
from registry.files.notices import Notice, notice
from registry.files.numerals import MARK, marks, numbered
from registry.files.text import phrase, tidy

_LABEL = re.compile(
    rf"(?:^|(?<=[\n；;。]))\s*(?:{MARK.pattern})?\s*(?P<name>[^\n：:；;。，,]{{2,60}}?)\s*[：:]", re.MULTILINE
)
_BEGINS = rf"(?:^|(?<=[\n；;。]))\s*(?:{MARK.pattern})?\s*"
_ACT = "负责(?!人)|牵头|承担|组织实施|配合做好"
_ACTOR = rf"(?P<name>[县市区州旗省][^\s，。；;：:、]{{1,18}}?)(?={_ACT})"
_ACTS = re.compile(rf"(?:^|(?<=[\n；;。，,]))\s*(?:{MARK.pattern})?\s*{_ACTOR}")
_SENTENCES = re.compile(r"[；;]|。(?=\n)|(?<=[。；;])\n")
_PREAMBLE = re.compile(
    r"^(?:各?(?:有关|相关)?(?:部门|单位)|按照?|依照?|依据|根据|具体|各自|主要|工作|有关|相关|部门)*(?:职责|责任|任务|工作)*"
    r"(?:分工|划分|职责|如下|负责)+(?:为|如下)?\s*[：:]\s*(?=\S)"
)
"""按职责分工：县教育局：…: words that say no more than that the departments follow."""
_ROLE = re.compile("(?:(?P<lead>牵头|主办|主责|主管)|配合|协办|协助|协同|参与)(?:部门|单位)?")
_VAGUE = ("相关部门", "有关部门", "各部门", "其他部门", "相关单位", "有关单位", "上级部门")


@dataclass
class Shares:
    """Departments with their duties, gathered cell by cell, and what is odd about them."""

    departments: list[str] = field(default_factory=list)
    duties: dict[str, list[str]] = field(default_factory=dict)
    flags: list[Notice] = field(default_factory=list)
    leading: list[str] = field(default_factory=list)
    last: dict[int, tuple[str, ...]] = field(default_factory=dict)  # group of columns → the departments last named

    def name(self, text: str, group: int = 0) -> tuple[str, ...]:
        """Adds a cell of departments; returns those it names."""
        found = departments_in(text)
        named = dict.fromkeys((*self.departments, *found.names))
        self.departments += list(named)[len(self.departments) :]
        self.flags += [notice("LEAD_DEPARTMENT", department=name) for name in found.leading]
        self.leading += found.leading
        self.flags += [notice("OTHERS_MEANT", department=found.names[-1])] if found.has_others and found.names else []
        if found.names:
            self.last[group] = found.names
        return found.names

    def give(self, text: str, names: tuple[str, ...], among: tuple[str, ...] = ()) -> None:
        """Adds a cell of duties that stands beside these departments; it may speak of others `among` them too."""
        known = (*names, *(name for name in among if name not in names))
        segments = _labelled(text, known) or _unlabelled(text, known)
        for label, said in segments:
            owners = self._owners(label, known) if label else names
            if not label and len(owners) > 1:
                self.flags.append(notice("UNDIVIDED_DUTIES"))
            for owner in owners:
                self.duties.setdefault(owner, []).extend(split_duties(said))

    def told(self) -> tuple[DepartmentDuties, ...]:
        """Each department's duties in the order the departments are named."""
        order = [*self.departments, *(name for name in self.duties if name not in self.departments)]
        return tuple(DepartmentDuties(name, tuple(self.duties[name])) for name in order if self.duties.get(name))

    def _owners(self, label: str, names: tuple[str, ...]) -> tuple[str, ...]:
        role = _ROLE.fullmatch(label)
        if role and self.leading:  # 牵头部门：…；配合部门：… where the cell beside says who leads
            leads = role["lead"] is not None
            return tuple(name for name in names if (name in self.leading) is leads)
        found = departments_in(label)
        owners = tuple(matching(one, names) or one for one in found.names)
        self.flags += [notice("OTHERS_MEANT", department=found.names[-1])] if found.has_others and found.names else []
        for owner in owners:
            if owner not in self.departments:
                self.flags += [notice("DEPARTMENT_ONLY_IN_DUTIES", department=owner)] if names else []
                self.departments.append(owner)
        return owners


def whose(text: str) -> Iterator[str]:
    """The departments that a cell of duties names itself."""
    return (label for label, _ in _labelled(text, ()) or _unlabelled(text, ()) if label)


def split_duties(text: str) -> tuple[str, ...]:
    """A cell's duties one by one: by their numbers where it begins with one, else by lines that end a sentence."""
    text = tidy(text)
    places = list(marks(text))
    if places:
        ends = [start for start, _ in places[1:]] + [len(text)]
        pieces = [text[begin:end] for (_, begin), end in zip(places, ends, strict=True)]
    else:
        pieces = _SENTENCES.split(text)
    return tuple(duty for piece in pieces if (duty := phrase(piece)))


def _labelled(text: str, names: tuple[str, ...]) -> list[tuple[str, str]]:
    """(县教育局, 1.…), (县公安局, 1.…); empty where no department stands before a colon."""
    text = _without_preamble(text)
    found = [label for label in _LABEL.finditer(text) if _is_label(label["name"], names)]
    if not found:
        return []
    before = text[: found[0].start()]
    ends = [label.start() for label in found[1:]] + [len(text)]
    segments = [(_bare(label["name"]), text[label.end() : end]) for label, end in zip(found, ends, strict=True)]
    return [*([("", before)] if split_duties(before) else []), *segments]


def _without_preamble(text: str) -> str:
    """The text from its first department on, where only words like 按职责分工 stand before it."""
    whole = tidy(text)
    rest = _PREAMBLE.sub("", whole, count=1)
    label = _LABEL.match(rest)
    return rest if rest != whole and label and _is_label(label["name"], ()) else whole


def _is_label(name: str, names: tuple[str, ...]) -> bool:
    label = _bare(name)
    if _ROLE.fullmatch(label) and names:
        return True
    known = departments_in(label).names
    if not known or (label in _VAGUE and names):
        return False
    return all((matching(one, names) if len(one) > 1 else None) or is_department(one) for one in known)


def _bare(name: str) -> str:
    split = numbered(name)
    return phrase(split.rest if split else name)


def _unlabelled(text: str, names: Sequence[str]) -> list[tuple[str, str]]:
    """Where a department's name begins a sentence (县公安局负责…), what follows is its own; what stands before
    the first is of all. A name that is not among `names` counts too: nobody's duty is another's."""
    text = tidy(text)
    places = sorted({*_said_first(text, names), *_said_to_act(text)})
    whose = {name for _, name, _ in places}
    if not whose or (len(names) == 1 and whose <= set(names)):
        return [("", text)]
    ends = [begin for _, _, begin in places[1:]] + [len(text)]
    before = text[: places[0][2]]
    own = [(name, text[start + len(name) : end]) for (start, name, _), end in zip(places, ends, strict=True)]
    return [*([("", before)] if split_duties(before) else []), *own]


Placed = tuple[int, str, int]
"""Where a name begins, the name, and where its sentence begins (with its number, if it has one)."""


def _said_first(text: str, names: Sequence[str]) -> Iterator[Placed]:
    """Where one of these names begins a sentence; the longest of several that begin alike."""
    ordered = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    found = re.finditer(rf"{_BEGINS}(?P<name>{ordered})", text) if ordered else ()
    return ((one.start("name"), one["name"], one.start()) for one in found)


def _said_to_act(text: str) -> Iterator[Placed]:
    """Where a sentence begins with a department that does something: 县公安局负责."""
    for found in _ACTS.finditer(text):
        if is_department(found["name"]):
            yield found.start("name"), found["name"], found.start()
