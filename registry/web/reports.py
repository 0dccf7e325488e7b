"""Reporting an unlawful demand: from a verdict or in one's own words; and answering, as the office that has it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import login_required

from registry.domain.actors import Action, may
from registry.domain.errors import AmbiguousDepartment, BadInput, NotFound
from registry.domain.kinds import KINDS
from registry.domain.question import CHINA
from registry.domain.reports import ReportedUnit, ReportVerb
from registry.services import reports
from registry.services.access import Answer
from registry.services.permitting import permit
from registry.services.report_offices import units_to_choose
from registry.services.reports import Seen
from registry.store.divisions import find_place
from registry.web.answer import shown
from registry.web.judging import judged
from registry.web.language import legible, words
from registry.web.sessions import who_acts
from registry.web.typed import LONGEST_ADDRESS, Typed
from registry.web.waiting import comes_back_as

pages = Blueprint("reports", __name__, url_prefix="/reports")


@pages.get("")
@login_required
def listed() -> str:
    """What came in, for an office that answers; and what the reader reported."""
    person = who_acts()
    received, own = reports.received(person, now=datetime.now(UTC)), reports.own(person)
    reporting, answering = may(person, Action.REPORT_DEMAND), may(person, Action.ANSWER_REPORT)
    return render_template(
        "reports/list.html", received=received, own=own, reporting=reporting, answering=answering, role=person.role
    )


@pages.get("/new")
@login_required
def new() -> str:
    """The form; filled in from the question that was judged (`asked_as`), where there is one."""
    permit(who_acts(), Action.REPORT_DEMAND)
    asked_as = request.args.get("asked_as", "")
    return _form(_from_answer(_answer(asked_as), asked_as), {})


@pages.post("/new")
@login_required
def report() -> Any:
    """Pass the demand on; what the registry finds of it goes along."""
    typed, person = Typed(request.form), who_acts()
    found = _answer(typed.get("asked_as", ""))
    verdict = found.verdict.as_data() if found else None
    try:
        kept = reports.report(typed, verdict=verdict, actor=person, now=datetime.now(UTC))
    except BadInput as error:
        beside = "reported_demander" if error.field in ("department", "demander") else error.field
        choices = error.facts.get("choices") if isinstance(error, AmbiguousDepartment) else None
        return _form(typed, {beside: legible(words().error(error))}, choices), 400
    flash(words().say("page.report_kept", number=kept.number))
    return redirect(url_for("reports.one", number=kept.number))


def _form(typed: Typed, wrong: Mapping[str, str], choices: Any = None) -> str:
    person = who_acts()
    permit(person, Action.REPORT_DEMAND)
    found = _answer(typed.get("asked_as", ""))
    spoken = shown(found.verdict.as_data(), words()) if found else None
    return render_template(
        "reports/new.html",
        typed=typed,
        wrong=wrong,
        found=spoken,
        choices=choices or [],
        role=person.role,
        units=units_to_choose(person, now=datetime.now(UTC)),
        others=[option.value for option in ReportedUnit],
    )


def _answer(asked_as: str) -> Answer | None:
    """The answer to the question of an address of ours; None where it is none, or no longer judged."""
    parts = urlsplit(asked_as) if len(asked_as) <= LONGEST_ADDRESS else None
    kind = KINDS.get(parts.path.removeprefix("/ask/")) if parts and parts.path.startswith("/ask/") else None
    if kind is None or parts is None:
        return None
    return judged(kind, Typed(parse_qsl(parts.query)), everywhere=False).first


def _from_answer(found: Answer | None, asked_as: str) -> Typed:
    """What the question says already is not asked again."""
    if found is None:
        return Typed()
    asked = found.question
    subject = str(getattr(asked.details, KINDS[asked.kind].subject))
    today = datetime.now(UTC).astimezone(CHINA).date()
    return Typed(
        {
            "asked_as": asked_as,
            "reported_demand": subject,
            "reported_demander": asked.asked_by.name,
            "reported_on": asked.on.isoformat() if asked.on != today else "",
            "reported_paper": "、".join(paper.number for paper in asked.cites if paper.number),
        }
    )


@pages.get("/<number>")
@login_required
def one(number: str) -> str:
    """One report, for the office that has it and for whoever made it."""
    return _page(number, Typed())


@pages.post("/<number>/<step>")
@login_required
def answer(number: str, step: str) -> Any:
    """Take it up, pass it on, or close it."""
    verb = next((verb for verb in ReportVerb if verb.value.lower() == step), None)
    if verb is None:
        raise NotFound("page", step)
    typed = Typed(request.form)
    try:
        reports.answer(number, verb, typed.get("report_answer", ""), actor=who_acts(), now=datetime.now(UTC))
    except BadInput as error:
        return _page(number, typed, {"report_answer": legible(words().error(error))}), 400
    flash(words().say("page.report_done"))
    return redirect(url_for("reports.one", number=number))


def _page(number: str, typed: Typed, wrong: Mapping[str, str] | None = None) -> str:
    seen = reports.report_called(number, actor=who_acts(), now=datetime.now(UTC))
    verdict = seen.report.verdict
    return render_template(
        "reports/report.html",
        seen=seen,
        office=_office(seen),
        found=shown(verdict, words()) if verdict else None,
        typed=typed,
        wrong=wrong or {},
    )


def _office(seen: Seen) -> str:
    place = find_place(seen.report.division)
    named = place.full_name or place.name if place else ""
    return f"{named} {words().option('Role', seen.report.office)}"


comes_back_as("reports.report", lambda typed: _form(typed, {}))
comes_back_as("reports.answer", lambda typed, number, step: _page(number, typed))
