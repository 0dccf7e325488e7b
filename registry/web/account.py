"""Signing in and out. Who was typing when the session ended goes on where they were."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask_login import login_required
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFError, generate_csrf
from wtforms import HiddenField, PasswordField, StringField

from registry.domain.errors import NotSignedIn
from registry.domain.errors.people import CodeNotTaken, HalfwayOver, NotKnownHere, SignInLocked, SingleSignOnFailed
from registry.domain.kind import Kind
from registry.domain.kinds import KINDS
from registry.domain.people import Stage
from registry.services import signing_in
from registry.services.sessions import Entered
from registry.store import people
from registry.web import ask, own_account, single_sign_on
from registry.web.errors import error_page, is_a_form
from registry.web.language import words
from registry.web.sessions import caller_address, halfway, let_in, let_out
from registry.web.typed import LONGEST_ADDRESS, Typed, answers_given
from registry.web.waiting import comes_back, form_again, typed_now

pages = Blueprint("account", __name__)

CARRIED = "typed."
"""Before the name of an answer that waits on the sign-in page."""
Carried = list[tuple[str, str]]
THERE = "there"
"""In a session: where one was going before single sign-on."""


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
    """Sign in, and go back to where it was asked for, or to what was typed; or ask for the code that is due."""
    form, typed = SignInForm(), _carried()
    if "password" not in request.form:  # another language was chosen
        return _page(form, words().say("page.sign_in_first") if typed else "", typed)
    if single_sign_on.alone():
        return _page(form, words().say("page.single_sign_on_alone"), typed), 403
    given = (form.sign_in_name.data or "", form.password.data or "")
    try:
        opened = signing_in.sign_in(*given, address=caller_address(), now=datetime.now(UTC))
    except NotSignedIn:
        return _page(form, words().say("page.sign_in_failed"), typed), 401
    except SignInLocked as locked:
        return _page(form, words().error(locked), typed), 429
    return proceed(opened, form.next.data or "", typed)


def proceed(opened: Entered, there: str, typed: Carried) -> Any:
    """Whoever is in goes on; whoever is halfway gives a code, or sets one up first. What was typed goes along."""
    let_in(opened)
    if opened.stage is Stage.IN:
        return _go_on(typed) or redirect(own_address(there))
    if opened.stage is Stage.CODE_DUE:
        return _code_page(there, typed)
    return own_account.set_up_first(there, typed)


@pages.post("/sign-in/code")
def give_code() -> Any:
    """The code of the phone, or a recovery code, after the password."""
    there, typed = request.form.get("next", ""), _carried()
    waiting = halfway()
    if waiting is None:
        form = SignInForm(formdata=None, data={"next": there})
        return _page(form, words().error(HalfwayOver()), typed), 401
    if "sign_in_code" not in request.form:  # another language was chosen
        return _code_page(there, typed)
    code = request.form["sign_in_code"]
    try:
        opened = signing_in.give_code(waiting.key, code, address=caller_address(), now=datetime.now(UTC))
    except (CodeNotTaken, HalfwayOver) as error:
        return _code_page(there, typed, words().error(error)), 401
    except SignInLocked as locked:
        return _code_page(there, typed, words().error(locked)), 429
    return proceed(opened, there, typed)


@pages.post("/sign-in/go-on")
@login_required
def go_on() -> Any:
    """From the recovery codes back to where one was going, or to what was typed."""
    return _go_on(_carried()) or redirect(own_address(request.form.get("next", "")))


@pages.get("/sign-in/single")
def to_single_sign_on() -> Any:
    """To the provider of single sign-on, which sends whoever it knows back."""
    session[THERE] = own_address(request.args.get("next", ""))
    try:
        return single_sign_on.sent_there(url_for("account.from_single_sign_on"))
    except SingleSignOnFailed as failed:
        return _page(SignInForm(formdata=None), words().error(failed)), 503


@pages.get("/sign-in/single/back")
def from_single_sign_on() -> Any:
    """Back from the provider of single sign-on, with what it says."""
    there = str(session.pop(THERE, ""))
    try:
        known = single_sign_on.who_came_back()
        opened = signing_in.sign_in_as_known(known.subject, known.mail, now=datetime.now(UTC))
    except SingleSignOnFailed as failed:
        return _page(SignInForm(formdata=None, data={"next": there}), words().error(failed)), 401
    except NotKnownHere as unknown:
        return _page(SignInForm(formdata=None, data={"next": there}), words().error(unknown)), 403
    return proceed(opened, there, [])


def _code_page(there: str, typed: Carried, wrong: str = "") -> str:
    carried = [("csrf_token", generate_csrf()), ("next", there), *typed]
    address = url_for("account.give_code")
    return render_template("account/code.html", next=there, typed=typed, wrong=wrong, carried=(address, carried))


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
    return _page(SignInForm(formdata=None), words().say("page.sign_in_first"), carried), 401


def ask_to_sign_in() -> Any:
    """To the sign-in page, and afterwards back to this page, or to the form that was sent."""
    if comes_back():
        return sign_in_to_go_on()
    there = request.full_path.rstrip("?") if request.method == "GET" else ""
    return redirect(url_for("account.sign_in", next=there if 0 < len(there) <= LONGEST_ADDRESS else None))


def sign_in_to_go_on() -> Any:
    """The sign-in page, and why, for whoever sent a form after their session ended; what was typed waits on it."""
    carried = [(f"{CARRIED}{name}", value) for name, value in typed_now()]
    return _page(SignInForm(formdata=None), words().say("page.sign_in_first"), carried), 401


@pages.errorhandler(CSRFError)
def page_too_old(error: CSRFError) -> Any:
    """A page that stood open for too long: the name, and what was typed before, stay."""
    if not is_a_form():
        return error_page(400, words().say("page.error_bad_request"))
    if request.endpoint == "account.go_on":
        return redirect(url_for("account.sign_in"))
    return _page(SignInForm(), words().say("page.error_expired"), _carried()), 400


@pages.post("/sign-out")
def sign_out() -> Any:
    """Sign out: the session ends, also for whoever copied its cookie."""
    let_out()
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
        wrong=wrong,
        by_password=not single_sign_on.alone(),
        by_single_sign_on=single_sign_on.is_set(),
        typed=typed or [],
        samples=samples,
        carried=(url_for("account.open_session"), [*shown, *(typed or [])]),
    )


def own_address(address: str) -> str:
    """An address inside this registry; the front page for anything that might lead elsewhere."""
    inside = address.startswith("/") and not address.startswith("//") and len(address) <= LONGEST_ADDRESS
    plain = "\\" not in address and all(c.isprintable() for c in address)
    return address if inside and plain else url_for("box.front")
