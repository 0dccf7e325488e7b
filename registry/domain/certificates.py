"""Certificates that may, or may not, be demanded of villages (P17), and how a county narrows its province's list."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import TypeVar

from registry.domain.errors import NotRetainedByProvince, ProhibitedCertificate
from registry.domain.successions import ChangeKind, Steps
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
    statute: str = ""
    article: str = ""


@dataclass(frozen=True, slots=True)
class RetainedType:
    """A type the province retains. `to_be_confirmed` where the basis was not verified; what is empty still is.

    Basis, use, procedure and form are the four that must be published for each: 设定依据、办理用途、具体流程、证明式样.
    """

    name: str
    statute: str
    article: str
    to_be_confirmed: bool
    instead: str = ""
    other_names: tuple[str, ...] = ()
    competent_body: str = ""
    use: str = ""
    procedure: str = ""
    form: str = ""


@dataclass(frozen=True, slots=True)
class RetainedList:
    """What a county retains of its province's list from a day on, by the names of the types."""

    code: str
    county: str
    document_number: str
    effective_on: date
    recorded_at: datetime
    names: tuple[str, ...]
    sample: bool = False


Listed = TypeVar("Listed", bound="ProhibitedType | RetainedType")


@dataclass(frozen=True)
class CertificateCatalogue:
    """One version of a province's catalogue, the national 20 included; `narrowed_by` where a county narrowed it."""

    version: str
    prohibited: tuple[ProhibitedType, ...]
    retained: tuple[RetainedType, ...]
    sample: bool = False
    code: str = ""
    effective_on: date | None = None
    narrowed_by: RetainedList | None = None

    @property
    def rests_on(self) -> str:
        """The version, and the county's list that narrows it, as a verdict names them."""
        return f"{self.version} · {self.narrowed_by.document_number}" if self.narrowed_by else self.version

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

    def named_exactly(self, name: str) -> RetainedType | None:
        """The retained type of exactly this official name."""
        asked = plain(name)
        return next((listed for listed in self.retained if plain(listed.name) == asked), None)

    def narrowed(self, by: RetainedList | None) -> "CertificateCatalogue":
        """As it holds in a county: lower levels narrow, never widen, and what is prohibited stays so."""
        if by is None:
            return self
        kept = {plain(name) for name in by.names}
        retained = tuple(listed for listed in self.retained if plain(listed.name) in kept)
        return replace(self, retained=retained, narrowed_by=by, sample=self.sample or by.sample)


Published = Callable[[str, date], RetainedList | None]
"""The list that a county published itself and that was in force on a day, as known at the time asked for."""


def retained_list_of(county: str, on: date, steps: Steps, published: Published) -> RetainedList | None:
    """The list in force for a county on a day: its own since it last changed, else what narrowed it before.

    It follows the list of the chosen predecessor. Where none was chosen, or that one had no list, every predecessor's
    counts, and only what all of them retain is retained: a change of divisions never widens.
    """
    own = published(county, on)
    into = [s for s in steps if s.after == county and s.kind is not ChangeKind.RENAMED]
    if not into:
        return own
    last = [s for s in into if s.change == into[-1].change]
    if own is not None and own.effective_on >= last[0].effective_on:
        return own
    earlier, eve = tuple(s for s in steps if s.order < last[0].order), last[0].effective_on - timedelta(days=1)
    before = {s: retained_list_of(s.before, eve, earlier, published) for s in last}
    chosen = [held for s, held in before.items() if s.list_from and held]
    lists = chosen or [held for held in before.values() if held]
    return _common(lists) if lists else None


def _common(lists: Sequence[RetainedList]) -> RetainedList:
    """What all of these lists retain, under the document numbers of them all."""
    first, *others = lists
    names = tuple(n for n in first.names if all(plain(n) in map(plain, other.names) for other in others))
    numbers = "、".join(dict.fromkeys(one.document_number for one in lists))
    return replace(first, names=names, document_number=numbers, sample=any(one.sample for one in lists))


def require_narrowing(names: Sequence[str], province: CertificateCatalogue) -> tuple[str, ...]:
    """The official names of what a county would retain, in the province's order, each once.

    Raises ProhibitedCertificate, NotRetainedByProvince, naming every type that is not the province's to retain.
    """
    foreign = [name for name in names if province.named_exactly(name) is None]
    official = {plain(listed.name) for listed in province.prohibited}
    prohibited = [name for name in foreign if plain(name) in official]
    if prohibited:
        raise ProhibitedCertificate(prohibited)
    if foreign:
        raise NotRetainedByProvince(foreign, province.version)
    kept = {plain(name) for name in names}
    return tuple(listed.name for listed in province.retained if plain(listed.name) in kept)


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
