"""Admissions: checking a number, by anybody; and one's own with how long each holds."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import login_required

from registry.domain.admissions import AdmissionFilter
from registry.domain.errors import BadInput, NotFound
from registry.services.admission_views import admission_shown
from registry.services.expiring import MOST_LISTED, SOON, days_left, expiring, listed
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
    try:
        shown = admission_shown(number, on=request.args.get("on", ""), now=datetime.now(UTC)).as_data()
    except BadInput as error:
        return _box(number, words().error(error)), 400
    except NotFound:
        return _box(number, words().say("page.admission_unknown", number=number[:MOST_TYPED])), 404
    spoken = words()
    return render_template(
        "admissions/admission.html",
        found=shown,
        answers=answers_in_words(shown["kind"], shown["answers"], spoken),
        conditions=[spoken.condition(one["code"], one["facts"]) for one in shown["conditions"]],
        as_granted=[spoken.condition(one["code"], one["facts"]) for one in shown["conditionsAsGranted"]],
    )


def _box(typed: str = "", wrong: str = "") -> str:
    return render_template("admissions/box.html", typed=typed[:MOST_TYPED], wrong=legible(wrong))


@pages.get("/admissions")
@login_required
def own() -> str:
    """The admissions of the reader's unit and division, with how long each holds."""
    person, now, typed = who_acts(), datetime.now(UTC), request.args.get("show", "")
    wanted = AdmissionFilter(typed) if typed in list(AdmissionFilter) else AdmissionFilter.RUNNING
    found = listed(person, wanted, now=now)
    return render_template(
        "admissions/list.html",
        found=[(one, days_left(one)) for one in found],
        soon=len(expiring(person, within_days=SOON, now=now)),
        within=SOON,
        wanted=wanted,
        filters=list(AdmissionFilter),
        most=MOST_LISTED,
    )
