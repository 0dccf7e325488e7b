"""The register of chief and grid duties as types."""

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from registry.api.caller import told_in
from registry.api.connections import One, connected, connection
from registry.api.costs import weighing
from registry.api.delegated import dates
from registry.api.fields import argument, by_public_name, flag, one, perhaps, text
from registry.api.ids import Node, known_by
from registry.api.options import enum_of, language_argument, words_of
from registry.api.scalars import Date, DateTime
from registry.domain.chiefs import ChiefEntry
from registry.domain.duties import LaidOn
from registry.domain.pages import InMemory
from registry.services.divisions import place_called
from registry.store import chiefs

Data = dict[str, Any]


@known_by("code")
class ChiefDuty(graphene.ObjectType):
    """落到“某长”或者网格员身上的一项职责。 / A duty laid on a chief or on grid workers."""

    class Meta:
        interfaces = (Node,)
        default_resolver = by_public_name

    code = text("编号。 / Its code.")
    matter = text("事项。 / The matter.")
    laid_on = one(enum_of(LaidOn), "落到谁身上。 / On whom it is laid.")
    place = text("登记在哪一级，12 位代码。 / The division it is on record at, by its 12-digit code.")
    place_name = text("登记在哪一级，名称。 / The division's name.")
    in_force_from = one(Date, "起始日。 / The first day it holds.")
    until = perhaps(Date, "最后一天；空为未定。 / The last day it holds; null while no end is known.")
    in_force = flag("当日是否有效。 / Whether it holds on the day asked for.")
    basis = text("依据，待核实的为空。 / Its basis; empty where to be confirmed.")
    added_on = one(Date, "登记日。 / The day it was added.")
    added_by = text("登记单位的代码，待核实的为空。 / The code of the unit that added it; empty where not known.")
    recorded_at = one(DateTime, "何时登记。 / When it came on record.")
    sample = flag("是否为示例。 / Whether it is a sample.")


class ChiefQueries(graphene.ObjectType):
    """What can be asked about chief and grid duties."""

    chief_duties = weighing(
        connection(
            ChiefDuty,
            "一处的某长、网格职责，含上级登记的，上级的在前。"
            " / The chief and grid duties of a place, those of the divisions above first.",
            place=argument(graphene.String, "代码或名称。 / A place, by code or name."),
            on=argument(Date, "哪一天；默认今天。 / As of which day; today by default.", required=False),
            known_at=argument(DateTime, "截至何时已登记；默认现在。 / Known by when; now by default.", required=False),
            language=language_argument(),
        ),
        30,
    )

    @staticmethod
    def resolve_chief_duties(_root: None, info: GraphQLResolveInfo, place: str, **asked: Any) -> Data:
        words = words_of(asked)
        with told_in(words):
            on, known_at = dates(info, asked)
            found = chiefs.register_of(place_called(place, on=on, known_at=known_at), known_at)
            in_order = InMemory(sorted(found, key=_order), _order, (str, str))
            source = One(in_order, lambda rows: [shown(entry, on) for entry in rows], words)
            return connected(source, info, {**asked, "place": place})


def _order(entry: ChiefEntry) -> tuple[str, str]:
    """Codes of divisions above begin alike and go before those below."""
    return entry.place, entry.code


def shown(entry: ChiefEntry, on: Any) -> Data:
    """A chief duty as the type above shows it."""
    return {
        "code": entry.code,
        "matter": entry.matter,
        "laidOn": entry.laid_on,
        "place": entry.place,
        "placeName": entry.place_name,
        "inForceFrom": entry.in_force_from,
        "until": entry.until,
        "inForce": entry.holds(on),
        "basis": entry.basis,
        "addedOn": entry.added_on,
        "addedBy": entry.added_by,
        "recordedAt": entry.recorded_at,
        "sample": entry.sample,
    }
