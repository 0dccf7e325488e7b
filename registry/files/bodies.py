"""Departments that are none, and duties of which nobody can tell whose they are: asked about, row by row."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from registry.domain.duties import DutyTier
from registry.files.departments import departments_in, is_department
from registry.files.drafts import Line
from registry.files.duties import whose
from registry.files.fields import Field
from registry.files.grid import letter
from registry.files.headers import Header
from registry.files.lists import Item, Problem
from registry.files.numerals import MARK, marks
from registry.files.parts import Entry
from registry.files.roles import is_vague
from registry.files.takeover import Way
from registry.files.text import one_line, visible

_VAGUE = re.compile(
    rf"(?:^|[\n；;。])\s*(?:{MARK.pattern})?\s*(?P<name>(?:其他|其它|各|相关|有关|各有关|各相关|其他有关|其他相关)+(?:部门|单位)(?:和单位)?|(?:各|本|我)?(?:乡镇|街道|镇街|乡镇[(（]街道[)）]|镇|乡)(?:人民政府|政府|办事处|党委)?)\s*[：:]"
)
_TELEPHONE = re.compile(r"\d[\d\s-]{5,}\d")
_NOBODY = re.compile("取消|不再|废止|停止|自行|自办|乡镇")
_OWN = re.compile(
    "(?:由|本|我|各|该)?[一-龥]{0,14}?(?:镇街|镇|乡|街道|苏木)(?:人民政府|政府|办事处|党委|党工委|[一-龥]{0,12}(?:站|队|大队|中心|办|办公室|所))?"
    "|.{0,12}(?:村|居)民?委(?:员)?会|.{0,12}村两委|(?:各|本)?(?:村|社区|村社区)|网格员?|村民小组|.{1,12}社区"
)
"""The township's own bodies and those below it: none of them takes anything back from it."""
_ROLE = re.compile("(牵头|配合|主管|主办|主责|协办|协助|责任|其他)(部门|单位)")
_OPEN_ROLE = re.compile("[(（](?:牵头|主办|主责|配合|协办)[^)）]{3,}")
_DOING = re.compile("宣传|协助|负责|开展|排查|引导|组织|做好|落实|巡查|上报|劝导")
_NOBODYS_NAME = re.compile(
    "^(?:县直|县级|其他|各)?(?:有关|相关|成员|责任|牵头|配合)?(?:部门|单位)[(（][^()（）]*[、，,]"
)
_MENTIONED = re.compile(
    r"[省市县区州旗][^\s、，,；;。：:由]{1,16}?(?:局|委|办|中心|大队|支队|法院|检察院|公司|所)(?!门)"
)
_BEGINS = re.compile(rf"(?:^|[\n；;。])\s*(?:{MARK.pattern})?\s*(?P<name>{_MENTIONED.pattern})")
_SUPERIOR = re.compile("^(省|市|县|区|州|旗)")
_BRACKETED = re.compile("[(（][^()（）]*[)）]")
_DAY = re.compile(r"\d{4}年|\d月|\d{4}-\d|[一二三四五六七八九十]月[一二三四五六七八九十]{1,3}日")
_NO_LETTER = re.compile(r"[①-⒛]|[^\w\s《》“”\"'‘’·、,，\-—–&/()（）]|[:：;；]")
_NUMBERED = re.compile(r"(?<![\d])\d{1,2}$|^\d{1,2}(?=[省市县区州旗])")
_ROLE_IN_NAME = re.compile("[局委办部心队院会司所站](?:牵头|主办|主责|配合|协办|协助|参与)[一-龥]")
_TAKES_PART = re.compile(r"[一-龥](?:牵头|配合|协助|会同|参与|协办|主办)|(?:会同|配合|牵头|联合)[省市县区州旗]")
_LEVELS = re.compile("(?<=.{3})[省市县区州旗]")
_ONLY_A_LEVEL = re.compile("[省市县区州旗]{1,3}[级直]?")
_STILL_A_ROLE = re.compile("负责|承接|牵头|主责|职责|分工|为[主辅]$")
_GLUED = re.compile(
    "局(?:公安|教育(?:体育)?|民政|司法|财政|农业农村|林业(?:和草原)?|水[利务]|自然资源|生态环境|住房和城乡建设|住建|交通运输|交通|应急管理"
    "|应急|卫生健康|卫健|市场监督管理|市场监管|市监|人力资源和社会保障|人社|医疗保障|医保|文化和旅游|文旅|商务|审计|统计|信访|税务|气象|城市管理|"
    "城管|乡村振兴|退役军人事务|工业和信息化|工信|发展和改革|发改|综合行政执法)局$"
)
SHORTEST = 4
LONGEST_BODY = 16
_TOLD = 30


def bodies_of(entry: Entry, item: Item) -> Iterator[Problem]:
    """Departments that are none: a vague one before a colon, one with a telephone, 取消 where a body should stand."""
    line = entry.draft.first
    if item.tier is DutyTier.SUPPORTING:
        yield from _of_duties(entry, item)
        yield from _of_names(entry, item)
    with_telephone = next((name for name in (*item.departments, item.taken_over_by) if _TELEPHONE.search(name)), "")
    if with_telephone:
        what = Field.DEPARTMENT if item.departments else Field.TAKEN_OVER_BY
        yield _problem(entry, what, "DEPARTMENT_UNCLEAR", said=_TELEPHONE.sub("…", with_telephone)[:_TOLD])
    if item.tier is DutyTier.RECLAIMED:
        yield from _of_who_took_over(entry, item, line)


def _of_duties(entry: Entry, item: Item) -> Iterator[Problem]:
    """Duties of somebody else than the department beside: 其他部门：…, 乡镇：…, a county's among the township's."""
    told = "\n".join(one.says(Field.SUPERIOR_DUTIES) for one in entry.draft.lines)
    vague = _VAGUE.search(told) if item.departments else None
    if vague:
        yield _problem(entry, Field.SUPERIOR_DUTIES, "DEPARTMENT_UNCLEAR", said=one_line(vague["name"]))
    for line in entry.draft.lines:
        both = visible(line.says(Field.DEPARTMENT_AND_DUTIES))
        named = [one["name"] for one in _BEGINS.finditer(both) if is_department(one["name"])]
        hidden = next((name for name in named if not any(name in known for known in item.departments)), "")
        if hidden:  # it begins a line or a sentence as those do that have duties, and was read as words of another
            yield _problem(entry, Field.DEPARTMENT_AND_DUTIES, "DEPARTMENT_UNCLEAR", said=hidden[:_TOLD])
        others = [duty for share in item.superior_duties for duty in share.duties if _is_body(duty)]
        if others:  # 县公安局：县教育局
            yield _problem(entry, Field.SUPERIOR_DUTIES, "DEPARTMENT_UNCLEAR", said=others[0][:_TOLD])
        if _may_be_paired(line.says(Field.DEPARTMENT), line.says(Field.SUPERIOR_DUTIES)):
            yield _problem(entry, Field.SUPERIOR_DUTIES, "DUTIES_UNDIVIDED")
        theirs = [one for one in whose(line.says(Field.TOWNSHIP_DUTIES)) if is_department(one) and _SUPERIOR.match(one)]
        if theirs:
            yield _problem(entry, Field.TOWNSHIP_DUTIES, "DEPARTMENT_UNCLEAR", said=theirs[0])


def _is_across(name: str, cells: Iterable[str]) -> bool:
    """Whether a name was put together over 、, as those of a broken line are: 教育、民政部门 is no 教育民政部门."""
    bare = re.sub(r"\s", "", name)
    said = [re.sub(r"\s", "", visible(cell)) for cell in cells]
    return not any(bare in cell for cell in said) and any(bare in re.sub("[、，,；;]", "", cell) for cell in said)


def _is_body(duty: str) -> bool:
    return is_department(duty) and _SUPERIOR.match(duty) is not None and len(duty) <= LONGEST_BODY


def _may_be_paired(departments: str, duties: str) -> bool:
    """As many departments as duties, both numbered or both one a line: each may be meant for its own."""
    names = departments_in(departments).names
    if len(names) < 2 or any(whose(duties)):  # noqa: PLR2004
        return False
    numbered = len(list(marks(visible(departments)))) == len(names) == len(list(marks(visible(duties))))
    lines = [line.strip() for line in visible(duties).split("\n")]
    ends = any(line.endswith(tuple("。；;，,、")) for line in lines)
    apart = len(visible(departments).split("\n")) == len(names) == len(lines) and not ends and not any(marks(lines[0]))
    return numbered or apart


def _of_names(entry: Entry, item: Item) -> Iterator[Problem]:
    """牵头部门 where its name should stand, a bracket that does not close, a duty in the column of departments."""
    for name in item.departments:
        open_, shut = len(re.findall("[(（]", name)), len(re.findall("[)）]", name))
        if (
            open_ != shut
            or _OPEN_ROLE.search(name)
            or _ROLE.fullmatch(name)
            or _NOBODYS_NAME.match(name)
            or (_DOING.search(name) and not is_department(name))
            or is_surely_none(name)
            or _is_across(name, [line.says(Field.DEPARTMENT) for line in entry.draft.lines])
        ):
            yield _problem(entry, Field.DEPARTMENT, "DEPARTMENT_UNCLEAR", said=name[:_TOLD])
            return


def _of_who_took_over(entry: Entry, item: Item, line: Line) -> Iterator[Problem]:
    """One cell that numbers several says who does what, and all of it counts."""
    both = "\n".join(one.says(Field.TAKEN_OVER_BY_AND_METHOD) for one in entry.draft.lines)
    if _names_several(both, item.taken_over_by):
        yield _problem(entry, Field.TAKEN_OVER_BY_AND_METHOD, "SEVERAL_IN_CELL", said=one_line(both)[:_TOLD])
    elif _involves_others(both, item.taken_over_by, entry.way):
        yield _problem(entry, Field.TAKEN_OVER_BY_AND_METHOD, "TAKERS_UNCLEAR", said=one_line(both)[:_TOLD])
    elif both and not item.method and re.search("[(（][^()（）]*[)）]$", item.taken_over_by):
        yield _problem(entry, Field.TAKEN_OVER_BY_AND_METHOD, "DEPARTMENT_UNCLEAR", said=item.taken_over_by[:_TOLD])
    said = line.says(Field.TAKEN_OVER_BY) or line.says(Field.DEPARTMENT)
    names = tuple(dict.fromkeys((*departments_in(said).names, *item.taken_over_by.split("、"))))
    wrong = [name for name in names if _is_no_taker(name) or _is_across(name, (said,))]
    if wrong:
        yield _problem(entry, Field.TAKEN_OVER_BY, "DEPARTMENT_UNCLEAR", said=wrong[0][:_TOLD])


def is_surely_none(name: str) -> bool:
    """Whether this can be no one department's name: a day, 相关部门, two names without anything between, a mark
    behind it, a bracket in which another takes part."""
    bare = _BRACKETED.sub("", one_line(name))
    inside = "".join(_BRACKETED.findall(one_line(name)))
    if (
        _DAY.search(bare)
        or _NO_LETTER.search(bare)
        or _NUMBERED.search(bare)
        or _TAKES_PART.search(inside)
        or _ROLE_IN_NAME.search(bare)
        or _STILL_A_ROLE.search(bare)
        or _ONLY_A_LEVEL.fullmatch(bare)
        or _GLUED.search(bare)
        or is_vague(bare)
    ):
        return True
    return any(_is_two(bare[: at.start()], bare[at.start() :]) for at in _LEVELS.finditer(bare))


def _is_two(first: str, second: str) -> bool:
    """县教育局县公安局; not 县委县直机关工委, which is one."""
    return len(first) >= SHORTEST and first[0] == second[0] and is_department(first) and is_department(second)


def _is_no_taker(name: str) -> bool:
    return is_surely_none(name) or _is_nobody(name) or is_own_body(name)


def _is_nobody(name: str) -> bool:
    """取消 where a body should stand."""
    return _NOBODY.search(name) is not None and not is_department(name)


def is_own_body(name: str) -> bool:
    """Whether this is the township itself, a body of its own or a village's (酒泉路街道综合执法队, 村委会)."""
    bare = re.sub("[(（][^()（）]*[)）]", "", one_line(name))
    return not _SUPERIOR.match(bare) and _OWN.fullmatch(bare) is not None


def _names_several(text: str, taken_over_by: str) -> bool:
    """1.县水利局：巡查 2.县农业局：执法: a numbered piece that begins with another department."""
    text = text.strip()
    starts = [begin for begin, _ in marks(text)]
    pieces = [MARK.sub("", text[begin:end], count=1) for begin, end in pairwise([*starts, len(text)])]
    bodies = [re.split("[：:，,]", piece, maxsplit=1)[0].strip() for piece in pieces]
    others = [body for body in bodies if is_department(body) and body not in taken_over_by.split("、")]
    return len(pieces) > 1 and bool(others)


def _involves_others(text: str, taken_over_by: str, way: Way | None) -> bool:
    """由县公安局会同县教育局抽查; 县公安局。县教育局负责督促: whether others took over as well, nobody can tell."""
    takers = tuple(taken_over_by.split("、")) if taken_over_by else ()
    if way not in (Way.SENTENCES, Way.ONE_SENTENCE):
        return False
    named = _MENTIONED.findall(one_line(text)) if way is Way.ONE_SENTENCE else ()
    others = [name for name in (*named, *whose(text)) if is_department(name) and not name.endswith(takers)]
    return bool(takers and others)


def row_problem(line: Line, header: Header, what: Field, code: str, **facts: object) -> Problem:
    """A problem of a row, in the column that holds this."""
    places = [letter(at) for at, column in header.columns.items() if column.field is what]
    return Problem(line.row.where, line.row.number, places[0] if places else "", code, facts)


def _problem(entry: Entry, what: Field, code: str, **facts: object) -> Problem:
    return row_problem(entry.draft.first, entry.header, what, code, **facts)
