"""Reading lists as of any two dates: a list, two compared, a township against its master, a department's mirror."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from registry.domain.comparing import Difference, backwards, compare
from registry.domain.divisions import Level, Notice, NoticeCode, Place
from registry.domain.duties import DutyList, Edition, standing
from registry.domain.editions import Descent
from registry.domain.errors import NotFound
from registry.domain.mirrors import Mirrored, mirror
from registry.domain.units import Demander, DemanderKind
from registry.services.divisions import MOST_TOWNSHIPS
from registry.services.drafting import edition_list
from registry.services.keepers import keeper_called
from registry.services.units import demander_called
from registry.store import duties, editions, mirrors
from registry.store.successions import children_in_use, steps_about


@dataclass(frozen=True)
class Kept:
    """A place's list on a day as known at a time (None: none in force), and every edition known by then.

    `corrected` are the codes of editions that a later one shows to have been mistakes; they stay readable.
    """

    place: Place
    on: date
    known_at: datetime
    duty_list: DutyList | None
    editions: tuple[Edition, ...]
    corrected: frozenset[str]


@dataclass(frozen=True)
class Compared:
    """Two editions and every difference between them."""

    before: Edition
    after: Edition
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Mirror:
    """What a county's lists say of one department. `townships` are (code, name) of those that have a list; `sample`
    whether any of those is a sample."""

    unit: Demander
    place: Place
    rows: tuple[Mirrored, ...]
    townships: tuple[tuple[str, str], ...]
    sample: bool = False

    @property
    def notice(self) -> Notice | None:
        """That the department is none of the county's units on record, where it is taken by its name on the lists."""
        county = self.place.county or self.place.itself
        facts = {"department": self.unit.name, "county": county.name}
        return Notice(NoticeCode.DEPARTMENT_AS_PRINTED, facts) if self.unit.as_printed else None


def list_of(typed: str, *, on: date, known_at: datetime) -> Kept:
    """The list of a township (or a county's master). Raises WrongLevel and what `place_called` raises."""
    place = keeper_called(typed, on=on, known_at=known_at)
    known = [e for e in duties.editions_of(place.code) if e.recorded_at <= known_at]
    edition = duties.edition_in_force(place.code, on, known_at, place.lineage)
    left = {e.code for e in standing(known, known_at)}
    return Kept(
        place=place,
        on=on,
        known_at=known_at,
        duty_list=duties.duty_list(edition) if edition else None,
        editions=tuple(sorted(known, key=lambda e: (e.effective_on, e.recorded_at, e.code), reverse=True)),
        corrected=frozenset(e.code for e in known) - left,
    )


def edition_called(code: str) -> DutyList:
    """One edition with its duties, corrected or not. Raises NotFound."""
    found = edition_list(code.strip()[:40])
    if found is None:
        raise NotFound("edition", code)
    return found


def compare_editions(before: str, after: str) -> Compared:
    """Two editions item by item, field by field; of one place or of two. Raises NotFound."""
    old, new = edition_called(before), edition_called(after)
    lines = _descents(old.edition, new.edition)
    return Compared(old.edition, new.edition, compare(old.duties, new.duties, lines))


def _descents(old: Edition, new: Edition) -> Sequence[Iterable[Descent]]:
    """What descends from what on the way from one edition of a place to another, forwards or backwards in time.

    On the way are the editions that stood when the later one was recorded; one that was corrected is no step of it.
    """
    if old.township != new.township and new.township not in {
        code for step in steps_about([old.township]) for code in (step.before, step.after)
    }:
        return ()
    first, last = sorted((old, new), key=lambda e: (e.effective_on, e.recorded_at, e.code))
    known = [edition for code in {old.township, new.township} for edition in duties.editions_of(code)]
    stood = standing(known, max(old.recorded_at, new.recorded_at))
    between = [e for e in stood if first.effective_on < e.effective_on < last.effective_on]
    codes = [e.code for e in (*between, last) if e.code != first.code]
    lines = editions.descents_of(codes)
    on_the_way = [lines[code] for code in codes]
    return on_the_way if last is new else backwards(on_the_way)


def overlay_of(typed: str, *, on: date, known_at: datetime) -> Compared:
    """Where a township's list differs from its county's master (一镇一策). Raises NotFound where either has none."""
    own = list_of(typed, on=on, known_at=known_at)
    county = own.place.county
    master = duties.list_in_force(county.code, on, known_at, own.place.lineage) if county else None
    if own.duty_list is None or master is None or own.place.level is Level.COUNTY:
        raise NotFound("list" if own.duty_list is None else "master", own.place.full_name)
    return Compared(master.edition, own.duty_list.edition, compare(master.duties, own.duty_list.duties))


def mirror_of(unit: str, typed: str, *, on: date, known_at: datetime) -> Mirror:
    """A department's mirror over the townships of a county (or over one township), by code or name of the department.

    Raises UnknownDepartment, AmbiguousDepartment, WrongLevel and what `place_called` raises.
    """
    place = keeper_called(typed, on=on, known_at=known_at)
    asked = demander_called(unit, place, on=on, known_at=known_at)
    below = children_in_use(place.code, on, known_at, most=MOST_TOWNSHIPS) if place.level is Level.COUNTY else []
    names = {d.code: d.name for d in below if d.level == Level.TOWNSHIP.value} or {place.code: place.name}
    codes: dict[str, list[str]] = {}
    for code, edition in sorted(duties.editions_in_force(list(names), on, known_at).items()):
        codes.setdefault(edition.code, []).append(code)
    rows = (*mirrors.shares_on(list(codes), asked.codes), *mirrors.reclaimed_on(list(codes)))
    called = list(asked.called) or [asked.name]
    seen = tuple(mirror(rows, asked, called, codes))
    if asked.kind is not DemanderKind.DEPARTMENT:
        seen = tuple(row for row in seen if not row.generic)
    listed = tuple((code, names[code]) for code in sorted(c for held in codes.values() for c in held))
    return Mirror(asked, place, seen, listed, duties.any_is_sample(list(codes)))
