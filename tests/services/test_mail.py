"""Mail: written with its notice, sent after the commit, by one sender, once; what is refused waits, never lost."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from registry.app import create_app
from registry.config import Settings
from registry.domain.actors import Actor
from registry.domain.errors import BadMailAddress, MailSettingsUnfit, NotFound, NotPermitted
from registry.domain.mails import LEASE, MailServer, Patience, message_id, next_try
from registry.services import mailing
from registry.services.mailing import Sent
from registry.store.base import db
from registry.store.dumping import SECRET_TABLES
from registry.store.events import events_about
from registry.store.mails import MAIL_SERVER, MailRecord
from registry.store.notices import NoticeRecord
from tests.conftest import NOW
from tests.services.test_cases import CLEAR_OF, LISTED, called, submitted
from tests.smtp import PostOffice, post_office

TOWNSHIP_BOX = "desk@township.example"


@pytest.fixture
def office(app: Flask) -> Iterator[PostOffice]:
    """A mail server on the loopback, set in this registry, with the township's address left."""
    with post_office() as office:
        app.extensions[MAIL_SERVER] = MailServer("127.0.0.1", office.port, "registry@county.example", starttls=False)
        mailing.set_address("", TOWNSHIP_BOX, actor=called("wang"), now=NOW)
        yield office


def letter(notice: NoticeRecord) -> tuple[str, str]:
    return f"通知 {notice.code}", f"办件 {notice.about}。\n"


SOON = NOW + timedelta(seconds=1)
"""Later than all that is done here at NOW: each act takes a time of its own, a moment after the one before."""


def sent(now: datetime = SOON) -> Sent:
    return mailing.send_due(letter, clock=lambda: now)


def mails() -> list[MailRecord]:
    db.session.rollback()
    return list(db.session.scalars(select(MailRecord).order_by(MailRecord.id)).all())


def test_a_notice_goes_out_once_to_the_address_that_was_left(office: PostOffice, clerk_li: Actor) -> None:
    number = submitted(clerk_li, LISTED)
    assert office.taken == [] and [m.to for m in mails()] == [TOWNSHIP_BOX]
    assert (sent().sent, sent().sent) == (1, 0)
    ((to, message),) = office.taken
    assert to == TOWNSHIP_BOX and message["Subject"] == "通知 CASE_SUBMITTED"
    assert number in message.get_content() and message["Auto-Submitted"] == "auto-generated"
    (mail,) = mails()
    assert (mail.sent_at, mail.next_at, mail.attempts, mail.claim) == (SOON, None, 1, None)


def test_without_a_mail_server_or_an_address_nothing_is_queued(app: Flask, clerk_li: Actor) -> None:
    mailing.set_address("", TOWNSHIP_BOX, actor=called("wang"), now=NOW)
    submitted(clerk_li, LISTED)
    assert mails() == [] and sent() == Sent()
    app.extensions[MAIL_SERVER] = MailServer("127.0.0.1", 9, "registry@county.example")
    submitted(clerk_li, LISTED, "620102002000")
    assert mails() == []


def test_what_was_rolled_back_is_not_sent(office: PostOffice, clerk_li: Actor) -> None:
    with pytest.raises(Exception, match="ALREADY_OPEN"):
        [submitted(clerk_li, LISTED) for _ in range(2)]
    db.session.rollback()
    assert sent().sent == 1 and len(office.taken) == 1


def test_many_senders_at_once_never_send_twice(app: Flask, office: PostOffice, clerk_li: Actor) -> None:
    for n in range(12):
        submitted(clerk_li, {"matter": f"共享单车停放秩序维护{n}"})
    db.session.remove()
    counted: list[int] = []

    def run() -> None:
        with app.app_context():
            counted.append(sent().sent)

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counted) == len(office.taken) == len(set(office.ids())) == 12
    assert all(mail.sent_at and mail.attempts == 1 for mail in mails())


def test_a_refused_mail_waits_longer_each_time_is_not_lost_and_keeps_no_other_waiting(
    office: PostOffice, clerk_li: Actor
) -> None:
    mailing.set_address(clerk_li.unit, "li@bureau.example", actor=clerk_li, now=NOW)
    office.refuses = {TOWNSHIP_BOX}
    submitted(clerk_li, LISTED)
    at, waits = SOON, []
    for _ in range(4):
        assert sent(at).refused == 1
        (mail,) = mails()
        assert mail.next_at is not None and "no such box" in mail.last_error
        waits.append(mail.next_at - at)
        assert sent(mail.next_at - timedelta(seconds=1)) == Sent()
        at = mail.next_at
    assert waits == [timedelta(minutes=n) for n in (1, 2, 4, 8)]
    assert next_try(60, NOW) - NOW == timedelta(hours=6)
    second = submitted(clerk_li, CLEAR_OF)
    assert sent(at) == Sent(sent=0, refused=2)
    office.refuses = set()
    assert sent(at + timedelta(days=1)).sent == 2
    assert second in "".join(message.get_content() for _, message in office.taken)


def test_a_server_that_cannot_be_reached_is_not_tried_for_every_mail(
    app: Flask, office: PostOffice, clerk_li: Actor
) -> None:
    for n in range(3):
        submitted(clerk_li, {"matter": f"共享单车停放秩序维护{n}"})
    good = app.extensions[MAIL_SERVER]
    app.extensions[MAIL_SERVER] = MailServer("127.0.0.1", 9, "registry@county.example", starttls=False)
    told = sent()
    assert (told.sent, told.refused) == (0, 1) and "Refused" in told.error
    app.extensions[MAIL_SERVER] = good
    assert sent(NOW + timedelta(minutes=2)).sent == 3


def test_a_server_without_tls_is_told_nothing_where_tls_is_wanted(
    app: Flask, office: PostOffice, clerk_li: Actor
) -> None:
    plain = app.extensions[MAIL_SERVER]
    app.extensions[MAIL_SERVER] = MailServer(plain.host, plain.port, plain.sender, "user", "secret", starttls=True)
    submitted(clerk_li, LISTED)
    assert sent().refused == 1 and office.taken == []


def test_a_sender_that_dies_after_the_servers_yes_sends_again_under_the_same_message_id(
    app: Flask, office: PostOffice, clerk_li: Actor
) -> None:
    submitted(clerk_li, LISTED)
    office.hangs_up = True  # the mail is taken, but we never hear so
    assert sent().refused == 1
    office.hangs_up = False
    assert sent(NOW + timedelta(hours=1)).sent == 1
    first, second = office.ids()
    assert first == second and first.endswith("@county.example>")


def test_a_claim_that_nobody_settles_runs_out(office: PostOffice, clerk_li: Actor) -> None:
    submitted(clerk_li, LISTED)
    assert mailing._claimed(SOON) is not None  # and then the process died
    assert sent(NOW + LEASE) == Sent()
    assert sent(SOON + LEASE).sent == 1


HASTY = Patience(step=20, talk=0.5, answer=0.5, parting=0.2)
"""No step of a server that dawdles takes twenty seconds; all of them would take for ever."""


@pytest.mark.parametrize("step", ["greeting", "EHLO", "MAIL", "RCPT", "DATA", "TLS"])
def test_a_server_that_goes_on_answering_is_left_and_its_mail_waits(
    app: Flask, office: PostOffice, clerk_li: Actor, step: str
) -> None:
    submitted(clerk_li, LISTED)
    office.dawdles_at = step
    starttls = step == "TLS"
    app.extensions[MAIL_SERVER] = MailServer("127.0.0.1", office.port, "registry@county.example", starttls=starttls)
    told = mailing.send_due(letter, clock=lambda: SOON, patience=HASTY)
    assert (told.sent, told.refused, office.taken) == (0, 1, []) and "too long" in told.error
    office.dawdles_at = ""
    app.extensions[MAIL_SERVER] = MailServer("127.0.0.1", office.port, "registry@county.example", starttls=False)
    assert sent(NOW + timedelta(hours=1)).sent == 1 and len(office.taken) == 1


def test_a_server_that_dawdles_after_the_whole_message_or_in_parting_holds_nobody_for_ever(
    office: PostOffice, clerk_li: Actor
) -> None:
    submitted(clerk_li, LISTED)
    office.dawdles_at = "."
    assert mailing.send_due(letter, clock=lambda: SOON, patience=HASTY).refused == 1
    office.dawdles_at = "QUIT"
    assert mailing.send_due(letter, clock=lambda: NOW + timedelta(hours=1), patience=HASTY).sent == 1
    assert len(set(office.ids())) == 1


def test_all_that_a_server_may_take_ends_far_within_the_lease() -> None:
    given = mailing.PATIENCE
    assert given.talk + given.parting < LEASE.total_seconds() / 2 and given.step < given.talk
    assert given.answer + given.parting < LEASE.total_seconds()  # from when the claim is renewed


def test_who_lost_the_claim_leaves_the_message_incomplete(app: Flask, office: PostOffice, clerk_li: Actor) -> None:
    submitted(clerk_li, LISTED)

    def taken_over() -> None:
        with app.app_context():
            db.session.scalars(select(MailRecord)).one().claim = "another sender"
            db.session.commit()

    office.on_data = taken_over
    assert sent().sent == 0
    (mail,) = mails()
    assert (office.taken, mail.claim, mail.sent_at) == ([], "another sender", None)


def test_an_address_changed_or_taken_back_in_the_middle_gets_nothing_any_more(
    app: Flask, office: PostOffice, clerk_li: Actor
) -> None:
    def changed(to: str) -> None:
        with app.app_context():
            mailing.set_address("", to, actor=called("wang"), now=SOON)

    submitted(clerk_li, LISTED)
    office.on_data = lambda: changed("other@township.example")
    assert sent().sent == 0 and office.taken == []
    office.on_data = lambda: None
    later = NOW + timedelta(hours=1)
    assert sent(later).sent == 1 and [to for to, _ in office.taken] == ["other@township.example"]
    submitted(clerk_li, CLEAR_OF)
    office.on_data = lambda: changed("")
    assert sent(later).sent == 0 and len(office.taken) == 1


def test_a_sender_that_was_stopped_for_longer_than_its_lease_keeps_the_claim_or_sends_nothing(
    app: Flask, office: PostOffice, clerk_li: Actor
) -> None:
    submitted(clerk_li, LISTED)
    times, second = [SOON], []

    def stopped_for_long() -> None:
        times[0] = SOON + LEASE

    def another_sender() -> None:
        with app.app_context():
            second.append(mailing.send_due(letter, clock=lambda: times[0]))

    office.on_data, office.on_taken = stopped_for_long, another_sender
    assert mailing.send_due(letter, clock=lambda: times[0]).sent == 1
    assert second == [Sent()] and len(office.taken) == 1


# One mailbox
# ----------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def shared(office: PostOffice) -> str:
    """The list office's unit and its division left one address; its division's code."""
    mailing.set_address("", "list@county.example", actor=called("sun"), now=NOW)
    mailing.set_address("620102000000", "List@County.example", actor=called("admin"), now=NOW)
    return "620102000000"


def reached(office: PostOffice) -> list[str]:
    """The county's mailboxes that mail came to, as often as it did."""
    return sorted(to.lower() for to, _ in office.taken if to.endswith("county.example"))


def test_a_unit_and_a_division_that_left_one_address_are_told_once(
    office: PostOffice, shared: str, clerk_li: Actor
) -> None:
    submitted(clerk_li, {"matter": "防火"})
    assert sent().refused == 0
    assert reached(office) == ["list@county.example"]


@pytest.mark.parametrize("wanted", ["", "new@county.example"])
@pytest.mark.parametrize("is_unit", [True, False])
def test_where_one_of_two_goes_elsewhere_the_other_still_reads(
    office: PostOffice, shared: str, clerk_li: Actor, wanted: str, is_unit: bool
) -> None:
    submitted(clerk_li, {"matter": "防火"})
    of = called("sun").unit if is_unit else shared
    mailing.set_address(of, wanted, actor=called("admin"), now=NOW)
    assert sent().refused == 0
    assert reached(office) == sorted(["list@county.example", *filter(None, [wanted])])


def test_two_addresses_that_become_one_while_mail_waits_are_told_once(
    office: PostOffice, shared: str, clerk_li: Actor
) -> None:
    mailing.set_address(shared, "other@county.example", actor=called("admin"), now=NOW)
    submitted(clerk_li, {"matter": "防火"})
    office.refuses = {"other@county.example"}
    assert sent().refused == 1 and reached(office) == ["list@county.example"]
    mailing.set_address(shared, "list@county.example", actor=called("admin"), now=NOW)
    assert sent(NOW + timedelta(days=1)) == Sent() and reached(office) == ["list@county.example"]


def test_a_notice_that_cannot_be_put_into_words_keeps_no_other_waiting(office: PostOffice, clerk_li: Actor) -> None:
    first = submitted(clerk_li, LISTED)
    submitted(clerk_li, CLEAR_OF)

    def stumbling(notice: NoticeRecord) -> tuple[str, str]:
        if notice.about == first:
            raise KeyError("no words")
        return letter(notice)

    told = mailing.send_due(stumbling, clock=lambda: SOON)
    assert (told.sent, told.refused) == (1, 1)
    assert sent(SOON + timedelta(minutes=1)).sent == 1


def test_the_message_id_is_the_rows_own() -> None:
    ids = {message_id(n, NOW, to, "a@b.example") for n in (1, 2) for to in ("x@y.example", "z@y.example")}
    assert len(ids) == 4 and message_id(1, NOW, "x@y.example", "a@b.example") in ids


# Addresses
# ----------------------------------------------------------------------------------------------------------------------


def test_people_set_their_own_units_address_and_the_administrator_any(app: Flask) -> None:
    li, wang, zhao, admin = (called(name) for name in ("li", "wang", "zhao", "admin"))
    mailing.set_address("", "zhao@village.example", actor=zhao, now=NOW)
    assert mailing.own_address(zhao) == "zhao@village.example"
    with pytest.raises(NotPermitted):
        mailing.set_address(wang.unit, "li@bureau.example", actor=li, now=NOW)
    mailing.set_address(wang.unit, TOWNSHIP_BOX, actor=admin, now=NOW)
    with pytest.raises(NotFound):
        mailing.set_address("11620000MB00000000", TOWNSHIP_BOX, actor=admin, now=NOW)
    with pytest.raises(NotPermitted):
        mailing.watched(li)
    assert [one.holder for one in mailing.watched(admin)[0]] == [wang.unit, zhao.division]
    facts = [event.facts for event in events_about(wang.unit, stream="mail")]
    assert facts == [{"set": True}]


@pytest.mark.parametrize(
    "typed", ["村委会", "a@b@c.example", "a b@c.example", "a@", "x" * 250 + "@b.example", "a@b\n.cn"]
)
def test_what_is_no_address_is_refused(app: Flask, typed: str) -> None:
    with pytest.raises(BadMailAddress):
        mailing.set_address("", typed, actor=called("wang"), now=NOW)


def test_an_address_taken_back_lets_nothing_wait_for_it(office: PostOffice, clerk_li: Actor) -> None:
    submitted(clerk_li, LISTED)
    mailing.set_address("", "", actor=called("wang"), now=NOW)
    assert sent() == Sent()
    (mail,) = mails()
    assert mail.dropped_at == NOW and mail.sent_at is None


def test_waiting_mail_is_the_installations_own_and_never_dumped() -> None:
    assert "mails" in SECRET_TABLES


@pytest.mark.parametrize(
    ("port", "sender"), [("smtp", "a@b.example"), ("70000", "a@b.example"), ("25", ""), ("25", "x")]
)
def test_settings_that_do_not_suffice_are_told_at_once(tmp_path, port: str, sender: str) -> None:
    wrong = Settings(folder=str(tmp_path), smtp_host="mail.example", smtp_port=port, smtp_from=sender)
    with pytest.raises(MailSettingsUnfit):
        create_app(wrong)
