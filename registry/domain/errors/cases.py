"""What can go wrong in the life of a case: steps that are not possible, not one's own to take, or lack a reason."""

from collections.abc import Iterable
from datetime import date

from registry.domain.errors.base import BadInput, RegistryError


class StepNotPossible(RegistryError):
    """The status does not allow the verb: somebody was faster, or the step is not due."""

    code = "STEP_NOT_POSSIBLE"

    def __init__(self, number: str, verb: str, status: str) -> None:
        super().__init__(number=number, case_verb=verb, case_status=status)


class CaseMoved(RegistryError):
    """Somebody took a step with the case after the page was opened on which this one rests."""

    code = "CASE_MOVED"

    def __init__(self, number: str, status: str) -> None:
        super().__init__(number=number, case_status=status)


class OwnCase(RegistryError):
    """Nobody decides on what they or their unit submitted."""

    code = "OWN_CASE"


class AlreadyOpen(BadInput):
    """The unit has an open case of this matter at this place."""

    code = "ALREADY_OPEN"

    def __init__(self, place: str, number: str) -> None:
        super().__init__(field="place", place=place, number=number)
        self.by = number


class AlreadyAdmitted(BadInput):
    """The unit's admission of this matter at this place holds at that time already; without a last day, until then."""

    code = "ALREADY_ADMITTED"

    def __init__(self, place: str, number: str, until: date | None) -> None:
        last = until.isoformat() if until else None
        super().__init__(field="place", place=place, admission=number, last_valid_day=last)
        self.by = number


class PlaqueThere(BadInput):
    """A plaque of this name was admitted for the village and does not hang yet."""

    code = "PLAQUE_THERE"

    def __init__(self, place: str, wording: str, plaque: str) -> None:
        super().__init__(field="place", place=place, wording=wording, plaque=plaque)
        self.by = plaque


class PlacesTaken(BadInput):
    """Of many places asked for at once several have an open case, an admission or a plaque of the matter already.

    `troubles` are the errors of the single places; `names` says each place with the number (`by`) of what is there.
    """

    code = "PLACES_TAKEN"

    def __init__(self, troubles: Iterable[AlreadyOpen | AlreadyAdmitted | PlaqueThere], *, of: int) -> None:
        self.troubles = list(troubles)
        names = [f"{one.facts['place']} {one.by}" for one in self.troubles]
        super().__init__(field="place", names=names, count=len(names), of=of)


class PurchaseUnfit(BadInput):
    """A bought service without a contract or provider that is one, or bought of the village that only gives room."""

    code = "PURCHASE_UNFIT"

    def __init__(self, field: str, given: str, why: str) -> None:
        super().__init__(field=field, given=given[:60], why=why)


class StillInDoubt(BadInput):
    """The facts as fixed do not admit: the list office says whether the case is rejected or becomes an adjustment."""

    code = "STILL_IN_DOUBT"

    def __init__(self, outcome: str, grounds: Iterable[str]) -> None:
        super().__init__(field="ruling", outcome=outcome, grounds=list(grounds))


class NothingStands(BadInput):
    """The facts as fixed are lawful: a case cannot be rejected over no ground."""

    code = "NOTHING_STANDS"

    def __init__(self) -> None:
        super().__init__(field="ruling")


class PastJudging(BadInput):
    """A case that no facts would let judge again: its place is abolished or split, say. It can only be closed."""

    code = "PAST_JUDGING"

    def __init__(self, because: str) -> None:
        super().__init__(field="ruling", because=because)


class TermTurned(BadInput):
    """A term that ends before it begins, or is past already."""

    code = "TERM_TURNED"

    def __init__(self, begins: str, ends: str) -> None:
        super().__init__(field="term_until", begins=begins, ends=ends)


class TermRanOut(TermTurned):
    """The term asked for ran out while the case waited; the party says who reads it and what they can do."""

    code = "TERM_RAN_OUT"

    def __init__(self, on: str, ends: str, party: str) -> None:
        super().__init__(on, ends)
        self.facts = {**self.facts, "party": party}


class TermBeyondPapers(BadInput):
    """A term that begins when the approval, or the response, that would carry it no longer holds: nothing is admitted
    that could never hold. The party says who reads it and what they can do."""

    code = "TERM_BEYOND_PAPERS"

    def __init__(self, begins: str, papers: str, last: str, party: str) -> None:
        super().__init__(field="term_from", begins=begins, papers=papers, last=last, party=party)


class NotAnAdmissionNumber(BadInput):
    """What was typed is no admission's number: its check digits say so."""

    code = "NOT_AN_ADMISSION_NUMBER"

    def __init__(self, given: str) -> None:
        super().__init__(field="number", given=given[:60])
