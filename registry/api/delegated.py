"""The clean-up of what was delegated before as types: matters, a page at a time, and counts. Never a ranking."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from registry.api import divisions as places
from registry.api.caller import told_in
from registry.api.connections import One, connected, connection
from registry.api.costs import weighing
from registry.api.divisions import PlaceType
from registry.api.fields import argument, by_public_name, flag, list_of, one, perhaps, text
from registry.api.ids import Node, known_by
from registry.api.options import Language, enum_of, language_argument, words_of
from registry.api.scalars import Date, DateTime
from registry.domain.as_of import dates_asked
from registry.domain.delegated import (
    UNENDED,
    Assessment,
    CleanUpStatus,
    DelegatedMatter,
    ListGap,
    Resource,
    Resources,
    TownshipWord,
    YesNo,
)
from registry.domain.divisions import Place
from registry.domain.errors import NotSignedIn
from registry.domain.forms import DemandForm
from registry.domain.question import CHINA
from registry.services.delegated import matter_called, reader_of_words
from registry.services.divisions import place_called
from registry.services.many_places import list_gaps, places_following
from registry.store import delegated
from registry.store.delegated import Wanted
from registry.words import Words, words_in

Data = dict[str, Any]


class MovedResource(graphene.ObjectType):
    """随事划转的一种资源。 / What of one resource moved with a matter."""

    class Meta:
        default_resolver = by_public_name

    resource = one(enum_of(Resource), "哪一种。 / Which one.")
    moved = text("划转了什么；没有登记的为空。 / What moved; empty where nothing is on record.")
    not_needed = flag("是否登记为不需要。 / Whether it is on record that none is needed.")


class TownshipWordType(graphene.ObjectType):
    """乡镇自己的意见。 / The township's own word."""

    class Meta:
        name = "TownshipWord"
        default_resolver = by_public_name

    able = one(enum_of(YesNo), "能否承接。 / Whether it is able.")
    resources = list_of(MovedResource, "随事划转的资源。 / What moved.")
    on = one(Date, "日期。 / The day.")
    reason = text("说明。 / The reason.")


class DelegatedAssessment(graphene.ObjectType):
    """编办的评估。 / The list office's assessment."""

    class Meta:
        default_resolver = by_public_name

    needed = one(enum_of(YesNo), "是否确需下放。 / Whether it is needed.")
    able = one(enum_of(YesNo), "能否承接。 / Whether the township is able.")
    resources = list_of(MovedResource, "随事划转的资源。 / What moved.")
    assessed_on = one(Date, "评估日期。 / The day.")
    reason = text("理由。 / The reason.")
    despite_word = text(
        "乡镇说承接不了，为什么不采纳；没有则为空。"
        " / Why the township's word that it is not able does not hold; empty where nobody said so, and for whoever"
        " may not read `word`."
    )


@known_by("code")
class DelegatedMatterType(graphene.ObjectType):
    """一项此前下放的事项。保留不等于列入清单，也不解除任何情形。 / A matter that was delegated before.
    Being kept does not put it on the list and lifts nothing."""

    class Meta:
        name = "DelegatedMatter"
        interfaces = (Node,)
        default_resolver = by_public_name

    code = text("编号。 / Its number.")
    matter = text("事项。 / The matter.")
    category = text("类别，可为空。 / Its category; may be empty.")
    place = one(PlaceType, "落到哪里。 / Where it was laid.")
    department = text("下放部门的名称。 / The department that delegated it.")
    department_code = text("下放部门的代码，没有登记的为空。 / Its unit code; empty where it is not on record.")
    document_number = text("文号，待核实的为空。 / The document number; empty where to be confirmed.")
    delegated_on = perhaps(Date, "下放日期，待核实的为空。 / When it was delegated; null where to be confirmed.")
    form = perhaps(enum_of(DemandForm), "下放形式，待核实的为空。 / The form of demand; null where to be confirmed.")
    status = one(enum_of(CleanUpStatus), "清理到哪一步。 / Where its clean-up stands.")
    heard = flag("是否听取过乡镇意见。 / Whether the township was heard.")
    word = perhaps(
        TownshipWordType,
        "乡镇意见；只给本县的人看，其他人为空。 / The township's word; null but for people of its county, by token.",
    )
    assessment = perhaps(DelegatedAssessment, "评估。 / The assessment.")
    list_gap = perhaps(
        enum_of(ListGap),
        "当日的清单怎样没有体现其去向；体现了的为空。"
        " / Why the list of the day does not show how it ended; null where it does.",
    )
    taken_over_by = text("承接部门，未收回的为空。 / The department that took it back; empty where none did.")
    way_of_working = text("工作方式，未收回的为空。 / Its way of working; empty where it was not taken back.")
    ended_on = perhaps(Date, "保留或者收回的日期。 / When it was kept or taken back.")
    recorded_at = one(DateTime, "何时登记。 / When it came on record.")
    sample = flag("是否为示例。 / Whether it is a sample.")


class CleanUpCount(graphene.ObjectType):
    """一种状态、一个类别、一处地点有多少项。 / How many there are of one status, category and place."""

    class Meta:
        default_resolver = by_public_name

    name = text("状态、类别或者地点的代码。 / The status, the category, or the place's code.")
    number = graphene.Int(required=True, description="项数。 / How many.")


class CleanUpCounts(graphene.ObjectType):
    """一处的清理情况；不排名。 / How far the clean-up of a place has come; never a ranking."""

    class Meta:
        default_resolver = by_public_name

    place = one(PlaceType, "哪一处。 / The place.")
    open = graphene.Int(required=True, description="尚未处置的项数。 / How many are still open.")
    by_status = list_of(CleanUpCount, "按状态。 / By status.")
    by_place = list_of(CleanUpCount, "尚未处置的，按地点，依代码排列。 / Those open by place, in order of code.")
    by_category = list_of(CleanUpCount, "尚未处置的，按类别，依名称排列。 / Those open by category, in order of name.")
    by_department = list_of(CleanUpCount, "尚未处置的，按下放部门，依名称排列。 / Those open by department, by name.")


def _on() -> graphene.Argument:
    return argument(Date, "哪一天；默认今天。 / As of which day; today by default.", required=False)


def _known_at() -> graphene.Argument:
    return argument(DateTime, "截至何时已登记；默认现在。 / Known by when; now by default.", required=False)


def dates(info: GraphQLResolveInfo, given: Data) -> tuple[Any, datetime]:
    """The two dates asked for. Raises BadInput."""
    return dates_asked(given.get("on"), given.get("known_at"), now=info.context.now).both()


class DelegatedQueries(graphene.ObjectType):
    """What can be asked about the clean-up."""

    delegated_matters = weighing(
        connection(
            DelegatedMatterType,
            "一处（含以下各级）此前下放的事项，按编号。"
            " / What was delegated before to a place and all below it, in order of number.",
            county=argument(
                graphene.String, "县（市、区）或者乡镇的代码或名称。 / A county or township, by code or name."
            ),
            status=argument(enum_of(CleanUpStatus), "只要这种状态的。 / Only of this status.", required=False),
            text=argument(graphene.String, "事项或部门含有。 / Matter or department contains.", required=False),
            on=_on(),
            known_at=_known_at(),
            language=language_argument(),
        ),
        500,
    )
    delegated_matter = weighing(
        graphene.Field(
            DelegatedMatterType,
            code=argument(graphene.String, "编号。 / Its number."),
            on=_on(),
            known_at=_known_at(),
            language=language_argument(),
            description="一项此前下放的事项。 / One delegated matter.",
        ),
        30,
    )
    clean_up_counts = weighing(
        graphene.Field(
            CleanUpCounts,
            required=True,
            county=argument(graphene.String, "任何一级的代码或名称。 / A place of any level, by code or name."),
            on=_on(),
            known_at=_known_at(),
            language=language_argument(),
            description="一处（含以下各级）的清理情况。 / How far the clean-up of a place and all below it has come.",
        ),
        1000,
    )

    @staticmethod
    def resolve_delegated_matters(_root: None, info: GraphQLResolveInfo, **asked: Any) -> Data:
        words = words_of(asked)
        with told_in(words):
            on, known_at = dates(info, asked)
            place = place_called(asked["county"], on=on, known_at=known_at)
            status = asked.get("status")
            sought = (asked.get("text") or "").strip()[:60]
            wanted = Wanted(place.code, on, known_at, (CleanUpStatus(status),) if status else (), sought)
            level = _Level(words, on, known_at, info.context)

            def page(rows: Sequence[Any]) -> list[Data]:
                return shown_together(delegated.matters_of(rows, wanted), level)

            return connected(One(delegated.matters_page(wanted), page, words), info, asked)

    @staticmethod
    def resolve_delegated_matter(_root: None, info: GraphQLResolveInfo, code: str, **asked: Any) -> Data:
        words = words_of(asked)
        with told_in(words):
            on, known_at = dates(info, asked)
            matter = matter_called(code, on=on, known_at=known_at)
            return shown_together([matter], _Level(words, on, known_at, info.context))[0]

    @staticmethod
    def resolve_clean_up_counts(
        _root: None, info: GraphQLResolveInfo, county: str, language: Language, **given: Any
    ) -> Data:
        with told_in(words_in(language)):
            on, known_at = dates(info, given)
            place = place_called(county, on=on, known_at=known_at)
            told = places.shown(place, words_in(language), on=on, known_at=known_at)
        return counted(told, delegated.counts(Wanted(place.code, on, known_at)))


def counted(place: Data, counts: list[delegated.Count]) -> Data:
    """Counts as the type above shows them; only open ones but by status."""
    unended = [count for count in counts if count.status in UNENDED]
    by_status = Counter({status.value: 0 for status in CleanUpStatus})
    for count in counts:
        by_status[count.status.value] += count.number
    return {
        "place": place,
        "open": sum(count.number for count in unended),
        "byStatus": [{"name": name, "number": number} for name, number in by_status.items()],
        **{f"by{name.capitalize()}": _by(name, unended) for name in ("place", "category", "department")},
    }


def _by(name: str, counts: list[delegated.Count]) -> list[Data]:
    found = Counter[str]()
    for count in counts:
        found[getattr(count, name)] += count.number
    return [{"name": name, "number": number} for name, number in sorted(found.items())]


@dataclass(frozen=True)
class _Level:
    """How matters are shown: in which words, as of which dates, to whom."""

    words: Words
    on: date
    known_at: datetime
    caller: Any

    @cached_property
    def reads(self) -> Callable[[Place], bool]:
        """Whether who asks, by token, may read the word of a township. Without a token one is a stranger."""
        try:
            return reader_of_words(self.caller.actor(), now=self.caller.now)
        except NotSignedIn:
            return lambda _place: False


def shown_at(matter: DelegatedMatter, words: Words, on: date, known_at: datetime, caller: Any) -> Data:
    """One matter as of two dates, as the type above shows it to whoever calls."""
    return shown_together([matter], _Level(words, on, known_at, caller))[0]


def shown_together(matters: Sequence[DelegatedMatter], level: _Level) -> list[Data]:
    """The matters of a page: their places are looked up together."""
    codes = {matter.facts.place for matter in matters}

    @cache
    def there() -> dict[str, Place]:
        return places_following(codes, on=level.on, known_at=level.known_at)

    @cache
    def told() -> dict[str, Data]:
        shown = places.shown_together(list(there().values()), level.words, on=level.on, known_at=level.known_at)
        return dict(zip(there(), shown, strict=True))

    @cache
    def gaps() -> dict[str, ListGap]:
        return list_gaps(matters, there(), on=level.on, known_at=level.known_at)

    @cache
    def today() -> dict[str, Place]:
        now: datetime = level.caller.now
        return places_following(codes, on=now.astimezone(CHINA).date(), known_at=now)

    def one(matter: DelegatedMatter) -> Data:
        code = matter.facts.place

        def reads() -> bool:
            lies = today().get(code)
            return lies is not None and level.reads(lies)

        return {
            **_shown(matter),
            "place": lambda: told().get(code),
            "word": lambda: _word(matter.word) if matter.word and reads() else None,
            "assessment": lambda: _assessment(matter.assessment, reads) if matter.assessment else None,
            "listGap": lambda: gaps().get(matter.code),
        }

    return [one(matter) for matter in matters]


def _shown(matter: DelegatedMatter) -> Data:
    facts, ending = matter.facts, matter.ending
    return {
        "code": facts.code,
        "matter": facts.matter,
        "category": facts.category,
        "department": facts.department_name,
        "departmentCode": facts.department,
        "documentNumber": facts.document_number,
        "delegatedOn": facts.delegated_on,
        "form": facts.form,
        "status": matter.status,
        "heard": matter.word is not None,
        "takenOverBy": ending.taken_over_by if ending else "",
        "wayOfWorking": ending.way_of_working if ending else "",
        "endedOn": ending.on if ending else None,
        "recordedAt": facts.recorded_at,
        "sample": facts.sample,
    }


def _word(word: TownshipWord) -> Data:
    return {"able": word.able, "resources": _moved(word.resources), "on": word.on, "reason": word.reason}


def _assessment(found: Assessment, reads_word: Callable[[], bool]) -> Data:
    """Why a township's word does not hold says what it is: only who reads the word reads that."""
    resources = {"resources": _moved(found.resources), "assessedOn": found.assessed_on, "reason": found.reason}
    despite = found.despite_word if found.despite_word and reads_word() else ""
    return {"needed": found.needed, "able": found.able, "despiteWord": despite, **resources}


def _moved(resources: Resources) -> list[Data]:
    return [
        {"resource": one, "moved": resources.moved(one), "notNeeded": one in resources.not_needed} for one in Resource
    ]
