"""Naming who asks: a unit by code or by name inside the place's county, or a body outside government."""

from datetime import date, datetime

from registry.domain.divisions import Level, Place
from registry.domain.duties import names_all_departments
from registry.domain.errors import AmbiguousDepartment, UnknownDepartment
from registry.domain.kind import read_text
from registry.domain.units import NO_DAY_YET, NO_TIME_YET, Demander, DemanderKind, is_named_in, mentions
from registry.services.divisions import MOST_TOWNSHIPS
from registry.store import duties, mirrors, units
from registry.store.successions import children_in_use

LONGEST_NAME = 60
SHORTEST_PART = 2
ABOVE_THE_COUNTY = ("省", "市", "国家", "中央")
"""How names of bodies above the county begin; their units need not be on record to be told they have no share."""
CHOICES_SHOWN = 12


def demander_called(typed: str, place: Place, *, on: date | None = None, known_at: datetime | None = None) -> Demander:
    """The unit meant by a code, or by a name in the county (city, province) of a place: the one that stands for it on
    the day, as known at the time; without the two dates, today.

    A body above the county, or of a county whose units are not on record, is taken by its name alone. So is, where the
    two dates are given, one that a list in force there names: bodies led from above (a tobacco bureau, say) stand on
    lists and are no units of the county.

    Raises UnknownDepartment, AmbiguousDepartment with the codes to choose from, or what `read_text` raises.
    """
    wanted = "".join(read_text(typed, field="department", longest=LONGEST_NAME).split())
    as_of = (on or NO_DAY_YET, known_at or NO_TIME_YET)
    by_code = units.demander_coded(wanted.upper(), *as_of) if wanted.isascii() else None
    if by_code is not None:
        return by_code
    divisions = sorted(place.codes())
    found = units.demanders_called(wanted, divisions, *as_of)
    if len(found) == 1:
        return found[0]
    if not found and _is_not_on_record(wanted, place, as_of[1]):
        return Demander(DemanderKind.DEPARTMENT, "", wanted)
    if not found and on and known_at and _is_printed(wanted, place, on, known_at):
        return Demander(DemanderKind.DEPARTMENT, "", wanted, as_printed=True)
    is_part = not found and len(wanted) >= SHORTEST_PART
    near = units.demanders_whose_name_holds(wanted, divisions, *as_of) if is_part else found
    if near:
        # A part of a name is never taken for the whole, be it one unit's only: a guess here would name the wrong unit.
        raise AmbiguousDepartment(typed, [(unit.code, unit.name) for unit in near[:CHOICES_SHOWN]])
    raise UnknownDepartment(typed, place.county.name if place.county else place.name)


def _is_not_on_record(name: str, place: Place, known_at: datetime) -> bool:
    """Whether the registry holds no units this one could be among: of a county not entered yet, or above the county."""
    county = place.county
    above = [d.name for d in place.path if d.level in (Level.PROVINCE, Level.CITY)]
    if name.startswith((*above, *ABOVE_THE_COUNTY)):
        return True
    return county is not None and not units.are_on_record(county.code, known_at)


def _is_printed(name: str, place: Place, on: date, known_at: datetime) -> bool:
    """Whether a list in force in the place names a body that is no unit on record by just this name."""
    return any(is_named_in(written, name) for written in printed_in(place, on, known_at))


def printed_in(place: Place, on: date, known_at: datetime) -> list[str]:
    """What the lists in force in a place write where they name a department, apart from units on record; sorted."""
    county, township = place.county, place.township
    codes = [township.code] if township else []
    if county and not township:
        codes = [county.code, *(d.code for d in children_in_use(county.code, on, known_at, most=MOST_TOWNSHIPS))]
    editions = {edition.code for edition in duties.editions_in_force(codes, on, known_at).values()}
    return mirrors.written_on(sorted(editions)) if editions else []


def unrecorded_in(county: Place, *, on: date, known_at: datetime) -> list[str]:
    """What the lists in force in a county write where they name departments, as far as it means no unit on record."""
    written = [one for one in printed_in(county, on, known_at) if one and not names_all_departments(one)]
    names = units.names_of(units.own_codes(*(unit.code for unit in units.units_of(county.code))))
    return [one for one in written if not any(mentions(one, name) for name in names)]


def outsider(kind: DemanderKind, name: str) -> Demander:
    """A body outside government that is not on record: a bank, an insurer, a company, a social body."""
    return Demander(kind, "", read_text(name, field="demander_name", longest=LONGEST_NAME, required=False))


def unit_named(name: str, place: Place) -> str | None:
    """The code of the one unit of this name in the county (city, province) of a place; None for none or several."""
    found = units.called(name[:LONGEST_NAME], [division.code for division in place.path])
    return found[0].code if len(found) == 1 else None
