"""Sealed notices tell of reports: to whom they are still shown, and which mail of them may still go out.

Each was written for somebody who had the report then. Units merge, people move and addresses change, also in the very
moment in which one is written: who may read it is asked anew, whenever it is shown and before its mail is sent.
"""

from datetime import datetime

from registry.domain.actors import Actor, Role
from registry.domain.mails import mailbox
from registry.domain.notices import NewsCode
from registry.services.divisions import division_codes
from registry.services.report_offices import OwnSide, has_it, passed_on
from registry.store import mails, people, reports, units
from registry.store.mails import MailRecord
from registry.store.notices import find_notice
from registry.store.reports import ReportRecord


def hidden_from(actor: Actor, now: datetime) -> list[int]:
    """The numbers of the notices that told an actor of reports which they may read no longer."""
    told = reports.received_by(actor.name)
    if not told:
        return []
    reader = _Reader(actor, now)
    return [number for number, report in told if not reader.reads(report)]


def still_goes(mail: MailRecord, now: datetime) -> bool:
    """Whether a mail may be sent. One that is sealed only while its reader has the report, as the special mechanism,
    and did not make it, and while where it goes is the mailbox of their unit and of nobody beside."""
    notice = find_notice(mail.notice)
    if notice is None or not notice.sealed:
        return True
    person, report = people.find_person(notice.person), reports.find_report(notice.about)
    if person is None or report is None or not may_be_mailed(notice.code, Role(person.role)):
        return False
    actor, reporter = person.as_actor(), reports.reporter_of(report.number)
    is_own = reporter is None or reporter.person == actor.name
    return not is_own and _is_their_own(mail.to, actor.unit) and _Reader(actor, now).reads(report)


def may_be_mailed(code: str, reader: Role) -> bool:
    """A mail passes through servers of others: that somebody of a township or village has to do with a report, or that
    anybody made one, goes into none."""
    return code == NewsCode.REPORT_RECEIVED and reader is Role.OVERSIGHT


def _is_their_own(address: str, unit: str) -> bool:
    """Whether a unit is written to at an address, and nobody else left the same."""
    own = units.own_codes(unit)
    written_to = {mailbox(one.mail) for one in mails.addresses_written_to(own)}
    return mailbox(address) in written_to and all(one.holder in own for one in mails.addresses_at(address))


class _Reader:
    """Somebody of an office, who reads what it has and what it passed on, but nothing about their own side."""

    def __init__(self, actor: Actor, now: datetime) -> None:
        self._actor, self._side = actor, OwnSide(actor)
        self._codes = division_codes(actor.division, now)

    def reads(self, report: ReportRecord) -> bool:
        theirs = has_it(self._actor, self._codes, report) or passed_on(self._actor, self._codes, report)
        return theirs and not self._side.demanded((report.demander, report.demander_name))
