"""Admissions: checking a number, by anybody; and one's own with how long each holds."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_login import login_required

from registry.domain.admissions import AdmissionFilter
from registry.domain.errors import BadInput, NotFound
from registry.services.admission_views import admission_shown
from registry.services.expiring import SOON, days_left, how_many_expire, listed
from registry.web.answer import answers_in_words
from registry.web.language import legible, words
from registry.web.sessions import who_acts

pages = Blueprint("admissions", __name__)

MOST_TYPED = 60


@pages.get("/a")
def box() -> Any:
    """A box for the number."""
    typed = request.args.get("number", "").strip()
    if not typed:
        return _box()
    there = typed[:MOST_TYPED].replace("/", "-")
    return redirect(url_for("admissions.one", number=there, on=request.args.get("on") or None))


@pages.get("/a/<number>")
def one(number: str) -> Any:
    """What the number stands for, and whether it holds today (or on ?on=)."""
    return _shown(number, _page)


def _shown(number: str, show: Callable[[dict[str, Any]], Any]) -> Any:
    try:
        shown = admission_shown(number, on=request.args.get("on", ""), now=datetime.now(UTC)).as_data()
    except BadInput as error:
        return _box(number, words().error(error)), 400
    except NotFound:
        return _box(number, words().say("page.admission_unknown", number=number[:MOST_TYPED])), 404
    return show(shown)


def _page(shown: dict[str, Any]) -> str:
    spoken = words()
    return render_template(
        "admissions/admission.html",
        found=shown,
        answers=answers_in_words(shown["kind"], shown["answers"], spoken),
        conditions=[spoken.condition(one["code"], one["facts"]) for one in shown["conditions"]],
        as_granted=[spoken.condition(one["code"], one["facts"]) for one in shown["conditionsAsGranted"]],
    )


@pages.get("/a/<number>/granted.json")
def granted(number: str) -> Any:
    """The frozen copy, its public part: exactly the bytes whose SHA-256 stands on the page."""
    return _shown(number, _as_file)


def _as_file(shown: dict[str, Any]) -> Response:
    answer = Response(shown["publicCopy"].encode(), mimetype="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{shown["number"]}.json"'
    return answer


def _box(typed: str = "", wrong: str = "") -> str:
    return render_template("admissions/box.html", typed=typed[:MOST_TYPED], wrong=legible(wrong))


@pages.get("/admissions")
@login_required
def own() -> str:
    """The admissions of the reader's unit and division, with how long each holds; `after` a mark, what follows it."""
    person, now, typed = who_acts(), datetime.now(UTC), request.args.get("show", "")
    wanted = AdmissionFilter(typed) if typed in list(AdmissionFilter) else AdmissionFilter.RUNNING
    found = listed(person, wanted, after=request.args.get("after", ""), now=now)
    return render_template(
        "admissions/list.html",
        found=[(one, days_left(one)) for one in found.shown],
        total=found.total,
        goes_on=found.goes_on.as_text() if found.goes_on else None,
        soon=how_many_expire(person, now=now),
        within=SOON,
        wanted=wanted,
        filters=list(AdmissionFilter),
    )
