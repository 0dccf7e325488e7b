"""The mail of units that merged: one address, seen, changed and taken back by the unit that stands; one mail of each
notice; and nothing that goes without a word."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from registry.domain.actors import Actor
from registry.domain.errors import NotPermitted
from registry.domain.mails import MailServer
from registry.services import cases, mailing, notices
from registry.store.base import db
from registry.store.mails import MAIL_SERVER, MailAddressRecord
from tests.conftest import NOW
from tests.services.test_cases import CLEAR_OF, LISTED, called, submitted
from tests.services.test_mail import sent
from tests.services.test_units_that_merge import AFTER, MERGED, asked_again, merge
from tests.smtp import PostOffice, post_office

OLD, NEW = "old@li.example", "new@chen.example"
LATER = AFTER + timedelta(minutes=1)
SOON = LATER + timedelta(seconds=1)
"""Each act takes a time of its own, a moment after the one before."""


@pytest.fixture
def office(app: Flask) -> Iterator[PostOffice]:
    """A mail server on the loopback, set in this registry; nobody left an address yet."""
    with post_office() as office:
        app.extensions[MAIL_SERVER] = MailServer("127.0.0.1", office.port, "registry@county.example", starttls=False)
        yield office


@pytest.fixture
def clerk_chen(app: Flask) -> Actor:
    """Chen of the county's market bureau, which takes the emergency bureau over."""
    return called("chen")


def left(actor: Actor, mail: str) -> None:
    mailing.set_address("", mail, actor=actor, now=NOW)


def kept() -> dict[str, str]:
    db.session.rollback()
    return {one.holder: one.mail for one in db.session.scalars(select(MailAddressRecord))}


def reached(office: PostOffice, word: str = "") -> list[str]:
    """Whom mail came to, of notices that hold a word."""
    return sorted(to for to, message in office.taken if word in message.get_content())


def verified(number: str) -> None:
    cases.verify(number, actor=called("wang"), now=AFTER)


@pytest.mark.parametrize("whose", ["li", "chen"])
def test_the_only_address_there_is_becomes_that_of_both_and_either_takes_it_back(
    office: PostOffice, clerk_li: Actor, clerk_chen: Actor, whose: str
) -> None:
    left(called(whose), OLD)
    number = submitted(clerk_li, LISTED)
    merge(clerk_li, clerk_chen)
    assert [mailing.own_address(one) for one in (clerk_li, clerk_chen)] == [OLD, OLD]
    verified(number)
    assert sent(AFTER).refused == 0 and reached(office, number) == [OLD]
    assert mailing.set_address("", "", actor=clerk_chen, now=AFTER) == clerk_chen.unit
    assert kept() == {} and mailing.own_address(clerk_li) == ""
    cases.end(number, "完成", actor=called("sun"), now=LATER)
    assert sent(SOON).sent == 0


@pytest.mark.parametrize(("whose", "typed"), [("li", ""), ("chen", ""), ("chen", "11629999MB9000322X")])
def test_either_changes_it_under_whichever_code_and_one_is_left(
    office: PostOffice, clerk_li: Actor, clerk_chen: Actor, whose: str, typed: str
) -> None:
    left(clerk_li, OLD)
    number = submitted(clerk_li, LISTED)
    merge(clerk_li, clerk_chen)
    verified(number)
    assert mailing.set_address(typed, NEW, actor=called(whose), now=AFTER) == clerk_chen.unit
    assert kept() == {clerk_chen.unit: NEW}
    assert sent(AFTER).refused == 0 and reached(office) == [NEW]  # also what waited for the old one


def test_of_two_the_successors_own_holds_and_that_the_other_was_replaced_is_told_to_both_and_there(
    office: PostOffice, clerk_li: Actor, clerk_chen: Actor
) -> None:
    left(clerk_li, OLD)
    left(clerk_chen, NEW)
    waits, number = submitted(clerk_li, CLEAR_OF), submitted(clerk_li, LISTED)
    verified(waits)
    merge(clerk_li, clerk_chen, now=MERGED + timedelta(minutes=1))
    assert kept() == {clerk_chen.unit: NEW}
    for actor in (clerk_li, clerk_chen):
        assert mailing.own_address(actor) == NEW
        (told,) = [one for one in notices.inbox(actor, now=LATER) if one.code == "MAIL_REPLACED"]
        facts = {"former_name": "县应急管理局", "department": "县市场监督管理局", "replaced": OLD, "mail": NEW}
        assert told.facts == facts
    assert "MAIL_REPLACED" not in [one.code for one in notices.inbox(called("wu"), now=LATER)]
    cases.verify(number, actor=called("wang"), now=LATER)
    cases.verify(asked_again(clerk_chen, CLEAR_OF, "620102005000"), actor=called("ma"), now=LATER)
    assert sent(SOON).refused == 0
    assert reached(office, waits) == reached(office, number) == [NEW]
    assert sorted(to for to, _ in office.taken) == [NEW, NEW, NEW, OLD]
    (last,) = [message for to, message in office.taken if to == OLD]
    assert last["Subject"] == "通知 MAIL_REPLACED"


def test_one_address_left_twice_is_one_and_nothing_is_told_of_it(
    office: PostOffice, clerk_li: Actor, clerk_chen: Actor
) -> None:
    left(clerk_li, NEW.upper())
    left(clerk_chen, NEW)
    number = submitted(clerk_li, LISTED)
    merge(clerk_li, clerk_chen)
    verified(number)
    assert kept() == {clerk_chen.unit: NEW} and sent(AFTER).sent == 1 and reached(office) == [NEW]
    assert "MAIL_REPLACED" not in [one.code for one in notices.inbox(clerk_li, now=AFTER)]


def test_in_a_chain_of_mergers_the_last_units_own_holds_else_the_one_there_is(
    office: PostOffice, clerk_li: Actor, clerk_chen: Actor
) -> None:
    wu = called("wu")
    left(clerk_li, OLD)
    number = submitted(clerk_li, LISTED)
    merge(clerk_li, clerk_chen)
    merge(clerk_chen, wu, now=AFTER)
    assert {mailing.own_address(one) for one in (clerk_li, clerk_chen, wu)} == {OLD}
    cases.verify(number, actor=called("wang"), now=LATER)
    assert sent(SOON).sent == 1 and reached(office) == [OLD]


def test_addresses_of_a_merger_that_was_recorded_before_are_one_all_the_same(
    office: PostOffice, clerk_li: Actor, clerk_chen: Actor
) -> None:
    number = submitted(clerk_li, LISTED)
    merge(clerk_li, clerk_chen)
    for holder, mail in ((clerk_li.unit, OLD), (clerk_chen.unit, NEW)):
        db.session.add(MailAddressRecord(holder=holder, mail=mail, recorded_at=AFTER, recorded_by="li"))
    db.session.commit()
    assert mailing.own_address(clerk_li) == NEW
    verified(number)
    assert sent(AFTER).sent == 1 and reached(office) == [NEW]
    mailing.set_address("", "", actor=clerk_chen, now=LATER)
    assert kept() == {}


def test_nobody_of_another_unit_sees_or_changes_it(office: PostOffice, clerk_li: Actor, clerk_chen: Actor) -> None:
    left(clerk_li, OLD)
    with pytest.raises(NotPermitted):
        mailing.set_address(clerk_li.unit, "", actor=clerk_chen, now=NOW)
    merge(clerk_li, clerk_chen)
    for name in ("wu", "sun", "wang", "zhao"):
        assert mailing.own_address(called(name)) == ""
        with pytest.raises(NotPermitted):
            mailing.set_address(clerk_li.unit, "", actor=called(name), now=AFTER)
        db.session.rollback()
    assert mailing.own_address(clerk_chen) == OLD


def test_an_address_left_while_units_merge_is_theirs_and_none_is_lost(
    app: Flask, clerk_li: Actor, clerk_chen: Actor
) -> None:
    db.session.remove()
    ready = threading.Barrier(2)
    failed: list[Exception] = []

    def run(act: Callable[[], None]) -> None:
        try:
            with app.app_context():
                ready.wait()
                act()
        except Exception as error:  # told by the thread that waits
            failed.append(error)

    acts = [lambda: merge(clerk_li, clerk_chen), lambda: left(clerk_li, OLD)]
    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert [mailing.own_address(called(name)) for name in ("li", "chen")] == [OLD, OLD] and len(kept()) == 1
