"""Signing in and out."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, current_app, flash, redirect, render_template, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFError
from wtforms import HiddenField, PasswordField, StringField

from registry.domain.actors import Actor
from registry.domain.errors import NotSignedIn
from registry.services import people as services
from registry.store import people
from registry.web.language import words

pages = Blueprint("account", __name__)
LONGEST_ADDRESS = 8000


@dataclass(frozen=True)
class SignedIn(UserMixin):
    """The person of a session."""

    actor: Actor
    shown_name: str

    def get_id(self) -> str:
        """The session holds the sign-in name."""
        return self.actor.name


class SignInForm(FlaskForm):
    """Name and password; `next` is the page to come back to."""

    sign_in_name = StringField()
    password = PasswordField()
    next = HiddenField()


def open_sessions(app: Flask) -> None:
    """Let people be recognised from one page to the next."""
    manager = LoginManager(app)
    manager.user_loader(_signed_in)
    manager.unauthorized_handler(ask_to_sign_in)


def _signed_in(sign_in_name: str) -> SignedIn | None:
    actor = services.actor_called(sign_in_name)
    if actor is None:
        return None
    person = people.find_person(actor.name)
    return SignedIn(actor, person.name if person else actor.name)


def actor() -> Actor | None:
    """The signed-in person, None where nobody is."""
    return current_user.actor if current_user.is_authenticated else None


def ask_to_sign_in(back_to: str = "") -> Any:
    """To the sign-in page, and afterwards back to an address of ours (this page where none is given)."""
    there = back_to or request.full_path.rstrip("?")
    return redirect(url_for("account.sign_in", next=there if len(there) <= LONGEST_ADDRESS else None))


@pages.get("/sign-in")
def sign_in() -> str:
    """The sign-in page."""
    return _page(SignInForm(data={"next": request.args.get("next", "")}))


@pages.post("/sign-in")
def open_session() -> Any:
    """Sign in, and go back to where it was asked for."""
    form = SignInForm()
    try:
        person = services.sign_in(form.sign_in_name.data or "", form.password.data or "")
    except NotSignedIn:
        return _page(form, words().say("page.sign_in_failed")), 401
    session.clear()
    session.permanent = True
    login_user(SignedIn(person, ""))
    return redirect(_own_address(form.next.data or ""))


@pages.errorhandler(CSRFError)
def page_too_old(error: CSRFError) -> Any:
    """A page that stood open for too long: the name stays typed."""
    return _page(SignInForm(), words().say("page.error_expired")), 400


@pages.post("/sign-out")
def sign_out() -> Any:
    """Sign out."""
    logout_user()
    session.clear()
    flash(words().say("page.signed_out"))
    return redirect(url_for("ask.front"))


def _page(form: SignInForm, wrong: str = "") -> str:
    samples = people.sample_people() if current_app.config["SETTINGS"].sample_people else []
    return render_template("account/sign_in.html", form=form, wrong=wrong, samples=samples)


def _own_address(address: str) -> str:
    """An address inside this registry; the front page for anything that might lead elsewhere."""
    inside = address.startswith("/") and not address.startswith("//") and len(address) <= LONGEST_ADDRESS
    plain = "\\" not in address and all(c.isprintable() for c in address)
    return address if inside and plain else url_for("ask.front")
