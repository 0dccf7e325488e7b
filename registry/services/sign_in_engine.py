"""Flask-Security under our own pages: its argon2, its codes of a phone, its login manager, and none of its routes."""

import hmac
import secrets
from functools import cache
from typing import Any

from flask import Flask, current_app
from flask_security import Security, UserDatastore, hash_password, verify_password
from flask_security.totp import Totp
from passlib.totp import TokenError, TotpMatch

from registry.domain.people import LONGEST_PASSWORD
from registry.store import people
from registry.store.sign_in import SecondFactorRecord

ISSUER = "township-registry"
"""What the app on a phone shows beside the sign-in name."""
CLOCKS_APART = 30
"""Seconds that a phone's clock may be wrong by."""
_KEYED = "TOTP"


class _People(UserDatastore):
    """Where Flask-Security finds people: in our own rows, by sign-in name."""

    def __init__(self) -> None:
        self.db = None

    def find_user(self, case_insensitive: bool = False, **given: Any) -> Any:
        name = str(given.get("sign_in_name", ""))
        return people.find_standing(name.lower() if case_insensitive else name)


class _Codes(Totp):
    """Codes of a phone, each taken once only: `user` is the row of the second factor, and keeps the last one."""

    def get_last_counter(self, user: Any) -> int | None:
        counter: int | None = user.last_counter
        return counter

    def set_last_counter(self, user: Any, tmatch: TotpMatch) -> None:
        user.last_counter = tmatch.counter


def open_engine(app: Flask) -> None:
    """Put Flask-Security on an app: before the pages, which give its login manager our own way to find a session."""
    keyed = hmac.new(str(app.config["SECRET_KEY"]).encode(), b"second factors", "sha256").hexdigest()
    app.config.update(
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 - the way, no password
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_PASSWORD_SINGLE_HASH=["argon2"],
        SECURITY_DEPRECATED_PASSWORD_SCHEMES=[],
        SECURITY_TOTP_SECRETS={_KEYED: keyed},
        SECURITY_TOTP_ISSUER=ISSUER,
        SECURITY_MULTI_FACTOR_RECOVERY_CODES=True,
        SECURITY_CLI_USERS_NAME="",
        SECURITY_CLI_ROLES_NAME="",
    )
    made = Security(app, _People(), register_blueprint=False, totp_cls=_Codes)
    made.login_manager.request_loader(None)  # its own tokens in headers and addresses sign nobody in
    # What a role may do is asked in the services; Flask-Principal would look for a person at every single request.
    app.before_request_funcs[None].remove(made.principal._on_before_request)


def engine() -> Security:
    """Flask-Security, as it was put on the app that runs."""
    made: Security = current_app.extensions["security"]
    return made


def hashed(password: str) -> str:
    """A password as it is kept."""
    return hash_password(engine().password_util.normalize(password))


def matches(password: str, kept: str | None) -> bool:
    """Whether a password is the one kept. The same work is done where none is, so that the time taken does not tell."""
    typed, nobodys = engine().password_util.normalize(password[: LONGEST_PASSWORD + 1]), _nobodys()
    try:
        right = verify_password(typed, kept or nobodys)
    except (TypeError, ValueError):
        return False
    return right and kept is not None


@cache
def _nobodys() -> str:
    """Made at the first attempt in a process, whatever name that is for."""
    return hash_password(secrets.token_hex(16))


def new_factor_secret() -> str:
    """What a phone is to make codes of, enciphered by this installation's secret key."""
    return engine().totp_factory.generate_totp_secret()


def is_code_of(factor: SecondFactorRecord, code: str) -> bool:
    """Whether a code is one of now, and later than the last that was taken; then it is the last. The caller commits."""
    try:
        return engine().totp_factory.verify_totp(code, factor.secret, factor, window=CLOCKS_APART)  # type: ignore[arg-type]
    except (TokenError, TypeError, ValueError):  # enciphered by another key: an administrator takes it off
        return False


def factor_address(factor: SecondFactorRecord) -> str:
    """What stands in the QR code that a phone reads."""
    return engine().totp_factory.get_totp_uri(factor.person, factor.secret)


def factor_key(factor: SecondFactorRecord) -> str:
    """The same to type by hand."""
    return engine().totp_factory.get_totp_pretty_key(factor.secret)
