"""Mail and notices of reports: only for who has the report when it is sent or read, whatever merged or moved since."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask

from registry.domain import errors
from registry.domain.actors import Actor, Role
from registry.domain.mails import MailServer
from registry.domain.notices import Box, NewsCode
from registry.domain.pages import Window
from registry.domain.reports import ReportVerb
from registry.services import mailing, notices, record_pages, reports
from registry.store.base import db
from registry.store.mails import MAIL_SERVER
from registry.store.people import PersonRecord
from registry.store.units import find_unit
from tests.conftest import NOW
from tests.services.test_cases import LISTED, called, submitted
from tests.services.test_mail import mails, sent
from tests.services.test_reports import reported
from tests.services.test_settling_above import CITY, somebody
from tests.services.test_units_that_merge import AFTER, merge
from tests.smtp import PostOffice, post_office

COUNTY = "620102000000"
OFFICE, OTHER, NEW = "office@feng.example", "front@li.example", "new@li.example"
LATER = AFTER + timedelta(minutes=1)


@pytest.fixture
def office(app: Flask) -> Iterator[PostOffice]:
    """A mail server on the loopback, set in this registry, with the address of the special mechanism's unit left."""
    with post_office() as office:
        app.extensions[MAIL_SERVER] = MailServer("127.0.0.1", office.port, "registry@county.example", starttls=False)
        left("feng", OFFICE)
        yield office


@pytest.fixture
def feng(app: Flask) -> Actor:
    """Feng of the county's special mechanism."""
    return called("feng")


def left(name: str, mail: str) -> None:
    mailing.set_address("", mail, actor=called(name), now=NOW)


def moved(name: str, **to: str) -> None:
    person = db.session.get_one(PersonRecord, name)
    for what, value in to.items():
        setattr(person, what, value)
    db.session.commit()


def goes_nowhere(office: PostOffice) -> None:
    assert sent(LATER).refused == 0 and office.taken == []
    assert [mail.next_at for mail in mails() if mail.next_at] == []


def test_who_has_the_report_gets_one_mail(office: PostOffice, feng: Actor) -> None:
    number = reported()
    assert sent().sent == 1
    ((to, message),) = office.taken
    assert to == OFFICE and number in message.get_content()


@pytest.mark.parametrize("both", [True, False])
@pytest.mark.parametrize("into_the_demander", [True, False])
def test_what_waits_when_the_office_becomes_one_with_the_demander_goes_nowhere(
    office: PostOffice, clerk_li: Actor, feng: Actor, both: bool, into_the_demander: bool
) -> None:
    if both:
        left("li", OTHER)
    reported()
    merge(*((feng, clerk_li) if into_the_demander else (clerk_li, feng)))
    mailing.set_address("", NEW, actor=clerk_li, now=AFTER)
    assert sent(LATER).refused == 0
    assert {str(message["Subject"]) for _, message in office.taken} == ({"通知 MAIL_REPLACED"} if both else set())
    assert [mail.to for mail in mails() if mail.sent_at is None] == [OFFICE]  # where it was dropped


def test_an_address_that_is_changed_takes_no_mail_of_a_report_along(office: PostOffice, feng: Actor) -> None:
    number = reported()
    left("feng", NEW)
    goes_nowhere(office)
    assert [one.about for one in notices.inbox(feng, now=LATER)] == [number]


def test_the_same_mailbox_in_other_capitals_is_no_change(office: PostOffice, feng: Actor) -> None:
    reported()
    left("feng", OFFICE.upper())
    assert sent().sent == 1 and [to.lower() for to, _ in office.taken] == [OFFICE]


def test_what_is_told_while_the_units_merge_is_judged_when_it_is_sent(
    office: PostOffice, clerk_li: Actor, feng: Actor
) -> None:
    somebody("above", Role.OVERSIGHT, CITY, None)
    number = reported()
    merge(clerk_li, feng)
    # As a report does that looked for its office before the merger and is committed after it.
    notices.tell(Box(person="feng"), NewsCode.REPORT_RECEIVED, number, at=AFTER, sealed=True)
    db.session.commit()
    goes_nowhere(office)
    assert notices.unread(feng, now=LATER) == 0


def test_units_that_merge_in_the_middle_of_sending_leave_the_message_incomplete(
    app: Flask, office: PostOffice, clerk_li: Actor, feng: Actor
) -> None:
    def merged() -> None:
        with app.app_context():
            merge(clerk_li, feng)

    reported()
    office.on_data = merged
    assert sent().sent == 0
    office.on_data = lambda: None
    goes_nowhere(office)


@pytest.mark.parametrize("role", [Role.DEPARTMENT_CLERK, Role.TOWNSHIP_DESK])
def test_who_left_the_office_is_sent_and_shown_nothing_of_it(office: PostOffice, feng: Actor, role: Role) -> None:
    reported()
    moved("feng", role=role.value)
    goes_nowhere(office)
    assert notices.inbox(called("feng"), now=LATER) == []


@pytest.mark.parametrize("whose", ["li", "wang"])
def test_a_mailbox_that_others_read_too_gets_no_mail_of_a_report(office: PostOffice, feng: Actor, whose: str) -> None:
    left(whose, OFFICE.capitalize())
    number = reported()
    goes_nowhere(office)
    assert [one.about for one in notices.inbox(feng, now=LATER)] == [number]


def test_who_reported_gets_no_mail_of_it_in_whatever_office_they_are_by_now(office: PostOffice, feng: Actor) -> None:
    number = reported()
    sent()
    office.taken.clear()
    unit = find_unit(feng.unit)
    assert unit is not None
    moved("wang", role=Role.OVERSIGHT.value, unit=unit.code, division=COUNTY)
    reports.answer(number, ReportVerb.CLOSE, "已处理", actor=feng, now=AFTER)
    assert "REPORT_ANSWERED" in [one.code for one in notices.inbox(called("wang"), now=LATER)]
    assert [mail.sent_at is None for mail in mails()] == [False]  # nothing was written but what Feng was sent
    # As the office was told before whoever made a report was left out.
    notices.tell(Box(person="wang"), NewsCode.REPORT_RECEIVED, number, at=AFTER, sealed=True)
    db.session.commit()
    assert len(mails()) == 2
    goes_nowhere(office)


def test_what_is_no_report_waits_beside_and_goes(office: PostOffice, clerk_li: Actor, feng: Actor) -> None:
    left("wang", "desk@township.example")
    reported()
    number = submitted(clerk_li, LISTED)
    merge(clerk_li, feng)
    assert sent(LATER).sent == 1
    ((to, message),) = office.taken
    assert to == "desk@township.example" and number in message.get_content()


@pytest.mark.parametrize("way", ["merger", "move"])
def test_who_is_of_the_demanders_side_by_now_no_longer_sees_that_a_report_came_in(
    app: Flask, clerk_li: Actor, feng: Actor, way: str
) -> None:
    somebody("guan", Role.OVERSIGHT, COUNTY, None)
    number = reported()
    other = reported("zhao", reported_demander="620102001000")
    (hidden,) = [one.id for one in notices.inbox(feng, now=NOW) if one.about == number]
    if way == "merger":
        merge(feng, clerk_li)
    else:
        moved("feng", unit=clerk_li.unit)
    reader = called("feng")
    assert [one.about for one in notices.inbox(reader, now=LATER)] == [other]
    assert notices.unread(reader, now=LATER) == 1
    read_a_page_at_a_time = record_pages.notices_of(reader, now=LATER).portion(Window(50)).rows
    assert [one.about for one in read_a_page_at_a_time] == [other]
    with pytest.raises(errors.NotFound):
        notices.notice_called(str(hidden), actor=reader, now=LATER)
    assert notices.mark_read([hidden], actor=reader, now=LATER) == 0
    assert number in [one.about for one in notices.inbox(called("guan"), now=LATER)]


def test_a_township_that_passed_a_report_on_still_sees_that_it_came_in(app: Flask) -> None:
    number = reported("zhao")
    reports.answer(number, ReportVerb.HAND_ON, "请协调", actor=called("wang"), now=NOW)
    assert [one.about for one in notices.inbox(called("wang"), now=LATER)] == [number]


# The last mail to a mailbox that was replaced
# ----------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def replaced(office: PostOffice, clerk_li: Actor) -> PostOffice:
    """Li's bureau was merged into Chen's; both had left an address, and nothing was sent since."""
    left("li", OTHER)
    left("chen", NEW)
    merge(clerk_li, called("chen"))
    return office


def followed_by_a_merger() -> None:
    left("wu", "wu@county.example")
    merge(called("chen"), called("wu"), now=AFTER)


@pytest.mark.parametrize(
    ("then", "gone_too"),
    [
        (followed_by_a_merger, [NEW]),
        (lambda: mailing.set_address("", "third@county.example", actor=called("li"), now=AFTER), []),
        (lambda: mailing.set_address("", "", actor=called("chen"), now=AFTER), []),
    ],
)
def test_the_goodbye_goes_to_the_mailbox_that_was_replaced_whatever_follows(
    replaced: PostOffice, then: Callable[[], object], gone_too: list[str]
) -> None:
    then()
    assert sent(LATER).refused == 0
    goodbyes = [(to, message.get_content()) for to, message in replaced.taken if "MAIL_REPLACED" in message["Subject"]]
    assert [to for to, text in goodbyes if called("li").unit in text] == [OTHER]
    assert [to for to, text in goodbyes if called("li").unit not in text] == gone_too


def test_a_goodbye_that_nobody_takes_is_given_up_after_a_week(replaced: PostOffice) -> None:
    replaced.refuses.add(OTHER)
    for days in (1, 6):
        assert sent(AFTER + timedelta(days=days)).refused == 1
        assert [mail.dropped_at for mail in mails() if mail.to == OTHER] == [None]
    assert sent(AFTER + timedelta(days=8)).refused == 1
    assert sent(AFTER + timedelta(days=9)).refused == 0 and replaced.taken == []
