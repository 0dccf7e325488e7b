"""What every response carries to keep the browser safe, and the token that every form of a page carries."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Flask, Response, request
from flask_login import current_user
from flask_wtf.csrf import CSRFError, CSRFProtect

from registry.web.account import sign_in_to_go_on
from registry.web.file_names import with_plain_name
from registry.web.waiting import comes_back, shown_again

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",  # Bootstrap's arrows and check marks are data: images in its style sheet
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
SAFE = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_LOWER = {name.lower(): (name, value) for name, value in SAFE.items()}
TAKES_NO_TOKEN = frozenset({"ask.judge", "box.judge"})
"""Asking keeps nothing, so nobody can be tricked into it."""
_csrf = CSRFProtect()


def protect(app: Flask, pages: Iterable[Blueprint]) -> None:
    """Headers on every response of the app; form tokens on these pages only, for the other doors take none."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    _csrf.init_app(app)
    app.after_request(_add_headers)
    app.after_request(with_plain_name)
    for blueprint in pages:
        app.before_request_funcs.setdefault(blueprint.name, []).append(_check_token)


def _check_token() -> Any:
    """Refuses a form without its token; what was typed comes back, to be sent again.

    Whose session ended signs in first; a page that stood open for too long simply comes again.
    """
    if request.endpoint in TAKES_NO_TOKEN:
        return None
    try:
        _csrf.protect()
    except CSRFError:
        if not comes_back():
            raise
        return shown_again() if current_user.is_authenticated else sign_in_to_go_on()
    return None


def _add_headers(response: Response) -> Response:
    there = {name.lower() for name, _ in response.headers}
    response.headers.extend([header for name, header in _LOWER.items() if name not in there])
    if request.blueprint and response.mimetype == "text/html":
        response.headers.setdefault("Cache-Control", "no-store" if _signed_in() else "private, no-cache")
        response.vary.add("Cookie")
    return response


def _signed_in() -> bool:
    """Whether this answer was made for a signed-in person (without asking the database for it)."""
    return bool(getattr(current_user, "is_authenticated", False))
