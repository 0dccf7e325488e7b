"""Adjusting the lists: what is under way, proposing one, and what each reader can do with it."""

import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import login_required
from flask_wtf.csrf import CSRFError, generate_csrf

from registry.domain.actors import Action, Actor, may
from registry.domain.adjustments import (
    AdjustmentEvent,
    AdjustmentScope,
    AdjustmentStatus,
    AdjustmentVerb,
    DutyChangeKind,
    Opinion,
)
from registry.domain.duties import DutyTier
from registry.domain.errors import BadInput, NotFound, NotSignedIn, RegistryError
from registry.domain.errors.adjustments import MoveNotPossible
from registry.domain.question import CHINA
from registry.services import adjustments, adoption, consultations, proposing
from registry.services.divisions import place_today
from registry.services.due import adjustments_due
from registry.services.limits import deadline_of
from registry.services.permitting import permit
from registry.services.proposals import duties_like
from registry.store import divisions, duties
from registry.store.adjustments import AdjustmentRecord
from registry.store.editions import drafts_from
from registry.web.errors import error_page, is_a_form, status_of
from registry.web.language import words
from registry.web.proposal_form import ProposalForm, Typed, form_of, read_form, without_gaps
from registry.web.sessions import actor

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
    "close": lambda n, _f, who, now: consultations.close(n, actor=who, now=now),
    "return": lambda n, f, who, now: adjustments.give_back(n, f.get("reason", ""), actor=who, now=now),
    "adopt": lambda n, f, who, now: adoption.adopt(n, f.get("reason", ""), actor=who, now=now),
    "decline": lambda n, f, who, now: adjustments.decline(n, f.get("reason", ""), actor=who, now=now),
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
    """An empty form; a township's own desk finds its township filled in."""
    person = _person()
    permit(person, Action.PROPOSE_ADJUSTMENT)
    place = divisions.find_place(person.division)
    own = person.division if place is not None and place.township is not None else ""
    return _form_page(ProposalForm(Typed({"townships": own, "adjustment_event": "", "from_case": _case()})))


def _case() -> str:
    return request.args.get("from_case", "")[:24]


@pages.get("/<number>/edit")
@login_required
def edit(number: str) -> str:
    """The form of a draft, or of a returned one, as it was last kept."""
    person = _person()
    record = adjustments.adjustment_called(number, actor=person)
    if not adjustments.can(record, AdjustmentVerb.KEEP, person):
        raise MoveNotPossible(AdjustmentVerb.KEEP.value, record.status)
    return _form_page(ProposalForm(form_of(record.proposal)), record.number)


@pages.post("/new")
@login_required
def propose() -> Any:
    """Keep, or propose, what was typed; or show the form again with room for another change, or with duties found."""
    return _sent("")


@pages.post("/<number>/edit")
@login_required
def mend(number: str) -> Any:
    """The same for what was kept before."""
    return _sent(number)


def _sent(number: str) -> Any:
    person, typed = _person(), without_gaps(Typed(request.form))
    permit(person, Action.PROPOSE_ADJUSTMENT)
    form, do = ProposalForm(typed), typed.get("do", "")
    if do in ("add", "look", "show"):
        return _again(form, do, number)
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


def _again(form: ProposalForm, do: str, number: str) -> Any:
    if do == "add":
        form.with_room_for_another()
    if do in ("add", "show"):  # shown again as it is: in another language
        return _form_page(form, number)
    first = next(iter(form.value("townships").splitlines()), "").strip()
    try:
        form.found = duties_like(form.value("look_for"), _township(first), now=datetime.now(UTC))
    except BadInput as error:
        form.put(error, words())
    return _form_page(form, number)


def _township(typed: str) -> str:
    """The code of a township typed by code or name; for whatever else, nothing is found."""
    try:
        return place_today(typed, now=datetime.now(UTC)).code if typed else ""
    except BadInput:
        return ""


def _form_page(form: ProposalForm, number: str = "") -> str:
    form.typed.setdefault("once", secrets.token_urlsafe(12))
    there = url_for("adjustments.mend", number=number) if number else url_for("adjustments.propose")
    kept = [(name, value) for name, value in form.typed.items(multi=True) if name not in ("csrf_token", "do")]
    kept += [("csrf_token", generate_csrf()), ("do", "show")]
    return render_template(
        "adjustments/form.html", form=form, number=number, there=there, choices=CHOICES, carried=(there, kept)
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
        return _page(number, {f"{step}-{error.field}": words().error(error)}), 400
    except (NotFound, NotSignedIn):
        raise
    except RegistryError as error:
        return _page(number, {"": words().error(error)}), status_of(error)
    flash(words().say("page.adjust_done", what=words().option("AdjustmentVerb", step)))
    return redirect(url_for("adjustments.one", number=record.number))


def _page(number: str, wrong: Mapping[str, str] | None = None) -> str:
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
        matters=_matters(record, proposal.townships, now),
        can=can,
        limits=limits,
        rounds=consultations.consultations_of(record, now=now),
        drafts=[(draft, divisions.find_place(draft.place)) for draft in drafts_from(record.number)],
        suggested=consultations.suggested_units(record) if "consult" in can else [],
        opinions=Opinion,
        wrong=wrong or {},
        typed=request.form,
    )


def _matters(record: AdjustmentRecord, townships: tuple[str, ...], now: datetime) -> dict[str, str]:
    """The matters of the duties named, as they stood when it was last kept."""
    before = record.versions[-1].recorded_at
    found: dict[str, str] = {}
    for code in townships or [record.county, *(child.code for child in divisions.children(record.county)[:1])]:
        held = duties.list_in_force(code, now.astimezone(CHINA).date(), before)
        found |= {duty.code: duty.matter for duty in held.duties} if held else {}
    return found


@pages.errorhandler(CSRFError)
def page_too_old(error: CSRFError) -> Any:
    """A form that stood open for too long comes back as it was typed, to be sent again."""
    person = actor()
    if person is None or not is_a_form() or request.endpoint not in ("adjustments.propose", "adjustments.mend"):
        return error_page(400, words().say("page.error_bad_request"))
    form = ProposalForm(Typed(request.form), {"": words().say("page.error_expired")})
    return _form_page(form, str((request.view_args or {}).get("number", ""))), 400


def _person() -> Actor:
    person = actor()
    if person is None:
        raise NotSignedIn
    return person
