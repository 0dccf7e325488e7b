"""A township's own correction, carried on into the lists of later days that were made from the wrong one."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from registry.domain.carrying import lines_of
from registry.domain.chains import EVER, Chain, Rows
from registry.domain.corrections import carried_on
from registry.domain.divisions import Division, Level, Place
from registry.domain.duties import Edition
from registry.domain.editions import require_publishable
from registry.domain.question import CHINA
from registry.domain.successions import former_codes
from registry.services.county_chains import chain_of, codes_of_county
from registry.services.master_sweep import Reached
from registry.store import editions
from registry.store.access import take_turns
from registry.store.successions import steps_about


@dataclass(frozen=True)
class Correction:
    """What a township's correcting draft says: the edition it shows to be wrong, the day, the rows."""

    place: Place
    wrong: Edition
    on: date
    rows: Rows
    sample: bool


def wait_for_followers(place: Place) -> list[str]:
    """Take turns with whoever publishes for the township or under codes that came of it; those codes."""
    followers = sorted(_followers(place.code) - {place.code})
    for code in sorted({place.code, *followers}):
        take_turns(f"lists {code}")
    return followers


def _followers(code: str) -> set[str]:
    """A code and those that came of it, wholly or in part."""
    steps = steps_about([code])
    return {code, *(s.after for s in steps if s.after and code in former_codes(s.after, steps))}


def carry(correction: Correction, now: datetime) -> list[Reached]:
    """Each list of a later day, recorded since the wrong one, that bears its mistake still, put right; one that lies
    in another county now is only told. Raises UnpublishableList, with the township it is about."""
    place = correction.place
    ours = codes_of_county(place.county, now) if place.county else frozenset[str]()
    old, names = chain_of(ours, _followers(place.code))
    new = old.copied()
    new.lay(
        Edition("this one", place.code, "", correction.on, EVER, correction.sample, correction.wrong.code),
        correction.rows,
    )
    found = list(_carried(correction, old, new, names, now.astimezone(CHINA).date()))
    for one in found:
        if not one.beyond:
            require_publishable(one.amended.duties, place=one.township.name)
    return found


def _carried(
    correction: Correction, old: Chain, new: Chain, names: dict[str, Division], today: date
) -> Iterator[Reached]:
    wrong, codes = correction.wrong, _followers(correction.place.code)
    for later in old.stand(code for code in codes if code in names and names[code].level is Level.TOWNSHIP):
        if later.effective_on <= wrong.effective_on or later.recorded_at < wrong.recorded_at:
            continue
        right, since = _right(correction, old, later.effective_on)
        then, then_later = old.master_on(wrong.township, since), old.master_on(later.township, later.effective_on)
        amended = carried_on(
            old.rows(wrong),
            right,
            old.rows(later),
            master_then=old.rows(then) if then else (),
            master_later=old.rows(then_later) if then_later else (),
        )
        if amended.changes_nothing:
            continue
        amended = replace(amended, kept=())  # words of a later list that are its own are no dispute
        before = new.before(later.township, later.effective_on)
        said = editions.descents_of([later.code])[later.code]
        one = Reached(
            names[later.township],
            amended,
            later.effective_on,
            corrects=later.code,
            sample=later.sample,
            lines=lines_of(new.rows(before) if before else (), amended.duties, (*said, *amended.descents)),
            beyond=not new.is_ours(later.township, today),
        )
        if not one.beyond:
            code = f"this one {len(new.rows_laid)}"
            new.lay(Edition(code, later.township, "", one.effective_on, EVER, one.sample, later.code), amended.duties)
        yield one


def _right(correction: Correction, old: Chain, on: date) -> tuple[Rows, date]:
    """What should have been said instead of the wrong list on a day, and the day it is of: what the correction says
    from its own day on, and before that what was in force before the wrong list."""
    if on >= correction.on:
        return correction.rows, correction.on
    before = old.before(correction.wrong.township, correction.wrong.effective_on)
    return (old.rows(before) if before else old.rows(correction.wrong)), correction.wrong.effective_on
