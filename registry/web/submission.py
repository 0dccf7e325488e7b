"""Submitting from the answer: the places, and a number that makes a form count once."""

import secrets
from dataclasses import dataclass

from flask_wtf import FlaskForm
from wtforms import HiddenField, TextAreaField

from registry.domain.divisions import Place
from registry.domain.kind import Kind
from registry.web.ask_form import Typed, answers_given


class SubmissionForm(FlaskForm):
    """One place a line. `once` is this form's own number."""

    places = TextAreaField()
    kind = HiddenField()
    once = HiddenField()


@dataclass(frozen=True)
class Submission:
    """The form that submits, and the answers that go with it unseen."""

    form: SubmissionForm
    carried: list[tuple[str, str]]
    wrong: str = ""

    @classmethod
    def of(cls, kind: Kind, typed: Typed, place: Place | None = None, *, wrong: str = "") -> "Submission":
        """For a question that was answered at a place, or for a submission that came back."""
        places = typed.get("places") or (f"{place.code} {place.full_name}" if place else "")
        once = typed.get("once") or secrets.token_urlsafe(12)
        form = SubmissionForm(formdata=None, data={"places": places, "kind": kind.code, "once": once})
        left_out = ("place", "places", "known_at")
        return cls(form, [(n, v) for n, v in answers_given(kind, typed) if n not in left_out], wrong)


def places_of(typed: Typed) -> list[str]:
    """The places typed, one a line; a code may be followed by its name, as the form writes it."""
    lines = [line.strip() for line in typed.get("places", "").splitlines()]
    return [_code_first(line) for line in lines if line]


def _code_first(line: str) -> str:
    first, _, _ = line.partition(" ")
    return first if first.isdecimal() and first.isascii() and len(first) == 12 else line  # noqa: PLR2004
