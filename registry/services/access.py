"""Asking the law: a demand as it was typed is understood, and judged; nothing is kept."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from registry.domain import errors
from registry.domain.access import decide, require_level
from registry.domain.approvals import Citation, PaperLevel
from registry.domain.as_of import dates_asked
from registry.domain.divisions import Place
from registry.domain.kind import Held, read_text
from registry.domain.kinds import kind_called
from registry.domain.question import MOST_CITED, Question
from registry.domain.register import Register
from registry.domain.successions import beginning_of
from registry.domain.units import Demander, DemanderKind
from registry.domain.verdict import Verdict
from registry.services.divisions import place_called
from registry.services.units import demander_called, outsider
from registry.store import duties, registers
from registry.store.remembered import steadily

LONGEST_NUMBER = 60


@dataclass(frozen=True)
class Demand:
    """A question as it was typed, at whichever door. Texts; nothing is read or trusted yet.

    `department` is a unit's code or name; for a body outside government `demander` (BANK, INSURER, COMPANY,
    SOCIAL_BODY) and `demander_name` stand in its place. `cites` are (document number, level as stated) pairs.
    """

    kind: str
    place: str
    answers: Mapping[str, Any]
    department: str = ""
    demander: str = ""
    demander_name: str = ""
    cites: Sequence[tuple[str, str]] = field(default_factory=tuple)
    on: str = ""
    known_at: str = ""


@dataclass(frozen=True)
class Answer:
    """A question as it was understood, and the verdict on it."""

    question: Question[Any]
    verdict: Verdict


def check(demand: Demand, *, now: datetime) -> Answer:
    """The verdict on a demand; nothing is kept. `now` is an aware time.

    Raises BadInput, with the field to mend, where it cannot be judged.
    """

    def answered() -> Answer:
        question = understood(demand, now=now)
        return Answer(question, judged(question))

    return steadily(answered)


def understood(demand: Demand, *, now: datetime) -> Question[Any]:
    """The demand as a question: every text read, the place and the asking body found. Raises BadInput."""
    kind = kind_called(demand.kind)
    details = kind.read(demand.answers)
    on, known_at = dates_asked(demand.on, demand.known_at, now=now).both()
    place = place_called(demand.place, on=on, known_at=known_at)
    require_level(kind, place)
    asked: Question[Any] = Question(
        kind=kind.code,
        details=details,
        place=place,
        asked_by=_demander(demand, place, on, known_at),
        on=on,
        known_at=known_at,
        cites=_citations(demand.cites),
    )
    kind.require(asked)
    return asked


def judged(question: Question[Any], *, leaving_out: Collection[str] = ()) -> Verdict:
    """The verdict on a question, against what is on file; `leaving_out` are codes of plaques not to be counted.

    Raises DateBeforeFirstEdition, LawNotInForce.
    """
    register, found = registers.judged_by(question, leaving_out=leaving_out)
    _require_an_edition(question, register)
    return decide(question, register, found)


def _require_an_edition(question: Question[Any], register: Register) -> None:
    """A day before a township's first edition is a slip of the one who asks, not a verdict on the township."""
    township = question.place.township
    looks = Held.DUTIES in kind_called(question.kind).looks_at
    if not looks or township is None or register.duty_list is not None or township.is_pseudo_township:
        return
    if beginning_of(township.code, question.place.lineage):
        return  # what came of others, and of whose lists none was chosen, has none: that is the township's own state
    known = [e for e in duties.editions_of(township.code) if e.recorded_at <= question.known_at]
    if known:
        raise errors.DateBeforeFirstEdition(township.name, question.on, min(e.effective_on for e in known))


def _demander(demand: Demand, place: Place, on: date, known_at: datetime) -> Demander:
    if not demand.demander.strip():
        return demander_called(demand.department, place, on=on, known_at=known_at)
    typed = demand.demander.strip().upper()[:60]
    if typed not in DemanderKind.__members__:
        raise errors.UnknownOption("demander", demand.demander, [k.value for k in DemanderKind])
    kind = DemanderKind(typed)
    if kind in (DemanderKind.DEPARTMENT, DemanderKind.TOWNSHIP):
        return demander_called(demand.department, place, on=on, known_at=known_at)
    return outsider(kind, demand.demander_name or demand.department)


def _citations(cites: Sequence[tuple[str, str]]) -> tuple[Citation, ...]:
    if len(cites) > MOST_CITED:
        raise errors.TooMany("cites", given=len(cites), most=MOST_CITED)
    return tuple(_citation(number, level) for number, level in cites if number.strip() or level.strip())


def _citation(number: str, level: str) -> Citation:
    typed = read_text(number, field="cites", longest=LONGEST_NUMBER) if number.strip() else ""
    stated = level.strip().upper()[:60]
    if stated and stated not in PaperLevel.__members__:
        raise errors.UnknownOption("cites", level, [paper.value for paper in PaperLevel])
    return Citation(typed, PaperLevel(stated) if stated else None)
