"""What went wrong, as a page: one sentence that says what to do, and the right status."""

import secrets

from flask import Flask, current_app, render_template, request
from werkzeug.exceptions import HTTPException

from registry.domain.errors import BadInput, ClocksDiffer, NotFound, NotPermitted, NotSignedIn, RegistryError
from registry.web.language import legible, words

_STATUS = {NotFound: 404, NotPermitted: 403, NotSignedIn: 401, ClocksDiffer: 503, BadInput: 400}
_SENTENCES = {
    400: "page.error_bad_request",
    404: "page.not_found_text",
    405: "page.error_method",
    413: "page.error_too_large",
}
NOT_OUR_FAULT = 500
TOO_LARGE = 413
MOST_DRAINED = 64 * 1024 * 1024
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})

Page = tuple[str, int]


def explain(app: Flask) -> None:
    """Show every error as a page. What another door raises is that door's to explain."""
    app.register_error_handler(RegistryError, _registry_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unforeseen)


def status_of(error: RegistryError) -> int:
    """The HTTP status of an error."""
    return next((status for kind, status in _STATUS.items() if isinstance(error, kind)), 400)


def _is_ours() -> bool:
    """A page's address, or nobody's; another door explains its own errors."""
    return request.endpoint is None or request.endpoint.partition(".")[0] in current_app.blueprints


def _registry_error(error: RegistryError) -> Page:
    status = status_of(error)
    return error_page(status, legible(words().error(error)))


def _http_error(error: HTTPException) -> Page | HTTPException:
    code = error.code or NOT_OUR_FAULT
    if code < 400 or not _is_ours():  # noqa: PLR2004 - a redirect is no error
        return error
    if code >= NOT_OUR_FAULT:
        return _unforeseen(error)
    if code == TOO_LARGE:
        _drain()
    return error_page(code, words().say(_SENTENCES.get(code, "page.error_bad_request")))


def _drain() -> None:
    """Take in what is still being sent, and drop it: who is cut off while sending never reads the answer."""
    incoming, left = request.environ["wsgi.input"], min(request.content_length or 0, MOST_DRAINED)
    while left > 0 and (portion := incoming.read(min(left, 65_536))):
        left -= len(portion)


def is_a_form() -> bool:
    """Whether what was sent is a form at all."""
    return request.mimetype in FORMS


def _unforeseen(error: Exception) -> Page:
    """Logged under an id that the reader can pass on; nothing of the error itself is shown."""
    number = secrets.token_hex(4)
    current_app.logger.error("error %s at %s %s", number, request.method, request.path, exc_info=error)
    return error_page(NOT_OUR_FAULT, words().say("page.error_text", id=number))


def error_page(status: int, sentence: str) -> Page:
    """A page that says one sentence."""
    title = "page.not_found_title" if status == 404 else "page.error_title"  # noqa: PLR2004
    return render_template("errors/error.html", title=words().say(title), sentence=sentence, bare=True), status
