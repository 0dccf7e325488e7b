"""Asking: a demand is typed, the verdict stands on the same page. Nothing is kept, no account is needed."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from registry.domain.actors import Action, Actor, Role, may
from registry.domain.as_of import dates_asked
from registry.domain.errors import BadInput, NotFound, UnknownKind
from registry.domain.kind import Kind, as_answers
from registry.domain.kinds import KINDS, kind_called
from registry.domain.outcome import Outcome
from registry.services.access import Answer
from registry.services.request_drafts import request_draft_called
from registry.store import units
from registry.store.attachments import AttachmentRecord, attachments_of
from registry.store.request_drafts import RequestDraftRecord
from registry.web.answer import answers_in_words, shown
from registry.web.applications import ApplicationForm
from registry.web.ask_form import AskForm, Mended, paper_levels
from registry.web.dates import now
from registry.web.judging import Judged, by_name, judged
from registry.web.language import words
from registry.web.sessions import actor, who_may_submit
from registry.web.submission import submission_of
from registry.web.typed import (
    APPLICATION,
    APPLIED,
    COMMON,
    OF_A_DRAFT,
    Typed,
    address,
    answers_given,
    places_of,
    question_alone,
    short,
    slip_address,
)

pages = Blueprint("ask", __name__, static_folder="static", static_url_path="/static/registry")

NOT_A_QUESTION = frozenset({"lang"})
CARRIED_OVER = (*COMMON, "places", *(f"{APPLIED}{name}" for name in APPLICATION), *OF_A_DRAFT)
"""Answers that stay when another kind is chosen."""
NOTHING_JUDGED = Judged()


@pages.get("/ask")
def whole() -> Any:
    """The whole form, question by question: that of the first kind, and the way to the others."""
    return page(next(iter(KINDS.values())), Typed())


@pages.get("/ask/<code>")
def ask(code: str) -> Any:
    """The form of a kind, and with a query string the answer. `edit` fills the form in without judging."""
    kind, typed = _kind(code), Typed(request.args)
    if not typed.keys() - NOT_A_QUESTION or "edit" in typed:
        return page(kind, typed)
    found = judge_all(kind, typed)
    return page(kind, typed, found), 400 if found.wrong else 200


@pages.post("/ask/<code>")
def judge(code: str) -> Any:
    """Judge a form that was sent; nothing is kept."""
    return answer_to(_kind(code), Typed(request.form))


def answer_to(kind: Kind, typed: Typed) -> Any:
    """To the address of this very question where it is short; else the answer, or what is wrong, at once."""
    found = judge_all(kind, typed)
    there = short(address(kind, typed))
    if there and not found.wrong:
        return redirect(there, 303)
    return page(kind, typed, found), 400 if found.wrong else 200


def judge_all(kind: Kind, typed: Typed) -> Judged:
    """What was typed, judged; at the other places too for those who may submit a request for many."""
    return judged(kind, typed, everywhere=who_may_submit() is not None)


def page(kind: Kind, typed: Typed, found: Judged = NOTHING_JUDGED, *, notice: str = "") -> str:
    """The ask page: the answer where there is one, the form filled in as it was typed, errors beside their fields."""
    person, spoken = who_may_submit(), words()
    unit, typed = _unit_of(person), by_name(typed, found.first)
    asks_for_own = person is not None and person.role is Role.DEPARTMENT_CLERK and found is NOTHING_JUDGED
    form = AskForm(kind, typed, spoken, department=unit if asks_for_own else "")
    applying = ApplicationForm(typed, spoken, [one.verdict.as_data() for one in found.answers])
    return render_template(
        "ask/ask.html",
        kind=kind,
        kinds=[(k, _with_what_stays(k, typed)) for k in KINDS.values()],
        form=form,
        wrongs=[_mended(name, error, form, applying) for name, error in (*found.wrong, *found.wrong_besides)],
        notice=notice,
        levels=paper_levels(spoken),
        several=person is not None,
        again=lambda **changes: short(address(kind, typed, **changes)),
        submission=submission_of(found, typed, person, unit, spoken) if person and found.first else None,
        invited=found.first is not None and actor() is None,
        asked_places=places_of(typed),
        asked_dates=dates_asked(typed.get("on"), typed.get("known_at"), now=now()),
        carried=(url_for("ask.judge", code=kind.code), answers_given(kind, typed)),
        applying=applying,
        person=person,
        draft=_draft_of(typed, person),
        seen_revision=typed.get("revision", ""),
        **(_answered(kind, typed, found.first, found.answers) if found.first else {}),
    )


def _mended(name: str, error: BadInput, form: AskForm, applying: ApplicationForm) -> Mended:
    return applying.mend(error) if name.startswith(APPLIED) else form.mend(name, error)


def _draft_of(typed: Typed, person: Actor | None) -> tuple[RequestDraftRecord, list[AttachmentRecord]] | None:
    """The draft that is being gone on with, and what is attached to it."""
    if person is None or not typed.get("draft"):
        return None
    try:
        draft = request_draft_called(typed["draft"], actor=person)
    except NotFound:
        return None
    return draft, attachments_of(draft=draft.number)


def _answered(kind: Kind, typed: Typed, first: Answer, answers: list[Answer]) -> dict[str, Any]:
    """What the page needs to show answers; the fixed address is the one under which this very answer stays."""
    asked, spoken = first.question, words()
    return {
        "asked": asked,
        "answers": answers_in_words(kind.code, as_answers(asked.details), spoken),
        "shown": shown(first.verdict.as_data(), spoken),
        "everywhere": [(one.question.place, one.verdict.outcome.value) for one in answers] if len(answers) > 1 else [],
        "report": _report_of(kind, typed, first),
        "slip": short(slip_address(kind, typed)),
        "fixed": address(kind, question_alone(typed), on=asked.on.isoformat(), known_at=asked.known_at.isoformat()),
    }


def _report_of(kind: Kind, typed: Typed, first: Answer) -> str:
    """Where whoever may report reports this demand; empty for others, and where it is lawful."""
    person = actor()
    if person is None or not may(person, Action.REPORT_DEMAND) or first.verdict.outcome is Outcome.ADMIT:
        return ""
    return short(url_for("reports.new", asked_as=address(kind, typed)))


def _kind(code: str) -> Kind:
    try:
        return kind_called(code)
    except UnknownKind:
        raise NotFound("page", code) from None


def _unit_of(person: Actor | None) -> str:
    unit = units.find_unit(person.unit) if person else None
    return unit.name if unit else ""


def _with_what_stays(kind: Kind, typed: Typed) -> str:
    """The address of a kind's form, filled in with what does not depend on the kind."""
    stays = Typed([(name, typed[name]) for name in CARRIED_OVER if typed.get(name)])
    plain = address(kind, Typed()).rstrip("?")
    return (short(f"{address(kind, stays)}&edit=1") or plain) if stays else plain
