"""Putting an approval on record: by the province, or by a county with its document; it then waits for the province."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from registry.domain import document_number, errors
from registry.domain.actors import Action, Actor, Role
from registry.domain.approval_answers import LISTS, RecordAnswers
from registry.domain.approvals import ProvincialApproval, require_recordable
from registry.domain.documents import Document, as_sha256
from registry.domain.kind import read
from registry.domain.notices import Box, NewsCode
from registry.domain.question import CHINA, day
from registry.domain.wording import plain
from registry.services.approvals import approval_called, require_reach, value_of
from registry.services.cases import begin_turn
from registry.services.cures import STREAM
from registry.services.divisions import place_today, places_following
from registry.services.notices import tell
from registry.services.permitting import permit
from registry.services.typed_lists import lines_of
from registry.store import approvals, certificates, events, units
from registry.store.access import next_number
from registry.store.approvals import ApprovalDocumentRecord, ApprovalNameRecord, ApprovalPlaceRecord, ApprovalRecord
from registry.store.base import db

Answers = Mapping[str, Any]


def record(
    answers: Answers, *, document: Document | None = None, amends: str = "", actor: Actor, now: datetime
) -> ApprovalRecord:
    """Put a paper on record; it lifts nothing until the province confirms it, and one from below the province never.

    A list office records for its own county only, with the document or the SHA-256 of its file. `amends` is the code
    of what it amends, which goes on until that is confirmed. Lists come as lists, or one a line.

    Raises NotPermitted, MalformedApproval, DocumentMissing, CannotAmend, AlreadyOnRecord, DayInFuture, other BadInput.
    """
    permit(actor, Action.RECORD_APPROVAL)
    given = read(RecordAnswers, {name: value for name, value in answers.items() if name not in LISTS})
    lists = {name: lines_of(answers.get(name, ""), name, most) for name, most in LISTS.items()}
    sha256 = _fingerprint(given.document_sha256, document, actor)
    at = begin_turn(now)
    places = _places(lists["approval_places"], actor, at)
    made = _made(given, lists["approval_demanders"], sha256, actor, at)
    approval = made.as_approval(lists["approval_names"], places)
    require_recordable(approval, national_types=certificates.national_types())
    made.amends = _amended(amends, made, approval, actor, at)
    _refuse_the_same(made, lists["approval_names"], places, at)
    _keep(made, lists["approval_names"], places, document)
    _tell(made, lists, places, actor, at)
    if actor.role is not Role.PROVINCE and not approval.is_evidence_only():
        _tell_the_province(made, places, actor, at)
    db.session.commit()
    return made


def _fingerprint(typed: str, document: Document | None, actor: Actor) -> str:
    """The SHA-256 of the paper's file. Raises DocumentMissing, NotASha256, DocumentRefused where the two differ."""
    stated = as_sha256(typed) if typed else ""
    if document is None:
        if not stated and actor.role is not Role.PROVINCE:
            raise errors.DocumentMissing
        return stated
    if stated not in ("", document.sha256):
        raise errors.DocumentRefused("OTHER", document.name)
    return document.sha256


def _places(typed: list[str], actor: Actor, at: datetime) -> list[str]:
    """The codes of the places named. Raises MissingAnswer, NotPermitted, and as `place_called`."""
    if not typed:
        raise errors.MissingAnswer("approval_places")
    found = [place_today(one, now=at) for one in typed]
    for place in found:
        permit(actor, Action.RECORD_APPROVAL, at=place)
    return list(dict.fromkeys(place.code for place in found))


def _made(given: RecordAnswers, demanders: list[str], sha256: str, actor: Actor, at: datetime) -> ApprovalRecord:
    today = at.astimezone(CHINA).date()
    issued = day(given.issued_on, field="issued_on")
    if issued > today:
        raise errors.DayInFuture("issued_on", issued)
    begins = day(given.in_force_from, field="in_force_from") if given.in_force_from else issued
    if begins < issued:
        raise errors.DayTooEarly("in_force_from", begins, issued)
    return ApprovalRecord(
        code=f"PA-{today.year}-{next_number(f'approvals {today.year}'):04d}",
        number=document_number.normalised(given.document_number),
        plain_number=document_number.normalised(given.document_number),
        form=given.approval_form.value,
        issuers=[issuer.value for issuer in given.issuers],
        agreed_by=[issuer.value for issuer in given.agreed_by],
        title=given.paper_title,
        issued_on=issued,
        in_force_from=begins,
        valid_until=day(given.valid_until, field="valid_until") if given.valid_until else None,
        demand_forms=[form.value for form in given.demand_forms],
        recorded_at=at,
        recorded_by=actor.name,
        recorded_for=actor.unit,
        document_sha256=sha256,
        posts=given.approved_posts,
        money=given.money or None,
        powers=given.powers or None,
        kept_share=given.kept_share,
        money_channel=given.money_channel,
        systems=given.systems,
        training=given.training,
        assessment=given.assessment_report,
        statute=given.statute,
        article=given.article,
        reinstated_by=given.reinstated_by,
        demanders=demanders,
        quota=given.raised_quota,
        most_places=given.most_places,
        former_revocations=[],
        **_blank(),
    )


def _blank() -> dict[str, Any]:
    """What only later acts say."""
    texts = dict.fromkeys(("amends", "revocation_reason", "confirmed_by", "revoked_by"), "")
    return {**texts, "confirmed_at": None, "revoked_on": None, "revocation_recorded_at": None, "sample": False}


def _amended(code: str, made: ApprovalRecord, approval: ProvincialApproval, actor: Actor, at: datetime) -> str:
    """The code of what is amended. Raises NotFound, NotPermitted where it reaches beyond the actor, CannotAmend."""
    if not code.strip():
        return ""
    amended = approval_called(code)
    require_reach(amended, Action.RECORD_APPROVAL, actor, at)
    if not approval.names_both_sides():
        raise errors.CannotAmend("EVIDENCE", made.number)
    if amended.revoked_on is not None and amended.revoked_on <= made.in_force_from:
        raise errors.CannotAmend("ENDED", amended.number)
    return amended.code


def _refuse_the_same(made: ApprovalRecord, names: list[str], places: list[str], at: datetime) -> None:
    """A paper may stand on record several times, for other forms, names and places, but not twice for the same."""
    for other in approvals.approvals_numbered(made.plain_number):
        there = value_of(other, at)
        same = {plain(name) for name in there.names} == {plain(name) for name in names}
        same = same and _today(there.places, at) == set(places) and other.form == made.form
        if same and other.revoked_on is None and other.code != made.amends:
            raise errors.AlreadyOnRecord("document_number", other.number, other.code)


def _today(codes: Collection[str], at: datetime) -> set[str]:
    """The codes under which places of an earlier paper are named today."""
    found = places_following(codes, on=at.astimezone(CHINA).date(), known_at=at)
    return {found[code].code if code in found else code for code in codes}


def _keep(made: ApprovalRecord, names: list[str], places: list[str], document: Document | None) -> None:
    db.session.add(made)
    db.session.flush()
    for position, name in enumerate(names, start=1):
        named = ApprovalNameRecord(approval=made.code, position=position, name=name, plain_name=plain(name))
        db.session.add(named)
    db.session.add_all(ApprovalPlaceRecord(approval=made.code, division=code) for code in places)
    if document is not None:
        kept = {"name": document.name, "media_type": document.media_type.value, "content": document.content}
        db.session.add(ApprovalDocumentRecord(approval=made.code, **kept))
    db.session.flush()


def _tell_the_province(made: ApprovalRecord, places: list[str], actor: Actor, at: datetime) -> None:
    """Tell those who hold the province that a county's record waits for them and lifts nothing until then."""
    unit = units.find_unit(actor.unit)
    facts = {"acted_by": unit.name if unit else actor.unit, "number": made.number, "about": made.code}
    facts["paper_title"] = made.title
    for code in dict.fromkeys(place_today(place, now=at).province.code for place in places):
        tell(Box(role=Role.PROVINCE, division=code), NewsCode.APPROVAL_WAITS, made.code, facts, at=at)


_TOLD = (
    *("number", "form", "issuers", "agreed_by", "title", "issued_on", "in_force_from", "valid_until", "demand_forms"),
    *("posts", "money", "money_channel", "powers", "kept_share", "systems", "training", "assessment", "statute"),
    *("article", "reinstated_by", "demanders", "quota", "most_places", "document_sha256", "amends", "recorded_for"),
)


def _tell(made: ApprovalRecord, lists: Mapping[str, list[str]], places: list[str], actor: Actor, at: datetime) -> None:
    told = {name: getattr(made, name) for name in _TOLD}
    facts = {name: value.isoformat() if isinstance(value, date) else value for name, value in told.items()}
    facts |= {"names": lists["approval_names"], "places": places}
    said = {name: value for name, value in facts.items() if value not in (None, "", [])}
    events.write(stream=STREAM, verb="record_approval", actor=actor.name, about=made.code, facts=said, at=at)
