"""Recording what becomes of divisions: renamed, merged, split, given a new code; first a dry run, then kept."""

import re
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import login_required

from registry.domain.actors import Action
from registry.domain.errors import BadInput
from registry.domain.successions import ChangeKind
from registry.services.divisions import place_today
from registry.services.permitting import permit
from registry.services.successions import TypedChange, record_division_changes
from registry.web.language import legible, words
from registry.web.sessions import who_acts
from registry.web.typed import Typed
from registry.web.waiting import comes_back_as

pages = Blueprint("division_changes", __name__, url_prefix="/places")

_BETWEEN = re.compile(r"[\s,，、;；|]+")
_LINES = re.compile(r"[\r\n|]+")
ONE = ("kind", "effective_on", "basis", "list_from", "village_class")


@pages.get("/<place:code>/change")
@login_required
def form(code: str) -> str:
    """The form, for a change that begins with this place."""
    return _page(Typed({"before": code}), code)


@pages.post("/<place:code>/change")
@login_required
def record(code: str) -> Any:
    """Check the change, and say what it comes to; keep it only once that was seen."""
    typed, person, now = Typed(request.form), who_acts(), datetime.now(UTC)
    keeps = typed.get("step") == "keep"
    try:
        found = record_division_changes([_change(typed)], actor=person, now=now, dry_run=not keeps)
    except BadInput as error:
        return _page(typed, code, {error.field: legible(words().error(error))}), 400
    if not keeps:
        return _page(typed, code, checked=words().say("page.place_dry_run", steps=found.steps))
    flash(words().say("page.place_kept", numbers=" ".join(found.numbers[:1]), steps=found.steps))
    return redirect(url_for("places.place", code=code, on=typed.get("effective_on")))


def _change(typed: Typed) -> TypedChange:
    """Codes are parted by anything that parts codes; names by line ends, for a name may hold a blank."""
    codes: dict[str, Any] = {
        name: [c for c in _BETWEEN.split(typed.get(name, "")) if c] for name in ("before", "after", "parents")
    }
    names = [line.strip() for line in _LINES.split(typed.get("names", "")) if line.strip()]
    given: dict[str, Any] = {name: typed.get(name, "") for name in ONE}
    return TypedChange(**given, **codes, names=names, keep_numbers=bool(typed.get("keep_numbers")))


def _page(typed: Typed, code: str, wrong: dict[str, str] | None = None, checked: str = "") -> str:
    permit(who_acts(), Action.CHANGE_DIVISIONS)
    place = place_today(code, now=datetime.now(UTC))
    about = {"place": place, "kinds": list(ChangeKind), "checked": checked}
    return render_template("places/change.html", code=code, typed=typed, wrong=wrong or {}, **about)


comes_back_as("division_changes.record", _page)
