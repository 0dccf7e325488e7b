"""Emergency responses as types: read by anybody, a page at a time."""

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from registry.api.caller import told_in
from registry.api.connections import One, connected, connection
from registry.api.fields import argument, by_public_name, flag, list_of, one, perhaps, text
from registry.api.ids import Node, known_by
from registry.api.options import Language, enum_of, language_argument, words_of
from registry.api.ordering import in_order, in_time
from registry.api.scalars import Date, DateTime
from registry.domain.emergencies import ResponseLevel
from registry.services.divisions import place_today
from registry.services.emergencies import response_called
from registry.store import emergencies
from registry.store.emergencies import EmergencyRecord
from registry.words import words_in

Data = dict[str, Any]


@known_by("code")
class EmergencyResponse(graphene.ObjectType):
    """一次应急响应。没有写明的事项不在其内。 / An emergency response. What it does not name is not covered."""

    class Meta:
        interfaces = (Node,)
        default_resolver = by_public_name

    code = text("编号。 / Its code.")
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
    emergencies = connection(
        EmergencyResponse,
        "应急响应，启动晚的在前。 / Emergency responses, the latest start first.",
        place=argument(
            graphene.String, "适用于哪里，代码或名称。 / A place it covers, by code or name.", required=False
        ),
        open_only=graphene.Argument(
            graphene.Boolean, default_value=False, description="只取未结束的。 / Only those that have not ended."
        ),
        order_by=in_time(),
        language=language_argument(),
    )

    @staticmethod
    def resolve_emergency(_root: None, _info: GraphQLResolveInfo, code: str, language: Language) -> Data:
        with told_in(words_in(language)):
            return shown(response_called(code))

    @staticmethod
    def resolve_emergencies(_root: None, info: GraphQLResolveInfo, **asked: Any) -> Data:
        words, now = words_of(asked), info.context.now
        with told_in(words):
            covering = place_today(asked["place"], now=now).codes() if asked.get("place") else ()
            found = emergencies.responses_page(now, covering=covering, open_only=asked["open_only"])
            return connected(One(in_order(found, asked), lambda rows: [shown(row) for row in rows], words), info, asked)


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
