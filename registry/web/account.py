"""Signing in and out. Who was typing when the session ended goes on where they were."""

from typing import Any

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, session, url_for
from flask_login import login_user, logout_user
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFError, generate_csrf
from wtforms import HiddenField, PasswordField, StringField

from registry.domain.errors import NotSignedIn
from registry.domain.kind import Kind
from registry.domain.kinds import KINDS
from registry.services import people as services
from registry.store import people
from registry.web import ask
from registry.web.errors import error_page, is_a_form
from registry.web.language import words
from registry.web.sessions import person_of
from registry.web.typed import LONGEST_ADDRESS, Typed, answers_given
from registry.web.waiting import comes_back, form_again, typed_now

pages = Blueprint("account", __name__)

CARRIED = "typed."
"""Before the name of an answer that waits on the sign-in page."""
Carried = list[tuple[str, str]]


class SignInForm(FlaskForm):
    """Name and password; `next` is the page to come back to."""

    sign_in_name = StringField()
    password = PasswordField()
    next = HiddenField()


@pages.get("/sign-in")
def sign_in() -> str:
    """The sign-in page."""
    return _page(SignInForm(data={"next": request.args.get("next", "")}))


@pages.post("/sign-in")
def open_session() -> Any:
    """Sign in, and go back to where it was asked for, or to what was typed."""
    form, typed = SignInForm(), _carried()
    if "password" not in request.form:  # another language was chosen
        return _page(form, "page.sign_in_first" if typed else "", typed)
    try:
        person = services.sign_in(form.sign_in_name.data or "", form.password.data or "")
    except NotSignedIn:
        return _page(form, "page.sign_in_failed", typed), 401
    session.clear()
    g.pop("csrf_token", None)  # it went with the old session
    session.permanent = True
    login_user(person_of(person))
    return _go_on(typed) or redirect(_own_address(form.next.data or ""))


def _go_on(carried: Carried) -> Any:
    """The answer to what was typed before signing in, with the form that submits; nothing is kept by itself."""
    typed = Typed([(name.removeprefix(CARRIED), value) for name, value in carried])
    waiting = form_again(typed)
    if waiting is not None:
        return waiting
    kind = KINDS.get(typed.get("kind", ""))
    return ask.answer_to(kind, typed) if kind else None


def sign_in_first(kind: Kind, typed: Typed) -> Any:
    """The sign-in page, and why; what was typed waits on it."""
    carried = [(f"{CARRIED}{name}", value) for name, value in [("kind", kind.code), *answers_given(kind, typed)]]
    return _page(SignInForm(formdata=None), "page.sign_in_first", carried), 401


def ask_to_sign_in() -> Any:
    """To the sign-in page, and afterwards back to this page, or to the form that was sent."""
    if comes_back():
        return sign_in_to_go_on()
    there = request.full_path.rstrip("?") if request.method == "GET" else ""
    return redirect(url_for("account.sign_in", next=there if 0 < len(there) <= LONGEST_ADDRESS else None))


def sign_in_to_go_on() -> Any:
    """The sign-in page, and why, for whoever sent a form after their session ended; what was typed waits on it."""
    carried = [(f"{CARRIED}{name}", value) for name, value in typed_now()]
    return _page(SignInForm(formdata=None), "page.sign_in_first", carried), 401


@pages.errorhandler(CSRFError)
def page_too_old(error: CSRFError) -> Any:
    """A page that stood open for too long: the name, and what was typed before, stay."""
    if not is_a_form():
        return error_page(400, words().say("page.error_bad_request"))
    return _page(SignInForm(), "page.error_expired", _carried()), 400


@pages.post("/sign-out")
def sign_out() -> Any:
    """Sign out."""
    logout_user()
    session.clear()
    flash(words().say("page.signed_out"))
    return redirect(url_for("box.front"))


def _carried() -> Carried:
    return [(name, value) for name, value in request.form.items(multi=True) if name.startswith(CARRIED)]


def _page(form: SignInForm, wrong: str = "", typed: Carried | None = None) -> str:
    samples = people.sample_people() if current_app.config["SETTINGS"].sample_people else []
    shown = [("csrf_token", generate_csrf()), *((n, getattr(form, n).data or "") for n in ("sign_in_name", "next"))]
    return render_template(
        "account/sign_in.html",
        form=form,
        wrong=words().say(wrong) if wrong else "",
        typed=typed or [],
        samples=samples,
        carried=(url_for("account.open_session"), [*shown, *(typed or [])]),
    )


def _own_address(address: str) -> str:
    """An address inside this registry; the front page for anything that might lead elsewhere."""
    inside = address.startswith("/") and not address.startswith("//") and len(address) <= LONGEST_ADDRESS
    plain = "\\" not in address and all(c.isprintable() for c in address)
    return address if inside and plain else url_for("box.front")
