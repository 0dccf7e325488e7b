"""Recording what becomes of divisions: renamed, given a new code, merged, split, abolished; and villages' classes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from registry.domain.actors import Action, Actor
from registry.domain.divisions import Level, Place
from registry.domain.errors import TooMany, UnknownOption, WrongLevel
from registry.domain.kind import read_text
from registry.domain.question import CHINA, day
from registry.domain.successions import ChangeKind, Steps, meant, names_of, predecessors, successors, until
from registry.services.divisions import place_as_recorded, place_at, place_following
from registry.services.ledger import Draft, Ledger, Planned
from registry.services.permitting import permit
from registry.services.quota_kept import quotas_until_today, require_room_by_class
from registry.store import access, divisions, duties, events, plaques, successions
from registry.store.base import begin_writing, db
from registry.store.divisions import DivisionRecord, VillageClassRecord
from registry.store.successions import DivisionChangeRecord, DivisionStepRecord
from registry.store.turns import ACCESS, take_turn

MOST_CHANGES = 2000
MOST_CODES = 50
MOST_BELOW = 2000
LONGEST_NAME = 100
LONGEST_BASIS = 200
LONGEST_CLASS = 20


@dataclass(frozen=True)
class TypedChange:
    """One change as it was typed, at whichever door. Texts; nothing is read or trusted yet.

    `after` may name a code that stays in use; `names` go with `after`, one by one, and may be left out where the name
    stays. `parents` likewise; left out they follow from the digits. `list_from` says whose list goes on after a merger.
    With `keep_numbers` all below a division that gets a new code keep the last digits of theirs.
    """

    kind: str
    before: Sequence[str]
    effective_on: str
    after: Sequence[str] = ()
    names: Sequence[str] = ()
    parents: Sequence[str] = ()
    basis: str = ""
    list_from: str = ""
    village_class: str = ""
    keep_numbers: bool = False


@dataclass(frozen=True)
class Recorded:
    """What a recording came to: the number of each change, and how many pairs of codes they hold."""

    numbers: tuple[str, ...]
    steps: int
    dry_run: bool


def record_division_changes(
    typed: Sequence[TypedChange], *, actor: Actor, now: datetime, dry_run: bool = False
) -> Recorded:
    """Record changes, all or none, in the order given: a later one may build on an earlier one. `now` is aware.

    With `dry_run` everything is checked the same and nothing kept. Raises NotPermitted, TooMany, MalformedDate,
    UnknownOption, RefusedChange (its `row` counts from 1), or what `read_text` raises.
    """
    permit(actor, Action.CHANGE_DIVISIONS)
    if not 1 <= len(typed) <= MOST_CHANGES:
        raise TooMany("changes", given=len(typed), most=MOST_CHANGES)
    begin_writing()
    now = take_turn(ACCESS, now)
    access.take_turns("division changes")
    drafts = [_read(one, row) for row, one in enumerate(typed, start=1)]
    ledger = Ledger(now, {code for draft in drafts for code in draft.before})
    planned = [plan for draft in drafts for plan in _plan(draft, ledger, actor, now)]
    ledger.require_nobody_left()
    numbers = tuple(_keep(plan, actor, now) for plan in planned)
    if dry_run:
        db.session.rollback()
    else:
        db.session.commit()
    return Recorded(() if dry_run else numbers, sum(len(plan.steps) for plan in planned), dry_run)


def record_division_change(typed: TypedChange, *, actor: Actor, now: datetime) -> Recorded:
    """Record one change. Raises as `record_division_changes`."""
    return record_division_changes([typed], actor=actor, now=now)


def _read(typed: TypedChange, row: int) -> Draft:
    kind = typed.kind.strip().upper()[:60]
    if kind not in ChangeKind.__members__:
        raise UnknownOption("change_kind", typed.kind, [one.value for one in ChangeKind])
    for field, given in (("before", typed.before), ("after", typed.after), ("names", typed.names)):
        if len(given) > MOST_CODES:
            raise TooMany(field, given=len(given), most=MOST_CODES)
    return Draft(
        row=row,
        kind=ChangeKind(kind),
        before=tuple(code.strip() for code in typed.before if code.strip()),
        after=tuple(code.strip() for code in typed.after if code.strip()),
        names=tuple(read_text(n, field="names", longest=LONGEST_NAME, required=False) for n in typed.names),
        parents=tuple(code.strip() for code in typed.parents),
        effective_on=day(typed.effective_on, field="effective_on"),
        basis=read_text(typed.basis, field="basis", longest=LONGEST_BASIS, required=False),
        list_from=typed.list_from.strip(),
        village_class=read_text(typed.village_class, field="village_class", longest=LONGEST_CLASS, required=False),
        keep_numbers=typed.keep_numbers,
    )


def _plan(draft: Draft, ledger: Ledger, actor: Actor, now: datetime) -> list[Planned]:
    """The change, permitted at every place it touches, and those of all below that keep their last digits."""
    for code in draft.before:
        place = divisions.find_place(code, now)
        if place is not None:
            permit(actor, Action.CHANGE_DIVISIONS, at=place)
    planned = ledger.planned(draft)
    for unit in planned.new_units:
        above = divisions.find_place(unit.parent, now)  # none yet: made by the same file, and permitted then
        if above is not None:
            permit(actor, Action.CHANGE_DIVISIONS, at=above)
    ledger.happen(planned)
    return [planned, *ledger.those_below(draft, planned, most=MOST_BELOW)]


def _keep(plan: Planned, actor: Actor, now: datetime) -> str:
    year = now.astimezone(CHINA).year
    number = f"DC{year}-{access.next_number(f'division changes {year}'):06d}"
    for unit in plan.new_units:
        record = DivisionRecord(
            code=unit.code,
            name=unit.name,
            level=unit.level.value,
            parent=unit.parent or None,
            village_class=unit.village_class or None,
            in_force_from=plan.effective_on,
            recorded_at=now,
        )
        db.session.add(record)
    change = DivisionChangeRecord(
        code=number,
        kind=plan.kind.value,
        effective_on=plan.effective_on,
        recorded_at=now,
        basis=plan.basis,
        recorded_by=actor.name,
    )
    db.session.add(change)
    db.session.flush()
    steps = [replace(step, change=number) for step in plan.steps]
    for s in steps:
        record_step = DivisionStepRecord(
            change=number,
            position=s.position,
            before=s.before,
            after=s.after or None,
            old_name=s.old_name,
            new_name=s.new_name,
            ends=s.ends,
            begins=s.begins,
            list_from=s.list_from,
        )
        db.session.add(record_step)
    db.session.flush()
    facts = {
        "kind": plan.kind.value,
        "effective_on": plan.effective_on.isoformat(),
        "basis": plan.basis,
        "steps": [
            {"before": s.before, "after": s.after, "old_name": s.old_name, "new_name": s.new_name, "list": s.list_from}
            for s in steps
        ],
    }
    events.write(stream="divisions", verb="change_division", actor=actor.name, about=number, facts=facts, at=now)
    return number


def record_village_class(
    village: str, village_class: str, *, in_force_from: str, basis: str = "", actor: Actor, now: datetime
) -> str:
    """Record the class that a village's quota goes by from a day on; the village's code. An earlier one stays readable.

    Raises NotPermitted, WrongLevel for what is no village, PlaceGivenAway, or what `place_at`, `day` and `read_text`
    raise.
    """
    permit(actor, Action.CHANGE_DIVISIONS)
    since = day(in_force_from, field="in_force_from")
    named = read_text(village_class, field="village_class", longest=LONGEST_CLASS)
    paper = read_text(basis, field="basis", longest=LONGEST_BASIS, required=False)
    begin_writing()
    now = take_turn(ACCESS, now)
    place = place_at(village, on=since, known_at=now)
    permit(actor, Action.CHANGE_DIVISIONS, at=place)
    if not place.is_village:
        raise WrongLevel(place.name, place.level.value, [Level.VILLAGE.value])
    village_now = place_following(place.code, on=now.astimezone(CHINA).date(), known_at=now) or place
    quotas = quotas_until_today(village_now, since, now)
    record = VillageClassRecord(
        village=place.code,
        in_force_from=since,
        recorded_at=now,
        village_class=named.upper() if named.isascii() else named,
        basis=paper,
        recorded_by=actor.name,
    )
    db.session.add(record)
    db.session.flush()
    require_room_by_class(village_now, quotas, since, now)
    facts = {"village_class": record.village_class, "in_force_from": since.isoformat(), "basis": paper}
    events.write(stream="divisions", verb="class_village", actor=actor.name, about=place.code, facts=facts, at=now)
    db.session.commit()
    return place.code


@dataclass(frozen=True)
class History:
    """A place on a day with its past and its future, as known at a time.

    `asked` is the place as it was asked for, in use on the day or not; `today` the codes in use on the day for it.
    """

    asked: Place
    on: date
    known_at: datetime
    steps: Steps
    names: tuple[tuple[str, date | None], ...]
    today: tuple[str, ...]
    edition: str
    edition_of: str
    village_class: str

    @property
    def before(self) -> Steps:
        """The steps that led into it from another code."""
        return predecessors(self.asked.code, self.steps)

    @property
    def after(self) -> Steps:
        """The steps that led out of it, those to come included."""
        return successors(self.asked.code, self.steps)

    @property
    def in_use(self) -> bool:
        """Whether its code is in use on the day."""
        begun = self.asked.code in self.today
        return begun and not any(s.begins and s.effective_on > self.on for s in self.before)

    def as_data(self) -> dict[str, Any]:
        """The history in its public shape: the same field names at every door."""
        place = self.asked
        return {
            "code": place.code,
            "name": place.name,
            "fullName": place.full_name,
            "level": place.level.value,
            "on": self.on.isoformat(),
            "knownAt": self.known_at.isoformat(),
            "isCurrent": self.in_use,
            "succeededBy": [] if self.in_use or self.today == (place.code,) else list(self.today),
            "path": [{"code": d.code, "name": d.name, "level": d.level.value} for d in place.path],
            "names": [{"name": name, "since": since.isoformat() if since else None} for name, since in self.names],
            "predecessors": [step.as_data() for step in self.before],
            "successors": [step.as_data() for step in self.after],
            "edition": self.edition,
            "listFrom": self.edition_of,
            "villageClass": self.village_class,
        }


def history_of(code: str, *, on: date, known_at: datetime) -> History | None:
    """What is on record about the place of a whole code, in use or not; None where no such code is known."""
    place = place_as_recorded(code, on=on, known_at=known_at)
    first = divisions.find_place(code, known_at)
    if place is None or first is None:
        return None
    steps = successions.steps_about([d.code for d in place.path], known_at)
    township = place.township
    followed = duties.edition_in_force(township.code, on, known_at, place.lineage) if township else None
    standing = plaques.standing_of(place, on, known_at)
    return History(
        asked=place,
        on=on,
        known_at=known_at,
        steps=steps,
        names=names_of(code, first.name, steps),
        today=meant(code, steps, on),
        edition=followed.document_number if followed else "",
        edition_of=followed.township if followed else "",
        village_class=standing.village_class if standing else "",
    )


def those_below(code: str, *, on: date, known_at: datetime, most: int = MOST_BELOW) -> tuple[tuple[str, str], ...]:
    """What lies directly below a division and is in use on the day, at most so many: code and name then."""
    records = successions.children_in_use(code, on, known_at, most=most)
    steps = until(successions.steps_about([r.code for r in records], known_at), on)
    renamed = {s.after: s.new_name for s in steps if s.after}
    return tuple((record.code, renamed.get(record.code, record.name)) for record in records)
