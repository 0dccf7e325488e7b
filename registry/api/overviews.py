"""A county, a city or a province as a whole, as types: by category, never a ranking."""

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from registry.api.caller import told_in
from registry.api.costs import weighing
from registry.api.fields import argument, by_public_name, flag, list_of, one, text
from registry.api.options import Language, enum_of, language_argument
from registry.api.scalars import Date
from registry.api.villages import VillageClassCounts
from registry.domain.cases import Status
from registry.domain.delegated import CleanUpStatus
from registry.domain.overviews import Took
from registry.services.overviews import overview_of
from registry.words import words_in

Data = dict[str, Any]


def _number(description: str) -> graphene.Int:
    return graphene.Int(required=True, description=description)


class JudgedOfKind(graphene.ObjectType):
    """一类要求提出时怎样判断的，各多少件。 / How demands of one kind were judged when they were made."""

    class Meta:
        default_resolver = by_public_name

    kind = text("种类。 / The kind.")
    admit = _number("可以准入。 / ADMIT.")
    refer = _number("存疑。 / REFER.")
    reject = _number("不予准入。 / REJECT.")


class JudgedInMonth(graphene.ObjectType):
    """一个月里提出的要求怎样判断的，各多少件。 / How demands made in one month were judged then."""

    class Meta:
        default_resolver = by_public_name

    month = text("月份，如 2026-03。 / The month, as in 2026-03.")
    admit = _number("可以准入。 / ADMIT.")
    refer = _number("存疑。 / REFER.")
    reject = _number("不予准入。 / REJECT.")


class CountOfStatus(graphene.ObjectType):
    """现在处于一种状态的要求有多少件。 / How many demands stand so now."""

    class Meta:
        default_resolver = by_public_name

    status = one(enum_of(Status), "状态。 / The status.")
    number = _number("件数。 / How many.")


class CountOfGround(graphene.ObjectType):
    """因一个主要理由不能直接准入的有多少件。 / How many may not go ahead as they are by one leading ground."""

    class Meta:
        default_resolver = by_public_name

    ground = text("理由的代码。 / The ground's code.")
    number = _number("件数。 / How many.")


class CountOfWait(graphene.ObjectType):
    """乡镇用这么久答复的有多少件。 / How many were answered by the township in this time."""

    class Meta:
        default_resolver = by_public_name

    took = one(enum_of(Took), "用时，按工作日。 / The time taken, in working days.")
    number = _number("件数。 / How many.")


class CountOfCleanUp(graphene.ObjectType):
    """此前下放的事项清理到这一步的有多少项。 / How many delegated matters stand so in the clean-up."""

    class Meta:
        default_resolver = by_public_name

    status = one(enum_of(CleanUpStatus), "清理情况。 / The state.")
    number = _number("项数。 / How many.")


class Overview(graphene.ObjectType):
    """县、市或省的总览；只按类别，不排名。 / A county, city or province as a whole; by category, no ranking."""

    class Meta:
        default_resolver = by_public_name

    place = text("12 位代码。 / The place's 12-digit code.")
    place_name = text("名称。 / Its name.")
    since = one(Date, "起始日期。 / The first day.")
    until = one(Date, "截止日期。 / The last day.")
    kinds = list_of(JudgedOfKind, "按种类。 / By kind.")
    months = list_of(JudgedInMonth, "按月。 / By month.")
    statuses = list_of(CountOfStatus, "现在到了哪一步。 / Where they stand now.")
    grounds = list_of(CountOfGround, "主要理由，多的在前。 / Leading grounds, the most frequent first.")
    waits = list_of(CountOfWait, "乡镇多久答复。 / How long townships took to answer.")
    clean_up = list_of(CountOfCleanUp, "截止日期的清理情况。 / The clean-up as of the last day.")
    plaques = list_of(VillageClassCounts, "截止日期的挂牌情况。 / Plaques as of the last day, by class of village.")
    sample = flag("是否含示例。 / Whether samples are counted.")


class OverviewQueries(graphene.ObjectType):
    """What can be asked about a division as a whole."""

    overview = weighing(
        graphene.Field(
            Overview,
            required=True,
            place=argument(graphene.String, "县、市或省的代码或名称。 / A county, city or province, by code or name."),
            since=argument(Date, "起始日期；默认一年前。 / The first day; a year back by default.", required=False),
            until=argument(Date, "截止日期；默认今天。 / The last day; today by default.", required=False),
            language=language_argument(),
            description="总览；需要令牌，限本辖区及其上级。"
            " / The overview of where the token's person serves, or above; needs a token.",
        ),
        1000,
    )

    @staticmethod
    def resolve_overview(
        _root: None, info: GraphQLResolveInfo, place: str, language: Language, **days: str | None
    ) -> Data:
        with told_in(words_in(language)):
            asked = {name: value or "" for name, value in days.items()}
            return overview_of(place, **asked, actor=info.context.actor(), now=info.context.now).as_data()
