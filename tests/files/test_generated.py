"""Lists made at random in the layouts that clerks use, of which we know what they say: read exactly, or asked.

What may be asked is told by `Made.may_ask`; everything else must come back to the letter."""

import os
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.domain.duties import DutyTier
from registry.files.reading import read_lists
from tests.files.making import saved, sheet
from tests.files.test_clerks import document

EXAMPLES = 1_000 if os.environ.get("REGISTRY_TEST_LONG") else 40
MATTERS = (
    "学习宣传贯彻党的创新理论",
    "12345热线工单办理",
    "3岁以下婴幼儿照护指导",
    "100米以下林道维护",
    "2025年秋粮收购服务",
    "低保对象动态管理",
    "十户联防",
    "七项重点工作落实",
    "“一村一警”配合",
    "双随机、一公开检查",
    "三资管理",
    "防汛抗旱",
)
CATEGORIES = ("党的建设", "民生服务", "平安法治", "“一老一小”关爱", "河湖林长")
DEPARTMENTS = (
    "县教育局",
    "县公安局",
    "县住房和城乡建设局",
    "县委政法委",
    "团县委",
    "国网金沟县供电公司",
    "市生态环境局金沟分局",
)
DUTIES = ("牵头制定方案", "开展日常监督检查", "依法查处违法行为", "组织业务培训")
WAYS = ("开展“双随机”抽查", "由县级执法队伍直接实施", "购买第三方服务")
FEET = ("金沟县委编办", "2025年6月18日", "制表：张三", "联系电话：0931-6120001", "第1页 共3页", "金沟县人民政府")
TITLES = {DutyTier.BASIC: "基本履职事项", DutyTier.SUPPORTING: "配合履职事项", DutyTier.RECLAIMED: "上级部门收回事项"}
Row = list[str]


@dataclass
class Made:
    """A table, and what each of its matters says: category, matter, departments, their duties, the township's or the
    way of working; and what may be asked instead."""

    tier: DutyTier
    rows: list[Row]
    truth: list[tuple[Any, ...]]
    may_ask: set[str] = field(default_factory=set)


def is_so(draw: Any) -> bool:
    return bool(draw(st.booleans()))


@st.composite
def tables(draw: Any, tier: DutyTier) -> Made:
    """A list of one part in a layout at random."""
    matters = draw(st.lists(st.sampled_from(MATTERS), min_size=3, max_size=7, unique=True))
    parted = draw(st.integers(1, len(matters)))
    first, second = draw(st.permutations(CATEGORIES))[:2]
    inside, named, has_lines = is_so(draw), is_so(draw), is_so(draw)
    head = ["序号", TITLES[tier].replace("上级部门", "") if named else "事项名称"]
    made = Made(tier, [], [])
    told = {DutyTier.BASIC: _basic, DutyTier.SUPPORTING: _supporting, DutyTier.RECLAIMED: _reclaimed}[tier]
    more, further = told(draw, made)
    header = head + more
    made.rows.append(header)
    category = ""
    for at, matter in enumerate(matters, start=1):
        begun = first if at <= parted else second
        if has_lines and begun != category:
            made.rows.append(_wide([f"{'一二'[begun == second]}、{begun}"], header))
        if at > 1 and is_so(draw):
            made.rows.append(header)
            if has_lines and begun == category:
                made.rows.append(_wide([f"{begun}（续）"], header))
        category = begun
        said, lines = further()
        numbered = f"{at}.{matter}"
        beside = [["" if inside and is_so(draw) else str(at), numbered if inside else matter], ["", ""]]
        made.rows += [_wide([*(beside[place > 0]), *line], header) for place, line in enumerate(lines)]
        made.truth.append((begun if has_lines else "", matter, *said))
    _sign(draw, made, header)
    return made


def _wide(cells: Row, header: Row) -> Row:
    return cells + [""] * (len(header) - len(cells))


def _basic(draw: Any, made: Made) -> tuple[Row, Any]:
    header = ["备注"] if is_so(draw) else []
    return header, lambda: (((), (), ""), [[]])


def _some_departments(draw: Any) -> Row:
    return draw(st.lists(st.sampled_from(DEPARTMENTS), min_size=1, max_size=3, unique=True))


def _supporting(draw: Any, made: Made) -> tuple[Row, Any]:
    in_rows, before = is_so(draw), draw(st.sampled_from(["", "按职责分工：", "具体分工如下：\n"]))

    def row() -> tuple[tuple[Any, ...], list[Row]]:
        names, between = _some_departments(draw), draw(st.sampled_from(["、", "\n", "；", "和", "，"]))
        duties = {name: draw(st.sampled_from(DUTIES)) for name in names}
        said = (tuple(names), tuple((name, (duties[name],)) for name in names), "及时上报情况")
        if in_rows:
            return said, [[name, duties[name], "及时上报情况" if name == names[0] else ""] for name in names]
        told = "；".join(f"{name}：{duty}" for name, duty in duties.items())
        lead = names[0] + (draw(st.sampled_from(["（牵头）", "牵头", ""])) if len(names) > 1 else "")
        return said, [[between.join([lead, *names[1:]]), before + told, "及时上报情况"]]

    return ["对应上级部门", "上级部门职责", "乡镇配合职责"], row


def _reclaimed(draw: Any, made: Made) -> tuple[Row, Any]:
    shape = draw(st.sampled_from(["one", "own ways", "two", "ticks"]))
    columns = {"two": ["承接部门", "工作方式"], "ticks": list(DEPARTMENTS[:3])}.get(shape, ["承接部门及工作方式"])

    def row() -> tuple[tuple[Any, ...], list[Row]]:
        names, way = _some_departments(draw), draw(st.sampled_from(WAYS))
        if shape == "ticks":
            names = [name for name in DEPARTMENTS[:3] if name in names] or [DEPARTMENTS[0]]
            return ((tuple(names), (), _each(names, way)), [[way if name in names else "" for name in columns]])
        if shape == "own ways":
            cell = draw(st.sampled_from(["；", "\n", "；\n"])).join(f"{name}：{way}" for name in names)
            return ((tuple(names), (), _each(names, way)), [[cell]])
        if shape == "two":
            return ((tuple(names), (), way), [[draw(st.sampled_from(["、", "\n", "；"])).join(names), way]])
        between = draw(st.sampled_from(["、", "\n", "；", "，", "和"]))
        cell = between.join(names) + draw(st.sampled_from(["：", "\n", "。"])) + way
        return ((tuple(names), (), way), [[cell]])

    return columns, row


def _each(names: Row, way: str) -> str:
    return "；".join(f"{name}：{way}" for name in names) if len(names) > 1 else way


def _sign(draw: Any, made: Made, header: Row) -> None:
    """Up to two rows that sign or date the table, anywhere but in the column of numbers; issuers may be asked."""
    for text in draw(st.lists(st.sampled_from(FEET), max_size=2, unique=True)):
        column = draw(st.integers(1, len(header) - 1))
        made.rows.append([text if at == column else "" for at in range(len(header))])
        made.may_ask |= {"FOOT_UNCLEAR"} if text.startswith("金沟县") else set()


def _said(item: Any) -> tuple[Any, ...]:
    if item.tier is DutyTier.RECLAIMED:
        return item.category, item.name, tuple(item.taken_over_by.split("、")), (), item.method
    shares = tuple((share.department, share.duties) for share in item.superior_duties)
    return item.category, item.name, item.departments, shares, "".join(item.township_duties)


def require_as_made(made: Made, content: bytes) -> None:
    read = read_lists(content)
    asked = {problem.code for problem in read.problems}
    assert asked <= made.may_ask, read.problems
    part = read.part(made.tier)
    assert part is not None
    assert [_said(item) for item in part.items] == made.truth


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(list(DutyTier)).flatmap(tables))
def test_a_list_in_any_layout_is_read_exactly_or_asked(made: Made) -> None:
    title = f"清水河镇{TITLES[made.tier]}清单"
    require_as_made(made, sheet(*made.rows, title=title))
    require_as_made(made, saved(document(title, made.rows)))
