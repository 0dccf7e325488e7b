"""Nothing of a file is lost or given a meaning silently: a good file with an odd text anywhere says what it said and
reads that text, or somebody is told of that row."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.files import errors
from registry.files.grid import letter
from registry.files.lists import Item, ReadLists
from registry.files.notices import Notice
from registry.files.reading import read_lists
from tests.files.making import saved, sheet
from tests.files.test_clerks import document

Grid = list[list[str]]

SHARED = ["序号", "配合事项", "对应上级部门", "上级部门职责", "乡镇（街道）配合职责"]
GOOD: dict[str, Grid] = {
    "categories": [
        ["清水河镇基本履职事项清单"],
        ["序号", "事项名称", "备注"],
        ["一、党的建设"],
        ["1", "学习宣传党的理论"],
        ["2", "做好党员发展"],
        ["二、民生服务"],
        ["3", "办理残疾人证"],
        ["4", "开展养老服务"],
    ],
    "plain": [["清水河镇基本履职事项清单"], ["序号", "事项名称"], ["1", "学习宣传党的理论"], ["2", "做好党员发展"]],
    "supporting": [
        ["清水河镇配合履职事项清单"],
        SHARED,
        ["1", "校园周边治理", "县教育局", "牵头组织", "开展摸排"],
        ["", "", "县公安局", "维护治安", ""],
        ["2", "森林防火", "县林业和草原局", "组织巡查", "报告火情"],
    ],
    "reclaimed": [
        ["清水河镇上级部门收回事项清单"],
        ["序号", "事项名称", "承接部门", "工作方式"],
        ["1", "特种设备检查", "县市场监督管理局", "开展检查"],
        ["2", "燃气执法检查", "县住房和城乡建设局", "直接办理"],
    ],
    "departments": [
        ["清水河镇配合履职事项清单"],
        ["序号", "配合事项", "县教育局", "县公安局", "乡镇（街道）配合职责"],
        ["1", "校园周边治理", "√", "", "开展摸排"],
        ["2", "森林防火", "", "√", "报告火情"],
    ],
    "parts": [
        ["清水河镇履职事项清单"],
        ["序号", "事项名称", "基本履职", "配合履职", "上级收回", "对应部门"],
        ["1", "学习宣传党的理论", "√"],
        ["2", "特种设备检查", "", "", "√", "县市场监督管理局"],
        ["3", "森林防火", "", "√", "", "县林业和草原局"],
    ],
}
ODD = (
    *("无", "不涉及", "0", "×", "√", "◎", "9", "Hello", "待定", "同上", "（删除）"),
    *("5做好低保审核", "5、做好低保审核", "做好低保审核工作", "单位登记管理", "落实政策做好工作。", "三、民生工作"),
    *("县公安局", "县水务局：调度", "金沟县委编办", "石桥乡赋权事项清单", "一、党的建设（2项）", "合计5项", "事项名称"),
)
FILLS_NOTHING = ("无", "不涉及", "0", "×", "同上")
"""Texts that may say no more than an empty cell does."""
ABOVE_A_LIST = ("金沟县委编办", "合计5项", "事项名称")
"""Texts that stand above lists in good files too."""
MARKED = ("√", "×")


def means(read: ReadLists) -> dict[int, tuple[object, ...]]:
    """What each row says, without its category and its remark."""
    return {
        item.row: (
            *(item.tier, item.name, item.departments, item.superior_duties),
            *(item.township_duties, item.taken_over_by, item.method),
        )
        for part in read.parts
        for item in part.items
    }


def said(item: Item) -> str:
    told = (item.seq_raw, item.category, item.name, item.departments, item.superior_duties, item.township_duties)
    return "".join(map(str, (*told, item.taken_over_by, item.method, item.remark))).replace(" ", "")


def is_told(read: ReadLists, row: int, column: int, text: str) -> bool:
    """Whether a problem or a notice names the row, the column, or the text."""
    notices: list[Notice] = [*read.all_warnings, *(flag for _, flag in read.flagged)]
    facts = [str(fact) for one in (*read.problems, *notices) for fact in one.facts.values()]
    rows = {problem.row for problem in read.problems} | {one.facts.get("row") for one in notices}
    counted = {"TITLE_COUNT", "LAST_ROW_TOTAL", "DITTO", "PART_EMPTY", "SEVERAL_ROWS"} & {n.code for n in notices}
    return row in rows or letter(column) in facts or any(text[:8] in fact for fact in facts) or bool(counted)


def core(text: str) -> str:
    """What must be found again of a text that is read: no number before it, no count, no stop behind it."""
    return text.removeprefix("5").split("：")[-1].split("、")[-1].split("（")[0].strip("。")


def require_nothing_lost(
    name: str, content: bytes, *, at: tuple[int, int], text: str, shift: int, blank: bytes
) -> None:
    row, column = at
    try:
        read = read_lists(content, "x.xlsx")
    except errors.FileRefused:
        return
    if read.problems:
        assert is_told(read, row, column, text) or row <= 2 or len(read.problems) == 1
        return
    told = is_told(read, row, column, text)
    items = [item for part in read.parts for item in part.items]
    is_read = any(core(text) and core(text) in said(item) for item in items)
    is_read |= text in FILLS_NOTHING and means(read) == means(read_lists(blank, "x.xlsx"))
    is_read |= (row <= 2 and text in ABOVE_A_LIST) or (text in MARKED and name in ("departments", "parts"))
    is_label = row == 2 and (column > max(map(len, GOOD[name])) or text in (*MARKED, "◎", "（删除）"))
    assert told or is_read or is_label, means(read)
    if row > 2:  # below the header every other row says what it said, but the item that this row goes on with
        before = {n + shift * (n >= row): what for n, what in means(GOOD_READ[name]).items()}
        others = {n: what for n, what in means(read).items() if n != row}
        changed = {n for n in before if n != row and others.get(n) != before[n]}
        assert not others.keys() - before.keys()
        assert all(n == max(m for m in before if m < row) for n in changed if not told)


def placed(grid: Grid, row: int, column: int, text: str, *, is_new: bool) -> Grid:
    width = max(map(len, grid)) + 1
    made = [[*cells, *[""] * (width - len(cells))] for cells in grid]
    if is_new:
        made.insert(row - 1, [""] * width)
    made[row - 1][column - 1] = text
    return made


def workbook(grid: Grid) -> bytes:
    (title, *_), *rows = grid
    return sheet(*rows, title=title)


GOOD_READ = {name: read_lists(workbook(grid)) for name, grid in GOOD.items()}


def test_the_good_files_are_good() -> None:
    assert [read.problems for read in GOOD_READ.values()] == [()] * len(GOOD)
    assert [len(means(read)) for read in GOOD_READ.values()] == [4, 2, 2, 2, 2, 3]


@pytest.mark.parametrize("name", GOOD)
@settings(max_examples=25, deadline=None)
@given(drawn=st.data())
def test_an_odd_text_in_any_cell_of_a_sheet_is_read_or_told(name: str, drawn: st.DataObject) -> None:
    grid = GOOD[name]
    is_new = drawn.draw(st.booleans(), "a row of its own")
    row = drawn.draw(st.integers(2, len(grid) + is_new), "row")
    column = drawn.draw(st.integers(1, max(map(len, grid)) + 1), "column")
    text = drawn.draw(st.sampled_from(ODD), "text")
    content = workbook(placed(grid, row, column, text, is_new=is_new))
    blank = workbook(placed(grid, row, column, "", is_new=is_new))
    require_nothing_lost(name, content, at=(row, column), text=text, shift=int(is_new), blank=blank)


@pytest.mark.parametrize("name", ["categories", "supporting", "reclaimed"])
@settings(max_examples=10, deadline=None)
@given(drawn=st.data())
def test_an_odd_row_at_the_end_of_a_documents_table_is_read_or_told(name: str, drawn: st.DataObject) -> None:
    (title, *_), *rows = GOOD[name]
    width = max(map(len, rows))
    column = drawn.draw(st.integers(1, width), "column")
    text = drawn.draw(st.sampled_from([one for one in ODD if one not in FILLS_NOTHING]), "text")
    last = [""] * width
    last[column - 1] = text
    read = read_lists(saved(document(title, [*[[*r, *[""] * (width - len(r))] for r in rows], last])), "x.docx")
    items = [item for part in read.parts for item in part.items]
    assert is_told(read, len(rows) + 1, column, text) or any(core(text) in said(item) for item in items)
