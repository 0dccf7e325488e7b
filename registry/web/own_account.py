"""One's own account: password, the code of one's phone, recovery codes, and signing out everywhere."""

import io
from datetime import UTC, datetime
from typing import Any

import segno
from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_login import login_required
from flask_wtf.csrf import CSRFError, generate_csrf

from registry.domain.actors import Actor
from registry.domain.errors import BadInput, NotSignedIn
from registry.domain.errors.people import PasswordsDiffer, SecondFactorNeeded, SignInLocked
from registry.domain.people import Stage
from registry.services import second_factors, signing_in
from registry.services import sessions as services
from registry.services.people_views import own_account
from registry.store.sign_in import recovery_codes_left
from registry.web.language import legible, words
from registry.web.sessions import actor, caller_address, halfway, let_in, let_out, who_acts

pages = Blueprint("own_account", __name__, url_prefix="/account")

Carried = list[tuple[str, str]]


@pages.get("")
@login_required
def account() -> str:
    """Who one is here, and how one signs in."""
    return _page({})


@pages.post("/password")
@login_required
def set_password() -> Any:
    """Another password; every other session ends."""
    given, new = request.form.get("password", ""), request.form.get("new_password", "")
    try:
        if new != request.form.get("again", ""):
            raise PasswordsDiffer
        opened = signing_in.change_password(who_acts(), given, new, address=caller_address(), now=datetime.now(UTC))
    except (BadInput, SignInLocked) as error:
        return _refused(error)
    let_in(opened)
    flash(words().say("page.password_changed"))
    return redirect(url_for("own_account.account"))


@pages.post("/everywhere")
@login_required
def sign_out_everywhere() -> Any:
    """End every session, this one too."""
    services.sign_out_everywhere(who_acts())
    let_out()
    flash(words().say("page.signed_out_everywhere"))
    return redirect(url_for("account.sign_in"))


@pages.post("/code")
@login_required
def begin() -> Any:
    """Begin to set up the code of one's phone, once the password was given."""
    try:
        _require_password()
    except (BadInput, SignInLocked) as error:
        return _refused(error, "begin")
    second_factors.begin_factor(who_acts().name, now=datetime.now(UTC))
    return redirect(url_for("own_account.set_up"))


@pages.get("/code")
def set_up() -> Any:
    """What the phone reads, and the field for its first code."""
    return _set_up_page("", [])


@pages.get("/code.svg")
def picture() -> Any:
    """The QR code that a phone reads; only until a code of it was given."""
    found = second_factors.to_set_up(_whose().name)
    if found is None:
        return redirect(url_for("own_account.account"))
    drawn = io.BytesIO()
    segno.make(found.address, error="m").save(drawn, kind="svg", border=3, scale=5, dark="#000", light="#fff")
    return Response(drawn.getvalue(), mimetype="image/svg+xml", headers={"Cache-Control": "no-store"})


@pages.post("/code/confirm")
def confirm() -> Any:
    """The first code: from now on one is asked for. The recovery codes are shown on the page that answers."""
    there, typed = request.form.get("next", ""), _carried()
    if "sign_in_code" not in request.form:  # another language was chosen
        return _set_up_page(there, typed)
    whose = _whose()
    try:
        codes = second_factors.confirm_factor(whose.name, request.form["sign_in_code"], now=datetime.now(UTC))
    except BadInput as error:
        return _set_up_page(there, typed, words().error(error)), 400
    waiting = halfway()
    if waiting is not None:
        let_in(signing_in.go_on_in(waiting.key, now=datetime.now(UTC)))
    return _codes_page(codes, there, typed)


@pages.post("/code/codes")
@login_required
def renew_codes() -> Any:
    """Other recovery codes; those there were serve no more."""
    try:
        _require_password()
        codes = second_factors.renew_codes(who_acts().name, now=datetime.now(UTC))
    except (BadInput, SignInLocked) as error:
        return _refused(error, "codes")
    return _codes_page(codes, url_for("own_account.account"), [])


@pages.post("/code/off")
@login_required
def take_off() -> Any:
    """Ask for no code any more, once the password was given; not of whoever has to give one."""
    person = who_acts()
    try:
        if signing_in.needs_factor(person):
            raise SecondFactorNeeded
        _require_password()
    except (BadInput, SignInLocked) as error:
        return _refused(error, "off")
    second_factors.take_off(person.name, by=person.name, now=datetime.now(UTC))
    flash(words().say("page.code_off"))
    return redirect(url_for("own_account.account"))


def set_up_first(there: str, typed: Carried) -> str:
    """For whoever gave a right password and has to set up a code before they are in; what was typed goes along."""
    waiting = halfway()
    if waiting is not None:
        second_factors.begin_factor(waiting.actor.name, now=datetime.now(UTC))
    return _set_up_page(there, typed)


@pages.errorhandler(CSRFError)
def page_too_old(error: CSRFError) -> Any:
    """A page that stood open for too long: passwords and codes are typed again, they are never carried along."""
    if actor() is None:
        return redirect(url_for("account.sign_in", next=url_for("own_account.account")))
    return _page({}, words().say("page.error_expired")), 400


@pages.errorhandler(NotSignedIn)
def nobody_here(error: NotSignedIn) -> Any:
    """Whoever is neither in nor on the way in signs in first."""
    return redirect(url_for("account.sign_in", next=url_for("own_account.account")))


def _whose() -> Actor:
    """Who sets up a code: whoever is signed in, or has to before they are. Raises NotSignedIn."""
    person, waiting = actor(), halfway()
    if person is not None:
        return person
    if waiting is None or waiting.stage is not Stage.SET_UP_DUE:
        raise NotSignedIn
    return waiting.actor


def _require_password() -> None:
    given = request.form.get("password", "")
    signing_in.require_password(who_acts(), given, address=caller_address(), now=datetime.now(UTC))


def _refused(error: BadInput | SignInLocked, of: str = "password") -> tuple[str, int]:
    sentence = legible(words().error(error))
    field = error.field if isinstance(error, BadInput) else "password"
    return _page({f"{of}-{field}": sentence}), 429 if isinstance(error, SignInLocked) else 400


def _page(wrong: dict[str, str], notice: str = "") -> str:
    person = who_acts()
    return render_template(
        "account/account.html",
        shown=own_account(person, now=datetime.now(UTC)),
        codes_left=recovery_codes_left(person.name),
        must_keep=signing_in.needs_factor(person),
        wrong=wrong,
        notice=notice,
    )


def _set_up_page(there: str, typed: Carried, wrong: str = "") -> Any:
    found = second_factors.to_set_up(_whose().name)
    if found is None:
        return redirect(url_for("own_account.account"))
    carried = (url_for("own_account.confirm"), [("csrf_token", generate_csrf()), ("next", there), *typed])
    shown = {"next": there, "typed": typed, "wrong": wrong, "carried": carried, "halfway": actor() is None}
    return render_template("account/set_up.html", key=found.key, **shown)


def _codes_page(codes: list[str], there: str, typed: Carried) -> Response:
    page = Response(render_template("account/codes.html", codes=codes, next=there, typed=typed))
    page.headers["Cache-Control"] = "no-store"
    return page


def _carried() -> Carried:
    return [(name, value) for name, value in request.form.items(multi=True) if name.startswith("typed.")]
