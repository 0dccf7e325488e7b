"""What is asked: input types derived from the kinds' questions, and how they become a demand for the services."""

from collections.abc import Iterable, Mapping
from typing import Any

import graphene
from graphene.utils.str_converters import to_camel_case

from registry.api.options import Language, both, enum_of
from registry.api.scalars import Date, DateTime
from registry.domain import errors
from registry.domain.approvals import PaperLevel
from registry.domain.kind import AnswerType, Asked, Kind
from registry.domain.kinds import KINDS
from registry.domain.question import MOST_CITED
from registry.domain.units import DemanderKind
from registry.services.access import Demand

Given = Mapping[str, Any]
"""An input as graphene hands it over: only what was given, under snake_case names."""


def _described(kind: Kind, asked: Asked) -> str:
    """The question and what helps to answer it, with the bound of a text."""
    label = both(lambda words: f"{words.question(kind.code, asked.name)}: {words.question_help(kind.code, asked.name)}")
    if asked.answer_type is not AnswerType.TEXT:
        return label
    return f"{label} (不超过 {asked.longest} 字 / at most {asked.longest} characters)"


def answer_type(asked: Asked) -> Any:
    """The type of the schema in which a question is answered."""
    if asked.options is not None:
        one = enum_of(asked.options)
        return graphene.List(graphene.NonNull(one)) if asked.answer_type is AnswerType.CHOICES else one
    return graphene.Int if asked.answer_type is AnswerType.NUMBER else graphene.String


def _answer_field(kind: Kind, asked: Asked) -> graphene.InputField:
    default = {} if asked.default in (None, "", ()) else {"default_value": asked.default}
    described = _described(kind, asked)
    return graphene.InputField(answer_type(asked), required=asked.required, description=described, **default)


def _input_type(kind: Kind) -> Any:
    """The questions of a kind as an input type, named after the class that asks them."""
    name = f"{kind.details.__name__.removesuffix('Details')}Input"
    fields = {asked.name: _answer_field(kind, asked) for asked in kind.questions()}
    return _input(name, both(lambda words: words.kind(kind.code)), fields)


def _input(name: str, description: str, fields: Mapping[str, graphene.InputField]) -> Any:
    return type(name, (graphene.InputObjectType,), {**fields, "Meta": {"description": description}})


_INPUTS = {code: _input_type(kind) for code, kind in KINDS.items()}


def kind_fields() -> dict[str, graphene.InputField]:
    """A field for each kind, of which exactly one is to be given."""
    return {code: graphene.InputField(made, description=made._meta.description) for code, made in _INPUTS.items()}


class CitationInput(graphene.InputObjectType):
    """所援引的一份文件。 / A paper that is cited."""

    number = graphene.String(description="文号。 / Its document number.")
    level = graphene.InputField(enum_of(PaperLevel), description="文件的层级。 / Its level, as stated.")


def cites() -> graphene.InputField:
    """The papers cited, as a field of an input."""
    described = f"援引的文件，最多 {MOST_CITED} 份。 / The papers cited, at most {MOST_CITED}."
    return graphene.InputField(graphene.List(graphene.NonNull(CitationInput)), description=described)


def _on() -> graphene.InputField:
    return graphene.InputField(
        Date, description="按哪一天判断；默认今天。 / The day it is judged for; today by default."
    )


def _language() -> graphene.InputField:
    described = "答复使用的语言。 / The language of the answer."
    return graphene.InputField(enum_of(Language), default_value=Language.ZH, description=described)


def _check_fields() -> dict[str, graphene.InputField]:
    return {
        "place": graphene.InputField(
            graphene.String,
            required=True,
            description="地点:12 位代码、唯一的短代码，或带县名的名称。"
            " / The place: 12 digits, a shorter code if unique, or a name with its county.",
        ),
        "department": graphene.InputField(
            graphene.String,
            description="提出要求的单位：代码，或地点所在县内的名称。"
            " / The unit that asks: its code, or a name inside the place's county.",
        ),
        "demander": graphene.InputField(
            enum_of(DemanderKind),
            description="机关以外的单位：它的性质。 / For a body outside government: its sort.",
        ),
        "demander_name": graphene.InputField(
            graphene.String, description="机关以外的单位：它的名称。 / For a body outside government: its name."
        ),
        "on": _on(),
        "known_at": graphene.InputField(
            DateTime,
            description="以何时已登记的情况为准；默认此刻。 / What had been recorded by then counts; now by default.",
        ),
        "cites": cites(),
        "language": _language(),
        **kind_fields(),
    }


CheckInput = _input(
    "CheckInput",
    "要问的事；各类要求中恰好填写一类。 / What is asked; exactly one of the kinds is to be given.",
    _check_fields(),
)


def demand_of(given: Given) -> Demand:
    """The demand that an input states. Raises MissingAnswer without a kind, TooMany with more than one."""
    kind = _the_one_kind(given)
    return Demand(
        kind=kind,
        place=given.get("place") or "",
        answers={name: answer for name, answer in given[kind].items() if answer is not None},
        department=given.get("department") or "",
        demander=given.get("demander") or "",
        demander_name=given.get("demander_name") or "",
        cites=citations(given.get("cites") or ()),
        on=given.get("on") or "",
        known_at=given.get("known_at") or "",
    )


def _the_one_kind(given: Given) -> str:
    kinds = [code for code in KINDS if given.get(code) is not None]
    if not kinds:
        raise errors.MissingAnswer("kind")
    if len(kinds) > 1:
        raise errors.TooMany("kind", given=len(kinds), most=1)
    return kinds[0]


def citations(cites: Iterable[Given]) -> tuple[tuple[str, str], ...]:
    """The papers cited as (number, level)."""
    return tuple((cited.get("number") or "", cited.get("level") or "") for cited in cites)


def path_of(error: errors.RegistryError, given: Given) -> list[str]:
    """Where in the input the answer to mend stands, as the names of fields and places in lists."""
    field = str(error.facts.get("field", ""))
    kind = next((code for code in KINDS if given.get(code) is not None), None)
    if kind and field in {asked.name for asked in KINDS[kind].questions()}:
        return ["input", to_camel_case(kind), to_camel_case(field)]
    if field == "place" and "places" in given:
        places = list(given.get("places") or ())
        typed = error.facts.get("given")
        return ["input", "places", *([str(places.index(typed))] if typed in places else [])]
    return ["input", to_camel_case(field)] if field and field != "kind" else ["input"]
