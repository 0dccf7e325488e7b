"""Places as types: a division and the chain above it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

import graphene

from registry.api.connections import Many, OneOfMany, below
from registry.api.fields import argument, by_public_name, flag, list_of, one, perhaps, text
from registry.api.ids import Node, known_by
from registry.api.list_types import Edition, editions_shown
from registry.api.options import enum_of
from registry.api.scalars import JSON, Date, DateTime
from registry.api.told import Together, Told
from registry.api.villages import Village, village_shown, villages_shown
from registry.domain.divisions import Division as DomainDivision
from registry.domain.divisions import Level, NoticeCode, Place
from registry.domain.successions import ChangeKind
from registry.services.inventory_views import VillageInventory, inventories_of
from registry.services.many_places import editions_followed, histories_of, places_below, places_recorded
from registry.words import Words

Data = dict[str, Any]
AsOf = tuple[Place, date, datetime]
"""A place with the day it is asked for, and up to when the record counts."""


class Division(graphene.ObjectType):
    """一个行政区划。 / One administrative division."""

    class Meta:
        default_resolver = by_public_name

    code = text("12 位代码。 / Its 12-digit code.")
    name = text("名称。 / Its name.")
    level = one(enum_of(Level), "层级。 / Its level.")


class Notice(graphene.ObjectType):
    """答复之外要告知的事。 / Something to be told beside an answer."""

    class Meta:
        default_resolver = by_public_name

    code = one(enum_of(NoticeCode), "公开代码，不随语言变化。 / A public code, the same in every language.")
    facts = one(JSON, "说明它的事实。 / The facts that show it.")
    text = text("用所选语言写成的一句话。 / A sentence in the language asked for.")


class FormerName(graphene.ObjectType):
    """一个地点用过的名称。 / A name that a place bore."""

    class Meta:
        default_resolver = by_public_name

    name = text("名称。 / The name.")
    since = perhaps(Date, "自何日起；空为最初。 / From which day on; null for at first.")


class FormerDivision(graphene.ObjectType):
    """变更时的一个区划。 / A division as it stood in a change."""

    class Meta:
        default_resolver = by_public_name

    code = text("12 位代码。 / Its 12-digit code.")
    name = text("当时的名称。 / Its name then.")


class DivisionStep(graphene.ObjectType):
    """区划变更中的一对代码。 / One pair of codes of a change of divisions."""

    class Meta:
        default_resolver = by_public_name

    change = text("变更的编号。 / The number of the change.")
    kind = one(enum_of(ChangeKind), "变更类别。 / What sort of change.")
    effective_on = one(Date, "自何日起。 / From which day on.")
    recorded_at = one(DateTime, "何时登记。 / When it was recorded.")
    basis = text("依据的文号；无则为空。 / The document number it rests on; empty for none.")
    to_be_confirmed = flag("是否待核实（没有依据）。 / Whether it is to be confirmed, having no basis.")
    before = one(FormerDivision, "变更前。 / What was before.")
    after = perhaps(FormerDivision, "变更后；空为撤销。 / What is after; null where nothing follows.")


@known_by("code")
class PlaceType(graphene.ObjectType):
    """一个地点：区划以及它的各级上级。 / A place: a division with the chain above it."""

    class Meta:
        name = "Place"
        interfaces = (Node,)
        default_resolver = by_public_name

    code = text("12 位代码。 / Its 12-digit code.")
    name = text("名称。 / Its name.")
    level = one(enum_of(Level), "层级。 / Its level.")
    full_name = text("县、乡镇、村连写的名称。 / County, township and village in one, as an address is written.")
    path = list_of(Division, "从省到本级。 / From the province down to the place itself.")
    former_names = list_of(FormerName, "用过的全部名称，依次。 / Every name it bore, in order.")
    predecessors = list_of(DivisionStep, "由何而来。 / What it came of.")
    successors = list_of(DivisionStep, "后来如何，将要生效的也在内。 / What became of it, changes to come included.")
    is_current = flag("这一天是否在用。 / Whether its code is in use on the day.")
    succeeded_by = list_of(graphene.String, "已不在用时，这一天对应的代码。 / Where it is not: the codes in its place.")
    list_from = text("按哪个乡镇的清单；无则为空。 / The code of the township whose list holds; empty for none.")
    edition = text("该清单的文号；无则为空。 / The document number of that list; empty for none.")
    notices = list_of(Notice, "须告知的事，如按旧代码查到。 / What is to be told, as that an old code was given.")
    list_edition = perhaps(
        Edition,
        "当日有效的清单：乡镇的，或者县的母版；空为没有。 / The list in force: the township's, or a county's master.",
    )
    village = perhaps(Village, "村（社区）的牌子、组织和限额；其他层级为空。 / A village's plaques, bodies and quota.")
    children = below(
        lambda: PlaceType,
        "当日在用的下一级区划，按代码排列。 / What lies directly below it and is in use on the day, in order of code.",
        levels=argument(
            graphene.List(graphene.NonNull(enum_of(Level))), "只要这些层级的。 / Only of these levels.", required=False
        ),
    )


def shown(place: Place, words: Words, *, on: date, known_at: datetime) -> Data:
    """A place as the type above shows it; its past and future are looked up only if asked for."""
    return shown_together([place], words, on=on, known_at=known_at)[0]


def shown_together(places: Sequence[Place], words: Words, *, on: date, known_at: datetime) -> Together:
    """The places of a page: what costs a query is asked once for all of them."""
    return shown_as_of([(place, on, known_at) for place in places], words)


def shown_as_of(asked: Sequence[AsOf], words: Words) -> Together:
    """Places each as of two dates of its own: those that share them are shown together."""
    return Together(_Told, asked, _Page(asked, words))


@dataclass(frozen=True)
class _Page:
    """Places that are shown together, each as of its own dates."""

    asked: Sequence[AsOf]
    words: Words

    @cached_property
    def levels(self) -> dict[tuple[date, datetime], "_Level"]:
        """Those that share their dates."""
        places: dict[tuple[date, datetime], list[Place]] = {}
        for place, on, known_at in self.asked:
            places.setdefault((on, known_at), []).append(place)
        return {dates: _Level(of_dates, self.words, *dates) for dates, of_dates in places.items()}

    def villages_of(self, rows: Sequence[AsOf]) -> Sequence[Data | None]:
        """What hangs and stands in these of them, of those that are villages."""
        levels = self.levels
        found = [levels[on, known_at].inventories.get(place.code) for place, on, known_at in rows]
        villages = [inventory for inventory in found if inventory is not None]
        if len(villages) == len(rows):
            return villages_shown(villages, self.words)
        return [levels[on, at].villages[place.code] if place.is_village else None for place, on, at in rows]


@dataclass(frozen=True)
class _Level:
    """Places that are shown together, as of two dates."""

    places: Sequence[Place]
    words: Words
    on: date
    known_at: datetime
    _children: dict[tuple[Level, ...], Many] = field(default_factory=dict)

    @cached_property
    def histories(self) -> dict[str, Data]:
        found = histories_of(self.places, on=self.on, known_at=self.known_at)
        return {code: history.as_data() for code, history in found.items()}

    @cached_property
    def editions(self) -> dict[str, Data]:
        found = editions_followed(self.places, on=self.on, known_at=self.known_at)
        told = iter(editions_shown(list(found.values()), self.words))
        return {code: next(told) for code in found}

    @cached_property
    def inventories(self) -> dict[str, VillageInventory]:
        villages = [place for place in self.places if place.is_village]
        return inventories_of(villages, on=self.on, known_at=self.known_at)

    @cached_property
    def villages(self) -> dict[str, Data]:
        return {code: village_shown(inventory, self.words) for code, inventory in self.inventories.items()}

    def children(self, levels: tuple[Level, ...]) -> Many:
        if levels not in self._children:
            codes = [place.code for place in self.places]
            found = places_below(codes, levels=levels, on=self.on, known_at=self.known_at)
            self._children[levels] = Many(found, self._below, self.words)
        return self._children[levels]

    def _below(self, rows: Sequence[Any]) -> Together:
        """Divisions below as places: the chain above each is at hand, but for what they are called on the day."""
        asked = [(row.code, self.on, self.known_at) for row in rows]
        found = places_recorded(asked)
        return shown_together([found[one] for one in asked], self.words, on=self.on, known_at=self.known_at)


class _Told(Told):
    """One of them."""

    def __init__(self, row: AsOf, page: _Page) -> None:
        self.place, self._on, self._known_at = row
        super().__init__(_division(self.place.itself))
        self._page = page

    @property
    def level(self) -> _Level:
        return self._page.levels[self._on, self._known_at]


def _notices(told: _Told) -> list[Data]:
    say = told.level.words.notice
    return [{"code": n.code, "facts": dict(n.facts), "text": say(n.code, n.facts)} for n in told.place.notices]


def _children(told: _Told) -> Callable[[Mapping[str, Any]], OneOfMany]:
    def children(asked: Mapping[str, Any]) -> OneOfMany:
        levels = tuple(Level(one) for one in asked.get("levels") or ())
        return told.level.children(levels).of(told.place.code)

    return children


def _of_its_past(name: str) -> Callable[[_Told], Any]:
    return lambda told: told.level.histories.get(told.place.code, _NO_HISTORY)[name]


_NO_HISTORY: Data = {
    "names": [],
    "predecessors": [],
    "successors": [],
    "isCurrent": True,
    "succeededBy": [],
    "listFrom": "",
    "edition": "",
}


_Told.TELL = {
    "fullName": lambda told: told.place.full_name,
    "path": lambda told: [_division(one) for one in told.place.path],
    "notices": _notices,
    "formerNames": _of_its_past("names"),
    **{name: _of_its_past(name) for name in _NO_HISTORY if name != "names"},
    "listEdition": lambda told: told.level.editions.get(told.place.code),
    "village": lambda told: told.level.villages.get(told.place.code) if told.place.is_village else None,
    "children": _children,
}
_Told.COLUMNS = {
    "code": lambda rows, _page: [place.path[-1].code for place, _, _ in rows],
    "name": lambda rows, _page: [place.path[-1].name for place, _, _ in rows],
    "fullName": lambda rows, _page: [place.full_name for place, _, _ in rows],
    "village": lambda rows, page: page.villages_of(rows),
}


def _division(division: DomainDivision) -> Data:
    return {"code": division.code, "name": division.name, "level": division.level}
