"""A file as read becomes the rows of an edition: what is numbered, what is left out, whose share is whose."""

from registry.domain.duties import Duty, DutyTier, Share
from registry.files.as_read import as_duties
from registry.files.reading import read_lists
from tests.files.making import BASIC_HEADER, DOCUMENT, WORKBOOK, sheet, supporting


def duties_of(content: object) -> tuple[Duty, ...]:
    units = {"县教育局": "D-EDU", "县公安局": "D-POL"}
    read = read_lists(content)  # type: ignore[arg-type]
    return as_duties(read, unit_of=units.get, code_of=lambda tier, matter, carried: carried or f"{tier}:{matter}")


def test_the_sample_workbook_gives_each_of_its_rows_once() -> None:
    duties, read = duties_of(WORKBOOK), read_lists(WORKBOOK)
    assert len(duties) == sum(part.parsed_count for part in read.parts)
    for part in read.parts:
        numbers = [duty.number for duty in duties if duty.tier is part.tier]
        assert len(set(numbers)) == len(numbers) == part.parsed_count


def test_the_sample_document_gives_departments_and_shares_in_their_order() -> None:
    of = [duty for duty in duties_of(DOCUMENT) if duty.tier is DutyTier.SUPPORTING]
    part = read_lists(DOCUMENT).part(DutyTier.SUPPORTING)
    assert part is not None
    assert [tuple(s.department for s in d.shares) for d in of] == [i.departments for i in part.items]
    assert [d.township_share for d in of] == [i.township_duties for i in part.items]


def test_a_row_without_a_number_takes_the_next_free_one() -> None:
    duties = duties_of(
        sheet(BASIC_HEADER, [1, "甲事项办理"], [None, "乙事项办理"], [2, "丙事项办理"], [4, "丁事项办理"])
    )
    assert [(d.number, d.matter) for d in duties] == [
        (1, "甲事项办理"),
        (3, "乙事项办理"),
        (2, "丙事项办理"),
        (4, "丁事项办理"),
    ]


def test_numbers_that_begin_again_in_each_category_become_one_row_of_numbers() -> None:
    rows = (["一、党的建设"], [1, "甲事项办理"], [2, "乙事项办理"], ["二、经济发展"], [1, "丙事项办理"])
    assert [d.number for d in duties_of(sheet(BASIC_HEADER, *rows))] == [1, 2, 3]


def test_a_department_is_looked_up_and_stays_text_where_none_is_on_record() -> None:
    (duty,) = duties_of(
        supporting([1, "校园周边巡查", "县教育局、县某局", "县教育局：1.甲项工作。2.乙项工作。", "报告情况"])
    )
    assert duty.shares == (Share("D-EDU", "县教育局", ("甲项工作", "乙项工作")), Share(None, "县某局", ()))
    assert duty.code == "SUPPORTING:校园周边巡查"
