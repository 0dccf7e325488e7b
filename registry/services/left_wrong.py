"""What a county's first master said wrongly and townships still say: its correction carried to all of them at once.

A first master changes no list there is, and neither does its correction: what the townships say is their own. Where the
list office finds that they only said what the master said, it carries the correction to every one of them in one act.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from registry.domain.actors import Actor
from registry.domain.carrying import lines_of
from registry.domain.chains import EVER, Chain
from registry.domain.comparing import Difference, compare
from registry.domain.corrections import carried_on
from registry.domain.divisions import Division, Level, Place
from registry.domain.duties import Edition, standing
from registry.domain.editions import PERMITTED_BY, DraftVerb, require_publishable
from registry.domain.errors import ListsChangedMeanwhile, NotFound
from registry.domain.question import CHINA
from registry.services import masters
from registry.services.county_chains import chain_of, codes_of_county, townships_ever
from registry.services.divisions import place_as_recorded
from registry.services.editions import Paper, after_others, coded, keep_and_tell, said_of
from registry.services.keepers import answering_for
from registry.services.master_sweep import Reached
from registry.services.permitting import permit
from registry.store import duties, editions
from registry.store.access import take_turns
from registry.store.base import begin_writing, db


@dataclass(frozen=True)
class Left:
    """A list that still says what was wrong: as it stands, and as it would be. `reached` is what carrying leads to."""

    there: Edition
    reached: Reached
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class LeftWrong:
    """The correction of a county's first master, and every list of its townships that still says what was wrong;
    `seen` is given back when it is carried to them."""

    county: Place
    correction: Edition
    lists: tuple[Left, ...]

    @property
    def seen(self) -> str:
        told = [[one.there.code, one.reached.township.code, one.reached.effective_on.isoformat()] for one in self.lists]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def left_by(edition: str, *, actor: Actor, now: datetime) -> LeftWrong:
    """What the correction of a first master left as it was, for whoever may publish there. Raises NotFound for an
    edition that is none, or is itself corrected; NotPermitted."""
    correction, wrong, county = _correction(edition, now)
    permit(actor, PERMITTED_BY[DraftVerb.PUBLISH], at=answering_for(county, now))
    counties = codes_of_county(county, now)
    old, _ = chain_of(counties, townships_ever(counties))
    if old.before(wrong.township, wrong.effective_on) is not None:
        raise NotFound("edition", edition)
    return LeftWrong(county, correction, tuple(_lists(old, wrong, correction, now)))


def carry_to_all(edition: str, *, actor: Actor, now: datetime, seen: str = "") -> tuple[Edition, ...]:
    """Carry the correction of a first master to every township that still says what was wrong: each list in question
    gets an edition under the correction's document number, all or none. The editions; none where nothing is left.

    Raises as `left_by`, ListsChangedMeanwhile where the lists are no more those that were `seen`, and UnpublishableList
    with the township it is about; nothing is kept then.
    """
    begin_writing()
    _, _, county = _correction(edition, now)
    permit(actor, PERMITTED_BY[DraftVerb.PUBLISH], at=answering_for(county, now))
    take_turns(f"lists {county.code}")
    codes = [county.code, *masters.wait_for_townships(county, now)]
    left = left_by(edition, actor=actor, now=now)
    if seen and seen != left.seen:
        raise ListsChangedMeanwhile(edition)
    for one in left.lists:
        require_publishable(one.reached.amended.duties, place=one.reached.township.name)
    made = left.correction
    paper = Paper(made.document_number, made.effective_on, "", actor, after_others(codes, now))
    says = said_of([coded(one.reached) for one in left.lists], paper)
    keep_and_tell(says, paper, master=made.code, more={one.code: {"carried_on_from": made.code} for one, *_ in says})
    db.session.commit()
    return tuple(one for one, *_ in says)


def _correction(code: str, now: datetime) -> tuple[Edition, Edition, Place]:
    """A county's edition that corrects another and stands, the one it corrects, and the county."""
    found = duties.find_edition(code.strip()[:40])
    wrong = duties.find_edition(found.corrects) if found and found.corrects else None
    day = now.astimezone(CHINA).date()
    county = place_as_recorded(found.township, on=day, known_at=now) if found else None
    if found is None or wrong is None or county is None or county.level is not Level.COUNTY:
        raise NotFound("edition", code)
    if found.code not in {edition.code for edition in standing(duties.editions_of(found.township), EVER)}:
        raise NotFound("edition", code)
    return found, wrong, county


def _lists(old: Chain, wrong: Edition, right: Edition, now: datetime) -> Iterator[Left]:
    """Each list in question, in order of township and day, as it stands and as it would be."""
    townships, today, new = townships_ever(old.ours), now.astimezone(CHINA).date(), old.copied()
    for code in sorted(townships):
        in_force = old.in_force(code, right.effective_on) if old.in_use(code, right.effective_on) else None
        later = [edition for edition in old.stand([code]) if edition.effective_on > right.effective_on]
        for there in [*([in_force] if in_force else []), *later] if old.is_ours(code, today) else []:
            day = max(there.effective_on, right.effective_on)
            under = townships.get(_under(old, code, there, right))
            if under is None or any(e.effective_on == day and e.code != there.code for e in new.stand([under.code])):
                continue
            one = _reached(new, wrong, right, there, under)
            if one is not None:
                laid = f"carried {len(new.rows_laid)}"
                new.lay(Edition(laid, under.code, "", day, EVER, one.sample, one.corrects), one.amended.duties)
                yield Left(there, one, tuple(compare(old.rows(there), one.amended.duties, [one.lines])))


def _under(old: Chain, code: str, there: Edition, right: Edition) -> str:
    """The code a list is put right under: its own; where it was taken over, the township's, but the one it is of where
    that has lists of later days that go on there and would be hidden."""
    later = [edition for edition in old.stand([there.township]) if edition.effective_on > right.effective_on]
    goes_on = any(old.in_force(code, edition.effective_on) == edition for edition in later)
    return there.township if there.effective_on >= right.effective_on or goes_on else code


def _reached(new: Chain, wrong: Edition, right: Edition, there: Edition, under: Division) -> Reached | None:
    """What carrying leads to for one list: a correcting edition of its day, or, for one that was in force before the
    master's day, one from that day on; None where it says nothing that was wrong."""
    master = new.master_on(under.code, max(there.effective_on, right.effective_on))
    amended = carried_on(
        new.rows(wrong),
        new.rows(right),
        new.rows(there),
        master_then=new.rows(right),
        master_later=new.rows(master or right),
    )
    if amended.changes_nothing:
        return None
    amended = replace(amended, kept=())  # what a township says otherwise is its own word and stays
    day, corrects = right.effective_on, ""
    if there.effective_on >= right.effective_on:
        day, corrects = there.effective_on, there.code
    before = new.before(under.code, day)
    said = editions.descents_of([there.code])[there.code] if corrects else ()
    lines = lines_of(new.rows(before) if before else (), amended.duties, (*said, *amended.descents))
    return Reached(under, amended, day, corrects=corrects, sample=there.sample, lines=lines)
