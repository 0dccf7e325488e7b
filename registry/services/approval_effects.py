"""What approvals do to cases: admissions that a change of one ends or carries over, and cases that one would cure."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from registry.domain.actors import Action, Actor, may
from registry.domain.admissions import Fate
from registry.domain.cases import Status
from registry.domain.errors import BadInput
from registry.domain.outcome import Outcome
from registry.domain.question import CHINA
from registry.domain.verdict import LifterKind, Verdict
from registry.domain.wording import plain
from registry.services.cascades import cascade, number_those_waiting
from registry.services.case_days import JUST_BEFORE, rejudged, request_of
from registry.services.case_parties import may_read
from registry.services.divisions import places_following
from registry.services.same_matter import obstacle
from registry.store import approvals, cases, duties
from registry.store.admissions import admission_of, lifters_of, running_on
from registry.store.cases import CaseRecord
from registry.store.turns import ACCESS, known_by

CURABLE = (Status.REJECTED, Status.REFERRED)
MOST_COUNTED = 60
"""So many are judged for the count that stands on pages about something else."""
MOST_SHOWN, MOST_JUDGED, MOST_LOOKED_AT = 50, 300, 3000
"""So many cases stand on one page, so many are judged for it, of so many that are looked at; those whose words name
what the approval names come first. Whatever is left comes on the pages behind."""
PORTION = 200
MARK = re.compile(r"[01]\.[A-Z0-9-]{0,24}")


@dataclass(frozen=True, slots=True)
class Affected:
    """An admission that rested on what changed, and what became of it; without a number while resources are due."""

    case: str
    number: str
    place: str
    place_name: str
    unit: str
    subject: str
    fate: Fate


@dataclass(frozen=True, slots=True)
class Cured:
    """A case that would be admitted if it were judged today, with that verdict; nothing has been changed."""

    case: CaseRecord
    subject: str
    verdict: Verdict
    approvals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Offers:
    """A page of the cases that would be cured; `next_after` is where the page behind it begins, empty for none."""

    cured: tuple[Cured, ...]
    next_after: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether no candidate is left to be judged behind these."""
        return not self.next_after


def affected_by(kind: LifterKind, lifter: str, *, at: datetime) -> list[Affected]:
    """Cascade a change of an approval or a response; what became of each admission that rested on it.

    In the caller's transaction and turn, `at` being the time of the change.
    """
    resting = [(record.case, record.number) for record in running_on(kind, lifter)]
    cascade(kind, lifter, at=at)
    return [_affected(case, number, lifter) for case, number in resting]


def numbered_by(approval: str, *, at: datetime) -> list[Affected]:
    """The admissions that waited for posts, money and powers and get their number by it. As `affected_by`."""
    return [_affected(case, None, "") for case in number_those_waiting(approval, at=at)]


def _affected(number: str, admission: str | None, lifter: str) -> Affected:
    case, record = cases.find_case(number), admission_of(number)
    if case is None or record is None:
        raise LookupError(number)
    fate = Fate.UNCHANGED
    if record.ended_on is not None:
        fate = Fate.ENDED
    elif lifter not in {rests.lifter for rests in lifters_of(number)}:
        fate = Fate.NUMBERED if record.number and not admission else Fate.CARRIED_OVER
    return Affected(number, record.number or "", case.place, case.place_name, case.unit, record.subject, fate)


Portions = Callable[[str], Sequence[CaseRecord]]
"""The cases behind a number that are looked at next, in order; none where there are no more."""


def cured_by(
    code: str, now: datetime, *, actor: Actor | None = None, after: str = "", most: int = MOST_JUDGED
) -> Offers:
    """The rejected and referred cases that this approval would cure, each judged today; none is changed.

    With an actor only those that they may read; `after` is where the page before ended. A rejected one is reconsidered
    by its department; a referred one is settled by the list office.
    """
    known = known_by(ACCESS, now)
    found = approvals.approvals_called([code], known)
    if not found or not found[0].confirmed_at:
        return Offers(())
    names, places = [plain(name) for name in found[0].names], found[0].places

    def behind(number: str) -> Sequence[CaseRecord]:
        return cases.cases_lying_in(places, statuses=CURABLE, after=number, most=PORTION)

    def fits(case: CaseRecord) -> Cured | None:
        if actor is not None and not may_read(case, actor, now):
            return None
        one = cured_today(case, known)
        return one if one and code in one.approvals else None

    return _page(_in_order(behind, names, after), fits, most_judged=most, most_looked_at=MOST_LOOKED_AT)


def offered_to(actor: Actor, now: datetime, *, after: str = "", most: int = MOST_JUDGED) -> Offers:
    """The rejected and referred cases of the actor's unit that some approval on record would cure today.

    `most` are judged: fewer where they only stand beside something else; `after` is where the page before ended.
    """
    if not actor.unit or not may(actor, Action.RECONSIDER_CASE):
        return Offers(())
    known = known_by(ACCESS, now)

    def behind(number: str) -> Sequence[CaseRecord]:
        return cases.cases_seen(actor.unit, None, statuses=CURABLE, after=number, most=min(PORTION, most + 1))

    looked_at = most if most < MOST_JUDGED else MOST_LOOKED_AT
    stirred = _in_order(behind, [], after, lambda found: _stirred(found, known))
    return _page(stirred, lambda case: cured_today(case, known), most_judged=most, most_looked_at=looked_at)


def _all_of(found: Sequence[CaseRecord]) -> Sequence[CaseRecord]:
    return found


def _in_order(
    behind: Portions,
    names: Sequence[str],
    after: str,
    worth: Callable[[Sequence[CaseRecord]], Sequence[CaseRecord]] = _all_of,
) -> Iterator[tuple[str, CaseRecord | None]]:
    """Every case, with the mark to read on behind; None instead of one that is not to be judged, or not yet.

    First those whose words name one of `names`, then the others, each in order of their numbers.
    """
    mark = after if MARK.fullmatch(after) else "0."
    for turn in "01":
        if turn < mark[0] or (turn == "0" and not names):
            continue
        number = mark[2:] if turn == mark[0] else ""
        while found := behind(number):
            number = found[-1].number
            chosen = {case.number for case in worth(found) if _mentions(case, names) == (turn == "0")}
            yield from ((f"{turn}.{case.number}", case if case.number in chosen else None) for case in found)


def _page(
    candidates: Iterator[tuple[str, CaseRecord | None]],
    fits: Callable[[CaseRecord], Cured | None],
    *,
    most_judged: int,
    most_looked_at: int,
) -> Offers:
    """The next ones that fit; where so many were shown, judged or looked at, the others come on a page behind."""
    cured: list[Cured] = []
    judged = looked_at = 0
    last = ""
    for mark, case in candidates:
        if len(cured) >= MOST_SHOWN or judged >= most_judged or looked_at >= most_looked_at:
            return Offers(tuple(cured), last)
        last, looked_at = mark, looked_at + 1
        if case is not None:
            judged += 1
            one = fits(case)
            cured += [one] if one else []
    return Offers(tuple(cured))


def _stirred(candidates: Sequence[CaseRecord], known: datetime) -> list[CaseRecord]:
    """Those at whose place an approval, or a list, came to count since they were judged; nothing cures the others now.
    Found for all of them at once: most of what stands rejected need not be judged again to know that it still is."""
    today = known.astimezone(CHINA).date()
    places = places_following({case.place for case in candidates}, on=today, known_at=known)
    lying = {code: place.codes() for code, place in places.items()}
    divisions = sorted(frozenset[str]().union(*lying.values()))
    news: dict[str, list[tuple[datetime, date]]] = {}
    for division, at, begins in [*approvals.confirmed_over(divisions, known), *duties.published_in(divisions, known)]:
        if begins <= today:
            news.setdefault(division, []).append((at, begins))
    heard = {code: [one for division in codes for one in news.get(division, ())] for code, codes in lying.items()}
    return [case for case in candidates if _is_news_to(case, heard.get(case.place, ()))]


def _is_news_to(case: CaseRecord, news: Iterable[tuple[datetime, date]]) -> bool:
    judged = [step for step in case.steps if step.verdict is not None][-1]
    return any(at >= judged.recorded_at or begins > judged.began_on for at, begins in news)


def cured_today(case: CaseRecord, known: datetime) -> Cured | None:
    """The case judged today, where an approval now lifts every ground that needs lifting."""
    asked = request_of(case)
    try:
        found = rejudged(case, asked, at=known + JUST_BEFORE)
    except BadInput:
        return None  # its place or its answers can no longer be judged: whoever asked has to ask anew
    lifters = found.verdict.basis.approvals
    if found.verdict.outcome is not Outcome.ADMIT or not lifters or obstacle(case, found.question, found.verdict):
        return None  # not lawful yet; or its matter is open, or admitted, under another number
    return Cured(case, asked.subject, found.verdict, lifters)


def _mentions(case: CaseRecord, names: Sequence[str]) -> bool:
    """Whether the answers, or what was found, name one of these in so many words: such cases are judged first."""
    told = plain(" ".join([*map(str, case.answers.values()), str(case.verdict.get("grounds", ""))]))
    return any(name in told for name in names)
