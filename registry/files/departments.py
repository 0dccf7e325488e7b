"""Departments as they stand in a cell: one or several, numbered, on lines, marked as leading, broken over a line."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

from registry.files.numerals import marks, numbered
from registry.files.roles import (
    JOINTS,
    is_said,
    is_vague,
    leads,
    parted,
    without_doing,
    without_label,
)
from registry.files.text import one_line, visible

_END = (
    "局|委|委员会|办|办公室|部|中心|队|院|会|公司|所|站|厅|处|社|联|政府|银行|机关|单位|部门|馆|科|园|工会|团委|学校|法院|"
    "检察院|电力|烟草|税务|供电|海关|指挥部|专班|企业"
)
_NAME = re.compile(rf"[^\s、，,；;：:。.0-9（）()]{{1,30}}(?:{_END})(?:[（(][^（）()]{{1,60}}[)）])?")
_NO_NAME = re.compile("^(部门|单位|机关|由.*)$|各部门$|查处$|负责|协助|配合$")
_LEVEL = re.compile("^(省|市|县|区|州|旗|盟|镇|乡|国家|中央)")
_JOINT = re.compile("|".join(map(re.escape, JOINTS)))
LONGEST_JOINED = 300
_OTHERS = re.compile("等(?:县级|县直|有关|相关|其他|多个)*(?:部门|单位|部门和单位|部门单位)?$")
_BETWEEN = re.compile(r"[\n、，,；;/|｜丶﹑､]+|\s+")
_CUT = re.compile(r"[。；;\n：:，,]+")
_OPEN, _SHUT = "(（", ")）"


@dataclass(frozen=True, slots=True)
class Departments:
    """The departments of a cell in their order, and which of them are marked as leading."""

    names: tuple[str, ...]
    leading: tuple[str, ...] = ()
    has_others: bool = False  # 县公安局等: others are meant and not named


def is_department(text: str) -> bool:
    """Whether this reads as the name of one department (县应急管理局)."""
    return _NAME.fullmatch(text) is not None and not _NO_NAME.search(text)


def departments_in(text: str) -> Departments:
    """Every department that a cell names."""
    names: dict[str, None] = {}
    leading: list[str] = []
    has_others = False
    for piece in _pieces(parted(visible(text))):
        whole, is_leading = without_doing(without_label(piece).strip("。.：: "), _is_named)
        name = _OTHERS.sub("", whole)
        has_others |= name != whole
        for one in _parted(name):
            if is_vague(one) and names:  # 县公安局、相关部门: others are meant, and none of them is named
                has_others = True
            elif one and one not in names:
                names[one] = None
                leading += [one] if is_leading or leads(piece) else []
    return Departments(tuple(names), tuple(leading), has_others)


def _is_named(text: str) -> bool:
    """Whether this names a department, and may mean others as well (县水利局等)."""
    return is_department(_OTHERS.sub("", text))


def bodies_first(text: str) -> tuple[tuple[str, ...], str]:
    """The departments that a cell begins with, however they are parted, and what follows them; after a colon follows
    what they do."""
    names: dict[str, None] = {}
    start = 0
    for cut in (*_CUT.finditer(text), None):
        piece = text[start : cut.start()] if cut else text[start:]
        is_label = cut is not None and re.match("[：:]", cut[0]) is not None
        found = departments_in(piece).names if is_label or not is_said(one_line(piece)) else ()
        if found and all(map(is_department, found)):
            names |= dict.fromkeys(found)
            start = cut.end() if cut else len(text)
        elif piece.strip():
            break
        if cut is not None and re.search("[：:]", cut[0]):
            break
    return tuple(names), text[start:]


def _pieces(text: str) -> list[str]:
    """The cell cut at its separators; what a line break cut in two is whole again."""
    pieces: list[str] = []
    places = [start for start, _ in marks(text)]
    listed = [text[start:end] for start, end in pairwise([*places, len(text)])]
    for piece in (piece for whole in listed or [text] for piece in _split(whole)):
        split = numbered(piece)
        bare = one_line(split.rest if split else piece)
        if not bare or bare in JOINTS:
            continue
        if pieces and re.fullmatch("[(（][^()（）]+[)）]", bare):
            pieces[-1] += bare  # 县交通运输局 （县交警大队）
            continue
        if pieces and not split and _goes_on(pieces[-1], bare):
            pieces[-1] += bare
        else:
            pieces.append(bare)
    return pieces


def _split(text: str) -> list[str]:
    """The text cut at its separators, but not inside brackets: 县委组织部（县委两新工委、县公务员局） is one name."""
    pieces, start, depths = list[str](), 0, _depths(text)
    for found in _BETWEEN.finditer(text):
        if not depths[found.start()]:
            pieces.append(text[start : found.start()])
            start = found.end()
    return [*pieces, text[start:]]


def _depths(text: str) -> list[int]:
    """How many brackets are open at each character."""
    return list(accumulate((c in _OPEN) - (c in _SHUT) for c in text))


def _goes_on(before: str, piece: str) -> bool:
    """Whether a piece is the rest of the name before it: that was no whole name, or this is a branch (分局)."""
    whole, _ = without_doing(without_label(before), is_department)
    if not is_department(whole) and not before.endswith(("：", ":")):
        return is_department(before + piece)
    return piece.endswith(("分局", "分公司", "支队")) and not _LEVEL.match(piece) and "市" in before


@lru_cache(maxsize=4096)
def _parted(name: str) -> tuple[str, ...]:
    """县公安局和县教育局 are two, 县住房和城乡建设局 is one."""
    depths = _depths(name)
    for joint in _JOINT.finditer(name) if len(name) <= LONGEST_JOINED else ():
        left = name[: joint.start()]
        if not depths[joint.start()] and is_department(left):
            rest = _parted(name[joint.end() :])
            if all(map(is_department, rest)):
                return (left, *rest)
    return (name,)


def matching(label: str, names: tuple[str, ...]) -> str | None:
    """The one department that a label means, written shorter or longer (应急局 for 县应急管理局)."""
    if label in names:
        return label
    ends = [n for n in names if n.endswith(label) or label.endswith(_LEVEL.sub("", n))]
    if len(ends) == 1:
        return ends[0]
    likes = [n for n in names if _is_shortened(label, n)] or [n for n in names if _is_stem(label, n)]
    return likes[0] if len(likes) == 1 else None


def _is_stem(label: str, name: str) -> bool:
    """应急 and 应急部门 for 县应急管理局, 住建 for 县住房和城乡建设局."""
    stem, body = re.sub("(主管|行政)?(部门|单位)$", "", label), _LEVEL.sub("", name)
    letters = iter(body)
    return len(stem) > 1 and stem[0] == body[:1] and all(c in letters for c in stem)


def _is_shortened(label: str, name: str) -> bool:
    letters = iter(name)
    return len(label) > 2 and label[-1] == name[-1] and all(c in letters for c in label)  # noqa: PLR2004
