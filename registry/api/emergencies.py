"""Emergency responses as types: read by anybody, a page at a time."""

from datetime import datetime
from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from registry.api.caller import told_in
from registry.api.fields import argument, by_public_name, flag, list_of, one, perhaps, text
from registry.api.options import Language, enum_of, language_argument
from registry.api.scalars import Date, DateTime
from registry.domain.emergencies import ResponseLevel
from registry.domain.errors import TooMany
from registry.services.divisions import place_today
from registry.services.emergencies import response_called
from registry.store import emergencies
from registry.store.emergencies import EmergencyRecord
from registry.words import words_in

Data = dict[str, Any]
MOST = 100


class EmergencyResponse(graphene.ObjectType):
    """一次应急响应。没有写明的事项不在其内。 / An emergency response. What it does not name is not covered."""

    class Meta:
        default_resolver = by_public_name

    code = text("编号，也用作翻页的游标。 / Its code, which is the cursor too.")
    level = one(enum_of(ResponseLevel), "级别。 / Its level.")
    issuer = text("发布机关。 / Who issued it.")
    place = text("在哪里，12 位代码。 / Where, by the 12-digit code of a division.")
    start = one(Date, "启动日期。 / The first day.")
    end = perhaps(Date, "最后一天；空为未结束。 / The last day; null while it lasts.")
    matters = list_of(graphene.String, "写明的事项。 / The matters it names.")
    recorded_at = one(DateTime, "何时登记启动。 / When it came on record.")
    end_recorded_at = perhaps(DateTime, "何时登记结束。 / When its end came on record.")
    sample = flag("是否为示例。 / Whether it is a sample.")


class EmergencyQueries(graphene.ObjectType):
    """What can be asked about emergency responses."""

    emergency = graphene.Field(
        EmergencyResponse,
        code=argument(graphene.String, "响应的编号。 / The response's code."),
        language=language_argument(),
        description="一次应急响应。 / One emergency response.",
    )
    emergencies = graphene.Field(
        graphene.List(graphene.NonNull(EmergencyResponse)),
        required=True,
        place=argument(
            graphene.String, "适用于哪里，代码或名称。 / A place it covers, by code or name.", required=False
        ),
        open_only=graphene.Argument(
            graphene.Boolean, default_value=False, description="只取未结束的。 / Only those that have not ended."
        ),
        first=graphene.Argument(
            graphene.Int, default_value=20, description="最多取多少次，不超过100。 / At most so many."
        ),
        after=graphene.Argument(graphene.String, default_value="", description="接着哪个编号。 / Behind which code."),
        language=language_argument(),
        description="应急响应，启动晚的在前。 / Emergency responses, the latest start first.",
    )

    @staticmethod
    def resolve_emergency(_root: None, _info: GraphQLResolveInfo, code: str, language: Language) -> Data:
        with told_in(words_in(language)):
            return shown(response_called(code))

    @staticmethod
    def resolve_emergencies(
        _root: None, info: GraphQLResolveInfo, first: int, after: str, language: Language, **given: Any
    ) -> list[Data]:
        now: datetime = info.context.now
        with told_in(words_in(language)):
            if first > MOST:
                raise TooMany("first", given=first, most=MOST)
            covering = place_today(given["place"], now=now).codes() if given.get("place") else ()
            found = emergencies.responses_listed(
                now, covering=covering, open_only=given["open_only"], after=after[:40], most=max(first, 1)
            )
        return [shown(record) for record in found]


def shown(record: EmergencyRecord) -> Data:
    """A response, as the type above shows it."""
    return {
        "code": record.code,
        "level": ResponseLevel(record.level),
        "issuer": record.issuer,
        "place": record.division,
        "start": record.start,
        "end": record.end,
        "matters": list(record.matters),
        "recordedAt": record.recorded_at,
        "endRecordedAt": record.end_recorded_at,
        "sample": record.sample,
    }
