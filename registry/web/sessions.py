"""Who is at the other end: the person of a session, and the way to the sign-in page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask_login import LoginManager, UserMixin, current_user

from registry.domain.actors import Action, Actor, Role, may
from registry.domain.divisions import Place
from registry.domain.editions import may_draft_or_review
from registry.domain.errors import NotSignedIn
from registry.services import people as services
from registry.store import people


@dataclass(frozen=True)
class SignedIn(UserMixin):
    """The person of a session."""

    actor: Actor
    shown_name: str

    def get_id(self) -> str:
        """The session holds the sign-in name."""
        return self.actor.name


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
    manager = LoginManager(app)
    manager.user_loader(_signed_in)
    manager.unauthorized_handler(ask_to_sign_in)
    app.context_processor(
        lambda: {
            "sees_drafts": sees_drafts,
            "sees_reports": sees_reports,
            "issues_slips": issues_slips,
            "opens_responses": opens_responses,
            "keeps_limits": keeps_limits,
            "keeps_units": keeps_units,
        }
    )


def _signed_in(sign_in_name: str) -> SignedIn | None:
    actor = services.actor_called(sign_in_name)
    return person_of(actor) if actor else None


def person_of(actor: Actor) -> SignedIn:
    """An actor with the name that pages show."""
    person = people.find_person(actor.name)
    return SignedIn(actor, person.name if person else actor.name)


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
    """Whether the signed-in person's role keeps the units of the county they serve."""
    person = actor()
    return person is not None and may(person, Action.KEEP_UNITS) and person.role is Role.LIST_OFFICE


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
