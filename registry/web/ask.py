"""Asking: a demand is typed, the verdict stands on the same page. Nothing is kept, no account is needed."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, render_template, request

from registry.domain.actors import Action, Actor, may
from registry.domain.errors import BadInput, NotFound, UnknownKind
from registry.domain.kind import Kind, as_answers
from registry.domain.kinds import KINDS, kind_called
from registry.services import access
from registry.store import units
from registry.web.account import actor
from registry.web.answer import answers_in_words, shown
from registry.web.ask_form import AskForm, Typed, address, demand_of, paper_levels, shown_at
from registry.web.language import words
from registry.web.submission import Submission

pages = Blueprint("ask", __name__, static_folder="static", static_url_path="/static/registry")

NOT_A_QUESTION = frozenset({"lang"})
CARRIED_OVER = ("place", "department", "demander", "demander_name", "on", "known_at")
"""Answers that stay when another kind is chosen."""


@pages.get("/")
def front() -> Any:
    """Choose what is asked; the form of the first kind is there already."""
    return page(next(iter(KINDS.values())), Typed())


@pages.get("/ask/<code>")
def ask(code: str) -> Any:
    """The form of a kind, and with a query string the answer. `edit` fills the form in without judging."""
    kind, typed = _kind(code), Typed(request.args)
    if not typed.keys() - NOT_A_QUESTION or "edit" in typed:
        return page(kind, typed)
    try:
        answer = access.check(demand_of(kind, typed), now=datetime.now(UTC))
    except BadInput as error:
        return page(kind, typed, wrong=error), 400
    return page(kind, typed, answer=answer)


def page(
    kind: Kind,
    typed: Typed,
    *,
    answer: access.Answer | None = None,
    wrong: BadInput | None = None,
    submission: Submission | None = None,
) -> str:
    """The ask page: the answer where there is one, the form filled in as it was typed, errors beside their fields."""
    person, spoken = actor(), words()
    submits = person is not None and may(person, Action.SUBMIT_REQUEST)
    form = AskForm(kind, typed, spoken, department=_own_unit(person) if submits else "")
    if answer and submits and submission is None:
        submission = Submission.of(kind, typed, answer.question.place)
    return render_template(
        "ask/ask.html",
        kind=kind,
        kinds=[(k, _with_what_stays(k, typed)) for k in KINDS.values()],
        form=form,
        levels=paper_levels(spoken),
        submission=submission,
        own_unit=_own_unit(person),
        invited=answer is not None and person is None,
        again=lambda **changes: address(kind, typed, **changes),
        **(_mended(form, wrong) if wrong else {}),
        **(_answered(kind, typed, answer) if answer else {}),
    )


def _mended(form: AskForm, wrong: BadInput) -> dict[str, Any]:
    """What the page needs to say what is wrong: beside its field, or above the form where there is no such field."""
    beside = form.mend(wrong)
    choices: Any = wrong.facts.get("choices", ())
    return {
        "wrong": form.sentence(wrong),
        "place_to_mend": shown_at(wrong) if beside else "",
        "choices": [(c["name"], address(form.kind, form.typed, **{wrong.field: c["code"]})) for c in choices],
    }


def _answered(kind: Kind, typed: Typed, answer: access.Answer) -> dict[str, Any]:
    """What the page needs to show an answer; the fixed address is the one under which this very answer stays."""
    asked, spoken = answer.question, words()
    return {
        "asked": asked,
        "answers": answers_in_words(kind.code, as_answers(asked.details), spoken),
        "shown": shown(answer.verdict.as_data(), spoken),
        "fixed": address(kind, typed, on=asked.on.isoformat(), known_at=asked.known_at.isoformat()),
    }


def _kind(code: str) -> Kind:
    try:
        return kind_called(code)
    except UnknownKind:
        raise NotFound("page", code) from None


def _own_unit(person: Actor | None) -> str:
    unit = units.find_unit(person.unit) if person else None
    return unit.name if unit else ""


def _with_what_stays(kind: Kind, typed: Typed) -> str:
    """The address of a kind's form, filled in with what does not depend on the kind."""
    stays = Typed([(name, typed[name]) for name in CARRIED_OVER if typed.get(name)])
    if not stays:
        return address(kind, stays).rstrip("?")
    return f"{address(kind, stays)}&edit=1"
