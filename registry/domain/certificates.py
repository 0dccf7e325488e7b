"""Certificates that may, or may not, be demanded of villages (P17), and how a county narrows its province's list."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import TypeVar

from registry.domain.errors import NotRetainedByProvince, ProhibitedCertificate
from registry.domain.successions import ChangeKind, Step, Steps
from registry.domain.wording import plain

_BETWEEN = " "
"""In plain wording there is no blank: it keeps apart what stood before and after a name."""
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
    """One version of a province's catalogue, the national 20 included; `narrowed_by` where a county narrowed it, and
    `left_out` what the county does not retain."""

    version: str
    prohibited: tuple[ProhibitedType, ...]
    retained: tuple[RetainedType, ...]
    sample: bool = False
    code: str = ""
    effective_on: date | None = None
    narrowed_by: RetainedList | None = None
    left_out: tuple[RetainedType, ...] = ()

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

    @cached_property
    def _left_out(self) -> dict[str, RetainedType]:
        """What the province retains and the county does not: known by name, so that it is taken for nothing else."""
        return _by_name(self.left_out)

    def types_called(self, name: str) -> tuple[ProhibitedType | None, RetainedType | None]:
        """The prohibited and the retained type that a name means, each None where it means none.

        A whole name, on whichever list, beats one that only stands in what was asked; of those that stand in it the
        longest over all lists counts, and what is left beside it is looked at again: 开具亲属关系证明和居住证明
        asks for two. What stands within the longer name is a part of it, and no demand of its own.
        """
        asked, prohibited, retained = plain(name), self._prohibited, self._retained
        if asked in prohibited or asked in retained or asked in self._left_out:
            return prohibited.get(asked), retained.get(asked)
        found = list(_within(asked, {*prohibited, *retained, *self._left_out}))
        return (
            next((prohibited[known] for known in found if known in prohibited), None),
            next((retained[known] for known in found if known in retained), None),
        )

    def prohibited_type(self, name: str) -> ProhibitedType | None:
        """The prohibited type that this name means; None where it means none."""
        return self.types_called(name)[0]

    def retained_type(self, name: str) -> RetainedType | None:
        """The retained type that this name means; None where it means none."""
        return self.types_called(name)[1]

    def named_exactly(self, name: str) -> RetainedType | None:
        """The retained type of exactly this name: its official one, else another one that it goes by, as it did before
        it was renamed. What is prohibited under the name is not retained by it."""
        asked = plain(name)
        official = next((listed for listed in self.retained if plain(listed.name) == asked), None)
        return official or (None if asked in self._prohibited else self._retained.get(asked))

    def narrowed(self, by: RetainedList | None) -> "CertificateCatalogue":
        """As it holds in a county: lower levels narrow, never widen, and what is prohibited stays so."""
        if by is None:
            return self
        kept = {plain(name) for name in by.names}
        retained = tuple(listed for listed in self.retained if plain(listed.name) in kept)
        left_out = tuple(listed for listed in self.retained if plain(listed.name) not in kept)
        return replace(self, retained=retained, left_out=left_out, narrowed_by=by, sample=self.sample or by.sample)


Published = Callable[[str, date, Step | None], RetainedList | None]
"""The list that a county published itself and that was in force on a day, as known at the time asked for; with the step
by which a part left it, of those only that were published for the whole (`Step.found_whole`)."""


def retained_list_of(
    county: str, on: date, steps: Steps, published: Published, left: Step | None = None
) -> RetainedList | None:
    """The list in force for a county on a day: its own since it last changed, else what narrowed it before.

    It follows the list of the chosen predecessor; of one whose code goes on, as it was published for the whole (`left`
    is the step by which the part left). Where none was chosen, or that one had no list, every predecessor's counts, and
    only what all of them retain is retained: a change of divisions never widens.
    """
    own = published(county, on, left)
    into = [s for s in steps if s.after == county and s.kind is not ChangeKind.RENAMED]
    if not into:
        return own
    last = [s for s in into if s.change == into[-1].change]
    if own is not None and own.effective_on >= last[0].effective_on:
        return own
    earlier = tuple(s for s in steps if s.order < last[0].order)
    before = {s: retained_list_of(s.before, on, earlier, published, None if s.ends else s) for s in last}
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
    named = {name: province.named_exactly(name) for name in names}
    foreign = [name for name, listed in named.items() if listed is None]
    official = {plain(listed.name) for listed in province.prohibited}
    prohibited = [name for name in foreign if plain(name) in official]
    if prohibited:
        raise ProhibitedCertificate(prohibited)
    if foreign:
        raise NotRetainedByProvince(foreign, province.version)
    return tuple(listed.name for listed in province.retained if listed in named.values())


def carried_on(held: RetainedList, versions: Sequence[CertificateCatalogue]) -> RetainedList:
    """What a county retains, by the names that the last of these versions gives to the types it chose.

    A county chooses types, not words: one that the province renames, with its old name among its other names, stays
    chosen. What the province drops ends the choice, because lower levels narrow what there is; restored later it is
    the county's to choose anew, since a restored type must not widen what was narrowed in between (P17). `versions`
    begin with the one in force on the day of the list and go up to the day that is asked for.
    """
    if not versions:
        return held
    first, *later = versions
    chosen = {listed for name in held.names if (listed := first.named_exactly(name))}
    for version in later:
        chosen = {new for new in version.retained if any(_goes_on(old, new, version) for old in chosen)}
    return replace(held, names=tuple(listed.name for listed in versions[-1].retained if listed in chosen))


def _goes_on(old: RetainedType, new: RetainedType, version: CertificateCatalogue) -> bool:
    """Whether a type is in a later version what an earlier one was: of its name; where none is, by another name."""
    before, after = plain(old.name), plain(new.name)
    if any(plain(listed.name) == before for listed in version.retained):
        return before == after
    return before in map(plain, new.other_names) or after in map(plain, old.other_names)


def _within(asked: str, names: Collection[str]) -> Iterator[str]:
    """The names that stand in what was asked, the longest first, each in what the longer ones left."""
    left = asked
    while standing := [name for name in names if len(name) >= SHORTEST_NAME and name in left]:
        longest = max(standing, key=lambda name: (len(name), name))
        yield longest
        left = left.replace(longest, _BETWEEN)


def _by_name(types: Iterable[Listed]) -> dict[str, Listed]:
    """The types by every name they go by, in plain wording; of two with one name the first counts."""
    found: dict[str, Listed] = {}
    for listed in types:
        found |= {plain(n): listed for n in (listed.name, *listed.other_names) if plain(n) not in found}
    return found
