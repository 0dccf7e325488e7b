"""The front page is one box: where, what is asked in the words it was asked in, by whom; the answer stands below it.

What was understood is shown with the answer, and leads to the whole form where it can be changed.
"""

from typing import Any
from urllib.parse import quote, unquote, urlencode

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from wtforms import Form, StringField, TextAreaField

from registry.domain.actors import Action, may
from registry.domain.divisions import Level, Place
from registry.domain.errors import BadInput, MissingAnswer
from registry.domain.hearing import Heard, outside_government
from registry.domain.kind import as_answers
from registry.domain.kinds import KINDS, heard, kind_called
from registry.domain.outcome import Outcome
from registry.services.divisions import place_following
from registry.services.successions import those_below
from registry.web.answer import answers_in_words, shown
from registry.web.dates import now, today
from registry.web.judging import Judged, judged
from registry.web.language import legible, words
from registry.web.sessions import actor, who_may_submit
from registry.web.typed import Typed, address, short, slip_address

pages = Blueprint("box", __name__)

FIELDS = ("q", "place", "department")
REMEMBERED = "place"
"""The cookie that holds the last place that was asked about: on this device only, read by nobody else's page."""
A_YEAR = 365 * 24 * 3600
MOST_OFFERED = 60
LONGEST_REMEMBERED = 100


class BoxForm(Form):
    """The three fields."""

    q = TextAreaField(render_kw={"aria-required": "true", "rows": 3})
    place = StringField(render_kw={"aria-required": "true", "list": "places"})
    department = StringField()


@pages.get("/")
def front() -> Any:
    """The box, and the answer where something is asked by the address."""
    typed = Typed([(name, value) for name, value in request.args.items(multi=True) if name in FIELDS])
    return _answered(typed) if typed.get("q") else _page(typed)


@pages.post("/")
def judge() -> Any:
    """To the address of this very question where it is short; else the answer at once. Nothing is kept."""
    typed = Typed([(name, request.form.get(name, "")) for name in FIELDS])
    given = [(name, typed[name]) for name in FIELDS if typed[name].strip()]
    there = short(f"{url_for('box.front')}?{urlencode(given)}")
    if there and typed["q"].strip():
        return redirect(there, 303)
    return _answered(typed)


def understood(typed: Typed) -> tuple[Heard, Typed]:
    """What was heard of what was typed into the box, and the answers to the questions of its kind."""
    found = heard(typed.get("q", ""))
    several = {name: [value] if isinstance(value, str) else value for name, value in found.answers.items()}
    answers = [(name, one) for name, values in several.items() for one in values]
    who = typed.get("department", "").strip() or found.who
    outside = outside_government(who) if who else None
    asks = [("demander", outside.value), ("demander_name", who)] if outside else [("department", who)]
    return found, Typed([*answers, ("place", typed.get("place", "")), *asks])


def _answered(typed: Typed) -> Any:
    said, full = understood(typed)
    found = judged(kind_called(said.kind), full, everywhere=False)
    page = make_response(_page(typed, said, full, found), 400 if found.wrong else 200)
    if found.first:
        _remember(page, found.first.question.place)
    return page


def _page(typed: Typed, said: Heard | None = None, full: Typed | None = None, found: Judged | None = None) -> str:
    form, offered = BoxForm(formdata=typed or None), _offered(typed)
    if not typed:
        form.place.data = _remembered() or offered.get("own", "")
    choices = _mended(form, typed, found) if found else {}
    _labelled(form)
    return render_template(
        "ask/box.html",
        form=form,
        choices=choices,
        near=offered.get("near", ()),
        kinds=[(one, url_for("ask.ask", code=one.code)) for one in KINDS.values()],
        carried=(url_for("box.judge"), [(name, typed.get(name, "")) for name in FIELDS]),
        **(_told(said, full, found) if said and full and found and found.first else {}),
    )


def _labelled(form: BoxForm) -> None:
    for name in FIELDS:
        field, said = form[name], words()
        field.label.text, field.description = said.say(f"page.box_{name}"), said.say(f"page.box_{name}_help")


def _told(said: Heard, full: Typed, found: Judged) -> dict[str, Any]:
    """What the answer needs: the same as at the whole form."""
    kind, first, spoken, person = kind_called(said.kind), found.first, words(), actor()
    if first is None:
        return {}
    data = first.verdict.as_data()
    reports = person is not None and may(person, Action.REPORT_DEMAND) and first.verdict.outcome is not Outcome.ADMIT
    return {
        "kind": kind,
        "asked": first.question,
        "answers": answers_in_words(kind.code, as_answers(first.question.details), spoken),
        "shown": shown(data, spoken),
        "besides": answers_in_words(kind.code, {**said.answers, kind.subject: ""}, spoken),
        "again": lambda **changes: short(address(kind, full, **changes)),
        "whole": short(f"{address(kind, full)}&edit=1"),
        "exact": short(address(kind, full)),
        "slip": short(slip_address(kind, full)),
        "report": short(url_for("reports.new", asked_as=address(kind, full))) if reports else "",
        "submits": who_may_submit() is not None,
        "admits": first.verdict.outcome is Outcome.ADMIT,
        "signed_in": person is not None,
    }


def _mended(form: BoxForm, typed: Typed, found: Judged) -> dict[str, list[tuple[str, str]]]:
    """Each thing to mend beside its field, with the places to choose from where a name means several."""
    choices: dict[str, list[tuple[str, str]]] = {}
    for name, error in found.wrong:
        field = {"place": "place", "department": "department", "demander_name": "department"}.get(name, "q")
        given = MissingAnswer("q") if field == "q" and isinstance(error, MissingAnswer) else error
        form[field].errors = [*form[field].errors, _sentence(given, field)]
        offered: Any = error.facts.get("choices", ())
        choices[field] = [(one["name"], _with(typed, field, one["code"])) for one in offered]
    return choices


def _sentence(error: BadInput, field: str) -> str:
    if isinstance(error, MissingAnswer):
        return words().say(f"page.box_{field}_missing")
    if error.facts.get("choices") and field in ("place", "department"):
        more = error.facts.get("more", 0)
        key = "page.choose_place_more" if more else f"page.choose_{field}"
        return legible(words().say(key, given=error.facts["given"], more=more))
    return legible(words().error(error))


def _with(typed: Typed, field: str, code: str) -> str:
    asked = [(name, code if name == field else typed.get(name, "")) for name in FIELDS]
    return short(f"{url_for('box.front')}?{urlencode(asked)}")


def _remember(page: Response, place: Place) -> None:
    page.set_cookie(
        REMEMBERED, quote(place.full_name), max_age=A_YEAR, httponly=True, samesite="Lax", secure=request.is_secure
    )


def _remembered() -> str:
    return unquote(request.cookies.get(REMEMBERED, "")[: LONGEST_REMEMBERED * 9])[:LONGEST_REMEMBERED]


def _offered(typed: Typed) -> dict[str, Any]:
    """The reader's own township or village, and what lies near it, to choose from."""
    person = actor()
    place = place_following(person.division, on=today(), known_at=now()) if person else None
    county = place.at(Level.COUNTY) if place else None
    if place is None or county is None:
        return {}
    near = [name for _, name in those_below(county.code, on=today(), known_at=now(), most=MOST_OFFERED)]
    own = place.full_name if place.level in (Level.TOWNSHIP, Level.VILLAGE) else ""
    return {"own": own, "near": [f"{county.name}{name}" for name in near]}
