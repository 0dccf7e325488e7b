"""A village's plaques and bodies against its quota, and a county's counts, as types."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from registry.api.caller import told_in
from registry.api.connections import One, below
from registry.api.costs import weighing
from registry.api.fields import argument, by_public_name, flag, list_of, one, perhaps, text
from registry.api.ids import Node, known_by
from registry.api.options import Language, enum_of, language_argument
from registry.api.scalars import Date, DateTime
from registry.api.told import Together, Told
from registry.domain import plaques
from registry.domain.inventories import Proposal, ProposalReason
from registry.domain.pages import InMemory
from registry.services import inventory_views, village_counts
from registry.services.inventory_views import VillageInventory
from registry.words import Words, words_in


def _number(description: str) -> graphene.Int:
    return graphene.Int(required=True, description=description)


class InventoryDecision(graphene.ObjectType):
    """对一块牌子或一个组织的决定。 / A decision on a plaque or a body."""

    class Meta:
        default_resolver = by_public_name

    number = text("编号。 / Its number.")
    decision = text("KEEP 保留、MERGE 合并、TAKE_DOWN 摘除、CLOSE 撤销。 / KEEP, MERGE, TAKE_DOWN or CLOSE.")
    on = one(Date, "从哪一天起。 / From which day.")
    into = text("合并到哪一个；可为空。 / What it is merged into; may be empty.")
    reason = text("理由。 / The reason.")
    document_number = text("文号；可为空。 / The document's number; may be empty.")
    recorded_at = one(DateTime, "登记时间。 / When it was recorded.")


@known_by("key")
class VillagePlaque(graphene.ObjectType):
    """一块牌子。 / One plaque; lengths in millimetres."""

    class Meta:
        interfaces = (Node,)
        default_resolver = by_public_name

    code = text("编号。 / Its code.")
    wording = text("牌子上的字。 / Its wording.")
    statutory = flag("是否法定。 / Whether it is statutory.")
    entry = text("对应的目录名称；不在目录内为空。 / The entry it fits; empty where it is in none.")
    departures = list_of(graphene.String, "不合目录之处。 / In what it departs: position, size, colour.")
    counted = flag("是否计入限额。 / Whether it takes a place in the quota.")
    hung_on = perhaps(Date, "悬挂日期；空为尚未悬挂。 / When it was hung; null while it is not.")
    hanging = text("登记悬挂的编号；没有为空。 / The number of the record of its hanging; empty where there is none.")
    reserved = flag("已由准入预留，尚未悬挂。 / Reserved by an admission and not hung yet.")
    taken_down_on = perhaps(Date, "不再悬挂的日期。 / From when it no longer hangs.")
    demanded_by = text("要求单位。 / Who demanded it.")
    document_number = text("依据文号。 / On what document.")
    position = perhaps(enum_of(plaques.PlaquePosition), "位置。 / Where it hangs.")
    width_mm = graphene.Int(description="宽度。 / Its width.")
    height_mm = graphene.Int(description="高度。 / Its height.")
    colour = text("颜色；可为空。 / Its colour; may be empty.")
    decision = perhaps(InventoryDecision, "当日有效的决定。 / The decision that holds on the day.")
    proposal = perhaps(enum_of(Proposal), "对照目录的建议。 / What the catalogue suggests.")
    reasons = list_of(enum_of(ProposalReason), "建议的理由。 / Why.")
    sample = flag("是否示例。 / Whether it is a sample.")


@known_by("key")
class VillageBody(graphene.ObjectType):
    """一个村级组织。 / One body of a village."""

    class Meta:
        interfaces = (Node,)
        default_resolver = by_public_name

    code = text("编号。 / Its code.")
    name = text("名称。 / Its name.")
    statutory = flag("是否法定。 / Whether it is statutory.")
    set_up_on = perhaps(Date, "设立日期；空为待核实。 / When it was set up; null: to be confirmed.")
    closed_on = perhaps(Date, "不再设立的日期。 / From when it no longer stands.")
    demanded_by = text("要求单位。 / Who demanded it.")
    document_number = text("依据文号。 / On what document.")
    decision = perhaps(InventoryDecision, "当日有效的决定。 / The decision that holds on the day.")
    proposal = perhaps(enum_of(Proposal), "建议。 / What is suggested.")
    reasons = list_of(enum_of(ProposalReason), "建议的理由。 / Why.")
    sample = flag("是否示例。 / Whether it is a sample.")


@known_by("place")
class Village(graphene.ObjectType):
    """一个村（社区）的牌子和组织，对照限额。 / A village's plaques and bodies against its quota."""

    class Meta:
        interfaces = (Node,)
        default_resolver = by_public_name

    place = text("12 位代码。 / The village's 12-digit code.")
    place_name = text("名称。 / Its name.")
    on = one(Date, "哪一天。 / The day asked about.")
    known_at = one(DateTime, "截至何时的登记。 / What was recorded by then counts.")
    village_class = text("村的类别；可为空。 / Its class; may be empty.")
    catalogue = text("省级目录的版本；没有则为空。 / The version of the catalogue; empty where there is none.")
    quota = graphene.Int(description="限额；空为没有登记。 / Its quota; null where none is on record.")
    hung = _number("已悬挂。 / Hung, those taken down included.")
    admitted = _number("已准入、尚未悬挂。 / Admitted and not yet hung.")
    taken_down = _number("已摘除。 / Taken down.")
    counted = _number("计入限额：已悬挂加已准入减已摘除。 / Hung and admitted, less those taken down.")
    free = _number("剩余。 / Places free.")
    over = _number("超出。 / Over the quota by.")
    statutory = _number("法定牌子，不计入限额。 / Statutory plaques, which are not counted.")
    sample = flag("是否示例。 / Whether it is a sample.")
    plaque_count = _number("登记了多少块牌子，已摘除的也在内。 / How many plaques are on record, in all.")
    body_count = _number("登记了多少个组织，已撤销的也在内。 / How many bodies are on record, in all.")
    plaques = below(VillagePlaque, "牌子，已摘除的也在内，按编号。 / Plaques, those down included, in order of code.")
    bodies = below(VillageBody, "组织，已撤销的也在内，按编号。 / Bodies, closed ones included, in order of code.")


def village_shown(inventory: VillageInventory, words: Words) -> dict[str, Any]:
    """A village's inventory as the type above shows it; plaques and bodies only where they are asked for."""
    return _Told(inventory, words)


def villages_shown(inventories: Sequence[VillageInventory], words: Words) -> Together:
    """The same of many."""
    return Together(_Told, inventories, words)


class _Told(Told):
    """One of them."""

    def __init__(self, inventory: VillageInventory, words: Words) -> None:
        super().__init__(place=inventory.place.code)
        self.inventory, self.words = inventory, words

    @cached_property
    def counted(self) -> dict[str, Any]:
        """What takes reading the plaques to tell."""
        return self.inventory.counted()


def _one_of(name: str) -> Callable[[_Told], Any]:
    return lambda told: told.counted[name]


def _asked(name: str) -> Callable[[_Told], Any]:
    return lambda told: told.inventory.asked()[name]


_Told.TELL = {
    **{name: _asked(name) for name in ("placeName", "on", "knownAt")},
    **{name: _one_of(name) for name in ("villageClass", "catalogue", "quota", "hung", "admitted", "takenDown")},
    **{name: _one_of(name) for name in ("counted", "free", "over", "statutory", "sample")},
    "plaqueCount": lambda told: told.inventory.on_record,
    "bodyCount": lambda told: len(told.inventory.bodies),
    "plaques": lambda told: lambda _asked: _in_order(told.inventory.what_hangs(), told["place"], told.words),
    "bodies": lambda told: lambda _asked: _in_order(told.inventory.what_stands(), told["place"], told.words),
}
_Told.COLUMNS = {"plaqueCount": lambda rows, _words: [inventory.on_record for inventory in rows]}


def _in_order(found: Sequence[dict[str, Any]], village: str, words: Words) -> One:
    told = [{**one, "key": f"{village}/{one['code']}"} for one in sorted(found, key=lambda one: one["code"])]
    return One(InMemory(told, lambda one: (one["code"],), (str,)), list, words)


class VillageClassCounts(graphene.ObjectType):
    """一类村（社区）的汇总。 / The counts of one class of village."""

    class Meta:
        default_resolver = by_public_name

    village_class = text("类别；可为空。 / The class; may be empty.")
    quota = graphene.Int(description="限额；空为没有登记。 / The quota; null where none is on record.")
    villages = _number("村（社区）数。 / How many villages.")
    on_record = _number("已登记牌子的。 / With plaques on record.")
    with_free_places = _number("限额未满的。 / With places free.")
    full = _number("正好满额的。 / Exactly full.")
    over_quota = _number("超出限额的。 / Over quota.")


class VillageName(graphene.ObjectType):
    """一个村（社区）。 / One village."""

    class Meta:
        default_resolver = by_public_name

    code = text("12 位代码。 / Its 12-digit code.")
    name = text("名称。 / Its name.")


class VillageCounts(graphene.ObjectType):
    """一个县或乡镇的汇总；按类别，不排名。 / A county's or township's counts by class; never a ranking."""

    class Meta:
        default_resolver = by_public_name

    place = text("12 位代码。 / The place's 12-digit code.")
    place_name = text("名称。 / Its name.")
    on = one(Date, "哪一天。 / The day asked about.")
    known_at = one(DateTime, "截至何时的登记。 / What was recorded by then counts.")
    classes = list_of(VillageClassCounts, "按类别。 / By class.")
    villages = list_of(VillageName, "各村（社区），按代码顺序。 / The villages, in order of code.")
    undecided_plaques = _number("还没有决定去留的牌子。 / Plaques nobody has decided on.")
    undecided_bodies = _number("还没有决定去留的组织。 / Bodies nobody has decided on.")
    sample = flag("是否示例。 / Whether it rests on samples.")


def _arguments(place: str) -> dict[str, graphene.Argument]:
    return {
        "code": argument(graphene.String, place),
        "on": argument(Date, "哪一天；默认今天。 / As of which day; today by default.", required=False),
        "known_at": argument(
            DateTime, "截至何时的登记；默认现在。 / As recorded by then; now by default.", required=False
        ),
        "language": language_argument(),
    }


class VillageQueries(graphene.ObjectType):
    """What can be asked about villages' plaques and bodies."""

    village = weighing(
        graphene.Field(
            Village,
            required=True,
            **_arguments("村（社区）的代码或带县名的名称。 / The village's code, or its name with its county."),
            description="一个村（社区）的牌子和组织。 / A village's plaques and bodies.",
        ),
        30,
    )
    villages = weighing(
        graphene.Field(
            VillageCounts,
            required=True,
            **_arguments("县或乡镇的代码或名称。 / The code or name of a county or township."),
            description="一个县或乡镇的村（社区）汇总。 / The counts of a county's or township's villages.",
        ),
        300,
    )

    @staticmethod
    def resolve_village(
        _root: None, info: GraphQLResolveInfo, code: str, language: Language, **dates: str | None
    ) -> dict[str, Any]:
        asked, words = {name: value or "" for name, value in dates.items()}, words_in(language)
        with told_in(words):
            return village_shown(inventory_views.inventory_of(code, **asked, now=info.context.now), words)

    @staticmethod
    def resolve_villages(
        _root: None, info: GraphQLResolveInfo, code: str, language: Language, **dates: str | None
    ) -> dict[str, Any]:
        asked = {name: value or "" for name, value in dates.items()}
        with told_in(words_in(language)):
            return village_counts.villages_overview(code, **asked, now=info.context.now).as_data()
