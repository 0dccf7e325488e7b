"""The limits in working days of a county, read and set by its list office."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import login_required

from registry.domain.actors import Actor
from registry.domain.errors import BadInput, NotSignedIn
from registry.domain.limits import LEAST_DAYS, MOST_DAYS, LimitStep
from registry.domain.question import CHINA
from registry.services import limits
from registry.store.limits import limit_history
from registry.web.language import words
from registry.web.sessions import actor
from registry.web.typed import Typed
from registry.web.waiting import comes_back_as

pages = Blueprint("limits", __name__, url_prefix="/limits")


@pages.get("")
@login_required
def limits_page() -> str:
    """The limits of the reader's county, and what was set before."""
    return _page({})


@pages.post("")
@login_required
def set_limit() -> Any:
    """Set the limit of one step."""
    typed = request.form
    given = [typed.get(name, "") for name in ("limit_step", "working_days", "in_force_from")]
    try:
        limits.set_limit(given[0], given[1], begins=given[2], actor=_person(), now=datetime.now(UTC))
    except BadInput as error:
        return _page({error.field: words().error(error)}), 400
    flash(words().say("page.limits_kept"))
    return redirect(url_for("limits.limits_page"))


def _page(wrong: dict[str, str], typed: Typed | None = None) -> str:
    county, now = limits.own_county(_person()), datetime.now(UTC)
    return render_template(
        "limits/limits.html",
        county=county,
        found=limits.limits_in(county.code, on=now.astimezone(CHINA).date(), known_at=now),
        history=limit_history(county.code),
        steps=LimitStep,
        least=LEAST_DAYS,
        most=MOST_DAYS,
        wrong=wrong,
        typed=typed or request.form,
    )


comes_back_as("limits.set_limit", lambda typed: _page({}, typed))


def _person() -> Actor:
    person = actor()
    if person is None:
        raise NotSignedIn
    return person
