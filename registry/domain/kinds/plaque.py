"""Plaque 挂牌: a village is asked to hang a plaque (P17)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from registry.domain.divisions import Level
from registry.domain.hearing import named_in
from registry.domain.inventories import InventorySort
from registry.domain.kind import Brought, Held, Kind, number, text
from registry.domain.law import burden_2024 as provisions
from registry.domain.outcome import ConditionCode
from registry.domain.plaques import PlaqueEntry, PlaquePosition, PlaqueStyle
from registry.domain.question import Question
from registry.domain.register import Register
from registry.domain.verdict import Condition, Ground, Judgement, Needs, ground
from registry.domain.wording import plain


@dataclass(frozen=True)
class PlaqueDetails:
    """The questions about a plaque; lengths in millimetres. What is not stated is not judged."""

    wording: str = text(longest=100)
    position: PlaquePosition | None = None
    width_mm: int | None = number(least=1)
    height_mm: int | None = number(least=1)
    colour: str = text(longest=40, default="")
    count: int = number(least=1, default=1)


Asking = Question[PlaqueDetails]


def judge(asked: Asking, register: Register) -> Judgement:
    """Name, style and quota, each by itself: a plaque off the catalogue in a full village has two grounds."""
    catalogue = register.plaque_catalogue
    entry = catalogue.entry(asked.details.wording, register.place.itself) if catalogue else None
    if entry is not None and entry.statutory:
        return Judgement([])
    grounds = [_name_ground(asked, register)] if entry is None else _style_grounds(asked, entry)
    return Judgement(grounds + _quota_grounds(asked, register), conditions=_conditions(asked, entry))


def _subjects(asked: Asking) -> frozenset[str]:
    return frozenset({plain(asked.details.wording)})


def _asked_style(asked: Asking) -> tuple[PlaquePosition | None, int | None, int | None, str]:
    details = asked.details
    return (details.position, details.width_mm, details.height_mm, details.colour)


def _name_ground(asked: Asking, register: Register) -> Ground:
    catalogue = register.plaque_catalogue
    facts = {
        "wording": asked.details.wording,
        "village": register.place.name,
        "catalogue": catalogue.version if catalogue else "",
    }
    return ground(provisions.PLAQUE_NAME, facts, subjects=_subjects(asked), needs=Needs(style=_asked_style(asked)))


def _style_grounds(asked: Asking, entry: PlaqueEntry) -> list[Ground]:
    departs = entry.style.departures(*_asked_style(asked))
    if not departs:
        return []
    facts = {"wording": asked.details.wording, "departs": list(departs), "allowed": _allowed(entry.style)}
    needs = Needs(style=_asked_style(asked))
    return [ground(provisions.PLAQUE_STYLE, facts, subjects=_subjects(asked), needs=needs)]


def _allowed(style: PlaqueStyle) -> dict[str, object]:
    return {
        "position": style.position.value if style.position else None,
        "max_width_mm": style.max_width_mm,
        "max_height_mm": style.max_height_mm,
        "colours": list(style.colours),
    }


def _quota_grounds(asked: Asking, register: Register) -> list[Ground]:
    """Hung, admitted and asked for, less those taken down, stay within the quota of the village's class."""
    village, catalogue = register.village, register.plaque_catalogue
    village_class = village.village_class if village else ""
    quota = catalogue.quota(village_class) if catalogue else None
    counted = village.counted_plaques if village else 0
    wanted = counted + holds(asked.details)
    facts = {"village": register.place.name, "village_class": village_class}
    if quota is None:
        return [ground(provisions.NO_QUOTA, facts, subjects=_subjects(asked), needs=Needs(quota=wanted))]
    if wanted <= quota:
        return []
    sums = {"quota": quota, "counted": counted, "asked": holds(asked.details)}
    return [ground(provisions.PLAQUE_QUOTA, {**facts, **sums}, subjects=_subjects(asked), needs=Needs(quota=wanted))]


def _conditions(asked: Asking, entry: PlaqueEntry | None) -> tuple[Condition, ...]:
    """What the catalogue lays down and the demand did not state still has to be kept."""
    if entry is None or not entry.style.leaves_open(*_asked_style(asked)):
        return ()
    facts = {"wording": asked.details.wording, "allowed": _allowed(entry.style)}
    return (Condition(ConditionCode.CATALOGUE_STYLE, facts, falls_with=provisions.PLAQUE_STYLE.code),)


def holds(details: PlaqueDetails) -> int:
    """Places in the village's quota that an admission reserves; at least one, whatever number was stored."""
    return max(details.count, 1)


def brings(details: PlaqueDetails, register: Register) -> tuple[Brought, ...]:
    """As many plaques as were asked for; statutory ones are on record too, and count for nothing."""
    catalogue = register.plaque_catalogue
    entry = catalogue.entry(details.wording, register.place.itself) if catalogue else None
    plaque = Brought(
        sort=InventorySort.PLAQUES,
        name=details.wording,
        statutory=entry is not None and entry.statutory,
        position=details.position,
        width_mm=details.width_mm,
        height_mm=details.height_mm,
        colour=details.colour,
    )
    return (plaque,) * holds(details)


_HUNG = r"加挂|悬挂|挂上|挂出|挂个|挂块|挂一块|挂|设立|制作|竖|钉|做"


def hears(text: str) -> Mapping[str, Any] | None:
    """“要求村里挂禁毒工作站的牌子”: what stands before 牌 is its wording. Number plates and brands are none."""
    if not re.search(_HUNG, text):
        return None
    name = named_in(text, _HUNG, r"(?:的)?(?:牌子|牌匾|标牌|门牌|吊牌|木牌|铜牌|牌)(?!照|号|坊|价)")
    return {"wording": name} if name else None


PLAQUE = Kind(
    code="plaque",
    details=PlaqueDetails,
    places=frozenset({Level.VILLAGE}),
    judge=judge,
    subject="wording",
    looks_at=frozenset({Held.PLAQUES}),
    holds=holds,
    hears=hears,
    brings=brings,
)
