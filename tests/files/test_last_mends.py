"""Lines and remarks that were read wrong without a word: versions below a title, rows that have left, loose numbers."""

from io import BytesIO

import docx
import openpyxl
import pytest

from registry.domain.duties import DutyTier
from registry.files import errors
from registry.files.reading import read_lists
from registry.files.remarks import with_remarks
from registry.files.text import visible
from tests.files.making import basic, codes, names, part, saved, sheet, supporting
from tests.files.test_clerks import document

BASIC, SHARED = "清水河镇基本履职事项清单", "清水河镇配合履职事项清单"
HEADER, WITH_REMARK = ["序号", "事项名称"], ["序号", "事项名称", "备注"]
SHARED_HEADER = ["序号", "配合事项", "对应上级部门", "上级部门职责", "乡镇（街道）配合职责"]


# Versions
# ----------------------------------------------------------------------------------------------------------------------


def three_tables(line: str) -> bytes:
    return sheet(
        *([line], HEADER, [1, "抓学习"], [2, "发展党员"]),
        *([SHARED], [line], SHARED_HEADER, [1, "校园周边", "县教育局", "牵头", "摸排"]),
        *(["清水河镇上级部门收回事项清单"], [line], ["序号", "事项名称", "承接部门", "工作方式"]),
        [1, "特种设备", "县市监局", "抽查"],
        title=BASIC,
    )


@pytest.mark.parametrize(
    "line",
    [
        *(
            "（2025年版）",
            "2025年版",
            "（2025版）",
            "（试行）",
            "（征求意见稿）",
            "（公示稿）",
            "（2025年）",
            "（第一批）",
        ),
        *(
            "（第一批）",
            "（修订）",
            "（2025年6月修订）",
            "（2025年版）（试行）",
            "【试行】",
            "（第2版）",
            "2025年",
            "2025年第一批",
        ),
    ],
)
def test_a_version_below_the_title_of_a_later_table_is_no_row_and_no_category(line: str) -> None:
    read = read_lists(three_tables(line))
    assert codes(read) == []
    assert [(i.category, i.name) for p in read.parts for i in p.items] == [
        ("", name) for name in ("抓学习", "发展党员", "校园周边", "特种设备")
    ]
    assert [w.facts["text"] for p in read.parts[1:] for w in p.warnings if w.code == "ROW_NOT_READ"] == [line] * 2


def test_a_version_between_rows_is_asked() -> None:
    assert codes(read_lists(sheet(HEADER, [1, "抓学习"], ["2025年版"], [2, "发展党员"]))) == ["ROW_UNCLEAR"]


# Remarks
# ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "remark",
    [
        *(
            "收归县级",
            "由县教育局承担",
            "已由县局收回",
            "本项收回",
            "转为配合",
            "退出",
            "已停用",
            "暂不实施",
            "删",
            "（删）",
        ),
        *("调入", "（删）", "由上级部门承接", "去掉"),
    ],
)
def test_a_remark_that_a_row_has_left_is_asked(remark: str) -> None:
    content = sheet(WITH_REMARK, [1, "抓学习", None], [2, "特种设备", remark], title=BASIC)
    assert codes(read_lists(content)) == ["AMENDMENT_UNCLEAR"]
    changed = sheet(["序号", "事项名称", "变动情况"], [1, "抓学习", None], [2, "特种设备", remark], title=BASIC)
    assert codes(read_lists(changed)) == ["AMENDMENT_UNCLEAR"]


@pytest.mark.parametrize(
    "remark",
    [
        "由党建办负责",
        "每年一次",
        "依据《某某条例》",
        "与县公安局联办",
        "含两新组织",
        "收回承包地时须公示",
        "暂不收费",
        "含退出低保",
    ],
)
def test_a_remark_that_says_how_is_kept(remark: str) -> None:
    content = sheet(WITH_REMARK, [1, "抓学习", None], [2, "特种设备", remark], title=BASIC)
    assert codes(read_lists(content)) == [] and basic(content)[1].remark == remark


def test_a_supporting_matter_may_be_of_the_county() -> None:
    header = [*SHARED_HEADER, "备注"]
    content = supporting([1, "校园周边", "县教育局", "牵头", "摸排", "由县教育局承担经费"], header=header)
    assert codes(read_lists(content)) == []


# Categories that go on
# ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    ["一、党的建设 续", "党的建设 续", "一、党的建设（续上）", "党的建设　续表", "党的建设续"],
)
def test_a_category_that_goes_on_is_the_one_before(line: str) -> None:
    rows = (
        ["一、党的建设"],
        [1, "抓学习"],
        [2, "发展党员"],
        HEADER,
        [line],
        [3, "抓廉政"],
        ["二、民生服务"],
        [4, "低保"],
    )
    content = sheet(HEADER, *rows, title=BASIC)
    assert [item.category for item in basic(content)] == [*["党的建设"] * 3, "民生服务"]
    assert codes(read_lists(content)) == []


# Numbers that nothing parts from the matter
# ----------------------------------------------------------------------------------------------------------------------

LOOSE = ("1学习宣传", "2 100米以下林道", "3 12345热线")
PLAIN = ["学习宣传", "100米以下林道", "12345热线"]


def test_numbers_without_a_sign_behind_them_are_no_part_of_the_matter() -> None:
    beside = sheet(HEADER, *([at, name] for at, name in enumerate(LOOSE, start=1)), title=BASIC)
    alone = sheet(["事项名称"], ["一、党的建设（3项）"], *([name] for name in LOOSE), title=BASIC)
    for content in (beside, alone):
        assert names(basic(content)) == PLAIN and [item.seq for item in basic(content)] == [1, 2, 3]
        assert codes(read_lists(content)) == []


@pytest.mark.parametrize(
    "matters",
    [
        ("1岁以下婴幼儿照护", "2岁以下儿童照护", "3岁以下幼儿照护"),  # measures, all of them
        ("1村1警配合", "2类人员管控", "3支队伍建设"),
        ("学习宣传", "2类人员管控", "3支队伍建设"),  # not every row begins so
        ("1学习宣传", "2发展党员"),  # two may do so by chance
        ("2学习宣传", "3发展党员", "4低保审核"),  # not the numbers beside
    ],
)
def test_matters_that_begin_with_other_digits_stay(matters: tuple[str, ...]) -> None:
    content = sheet(HEADER, *([at, name] for at, name in enumerate(matters, start=1)), title=BASIC)
    assert names(basic(content)) == list(matters)


def test_a_measure_among_rows_that_begin_with_their_numbers_is_asked() -> None:
    rows = ([at, name] for at, name in enumerate(("1学习宣传", "2发展党员", "3岁以下幼儿照护"), start=1))
    assert codes(read_lists(sheet(HEADER, *rows, title=BASIC))) == ["NUMBER_IN_MATTER"]
    rows = ([at, name] for at, name in enumerate(("1学习宣传", "2网格化管理", "3人居环境整治"), start=1))
    assert names(basic(sheet(HEADER, *rows, title=BASIC))) == ["学习宣传", "网格化管理", "人居环境整治"]


# Lists that are not read at all, and where remarks stand
# ----------------------------------------------------------------------------------------------------------------------


def test_a_list_in_traditional_characters_is_refused_with_what_to_do() -> None:
    rows = (["序號", "事項名稱"], ["1", "學習宣傳"], ["2", "發展黨員"])
    title = "清水河鎮基本履職事項清單"
    for content in (sheet(*rows, title=title), saved(document(title, list(rows)))):
        with pytest.raises(errors.ListInTraditional):
            read_lists(content)


def test_a_list_inside_a_cell_of_another_table_is_refused_with_what_to_do() -> None:
    made = docx.Document()
    cell = made.add_table(1, 1).cell(0, 0)
    inner = cell.add_table(3, 2)
    for at, texts in enumerate((HEADER, ["1", "学习宣传"], ["2", "发展党员"])):
        for place, text in enumerate(texts):
            inner.cell(at, place).text = text
    with pytest.raises(errors.ListInNestedTable):
        read_lists(saved(made))


def test_other_files_without_a_list_are_refused_as_before() -> None:
    with pytest.raises(errors.NoListFound) as refused:
        read_lists(sheet(["姓名", "爱好"], ["甲", "乙"], title="通讯录"))
    assert refused.value.code == "NO_LIST_FOUND"


def test_remarks_are_headed_in_the_row_of_the_columns() -> None:
    rows = ([1, "抓学习"], [2, "发展党员"], [3, "=B3"], [4, "抓廉政"], [5, "=B5"])
    content = sheet(HEADER, *rows, title=BASIC)
    back = openpyxl.load_workbook(BytesIO(with_remarks(content, read_lists(content).problems))).active
    column = [visible(str(back.cell(row, 3).value or "")) for row in range(1, 8)]
    assert column[1] == "导入提示" and [bool(said) for said in column] == [at in (1, 4, 6) for at in range(7)]


def test_remarks_of_a_document_are_headed_in_the_row_of_the_columns() -> None:
    made = document(SHARED, [SHARED_HEADER, ["1", "甲", "县教育局", "查", "报"], ["2", "乙", "", "查", "报"]])
    content = saved(made)
    back = docx.Document(BytesIO(with_remarks(content, read_lists(content).problems))).tables[0]
    assert [visible(row.cells[-1].text) != "" for row in back.rows] == [True, False, True]
    assert visible(back.rows[0].cells[-1].text) == "导入提示"


# Categories that bear the only numbers, ticks behind words
# ----------------------------------------------------------------------------------------------------------------------


def test_lines_with_the_only_numbers_may_be_categories() -> None:
    lines = ("一、党建引领", "学习宣传工作", "做好党员发展", "二、为民办事", "低保审核")
    content = sheet(["事项名称"], *([line] for line in lines), title=BASIC)
    assert codes(read_lists(content)) == ["ROW_UNCLEAR"] * 2
    numbered = sheet(["事项名称"], *([line] for line in ("一、学习宣传", "二、发展党员", "三、低保审核")), title=BASIC)
    assert names(basic(numbered)) == ["学习宣传", "发展党员", "低保审核"] and codes(read_lists(numbered)) == []


def test_a_tick_behind_words_is_no_part_of_them() -> None:
    header = ["序号", "事项名称", "县市监局", "县公安局"]
    rows = ([1, "特种设备", "由县级执法队伍实施√", None], [2, "食品", None, "√"])
    content = sheet(header, *rows, title="清水河镇上级部门收回事项清单")
    items = part(content, DutyTier.RECLAIMED).items
    assert [(item.taken_over_by, item.method) for item in items] == [
        ("县市监局", "由县级执法队伍实施"),
        ("县公安局", ""),
    ]
