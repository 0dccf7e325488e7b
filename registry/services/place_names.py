"""Which divisions a name may mean: exactly so named at some time, or named after the divisions above them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from registry.domain.divisions import Division, Level, spellings
from registry.store import divisions, successions
from registry.store.divisions import DivisionRecord

_ABOVE = (Level.PROVINCE, Level.CITY, Level.COUNTY, Level.TOWNSHIP)


@dataclass(frozen=True)
class _Names:
    """The names given by changes to divisions that kept their code, among those that what was typed may hold."""

    known_at: datetime
    given_since: Mapping[str, set[str]]
    most: int

    def codes(self, names: Iterable[str]) -> set[str]:
        return set[str]().union(*(self.given_since.get(name, set()) for name in names))

    def named(self, name: str, below: str | None = None) -> list[DivisionRecord]:
        """By the first name or by one given since; whole names go before shortened ones."""
        found = list(divisions.named(name, below=below, most=self.most, known_at=self.known_at))
        if not self.given_since:
            return found
        exact = self.codes([name])
        if exact:
            whole = [record for record in found if record.name == name]
            return [*whole, *divisions.with_codes(exact, below=below)]
        if any(record.name == name for record in found):
            return found
        short = [one for one in spellings(name) if name in Division("", one, Level.VILLAGE).names()]
        return [*found, *divisions.with_codes(self.codes(short), below=below)]

    def beginning(self, text: str) -> list[tuple[DivisionRecord, str]]:
        """The divisions above townships' villages whose name opens the text, each with that name."""
        found = [(r, r.name) for r in divisions.whose_name_begins(text, _ABOVE, self.known_at)]
        for name, codes in self.given_since.items():
            if text.startswith(name):
                found += [(record, name) for record in divisions.with_codes(codes)]
        return found

    def of(self, record: DivisionRecord) -> list[str]:
        """Every name a division bore."""
        return [record.name, *(name for name, codes in self.given_since.items() if record.code in codes)]


def called(name: str, *, known_at: datetime, most: int) -> list[DivisionRecord]:
    """The divisions, on record at a time, that a name may mean, read from the left; in use or not."""
    names = _Names(known_at, successions.named_since(_pieces(name), known_at), most)
    found = {record.code: record for record in names.named(name)}
    for above, opening in names.beginning(name):
        rest = name[len(opening) :]
        if rest:
            found |= {record.code: record for record in _below(above, rest, names)}
    return list(found.values())


def _pieces(name: str) -> list[str]:
    """Every part of a name that may be a division's, villages' short names spelled out."""
    ends = range(len(name))
    parts = {name[begin : end + 1] for begin in ends for end in ends if end >= begin}
    parts.update(spelling for begin in ends for spelling in spellings(name[begin:]))
    return sorted(parts)


def _below(above: DivisionRecord, rest: str, names: _Names) -> Iterable[DivisionRecord]:
    """Those below a division that the rest of a name means: directly, or by way of a division in between."""
    yield from names.named(rest, above.code)
    for child in divisions.children(above.code, names.known_at):
        opening = next((n for n in names.of(child) if rest.startswith(n) and rest != n), "")
        if opening:
            yield from _below(child, rest[len(opening) :], names)
        elif child.level in (Level.COUNTY, Level.TOWNSHIP):
            yield from names.named(rest, child.code)
