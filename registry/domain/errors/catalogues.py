"""What can go wrong in keeping catalogues, narrowed lists and villages' inventories."""

from collections.abc import Iterable
from datetime import date

from registry.domain.errors.base import BadInput
from registry.domain.errors.places import WrongLevel


class NotRetainedByProvince(BadInput):
    """Lower levels narrow, never widen: a county retains only what its province retains."""

    code = "NOT_RETAINED_BY_PROVINCE"

    def __init__(self, names: Iterable[str], version: str) -> None:
        super().__init__(field="names", names=list(names), version=version)


class ProhibitedCertificate(BadInput):
    code = "PROHIBITED_CERTIFICATE"

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__(field="names", names=list(names))


class NoCatalogue(BadInput):
    code = "NO_CATALOGUE"

    def __init__(self, province: str, on: date) -> None:
        super().__init__(field="on", province=province, on=on.isoformat())


class MalformedCatalogue(BadInput):
    """A catalogue that cannot be recorded as it stands; `reason` is a public code, `row` counts from 1 (0: none)."""

    code = "MALFORMED_CATALOGUE"

    def __init__(self, reason: str, *, row: int = 0, names: Iterable[str] = ()) -> None:
        super().__init__(field="file", reason=reason, row=row, names=list(names))


class AlreadyOnRecord(BadInput):
    code = "ALREADY_ON_RECORD"

    def __init__(self, field: str, name: str, number: str) -> None:
        super().__init__(field=field, name=name, number=number)


class NotYetHung(BadInput):
    """A plaque of this wording came with an admission and waits to be hung: it is hung, not recorded again."""

    code = "NOT_YET_HUNG"

    def __init__(self, field: str, name: str, number: str) -> None:
        super().__init__(field=field, name=name, number=number)


class HungBeforeAdmitted(BadInput):
    """An admission reserves a plaque from its own day on."""

    code = "HUNG_BEFORE_ADMITTED"

    def __init__(self, name: str, on: date, first: date) -> None:
        super().__init__(field="hung_on", name=name, on=on.isoformat(), first=first.isoformat())


class EndedBeforeHung(BadInput):
    """What a reserved plaque came with ended, or it was taken down, before anybody said that it hung."""

    code = "ENDED_BEFORE_HUNG"

    def __init__(self, name: str, on: date) -> None:
        super().__init__(field="item", name=name, on=on.isoformat())


class HeldByAdmission(BadInput):
    """What an admission brought is freed when that admission ends, and by nothing else."""

    code = "HELD_BY_ADMISSION"

    def __init__(self, name: str, admission: str) -> None:
        super().__init__(field="decision", name=name, admission=admission)


class PlaceGivenAway(BadInput):
    """It would bring a village past its quota: the place was given to an admission meanwhile."""

    code = "PLACE_GIVEN_AWAY"

    def __init__(self, field: str, place: str, admission: str, *, on: date, quota: int, counted: int) -> None:
        sums = {"on": on.isoformat(), "quota": quota, "counted": counted}
        super().__init__(field=field, place=place, admission=admission, **sums)


class StandsTwice(BadInput):
    """The same plaque or body stands on that day by another record (`number`): one day counts it once."""

    code = "STANDS_TWICE"

    def __init__(self, field: str, name: str, number: str, on: date) -> None:
        super().__init__(field=field, name=name, number=number, on=on.isoformat())


class NoBasisToKeep(BadInput):
    """Village plaques and bodies are thinned out: what is kept has a basis (P17)."""

    code = "NO_BASIS_TO_KEEP"

    def __init__(self, name: str) -> None:
        super().__init__(field="document_number", name=name)


class BeforeItBegan(BadInput):
    code = "BEFORE_IT_BEGAN"

    def __init__(self, name: str, on: date, first: date) -> None:
        super().__init__(field="on", name=name, on=on.isoformat(), first=first.isoformat())


class DayInFuture(BadInput):
    code = "DAY_IN_FUTURE"

    def __init__(self, field: str, given: date) -> None:
        super().__init__(field=field, given=given.isoformat())


class CannotMergeInto(BadInput):
    code = "CANNOT_MERGE_INTO"

    def __init__(self, given: str) -> None:
        super().__init__(field="into", given=given[:60])


class NotKeptHere(WrongLevel):
    """What is kept of villages, counties or provinces is kept there and nowhere else."""

    code = "NOT_KEPT_HERE"


class DecisionContradicts(BadInput):
    """Undoes a decision on record without correcting it; `why` is a public code, `number` that of the decision."""

    code = "DECISION_CONTRADICTS"

    def __init__(self, why: str, name: str, number: str, on: date) -> None:
        field = "corrects" if why == "CORRECTED_ALREADY" else "decision"
        super().__init__(field=field, why=why, name=name, number=number, on=on.isoformat())


class NoWording(BadInput):
    """A wording or name needs characters that say something, and no marks of another language."""

    code = "NO_WORDING"

    def __init__(self, field: str) -> None:
        super().__init__(field=field)


class NothingAndSomething(BadInput):
    """Who says that nothing is retained names nothing."""

    code = "NOTHING_AND_SOMETHING"

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__(field="names", names=list(names))
