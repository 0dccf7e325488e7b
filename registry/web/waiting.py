"""Forms whose sender's session ended: what was typed waits on the sign-in page and comes back in its own form."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from flask import current_app, flash, request
from werkzeug.exceptions import HTTPException

from registry.domain.errors import ClocksDiffer, RegistryError
from registry.web.errors import error_page, is_a_form, status_of
from registry.web.language import words
from registry.web.typed import Typed

GOING_ON = "going_on"
"""The name under which the address of the form is carried along."""
Form = Callable[..., Any]
FORMS: dict[str, Form] = {}


def comes_back_as(endpoint: str, form: Form) -> None:
    """`form` shows what was typed for this endpoint again; it takes that and the parts of the address.

    Every endpoint that takes a form says so: tests/house/test_sessions.py walks them all.
    """
    FORMS[endpoint] = form


def comes_back() -> bool:
    """Whether what was just sent is a form that is shown again once its sender has signed in."""
    return request.method == "POST" and is_a_form() and request.endpoint in FORMS


def typed_now() -> list[tuple[str, str]]:
    """What was typed into the form that was just sent, with its address; the token of the old session is left out."""
    typed = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    return [*typed, (GOING_ON, request.path)]


def form_again(typed: Typed) -> Any:
    """The form that was being filled in, as it was typed; None where nothing waits or the address is no such form."""
    try:
        endpoint, parts = current_app.url_map.bind("").match(typed.pop(GOING_ON, ""), method="POST")
    except HTTPException:
        return None
    form = FORMS.get(endpoint)
    if form is None:
        return None
    flash(words().say("page.typed_is_back"))
    return form(typed, **parts)


def shown_again(sentence: str = "", status: int = 400) -> Any:
    """The form that was just sent, as it was typed, below a sentence; without one, its page stood open for too long."""
    flash(sentence or words().say("page.error_expired"))
    typed = Typed([(name, value) for name, value in typed_now() if name != GOING_ON])
    again = FORMS[str(request.endpoint)](typed, **(request.view_args or {}))
    return (again, status) if isinstance(again, str) else again


def clocks_differ(error: ClocksDiffer) -> Any:
    """Nobody can act until a clock is set: what was typed is shown again, so that it can be sent then."""
    sentence = words().error(error)
    if comes_back():
        with suppress(RegistryError):  # a form that itself has to act to be shown
            return shown_again(sentence, status_of(error))
    return error_page(status_of(error), sentence)
