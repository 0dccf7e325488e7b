"""Adjusting the lists: what is under way, proposing one, and what each reader can do with it."""

import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import login_required
from flask_wtf.csrf import generate_csrf

from registry.domain.actors import Action, Actor, may
from registry.domain.adjustments import (
    AdjustmentEvent,
    AdjustmentScope,
    AdjustmentStatus,
    AdjustmentVerb,
    DutyChangeKind,
    Opinion,
    Proposal,
)
from registry.domain.divisions import Place
from registry.domain.duties import Duty, DutyTier
from registry.domain.editions import DraftStatus
from registry.domain.errors import BadInput, NotFound, NotSignedIn, RegistryError
from registry.domain.errors.adjustments import MoveNotPossible
from registry.domain.question import CHINA
from registry.services import adjustments, adoption, consultations, proposing
from registry.services.due import adjustments_due
from registry.services.limits import deadline_of
from registry.services.lists_concerned import duties_like, duties_named, left_out
from registry.services.permitting import permit
from registry.services.proposals import LONGEST_LINE, lists_typed, name_to_type
from registry.services.results import that_count
from registry.store import divisions
from registry.store.adjustments import AdjustmentRecord
from registry.store.editions import DraftRecord, drafts_from
from registry.web.errors import status_of
from registry.web.language import words
from registry.web.proposal_form import KINDS, ProposalForm, Typed, form_of, read_form, without_gaps
from registry.web.sessions import actor
from registry.web.waiting import comes_back_as

pages = Blueprint("adjustments", __name__, url_prefix="/adjustments")

PAGE = 30
CHOICES = {
    "adjustment_event": AdjustmentEvent,
    "adjustment_scope": AdjustmentScope,
    "duty_change_kind": DutyChangeKind,
    "wanted_tier": DutyTier,
}

Step = Callable[[str, Mapping[str, Any], Actor, datetime], AdjustmentRecord]
STEPS: Mapping[str, Step] = {
    "consult": lambda n, f, who, now: consultations.consult(n, _units(f), actor=who, now=now),
    "answer": lambda n, f, who, now: consultations.answer(
        n, f.get("opinion", ""), f.get("opinion_text", ""), actor=who, now=now
    ),
    "close": lambda n, f, who, now: consultations.close(n, f.get("reason", ""), actor=who, now=now),
    "return": lambda n, f, who, now: adjustments.give_back(n, f.get("reason", ""), actor=who, now=now),
    "adopt": lambda n, f, who, now: adoption.adopt(n, f.get("reason", ""), actor=who, now=now),
    "decline": lambda n, f, who, now: adjustments.decline(n, f.get("reason", ""), actor=who, now=now),
    "redraft": lambda n, f, who, now: adoption.redraft(n, f.get("reason", ""), actor=who, now=now),
    "end": lambda n, f, who, now: adoption.end(n, f.get("reason", ""), actor=who, now=now),
    "withdraw": lambda n, f, who, now: adjustments.withdraw(n, f.get("reason", ""), actor=who, now=now),
}
"""What can be done from the page of an adjustment; the services ask whether it may."""


def _units(form: Mapping[str, Any]) -> list[str]:
    ticked = request.form.getlist("unit")
    return [*ticked, *(line.strip() for line in str(form.get("units", "")).splitlines())]


@pages.get("")
@login_required
def listed() -> str:
    """What waits for the reader, and everything they may read, narrowed by the address."""
    person, now = _person(), datetime.now(UTC)
    chosen = {name: request.args.get(name, "")[:40] for name in ("status", "event", "after")}
    found = adjustments.adjustments_of(person, **chosen, most=PAGE + 1)
    behind = found[PAGE - 1].number if len(found) > PAGE else ""
    status, event = chosen["status"], chosen["event"]
    more = url_for("adjustments.listed", status=status, event=event, after=behind) if behind else ""
    return render_template(
        "adjustments/list.html",
        found=found[:PAGE],
        unit=person.unit,
        due=adjustments_due(person, now.astimezone(CHINA).date()),
        chosen=chosen,
        more=more,
        statuses=AdjustmentStatus,
        events=AdjustmentEvent,
        proposes=may(person, Action.PROPOSE_ADJUSTMENT),
        sets_limits=may(person, Action.SET_LIMITS),
    )


@pages.get("/new")
@login_required
def new() -> str:
    """What is to change is chosen first, then asked; a township's own desk finds its township filled in."""
    person = _person()
    permit(person, Action.PROPOSE_ADJUSTMENT)
    given = {name: request.args.get(name, "")[:24] for name in ("kind", "tier", "from_case")}
    if given["kind"] not in DutyChangeKind.__members__:
        return render_template("adjustments/choose.html", kinds=KINDS, from_case=given["from_case"])
    own = _own_township(person)
    event = AdjustmentEvent.TOWNSHIP_APPLIED.value if own else ""
    form = ProposalForm(Typed({"townships": own, "adjustment_event": event, "from_case": given["from_case"]}))
    form.choose(given["kind"], given["tier"] if given["tier"] in DutyTier.__members__ else "")
    return _form_page(form)


def _own_township(person: Actor) -> str:
    """What the township of a township's desk is called; empty for everybody else."""
    place = divisions.find_place(person.division)
    return name_to_type(person.division, now=datetime.now(UTC)) if place and place.township else ""


@pages.get("/<number>/edit")
@login_required
def edit(number: str) -> str:
    """The form of a draft, or of a returned one, as it was last kept."""
    person = _person()
    record = adjustments.adjustment_called(number, actor=person)
    if not adjustments.can(record, AdjustmentVerb.KEEP, person):
        raise MoveNotPossible(AdjustmentVerb.KEEP.value, record.status)
    names = {code: name_to_type(code, now=datetime.now(UTC)) for code in record.proposal.townships}
    return _form_page(ProposalForm(form_of(record.proposal, names)), record.number)


@pages.post("/new")
@login_required
def propose() -> Any:
    """Keep, or propose, what was typed; or show the form again with another change, or with duties found."""
    return _sent("")


@pages.post("/<number>/edit")
@login_required
def mend(number: str) -> Any:
    """The same for what was kept before."""
    return _sent(number)


def _sent(number: str) -> Any:
    person, typed = _person(), without_gaps(Typed(request.form))
    permit(person, Action.PROPOSE_ADJUSTMENT)
    form, (do, *which) = ProposalForm(typed), typed.get("do", "").split(":")
    if do == "choose" and which:
        form.choose(which[0], which[1] if len(which) > 1 else "")
    if do == "remove" and which:
        form.remove(which[0])
    if do in ("choose", "look", "remove", "show"):
        return _form_page(form, number)
    keep = proposing.propose if do == "propose" else proposing.keep_draft
    try:
        once = typed.get("once", "") if not number else ""
        record = keep(read_form(typed), actor=person, now=datetime.now(UTC), number=number, once=once)
    except BadInput as error:
        form.put(error, words())
        return _form_page(form, number), 400
    said = "page.adjust_proposed" if do == "propose" else "page.adjust_kept"
    flash(words().say(said, number=record.number))
    return redirect(url_for("adjustments.one", number=record.number))


def _look_up(form: ProposalForm) -> None:
    """Fill in what the lists say that the form is about, and the duties looked for on them."""
    person, now, typed = _person(), datetime.now(UTC), read_form(form.typed)
    try:
        lists = lists_typed(typed, actor=person, now=now)
    except RegistryError:
        return  # whose lists it is about is not typed yet, or wrong: said beside its field when it is kept
    form.rows = {duty.code: duty for held in lists for duty in held.duties}
    for number in range(1, form.count + 1):
        wanted = form.value(f"look_for-{number}")
        if wanted.strip():
            form.found[number] = duties_like(wanted[:LONGEST_LINE], lists)


def _form_page(form: ProposalForm, number: str = "") -> str:
    form.typed.setdefault("once", secrets.token_urlsafe(12))
    there = url_for("adjustments.mend", number=number) if number else url_for("adjustments.propose")
    _look_up(form)
    kept = [(name, value) for name, value in form.typed.items(multi=True) if name not in ("csrf_token", "do")]
    kept += [("csrf_token", generate_csrf()), ("do", "show")]
    own = _own_township(_person())
    return render_template(
        "adjustments/form.html",
        form=form,
        number=number,
        there=there,
        choices=CHOICES,
        kinds=KINDS,
        carried=(there, kept),
        is_own=bool(own) and form.value("townships").strip() == own and "townships" not in form.wrong,
    )


@pages.get("/<number>")
@login_required
def one(number: str) -> str:
    """One adjustment: what is proposed, what was said, what happened, what results, and what the reader can do."""
    return _page(number)


@pages.post("/<number>/<step>")
@login_required
def act(number: str, step: str) -> Any:
    """Take a step; what is wrong with it is said beside its field, and nothing typed is lost."""
    taken = STEPS.get(step)
    if taken is None:
        raise NotFound("page", step)
    try:
        record = taken(number, request.form, _person(), datetime.now(UTC))
    except BadInput as error:
        return _page(number, {f"{step}-{error.field}": words().error(error)}, step), 400
    except (NotFound, NotSignedIn):
        raise
    except RegistryError as error:
        return _page(number, {"": words().error(error)}, step), status_of(error)
    flash(words().say("page.adjust_done", what=words().option("AdjustmentVerb", step)))
    return redirect(url_for("adjustments.one", number=record.number))


def _page(number: str, wrong: Mapping[str, str] | None = None, step: str = "", typed: Typed | None = None) -> str:
    """The page; what was typed for a step stays in its form."""
    person, now = _person(), datetime.now(UTC)
    record = adjustments.adjustment_called(number, actor=person)
    proposal = adjustments.proposal_for(record, person)
    can = {verb.value for verb in AdjustmentVerb if adjustments.can(record, verb, person)}
    limits = {step.position: deadline_of(step.limit, now=now) for step in record.steps if step.limit}
    return render_template(
        "adjustments/adjustment.html",
        record=record,
        proposal=proposal,
        townships=adjustments.names_of(proposal.townships),
        left_out=left_out(record, proposal, now=now),
        matters={code: duty.matter for code, duty in _named(record, proposal, now).items()},
        can=can,
        limits=limits,
        rounds=consultations.consultations_of(record, now=now),
        drafts=_drafts(record, now),
        suggested=consultations.suggested_units(record) if "consult" in can else [],
        opinions=Opinion,
        wrong=wrong or {},
        typed=typed or request.form,
        typed_step=step,
    )


def _named(record: AdjustmentRecord, proposal: Proposal, now: datetime) -> Mapping[str, Duty]:
    return duties_named(proposal, record.county, known_at=record.versions[-1].recorded_at, now=now)


def _drafts(record: AdjustmentRecord, now: datetime) -> list[tuple[DraftRecord, Place | None, str]]:
    """The drafts that came of it, the place of each, and where it stands."""
    found = drafts_from(record.number)
    counting = {draft.code for draft in that_count(found, now=now)}

    def state(draft: DraftRecord) -> str:
        if draft.status == DraftStatus.WITHDRAWN.value:
            return "withdrawn" if draft.code in counting else "superseded"
        return "published" if draft.edition else "open"

    return [(draft, divisions.find_place(draft.place), state(draft)) for draft in found]


def _proposal_again(typed: Typed, number: str = "") -> str:
    return _form_page(ProposalForm(typed), number)


def _step_again(typed: Typed, number: str, step: str) -> str:
    return _page(number, step=step, typed=typed)


comes_back_as("adjustments.propose", _proposal_again)
comes_back_as("adjustments.mend", _proposal_again)
comes_back_as("adjustments.act", _step_again)


def _person() -> Actor:
    person = actor()
    if person is None:
        raise NotSignedIn
    return person
