"""The clean-up of what was delegated before: read by anybody, done by those who look after it. Never a ranking."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import login_required

from registry.domain import delegated_answers as asked
from registry.domain.actors import Action, Actor, may
from registry.domain.as_of import AsOf
from registry.domain.delegated import UNENDED, CleanUpStatus, CleanUpVerb, DelegatedMatter, lacking_to_keep
from registry.domain.divisions import Level, Place
from registry.domain.errors import (
    BadInput,
    MattersRefused,
    NotFound,
    NotPermitted,
    NotSignedIn,
    RegistryError,
    UnknownOption,
)
from registry.services import delegated as services
from registry.services import delegated_recording as recording
from registry.services.divisions import place_called, place_following, place_today
from registry.services.permitting import permit
from registry.services.successions import those_below
from registry.store import delegated, units
from registry.store.delegated import Wanted
from registry.web.answers_form import AnswersForm
from registry.web.dates import now, page_dates, today
from registry.web.delegated_table import TableUnread, rows_of
from registry.web.errors import status_of
from registry.web.language import legible, words
from registry.web.sessions import actor
from registry.web.typed import Typed
from registry.web.waiting import comes_back_as

pages = Blueprint("delegated", __name__, url_prefix="/clean-up")

PAGE = 20
MOST_BELOW = 1000
"""More than any division has directly below it."""
LONGEST_SEARCH = 60
FILTERS = ("status", "township", "q", "on", "known_at", "after")
LABELS = {"place": "page.clean_up_laid_on", "matter": "page.clean_up_matter", "department": "page.clean_up_department"}
ASKED: dict[CleanUpVerb, type[Any]] = {
    CleanUpVerb.HEAR: asked.HearAnswers,
    CleanUpVerb.ASSESS: asked.AssessAnswers,
    CleanUpVerb.KEEP: asked.KeepAnswers,
    CleanUpVerb.TAKE_BACK: asked.TakeBackAnswers,
    CleanUpVerb.CORRECT: asked.CorrectAnswers,
}
DO = {
    CleanUpVerb.HEAR: services.hear,
    CleanUpVerb.ASSESS: services.assess,
    CleanUpVerb.KEEP: services.keep,
    CleanUpVerb.TAKE_BACK: services.take_back,
    CleanUpVerb.CORRECT: services.correct,
}


@pages.get("/<place:place>")
def matters(place: str) -> Any:
    """The clean-up of one place: counts, and the matters that fit the filter, a page at a time."""
    dates = page_dates()
    found = place_called(place, on=dates.on, known_at=dates.known_at)
    below = _township(found, dates)
    wanted = Wanted(
        below.code, dates.on, dates.known_at, _statuses(), request.args.get("q", "").strip()[:LONGEST_SEARCH]
    )
    shown = delegated.matters(wanted, after=request.args.get("after", "")[:LONGEST_SEARCH], most=PAGE + 1)
    names = {one.facts.place: _laid_on(one, dates) for one in shown}
    return render_template(
        "delegated/matters.html",
        place=found,
        dates=dates,
        counts=_counts(found, dates),
        matters=shown[:PAGE],
        names=names,
        number=delegated.how_many(wanted),
        next_address=_address(found, after=shown[PAGE - 1].code) if len(shown) > PAGE else "",
        first_address=_address(found, after="") if request.args.get("after") else "",
        statuses=list(CleanUpStatus),
        townships=_townships(found, dates),
        records=_may_record(actor(), found),
    ), dates.status


def _townships(place: Place, dates: AsOf) -> list[tuple[str, str]]:
    """The townships that the filter offers: those directly below the place on that day, with their names then."""
    if place.level is Level.TOWNSHIP:
        return []
    below = those_below(place.code, on=dates.on, known_at=dates.known_at, most=MOST_BELOW)
    return [(code, name) for code, name in below if not code.endswith("000000")]


def _township(place: Place, dates: AsOf) -> Place:
    """The township the filter names, if it lies in the place."""
    typed = request.args.get("township", "").strip()
    if not typed:
        return place
    chosen = place_called(typed, on=dates.on, known_at=dates.known_at)
    if not chosen.lies_in(place.code):
        raise NotFound("place", typed)
    return chosen


def _statuses() -> tuple[CleanUpStatus, ...]:
    typed = request.args.get("status", "").strip().upper()
    if typed and typed not in CleanUpStatus.__members__:
        raise UnknownOption("status", typed, [status.value for status in CleanUpStatus])
    return (CleanUpStatus(typed),) if typed else ()


def _address(place: Place, **changes: str) -> str:
    asked_for = {name: value for name, value in request.args.items() if name in FILTERS} | changes
    return f"{url_for('delegated.matters', place=place.code)}?{urlencode({k: v for k, v in asked_for.items() if v})}"


def _counts(place: Place, dates: AsOf) -> dict[str, Any]:
    """By status, and the open ones by category in order of name."""
    counted = delegated.counts(Wanted(place.code, dates.on, dates.known_at))
    by_status, by_category = Counter[str](), Counter[str]()
    for count in counted:
        by_status[count.status.value] += count.number
        by_category[count.category] += count.number if count.status in UNENDED else 0
    open_ones = sum(by_status[status.value] for status in UNENDED)
    return {"open": open_ones, "by_status": by_status, "by_category": sorted((+by_category).items())}


def _may_record(person: Actor | None, place: Place) -> bool:
    """Whether this page offers recording: to those whose own division is the place, or lies in it or above it."""
    own = _own(person) if person and may(person, Action.RECORD_DELEGATED) else None
    return own is not None and (own.lies_in(place.code) or place.lies_in(own.code))


def _own(person: Actor) -> Place | None:
    """The division of somebody's role, or what took its place by today."""
    return place_following(person.division, on=today(), known_at=now())


@pages.get("/matters/<number>")
def one(number: str) -> Any:
    """One matter: its facts, what was heard, found and decided, and what its list does not show of that."""
    dates = page_dates()
    return _one(services.matter_called(number, on=dates.on, known_at=dates.known_at), dates), dates.status


def _one(matter: DelegatedMatter, dates: AsOf, failed: dict[CleanUpVerb, AnswersForm] | None = None) -> str:
    place, person = _laid_on(matter, dates), actor()
    verbs = services.verbs_open_to(person, matter, place) if person and dates.is_now else ()
    forms = {verb: _form(verb, Typed()) for verb in verbs} | (failed or {})
    steps = [s for s in delegated.steps_of(matter.code) if s.on <= dates.on and s.recorded_at <= dates.known_at]
    return render_template(
        "delegated/matter.html",
        matter=matter,
        place=place,
        dates=dates,
        forms=forms,
        reads_word=services.may_read_word(person, matter.facts.place, now=now()),
        steps=[(step, _unit(step.unit)) for step in steps],
        lacking=lacking_to_keep(matter, laid_on_township=place.level is Level.TOWNSHIP),
        recorded_by=_unit(matter.facts.recorded_by_unit),
        gap=delegated.not_shown(matter, place, dates.on, dates.known_at),
    )


def _laid_on(matter: DelegatedMatter, dates: AsOf) -> Place:
    """Where a matter lies on the day: what took the place of where it was laid, by its name of the day."""
    found = place_following(matter.facts.place, on=dates.on, known_at=dates.known_at)
    if found is None:
        raise NotFound("delegated_matter", matter.code)
    return found


def _unit(code: str) -> str:
    unit = units.find_unit(code)
    return unit.name if unit else code


def _form(verb: CleanUpVerb, typed: Typed) -> AnswersForm:
    labels = LABELS | ({"department": "page.clean_up_taken_over_by"} if verb is CleanUpVerb.TAKE_BACK else {})
    return AnswersForm(ASKED[verb], typed, words(), labels=labels, prefix=f"{verb.value.lower()}-")


@pages.post("/matters/<number>/<verb>")
@login_required
def act(number: str, verb: str) -> Any:
    """Do the next thing with a matter; what is to be mended comes back beside its field."""
    known = next((one for one in CleanUpVerb if one.value.lower() == verb), None)
    if known is None:
        raise NotFound("page", verb)
    form = _form(known, Typed(request.form))
    try:
        DO[known](number, form.answers(), actor=_person(), now=datetime.now(UTC))
    except BadInput as error:
        form.mend(error)
        return _again(number, known, form), 400
    except (NotFound, NotPermitted):
        raise
    except RegistryError as error:
        form.wrong = legible(words().error(error))
        return _again(number, known, form), status_of(error)
    flash(words().say("page.clean_up_done"))
    return redirect(url_for("delegated.one", number=number))


def _again(number: str, verb: CleanUpVerb, form: AnswersForm) -> str:
    dates = page_dates()
    return _one(services.matter_called(number, on=dates.on, known_at=dates.known_at), dates, {verb: form})


@pages.get("/<place:place>/record")
@login_required
def record_form(place: str) -> str:
    """The form that records a matter."""
    found, person = _today(place), _person()
    permit(person, Action.RECORD_DELEGATED)
    own = _own(person)
    where = own if own and own.lies_in(found.code) else found
    return _record_page(found, _record_form(Typed({"place": where.code})))


def _record_form(typed: Typed) -> AnswersForm:
    return AnswersForm(asked.RecordAnswers, typed, words(), labels=LABELS, prefix="record-")


def _record_page(place: Place, form: AnswersForm, wrong_rows: Sequence[str] = ()) -> str:
    return render_template("delegated/record.html", place=place, form=form, wrong_rows=wrong_rows)


@pages.post("/<place:place>/record")
@login_required
def record(place: str) -> Any:
    """Put a matter on record."""
    form = _record_form(Typed(request.form))
    try:
        facts = recording.record(form.answers(), actor=_person(), now=datetime.now(UTC))
    except BadInput as error:
        form.mend(error)
        return _record_page(_today(place), form), 400
    flash(words().say("page.clean_up_done"))
    return redirect(url_for("delegated.one", number=facts.code))


@pages.post("/<place:place>/record-many")
@login_required
def record_many(place: str) -> Any:
    """Put the matters of a table on record, all or none; every row to mend is told."""
    person, found, sent = _person(), _today(place), request.files.get("file")
    try:
        kept = recording.record_many(rows_of(sent.read() if sent else b"", LABELS), actor=person, now=datetime.now(UTC))
    except TableUnread:
        return _record_page(found, _record_form(Typed()), [words().say("page.clean_up_file_unread")]), 400
    except MattersRefused as error:
        told = [legible(words().say("page.clean_up_row", row=row) + words().error(one)) for row, one in error.rows]
        return _record_page(found, _record_form(Typed()), [words().error(error), *told[:PAGE]]), 400
    except BadInput as error:
        return _record_page(found, _record_form(Typed()), [legible(words().error(error))]), 400
    flash(words().say("page.clean_up_many_done", count=len(kept)))
    return redirect(url_for("delegated.matters", place=found.code))


def _today(typed: str) -> Place:
    """The place as it is today: whoever records does so now."""
    return place_today(typed, now=datetime.now(UTC))


def _act_again(typed: Typed, number: str, verb: str) -> Any:
    known = next((one for one in CleanUpVerb if one.value.lower() == verb), None)
    return _again(number, known, _form(known, typed)) if known else None


def _record_again(typed: Typed, place: str) -> str:
    permit(_person(), Action.RECORD_DELEGATED)
    return _record_page(_today(place), _record_form(typed))


comes_back_as("delegated.act", _act_again)
comes_back_as("delegated.record", _record_again)
comes_back_as("delegated.record_many", _record_again)


def _person() -> Actor:
    person = actor()
    if person is None:
        raise NotSignedIn
    return person
