"""The application in words, and the part of a form that asks for it; what has to move along (P16) is marked if open."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from wtforms import Form, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import TextInput

from registry.domain.access import brings_new_work
from registry.domain.applications import LONG, MOVED_ALONG, ApplicationDetails
from registry.domain.errors import BadInput
from registry.domain.kind import Asked, questions_of
from registry.web.ask_form import Mended, canonical, is_day
from registry.web.language import legible
from registry.web.typed import APPLIED, Typed
from registry.words import Words


@dataclass(frozen=True)
class Said:
    """One field of an application in words; `is_missing` where it is open though it has to move along (P16)."""

    name: str
    label: str
    text: str
    is_missing: bool


Verdicts = Iterable[Mapping[str, Any]]
"""Verdicts as data, of every place that is asked."""


def application_in_words(verdicts: Verdicts, kept: Mapping[str, Any], words: Words) -> list[Said]:
    """What an application says, field by field; an open field is told only where it has to move along."""
    is_new = any(brings_new_work(one) for one in verdicts)
    found = []
    for asked in questions_of(ApplicationDetails):
        value = kept.get(asked.name)
        missing = not value and asked.name in MOVED_ALONG and is_new
        if value or missing:
            found.append(Said(asked.name, words.field(asked.name), _said(asked.name, value, words), missing))
    return found


def _said(name: str, value: Any, words: Words) -> str:
    if not value:
        return ""
    if name in ("term_from", "term_until"):
        return words.day(value)
    return words.option("AssessmentPart", value) if name == "assessed" else str(value)


class ApplicationForm:
    """The fields of an application, as they were typed; `missing` are those that have to move along and are open."""

    def __init__(self, typed: Typed, words: Words, verdicts: Verdicts = ()) -> None:
        self.words = words
        asked = questions_of(ApplicationDetails)
        fields = {f"{APPLIED}{one.name}": _field(one, typed, words) for one in asked}
        self.form = type("Application", (Form,), fields)(typed)
        self.fields = list(self.form)
        open_ = [name for name in MOVED_ALONG if not typed.get(f"{APPLIED}{name}", "").strip()]
        is_new = any(brings_new_work(one) for one in verdicts)
        self.missing = open_ if is_new else []
        self.moves_along = {f"{APPLIED}{name}" for name in MOVED_ALONG} if is_new else set()

    @property
    def is_filled(self) -> bool:
        """Whether anything was typed or is to be mended, so that it must not be folded away."""
        return any(one.data or one.errors for one in self.fields)

    def mend(self, error: BadInput) -> Mended:
        """Put the error's sentence beside its field."""
        sentence = legible(self.words.error(error))
        self.form[f"{APPLIED}{error.field}"].errors = [sentence]
        return Mended(f"{APPLIED}{error.field}", sentence)


def _field(asked: Asked, typed: Typed, words: Words) -> Any:
    label = words.field(asked.name)
    if asked.options is not None:
        name = asked.options.__name__
        choices = [SelectChoice(option.value, words.option(name, option.value)) for option in asked.options]
        empty = SelectChoice("", words.say("page.ask_not_stated"))
        return SelectField(label, choices=[empty, *choices], coerce=canonical, validate_choice=False)
    if asked.longest >= LONG:
        return TextAreaField(label, render_kw={"rows": 2})
    value = typed.get(f"{APPLIED}{asked.name}", "").strip()
    is_date = asked.name in ("term_from", "term_until") and (not value or is_day(value))
    return StringField(label, widget=TextInput(input_type="date" if is_date else "text"))
