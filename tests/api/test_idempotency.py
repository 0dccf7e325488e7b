"""Keys of the sender's own: sent again the same thing is answered to the letter as before, and done once."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from graphql import GraphQLInputObjectType, GraphQLNonNull
from sqlalchemy import func, select, update

from registry.api.schema import schema
from registry.app import create_app
from registry.services import kept_answers
from registry.services.clock import tick
from registry.services.kept_answers import KEPT_FOR
from registry.store.base import FIRST, db
from registry.store.cases import CaseRecord
from registry.store.kept_answers import KeptAnswerRecord
from tests.api.acts import JIUQUAN, VILLAGE, ZHANGYE, TokenOf, act, look, refused, sent, to_mend, told
from tests.api.conftest import Ask

GIVEN: dict[str, Any] = {"places": [JIUQUAN], "delegation": {"matter": "防汛抗旱"}, "idempotencyKey": "工单 2026-7"}
SHOWN = "request { number cases { number status verdict { summary } } }"
REUSED = ("IDEMPOTENCY_KEY_REUSED", ["input", "idempotencyKey"])


def requests_kept() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(CaseRecord)) or 0


def test_the_same_sent_again_gives_the_same_answer_and_is_done_once(ask: Ask, token_of: TokenOf) -> None:
    li, query = token_of("li"), f"mutation ($in: SubmitRequestInput!) {{ submitRequest(input: $in) {{ {SHOWN} }} }}"
    first = ask(query, {"in": GIVEN}, token=li)
    before = told()
    again = ask(query.replace("  ", " "), {"in": {**GIVEN, "language": "ZH"}}, token=token_of("li"))
    assert first.status_code == again.status_code == 200 and first.data == again.data
    assert told() == before
    inline = f"mutation M($in: SubmitRequestInput!) {{ mine: submitRequest(input: $in) {{ {SHOWN} }} }}"
    assert ask(inline, {"in": GIVEN}, token=li).json["data"]["mine"] == first.json["data"]["submitRequest"]


def test_another_process_gives_the_same_answer_too(ask: Ask, token_of: TokenOf, app: Flask, tmp_path: Path) -> None:
    li, query = token_of("li"), f"mutation ($in: SubmitRequestInput!) {{ submitRequest(input: $in) {{ {SHOWN} }} }}"
    first, before = ask(query, {"in": GIVEN}, token=li), told()
    restarted = create_app(replace(app.config["SETTINGS"], folder=str(tmp_path / "restarted")))
    headers = {"Authorization": f"Bearer {li}"}
    again = restarted.test_client().post("/graphql", json={"query": query, "variables": {"in": GIVEN}}, headers=headers)
    assert again.data == first.data and told() == before
    with restarted.app_context():
        db.engine.dispose()


def test_a_key_holds_for_one_act_and_one_input(ask: Ask, token_of: TokenOf) -> None:
    li = token_of("li")
    first = act(ask, li, "submitRequest", GIVEN, SHOWN)["request"]
    for other in ({"places": [ZHANGYE]}, {"delegation": {"matter": "防汛"}}, {"language": "EN"}):
        assert to_mend(ask, li, "submitRequest", {**GIVEN, **other}) == REUSED
        assert act(ask, li, "submitRequest", {**GIVEN, **other}, SHOWN)["errors"][0]["code"] == REUSED[0]
    withdrawn = {"number": first["cases"][0]["number"], "reason": "不再需要", "idempotencyKey": GIVEN["idempotencyKey"]}
    assert to_mend(ask, li, "withdrawCase", withdrawn) == REUSED
    assert act(ask, li, "withdrawCase", {**withdrawn, "idempotencyKey": "b"}, "case { status }")["case"] == {
        "status": "WITHDRAWN"
    }
    assert act(ask, li, "withdrawCase", {**withdrawn, "idempotencyKey": "b"}, "case { status }")["case"] == {
        "status": "WITHDRAWN"
    }


@pytest.mark.parametrize("shown", ["id", "number", "id subject cases { number place { name } verdict { outcome } }"])
def test_the_same_input_is_told_in_other_fields_of_what_was_done_and_not_done_again(
    ask: Ask, token_of: TokenOf, shown: str
) -> None:
    li = token_of("li")
    number, before = act(ask, li, "submitRequest", GIVEN, SHOWN)["request"]["number"], told()
    again = act(ask, li, "submitRequest", GIVEN, f"request {{ {shown} }}")
    read = look(ask, f"query ($n: String!) {{ request(number: $n) {{ {shown} }} }}", li, n=number)["request"]
    assert again == {"request": read, "errors": []} and told() == before
    assert act(ask, li, "submitRequest", GIVEN) == {"errors": []} and told() == before
    assert act(ask, li, "submitRequest", GIVEN, SHOWN)["request"]["number"] == number


def test_plain_values_and_lists_of_things_are_told_anew_too(ask: Ask, token_of: TokenOf) -> None:
    wang, li = token_of("wang"), token_of("li")
    plaque = {"village": VILLAGE, "wording": "某某工作站", "hungOn": "2026-01-05", "idempotencyKey": "p"}
    number = act(ask, wang, "recordPlaque", plaque, "number")["number"]
    again = act(ask, wang, "recordPlaque", plaque, "number village { place plaqueCount }")
    assert (again["number"], again["village"]["place"]) == (number, VILLAGE)
    draft = {"kind": "delegation", "answers": [{"name": "matter", "values": ["防汛"]}], "idempotencyKey": "d"}
    kept = act(ask, li, "keepRequestDraft", draft, "draft { number }")["draft"]
    assert act(ask, li, "keepRequestDraft", draft, "draft { id number }")["draft"]["number"] == kept["number"]


def test_what_cannot_be_told_anew_is_said_with_what_was_done_and_how_to_read_it(
    ask: Ask, token_of: TokenOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    sun = token_of("sun")
    given = {"step": "CONSULTATION", "workingDays": 7, "inForceFrom": "2027-01-01", "idempotencyKey": "l"}
    first = act(ask, sun, "setLimit", given, "limit { step workingDays }")
    before = told()
    [error] = act(ask, sun, "setLimit", given, "limit { inForceFrom }")["errors"]
    assert (error["code"], error["path"]) == ("IDEMPOTENCY_OTHER_FIELDS", ["input", "idempotencyKey"])
    assert "limit" in error["message"] and told() == before
    assert act(ask, sun, "setLimit", given) == {"errors": []}
    assert act(ask, sun, "setLimit", given, "limit { step workingDays }") == first


def test_what_was_done_and_is_gone_since_is_not_told_as_if_nothing_had_been_done(ask: Ask, token_of: TokenOf) -> None:
    li = token_of("li")
    draft = {"kind": "delegation", "answers": [{"name": "matter", "values": ["防汛"]}], "idempotencyKey": "d"}
    number = act(ask, li, "keepRequestDraft", draft, "draft { number }")["draft"]["number"]
    act(ask, li, "discardRequestDraft", {"number": number})
    [error] = act(ask, li, "keepRequestDraft", draft, "draft { id }")["errors"]
    assert error["code"] == "IDEMPOTENCY_OTHER_FIELDS"


@pytest.mark.parametrize(
    "same", [{"cites": []}, {"cites": None}, {"files": []}, {"application": None}, {"once": None}, {"language": "ZH"}]
)
def test_what_is_left_out_null_empty_or_the_default_is_the_same_input(
    ask: Ask, token_of: TokenOf, same: dict[str, Any]
) -> None:
    li = token_of("li")
    first, before = act(ask, li, "submitRequest", GIVEN, SHOWN), told()
    assert act(ask, li, "submitRequest", {**GIVEN, **same}, SHOWN) == first and told() == before


def test_a_key_is_its_senders_own(ask: Ask, token_of: TokenOf) -> None:
    mine = act(ask, token_of("li"), "submitRequest", GIVEN, SHOWN)["request"]["number"]
    other = act(ask, token_of("chen"), "submitRequest", {**GIVEN, "delegation": {"matter": "食品安全"}}, SHOWN)
    assert other["request"]["number"] != mine
    db.session.rollback()
    marks = db.session.scalars(select(KeptAnswerRecord.mark)).all()
    assert len(set(marks)) == 2 and all(len(mark) == 64 for mark in marks)


def test_what_changed_nothing_takes_up_no_key(ask: Ask, token_of: TokenOf) -> None:
    li = token_of("li")
    assert to_mend(ask, li, "submitRequest", {**GIVEN, "places": ["无此地"]})[0] == "UNKNOWN_PLACE"
    assert refused(ask, li, "withdrawCase", {"number": "R2026-999999-001", "reason": "x", "idempotencyKey": "b"}) == (
        "NOT_FOUND"
    )
    assert act(ask, li, "submitRequest", GIVEN, SHOWN)["request"]["number"]


@pytest.mark.parametrize(
    ("key", "code"), [("", "MISSING_ANSWER"), ("k" * 101, "TEXT_TOO_LONG"), ("\x07", "UNREADABLE_TEXT")]
)
def test_a_key_is_of_1_to_100_printable_characters(ask: Ask, token_of: TokenOf, key: str, code: str) -> None:
    given = {**GIVEN, "idempotencyKey": key}
    assert to_mend(ask, token_of("li"), "submitRequest", given) == (code, ["input", "idempotencyKey"])


def test_after_a_day_a_key_is_free_and_the_clock_removes_what_was_kept(ask: Ask, token_of: TokenOf) -> None:
    li = token_of("li")
    act(ask, li, "submitRequest", GIVEN, SHOWN)
    now = datetime.now(UTC)
    tick(now=now)
    assert to_mend(ask, li, "submitRequest", {**GIVEN, "places": [ZHANGYE]}) == REUSED
    db.session.execute(update(KeptAnswerRecord).values(kept_at=now - KEPT_FOR))
    db.session.commit()
    assert act(ask, li, "submitRequest", {**GIVEN, "places": [ZHANGYE]}, SHOWN)["request"]["number"]
    tick(now=now + KEPT_FOR + timedelta(minutes=5))
    assert db.session.scalar(select(func.count()).select_from(KeptAnswerRecord)) == 0


def test_of_many_at_once_exactly_one_does_it_and_all_get_its_answer(app: Flask, token_of: TokenOf) -> None:
    token, barrier, answers = token_of("li"), threading.Barrier(6), []
    query = f"mutation ($in: SubmitRequestInput!) {{ submitRequest(input: $in) {{ {SHOWN} errors {{ code }} }} }}"
    before = requests_kept()

    def send() -> None:
        client = app.test_client()
        barrier.wait()
        body = {"query": query, "variables": {"in": GIVEN}}
        told = client.post("/graphql", json=body, headers={"Authorization": f"Bearer {token}"}).data
        answers.append(told.split(b',"extensions":')[0])

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 6 and len(set(answers)) == 1 and b'"number":"R' in answers[0]
    assert requests_kept() == before + 1


def test_what_stopped_before_its_answer_was_kept_is_not_done_again(
    ask: Ask, token_of: TokenOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    li = token_of("li")
    act(ask, li, "submitRequest", GIVEN, SHOWN)
    earlier = datetime.now(UTC) - timedelta(minutes=5)
    db.session.execute(update(KeptAnswerRecord).values(answer=None, kept_at=earlier))
    db.session.commit()
    before = told()
    [error] = act(ask, li, "submitRequest", GIVEN, SHOWN)["errors"]
    assert error["code"] == "IDEMPOTENCY_ANSWER_LOST" and told() == before
    monkeypatch.setattr(kept_answers, "MOST_WAITING", 0.2)
    db.session.execute(update(KeptAnswerRecord).values(kept_at=datetime.now(UTC)))
    db.session.commit()
    assert act(ask, li, "submitRequest", GIVEN, SHOWN)["errors"][0]["code"] == "IDEMPOTENCY_ANSWER_LOST"


def test_what_fails_half_way_leaves_neither_the_act_nor_the_key(
    ask: Ask, token_of: TokenOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    li, before = token_of("li"), requests_kept()
    with monkeypatch.context() as patched:
        patched.setattr("registry.services.requests.take", _fails)
        body = sent(ask, li, "submitRequest", GIVEN, SHOWN)
    assert body["errors"][0]["extensions"]["code"] == "SOMETHING_WENT_WRONG"
    assert requests_kept() == before and FIRST not in db.session.info
    assert db.session.scalar(select(func.count()).select_from(KeptAnswerRecord)) == 0
    assert act(ask, li, "submitRequest", GIVEN, SHOWN)["request"]["number"]


def _fails(*_given: Any) -> None:
    raise RuntimeError("the machine stopped")


def test_an_answer_with_an_error_in_it_is_not_kept_as_if_it_were_whole_and_told_anew_once_it_can_be(
    ask: Ask, token_of: TokenOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    li = token_of("li")
    monkeypatch.setattr(kept_answers, "MOST_WAITING", 0.2)
    with monkeypatch.context() as patched:
        patched.setattr("registry.services.case_pages.Cases.last_day", _fails)
        shown = "request { number cases { number lastDay } }"
        body = sent(ask, li, "submitRequest", GIVEN, shown)
    assert body["errors"]
    before, again = told(), act(ask, li, "submitRequest", GIVEN, shown)
    assert again["errors"] == [] and again["request"]["cases"][0]["lastDay"] and told() == before


PAGES = ("first: 101", "last: 101", "first: $n", "first: 0", "last: $n")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("deep", [False, True])
def test_too_large_a_page_below_an_act_is_refused_before_it_is_done_and_burns_no_key(
    ask: Ask, token_of: TokenOf, page: str, deep: bool
) -> None:
    wang, before = token_of("wang"), told()
    given = {"village": VILLAGE, "wording": "某某工作站", "hungOn": "2026-01-05", "idempotencyKey": "p"}
    shown = f"village {{ plaques({page}) {{ totalCount }} }}"
    query = (
        "mutation ($in: RecordPlaqueInput!, $n: Int = 500) {{ recordPlaque(input: $in) {{ number {} }} }} {}".format(
            *(("...P", f"fragment P on InventoryPayload {{ {shown} }}") if deep else (shown, ""))
        )
    )
    query += "" if deep else " # $n"
    query = query if "$n" in page else query.replace(", $n: Int = 500", "")
    body = ask(query, {"in": given}, token=wang).json
    assert "data" not in body and body["errors"][0]["extensions"]["code"] == "LIMIT_EXCEEDED"
    assert told() == before
    small = ask(query, {"in": given, "n": 100}, token=wang).json if "$n" in page else None
    done = small["data"]["recordPlaque"] if small else act(ask, wang, "recordPlaque", given, "number")
    assert done["number"] and told() == before + 1


@pytest.mark.parametrize(
    ("page", "code"), [("first: 1, last: 1", "FIRST_AND_LAST"), ('after: "x"', "MALFORMED_CURSOR")]
)
def test_what_is_no_page_below_an_act_is_refused_before_it_is_done(
    ask: Ask, token_of: TokenOf, page: str, code: str
) -> None:
    given = {"village": VILLAGE, "wording": "某某工作站", "hungOn": "2026-01-05", "idempotencyKey": "p"}
    wang, before, shown = token_of("wang"), told(), f"village {{ plaques({page}) {{ totalCount }} }}"
    body = sent(ask, wang, "recordPlaque", given, shown)
    assert (body["errors"][0]["extensions"]["code"], told()) == (code, before)
    assert act(ask, wang, "recordPlaque", given, "number")["number"]


def test_every_act_takes_a_key() -> None:
    for name, field in schema.graphql_schema.type_map["Mutation"].fields.items():  # type: ignore[attr-defined]
        of_input = field.args["input"].type
        assert isinstance(of_input, GraphQLNonNull) and isinstance(of_input.of_type, GraphQLInputObjectType), name
        assert "idempotencyKey" in of_input.of_type.fields, name
