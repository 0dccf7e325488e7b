"""The slip: which replies a verdict bears, ground by ground; its number; and the text that is signed."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from registry.domain.access import decide
from registry.domain.law import ARTICLES, burden_2024
from registry.domain.slips import (
    IN_CHINESE,
    Reply,
    Statement,
    as_slip_number,
    facts_of,
    replies_borne,
    rests_on_the_same,
    slip_number,
)
from tests import given
from tests.words.examples import situations

UNDERTAKE, SHARE, RETURN, PROVIDE = (
    Reply.UNDERTAKE,
    Reply.WITHIN_SHARE,
    Reply.RETURN,
    Reply.PROVIDE_DOCUMENT,
)


def ground(code: str, outcome: str = "", *, lifted: bool = False, **facts: object) -> dict[str, Any]:
    article = ARTICLES[code]
    decided = outcome or (article.outcome.value if article.outcome else "NOTE")
    lifter = {"kind": "APPROVAL", "code": "A1", "number": "甘办发〔2025〕16号"} if lifted else None
    return {"code": code, "clause": article.citation, "outcome": decided, "facts": facts, "liftedBy": lifter}


def verdict(*grounds: dict[str, Any], tier: str = "", conditions: tuple[str, ...] = ()) -> dict[str, Any]:
    outcomes = {g["outcome"] for g in grounds if not g["liftedBy"]}
    outcome = next((o for o in ("REJECT", "REFER") if o in outcomes), "ADMIT")
    row = {"tier": tier, "number": 7, "matter": "消防安全监督管理", "code": "S1", "confidence": 1.0} if tier else None
    basis = {"row": "S1" if tier else "", "editionNumber": "安编〔2025〕8号", "editionEffectiveOn": "2025-03-01"}
    return {
        "outcome": outcome,
        "grounds": list(grounds),
        "conditions": [{"code": code, "facts": {}} for code in conditions],
        "matched": row,
        "basis": {**basis, "sample": False},
    }


ALONE = {
    "NO_LIST": (RETURN,),
    "OFF_LIST": (RETURN, PROVIDE),
    "RECLAIMED": (RETURN,),
    "BEYOND_SUPPORT": (SHARE, RETURN),
    "WRONG_DEPARTMENT": (RETURN,),
    "DISGUISED": (RETURN, SHARE),
    "SEPARATE_ASSESSMENT": (RETURN,),
    "CHIEF_OR_GRID": (RETURN, PROVIDE),
    "VILLAGE_AS_SUBJECT": (RETURN,),
    "VILLAGE_TASK": (RETURN,),
    "NEW_BODY": (RETURN, PROVIDE),
    "PLAQUE_NAME": (RETURN, PROVIDE),
    "PLAQUE_STYLE": (RETURN,),
    "PLAQUE_QUOTA": (RETURN,),
    "NO_QUOTA": (RETURN, PROVIDE),
    "NO_LEGAL_BASIS": (RETURN,),
    "BASIS_UNCLEAR": (RETURN, PROVIDE),
    "CANCELLED_DEMANDER": (RETURN,),
    "LIST_GAP": (RETURN,),
    "MATTER_UNCLEAR": (RETURN,),
    "PURCHASED": (UNDERTAKE,),
}
"""What each ground bears where it stands alone, those of a list's row on a supporting one, with no paper named."""
OF_SUPPORTING_ROWS = {"BEYOND_SUPPORT", "DISGUISED", "WRONG_DEPARTMENT"}
LIFTABLE = [a.code for a in burden_2024.JUDGED if a.lifted_by]


def test_every_ground_is_answered_here() -> None:
    assert ALONE.keys() == {article.code for article in burden_2024.JUDGED}


@pytest.mark.parametrize(("code", "replies"), ALONE.items())
def test_a_ground_that_stands_bears_these_replies(code: str, replies: tuple[Reply, ...]) -> None:
    tier = "SUPPORTING" if code in OF_SUPPORTING_ROWS else "RECLAIMED" if code == "RECLAIMED" else ""
    assert replies_borne(verdict(ground(code), tier=tier)) == replies


@pytest.mark.parametrize("reason", [article.code for article in burden_2024.REASONS])
def test_a_paper_that_is_cited_and_lifts_nothing_is_answered_by_asking_for_the_right_one(reason: str) -> None:
    note = ground(reason, "NOTE", cited=True)
    assert replies_borne(verdict(ground("OFF_LIST"), note)) == (PROVIDE, RETURN)
    on_record = ground(reason, "NOTE", cited=False)
    assert replies_borne(verdict(ground("RECLAIMED"), on_record, tier="RECLAIMED")) == (RETURN, PROVIDE)


@pytest.mark.parametrize("code", LIFTABLE)
def test_what_an_approval_could_lift_may_be_asked_for_where_one_was_cited(code: str) -> None:
    cited = ground("LEVEL_INSUFFICIENT", "NOTE", cited=True)
    assert replies_borne(verdict(ground(code), cited))[0] is PROVIDE


@pytest.mark.parametrize("code", [a.code for a in burden_2024.JUDGED if not a.lifted_by and a.code != "PURCHASED"])
def test_no_paper_is_asked_for_where_none_would_help(code: str) -> None:
    cited = ground("APPROVAL_EXPIRED", "NOTE", cited=True)
    for found in (verdict(ground(code), cited), verdict(ground("OFF_LIST"), ground(code), cited)):
        assert replies_borne(found) == (RETURN,)


@pytest.mark.parametrize("code", LIFTABLE)
def test_what_was_lifted_is_undertaken(code: str) -> None:
    assert replies_borne(verdict(ground(code, lifted=True))) == (UNDERTAKE,)


def test_a_lawful_demand_is_undertaken_or_supported_within_the_share() -> None:
    assert replies_borne(verdict(tier="BASIC")) == (UNDERTAKE,)
    assert replies_borne(verdict(tier="SUPPORTING", conditions=("WITHIN_SHARE",))) == (SHARE,)
    due = verdict(ground("OFF_LIST", lifted=True), conditions=("RESOURCES_DUE",))
    assert replies_borne(due) == (UNDERTAKE, PROVIDE)


def test_beyond_the_share_and_off_the_list_with_a_form() -> None:
    both = (ground("BEYOND_SUPPORT"), ground("DISGUISED"))
    assert replies_borne(verdict(*both, tier="SUPPORTING")) == (RETURN, SHARE)
    assert replies_borne(verdict(*both, ground("WRONG_DEPARTMENT"), tier="SUPPORTING")) == (RETURN,)
    assert replies_borne(verdict(ground("DISGUISED"), tier="BASIC")) == (RETURN,)
    assert replies_borne(verdict(ground("DISGUISED"), ground("OFF_LIST"))) == (RETURN, PROVIDE)


def test_nothing_unlawful_is_ever_undertaken_and_nothing_lawful_returned() -> None:
    for situation in situations():
        found = decide(given.question(situation), given.register(situation)).as_data()
        borne = replies_borne(found)
        assert borne and len(set(borne)) == len(borne)
        assert (UNDERTAKE in borne) <= (found["outcome"] == "ADMIT")
        assert (RETURN in borne) == (found["outcome"] != "ADMIT")
        if SHARE in borne:
            assert found["matched"]["tier"] == "SUPPORTING"


def test_two_verdicts_are_the_same_by_outcome_grounds_lifters_and_row() -> None:
    off = verdict(ground("OFF_LIST"))
    assert rests_on_the_same(off, verdict(ground("OFF_LIST", matter="别的写法")))
    for other in (verdict(ground("OFF_LIST", lifted=True)), verdict(tier="BASIC"), verdict(ground("NO_LIST"))):
        assert not rests_on_the_same(off, other)


# The number
# ----------------------------------------------------------------------------------------------------------------------


def test_a_slip_number_is_read_back_however_it_is_typed() -> None:
    number = slip_number("620102001000", 2026, 12)
    assert number.startswith("HF-620102001-2026-00012-")
    for typed in (number, number.lower(), number.replace("-", ""), f" {number.replace('-', ' — ')} "):
        assert as_slip_number(typed) == number


@pytest.mark.parametrize("typed", ["", "HF", "ZR-620102-2026-00001-0", "HF-六二〇", "x" * 5000, "HF-620102001-2026--X"])
def test_what_is_no_slip_number_is_none(typed: str) -> None:
    assert as_slip_number(typed) is None


# The signed text
# ----------------------------------------------------------------------------------------------------------------------

STATED = Statement(
    number=slip_number("620102001000", 2026, 1),
    unit="青山镇 (620199100000)",
    place="青山镇 (620199100000)",
    demander="县应急管理局 (X)",
    paper="",
    kind="delegation",
    asked="共享单车停放秩序维护",
    answers={"form": ["PLEDGE", "TARGETS"], "role": "ASSISTING", "purchase_contract": ""},
    reply=RETURN,
    case="",
    admission="",
    day=date(2026, 11, 23),
    verdict=verdict(ground("OFF_LIST"), ground("DISGUISED", lifted=True)),
    fingerprint="0" * 64,
    key="k" * 16,
)


def test_the_text_is_one_fact_a_line_and_reads_back() -> None:
    text = STATED.text()
    assert text.endswith("\n") and "\r" not in text and "\n\n" not in text
    facts = facts_of(text)
    assert facts["reply"] == "RETURN 退回" and facts["asked"] == "共享单车停放秩序维护"
    assert facts["answers"] == "form=PLEDGE+TARGETS; role=ASSISTING"
    assert facts["grounds"] == "OFF_LIST P16 REJECT; DISGUISED P16 REJECT lifted by 甘办发〔2025〕16号"
    assert facts["list"] == "安编〔2025〕8号 (2025-03-01)" and facts["paper"] == "-" and facts["sample"] == "no"


@pytest.mark.parametrize(
    "smuggled", ["甲\nreply: UNDERTAKE 接办", "甲\r\nkey: x", "甲\u2028number: y", "甲\x00乙\u202e"]
)
def test_no_fact_can_be_smuggled_in_as_a_line(smuggled: str) -> None:
    text = replace(STATED, asked=smuggled, paper=smuggled).text()
    assert text.count("\n") == STATED.text().count("\n")
    assert len(text.splitlines()) == text.count("\n")
    assert facts_of(text)["reply"] == "RETURN 退回"


def test_what_is_no_slip_has_no_facts() -> None:
    assert facts_of("") == facts_of("number: x\n") == facts_of(STATED.text() + "reply: UNDERTAKE\n") == {}


def test_every_reply_has_its_word_in_the_signed_text() -> None:
    assert set(IN_CHINESE) == set(Reply)
