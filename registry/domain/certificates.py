"""Certificates that may, or may not, be demanded of villages (P17)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TypeVar

from registry.domain.wording import plain

SHORTEST_NAME = 4
"""A name this long does not stand in another by chance."""


class ProhibitedBy(StrEnum):
    """Whose list a prohibited type stands on."""

    NATION = "NATION"  # the national 20 (民发〔2020〕20号)
    PROVINCE = "PROVINCE"


@dataclass(frozen=True, slots=True)
class ProhibitedType:
    """A type villages must not issue, with what serves instead and who gives it. Other names are people's words."""

    name: str
    prohibited_by: ProhibitedBy
    number: int
    instead: str
    competent_body: str = ""
    other_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RetainedType:
    """A type the province retains, with its basis. `to_be_confirmed` where the basis was not verified."""

    name: str
    statute: str
    article: str
    to_be_confirmed: bool
    instead: str = ""
    other_names: tuple[str, ...] = ()


Listed = TypeVar("Listed", bound="ProhibitedType | RetainedType")


@dataclass(frozen=True)
class CertificateCatalogue:
    """One version of a province's catalogue, the national 20 included."""

    version: str
    prohibited: tuple[ProhibitedType, ...]
    retained: tuple[RetainedType, ...]
    sample: bool = False

    @cached_property
    def _prohibited(self) -> dict[str, ProhibitedType]:
        """By name in plain wording; the nation's list goes before the province's."""
        return _by_name(sorted(self.prohibited, key=lambda t: t.prohibited_by is not ProhibitedBy.NATION))

    @cached_property
    def _retained(self) -> dict[str, RetainedType]:
        return _by_name(self.retained)

    def prohibited_type(self, name: str) -> ProhibitedType | None:
        """The prohibited type of this name, or of a name people use for it; None where it is on neither list."""
        return _called(self._prohibited, name)

    def retained_type(self, name: str) -> RetainedType | None:
        """The retained type of this name; None where the province retains none."""
        return _called(self._retained, name)


def _called(types: dict[str, Listed], name: str) -> Listed | None:
    """The type of this name, or the one named longest in it (开具亲属关系证明 asks for 亲属关系证明)."""
    asked = plain(name)
    if asked in types:
        return types[asked]
    within = [known for known in types if len(known) >= SHORTEST_NAME and known in asked]
    return types[max(within, key=len)] if within else None


def _by_name(types: Iterable[Listed]) -> dict[str, Listed]:
    """The types by every name they go by, in plain wording; of two with one name the first counts."""
    found: dict[str, Listed] = {}
    for listed in types:
        found |= {plain(n): listed for n in (listed.name, *listed.other_names) if plain(n) not in found}
    return found
