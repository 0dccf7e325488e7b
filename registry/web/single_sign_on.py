"""Single sign-on by OpenID Connect: to the provider that the settings name, and what it says of who came back.

The code flow with PKCE; authlib checks state, nonce, signature, audience, issuer and time of the token.
"""

from dataclasses import dataclass
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import Flask, current_app, request
from joserfc.errors import JoseError

from registry.config import Settings
from registry.domain.errors.people import SingleSignOnFailed

OAUTH = "registry.single_sign_on"
PATIENCE = 10
"""Seconds that the provider may take for one answer."""
_MOST_SUBJECT = 255
_FAILS = (requests.RequestException, AuthlibBaseError, JoseError, KeyError, TypeError, ValueError, RuntimeError)
"""What a provider that is away, refuses, or tells nonsense comes to."""


@dataclass(frozen=True, slots=True)
class Known:
    """Who came back: the issuer and its name for them, and an address that it verified; empty for none."""

    subject: str
    mail: str


def open_single_sign_on(app: Flask) -> None:
    """Put the provider on an app, where the settings name one; it is asked for nothing yet."""
    chosen: Settings = app.config["SETTINGS"]
    if not chosen.oidc_issuer:
        return
    oauth = OAuth(app)
    oauth.register(
        "provider",
        client_id=chosen.oidc_client_id,
        client_secret=chosen.oidc_client_secret,
        server_metadata_url=f"{_issuer(chosen)}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid email", "code_challenge_method": "S256", "timeout": PATIENCE},
    )
    app.extensions[OAUTH] = oauth


def is_set() -> bool:
    """Whether there is a provider."""
    return OAUTH in current_app.extensions


def alone() -> bool:
    """Whether nobody signs in with a password."""
    return is_set() and current_app.config["SETTINGS"].oidc_only == "1"


def sent_there(back: str) -> Any:
    """A redirect to the provider, which sends people back to the address `back`. Raises SingleSignOnFailed."""
    own = current_app.config["SETTINGS"].address.rstrip("/")
    try:
        _require_issuer()
        return _provider().authorize_redirect(f"{own}{back}" if own else f"{request.host_url.rstrip('/')}{back}")
    except _FAILS as error:
        raise _told(error) from error


def who_came_back() -> Known:
    """Who the provider says came back, once its token was verified. Raises SingleSignOnFailed."""
    try:
        _require_issuer()
        told = _provider().authorize_access_token()["userinfo"]
        subject, mail = told["sub"], told.get("email", "") if told.get("email_verified") is True else ""
    except _FAILS as error:
        raise _told(error) from error
    if not isinstance(subject, str) or not 0 < len(subject) <= _MOST_SUBJECT or not isinstance(mail, str):
        raise SingleSignOnFailed
    return Known(f"{_issuer(current_app.config['SETTINGS'])} {subject}"[:500], mail)


def _provider() -> Any:
    if not is_set():
        raise SingleSignOnFailed
    return current_app.extensions[OAUTH].provider


def _require_issuer() -> None:
    """That who answers is who is meant: one provider must not speak for another."""
    if str(_provider().load_server_metadata().get("issuer", "")).rstrip("/") != _issuer(current_app.config["SETTINGS"]):
        raise ValueError("another issuer answers there")


def _issuer(chosen: Settings) -> str:
    return chosen.oidc_issuer.rstrip("/")


def _told(error: Exception) -> SingleSignOnFailed:
    current_app.logger.warning("single sign-on failed: %s", type(error).__name__)
    return SingleSignOnFailed()
