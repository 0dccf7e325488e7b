"""A plain form made of questions (`domain/kind.py`): what was typed stays, and what to mend stands beside its field."""

from collections.abc import Mapping
from typing import Any

from wtforms import Form, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from registry.domain.errors import BadInput
from registry.domain.kind import AnswerType, Asked, questions_of
from registry.web.ask_form import ChoicesField, canonical
from registry.web.language import legible
from registry.web.typed import Typed
from registry.words import Words

_NEEDED = {"aria-required": "true"}
_LONG = 1000
"""From so many characters on an answer is typed into an area of several lines."""


class AnswersForm:
    """The fields of some questions, filled in with what was typed; `labels` are keys of words where fields share names.

    Ids begin with `prefix`, so that a page may hold many forms.
    """

    def __init__(
        self,
        details: type[Any],
        typed: Typed,
        words: Words,
        *,
        labels: Mapping[str, str],
        prefix: str,
    ) -> None:
        self.words, self.typed = words, typed
        self.asked = list(questions_of(details))
        label_of = {a.name: words.say(labels[a.name]) if a.name in labels else words.field(a.name) for a in self.asked}
        fields = {a.name: _field(a, label_of[a.name], typed, words, prefix) for a in self.asked}
        self.form = type("Answers", (Form,), fields)(typed)
        self.fields = [self.form[asked.name] for asked in self.asked]
        self.choices: dict[str, list[tuple[str, str]]] = {}
        self.wrong = ""

    def answers(self) -> dict[str, Any]:
        """What was typed, as the services take it."""
        several = {a.name for a in self.asked if a.answer_type is AnswerType.CHOICES}
        return {
            a.name: self.typed.getlist(a.name) if a.name in several else self.typed.get(a.name, "") for a in self.asked
        }

    def mend(self, error: BadInput) -> None:
        """Put the error's sentence beside its field; above the form where it has no such field."""
        sentence = legible(self.words.error(error))
        if error.field not in self.form:
            self.wrong = sentence
            return
        self.form[error.field].errors = [sentence]
        offered: Any = error.facts.get("choices", ())
        self.choices[error.field] = [(f"{choice['name']} {choice['code']}", "") for choice in offered]


def _field(asked: Asked, label: str, typed: Typed, words: Words, prefix: str) -> Any:
    id_, look = f"{prefix}{asked.name}", _NEEDED if asked.required else {}
    if asked.options is None:
        area = asked.answer_type is AnswerType.TEXT and asked.longest >= _LONG
        return TextAreaField(label, id=id_, render_kw=look) if area else StringField(label, id=id_, render_kw=look)
    name = asked.options.__name__
    choices = [SelectChoice(option.value, words.option(name, option.value)) for option in asked.options]
    if asked.answer_type is AnswerType.CHOICES:
        return ChoicesField(label, id=id_, choices=choices, coerce=canonical)
    empty = SelectChoice("", words.say("page.clean_up_choose"))
    return SelectField(label, id=id_, choices=[empty, *choices], coerce=canonical, render_kw=look)
