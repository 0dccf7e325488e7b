"""The law as types: articles with what lifts them and the days they hold."""

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from registry.api.costs import weighing
from registry.api.fields import by_public_name, flag, list_of, one, perhaps, text
from registry.api.ids import Node, known_by
from registry.api.options import Language, enum_of, language_argument
from registry.api.scalars import Date
from registry.domain import article as law
from registry.domain.errors import NotFound
from registry.domain.forms import ApprovalForm
from registry.domain.law import ARTICLES, INSTRUMENTS
from registry.domain.outcome import Outcome
from registry.words import Words, words_in


class Instrument(graphene.ObjectType):
    """一部文件或法律。 / One legal instrument."""

    class Meta:
        default_resolver = by_public_name

    code = text("简称，如 P。 / Its short code, as in P.")
    title = text("名称。 / Its title.")
    document_number = text("文号；无则为空。 / Its document number; empty where it has none.")
    in_force_from = one(Date, "施行日。 / The first day it holds.")
    repealed_on = perhaps(Date, "废止日，当日已不适用；空为未废止。 / The first day it no longer holds; null for none.")
    text_at_hand = flag(
        "是否查到文本；查不到的没有条款。 / Whether its text was at hand; without it there are no articles."
    )


@known_by("code")
class Article(graphene.ObjectType):
    """一条规则，要旨用我们自己的话写成。 / One rule of one clause; the gist is in our own words."""

    class Meta:
        interfaces = (Node,)
        default_resolver = by_public_name

    code = text("公开代码，即理由的代码。 / Its public code, which is the ground's.")
    instrument = one(Instrument, "出自哪部文件。 / The instrument it stands in.")
    clause = text("条款号。 / The clause.")
    citation = text("条款的通行写法。 / The clause as officials cite it.")
    gist = text("要旨。 / The gist.")
    outcome = perhaps(
        enum_of(Outcome),
        "适用时的结论；空为尚未判断。 / What it leads to where it applies; null while it is not judged.",
    )
    lifted_by = list_of(
        enum_of(ApprovalForm), "哪些形式的省级批准可以解除它。 / The forms of provincial approval that lift it."
    )
    yields_to_emergency = flag(
        "应急响应列明的事项是否除外。 / Whether a matter named in an emergency response is exempt."
    )
    soft = flag("原文用语留有余地，只存疑、不否决。 / Whether the source's words make it refer rather than reject.")
    in_force_from = one(Date, "适用的第一天。 / The first day it holds.")
    repealed_on = perhaps(Date, "不再适用的第一天；空为仍适用。 / The first day it no longer holds; null for none.")
    to_be_confirmed = flag("条款号是否待核。 / Whether the clause is still to be confirmed.")


class WholeInstrument(graphene.ObjectType):
    """一部文件及其全部条款，不论是否仍适用。 / An instrument with all of its articles, in force or not."""

    class Meta:
        default_resolver = by_public_name

    instrument = one(Instrument, "文件。 / The instrument.")
    articles = list_of(Article, "它的条款；没有查到文本的没有。 / Its articles; none where its text was not at hand.")


class LawQueries(graphene.ObjectType):
    """What can be asked about the law as a whole."""

    instruments = weighing(
        graphene.Field(
            graphene.List(graphene.NonNull(WholeInstrument)),
            required=True,
            language=language_argument(),
            description="全部文件和法律。 / Every instrument, repealed or not.",
        ),
        100,
    )

    @staticmethod
    def resolve_instruments(_root: None, _info: GraphQLResolveInfo, language: Language) -> list[dict[str, Any]]:
        words = words_in(language)
        return [
            {
                "instrument": _instrument(instrument, words),
                "articles": [
                    shown(article, words) for article in ARTICLES.values() if article.instrument == instrument
                ],
            }
            for instrument in INSTRUMENTS
        ]


def article_called(code: str) -> law.Article:
    """The article of this code, however it is cased. Raises NotFound."""
    found = ARTICLES.get(code[:60].strip().upper())
    if found is None:
        raise NotFound("article", code)
    return found


def shown(article: law.Article, words: Words) -> dict[str, Any]:
    """An article with its words, as the type above shows it."""
    return {
        "code": article.code,
        "instrument": _instrument(article.instrument, words),
        "clause": article.clause,
        "citation": words.citation(article.code),
        "gist": words.article(article.code),
        "outcome": article.outcome,
        "liftedBy": sorted(article.lifted_by),
        "yieldsToEmergency": article.yields_to_emergency,
        "soft": article.soft,
        "inForceFrom": article.in_force_from or article.instrument.in_force_from,
        "repealedOn": article.repealed_on or article.instrument.repealed_on,
        "toBeConfirmed": article.to_be_confirmed,
    }


def _instrument(instrument: law.Instrument, words: Words) -> dict[str, Any]:
    return {
        "code": instrument.code,
        "title": instrument.title if words.language == "zh" else instrument.english,
        "documentNumber": instrument.document_number,
        "inForceFrom": instrument.in_force_from,
        "repealedOn": instrument.repealed_on,
        "textAtHand": instrument.text_at_hand,
    }
