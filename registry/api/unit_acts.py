"""The units of a county over GraphQL: recorded, renamed, merged; and the names on its lists that are none of them."""

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from registry.api.acting import Acting, Data, Given, act_of, input_of, payload, typed_day, typed_list, typed_text
from registry.api.caller import told_in
from registry.api.costs import weighing
from registry.api.fields import argument, perhaps
from registry.api.options import Language, enum_of, language_argument
from registry.api.units import Unit, shown
from registry.domain.question import CHINA
from registry.domain.units import UnitKind
from registry.services import unit_keeping
from registry.services.units import unrecorded_in
from registry.words import words_in

_NAME = "名称。 / The name."
RecordUnitInput = input_of(
    "RecordUnitInput",
    "登记县里的一个单位。 / A unit of a county to be put on record.",
    {
        "unit_name": typed_text(_NAME),
        "place": typed_text("所在县区；默认本县区。 / The county; one's own by default.", required=False),
        "unit_kind": graphene.InputField(enum_of(UnitKind), description="单位的性质。 / What sort of unit it is."),
        "other_names": typed_list(graphene.String, "其他名称。 / Other names it goes by."),
    },
)
RenameUnitInput = input_of(
    "RenameUnitInput",
    "单位改名；旧名仍指它。 / Another name for a unit; the former one goes on meaning it.",
    {"unit": typed_text("单位代码。 / The unit's code."), "unit_name": typed_text(_NAME)},
)
MergeUnitInput = input_of(
    "MergeUnitInput",
    "单位并入同县另一个单位。 / A unit that is taken over by another of its county.",
    {
        "unit": typed_text("被并入的单位代码。 / The code of the one that is taken over."),
        "into": typed_text("并入的单位代码。 / The code of the other."),
        "effective_on": typed_day("自哪天起，默认今天。 / From which day; today by default.", required=False),
    },
)
UnitPayload = payload(
    "UnitPayload",
    "办理的结果。 / What it came to.",
    unit=perhaps(Unit, "单位；有错误时为空。 / The unit; null where there are errors."),
)


def _recorded(asked: Given, acting: Acting) -> Data:
    kind = asked.get("unit_kind")
    unit = unit_keeping.record_unit(
        asked["unit_name"],
        place=asked.get("place") or "",
        kind=getattr(kind, "value", kind) or "",
        other_names=asked["other_names"],
        **acting.by,
    )
    return {"unit": shown(unit)}


def _renamed(asked: Given, acting: Acting) -> Data:
    return {"unit": shown(unit_keeping.rename_unit(asked["unit"], asked["unit_name"], **acting.by))}


def _merged(asked: Given, acting: Acting) -> Data:
    day = asked.get("effective_on") or ""
    return {"unit": shown(unit_keeping.merge_unit(asked["unit"], asked["into"], effective_on=day, **acting.by))}


class UnitQueries(graphene.ObjectType):
    """What can be asked by those who keep units."""

    unrecorded_units = weighing(
        graphene.Field(
            graphene.List(graphene.NonNull(graphene.String)),
            required=True,
            description="县里现行清单上印有、但未登记的单位名称；需要令牌。"
            " / Names on the lists in force of a county that are none of its units; needs a token.",
            place=argument(graphene.String, "县区；默认本县区。 / The county; one's own by default.", required=False),
            language=language_argument(),
        ),
        500,
    )

    @staticmethod
    def resolve_unrecorded_units(
        _root: None, info: GraphQLResolveInfo, language: Language, place: str = ""
    ) -> list[Any]:
        caller = info.context
        with told_in(words_in(language)):
            county = unit_keeping.county_of_units(place, actor=caller.actor(), now=caller.now)
            return list(unrecorded_in(county, on=caller.now.astimezone(CHINA).date(), known_at=caller.now))


class UnitMutations(graphene.ObjectType):
    """What can be done about units."""

    record_unit = act_of(UnitPayload, RecordUnitInput, "登记单位。 / Put a unit on record.", _recorded)
    rename_unit = act_of(UnitPayload, RenameUnitInput, "单位改名。 / Give a unit another name.", _renamed)
    merge_unit = act_of(UnitPayload, MergeUnitInput, "单位合并。 / Let a unit be taken over by another.", _merged)
