"""The kinds of request as types, so that a system can build its own form from them."""

from enum import StrEnum
from typing import Any

import graphene
from graphene.utils.str_converters import to_camel_case

from registry.api.fields import by_public_name, flag, list_of, one, perhaps, text
from registry.api.ids import Node, known_by
from registry.api.options import enum_of
from registry.api.scalars import JSON
from registry.domain import kind as kinds
from registry.domain.divisions import Level
from registry.domain.kind import MOST_NUMBER, AnswerType
from registry.words import Words


class Option(graphene.ObjectType):
    """一个可选的回答。 / One answer to choose from."""

    class Meta:
        default_resolver = by_public_name

    value = text("填写的值。 / The value to give.")
    text = text("它的意思。 / What it means.")


class AskedQuestion(graphene.ObjectType):
    """某类要求的一个问题。 / One question of a kind."""

    class Meta:
        name = "Question"
        default_resolver = by_public_name

    name = text("字段名，与输入类型中的相同。 / The name of its field in the kind's input.")
    label = text("问题。 / What is asked.")
    help = text("怎样填写。 / What helps to answer it.")
    type = one(enum_of(AnswerType), "要怎样的回答。 / What sort of answer it takes.")
    required = flag("是否必填。 / Whether it must be answered.")
    default = perhaps(JSON, "不填时的值；空为没有。 / What stands where it is not answered; null for nothing.")
    options = list_of(Option, "可选的回答；自由填写时没有。 / The answers to choose from; none where it is free.")
    longest = perhaps(graphene.Int, "文字最多多少字。 / For a text: the most characters it may have.")
    least = perhaps(graphene.Int, "数字最小是多少。 / For a number: the least it may be.")
    most = perhaps(graphene.Int, "数字最大是多少。 / For a number: the most it may be.")


@known_by("code")
class KindType(graphene.ObjectType):
    """一类要求。 / A kind of request."""

    class Meta:
        name = "Kind"
        interfaces = (Node,)
        default_resolver = by_public_name

    code = text("公开代码。 / Its public code.")
    field = text("它在输入中的字段名。 / The name of its field in the inputs.")
    name = text("名称。 / What it is called.")
    places = list_of(enum_of(Level), "可以向哪些层级提出。 / The levels it can be put to.")
    subject = text("说明所要求之事的那个问题。 / The question that names what is asked for.")
    questions = list_of(AskedQuestion, "它的问题，按提问顺序。 / Its questions, in the order they are asked.")


def shown(kind: kinds.Kind, words: Words) -> dict[str, Any]:
    """A kind with its words, as the type above shows it."""
    return {
        "code": kind.code,
        "field": to_camel_case(kind.code),
        "name": words.kind(kind.code),
        "places": sorted(kind.places, key=list(Level).index),
        "subject": to_camel_case(kind.subject),
        "questions": [_question(kind, asked, words) for asked in kind.questions()],
    }


def _question(kind: kinds.Kind, asked: kinds.Asked, words: Words) -> dict[str, Any]:
    is_text, is_number = asked.answer_type is AnswerType.TEXT, asked.answer_type is AnswerType.NUMBER
    return {
        "name": to_camel_case(asked.name),
        "label": words.question(kind.code, asked.name),
        "help": words.question_help(kind.code, asked.name),
        "type": asked.answer_type,
        "required": asked.required,
        "default": list(asked.default) if isinstance(asked.default, tuple) else asked.default,
        "options": [_option(asked.options, option, words) for option in asked.options or ()],
        "longest": asked.longest if is_text else None,
        "least": asked.least if is_number else None,
        "most": MOST_NUMBER if is_number else None,
    }


def _option(options: Any, option: StrEnum, words: Words) -> dict[str, str]:
    return {"value": option.name, "text": words.option(options.__name__, option.value)}
