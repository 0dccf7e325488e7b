"""The ask form, derived from a kind's questions. It shows what was typed and what to mend, and judges nothing."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import zip_longest
from typing import Any
from urllib.parse import urlencode

from flask import url_for
from werkzeug.datastructures import MultiDict
from wtforms import Form, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, TextInput

from registry.domain.approvals import PaperLevel
from registry.domain.errors import BadInput
from registry.domain.kind import AnswerType, Asked, Kind
from registry.domain.units import OUTSIDE_GOVERNMENT, DemanderKind
from registry.services.access import Demand
from registry.words import Words

Typed = MultiDict[str, str]

LEAST_PAPERS = 2
LONGEST_DEPARTMENT = 60
LONGEST_PLACE = 100
LONGEST_PAPER_NUMBER = 60
_SHOWN_WITH = {"demander_name": "department"}
"""Answers that have no field of their own, by the field in which they are typed."""


def canonical(typed: Any) -> str:
    """An option however it was typed, as the services read it."""
    return str(typed).strip().upper().replace("-", "_")


class ChoicesField(SelectMultipleField):
    """Several options as checkboxes; what was not answered shows the default."""

    option_widget = CheckboxInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Ticked boxes; none at all leaves the default, as the question does."""
        if valuelist:
            super().process_formdata(valuelist)


class AskForm:
    """The form for one kind: `usual` and `rare` questions of the kind, and those that every kind asks."""

    def __init__(self, kind: Kind, typed: Typed, words: Words, *, department: str = "") -> None:
        self.kind, self.typed, self.words = kind, typed, words
        self.form = _fields(kind, typed, words, department)
        others = [asked for asked in kind.questions() if asked.name != kind.subject]
        self.main = self.form[kind.subject]
        self.usual = [self.form[asked.name] for asked in others if _is_usual(asked)]
        self.rare = [self.form[asked.name] for asked in others if not _is_usual(asked)]
        self.papers = _papers(typed)
        self.wrong_papers = ""

    def mend(self, error: BadInput) -> bool:
        """Put the error's sentence beside its field; False where the form has no such field."""
        name, sentence = shown_at(error), self.sentence(error)
        if name == "cites":
            self.wrong_papers = sentence
        elif name in self.form:
            self.form[name].errors = [sentence]
        else:
            return False
        return True

    def sentence(self, error: BadInput) -> str:
        """What to mend; where there is a choice it stands below as links, so the sentence leaves it out."""
        if "choices" in error.facts:
            return self.words.say(f"page.choose_{error.field}", given=error.facts["given"])
        return self.words.error(error)

    @property
    def has_more(self) -> bool:
        """Whether something seldom asked was answered or is wrong, so that it must not be folded away."""
        rest = [*self.rare, self.form["on"], self.form["known_at"]]
        return bool(self.wrong_papers or any(f.data or f.errors for f in rest) or any(n for n, _ in self.papers))


def _fields(kind: Kind, typed: Typed, words: Words, department: str) -> Form:
    """The fields of a kind and of every kind, filled in; a name typed for an outside body stands in `department`."""
    own = {asked.name: _field(kind, asked, typed, words) for asked in kind.questions()}
    common = _common(typed, words)
    if not own.keys().isdisjoint({*common, "cites", "cites_level", "demander_name", "places", "kind", "lang", "edit"}):
        raise ValueError(f"{kind.code} asks what every kind asks")
    shown = Typed([(name, value) for name, value in typed.items(multi=True) if name != "department" or value])
    given = {"department": typed.get("demander_name") or department}
    return type("Fields", (Form,), {**common, **own})(shown, data=given)


def shown_at(error: BadInput) -> str:
    """The field beside which an error stands."""
    return _SHOWN_WITH.get(error.field, error.field)


def _is_usual(asked: Asked) -> bool:
    """A question is usual if it must be answered, or if leaving it says something definite."""
    return asked.required or asked.default not in (None, "", ())


def _field(kind: Kind, asked: Asked, typed: Typed, words: Words) -> Any:
    label = words.question(kind.code, asked.name)
    description = words.question_help(kind.code, asked.name)
    if asked.options is None:
        number = asked.answer_type is AnswerType.NUMBER
        limits = {"inputmode": "numeric"} if number else {"maxlength": asked.longest}
        return StringField(label, description=description, default=asked.default, render_kw=limits)
    options = [(o.value, words.option(asked.options.__name__, o.value)) for o in asked.options]
    choices = _with_typed(options, typed.getlist(asked.name))
    if asked.answer_type is AnswerType.CHOICES:
        default = list(asked.default or ())
        return ChoicesField(
            label,
            choices=_as_choices(choices),
            coerce=canonical,
            validate_choice=False,
            description=description,
            default=default,
        )
    if asked.default is None:
        choices = [("", words.say("page.ask_not_stated")), *choices]
    return _select(label, choices, description, default=asked.default or "")


def _select(label: str, choices: list[tuple[str, str]], description: str, *, default: str = "") -> Any:
    return SelectField(
        label,
        choices=_as_choices(choices),
        coerce=canonical,
        validate_choice=False,
        description=description,
        default=default,
    )


def _as_choices(options: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in options]


def _with_typed(options: Iterable[tuple[str, str]], typed: Iterable[str]) -> list[tuple[str, str]]:
    """The options, and whatever else was typed, so that nothing typed disappears."""
    known = dict(options)
    unknown = {canonical(t): t for t in typed if t and canonical(t) not in known}
    return [*known.items(), *unknown.items()]


def _common(typed: Typed, words: Words) -> dict[str, Any]:
    """The fields that every kind has: the place, who asks, and the two dates."""

    def text(name: str, longest: int) -> Any:
        label, help_ = words.say(f"page.ask_{name}"), words.say(f"page.ask_{name}_help")
        return StringField(label, description=help_, render_kw={"maxlength": longest})

    return {
        "place": text("place", LONGEST_PLACE),
        "department": text("department", LONGEST_DEPARTMENT),
        "demander": _select(
            words.say("page.ask_demander"), _demanders(typed, words), words.say("page.ask_demander_help")
        ),
        "on": _day("on", typed, words),
        "known_at": _day("known_at", typed, words),
    }


def _demanders(typed: Typed, words: Words) -> list[tuple[str, str]]:
    sorts = [kind for kind in DemanderKind if kind in OUTSIDE_GOVERNMENT]
    options = [(kind.value, words.option("DemanderKind", kind.value)) for kind in sorts]
    return [("", words.say("page.ask_demander_unit")), *_with_typed(options, typed.getlist("demander"))]


def _day(name: str, typed: Typed, words: Words) -> Any:
    """A day to pick; what is typed but is no plain day stays visible in a text field."""
    value = typed.get(name, "").strip()
    widget = TextInput(input_type="date" if not value or _is_day(value) else "text")
    label, help_ = words.say(f"page.ask_{name}"), words.say(f"page.ask_{name}_help")
    return StringField(label, description=help_, widget=widget, render_kw={"maxlength": 40})


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _papers(typed: Typed) -> list[tuple[str, str]]:
    """The papers cited as (number, level), and empty rows for more."""
    given = papers_of(typed)
    return [*given, *[("", "")] * max(1, LEAST_PAPERS - len(given))]


def papers_of(typed: Typed) -> list[tuple[str, str]]:
    """The papers cited, without empty rows."""
    rows = zip_longest(typed.getlist("cites"), typed.getlist("cites_level"), fillvalue="")
    return [(number, level) for number, level in rows if number.strip() or level.strip()]


def paper_levels(words: Words) -> Sequence[tuple[str, str]]:
    """The levels a cited paper can be said to have."""
    return [(level.value, words.option("PaperLevel", level.value)) for level in PaperLevel]


def demand_of(kind: Kind, typed: Typed) -> Demand:
    """What was typed, as a demand."""
    answers: dict[str, Any] = {}
    for asked in kind.questions():
        given = [value for value in typed.getlist(asked.name) if value]
        if given:
            answers[asked.name] = given if asked.answer_type is AnswerType.CHOICES else given[0]
    single = ("place", "department", "demander", "demander_name", "on", "known_at")
    return Demand(
        kind=kind.code, answers=answers, cites=papers_of(typed), **{name: typed.get(name, "") for name in single}
    )


def address(kind: Kind, typed: Typed, **changes: str) -> str:
    """The address that asks this question; a changed answer takes the place of what was typed."""
    return f"{url_for('ask.ask', code=kind.code)}?{urlencode(answers_given(kind, typed, **changes))}"


def answers_given(kind: Kind, typed: Typed, **changes: str) -> list[tuple[str, str]]:
    """Every answer that was given, by its field, without empty ones; papers keep number and level side by side."""
    names = [asked.name for asked in kind.questions()]
    names += ["place", "department", "demander", "demander_name", "on", "known_at", "places"]
    pairs = []
    for name in names:
        values = [changes[name]] if name in changes else typed.getlist(name)
        pairs += [(name, value) for value in values if value]
    for number, level in papers_of(typed):
        pairs += [("cites", number), ("cites_level", level)]
    return pairs
