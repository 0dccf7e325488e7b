"""The change feed as types: what changed, in the order in which it was committed, each thing as a whole."""

from typing import Any

import graphene
from graphql import GraphQLError, GraphQLResolveInfo

from registry.api.caller import Caller, told_in
from registry.api.fields import argument, by_public_name, flag, list_of, one, perhaps, text
from registry.api.options import Language, enum_of, language_argument
from registry.api.scalars import JSON, DateTime
from registry.domain.actors import Actor
from registry.domain.feed import MOST, ThingKind
from registry.services.changes import Change, changes
from registry.words import words_in

Data = dict[str, Any]


class Position(graphene.Scalar):
    """变更流中的位置：不断增大的整数，可超过 32 位；只出现在答复中。 / A place in the change feed: a whole number that
    only grows, and may go beyond 32 bits; in answers only."""

    @staticmethod
    def serialize(value: int) -> int:
        return value

    @staticmethod
    def parse_value(_value: Any) -> int:
        raise GraphQLError("Position is in answers only.")

    parse_literal = parse_value


class ChangeOfThing(graphene.ObjectType):
    """一次变更。 / One change: that a thing came, was changed, or is gone."""

    class Meta:
        name = "Change"
        default_resolver = by_public_name

    id = text("变更的编号；同一变更无论经查询还是推送都相同。 / Its id, the same however this change is told.")
    position = one(Position, "顺序号：按提交先后，没有空缺。 / Its order key: in order of commit, none left out.")
    kind = one(enum_of(ThingKind), "变更的是什么。 / What sort of thing it is.")
    key = text("它的编号，与类别一起唯一。 / Its key, unique among its kind.")
    deleted = flag("是否已不存在。 / Whether it is there no more.")
    at = one(DateTime, "何时提交。 / When it was committed.")
    thing = perhaps(
        JSON,
        "它现在的全部内容，连同所属各行；字段见 docs/feed.md。其后又有变更的，后面还会告知。不存在的为空。"
        " / All of it as it is now, with the rows that belong to it; its fields are listed in docs/feed.md. If it "
        "changed again since, a later change tells so. Null where it is there no more.",
    )


class ChangePage(graphene.ObjectType):
    """变更流的一页，同一时刻的情况。 / A page of the change feed, as of one moment."""

    class Meta:
        default_resolver = by_public_name

    changes = list_of(
        ChangeOfThing,
        "变更，按提交先后；他人才可读的不在其中，因此可能少于 first，甚至没有。"
        " / The changes, in order of commit; those that are not for the caller are left out, so there may be fewer "
        "than first, even none.",
    )
    end_cursor = text("下一次查询的 after。 / What to give as after next time.")
    position = one(Position, "已看到的位置。 / How far this page has looked.")
    has_more = flag("后面是否还有。 / Whether there is more behind it.")


_AFTER = (
    "上一页的 endCursor；不填则从头开始，先是全部现有内容。"
    " / The endCursor of the page before; without it from the beginning, which tells all there is."
)
_OF = "只要这些类别；不填则全部。 / These kinds only; all of them without it."


class ChangeQueries(graphene.ObjectType):
    """What can be asked of the change feed."""

    changes = graphene.Field(
        ChangePage,
        required=True,
        after=argument(graphene.String, _AFTER, required=False),
        first=graphene.Argument(
            graphene.Int, default_value=MOST, description=f"最多取多少项（1–{MOST}）。 / At most so many (1–{MOST})."
        ),
        of=argument(graphene.List(graphene.NonNull(enum_of(ThingKind))), _OF, required=False),
        language=language_argument(),
        description="变更流：每一类内容的每一次变更，按提交先后，从不遗漏；公开的内容不需要令牌，其余的用令牌，所见与页面相同。"
        " / The change feed: every change of every kind of thing, in order of commit, none ever skipped. What is "
        "public needs no token; with one, whatever its person may read at the pages.",
    )

    @staticmethod
    def resolve_changes(
        _root: None,
        info: GraphQLResolveInfo,
        first: int,
        language: Language,
        after: str | None = None,
        of: list[ThingKind] | None = None,
    ) -> Data:
        with told_in(words_in(language)):
            actor = _whoever(info.context)
            page = changes(after=after or "", first=first, of=[ThingKind(kind) for kind in of or ()], actor=actor)
        return {
            "changes": [_shown(one) for one in page.changes],
            "endCursor": page.cursor,
            "position": page.position,
            "hasMore": page.has_more,
        }


def _whoever(caller: Caller) -> Actor | None:
    """The person of the token; nobody where none was sent. Raises NotSignedIn for one that is not valid."""
    return caller.actor() if caller.authorization.strip() else None


def _shown(change: Change) -> Data:
    return {
        "id": change.event,
        "position": change.position,
        "kind": change.kind,
        "key": change.key,
        "deleted": change.thing is None,
        "at": change.at,
        "thing": change.thing,
    }
