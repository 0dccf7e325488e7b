"""The change feed and webhooks over GraphQL: pages, cursors, tokens, and every act of a webhook."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from registry.domain.actors import Actor
from registry.services import requests
from registry.services.access import Demand
from tests.api.acts import act, look, to_mend
from tests.api.conftest import Ask
from tests.cli.test_commands import Run, run
from tests.conftest import NOW
from tests.receiver import Receiver, receiver

__all__ = ["run"]
PAGE = """query ($after: String, $first: Int, $of: [ThingKind!]) {
  changes(after: $after, first: $first, of: $of, language: EN) {
    changes { id position kind key deleted at thing } endCursor position hasMore
  }
}"""
SHOWN = "webhook { number url kinds state pausedFor position failures lastError lastTakenAt nextAt createdAt }"


def test_a_stranger_reads_what_is_public_and_a_token_what_its_person_may(
    ask: Ask, token_of: Callable[[str], str], clerk_li: Actor
) -> None:
    page = look(ask, PAGE, of=["EDITION"], first=2)["changes"]
    assert [one["kind"] for one in page["changes"]] == ["EDITION"] * 2 and page["hasMore"]
    first = page["changes"][0]
    assert first["id"].endswith(f"-{first['position']}") and not first["deleted"] and first["thing"]["duties"]
    following = look(ask, PAGE, of=["EDITION"], first=2, after=page["endCursor"])["changes"]
    assert following["changes"][0]["position"] > page["changes"][1]["position"]
    number = requests.submit(
        Demand("delegation", "620102001000", {"matter": "防汛抗旱"}), actor=clerk_li, now=NOW
    ).number
    asked = {"of": ["REQUEST", "CASE"]}
    assert look(ask, PAGE, **asked)["changes"]["changes"] == []
    assert look(ask, PAGE, token_of("chen"), **asked)["changes"]["changes"] == []
    for reader in ("li", "wang", "sun"):
        told = look(ask, PAGE, token_of(reader), **asked)["changes"]["changes"]
        assert {one["key"] for one in told} == {number, f"{number}-001"}, reader


@pytest.mark.parametrize(
    ("asked", "code"),
    [({"after": "nonsense"}, "BAD_CURSOR"), ({"first": 0}, "LIMIT_EXCEEDED"), ({"first": 101}, "LIMIT_EXCEEDED")],
)
def test_what_leads_nowhere_is_refused_in_a_sentence(ask: Ask, asked: dict[str, object], code: str) -> None:
    (error,) = ask(PAGE, asked).json["errors"]
    assert error["extensions"]["code"] == code and len(error["message"]) > 20


def test_a_token_that_is_none_reads_nothing(ask: Ask) -> None:
    (error,) = ask(PAGE, token="tr_nobody").json["errors"]
    assert error["extensions"]["code"] == "NOT_SIGNED_IN"


@pytest.fixture
def office(app: Flask) -> object:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], webhooks_inside="1")
    with receiver() as one:
        yield one


def test_a_webhook_is_made_tried_paused_resumed_set_back_and_removed(
    ask: Ask, token_of: Callable[[str], str], office: Receiver
) -> None:
    li = token_of("li")
    made = act(ask, li, "createWebhook", {"url": office.url, "kinds": ["DIVISION"]}, f"{SHOWN} secret")
    hook, given = made["webhook"], {"number": made["webhook"]["number"]}
    assert made["errors"] == [] and made["secret"].startswith("whsec_") and hook["kinds"] == ["DIVISION"]
    assert look(ask, "{ webhooks { number state lastError } }", li)["webhooks"] == [
        {**given, "state": "ACTIVE", "lastError": ""}
    ]
    assert look(ask, "{ webhooks { number } }", token_of("wang"))["webhooks"] == []
    assert act(ask, li, "pingWebhook", given, "status error") == {"status": 204, "error": "", "errors": []}
    paused = act(ask, li, "pauseWebhook", given, SHOWN)["webhook"]
    assert (paused["state"], paused["pausedFor"]) == ("PAUSED", "BY_HAND")
    assert act(ask, li, "resumeWebhook", given, SHOWN)["webhook"]["state"] == "ACTIVE"
    back = act(ask, li, "replayWebhook", {**given, "feedPosition": "3"}, SHOWN)["webhook"]
    assert back["position"] == 3
    assert to_mend(ask, li, "replayWebhook", {**given, "feedPosition": "999999999"}) == (
        "POSITION_NOT_THERE",
        ["input", "feedPosition"],
    )
    assert act(ask, li, "deleteWebhook", given, "number")["number"] == hook["number"]
    assert look(ask, "{ webhooks { number } }", li)["webhooks"] == []


def test_an_address_inside_is_refused_by_its_field(ask: Ask, token_of: Callable[[str], str]) -> None:
    for url in ("https://127.0.0.1/hook", "https://localhost/hook", "http://8.8.8.8/hook"):
        assert to_mend(ask, token_of("li"), "createWebhook", {"url": url}) == ("BAD_WEBHOOK_ADDRESS", ["input", "url"])


def test_the_command_line_does_the_same_and_a_tick_sends(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGISTRY_WEBHOOKS_INSIDE", "1")
    with receiver() as office:
        made = run("webhooks", "add", office.url, "--of", "DIVISION", "--as", "li")
        assert made.exit_code == 0 and "whsec_" in made.stdout
        number = made.stdout.split()[0]
        assert number in run("webhooks", "list", "--as", "li").stdout
        assert run("webhooks", "ping", number, "--as", "li").stdout == "HTTP 204\n"
        assert run("webhooks", "replay", number, "0", "--as", "li").exit_code == 0
        assert run("webhooks", "pause", number, "--as", "li").exit_code == 0
        assert run("tick").stdout == "" and len(office.taken) == 1
        assert run("webhooks", "resume", number, "--as", "li").exit_code == 0
        run("webhooks", "replay", number, "19000", "--as", "li")
        ticked = run("tick")
        assert ticked.exit_code == 0 and "changes taken" in ticked.stdout and len(office.taken) > 100
        office.status = 500
        assert run("webhooks", "ping", number, "--as", "li").exit_code != 0
        run("webhooks", "replay", number, "19200", "--as", "li")
        assert run("tick").exit_code == 1
        assert run("webhooks", "remove", number, "--as", "li").stdout == f"{number}\n"
        refused = run("webhooks", "pause", number, "--as", "li")
        assert refused.exit_code != 0 and "Traceback" not in refused.output
