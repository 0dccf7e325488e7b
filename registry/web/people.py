"""The people that an administrator keeps: found, invited, changed, ended, and helped to sign in again."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_login import login_required

from registry.domain.actors import Role
from registry.domain.errors import BadInput
from registry.domain.errors.people import LastAdministrator, OwnAccount, PersonEnded
from registry.domain.people import HELD_AT
from registry.services import people_keeping as services
from registry.services.people_keeping import LinkGiven
from registry.services.people_views import page_of_people, person_kept
from registry.store.sign_in import rules
from registry.web.errors import status_of
from registry.web.language import legible, words
from registry.web.sessions import who_acts
from registry.web.typed import Typed
from registry.web.waiting import comes_back_as

pages = Blueprint("people", __name__, url_prefix="/people")
CONFLICT = 409
_CANNOT = (OwnAccount, LastAdministrator, PersonEnded)


@pages.get("")
@login_required
def listed() -> Any:
    """The people of one's division, or of a place in it, some at a time."""
    asked = {name: request.args.get(name, "") for name in ("place", "words", "role")}
    try:
        found = page_of_people(**asked, after=request.args.get("after", ""), actor=who_acts(), now=datetime.now(UTC))
    except BadInput as error:
        return _list(None, asked, {error.field: legible(words().error(error))}), status_of(error)
    return _list(found, asked, {})


def _list(found: Any, asked: dict[str, str], wrong: dict[str, str]) -> str:
    return render_template("people/list.html", found=found, asked=asked, wrong=wrong, roles=Role)


@pages.get("/invite")
@login_required
def invitation() -> str:
    """The form by which somebody is invited."""
    return _invitation(Typed({"person_place": request.args.get("place", "")}))


@pages.post("/invite")
@login_required
def invite() -> Any:
    """Invite somebody; the link is mailed, or shown on the page that answers and never again."""
    typed = Typed(request.form)
    try:
        given = services.invite(typed.get("sign_in_name", ""), _typed(typed), **_by(), by_hand="by_hand" in typed)
    except BadInput as error:
        return _invitation(typed, _beside(error)), status_of(error)
    return _given(given)


@pages.get("/<name>")
@login_required
def one(name: str) -> str:
    """One person: what they are, and what can be done."""
    return _one(Typed(), name)


@pages.post("/<name>/<any(change, end, unlock, link, code_off):act>")
@login_required
def act(name: str, act: str) -> Any:
    """Do one thing with a person's account."""
    typed = Typed(request.form)
    try:
        return DONE[act](name, typed)
    except BadInput as error:
        return _one(typed, name, _beside(error)), status_of(error)
    except _CANNOT as error:
        return _one(typed, name, {"act": legible(words().error(error))}), CONFLICT


def _beside(error: BadInput) -> dict[str, str]:
    """What is to be mended, beside its field: a place is asked for as the one that a role is held in."""
    return {"person_place" if error.field == "place" else error.field: legible(words().error(error))}


def _change(name: str, typed: Typed) -> Any:
    return _told("page.person_changed", services.change(name, _typed(typed), **_by()))


def _end(name: str, _typed: Typed) -> Any:
    return _told("page.person_ended", services.end(name, **_by()))


def _unlock(name: str, _typed: Typed) -> Any:
    return _told("page.person_unlocked", services.lift_lock(name, **_by()))


def _link(name: str, typed: Typed) -> Any:
    return _given(services.start_reset(name, by_hand="by_hand" in typed, **_by()))


def _code_off(name: str, _typed: Typed) -> Any:
    return _told("page.person_code_off", services.take_factor_off(name, **_by()))


DONE: dict[str, Callable[[str, Typed], Any]] = {
    "change": _change,
    "end": _end,
    "unlock": _unlock,
    "link": _link,
    "code_off": _code_off,
}


def _told(key: str, person: Any) -> Any:
    flash(words().say(key, person_name=person.name))
    return redirect(url_for("people.one", name=person.sign_in_name))


def _given(given: LinkGiven) -> Any:
    """A link to hand over is shown once; one that is mailed is not shown at all."""
    if not given.key:
        flash(words().say("page.link_mailed", person_name=given.name))
        return redirect(url_for("people.one", name=given.person))
    own = current_app.config["SETTINGS"].address.rstrip("/") or request.host_url.rstrip("/")
    return render_template("people/link.html", given=given, address=f"{own}{url_for('links.one', key=given.key)}")


def _by() -> dict[str, Any]:
    return {"actor": who_acts(), "now": datetime.now(UTC)}


def _typed(typed: Typed) -> services.Typed:
    asked = ("person_name", "person_role", "person_place", "person_unit", "mail")
    return services.Typed(*(typed.get(name, "") for name in asked))


def _invitation(typed: Typed, wrong: dict[str, str] | None = None) -> str:
    page_of_people(actor=who_acts(), now=datetime.now(UTC))  # whoever may not invite is told before they type
    levels = {role: sorted(level.value for level in HELD_AT[role]) for role in Role}
    shown = {"typed": typed, "wrong": wrong or {}, "roles": Role, "levels": levels}
    return render_template("people/invite.html", mails=rules().mails_links, **shown)


def _one(typed: Typed, name: str, wrong: dict[str, str] | None = None) -> str:
    person, now = who_acts(), datetime.now(UTC)
    shown = person_kept(name, actor=person, now=now)
    itself = shown.record
    on_file = {"person_name": itself.name, "person_role": itself.role, "person_place": itself.division}
    filled = {**on_file, "person_unit": shown.unit, "mail": itself.mail or "", **typed.to_dict()}
    own = person.name == itself.sign_in_name
    more = {"roles": Role, "own": own, "mails": rules().mails_links}
    return render_template("people/person.html", shown=shown, typed=filled, wrong=wrong or {}, **more)


def _one_again(typed: Typed, name: str, act: str) -> str:
    return _one(typed if act == "change" else Typed(), name)


comes_back_as("people.invite", _invitation)
comes_back_as("people.act", _one_again)
