"""Drafts, attachments and applications over GraphQL: kept as typed, submitted with what is attached, or discarded."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.api.acts import JIUQUAN, TokenOf, act, in_base64, look, refused, submitted, to_mend, told
from tests.api.conftest import Ask
from tests.samples_of_files import PDF, PNG, pdf, stream

HALF: dict[str, Any] = {
    "kind": "delegation",
    "answers": [{"name": "matter", "values": ["防汛"]}, {"name": "form", "values": ["DIRECT", "谁知道"]}],
    "places": ["张掖路"],
    "application": [{"name": "townshipDuties", "values": ["巡堤"]}],
    "files": [{"name": "依据.pdf", "content": in_base64(PDF)}],
}
SHOWN = "draft { number subject revision keptByName typed application attachments { number name sha256 size } }"
NUMBERS = "{ requestDrafts { nodes { number } } }"


def kept(ask: Ask, token: str, **more: Any) -> dict[str, Any]:
    return dict(act(ask, token, "keepRequestDraft", {**HALF, **more}, SHOWN)["draft"])


def test_a_draft_is_kept_as_typed_and_becomes_a_request_with_its_files(
    ask: Ask, token_of: TokenOf, client: FlaskClient
) -> None:
    li = token_of("li")
    draft = kept(ask, li)
    assert (draft["subject"], draft["revision"], draft["keptByName"]) == ("防汛", 1, "李经办")
    assert draft["typed"]["answers"] == {"matter": "防汛", "form": ["DIRECT", "谁知道"]}
    assert draft["application"] == {"township_duties": "巡堤"} and draft["attachments"][0]["name"] == "依据.pdf"
    again = kept(ask, li, number=draft["number"], revision=1, files=[])
    assert (again["number"], again["revision"], len(again["attachments"])) == (draft["number"], 2, 1)
    beside = kept(ask, li, number=draft["number"], revision=1, files=[])
    assert beside["number"] != draft["number"]
    more = {"draft": draft["number"], "application": {"posts": "1名", "termUntil": "2099-06-30"}, "once": "m1"}
    files = [{"name": "照片.png", "content": in_base64(PNG)}]
    asked = submitted(ask, li, "防汛抗旱", files=files, **more)
    assert asked["cases"][0]["status"] == "AWAITING_VERIFICATION"
    assert asked["application"] == {"posts": "1名", "term_until": "2099-06-30"}
    assert [one["name"] for one in asked["attachments"]] == ["依据.pdf", "照片.png"]
    assert submitted(ask, li, "防汛抗旱", once="m1")["number"] == asked["number"]
    assert [one["number"] for one in look(ask, NUMBERS, li)["requestDrafts"]["nodes"]] == [beside["number"]]
    for name, status in (("li", 200), ("wang", 200), ("chen", 404), ("ma", 404)):
        headers = {"Authorization": f"Bearer {token_of(name)}"}
        fetched = client.get(asked["attachments"][0]["address"], headers=headers)
        assert fetched.status_code == status and (fetched.data == PDF) is (status == 200)
        assert status != 200 or fetched.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_files_are_added_to_a_request_all_or_none_and_taken_off_a_draft(ask: Ask, token_of: TokenOf) -> None:
    li = token_of("li")
    number = submitted(ask, li, "防汛抗旱")["number"]
    whole, broken = {"name": "照片.png", "content": in_base64(PNG)}, {"name": "x.pdf", "content": in_base64(b"MZ")}
    given = {"request": number, "files": [whole]}
    [added] = act(ask, li, "attachFiles", given, "attachments { number name contentType size }")["attachments"]
    assert (added["contentType"], added["size"]) == ("image/png", len(PNG))
    for files, code in (([whole, broken], "ATTACHMENT_REFUSED"), ([whole] * 20, "TOO_MANY"), ([], "MISSING_ANSWER")):
        assert to_mend(ask, li, "attachFiles", {**given, "files": files}) == (code, ["input", "files"])
    assert refused(ask, token_of("chen"), "attachFiles", given) == "NOT_FOUND"
    assert refused(ask, token_of("zhao"), "attachFiles", given) == "NOT_PERMITTED"
    read = look(ask, f'{{ request(number: "{number}") {{ attachments {{ number }} }} }}', li)["request"]
    assert read["attachments"] == [{"number": added["number"]}]
    assert refused(ask, li, "removeAttachment", {"number": added["number"]}) == "NOT_PERMITTED"
    draft = kept(ask, li)
    taken = {"number": draft["attachments"][0]["number"]}
    assert refused(ask, token_of("chen"), "removeAttachment", taken) == "NOT_FOUND"
    assert act(ask, li, "removeAttachment", taken, "draft")["draft"] == draft["number"]
    one = f'{{ requestDraft(number: "{draft["number"]}") {{ attachments {{ number }} }} }}'
    assert look(ask, one, li)["requestDraft"]["attachments"] == []


def test_a_draft_is_its_units_own_and_gone_when_discarded(ask: Ask, token_of: TokenOf) -> None:
    li, chen = token_of("li"), token_of("chen")
    number = kept(ask, li)["number"]
    assert look(ask, NUMBERS, chen)["requestDrafts"]["nodes"] == []
    assert refused(ask, chen, "discardRequestDraft", {"number": number}) == "NOT_FOUND"
    assert refused(ask, chen, "keepRequestDraft", {**HALF, "number": number}) == "NOT_FOUND"
    assert refused(ask, token_of("zhao"), "keepRequestDraft", HALF) == "NOT_PERMITTED"
    before = told()
    given = {"places": [JIUQUAN], "delegation": {"matter": "防汛抗旱"}, "draft": number}
    assert refused(ask, chen, "submitRequest", given) == "NOT_FOUND"
    assert told() == before
    assert act(ask, li, "discardRequestDraft", {"number": number}, "number")["number"] == number
    assert look(ask, NUMBERS, li)["requestDrafts"]["nodes"] == []
    assert refused(ask, li, "submitRequest", given) == "NOT_FOUND"


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        ({"kind": "nothing"}, "UNKNOWN_KIND", ["input", "kind"]),
        ({"answers": [{"name": "colour", "values": ["红"]}]}, "UNKNOWN_FIELD", ["input", "answers", "0", "name"]),
        ({"files": [{"name": "a.exe", "content": in_base64(b"MZ")}]}, "ATTACHMENT_REFUSED", ["input", "files"]),
        (
            {"answers": [{"name": "matter", "values": ["字" * 100_001]}]},
            "TEXT_TOO_LONG",
            ["input", "answers", "0", "values"],
        ),
    ],
)
def test_what_is_to_be_mended_is_told_and_no_draft_is_kept(
    ask: Ask, token_of: TokenOf, change: dict[str, Any], code: str, path: list[str]
) -> None:
    assert to_mend(ask, token_of("li"), "keepRequestDraft", {**HALF, **change}) == (code, path)


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        ({"application": {"termUntil": "2020-01-01"}}, "TERM_TURNED", ["input", "application", "termUntil"]),
        ({"application": {"termFrom": "春天"}}, "MALFORMED_DATE", ["input", "application", "termFrom"]),
        ({"files": [{"name": "a.exe", "content": in_base64(b"MZ")}]}, "ATTACHMENT_REFUSED", ["input", "files"]),
    ],
)
def test_what_is_wrong_with_an_application_or_a_file_keeps_the_request_out(
    ask: Ask, token_of: TokenOf, change: dict[str, Any], code: str, path: list[str]
) -> None:
    given = {"places": [JIUQUAN], "delegation": {"matter": "防汛抗旱"}, **change}
    assert to_mend(ask, token_of("li"), "submitRequest", given) == (code, path)


def test_large_bodies_are_taken_from_those_alone_who_may_send_files(ask: Ask, token_of: TokenOf) -> None:
    scan = pdf(stream(b"x" * 3_000_000))
    given = {**HALF, "files": [{"name": "大件.pdf", "content": in_base64(scan)}]}
    query = "mutation ($input: KeepRequestDraftInput!) { keepRequestDraft(input: $input) { draft { number } } }"
    assert ask(query, {"input": given}, token=token_of("li")).json["data"]["keepRequestDraft"]["draft"]
    for token in ("", "tr_nobody", token_of("zhao"), token_of("feng")):
        assert ask(query, {"input": given}, token=token).status_code == 413
    given["files"][0]["content"] = "A" * (21 * 2**20)
    assert ask(query, {"input": given}, token=token_of("li")).status_code == 413


def test_what_is_no_base64_is_told_without_saying_what_was_sent(ask: Ask, token_of: TokenOf) -> None:
    given = {**HALF, "files": [{"name": "a.pdf", "content": "绝密内容"}]}
    query = "mutation ($input: KeepRequestDraftInput!) { keepRequestDraft(input: $input) { draft { number } } }"
    answer = ask(query, {"input": given}, token=token_of("li"))
    assert answer.json["errors"][0]["extensions"]["code"] == "INVALID_REQUEST"
    assert "base64" in answer.text and "绝密" not in answer.text
