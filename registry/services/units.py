"""Naming who asks: a unit by code or by name inside the place's county, or a body outside government."""

from registry.domain.divisions import Place
from registry.domain.errors import AmbiguousDepartment, UnknownDepartment
from registry.domain.kind import read_text
from registry.domain.units import Demander, DemanderKind
from registry.store import units

LONGEST_NAME = 60
SHORTEST_PART = 2
CHOICES_SHOWN = 12


def demander_called(typed: str, place: Place) -> Demander:
    """The unit meant by a code, or by a name in the county (city, province) of a place; a renamed one's successor.

    Raises UnknownDepartment, AmbiguousDepartment with the codes to choose from, or what `read_text` raises.
    """
    wanted = "".join(read_text(typed, field="department", longest=LONGEST_NAME).split())
    by_code = units.find_unit(wanted.upper()) if wanted.isascii() else None
    if by_code is not None:
        return by_code.as_demander()
    divisions = [division.code for division in place.path]
    found = units.called(wanted, divisions)
    if not found and len(wanted) >= SHORTEST_PART:
        found = units.whose_name_holds(wanted, divisions)
    if not found:
        raise UnknownDepartment(typed, place.county.name if place.county else place.name)
    if len(found) > 1:
        raise AmbiguousDepartment(typed, [(unit.code, unit.name) for unit in found[:CHOICES_SHOWN]])
    return found[0].as_demander()


def outsider(kind: DemanderKind, name: str) -> Demander:
    """A body outside government that is not on record: a bank, an insurer, a company, a social body."""
    return Demander(kind, "", read_text(name, field="demander_name", longest=LONGEST_NAME, required=False))
