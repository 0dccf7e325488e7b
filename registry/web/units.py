"""The units of a county: read, recorded, renamed and merged by its list office or the administrator."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import login_required

from registry.domain.actors import Action, Actor, may
from registry.domain.errors import BadInput, NotKeptHere, NotSignedIn, UnitReplaced
from registry.domain.question import CHINA
from registry.domain.units import UnitKind
from registry.services import unit_keeping
from registry.services.units import unrecorded_in
from registry.store.units import units_of
from registry.web.language import legible, words
from registry.web.sessions import actor
from registry.web.typed import Typed
from registry.web.waiting import comes_back_as

pages = Blueprint("units", __name__, url_prefix="/units")


@pages.get("")
@login_required
def listed() -> str:
    """The units of a county (the reader's own, or the one asked for), and names on its lists that are none of them.
    Who serves a whole city or province is asked which county is meant."""
    typed = Typed(request.args.items(multi=True))
    try:
        return _page(typed, {})
    except (BadInput, NotKeptHere) as error:
        if may(_person(), Action.KEEP_UNITS) and (isinstance(error, NotKeptHere) or error.field == "place"):
            wrong = legible(words().error(error)) if typed.get("place") else ""
            return render_template("units/which.html", place=typed.get("place", ""), wrong=wrong)
        raise


@pages.post("")
@login_required
def keep() -> Any:
    """Record a unit, rename one, or merge one into another: the button that was pressed says which."""
    typed, person, now = request.form, _person(), datetime.now(UTC)
    try:
        if typed.get("act") == "rename":
            unit = unit_keeping.rename_unit(typed.get("unit", ""), typed.get("unit_name", ""), actor=person, now=now)
        elif typed.get("act") == "merge":
            unit = unit_keeping.merge_unit(
                typed.get("unit", ""),
                typed.get("into", ""),
                effective_on=typed.get("effective_on", ""),
                actor=person,
                now=now,
            )
        else:
            unit = unit_keeping.record_unit(
                typed.get("unit_name", ""),
                place=typed.get("place", ""),
                kind=typed.get("unit_kind", ""),
                other_names=typed.get("other_names", "").splitlines(),
                actor=person,
                now=now,
            )
    except BadInput as error:
        return _page(typed, {error.field: words().error(error)}), 400
    except UnitReplaced as error:
        return _page(typed, {"unit": words().error(error)}), 409
    flash(words().say("page.units_kept", name=unit.name, code=unit.code))
    return redirect(url_for("units.listed", place=typed.get("place") or None))


def _page(typed: Typed, wrong: dict[str, str]) -> str:
    now = datetime.now(UTC)
    county = unit_keeping.county_of_units(typed.get("place", ""), actor=_person(), now=now)
    return render_template(
        "units/units.html",
        county=county,
        found=units_of(county.code),
        missing=unrecorded_in(county, on=now.astimezone(CHINA).date(), known_at=now),
        kinds=UnitKind,
        typed=typed,
        wrong=wrong,
    )


comes_back_as("units.keep", lambda typed: _page(typed, {}))


def _person() -> Actor:
    person = actor()
    if person is None:
        raise NotSignedIn
    return person
