"""The ask form, derived from a kind's questions. It shows what was typed and what to mend, and judges nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from wtforms import Form, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, TextInput

from registry.domain.approvals import PaperLevel
from registry.domain.errors import BadInput, SeveralSuccessors
from registry.domain.kind import AnswerType, Asked, Kind
from registry.domain.units import OUTSIDE_GOVERNMENT, DemanderKind
from registry.web.language import legible
from registry.web.typed import Typed, address, papers_of, places_of, short
from registry.words import Words

LEAST_PAPERS = 2
_NEEDED = {"aria-required": "true"}
"""How a field that must be filled in is told. No field limits its length: that would cut what is pasted, silently."""
NOT_ASKED = frozenset({"kind", "lang", "edit", "once", "seal", "csrf_token", "draft", "revision", "files"})
"""What a form or an address holds besides answers."""
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


@dataclass(frozen=True)
class Mended:
    """One thing to mend: its field, empty where the form has no such field, and the sentence."""

    field: str
    sentence: str


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
        self.choices: dict[str, list[tuple[str, str]]] = {}

    def mend(self, name: str, error: BadInput) -> Mended:
        """Put the error's sentence beside its field, with the places or units to choose from where there are such."""
        field, sentence = _SHOWN_WITH.get(name, name), self.sentence(error)
        if field == "cites":
            self.wrong_papers = sentence
        elif field in self.form:
            self.form[field].errors = [*self.form[field].errors, sentence]
            self.choices.setdefault(field, []).extend(self._choices(field, error))
        else:
            field = ""
        return Mended(field, sentence)

    def sentence(self, error: BadInput) -> str:
        """What to mend; where there is a choice it stands below as links, so the sentence leaves it out."""
        if "choices" in error.facts and not isinstance(error, SeveralSuccessors):
            more = error.facts.get("more", 0)
            key = "page.choose_place_more" if more else f"page.choose_{error.field}"
            return legible(self.words.say(key, given=error.facts["given"], more=more))
        return legible(self.words.error(error))

    def _choices(self, field: str, error: BadInput) -> list[tuple[str, str]]:
        """What could be meant, by name, with the address that asks again with it."""
        offered: Any = error.facts.get("choices", ())
        chosen = [(c["name"], self._with(field, str(error.facts["given"]), c["code"])) for c in offered]
        return [(name, short(address(self.kind, self.typed, **changes))) for name, changes in chosen]

    def _with(self, field: str, given: str, code: str) -> dict[str, str]:
        if field != "places":
            return {field: code}
        own = bool(self.typed.get("place", "").strip())
        return {"places": "\n".join(code if p == given else p for p in places_of(self.typed)[own:])}

    @property
    def has_more(self) -> bool:
        """Whether something seldom asked was answered or is wrong, so that it must not be folded away."""
        rest = [*self.rare, self.form["on"], self.form["known_at"]]
        return bool(self.wrong_papers or any(f.data or f.errors for f in rest) or any(n for n, _ in self.papers))


def _fields(kind: Kind, typed: Typed, words: Words, department: str) -> Form:
    """The fields of a kind and of every kind, filled in; a name typed for an outside body stands in `department`."""
    own = {asked.name: _field(kind, asked, typed, words) for asked in kind.questions()}
    common = _common(typed, words)
    if not own.keys().isdisjoint({*common, "cites", "cites_level", "demander_name", *NOT_ASKED}):
        raise ValueError(f"{kind.code} asks what every kind asks")
    named = typed.get("department") or typed.get("demander_name") or (department if "department" not in typed else "")
    shown = Typed([(name, value) for name, value in typed.items(multi=True) if name != "department"])
    given = {"department": named}
    return type("Fields", (Form,), {**common, **own})(shown, data=given)


def _is_usual(asked: Asked) -> bool:
    """A question is usual if it must be answered, or if leaving it says something definite."""
    return asked.required or asked.default not in (None, "", ())


def _field(kind: Kind, asked: Asked, typed: Typed, words: Words) -> Any:
    label = words.question(kind.code, asked.name)
    description = words.question_help(kind.code, asked.name)
    if asked.options is None:
        look = {"inputmode": "numeric"} if asked.answer_type is AnswerType.NUMBER else {}
        return StringField(label, description=description, default=asked.default, render_kw={**look, **_needed(asked)})
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


def _needed(asked: Asked) -> dict[str, str]:
    return _NEEDED if asked.required else {}


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

    def text(name: str, look: dict[str, Any], field: Any = StringField) -> Any:
        label, help_ = words.say(f"page.ask_{name}"), words.say(f"page.ask_{name}_help")
        return field(label, description=help_, render_kw=look)

    return {
        "place": text("place", _NEEDED),
        "places": text("places", {"rows": 2}, TextAreaField),
        "department": text("department", _NEEDED),
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
    widget = TextInput(input_type="date" if not value or is_day(value) else "text")
    label, help_ = words.say(f"page.ask_{name}"), words.say(f"page.ask_{name}_help")
    return StringField(label, description=help_, widget=widget)


def is_day(value: str) -> bool:
    """Whether this is a day in the one way that a date field holds."""
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _papers(typed: Typed) -> list[tuple[str, str]]:
    """The papers cited as (number, level), and empty rows for more."""
    given = papers_of(typed)
    return [*given, *[("", "")] * max(1, LEAST_PAPERS - len(given))]


def paper_levels(words: Words) -> Sequence[tuple[str, str]]:
    """The levels a cited paper can be said to have."""
    return [(level.value, words.option("PaperLevel", level.value)) for level in PaperLevel]
