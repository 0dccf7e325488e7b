"""Lists as types: editions with their duties, two compared, a township against its master, a mirror, drafts."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from registry.api import divisions as places
from registry.api.caller import told_in
from registry.api.connections import One, below, connected, connection
from registry.api.costs import weighing
from registry.api.divisions import Division, PlaceType
from registry.api.fields import argument, by_public_name, flag, list_of, one, perhaps, text
from registry.api.ids import Node, known_by
from registry.api.list_changes import Comparison, compared_shown
from registry.api.list_types import Edition, duties_field, edition_shown, editions_shown, listed
from registry.api.options import enum_of, language_argument, words_of
from registry.api.ordering import in_order, in_time
from registry.api.scalars import Date, DateTime
from registry.domain.as_of import dates_asked
from registry.domain.comparing import compare
from registry.domain.duties import DutyTier
from registry.domain.duties import Edition as OneEdition
from registry.domain.editions import DraftStatus
from registry.domain.mirrors import Mirrored
from registry.domain.pages import InMemory
from registry.domain.question import CHINA
from registry.services import drafts, duties
from registry.services.drafts import drafts_page
from registry.services.many_places import places_following
from registry.store import duties as on_file
from registry.store.editions import DraftRecord
from registry.words import Words, words_in

Data = dict[str, Any]

_PLACE = (
    "乡镇（县区则为母版）：代码，或带县名的名称。"
    " / The township (or, for its master, the county): code, or name with county."
)
_ON = "哪一天；默认今天。 / As in force on which day; today by default."
_KNOWN_AT = "以何时已登记的情况为准；默认现在。 / What had been recorded by then counts; now by default."
_EDITION = "清单版本的编号。 / The code of an edition."


def _as_of() -> dict[str, graphene.Argument]:
    return {
        "on": argument(Date, _ON, required=False),
        "known_at": argument(DateTime, _KNOWN_AT, required=False),
        "language": language_argument(),
    }


def _place() -> graphene.Argument:
    return argument(graphene.String, _PLACE)


class PlaceList(graphene.ObjectType):
    """一个地方某一天的清单，以当时已登记的为准。 / A place's list on a day, as known at a time."""

    class Meta:
        default_resolver = by_public_name

    place = one(PlaceType, "地点。 / The place.")
    on = one(Date, "哪一天。 / The day.")
    known_at = one(DateTime, "以何时已登记的情况为准。 / What had been recorded by then counted.")
    edition = perhaps(Edition, "当日有效的一版；空为没有。 / The edition in force that day; null for none.")
    sample = flag("是否示例。 / Whether it is a sample.")
    duties = duties_field()
    editions = below(Edition, "已登记的各版，最近生效的在前。 / The editions known, the latest day first.")


class MirrorRow(graphene.ObjectType):
    """部门镜像中的一项，每种写法一条。 / One duty as a department sees it; each wording once."""

    class Meta:
        default_resolver = by_public_name

    tier = one(enum_of(DutyTier), "所在部分。 / The part of the list.")
    code = text("事项的固定编码。 / The duty's stable code.")
    matter = text("事项名称。 / The matter.")
    department = text("清单上写的部门。 / The department as the list writes it.")
    duties = list_of(graphene.String, "该部门的职责。 / Its share.")
    way_of_working = text("工作方式。 / Way of working.")
    generic = flag("是否泛指各主管部门。 / Whether the list names all line departments at once.")
    townships = list_of(Division, "这样写的乡镇。 / The townships whose lists say it so.")


class Mirror(graphene.ObjectType):
    """一个部门在各乡镇清单中的职责。 / What a county's lists say of one department."""

    class Meta:
        default_resolver = by_public_name

    unit = text("部门的代码；不在名录中则为空。 / The unit's code; empty where it is not on record.")
    name = text("部门名称。 / Its name.")
    place = one(PlaceType, "县区或乡镇。 / The county or township.")
    sample = flag("是否依据示例数据。 / Whether it rests on sample data.")
    townships = list_of(Division, "有清单的乡镇。 / The townships that have a list.")
    rows = below(MirrorRow, "各条，按清单的次序。 / Its rows, in the order of the lists.")


@known_by("code")
class Draft(graphene.ObjectType):
    """清单草稿。 / A draft of a list."""

    class Meta:
        name = "ListDraft"
        interfaces = (Node,)
        default_resolver = by_public_name

    code = text("编号。 / Its code.")
    place = perhaps(PlaceType, "地点。 / The place.")
    title = text("名称。 / Its title.")
    status = one(enum_of(DraftStatus), "状态。 / Where it stands.")
    base = perhaps(graphene.String, "接着哪一版。 / The edition it follows.")
    corrects = perhaps(graphene.String, "更正哪一版。 / The edition it corrects.")
    edition = perhaps(graphene.String, "公布为哪一版。 / The edition it became.")
    created_by = text("起草人的用户名。 / Who drafted it.")
    reviewed_by = text("审核人的用户名。 / Who approved it.")
    changed_at = one(DateTime, "最后改动时间。 / When it was last changed.")
    rows = one(graphene.Int, "共几项。 / How many rows it has.")
    duties = duties_field()
    comparison = perhaps(
        Comparison, "与所接一版的不同；没有上一版则为空。 / What differs from the edition it follows; null for none."
    )


class ListQueries(graphene.ObjectType):
    """清单可以怎样查。 / How lists can be looked up."""

    list_ = graphene.Field(
        PlaceList,
        name="list",
        required=True,
        place=_place(),
        **_as_of(),
        description="一个乡镇的三张清单（或一个县区的母版）；不需要令牌。"
        " / A township's three lists (or a county's master); no token is needed.",
    )
    edition = weighing(
        graphene.Field(
            Edition,
            required=True,
            code=argument(graphene.String, _EDITION),
            language=language_argument(),
            description="清单的一版，已更正的也在。 / One edition, corrected or not.",
        ),
        20,
    )
    compare_lists = weighing(
        graphene.Field(
            Comparison,
            required=True,
            before=argument(graphene.String, _EDITION),
            after=argument(graphene.String, _EDITION),
            language=language_argument(),
            description="两版逐项逐栏比较。 / Two editions, item by item and field by field.",
        ),
        500,
    )
    overlay = weighing(
        graphene.Field(
            Comparison,
            required=True,
            place=_place(),
            **_as_of(),
            description="乡镇清单与县级母版的不同。 / Where a township's list differs from its county's master.",
        ),
        500,
    )
    mirror = weighing(
        graphene.Field(
            Mirror,
            required=True,
            unit=argument(graphene.String, "部门的代码或名称。 / The department, by code or name."),
            place=_place(),
            **_as_of(),
            description="部门在各乡镇的配合职责和收回事项。"
            " / A department's shares and what it took back, township by township.",
        ),
        1000,
    )
    drafts = connection(
        Draft,
        "本辖区的清单草稿，最近改动的在前；需要令牌。"
        " / The drafts of one's division, the latest changed first; needs a token.",
        statuses=argument(
            graphene.List(graphene.NonNull(enum_of(DraftStatus))), "只要这些状态的。 / Only in these.", required=False
        ),
        order_by=in_time(),
        language=language_argument(),
    )
    draft = graphene.Field(
        Draft,
        required=True,
        code=argument(graphene.String, "草稿的编号。 / The draft's code."),
        language=language_argument(),
        description="一份清单草稿；需要令牌。 / One draft; needs a token.",
    )

    @staticmethod
    def resolve_list_(_root: None, info: GraphQLResolveInfo, place: str, language: str, **asked: Any) -> Data:
        with told_in(words_in(language)):
            return list_shown(duties.list_of(place, **_dates(info, asked)), words_in(language))

    @staticmethod
    def resolve_edition(_root: None, _info: GraphQLResolveInfo, code: str, language: str) -> Data:
        with told_in(words_in(language)):
            return edition_shown(duties.edition_called(code).edition, words_in(language))

    @staticmethod
    def resolve_compare_lists(_root: None, _info: GraphQLResolveInfo, before: str, after: str, language: str) -> Data:
        with told_in(words_in(language)):
            return _compared(duties.compare_editions(before, after), words_in(language))

    @staticmethod
    def resolve_overlay(_root: None, info: GraphQLResolveInfo, place: str, language: str, **asked: Any) -> Data:
        with told_in(words_in(language)):
            return _compared(duties.overlay_of(place, **_dates(info, asked)), words_in(language))

    @staticmethod
    def resolve_mirror(
        _root: None, info: GraphQLResolveInfo, unit: str, place: str, language: str, **asked: Any
    ) -> Data:
        with told_in(words_in(language)):
            dates = _dates(info, asked)
            found = duties.mirror_of(unit, place, **dates)
            if (told := found.notice) is not None:
                text = words_in(language).notice(told.code.value, told.facts)
                one = {"code": told.code.value, "facts": dict(told.facts), "text": text}
                info.context.notices.append({"path": info.path.as_list(), **one})
            return mirror_shown(found, words_in(language), **dates)

    @staticmethod
    def resolve_drafts(_root: None, info: GraphQLResolveInfo, **asked: Any) -> Data:
        words, caller = words_of(asked), info.context
        with told_in(words):
            wanted = [DraftStatus(one) for one in asked.get("statuses") or ()]
            found = drafts_page(caller.actor(), statuses=wanted, now=caller.now)
            return connected(
                One(in_order(found, asked), lambda rows: drafts_shown(rows, words, caller.now), words), info, asked
            )

    @staticmethod
    def resolve_draft(_root: None, info: GraphQLResolveInfo, code: str, language: str) -> Data:
        with told_in(words_in(language)):
            found = drafts.draft_called(code, actor=info.context.actor(), now=info.context.now)
            return drafts_shown([found], words_in(language), info.context.now)[0]


def _dates(info: GraphQLResolveInfo, asked: Data) -> Data:
    """The two dates asked for. Raises MalformedDate, KnownAtInFuture."""
    on, known_at = dates_asked(asked.get("on"), asked.get("known_at"), now=info.context.now).both()
    return {"on": on, "known_at": known_at}


def _compared(found: duties.Compared, words: Words) -> Data:
    return compared_shown(found.before, found.after, found.differences, words)


def list_shown(kept: duties.Kept, words: Words) -> Data:
    """A place's list as the type above shows it."""
    edition = kept.duty_list.edition if kept.duty_list else None
    return {
        "place": places.shown(kept.place, words, on=kept.on, known_at=kept.known_at),
        "on": kept.on,
        "knownAt": kept.known_at,
        "edition": edition_shown(edition, words, kept.corrected) if edition else None,
        "sample": bool(edition and edition.sample),
        "duties": lambda asked: listed(kept.duty_list or (), edition.code if edition else "", words, asked),
        "editions": One(_latest_first(kept.editions), lambda page: editions_shown(page, words, kept.corrected), words),
    }


def _latest_first(editions: Sequence[OneEdition]) -> InMemory[OneEdition]:
    """Editions, the latest day first, each at a position that stays its own when another is recorded."""
    return InMemory(sorted(editions, key=_behind), _behind, (int, float, str))


def _behind(edition: OneEdition) -> tuple[int, float, str]:
    return -edition.effective_on.toordinal(), -edition.recorded_at.timestamp(), edition.code


def mirror_shown(found: duties.Mirror, words: Words, *, on: date, known_at: datetime) -> Data:
    """A mirror as the type above shows it."""
    told = mirror_plain(found, words, on=on, known_at=known_at)
    numbered = InMemory(list(enumerate(told["rows"])), lambda one: (one[0],), (int,))
    return told | {"rows": One(numbered, lambda page: [row for _, row in page], words)}


def mirror_plain(found: duties.Mirror, words: Words, *, on: date, known_at: datetime) -> Data:
    """A mirror under its public names."""
    names = dict(found.townships)

    def townships(codes: Sequence[str]) -> list[Data]:
        return [{"code": code, "name": names[code], "level": "TOWNSHIP"} for code in codes]

    return {
        "unit": found.unit.code,
        "name": found.unit.name,
        "place": places.shown(found.place, words, on=on, known_at=known_at),
        "townships": townships([code for code, _ in found.townships]),
        "sample": found.sample,
        "rows": [_mirrored(row) | {"townships": townships(row.townships)} for row in found.rows],
    }


def _mirrored(row: Mirrored) -> Data:
    return {
        "tier": row.tier,
        "code": row.code,
        "matter": row.matter,
        "department": row.department,
        "duties": list(row.duties),
        "wayOfWorking": row.way_of_working,
        "generic": row.generic,
    }


def drafts_shown(rows: Sequence[DraftRecord], words: Words, now: datetime) -> list[Data]:
    """The drafts of a page: their places are looked up together."""
    today = now.astimezone(CHINA).date()

    @cache
    def found() -> dict[str, Data]:
        at = places_following([draft.place for draft in rows], on=today, known_at=now)
        told = iter(places.shown_together(list(at.values()), words, on=today, known_at=now))
        return {code: next(told) for code in at}

    return [_draft_shown(draft, found, words) for draft in rows]


def draft_shown(draft: DraftRecord, words: Words, now: datetime) -> Data:
    """One draft as the type above shows it."""
    return drafts_shown([draft], words, now)[0]


def _draft_shown(draft: DraftRecord, found: Callable[[], dict[str, Data]], words: Words) -> Data:
    return {
        "code": draft.code,
        "place": lambda: found().get(draft.place),
        "title": draft.title,
        "status": draft.status,
        "base": draft.base,
        "corrects": draft.corrects,
        "edition": draft.edition,
        "createdBy": draft.created_by,
        "reviewedBy": draft.reviewed_by,
        "changedAt": draft.changed_at,
        "rows": len(draft.duties),
        "duties": lambda asked: listed(draft.says(), draft.code, words, asked),
        "comparison": lambda: _differs(draft, words),
    }


def _differs(draft: DraftRecord, words: Words) -> Data | None:
    base = on_file.find_edition(draft.base) if draft.base else None
    if base is None:
        return None
    before = on_file.duty_list(base).duties
    return compared_shown(base, None, compare(before, draft.says(), [draft.lines()]), words, now_in=draft.code)
