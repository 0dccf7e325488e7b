"""Searching as types: what was found, and where it stands."""

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from registry.api.caller import told_in
from registry.api.connections import One, connected, connection
from registry.api.costs import weighing
from registry.api.fields import argument, by_public_name, flag, list_of, one, perhaps, text
from registry.api.options import enum_of, language_argument, words_of
from registry.api.scalars import Date, DateTime
from registry.domain.pages import Ranked
from registry.domain.searching import Match, WordingKind
from registry.domain.standings import SearchHit as DomainHit
from registry.domain.standings import StandingMark
from registry.services.search import MOST_HITS, MOST_LOOKED_UP, search_as_typed


class Standing(graphene.ObjectType):
    """一处列明：哪个乡镇的清单、哪一级的目录或哪个村的牌子。 / One place where a wording stands."""

    class Meta:
        default_resolver = by_public_name

    place = text("乡镇、村或者发布目录的区划的代码。 / The code of the township, village or catalogue's division.")
    place_name = text("它的名称。 / Its name.")
    mark = one(enum_of(StandingMark), "列在哪一类。 / As what it stands there.")
    matter = text("所在的事项、牌子或证明。 / The row it stands in or beside.")
    paper = text(
        "清单文号、目录版本或者挂牌依据。 / The list's document number, the catalogue's version, or the paper."
    )
    since = one(Date, "生效日或挂牌日。 / In force, or hung, since.")
    code = text("事项或牌子的代码；目录条目为空。 / The duty's or plaque's code; empty for a catalogue's entry.")
    number = perhaps(graphene.Int, "列明的序号。 / The printed number.")
    departments = graphene.Field(
        graphene.List(graphene.NonNull(graphene.String)),
        required=True,
        description="对应的部门。 / The departments whose it is.",
    )
    to_be_confirmed = flag("依据是否待核实。 / Whether its basis is still to be confirmed.")
    sample = flag("是否示例数据。 / Whether it is sample data.")


class SearchHit(graphene.ObjectType):
    """查到的一条文字。 / A wording that was found."""

    class Meta:
        default_resolver = by_public_name

    kind = one(enum_of(WordingKind), "是什么。 / What it is the wording of.")
    text = text("原文。 / The wording.")
    match = one(enum_of(Match), "与所查文字的关系。 / How it answers the text.")
    score = one(graphene.Float, "同类之中的相近程度，0 至 1。 / How well, among those that match alike, 0 to 1.")
    places = one(graphene.Int, "列在几个地方，最多数到 20。 / In how many places it stands, counted up to 20.")
    more = flag("是否不止所数的这些。 / Whether it stands in more than were counted.")
    standings = list_of(Standing, "列在哪里，最多前五处。 / Where it stands, the first five at most.")


class SearchQueries(graphene.ObjectType):
    """可以查找的内容。 / What can be searched."""

    search = weighing(
        connection(
            SearchHit,
            "查找事项、职责分工、牌子和证明；两个字也能查，完全一致的在前；最多50条。"
            " / Search matters, shares, plaques and certificates; two characters will do, and what is exact stands "
            "first; at most 50.",
            sought=argument(graphene.String, "要查的文字，1 至 100 字。 / The text, 1 to 100 characters.", name="text"),
            place=argument(
                graphene.String,
                "限于哪个地方；默认不限。 / Only within this place; everywhere by default.",
                required=False,
            ),
            kinds=argument(
                graphene.List(graphene.NonNull(enum_of(WordingKind))),
                "只查哪几类；默认全部。 / Only these.",
                required=False,
            ),
            on=argument(Date, "哪一天有效；默认今天。 / In force on which day; today by default.", required=False),
            known_at=argument(
                DateTime, "截至何时的登记；默认此刻。 / As recorded by when; now by default.", required=False
            ),
            language=language_argument(),
        ),
        700,
    )

    @staticmethod
    def resolve_search(_root: None, info: GraphQLResolveInfo, **asked: Any) -> dict[str, Any]:
        words, now = words_of(asked), info.context.now
        typed = {name: asked.get(name) or "" for name in ("place", "on", "known_at")}
        kinds = [WordingKind(kind).value for kind in asked.get("kinds") or ()]

        def best(most: int) -> list[DomainHit]:
            hits = search_as_typed(asked["sought"], kinds=kinds, first=most, now=now, **typed)
            if hits.cut:
                facts = {"count": MOST_LOOKED_UP}
                told = {"code": "SEARCH_CUT", "facts": facts, "text": words.say("search.cut", **facts)}
                notice = {"path": info.path.as_list(), **told}
                if notice not in info.context.notices:  # a count looks for more of the same
                    info.context.notices.append(notice)
            return hits

        with told_in(words):
            source = One(Ranked(best, MOST_HITS), lambda hits: [hit.as_data() for hit in hits], words)
            return connected(source, info, asked)
