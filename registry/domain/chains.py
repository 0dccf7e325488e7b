"""The lists of a county and of its townships under all their codes: which stands on a day, and after which master."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from registry.domain.duties import Duty, Edition, in_force, standing
from registry.domain.successions import (
    Step,
    Steps,
    beginning_of,
    descent,
    edition_of,
    for_the_part,
    known,
    meant,
    until,
)

Rows = tuple[Duty, ...]
EVER = datetime.max.replace(tzinfo=UTC)
"""What stands now is what is on file now: one who waited for another's turn began before what that one recorded."""
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Chain:
    """The editions of some counties and townships, those about to be published among them.

    `ours` are the codes of the county that publishes, with those it had before; `above` the county of each township's
    code; `read` reads the rows of an edition on file, `rows_laid` holds those of editions that are not on file yet.
    """

    editions: dict[str, list[Edition]]
    steps: Steps
    above: Mapping[str, str]
    ours: frozenset[str]
    read: Callable[[Edition], Rows]
    rows_laid: dict[str, Rows] = field(default_factory=dict)

    def copied(self) -> "Chain":
        """The same, in which something can be laid down without this one knowing of it."""
        return replace(self, editions={code: [*e] for code, e in self.editions.items()}, rows_laid={**self.rows_laid})

    def lay(self, edition: Edition, rows: Rows) -> None:
        """Count an edition in that is not on file yet; it is recorded after all others."""
        self.editions.setdefault(edition.township, []).append(replace(edition, recorded_at=EVER))
        self.rows_laid[edition.code] = rows

    def is_laid(self, edition: Edition) -> bool:
        """Whether the edition is not on file yet."""
        return edition.code in self.rows_laid

    def rows(self, edition: Edition) -> Rows:
        return self.rows_laid[edition.code] if self.is_laid(edition) else self.read(edition)

    def stand(self, codes: Iterable[str]) -> list[Edition]:
        """The editions of these codes that nothing corrects, in order of day."""
        found = [edition for code in sorted(codes) for edition in standing(self.editions.get(code, ()), EVER)]
        return sorted(found, key=lambda edition: edition.effective_on)

    def in_force(self, code: str, on: date) -> Edition | None:
        """The edition in force for a code on a day, its own or the one it goes by."""

        def own(township: str, day: date, left: Step | None) -> Edition | None:
            return in_force(for_the_part(self.editions.get(township, ()), left), day, EVER)

        return edition_of(code, on, until(self.steps, on), own)

    def before(self, code: str, on: date) -> Edition | None:
        """The edition that one of this day follows."""

        def own(township: str, day: date, left: Step | None) -> Edition | None:
            stand = standing(for_the_part(self.editions.get(township, ()), left), EVER)
            return in_force([edition for edition in stand if edition.effective_on < on], day, EVER)

        return edition_of(code, on, until(self.steps, on), own)

    def master_on(self, township: str, on: date) -> Edition | None:
        """The county's master for a township on a day; for one that left, the last one before it did."""
        county, day = self._county_of(township, on)
        return self.in_force(county, day)

    def master_before(self, township: str, on: date) -> Edition | None:
        """The master that one of this day follows there."""
        county, day = self._county_of(township, on)
        return self.before(county, on) if day == on else self.in_force(county, day)

    def master_seen(self, edition: Edition) -> Edition | None:
        """The master that a township's edition was in step with: the one of its day when it was recorded."""
        at, day = edition.recorded_at, edition.effective_on
        steps = until(known(self.steps, at), day)

        def own(county: str, on: date, left: Step | None) -> Edition | None:
            return in_force(for_the_part(self.editions.get(county, ()), left), on, at)

        return edition_of(self.above[edition.township], day, steps, own)

    def first_master(self) -> Edition | None:
        """The first master of the county; lists of before it are in step with it."""
        return next(iter(self.stand(self.ours)), None)

    def begins(self, code: str) -> date:
        """The first day of a code."""
        return max((step.effective_on for step in beginning_of(code, self.steps)), default=date.min)

    def in_use(self, code: str, on: date) -> bool:
        return self.begins(code) <= on and not descent(code, self.steps, on)

    def is_ours(self, code: str, on: date) -> bool:
        """Whether a township, or all that came of it by a day, lies in the county that publishes."""
        counties = {self.above.get(found, "") for found in meant(code, self.steps, on)}
        return bool(counties) and counties <= self.ours

    def goes_on(self, code: str, on: date) -> bool:
        """Whether anything came of a code by a day, or it is in use."""
        return bool(meant(code, self.steps, on))

    def _county_of(self, township: str, on: date) -> tuple[str, date]:
        """The county whose master counts for a township's code on a day, and the day to ask it for."""
        left = descent(township, self.steps, on)
        counties = {self.above.get(code, "") for code in meant(township, self.steps, on)}
        if not left:
            return self.above[township], on
        if len(counties) == 1 and counties <= self.ours:
            return counties.pop(), on
        return self.above[township], left[0].effective_on - _ONE_DAY
