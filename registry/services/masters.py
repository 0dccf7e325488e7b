"""A county's master reaching its townships: which list of each is amended, and what each is to be told."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from registry.domain.divisions import Division, Level, Place
from registry.domain.duties import Duty, DutyList, Edition, standing
from registry.domain.editions import Descent, require_publishable
from registry.domain.overlay import Amended, amend
from registry.domain.question import CHINA
from registry.services.divisions import MOST_TOWNSHIPS, place_as_recorded
from registry.services.drafting import EVER
from registry.services.duties import edition_called
from registry.store import duties, editions
from registry.store.access import take_turns
from registry.store.successions import children_in_use


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


def wait_for_townships(county: Place, effective_on: date, now: datetime) -> list[str]:
    """Take turns with whoever publishes in these townships, before any of their lists is read; their codes."""
    codes = [township.code for township in townships_of(county, effective_on, now)]
    for code in codes:
        take_turns(f"lists {code}")
    return codes


def townships_of(county: Place, effective_on: date, now: datetime) -> list[Division]:
    """The townships of a county, without those that never have a list, in use on the day the master is in force from
    (today, where that day has passed: what is no more is not reached); in order of code."""
    day = max(effective_on, now.astimezone(CHINA).date())
    found = [record.as_division() for record in children_in_use(county.code, day, now, most=MOST_TOWNSHIPS)]
    return sorted((t for t in found if t.level is Level.TOWNSHIP and not t.is_pseudo_township), key=lambda t: t.code)


def reach(master: Master, effective_on: date, now: datetime) -> list[Reached]:
    """What the master does to each township's list from a day on, and to lists of later days; a first master changes no
    list there is. Raises UnpublishableList, with the township it is about."""
    townships = townships_of(master.county, effective_on, now)
    known = duties.editions_of_all([township.code for township in townships])
    led_to = editions.led_to_by(master.corrects) if master.corrects else {}
    found: list[Reached] = []
    for township in townships:
        stand = standing(known.get(township.code, []), EVER)
        of_township = _reached(master, township, stand, led_to.get(township.code, ()), on=effective_on, now=now)
        for one in of_township:
            if one.calls_for_an_edition:
                require_publishable(one.amended.duties, place=township.name)
        found += of_township
    return found


def _reached(
    master: Master, township: Division, known: Sequence[Edition], led_to: Collection[str], *, on: date, now: datetime
) -> list[Reached]:
    """One township: its list on the day, and each of its lists of that day or a later one.

    `led_to` are the codes of its editions that the corrected master had led to: each that stands is put right.
    """
    wrong = [edition for edition in known if edition.code in led_to]
    of_the_day = next((edition for edition in wrong if not edition.corrects), None)
    rest = [edition for edition in known if edition not in wrong]
    before = [edition for edition in rest if edition.effective_on < on]
    later = [edition for edition in rest if edition.effective_on >= on]
    own = duties.duty_list(before[-1]) if before else None if rest else _followed(township, on, of_the_day, now)
    found = []
    if (own is not None or not rest) and not any(edition.effective_on == on for edition in later):
        amended = _amend(master, township, own, _said_before(master, own, led_to))
        sample = own.edition.sample if own else master.sample
        found.append(Reached(township, amended, on, of_the_day.code if of_the_day else "", sample))
    for edition in later:
        its = duties.duty_list(edition)
        amended = _amend(master, township, its, _said_before(master, its, led_to))
        if not amended.changes_nothing:
            found.append(Reached(township, amended, edition.effective_on, edition.code, edition.sample))
    for edition in (edition for edition in wrong if edition.corrects):
        its = edition_called(edition.corrects)
        amended = _amend(master, township, its, _said_before(master, its, led_to))
        found.append(Reached(township, amended, edition.effective_on, edition.code, edition.sample))
    return found


def _said_before(master: Master, own: DutyList | None, led_to: Collection[str]) -> tuple[Duty, ...]:
    """The master a township's list agrees or disagrees with: the wrong one, where it reached the township before that
    list was recorded (its words are then in it); else the one before."""
    if own is not None and led_to:
        wrong = edition_called(master.corrects)
        if own.edition.recorded_at > wrong.edition.recorded_at:
            return wrong.duties
    return _before(master)


def _followed(township: Division, on: date, wrong: Edition | None, now: datetime) -> DutyList | None:
    """The list a township goes by that has published none of its own: its predecessor's. Where a wrong master gave it
    one, what it went by before that was known."""
    place = place_as_recorded(township.code, on=on, known_at=now)
    known_at = wrong.recorded_at - timedelta(microseconds=1) if wrong else now
    return duties.list_in_force(place.code, on, known_at, place.lineage) if place else None


def _amend(master: Master, township: Division, own: DutyList | None, old: Sequence[Duty]) -> Amended:
    wins = master.wins.get(township.code, ())
    return amend(old, master.rows, own.duties if own else None, lineage=master.lines, master_wins=wins)


def _before(master: Master) -> tuple[Duty, ...]:
    """The master that townships agree or disagree with: the one before; a first one is compared with itself."""
    return duties.duty_list(master.before).duties if master.before else master.rows
