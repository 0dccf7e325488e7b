"""The provinces there are, the units of a place, and the limits of one's county."""

from collections.abc import Sequence
from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from registry.api import divisions
from registry.api.caller import told_in
from registry.api.connections import One, connected, connection
from registry.api.costs import weighing
from registry.api.divisions import PlaceType
from registry.api.fields import argument, by_public_name, flag, list_of, one, perhaps, text
from registry.api.options import Language, enum_of, language_argument, words_of
from registry.api.scalars import Date, DateTime
from registry.api.units import Unit, shown
from registry.domain.limits import LimitStep
from registry.domain.pages import InMemory
from registry.domain.question import CHINA
from registry.services import limits
from registry.services.divisions import place_today
from registry.services.many_places import places_recorded
from registry.store.divisions import topmost
from registry.store.limits import CountyLimitRecord, limit_history
from registry.store.units import UnitRecord, units_of
from registry.words import words_in

Data = dict[str, Any]


class StepLimit(graphene.ObjectType):
    """一个环节的办理期限。 / The limit of one step."""

    class Meta:
        default_resolver = by_public_name

    step = one(enum_of(LimitStep), "哪个环节。 / Which step.")
    working_days = one(graphene.Int, "工作日数。 / Its working days.")
    is_ours = flag("是否本系统的默认值（待核实）。 / Whether it is our own, to be confirmed, as the county set none.")
    in_force_from = perhaps(Date, "自何日起；默认值为空。 / From which day; null for our own.")


class EnteredLimit(graphene.ObjectType):
    """县里登记过的一个期限。 / A limit that the county entered."""

    class Meta:
        default_resolver = by_public_name

    step = one(enum_of(LimitStep), "哪个环节。 / Which step.")
    working_days = one(graphene.Int, "工作日数。 / Its working days.")
    in_force_from = one(Date, "自何日起。 / From which day.")
    recorded_at = one(DateTime, "登记时间。 / When it was recorded.")


class CountyLimits(graphene.ObjectType):
    """一个县的办理期限。 / The limits of a county."""

    class Meta:
        default_resolver = by_public_name

    county = text("县的 12 位代码。 / The county's 12-digit code.")
    steps = list_of(StepLimit, "今天各环节的期限。 / The limit of every step today.")
    entered = list_of(
        EnteredLimit, "登记过的，最近的在前，至多100条。 / What was entered, the latest first; at most 100."
    )


class RegistryQueries(graphene.ObjectType):
    """What can be asked about what the registry covers."""

    provinces = graphene.Field(
        graphene.List(graphene.NonNull(PlaceType)),
        required=True,
        language=language_argument(),
        description="登记的各省，从这里往下查。 / The provinces on record, to go down from.",
    )
    units = weighing(
        connection(
            Unit,
            "一个区划的在用单位，按名称。 / The units in use of a division, in order of name.",
            place=argument(graphene.String, "区划的代码或名称。 / A division, by code or name."),
            language=language_argument(),
        ),
        30,
    )
    county_limits = graphene.Field(
        CountyLimits,
        language=language_argument(),
        description="本县各环节的办理期限；需要编办的令牌。 / The limits of one's county; needs a list office's token.",
    )

    @staticmethod
    def resolve_provinces(_root: None, info: GraphQLResolveInfo, language: Language) -> Sequence[Data]:
        now = info.context.now
        today = now.astimezone(CHINA).date()
        found = places_recorded({(one.code, today, now) for one in topmost()})
        in_order = [place for _, place in sorted(found.items())]
        return divisions.shown_together(in_order, words_in(language), on=today, known_at=now)

    @staticmethod
    def resolve_units(_root: None, info: GraphQLResolveInfo, **asked: Any) -> Data:
        words = words_of(asked)
        with told_in(words):
            found = sorted(units_of(place_today(asked["place"], now=info.context.now).code), key=_by_name)
            in_order = InMemory(found, _by_name, (str, str))
            return connected(One(in_order, lambda rows: [shown(unit) for unit in rows], words), info, asked)

    @staticmethod
    def resolve_county_limits(_root: None, info: GraphQLResolveInfo, language: Language) -> Data:
        with told_in(words_in(language)):
            now = info.context.now
            county = limits.own_county(info.context.actor(), now=now)
        found = limits.limits_in(county.code, on=now.astimezone(CHINA).date(), known_at=now)
        return {
            "county": county.code,
            "steps": [
                {
                    "step": one.step,
                    "workingDays": one.working_days,
                    "isOurs": one.is_ours,
                    "inForceFrom": one.in_force_from,
                }
                for one in found
            ],
            "entered": [_entered(one) for one in limit_history(county.code)],
        }


def _entered(record: CountyLimitRecord) -> Data:
    return {
        "step": LimitStep(record.step),
        "workingDays": record.working_days,
        "inForceFrom": record.in_force_from,
        "recordedAt": record.recorded_at,
    }


def _by_name(unit: UnitRecord) -> tuple[str, str]:
    return unit.name, unit.code
