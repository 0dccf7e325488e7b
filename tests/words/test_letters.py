"""Every reply to every verdict, however it is about its number: the letter gives a reason that fits and a way on."""

from datetime import date
from typing import Any

import pytest

from registry.domain.access import decide
from registry.domain.admissions import Validity
from registry.domain.cases import Status
from registry.domain.kinds import KINDS
from registry.domain.numbers_held import NOT_ASKED_FOR, OVER, NumberHeld, NumberState, needs_a_number, state_of
from registry.domain.slips import Reply, replies_to
from registry.words import LANGUAGES, words_in
from registry.words.letters import letter_of
from tests import given
from tests.words.examples import OFF_LIST, delegation, situations

NUMBER, CASE = "ZR-620102-2026-00001-M", "R2026-000001-001"
REFUSALS = (Reply.RETURN, Reply.PROVIDE_DOCUMENT)
VERDICTS = [decide(given.question(s), given.register(s)).as_data() for s in situations()]
LAWFUL = [one for one in VERDICTS if one["outcome"] == "ADMIT"]
EVERY = [(verdict, state) for verdict in VERDICTS for state in NumberState]


def held(state: NumberState) -> NumberHeld:
    """How it is about the number, with all that a letter may name."""
    has_one = state is NumberState.HOLDS or (state.value in Validity.__members__ and state != "RESOURCES_DUE")
    asked = state is not NumberState.NOT_ASKED_FOR
    return NumberHeld(state, NUMBER if has_one else "", CASE if asked else "", date(2026, 12, 1))


def body(verdict: dict[str, Any], reply: Reply, about: NumberHeld, language: str = "zh") -> list[str]:
    called = {
        **{
            "unit": "青山镇人民政府",
            "place": "安和县青山镇",
            "demander": "县应急管理局",
            "demander_kind": "DEPARTMENT",
        },
        **{"matter": "某项工作", "paper": "", "document_number": "", "row": None},
        **{"admission": about.valid_number, "held": about.as_data()},
    }
    letter = letter_of("HF-1", reply, called, verdict, day=date(2026, 11, 23), words=words_in(language))
    return list(letter.paragraphs)


def standing(verdict: dict[str, Any]) -> list[str]:
    """What stands against it, in words, as far as a letter tells it."""
    found = [g for g in verdict["grounds"] if not g["liftedBy"] and g["outcome"] in ("REJECT", "REFER")]
    return [words_in("zh").ground(g["code"], g["facts"])[:20].rstrip("。") for g in found]


def test_the_table_has_verdicts_of_every_outcome_lifted_grounds_listed_rows_and_resources_due() -> None:
    assert {one["outcome"] for one in VERDICTS} == {"ADMIT", "REFER", "REJECT"}
    assert any(g["liftedBy"] for one in LAWFUL for g in one["grounds"])
    mixed = [v for v in VERDICTS if v["outcome"] != "ADMIT" and any(g["liftedBy"] for g in v["grounds"])]
    assert mixed and {one["matched"]["tier"] for one in LAWFUL if one["matched"]} >= {"BASIC", "SUPPORTING"}
    assert any(c["code"] == "RESOURCES_DUE" for one in LAWFUL for c in one["conditions"])
    assert {state_of(status, None) for status in Status} | {state_of(Status.ADMITTED, v) for v in Validity} == set(
        NumberState
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", NumberState)
def test_every_state_of_a_number_is_told_and_says_what_to_do(state: NumberState, language: str) -> None:
    words, about = words_in(language), held(state).as_data()
    if state is NumberState.HOLDS:
        return
    why, cure = words.number_lacks(about), words.number_cure(about)
    assert why and cure[-1] in "。." and "（待核实）" not in why + cure and "to be confirmed" not in why + cure
    if state is not NumberState.NOT_ASKED_FOR:
        assert CASE in why or NUMBER in why


@pytest.mark.parametrize("language", LANGUAGES)
def test_slips_of_before_are_still_letters(language: str) -> None:
    words = words_in(language)
    assert words.number_lacks(None) and words.number_cure(None)


def test_a_refusal_has_a_ground_that_stands_or_a_number_that_lacks_and_no_ground_that_was_lifted() -> None:
    told = 0
    for verdict, state in EVERY:
        for reply in set(replies_to(verdict, held(state))) & set(REFUSALS):
            reasons = [one for one in body(verdict, reply, held(state)) if one.startswith(("理由", "另有"))]
            assert reasons, (verdict, state, reply)
            assert not any("不再成为障碍" in one for one in reasons), reasons
            if verdict["outcome"] == "ADMIT":
                why = words_in("zh").number_lacks(held(state).as_data())
                assert (
                    len(reasons) == 1
                    and why in reasons[0]
                    and "没有有效的准入编号" in reasons[0]
                    and "第" in reasons[0]
                )
            else:
                assert standing(verdict)[0] in "".join(reasons)
                assert "没有有效的准入编号" not in "".join(reasons)
            told += 1
    assert told > 1000


def test_a_refusal_says_what_can_be_done_wherever_something_can() -> None:
    for verdict, state in EVERY:
        for reply in set(replies_to(verdict, held(state))) & set(REFUSALS):
            cures = [one for one in body(verdict, reply, held(state)) if one.startswith("可行的办法")]
            assert len(cures) == bool(verdict["cure"] or verdict["outcome"] == "ADMIT"), (verdict, state)
            if verdict["outcome"] == "ADMIT":
                assert words_in("zh").number_cure(held(state).as_data()) in cures[0]


def test_a_listed_duty_is_never_said_to_be_beyond_the_township() -> None:
    for verdict, state in EVERY:
        listed = verdict["matched"] and verdict["matched"]["tier"] in ("BASIC", "SUPPORTING")
        for reply in replies_to(verdict, held(state)) if listed or verdict["outcome"] == "ADMIT" else ():
            assert "不能承接" not in "".join(body(verdict, reply, held(state)))


def test_what_is_carried_out_is_not_refused_three_lines_later() -> None:
    for verdict, state in EVERY:
        about = held(state)
        for reply in set(replies_to(verdict, about)) - set(REFUSALS):
            text = "".join(body(verdict, reply, about))
            if about.holds:
                assert f"准入编号：{NUMBER}" in text and "没有有效" not in text and "发准入编号" not in text
            elif verdict["outcome"] == "ADMIT":
                waits = needs_a_number(verdict)
                assert ("此前暂不实施" in text) == ("没有有效的准入编号" in text) == waits, text
            else:
                assert reply is Reply.WITHIN_SHARE and "超出配合职责的部分" in text


def test_a_number_that_holds_obliges_and_what_is_over_can_only_be_returned() -> None:
    for verdict, state in EVERY:
        replies = replies_to(verdict, held(state))
        assert replies and len(set(replies)) == len(replies)
        if state is NumberState.HOLDS:
            assert len(replies) == 1 and replies[0] not in REFUSALS
        elif verdict["outcome"] != "ADMIT":
            assert Reply.RETURN in replies and Reply.UNDERTAKE not in replies
        elif state in OVER:
            assert replies == (Reply.RETURN,)
        elif needs_a_number(verdict):
            assert Reply.RETURN in replies
            awaited = state in (NumberState.AWAITING_VERIFICATION, NumberState.NOT_YET)
            due = any(c["code"] == "RESOURCES_DUE" for c in verdict["conditions"])
            assert (replies[0] not in REFUSALS) == (awaited and not due)


def test_without_a_request_a_listed_duty_is_carried_out_and_what_an_approval_adds_is_returned_first() -> None:
    for verdict in LAWFUL:
        replies = replies_to(verdict, held(NumberState.NOT_ASKED_FOR))
        if needs_a_number(verdict):
            assert replies[0] is Reply.RETURN and len(replies) > 1
        else:
            assert len(replies) == 1 and replies[0] not in REFUSALS


def test_what_a_response_names_is_done_at_once_and_not_refused_for_want_of_a_number() -> None:
    response = {"place": "620199000000", "start": "2026-02-01", "end": None, "matters": [OFF_LIST]}
    situation = delegation(emergencies=[response])
    verdict = decide(given.question(situation), given.register(situation)).as_data()
    assert verdict["outcome"] == "ADMIT"
    for state in (NumberState.NOT_ASKED_FOR, NumberState.AWAITING_VERIFICATION):
        assert replies_to(verdict, held(state)) == (Reply.UNDERTAKE,)
        assert "没有有效" not in "".join(body(verdict, Reply.UNDERTAKE, held(state)))
    assert Reply.RETURN in replies_to(verdict, held(NumberState.DISPUTED))


def test_the_paper_that_lifts_a_ground_is_not_asked_for_again_but_what_it_does_not_state() -> None:
    due = [v for v in LAWFUL if any(c["code"] == "RESOURCES_DUE" for c in v["conditions"])]
    for verdict in due:
        text = body(verdict, Reply.PROVIDE_DOCUMENT, held(NumberState.RESOURCES_DUE))
        assert "编制、经费、权限" in text[1] and "不足以作为办理依据" not in text[1]
        assert "还没有登记" in text[2] and "补齐" in text[3]


# Papers
# ----------------------------------------------------------------------------------------------------------------------

ON_RECORD = "甘办发〔2025〕16号"


def judged(**changed: Any) -> dict[str, Any]:
    """An off-list matter with a paper on record that names it, but for what is changed."""
    situation = delegation(approvals=[{"names": [OFF_LIST], **changed}])
    return decide(given.question(situation), given.register(situation)).as_data()


@pytest.mark.parametrize(
    ("lacking", "way_on"),
    [
        ({"confirmed_on": None}, "省级确认"),
        ({"issuers": ["GOVERNMENT"]}, "双方"),
        ({"in_force_from": "2027-01-01"}, f"请待{ON_RECORD}施行之后"),
    ],
)
def test_what_a_paper_on_record_still_lacks_is_asked_for_and_no_other_paper(
    lacking: dict[str, Any], way_on: str
) -> None:
    verdict = judged(**lacking)
    assert Reply.PROVIDE_DOCUMENT in replies_to(verdict, NOT_ASKED_FOR)
    for reply in REFUSALS:
        text = body(verdict, reply, NOT_ASKED_FOR)
        (cure,) = [one for one in text if one.startswith("可行的办法")]
        assert way_on in cure and ON_RECORD in cure and "统一部署" not in cure
    answer = body(verdict, Reply.PROVIDE_DOCUMENT, NOT_ASKED_FOR)[1]
    assert f"{ON_RECORD}已经登记在案" in answer and "请补充省级党委和政府的依据" not in answer


def test_a_paper_that_is_over_or_from_too_low_takes_another_and_is_not_said_to_wait_for_confirmation() -> None:
    for lacking in ({"valid_until": "2025-12-31"}, {"issuers": ["MINUTES"], "confirmed_on": None}):
        text = "".join(body(judged(**lacking), Reply.PROVIDE_DOCUMENT, NOT_ASKED_FOR))
        assert "请补充省级党委和政府的依据" in text and "统一部署" in text
        assert "尚未经省级确认" not in text


# What would embarrass the township
# ----------------------------------------------------------------------------------------------------------------------

UNFIT = ("（待核实）", "(to be confirmed)", "本登记处的办理规则", "own way of working", "None", "page.", "。。", "；。")
UNNAMED = ("承接部门（待核实）", "epartment that took it over (to be confirmed)")
"""Where the row of the list itself does not say who took it over."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_letter_has_a_placeholder_a_bare_code_or_the_registry_s_own_rule_for_a_clause(language: str) -> None:
    for verdict, state in EVERY:
        for reply in replies_to(verdict, held(state)):
            text = "".join(body(verdict, reply, held(state), language))
            for unnamed in UNNAMED:
                text = text.replace(unnamed, "")
            assert not any(unfit in text for unfit in UNFIT), text


def test_what_has_no_number_is_refused_under_an_article_of_the_law() -> None:
    for verdict in VERDICTS:
        if verdict["outcome"] != "ADMIT":
            told = [one for one in body(verdict, Reply.RETURN, NOT_ASKED_FOR) if "没有有效的准入编号" in one]
            assert len(told) == 1 and "《整治形式主义为基层减负若干规定》第" in told[0]


def test_a_listed_duty_is_carried_out_as_ever_where_only_the_way_it_was_asked_is_refused() -> None:
    for verdict in VERDICTS:
        listed = bool(verdict["matched"]) and verdict["matched"]["tier"] in ("BASIC", "SUPPORTING")
        text = "".join(body(verdict, Reply.RETURN, NOT_ASKED_FOR)) if verdict["outcome"] == "REJECT" else ""
        assert ("清单内的职责，我单位照常履行" in text) == (bool(text) and listed)


@pytest.mark.parametrize(
    ("kind", "asked"),
    [("plaque", "悬挂“某项工作”牌子"), ("certificate_demand", "出具“某项工作”"), ("village_body", "设立“某项工作”")],
)
def test_the_letter_names_what_was_asked_as_its_kind_is_done(kind: str, asked: str) -> None:
    verdict = next(one for one in VERDICTS if one["kind"] == kind and one["outcome"] == "REJECT")
    text = body(verdict, Reply.RETURN, NOT_ASKED_FOR)
    assert asked in text[0] and "不能承接" not in text[1]


def test_every_kind_has_its_words_in_a_letter() -> None:
    for language in LANGUAGES:
        for kind in KINDS:
            assert words_in(language).say(f"page.slip_asked.{kind}", place="甲", matter="乙")
