"""Webhooks: told in order, at least once, signed; tried again, paused, set back; and never led into our own network."""

import hashlib
import hmac
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from registry.domain.actors import Actor
from registry.domain.errors import (
    BadWebhookAddress,
    NotANumber,
    NotFound,
    PositionNotThere,
    TooMany,
    UnknownOption,
)
from registry.domain.webhooks import MOST_FAILURES
from registry.services import notices, posting, requests, webhooks
from registry.services.access import Demand
from registry.services.delivering import Delivered, deliver_due
from registry.services.dumping import dump
from registry.services.people import actor_called
from registry.store.base import begin_writing, db
from registry.store.divisions import DivisionRecord
from registry.store.people import PersonRecord
from registry.store.webhooks import WebhookRecord
from tests.conftest import NOW
from tests.receiver import Receiver, receiver

JIUQUAN, ZHANGYE = "620102001000", "620102002000"


@pytest.fixture
def office(app: Flask) -> Iterator[Receiver]:
    """An office-automation system inside the network, and a registry that may write there."""
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], webhooks_inside="1")
    with receiver() as one:
        yield one


@pytest.fixture
def hook(office: Receiver, clerk_li: Actor) -> WebhookRecord:
    return webhooks.create(office.url, actor=clerk_li, now=NOW)


def rename(*names: str, place: str = JIUQUAN) -> None:
    for name in names:
        begin_writing()
        db.session.get_one(DivisionRecord, place).name = name
        db.session.commit()


def deliver(at: datetime = NOW) -> Delivered:
    return deliver_due(clock=lambda: at)


def as_it_is(hook: WebhookRecord) -> WebhookRecord:
    db.session.rollback()
    return db.session.get_one(WebhookRecord, hook.number, populate_existing=True)


def test_what_changes_from_then_on_is_told_in_order_signed_and_once(office: Receiver, hook: WebhookRecord) -> None:
    assert deliver() == Delivered()
    rename("甲", "乙")
    rename("丙", place=ZHANGYE)
    assert deliver() == Delivered(taken=3) and deliver() == Delivered()
    told = office.told()
    assert [one["key"] for one in told] == [JIUQUAN, JIUQUAN, ZHANGYE]
    assert [one["position"] for one in told] == list(range(told[0]["position"], told[0]["position"] + 3))
    assert told[-1]["thing"]["name"] == "丙" and not told[-1]["deleted"] and len({one["id"] for one in told}) == 3
    for headers, body in office.taken:
        signed = f"{headers['Registry-Timestamp']}.".encode() + body
        assert (
            headers["Registry-Signature"]
            == f"sha256={hmac.new(hook.secret.encode(), signed, hashlib.sha256).hexdigest()}"
        )
        assert headers["Registry-Event"] in body.decode() and headers["Registry-Timestamp"] == str(int(NOW.timestamp()))
    assert [headers["Registry-Position"] for headers, _ in office.taken] == [str(one["position"]) for one in told]


def test_only_the_kinds_asked_for_are_told_and_only_what_its_owner_may_read(office: Receiver, clerk_li: Actor) -> None:
    chen = actor_called("chen")
    assert chen
    webhooks.create(office.url, ["CASE", "division"], actor=chen, now=NOW)
    requests.submit(Demand("delegation", JIUQUAN, {"matter": "防汛抗旱"}), actor=clerk_li, now=NOW)
    rename("甲")
    assert deliver() == Delivered(taken=1) and [one["kind"] for one in office.told()] == ["DIVISION"]


def test_a_refusal_is_tried_again_later_and_keeps_the_order_and_nobody_else_waiting(
    office: Receiver, hook: WebhookRecord, officer_wang: Actor
) -> None:
    rename("甲", "乙")
    office.status = 503
    with receiver() as other:
        webhooks.create(other.url, actor=officer_wang, now=NOW)
        rename("丙")
        assert deliver() == Delivered(taken=1, refused=(hook.number,)) and len(other.taken) == 1
    record = as_it_is(hook)
    assert (record.failures, record.last_error, record.next_at) == (1, "HTTP 503", NOW + timedelta(minutes=1))
    assert deliver() == Delivered() and office.refused == 1
    office.status = 200
    assert deliver(NOW + timedelta(minutes=2)).taken == 3
    assert [one["thing"]["name"] for one in office.told()] == ["丙"] * 3 and as_it_is(hook).failures == 0


def test_after_many_refusals_it_is_paused_its_owner_is_told_and_nothing_is_lost(
    office: Receiver, hook: WebhookRecord, clerk_li: Actor
) -> None:
    office.status, at = 500, NOW
    rename("甲")
    for turn in range(1, MOST_FAILURES + 1):
        done = deliver(at)
        assert done.refused == (hook.number,) and done.paused == ((hook.number,) if turn == MOST_FAILURES else ())
        at += timedelta(hours=7)
    assert (as_it_is(hook).state, as_it_is(hook).paused_for) == ("PAUSED", "FAILED")
    assert [(n.code, n.about) for n in notices.inbox(clerk_li, now=NOW)] == [("WEBHOOK_PAUSED", hook.number)]
    office.status = 200
    rename("乙")
    assert deliver(at) == Delivered()
    webhooks.resume(hook.number, actor=clerk_li, now=at)
    assert deliver(at) == Delivered(taken=2) and as_it_is(hook).state == "ACTIVE"


def test_it_is_paused_by_hand_resumed_set_back_and_removed(
    office: Receiver, hook: WebhookRecord, clerk_li: Actor
) -> None:
    begun, by = hook.position, {"actor": clerk_li, "now": NOW}
    assert webhooks.pause(hook.number, **by).paused_for == "BY_HAND"
    rename("甲")
    assert deliver() == Delivered()
    webhooks.resume(hook.number, **by)
    assert deliver() == Delivered(taken=1)
    webhooks.replay(hook.number, str(begun - 2), **by)
    assert deliver() == Delivered(taken=3)
    first, again = office.told()[0], office.told()[-1]
    assert first == again, "the same change bears the same id however often it is told"
    for wrong, error in (("-1", NotANumber), ("x", NotANumber), ("", NotANumber), (str(begun + 99), PositionNotThere)):
        with pytest.raises(error):
            webhooks.replay(hook.number, wrong, **by)
    number = hook.number
    assert webhooks.remove(number, **by) == number and webhooks.listed(clerk_li) == []
    rename("乙")
    assert deliver() == Delivered()


def test_a_trial_is_sent_at_once_and_says_what_came_of_it(
    office: Receiver, hook: WebhookRecord, clerk_li: Actor
) -> None:
    assert webhooks.ping(hook.number, actor=clerk_li, now=NOW).status == 204
    (told,) = office.told()
    assert (told["kind"], told["thing"]) == ("PING", None) and as_it_is(hook).failures == 0
    office.status, office.location = 302, "http://127.0.0.1:1/"
    sent = webhooks.ping(hook.number, actor=clerk_li, now=NOW)
    assert (sent.status, sent.error, office.refused) == (302, "HTTP 302", 1), "no redirect is followed"


def test_whose_it_is_looks_after_it_and_nobody_else_but_the_administrator(
    hook: WebhookRecord, officer_wang: Actor
) -> None:
    admin = actor_called("admin")
    assert admin
    assert webhooks.listed(officer_wang) == [] and [one.number for one in webhooks.listed(admin)] == [hook.number]
    for act in (webhooks.pause, webhooks.resume, webhooks.remove, webhooks.ping):
        with pytest.raises(NotFound):
            act(hook.number, actor=officer_wang, now=NOW)
    assert webhooks.pause(hook.number, actor=admin, now=NOW).state == "PAUSED"
    assert webhooks.resume(hook.number, actor=admin, now=NOW).owner == "li", "the administrator lends it no rights"


def test_when_its_owner_is_no_more_nothing_is_told(office: Receiver, hook: WebhookRecord) -> None:
    rename("甲")
    begin_writing()
    db.session.delete(db.session.get_one(PersonRecord, "li"))
    db.session.commit()
    assert deliver() == Delivered(0, (hook.number,), (hook.number,)) and office.taken == []
    assert as_it_is(hook).paused_for == "OWNER_GONE"


def test_two_senders_at_once_tell_nothing_twice(app: Flask, office: Receiver, hook: WebhookRecord) -> None:
    rename(*(f"名称{n}" for n in range(12)))

    def send() -> None:
        with app.app_context():
            deliver()
            db.session.remove()

    senders = [threading.Thread(target=send) for _ in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert len(office.taken) == len({one["id"] for one in office.told()}) == 12


def test_who_dawdles_is_cut_short(office: Receiver, hook: WebhookRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "LONGEST", 0.5)
    office.drips = True
    rename("甲")
    assert deliver() == Delivered(0, (hook.number,)) and as_it_is(hook).last_error


@pytest.mark.parametrize(
    "host",
    *[
        [
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f000001",
            "0177.0.0.1",
            "localhost",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "0",
        ]
    ],
)
def test_the_servers_own_network_is_refused_however_it_is_spelled(app: Flask, clerk_li: Actor, host: str) -> None:
    with pytest.raises(BadWebhookAddress) as refused:
        webhooks.create(f"https://{host}:8443/hook", actor=clerk_li, now=NOW)
    assert refused.value.facts["reason"] == "INSIDE"


def test_a_name_that_means_another_address_a_moment_later_gains_nothing(
    office: Receiver, app: Flask, clerk_li: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name is looked up again for each post, that answer is looked at, and just that one is connected to."""
    port, answers = int(office.url.rpartition(":")[2].partition("/")[0]), ["8.8.8.8"]
    connected: list[Any] = []

    def looked_up(_host: Any, port: int, **_more: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answers[0], port))]

    def connect(where: Any, **_more: Any) -> Any:
        connected.append(where)
        raise OSError("unreachable from here")

    app.config["SETTINGS"] = replace(app.config["SETTINGS"], webhooks_inside="")
    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    monkeypatch.setattr(socket, "create_connection", connect)
    hook = webhooks.create(f"https://rebinding.example:{port}/hook", actor=clerk_li, now=NOW)
    assert webhooks.ping(hook.number, actor=clerk_li, now=NOW).error == "OSError" and connected == [("8.8.8.8", port)]
    answers[0] = "127.0.0.1"
    assert webhooks.ping(hook.number, actor=clerk_li, now=NOW).error == "BAD_WEBHOOK_ADDRESS INSIDE"
    assert connected == [("8.8.8.8", port)] and office.taken == []


def test_wrong_kinds_unknown_hosts_and_too_many_are_refused(office: Receiver, clerk_li: Actor) -> None:
    with pytest.raises(UnknownOption):
        webhooks.create(office.url, ["NOTHING"], actor=clerk_li, now=NOW)
    with pytest.raises(BadWebhookAddress):
        webhooks.create("https://no-such-host.invalid/", actor=clerk_li, now=NOW)
    for _ in range(webhooks.MOST):
        webhooks.create(office.url, actor=clerk_li, now=NOW)
    with pytest.raises(TooMany):
        webhooks.create(office.url, actor=clerk_li, now=NOW)


def test_neither_address_nor_secret_leaves_in_a_dump_or_an_event(hook: WebhookRecord, tmp_path: Any) -> None:
    url, secret, number = hook.url, hook.secret, hook.number
    db.session.rollback()
    dump(tmp_path / "whole.zip")
    whole = (tmp_path / "whole.zip").read_bytes()
    assert url.encode() not in whole and secret.encode() not in whole
    kept = [str(value) for value in vars(as_it_is(hook)).values()]
    assert number in kept and secret not in kept, "the secret itself is kept nowhere"
