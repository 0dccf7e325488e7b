"""Villages' inventories: plaques and bodies put on record, hung, decided on; and the class a quota goes by."""

from collections.abc import Callable, Mapping
from typing import Any

import graphene

from registry.api import villages as village_types
from registry.api.acting import (
    Act,
    Acting,
    Data,
    Given,
    act_of,
    answers_of,
    chosen,
    given_of,
    input_of,
    payload,
    typed_day,
    typed_text,
)
from registry.api.fields import perhaps
from registry.api.villages import Village
from registry.domain.inventories import BodyDecision, InventorySort, PlaqueDecision
from registry.services import hanging, inventories, inventory_views, successions
from registry.services.hanging import HangingToRecord
from registry.services.inventories import BodyToRecord, DecisionToRecord, PlaqueToRecord
from registry.services.successions import LONGEST_CLASS
from registry.store.turns import ACCESS, known_by

Keep = Callable[..., str]
_LABELS: Mapping[str, str] = {}


def _village() -> graphene.InputField:
    return typed_text("村（社区），代码或带县名的名称。 / The village, by code or name with county.")


def _input(name: str, described: str, answers: type[Any], **more: Any) -> Any:
    return input_of(name, described, {"village": _village(), **answers_of(answers, _LABELS), **more})


InventoryPayload = payload(
    "InventoryPayload",
    "登记的结果。 / What recording came to.",
    number=graphene.String(
        description="登记的牌子、组织、悬挂或决定的编号；有错误时为空。"
        " / The number of the plaque, body, hanging or decision; null where there are errors."
    ),
    village=perhaps(Village, "登记后的台账；有错误时为空。 / The inventory as it stands now, or null."),
)
RecordPlaqueInput = _input("RecordPlaqueInput", "挂着的一块牌子。 / A plaque that hangs.", PlaqueToRecord)
RecordBodyInput = _input("RecordBodyInput", "设有的一个组织。 / A body that the village has.", BodyToRecord)
RecordHangingInput = _input(
    "RecordHangingInput", "准入预留的牌子已悬挂。 / A reserved plaque that was hung.", HangingToRecord
)
DecideOnPlaqueInput = _input(
    "DecideOnPlaqueInput",
    "对一块牌子的决定。 / A decision on a plaque.",
    DecisionToRecord,
    decision=chosen(PlaqueDecision, "保留、合并、摘除，或登记有误。 / Keep, merge, take down, or recorded by mistake."),
)
DecideOnBodyInput = _input(
    "DecideOnBodyInput",
    "对一个组织的决定。 / A decision on a body.",
    DecisionToRecord,
    decision=chosen(BodyDecision, "保留、合并、撤销，或登记有误。 / Keep, merge, close, or recorded by mistake."),
)
ClassVillageInput = input_of(
    "ClassVillageInput",
    "村（社区）限额所依的类别。 / The class that a village's quota goes by.",
    {
        "village": _village(),
        "village_class": typed_text(f"类别，不超过 {LONGEST_CLASS} 字。 / The class, at most {LONGEST_CLASS} long."),
        "in_force_from": typed_day("自哪天起。 / From which day."),
        "basis": typed_text("依据的文号。 / The document number it rests on.", required=False),
    },
)


def _kept(answers: type[Any], keep: Keep) -> Act:
    def act(asked: Given, acting: Acting) -> Data:
        given = {name: getattr(value, "value", value) for name, value in given_of(answers, asked).items()}
        return _told(keep(asked["village"], given, **acting.by), asked, acting)

    return act


def _told(number: str, asked: Given, acting: Acting) -> Data:
    now = known_by(ACCESS, acting.now)  # what was recorded at this turn is seen

    def village() -> Data:
        return village_types.village_shown(inventory_views.inventory_of(asked["village"], now=now), acting.words)

    return {"number": number, "village": village}


def _decide(sort: InventorySort) -> Keep:
    return lambda village, given, **by: inventories.decide_on(sort, village, given, **by).number


def _classed(asked: Given, acting: Acting) -> Data:
    code = successions.record_village_class(
        asked["village"],
        asked["village_class"],
        in_force_from=asked["in_force_from"],
        basis=asked.get("basis") or "",
        **acting.by,
    )
    return _told(code, asked, acting)


class VillageMutations(graphene.ObjectType):
    """What can be done with an inventory."""

    record_plaque = act_of(
        InventoryPayload,
        RecordPlaqueInput,
        "登记挂着的牌子，应不应该挂都如实登记。 / Put a plaque on record that hangs, whether or not it should.",
        _kept(PlaqueToRecord, lambda village, given, **by: inventories.record_plaque(village, given, **by).code),
    )
    record_body = act_of(
        InventoryPayload,
        RecordBodyInput,
        "登记设有的组织。 / Put a body on record.",
        _kept(BodyToRecord, lambda village, given, **by: inventories.record_body(village, given, **by).code),
    )
    record_hanging = act_of(
        InventoryPayload,
        RecordHangingInput,
        "登记准入预留的牌子已悬挂，或更正。 / Say that a reserved plaque was hung, or correct that.",
        _kept(HangingToRecord, lambda village, given, **by: hanging.record_hanging(village, given, **by).number),
    )
    decide_on_plaque = act_of(
        InventoryPayload,
        DecideOnPlaqueInput,
        "决定一块牌子的去留；后一决定可更正前一决定。 / Decide on a plaque; a later decision may correct one.",
        _kept(DecisionToRecord, _decide(InventorySort.PLAQUES)),
    )
    decide_on_body = act_of(
        InventoryPayload,
        DecideOnBodyInput,
        "决定一个组织的去留。 / Decide on a body.",
        _kept(DecisionToRecord, _decide(InventorySort.BODIES)),
    )
    class_village = act_of(
        InventoryPayload,
        ClassVillageInput,
        "登记村（社区）的类别；编号为村的代码。 / Record a village's class; the number is the village's code.",
        _classed,
    )
