"""Slips 回函: proposed for a verdict of today, issued with a number and a signature, read by anybody by number."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from registry.domain.actors import Action, Actor, Role
from registry.domain.divisions import Level
from registry.domain.errors import (
    NotASlipNumber,
    NotFound,
    OwnCase,
    ReplyNotBorne,
    SlipCodeNeeded,
    UnknownOption,
    WrongCheckCode,
)
from registry.domain.kind import read_text
from registry.domain.kinds import kind_called
from registry.domain.numbers_held import NumberHeld
from registry.domain.question import CHINA, Question
from registry.domain.slips import (
    Reply,
    Statement,
    as_slip_number,
    is_check_code,
    replies_to,
    slip_number,
)
from registry.domain.verdict import Verdict
from registry.services.access import Demand, understood
from registry.services.admissions import fingerprint_of
from registry.services.case_days import JUST_BEFORE, rejudged, request_of
from registry.services.case_offices import is_own
from registry.services.case_parties import case_called
from registry.services.numbers_held import judged_with_number, number_of, own_items
from registry.services.permitting import permit
from registry.services.rejudging import as_kept
from registry.services.same_matter import asked_by_person
from registry.services.signing import KeyRing
from registry.services.signing_keys import key_to_sign
from registry.store import access, cases, events, registers, slips, units
from registry.store.base import begin_writing, db
from registry.store.slips import SlipRecord

LONGEST_PAPER = 200
LONGEST_NUMBER = 60
LONGEST_MARK = 50
MOST_LISTED = 100


@dataclass(frozen=True, slots=True)
class About:
    """What a slip answers: a case by its number, else a demand as it was typed."""

    demand: Demand | None = None
    case: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The reply as typed, the paper it answers and the township's own document number (both may be empty)."""

    reply: str
    paper: str = ""
    document_number: str = ""
    once: str = ""


@dataclass(frozen=True, slots=True)
class Proposed:
    """Today's verdict on what is to be answered, its admission number, and the replies it bears, the fitting first."""

    question: Question[Any]
    called: str
    verdict: Verdict
    case: str
    held: NumberHeld
    replies: tuple[Reply, ...]

    @property
    def admission(self) -> str:
        """The admission number that holds today, else empty."""
        return self.held.valid_number


def propose(about: About, *, actor: Actor, now: datetime) -> Proposed:
    """Judge what is to be answered as it stands today; nothing is kept.

    A township answers for itself and its villages. Raises NotPermitted, NotFound, OwnCase, BadInput.
    """
    permit(actor, Action.ISSUE_SLIP)
    found = _of_case(about.case, actor, now) if about.case.strip() else _of_demand(about.demand, now)
    permit(actor, Action.ISSUE_SLIP, at=found.question.place)
    if units.are_one(found.question.asked_by.code, actor.unit) or _is_own_case(found.case or found.held.case, actor):
        raise OwnCase
    if not found.case and asked_by_person(found.question, found.verdict, actor.name):
        raise OwnCase
    return found


def _is_own_case(number: str, actor: Actor) -> bool:
    """Whether it is a case that the actor, or their unit, submitted: whoever they serve now."""
    case = cases.find_case(number) if number else None
    return case is not None and is_own(case, actor)


def _of_demand(demand: Demand | None, now: datetime) -> Proposed:
    """What was typed, judged, with the number that the unit holds for it, if any."""
    if demand is None:
        raise NotFound("case", "")
    asked = understood(replace(demand, on="", known_at=""), now=now)
    verdict, held = judged_with_number(asked, case=None, now=now)
    return Proposed(asked, demand.place, verdict, "", held, replies_to(verdict.as_data(), held))


def _of_case(number: str, actor: Actor, now: datetime) -> Proposed:
    case = case_called(number, actor=actor, now=now)
    found = rejudged(case, request_of(case), at=now + JUST_BEFORE, leaving_out=own_items(case.number))
    held = number_of(case, now=now)
    replies = replies_to(found.verdict.as_data(), held)
    return Proposed(found.question, case.place, found.verdict, case.number, held, replies)


def issue(about: About, wanted: Wanted, *, ring: KeyRing, actor: Actor, now: datetime) -> SlipRecord:
    """Issue a slip with one of the replies that today's verdict bears; numbered, signed, never edited.

    Sent again with the same mark by the same person it gives the slip that is there. Raises what `propose` raises,
    ReplyNotBorne, BadInput, OSError where no key can be read or made.
    """
    paper = read_text(wanted.paper, field="paper", longest=LONGEST_PAPER, required=False)
    own_number = read_text(wanted.document_number, field="document_number", longest=LONGEST_NUMBER, required=False)
    mark = f"{actor.name}:{read_text(wanted.once, field='once', longest=LONGEST_MARK)}" if wanted.once else None
    begin_writing()
    access.take_turns("slips")
    before = slips.issued_before(mark) if mark else None
    if before is not None:
        db.session.commit()
        return before
    found = propose(about, actor=actor, now=now)
    record = _record(found, _chosen(wanted.reply, found), actor, now)
    record.called = {**record.called, "paper": paper, "document_number": own_number}
    record.once = mark
    _sign(record, found, ring, now)
    db.session.add(record)
    db.session.flush()
    _tell(record, actor, now)
    db.session.commit()
    return record


def _chosen(typed: str, found: Proposed) -> Reply:
    wanted = typed.strip().upper()[:60]
    if wanted not in Reply.__members__:
        raise UnknownOption("reply", typed, [reply.value for reply in Reply])
    if Reply(wanted) not in found.replies:
        raise ReplyNotBorne(wanted, [reply.value for reply in found.replies])
    return Reply(wanted)


def _record(found: Proposed, reply: Reply, actor: Actor, now: datetime) -> SlipRecord:
    asked, year = found.question, now.astimezone(CHINA).year
    township = asked.place.at(Level.TOWNSHIP)
    code = township.code if township else asked.place.code
    number = slip_number(code, year, access.next_number(f"slips {code} {year}"))
    return SlipRecord(
        number=number,
        township=code,
        unit=actor.unit,
        demander=asked.asked_by.code,
        case=found.case or None,
        reply=reply.value,
        called=_called(found, actor),
        question=as_kept(asked, found.called),
        verdict=found.verdict.as_data(),
        issued_by=actor.name,
        issued_at=now,
        sample=found.verdict.basis.sample,
    )


def _called(found: Proposed, actor: Actor) -> dict[str, Any]:
    """What the letter names, as it is called today; the row is copied whole, so that the share can be quoted."""
    asked, unit = found.question, units.find_unit(actor.unit)
    duty_list = registers.register_for(asked).duty_list if found.verdict.matched else None
    row = duty_list.duty(found.verdict.basis.row) if duty_list and found.verdict.basis.row else None
    return {
        "unit": unit.name if unit else asked.place.name,
        "place": asked.place.full_name,
        "demander": asked.asked_by.name,
        "demander_kind": asked.asked_by.kind.value,
        "matter": str(getattr(asked.details, kind_called(asked.kind).subject)),
        "row": row.as_data() if row else None,
        "admission": found.admission,
        "held": found.held.as_data(),
    }


def _sign(record: SlipRecord, found: Proposed, ring: KeyRing, now: datetime) -> None:
    key, called, subject = key_to_sign(ring, now=now), record.called, kind_called(found.question.kind).subject
    demander = called["demander"] or called["demander_kind"]
    statement = Statement(
        number=record.number,
        unit=f"{called['unit']} ({record.unit})",
        place=f"{called['place']} ({found.question.place.code})",
        demander=f"{demander} ({record.demander})" if record.demander else demander,
        paper=called["paper"],
        kind=found.question.kind,
        asked=called["matter"],
        answers={name: said for name, said in record.question["answers"].items() if name != subject},
        reply=Reply(record.reply),
        case=found.case,
        admission=found.admission,
        day=found.question.on,
        verdict=record.verdict,
        fingerprint=fingerprint_of(record.verdict),
        key=key.id,
    )
    record.key, record.statement = key.id, statement.text()
    record.signature = ring.sign(key.id, record.statement)


def _tell(record: SlipRecord, actor: Actor, now: datetime) -> None:
    facts = {
        "case": record.case or "",
        "reply": record.reply,
        "question": record.question,
        "verdict": record.verdict,
        "statement": record.statement,
        "signature": record.signature,
        "key": record.key,
    }
    events.write(stream="slips", verb="issue_slip", actor=actor.name, about=record.number, facts=facts, at=now)


def slip_numbered(number: str) -> SlipRecord:
    """A slip by its number alone. Raises NotASlipNumber, NotFound."""
    wanted = as_slip_number(number)
    if wanted is None:
        raise NotASlipNumber(number)
    record = slips.find_slip(wanted)
    if record is None:
        raise NotFound("slip", number)
    return record


def slip_read(number: str, code: str) -> SlipRecord:
    """A slip by its number and the code printed on it, for anybody. Raises NotASlipNumber, NotFound, WrongCheckCode."""
    record = slip_numbered(number)
    if not is_check_code(code, record.signature):
        raise WrongCheckCode(record.number)
    return record


def slip_shown(number: str, code: str, *, actor: Actor | None) -> SlipRecord:
    """A slip for whoever has the code printed on it, or is one of those it concerns.

    Raises NotASlipNumber, NotFound, WrongCheckCode, SlipCodeNeeded.
    """
    if code.strip():
        return slip_read(number, code)
    record = slip_numbered(number)
    if actor is None or not _concerns(record, actor):
        raise SlipCodeNeeded(record.number)
    return record


def letter_called(number: str, *, actor: Actor) -> SlipRecord:
    """A slip as a letter, for those who send it and those it is sent to, and who look after the place.

    Raises NotFound also where it may not be seen.
    """
    record = slip_numbered(number)
    if not _concerns(record, actor):
        raise NotFound("slip", number)
    return record


def _concerns(record: SlipRecord, actor: Actor) -> bool:
    if units.are_one(record.demander, actor.unit):
        return True
    return actor.role is not Role.DEPARTMENT_CLERK and slips.is_of(record.number, actor.division)


def slips_seen(actor: Actor) -> list[SlipRecord]:
    """The slips that the actor's unit was sent or, but for departments, that were issued in their division."""
    if actor.role is Role.DEPARTMENT_CLERK:
        return slips.latest_slips_to(actor.unit, most=MOST_LISTED)
    return slips.latest_slips(actor.division, most=MOST_LISTED)
