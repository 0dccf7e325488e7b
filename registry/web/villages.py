"""A village's plaques and bodies against its quota; a county's counts; recording and deciding as plain forms."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from registry.domain.actors import Action, Actor, may
from registry.domain.errors import BadInput
from registry.domain.inventories import BodyDecision, InventorySort, PlaqueDecision
from registry.domain.plaques import PlaquePosition
from registry.services import hanging, inventories, inventory_views, village_counts
from registry.services.divisions import place_called
from registry.web.account import sign_in_to_go_on
from registry.web.dates import now, page_dates
from registry.web.language import words
from registry.web.sessions import actor
from registry.web.typed import Typed
from registry.web.waiting import comes_back_as

pages = Blueprint("villages", __name__, url_prefix="/villages")


@pages.get("/<place:code>")
def one(code: str) -> Any:
    """A village's inventory; for a county or township the counts of its villages."""
    as_of = page_dates()
    if place_called(code, on=as_of.on, known_at=as_of.known_at).is_village:
        return _page(code), as_of.status
    found = village_counts.villages_overview(code, **as_of.query, now=now())
    return render_template("villages/overview.html", found=found.as_data(), as_of=as_of), as_of.status


def _page(
    code: str,
    form: str = "",
    wrong: dict[str, str] | None = None,
    typed: Mapping[str, str] | None = None,
) -> str:
    """The page; `form` is the one that something was wrong with, and keeps what was typed."""
    as_of, person = page_dates(), actor()
    found = inventory_views.inventory_of(code, **as_of.query, now=now())
    near = person is not None and found.place.lies_in(person.division)
    return render_template(
        "villages/village.html",
        found=found.as_data(),
        as_of=as_of,
        records=near and person is not None and may(person, Action.RECORD_INVENTORY),
        decides=near and person is not None and may(person, Action.DECIDE_INVENTORY),
        decisions={"PLAQUES": list(PlaqueDecision), "BODIES": list(BodyDecision)},
        positions=list(PlaquePosition),
        form=form,
        typed_in=typed or request.form,
        wrong=wrong or {},
    )


@pages.post("/<place:code>/plaques")
def record_plaque(code: str) -> Any:
    """Put a plaque in the inventory."""
    return _kept(
        code, "new_plaque", lambda typed, person, at: inventories.record_plaque(code, typed, actor=person, now=at)
    )


@pages.post("/<place:code>/plaques/hung")
def record_hanging(code: str) -> Any:
    """Say that a plaque which an admission reserved was hung."""
    return _kept(
        code, "hung_plaque", lambda typed, person, at: hanging.record_hanging(code, typed, actor=person, now=at)
    )


@pages.post("/<place:code>/bodies")
def record_body(code: str) -> Any:
    """Put a body in the inventory."""
    return _kept(code, "new_body", lambda typed, person, at: inventories.record_body(code, typed, actor=person, now=at))


@pages.post("/<place:code>/plaques/decisions")
def decide_on_plaque(code: str) -> Any:
    """Keep, merge or take down a plaque."""
    return _decided(code, InventorySort.PLAQUES)


@pages.post("/<place:code>/bodies/decisions")
def decide_on_body(code: str) -> Any:
    """Keep, merge or close a body."""
    return _decided(code, InventorySort.BODIES)


def _decided(code: str, sort: InventorySort) -> Any:
    def decide(typed: dict[str, str], person: Actor, at: datetime) -> Any:
        return inventories.decide_on(sort, code, typed, actor=person, now=at)

    return _kept(code, f"{sort.value.lower()}_decision", decide)


def _kept(code: str, form: str, keep: Callable[[dict[str, str], Actor, datetime], Any]) -> Any:
    """Back to the village once kept; what is wrong comes back beside its field with nothing lost."""
    person = actor()
    if person is None:
        return sign_in_to_go_on()
    typed = {name: value for name, value in request.form.items() if name != "csrf_token"}
    try:
        keep(typed, person, now())
    except BadInput as error:
        return _page(code, form, {error.field: words().error(error)}), 400
    flash(words().say("page.inventory_kept"))
    return redirect(url_for("villages.one", code=code))


_FORMS = {
    "villages.record_plaque": "new_plaque",
    "villages.record_hanging": "hung_plaque",
    "villages.record_body": "new_body",
    "villages.decide_on_plaque": "plaques_decision",
    "villages.decide_on_body": "bodies_decision",
}


def _form_again(form: str) -> Callable[..., str]:
    return lambda typed, code: _page(code, form, typed=Typed(typed))


for _endpoint, _form in _FORMS.items():
    comes_back_as(_endpoint, _form_again(_form))
