"""Who is at the other end: the person of a session, and the way to the sign-in page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Request, Response, g, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from registry.domain.actors import Action, Actor, may
from registry.domain.divisions import Place
from registry.domain.editions import may_draft_or_review
from registry.domain.errors import NotSignedIn
from registry.domain.people import Stage
from registry.services import sessions as services
from registry.services.sessions import Entered
from registry.store.sign_in import rules

USED, HALFWAY = "used", "halfway"
"""In a session: when it was last used (seconds), and the key of one that still wants a code."""
_NOTED_EVERY = 30
"""Seconds: more often need nobody note that a session is used."""


@dataclass(frozen=True)
class SignedIn(UserMixin):
    """The person of a session."""

    actor: Actor
    shown_name: str
    key: str

    def get_id(self) -> str:
        """The cookie holds the key of the session, which stands on file as a hash."""
        return self.key


class _Cookies(SecureCookieSessionInterface):
    """Sessions in a signed cookie. Whoever sent none, and was given nothing to keep, takes no time for it."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        return super().open_session(app, request) if request.environ.get("HTTP_COOKIE") else self.session_class()

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if session or session.modified:
            super().save_session(app, session, response)
        elif session.accessed:
            varies = response.headers.get("Vary", "")
            if "cookie" not in varies.lower():
                response.headers["Vary"] = f"{varies}, Cookie".removeprefix(", ")


def open_sessions(app: Flask, ask_to_sign_in: Callable[[], Any]) -> None:
    """Let people be recognised from one page to the next; strangers are asked to sign in."""
    app.session_interface = _Cookies()
    manager: LoginManager = app.login_manager  # type: ignore[attr-defined] # Flask-Security's
    manager.user_loader(_signed_in)
    manager.unauthorized_handler(ask_to_sign_in)
    app.context_processor(
        lambda: {
            "sees_drafts": sees_drafts,
            "sees_reports": sees_reports,
            "issues_slips": issues_slips,
            "opens_responses": opens_responses,
            "keeps_limits": keeps_limits,
            "keeps_people": keeps_people,
            "keeps_units": keeps_units,
        }
    )


def _signed_in(key: str) -> SignedIn | None:
    """The person of a session that was used lately and did not end; a copied cookie ends with it."""
    now, used = datetime.now(UTC), session.get(USED, 0)
    rested = now.timestamp() - used
    if rested > rules().idle.total_seconds():
        return None
    found = services.entered(key, now=now)
    if found is None or found.stage is not Stage.IN:
        return None
    if rested > _NOTED_EVERY:
        session[USED] = int(now.timestamp())
    return SignedIn(found.actor, found.name, key)


def let_in(opened: Entered) -> None:
    """Begin a session in this browser, with nothing of the one before: in, or halfway until a code is given."""
    session.clear()
    g.pop("csrf_token", None)  # it went with the old session
    session.permanent = True
    if opened.stage is not Stage.IN:
        session[HALFWAY] = opened.key
        return
    session[USED] = int(datetime.now(UTC).timestamp())
    login_user(SignedIn(opened.actor, opened.name, opened.key))


def let_out() -> None:
    """End the session, here and wherever its cookie was copied to."""
    if current_user.is_authenticated:
        services.sign_out(current_user.key)
    logout_user()
    session.clear()


def halfway() -> Entered | None:
    """Who gave a right password in this browser, and is not in yet; None for nobody."""
    key = session.get(HALFWAY, "")
    found = services.entered(key, now=datetime.now(UTC)) if key else None
    return found if found and found.stage is not Stage.IN else None


def caller_address() -> str:
    """Where a request comes from, as far as is known."""
    return request.remote_addr or ""


def actor() -> Actor | None:
    """The signed-in person, None where nobody is."""
    return current_user.actor if current_user.is_authenticated else None


def who_may_submit() -> Actor | None:
    """The signed-in person, if their role submits requests."""
    person = actor()
    return person if person and may(person, Action.SUBMIT_REQUEST) else None


def who_may_draft(place: Place | None = None) -> Actor | None:
    """The signed-in person, if their role drafts lists (there)."""
    person = actor()
    reaches = person is not None and (place is None or place.lies_in(person.division))
    return person if person and reaches and may(person, Action.DRAFT_LIST) else None


def sees_drafts() -> bool:
    """Whether drafts of lists are any business of the signed-in person."""
    person = actor()
    return person is not None and may_draft_or_review(person)


def sees_reports() -> bool:
    """Whether the signed-in person reports demands, or answers reports."""
    person = actor()
    return person is not None and may(person, Action.READ_REPORT)


def opens_responses() -> bool:
    """Whether the signed-in person's role opens and closes emergency responses."""
    person = actor()
    return person is not None and may(person, Action.OPEN_EMERGENCY)


def keeps_limits() -> bool:
    """Whether the signed-in person's role sets a county's limits."""
    person = actor()
    return person is not None and may(person, Action.SET_LIMITS)


def keeps_units() -> bool:
    """Whether the signed-in person's role keeps the units of counties."""
    person = actor()
    return person is not None and may(person, Action.KEEP_UNITS)


def keeps_people() -> bool:
    """Whether the signed-in person's role keeps people."""
    person = actor()
    return person is not None and may(person, Action.KEEP_PEOPLE)


def issues_slips() -> bool:
    """Whether the signed-in person's role issues slips."""
    person = actor()
    return person is not None and may(person, Action.ISSUE_SLIP)


def who_acts() -> Actor:
    """The signed-in person. Raises NotSignedIn."""
    person = actor()
    if person is None:
        raise NotSignedIn
    return person
