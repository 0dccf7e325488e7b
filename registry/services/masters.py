"""A county's master reaching its townships: which list of each is amended, and what each is to be told."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from registry.domain.divisions import Division, Level, Place
from registry.domain.duties import Duty, DutyList, Edition, standing
from registry.domain.editions import Descent, require_publishable
from registry.domain.errors import NotFound
from registry.domain.overlay import Amended, amend
from registry.domain.question import CHINA
from registry.services.divisions import place_as_recorded
from registry.services.drafting import EVER, latest_list
from registry.store import duties, editions
from registry.store.access import take_turns
from registry.store.successions import children_in_use

MOST_TOWNSHIPS = 500
"""More than any county has."""


@dataclass(frozen=True)
class Master:
    """A county's master in the making: the rows, what descends from what, the editions it follows and corrects."""

    county: Place
    before: Edition | None
    corrects: str
    rows: tuple[Duty, ...]
    lines: tuple[Descent, ...]
    sample: bool
    wins: Mapping[str, Collection[str]]


@dataclass(frozen=True)
class Reached:
    """What a master does to one township's list. `edition` is empty in a preview, or where nothing changes.

    `corrects` is the township's edition that the amended one takes the place of: one that the wrong master had led to,
    or one of a later day, which would otherwise lack the amendment.
    """

    township: Division
    amended: Amended
    effective_on: date
    corrects: str = ""
    sample: bool = False
    edition: str = ""

    @property
    def calls_for_an_edition(self) -> bool:
        """Whether the township's list comes out otherwise, or a wrong edition must be annulled."""
        return not self.amended.changes_nothing or bool(self.corrects)


def wait_for_townships(county: Place, now: datetime) -> list[str]:
    """Take turns with whoever publishes in these townships, before any of their lists is read; their codes."""
    codes = [township.code for township in townships_of(county, now)]
    for code in codes:
        take_turns(f"lists {code}")
    return codes


def townships_of(county: Place, now: datetime) -> list[Division]:
    """The townships of a county in use today, without those that never have a list; in order of code."""
    in_use = children_in_use(county.code, now.astimezone(CHINA).date(), now, most=MOST_TOWNSHIPS)
    found = [record.as_division() for record in in_use]
    return sorted((t for t in found if t.level is Level.TOWNSHIP and not t.is_pseudo_township), key=lambda t: t.code)


def reach(master: Master, effective_on: date, now: datetime) -> list[Reached]:
    """What the master does to each township's list from a day on, and to lists of later days; a first master changes no
    list there is. Raises UnpublishableList, with the township it is about."""
    townships = townships_of(master.county, now)
    known = duties.editions_of_all([township.code for township in townships])
    led_to = editions.led_to_by(master.corrects) if master.corrects else {}
    found: list[Reached] = []
    for township in townships:
        stand = standing(known.get(township.code, []), EVER)
        wrong = [edition for edition in stand if edition.code in led_to.get(township.code, ())]
        of_township = _reached(master, township, stand, wrong, on=effective_on, now=now)
        for one in of_township:
            if one.calls_for_an_edition:
                require_publishable(one.amended.duties, place=township.name)
        found += of_township
    return found


def _reached(
    master: Master, township: Division, known: Sequence[Edition], wrong: Sequence[Edition], *, on: date, now: datetime
) -> list[Reached]:
    """One township: its list on the day, and each of its lists of that day or a later one.

    `wrong` are its editions that the corrected master had led to: each is put right, and what the township published
    after them by itself is compared with that master.
    """
    of_the_day = next((edition for edition in wrong if not edition.corrects), None)
    rest = [edition for edition in known if edition not in wrong]
    before = [edition for edition in rest if edition.effective_on < on]
    later = [edition for edition in rest if edition.effective_on >= on]
    own = duties.duty_list(before[-1]) if before else None if rest else _followed(township, now)
    found = []
    if (own is not None or not rest) and not any(edition.effective_on == on for edition in later):
        amended = _amend(master, township, own, _before(master))
        sample = own.edition.sample if own else master.sample
        found.append(Reached(township, amended, on, of_the_day.code if of_the_day else "", sample))
    for edition in later:
        old = duties.duty_list(edition_of(master.corrects)).duties if wrong else _before(master)
        amended = _amend(master, township, duties.duty_list(edition), old)
        if not amended.changes_nothing:
            found.append(Reached(township, amended, edition.effective_on, edition.code, edition.sample))
    for edition in (edition for edition in wrong if edition.corrects):
        amended = _amend(master, township, duties.duty_list(edition_of(edition.corrects)), _before(master))
        found.append(Reached(township, amended, edition.effective_on, edition.code, edition.sample))
    return found


def edition_of(code: str) -> Edition:
    """The edition of this code, which is on file."""
    found = duties.find_edition(code)
    if found is None:
        raise NotFound("edition", code)
    return found


def _followed(township: Division, now: datetime) -> DutyList | None:
    """The list a township goes by that has published none of its own: its predecessor's."""
    place = place_as_recorded(township.code, on=now.astimezone(CHINA).date(), known_at=now)
    return latest_list(place, now=now) if place else None


def _amend(master: Master, township: Division, own: DutyList | None, old: Sequence[Duty]) -> Amended:
    wins = master.wins.get(township.code, ())
    return amend(old, master.rows, own.duties if own else None, lineage=master.lines, master_wins=wins)


def _before(master: Master) -> tuple[Duty, ...]:
    """The master that townships agree or disagree with: the one before; a first one is compared with itself."""
    return duties.duty_list(master.before).duties if master.before else master.rows
