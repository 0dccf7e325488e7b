"""Notices: written with what they tell of, in the caller's transaction; and read, by those whose box they lie in."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from registry.domain.actors import Action, Actor, Role
from registry.domain.cases import CaseParty, Status, Verb
from registry.domain.desk import ANSWERING
from registry.domain.divisions import Place
from registry.domain.errors import NotFound
from registry.domain.mails import mailbox
from registry.domain.notices import TELLS, Box, NewsCode
from registry.services.case_offices import Office, settling_office
from registry.services.case_parties import asked_by_its_township
from registry.services.divisions import division_codes
from registry.services.permitting import permit
from registry.services.rejudging import place_of
from registry.services.sealed import hidden_from, may_be_mailed
from registry.store import access, mails, notices, people, units
from registry.store.base import begin_writing, db
from registry.store.cases import CaseRecord
from registry.store.mails import MailAddressRecord
from registry.store.notices import Boxes, NoticeRecord

MOST_SHOWN = 50
LONGEST_NUMBER = 10
LARGEST_NUMBER = 2**31 - 1
"""Notices about reports are numbered by chance, up to the largest number that a database keeps in four bytes."""
MOST_NAMED = 20
"""So many cases are named in one notice; their count is of all of them."""
OF_THE_END = ("cause", "ended_on", "admission", "papers", "unjudged", "why")
NOTHING: Mapping[str, Any] = {}
_WAITS_FOR_AN_OFFICE = {
    Status.REFERRED.value: NewsCode.CASE_REFERRED,
    Status.DISPUTED.value: NewsCode.CASE_DISPUTED,
    Status.ESCALATED.value: NewsCode.CASE_ESCALATED,
}
"""What the office that settles a case was, or is, told of it."""
BOXES_BY_DIVISION = frozenset({Role.TOWNSHIP_DESK, Role.VILLAGE, Role.LIST_OFFICE, Role.OVERSIGHT, Role.PROVINCE})
"""Roles that are told things as such, where they are held; everybody else reads what their unit is told."""


def tell(
    box: Box,
    code: NewsCode,
    about: str,
    facts: Mapping[str, Any] = NOTHING,
    *,
    at: datetime,
    once: str | None = None,
    sealed: bool = False,
) -> bool:
    """Put a notice into a box and, where an address was left and mail is set, a mail beside it. The caller commits.

    With a mark `once` it is told only the first time; whether it was told now.
    """
    if once is not None and notices.told_already(once):
        return False
    record = notices.add(box, code, about, dict(facts), at=at, once=once, sealed=sealed)
    if mails.mail_server() is not None and (not sealed or _may_be_mailed(box, code)):
        for address in _one_of_each_mailbox(box):
            mails.queue(record.id, address.holder, address.mail, at=at)
    return True


def _one_of_each_mailbox(box: Box) -> Iterable[MailAddressRecord]:
    """One address of each unit, and of a unit and a division that left the same address the first: whoever reads there
    reads a notice once."""
    first: dict[str, MailAddressRecord] = {}
    for address in mails.addresses_written_to(holders(box)):
        first.setdefault(mailbox(address.mail), address)
    return first.values()


def _may_be_mailed(box: Box, code: NewsCode) -> bool:
    person = people.find_person(box.person)
    return person is not None and may_be_mailed(code, Role(person.role))


def holders(box: Box) -> list[str]:
    """Under what an address may have been left for a box: the unit (a person's own), by every code it is and was; or
    the division, and the units of those who hold the role."""
    if box.person:
        person = people.find_person(box.person)
        return units.own_codes(person.unit) if person and person.unit else []
    if box.unit:
        return units.own_codes(box.unit)
    held_by = people.holding(box.role, [box.division]) if box.role else []
    return [box.division, *units.own_codes(*(person.unit for person in held_by if person.unit))]


def tell_of_step(
    case: CaseRecord, verb: Verb, *, reason: str = "", facts: Mapping[str, Any] = NOTHING, at: datetime
) -> None:
    """Tell of a step that was just taken with a case, whoever `TELLS` names; the list office too of what ended because
    it can no longer be judged, for it has to see who does the work in the new place. The caller commits."""
    told = TELLS.get((verb, Status(case.status)), ())
    if "unjudged" in facts and Status(case.status) is Status.ENDED:
        told = (*told, (NewsCode.ADMISSION_ENDED, CaseParty.LIST_OFFICE))
    if not told:
        return
    of_the_end = {name: facts[name] for name in OF_THE_END if name in facts}
    place, said = place_of(case, at), {**facts_of(case), **_by_whom(case), "reason": reason, **of_the_end}
    for code, box in dict.fromkeys((code, _told_box(party, case, place, at)) for code, party in told):
        tell(box, code, case.number, said, at=at)


def tell_the_office_above(case: CaseRecord, office: Office, *, at: datetime) -> None:
    """Tell the office that a case went up to what it is that waits for it there, with the reason it was given. The
    caller commits."""
    said = {**facts_of(case), **_by_whom(case), "reason": case.last_step.reason}
    tell(
        Box(role=office.role, division=office.division.code),
        _WAITS_FOR_AN_OFFICE[case.status],
        case.number,
        said,
        at=at,
    )


def _by_whom(case: CaseRecord) -> dict[str, Any]:
    """The unit that took the last step, and, of a case that stands rejected, why and what first would cure it."""
    told: dict[str, Any] = {"acted_by": case.last_step.unit_name} if case.steps else {}
    if case.status != Status.REJECTED.value:
        return told
    leading, cures = case.leading_ground, case.verdict.get("cure", ())
    grounds = [ground for ground in case.verdict.get("grounds", ()) if ground["code"] == leading]
    of_leading = [cure for cure in cures if cure["ground"] == leading] or cures
    why = {"because": {name: grounds[0][name] for name in ("code", "facts")}} if grounds else {}
    first = {"cure": {name: of_leading[0][name] for name in ("code", "facts")}} if of_leading else {}
    return {**told, **why, **first}


def _told_box(party: CaseParty, case: CaseRecord, place: Place, at: datetime) -> Box:
    """The box of who is told of a step: what the list office is told, whoever settles the case is told."""
    if party is not CaseParty.LIST_OFFICE:
        return box_of(party, case, place)
    office = settling_office(case, place, at)
    return Box(role=office.role, division=office.division.code)


def facts_of(case: CaseRecord) -> dict[str, Any]:
    """What every notice about a case says: which, of what matter, where, asked by which unit, and where it stands."""
    asked = access.find_request(case.request)
    return {
        "number": case.number,
        "matter": asked.subject if asked else "",
        "place": case.place_name,
        "department": str(asked.asked_by["name"]) if asked else case.unit,
        "case_status": case.status,
    }


def box_of(party: CaseParty, case: CaseRecord, place: Place) -> Box:
    """The box of a party to a case."""
    if party is CaseParty.DEPARTMENT:
        return Box(unit=units.code_today(case.unit))
    is_desk = party is CaseParty.TOWNSHIP and place.township is not None and not asked_by_its_township(case, place)
    division = place.township if is_desk else place.county
    role = Role.TOWNSHIP_DESK if is_desk else Role.LIST_OFFICE
    return Box(role=role, division=(division or place.itself).code)


@dataclass
class Cures:
    """How many cases of a unit an approval would cure, and the numbers of the first of them."""

    count: int = 0
    first: list[str] = field(default_factory=list)

    def add(self, number: str) -> None:
        self.count += 1
        if self.count <= MOST_NAMED:
            self.first.append(number)


def tell_of_cures(approval: str, number: str, by_unit: Mapping[str, Cures], *, at: datetime) -> int:
    """Tell the units whose rejected cases an approval would cure, once for each approval; how many units. The caller
    commits. None of the cases is changed: each unit asks to have its own judged again."""
    told = 0
    for unit, cures in sorted(by_unit.items()):
        facts = {"number": number, "cases": cures.first, "count": cures.count}
        mark = f"cures:{approval}:{unit}"
        told += tell(Box(unit=unit), NewsCode.APPROVAL_CONFIRMED, approval, facts, at=at, once=mark)
    return told


def boxes_of(actor: Actor, now: datetime) -> Boxes:
    """The boxes that an actor reads, without what told of reports that they may read no longer."""
    own = units.own_codes(actor.unit)
    held = division_codes(actor.division, now) if actor.role in BOXES_BY_DIVISION else []
    return Boxes(actor.name, own, actor.role.value, held, hidden=hidden_from(actor, now))


def inbox(actor: Actor, *, now: datetime, before: int | None = None) -> list[NoticeRecord]:
    """What was told to the actor: unread first, then the latest; `before` a number, older ones that were read."""
    permit(actor, Action.READ_NOTICE)
    return notices.notices_in(boxes_of(actor, now), before=before, most=MOST_SHOWN)


def notice_called(number: str, *, actor: Actor, now: datetime) -> NoticeRecord:
    """A notice of this number that was told to the actor. Raises NotPermitted, NotFound."""
    permit(actor, Action.READ_NOTICE)
    readable = number.isascii() and number.isdigit() and len(number) <= LONGEST_NUMBER
    known = readable and 0 < int(number) <= LARGEST_NUMBER
    found = notices.those_of(boxes_of(actor, now), [int(number)]) if known else []
    if not found:
        raise NotFound("notice", number)
    return found[0]


def unread(actor: Actor, *, now: datetime) -> int:
    """How many notices of the actor nobody has read."""
    permit(actor, Action.READ_NOTICE)
    return notices.unread_in(boxes_of(actor, now))


def unread_answers(actor: Actor, *, now: datetime) -> tuple[int, datetime | None]:
    """How many answers to what the actor's unit asked, or the actor reported, nobody has read, and since when."""
    permit(actor, Action.READ_NOTICE)
    return notices.unread_among(boxes_of(actor, now), ANSWERING)


def mark_read(numbers: Collection[int], *, actor: Actor, now: datetime) -> int:
    """Mark those of these notices as read that are the actor's and unread; how many. Others stay as they are."""
    permit(actor, Action.READ_NOTICE)
    begin_writing()
    found = notices.unread_of(boxes_of(actor, now), numbers)
    for record in found:
        record.read_at, record.read_by = now, actor.name
    db.session.commit()
    return len(found)
