"""Forms whose sender's session ended: what was typed waits on the sign-in page and comes back in its own form."""

from collections.abc import Callable
from typing import Any

from flask import current_app, request
from werkzeug.exceptions import HTTPException

from registry.web.typed import Typed

GOING_ON = "going_on"
"""The name under which the address of the form is carried along."""
Form = Callable[..., Any]
_FORMS: dict[str, Form] = {}


def comes_back_as(endpoint: str, form: Form) -> None:
    """`form` shows what was typed for this endpoint again; it takes that and the parts of the address."""
    _FORMS[endpoint] = form


def typed_now() -> list[tuple[str, str]]:
    """What was typed into the form that was just sent, with its address; the token of the old session is left out."""
    typed = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    return [*typed, (GOING_ON, request.path)]


def form_again(typed: Typed) -> Any:
    """The form that was being filled in, as it was typed; None where nothing waits or the address is no such form."""
    try:
        endpoint, parts = current_app.url_map.bind("").match(typed.get(GOING_ON, ""), method="POST")
    except HTTPException:
        return None
    form = _FORMS.get(endpoint)
    return form(typed, **parts) if form else None
