"""Notices in somebody's box: read, and marked as read."""

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from registry.api.acting import Acting, Data, Given, done, input_of, mutation, payload, typed_list
from registry.api.caller import told_in
from registry.api.connections import One, connected, connection
from registry.api.fields import argument, by_public_name, one, perhaps, text
from registry.api.ids import Node, known_by
from registry.api.options import Language, enum_of, language_argument, words_of
from registry.api.ordering import in_order, in_time
from registry.api.scalars import JSON, DateTime
from registry.domain.errors import TooMany
from registry.domain.notices import NewsCode
from registry.services import notices
from registry.services.notices import MOST_SHOWN
from registry.services.record_pages import notices_of
from registry.store.notices import NoticeRecord
from registry.words import Words, words_in


@known_by("number")
class InboxNotice(graphene.ObjectType):
    """发给本单位、本岗位或本人的一条通知。 / A notice to one's unit, desk or village, or to oneself."""

    class Meta:
        interfaces = (Node,)
        default_resolver = by_public_name

    number = one(graphene.Int, "编号。 / Its number.")
    code = one(enum_of(NewsCode), "说的是什么。 / What it tells.")
    about = text("所说的办件、批准或反映的编号。 / The number of the case, approval or report it is about.")
    facts = one(JSON, "其中的事实。 / Its facts.")
    title = text("几个字的标题。 / What it is about, in a few words.")
    text = text("一句话。 / The notice in a sentence.")
    created_at = one(DateTime, "何时写下。 / When it was written.")
    read_at = perhaps(DateTime, "何时读过；空为未读。 / When it was read; null where nobody has read it.")


MarkNoticesReadInput = input_of(
    "MarkNoticesReadInput",
    "已读的通知。 / The notices that were read.",
    {
        "numbers": typed_list(
            graphene.Int,
            f"编号，一次最多 {MOST_SHOWN} 条。 / Their numbers, at most {MOST_SHOWN} at once.",
            required=True,
        )
    },
)
MarkNoticesReadPayload = payload(
    "MarkNoticesReadPayload",
    "标记已读的结果。 / What marking as read came to.",
    marked=graphene.Int(
        description="标记了几条；别人的和已读的不计。 / How many were marked; others' are not counted."
    ),
    unread=graphene.Int(description="还有几条未读。 / How many are unread still."),
)


class InboxQueries(graphene.ObjectType):
    """What can be asked about one's notices."""

    notices = connection(
        InboxNotice,
        "通知，最近的在前；需要令牌。 / One's notices, the latest first; needs a token.",
        unread_only=argument(graphene.Boolean, "只要未读的。 / Only what nobody has read.", required=False),
        order_by=in_time(),
        language=language_argument(),
    )
    unread_notices = graphene.Field(
        graphene.Int,
        required=True,
        language=language_argument(),
        description="未读的通知有几条；需要令牌。 / How many notices are unread; needs a token.",
    )

    @staticmethod
    def resolve_notices(_root: None, info: GraphQLResolveInfo, **asked: Any) -> Data:
        words, caller = words_of(asked), info.context
        with told_in(words):
            found = notices_of(caller.actor(), unread_only=bool(asked.get("unread_only")), now=caller.now)
            return connected(
                One(in_order(found, asked), lambda rows: [shown(row, words) for row in rows], words), info, asked
            )

    @staticmethod
    def resolve_unread_notices(_root: None, info: GraphQLResolveInfo, language: Language) -> int:
        with told_in(words_in(language)):
            return notices.unread(info.context.actor(), now=info.context.now)


class InboxMutations(graphene.ObjectType):
    """What can be done with one's notices."""

    mark_notices_read = mutation(
        MarkNoticesReadPayload, MarkNoticesReadInput, "标记通知为已读。 / Mark notices as read."
    )

    @staticmethod
    def resolve_mark_notices_read(_root: None, info: GraphQLResolveInfo, asked: Given) -> Data:
        return done(info, asked, _marked)


def _marked(asked: Given, acting: Acting) -> Data:
    numbers = [number for number in asked["numbers"] if 0 < number <= notices.LARGEST_NUMBER]
    if len(asked["numbers"]) > MOST_SHOWN:
        raise TooMany("numbers", given=len(asked["numbers"]), most=MOST_SHOWN)
    marked = notices.mark_read(numbers, **acting.by)
    return {"marked": marked, "unread": lambda: notices.unread(**acting.by)}


def shown(record: NoticeRecord, words: Words) -> Data:
    """A notice as the type above shows it."""
    return {
        "number": record.id,
        "code": record.code,
        "about": record.about,
        "facts": record.facts,
        "title": words.news(record.code),
        "text": words.told(record.code, record.facts),
        "createdAt": record.created_at,
        "readAt": record.read_at,
    }
