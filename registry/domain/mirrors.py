"""A department's mirror: its shares of supporting duties, and what it took back, township by township."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from registry.domain.duties import DutyTier, Share, names_all_departments
from registry.domain.units import Demander, mentions


@dataclass(frozen=True, slots=True)
class MirrorRow:
    """One row of one edition, as it bears on departments."""

    edition: str
    code: str
    tier: DutyTier
    number: int
    matter: str
    unit: str | None
    department: str
    duties: tuple[str, ...]
    way_of_working: str


@dataclass(frozen=True, slots=True)
class Mirrored:
    """One duty as a department sees it, and the townships (codes) whose lists say it in just these words.

    `generic` is true where the list names all line departments at once.
    """

    tier: DutyTier
    code: str
    matter: str
    department: str
    duties: tuple[str, ...]
    way_of_working: str
    generic: bool
    townships: tuple[str, ...]


def mirror(
    rows: Iterable[MirrorRow], unit: Demander, names: Collection[str], townships: Mapping[str, Collection[str]]
) -> list[Mirrored]:
    """What concerns a unit, each wording once. `names` are those it goes by, `townships` where each edition holds."""
    found: dict[Mirrored, set[str]] = {}
    for row in rows:
        share, reclaimed = Share(row.unit, row.department, row.duties), row.tier is DutyTier.RECLAIMED
        if _took_over(row.department, names) if reclaimed else share.is_of(unit):
            seen = Mirrored(
                tier=row.tier,
                code=row.code,
                matter=row.matter,
                department=row.department,
                duties=row.duties,
                way_of_working=row.way_of_working,
                generic=names_all_departments(row.department) if reclaimed else share.is_generic,
                townships=(),
            )
            found.setdefault(seen, set()).update(townships[row.edition])
    order = list(DutyTier)
    shown = [replace(seen, townships=tuple(sorted(where))) for seen, where in found.items()]
    return sorted(shown, key=lambda m: (order.index(m.tier), m.generic, m.code, m.matter, m.department, m.townships))


def _took_over(written: str, names: Collection[str]) -> bool:
    """Whether a cell names a department by one of its names, or all of them: then it is this one's too."""
    return names_all_departments(written) or any(mentions(written, name) for name in names)
