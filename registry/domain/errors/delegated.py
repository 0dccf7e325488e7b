"""What can go wrong in the clean-up and in the register of chief and grid duties."""

from collections.abc import Iterable
from datetime import date

from registry.domain.errors.base import BadInput, RegistryError


class DayNotYet(BadInput):
    """What has happened cannot have happened after today."""

    code = "DAY_NOT_YET"

    def __init__(self, field: str, on: date, today: date) -> None:
        super().__init__(field=field, on=on.isoformat(), today=today.isoformat())


class DayTooEarly(BadInput):
    """A day before the one on which what is ended, or what came before, began."""

    code = "DAY_TOO_EARLY"

    def __init__(self, field: str, on: date, first: date) -> None:
        super().__init__(field=field, on=on.isoformat(), first=first.isoformat())


class DayTooLate(BadInput):
    """A day after the one from which something counts that was recorded of the matter."""

    code = "DAY_TOO_LATE"

    def __init__(self, field: str, on: date, last: date) -> None:
        super().__init__(field=field, on=on.isoformat(), last=last.isoformat())


class SameOnRecord(BadInput):
    """The same is on record of this place already, under this number."""

    code = "SAME_ON_RECORD"

    def __init__(self, matter: str, number: str) -> None:
        super().__init__(field="matter", matter=matter, number=number)


class SameInTable(BadInput):
    """Another row of the same table, counted from 1, says the same: nothing of the table is on record yet."""

    code = "SAME_IN_TABLE"

    def __init__(self, matter: str, row: int) -> None:
        super().__init__(field="matter", matter=matter, row=row)


class SameDutyThen(BadInput):
    """The same duty of the same place is in force on that day already, under this number: one day holds it once."""

    code = "SAME_DUTY_THEN"

    def __init__(self, field: str, matter: str, number: str, on: date) -> None:
        super().__init__(field=field, matter=matter, number=number, on=on.isoformat())


class MattersRefused(RegistryError):
    """Many at once are taken all or not at all; `rows` tells each row to mend, counted from 1, with its own error."""

    code = "MATTERS_REFUSED"

    def __init__(self, rows: Iterable[tuple[int, RegistryError]], *, of: int) -> None:
        self.rows = list(rows)
        super().__init__(count=len(self.rows), of=of)


class NothingMoves(RegistryError):
    """A delegated matter stands where this cannot be done: somebody else ended it, or it was not assessed yet."""

    code = "NOTHING_MOVES"

    def __init__(self, number: str, clean_up_status: str) -> None:
        super().__init__(number=number, clean_up_status=clean_up_status)


class CannotBeKept(RegistryError):
    """Kept only with resources on the record (P16); `lacking` are public codes too."""

    code = "CANNOT_BE_KEPT"

    def __init__(self, number: str, lacking: Iterable[str]) -> None:
        super().__init__(number=number, lacking=list(lacking))


class RecordedByOwnUnit(RegistryError):
    """Nobody decides on what they or their unit recorded."""

    code = "RECORDED_BY_OWN_UNIT"

    def __init__(self, number: str) -> None:
        super().__init__(number=number)


class AlreadyEnded(RegistryError):
    """A chief's or grid duty has that last day on record already."""

    code = "ALREADY_ENDED"

    def __init__(self, matter: str, on: date) -> None:
        super().__init__(matter=matter, on=on.isoformat())
