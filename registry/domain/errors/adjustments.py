"""What can go wrong when the lists are adjusted, and with the calendar that limits run in."""

from collections.abc import Iterable, Mapping
from datetime import date

from registry.domain.errors.base import BadInput, RegistryError


class UnfitChange(BadInput):
    """A change that the list does not bear; `reason` is a public code too, `change` counts the changes from 1."""

    code = "UNFIT_CHANGE"

    def __init__(self, reason: str, *, field: str, change: int = 0, **facts: object) -> None:
        super().__init__(field=field, reason=reason, change=change, **facts)


class UnclearDuty(BadInput):
    """Words that may mean several duties of the list, or none of them surely."""

    code = "UNCLEAR_DUTY"

    def __init__(self, given: str, choices: Iterable[tuple[str, str]], *, change: int = 0) -> None:
        named = [{"code": code, "name": name} for code, name in choices]
        super().__init__(field="changed_duties", given=given[:60], choices=named, change=change)


class MoveNotPossible(RegistryError):
    """The status does not allow the verb: somebody was faster, or the step is not due."""

    code = "MOVE_NOT_POSSIBLE"

    def __init__(self, verb: str, status: str) -> None:
        super().__init__(adjustment_verb=verb, adjustment_status=status)


class OwnProposal(RegistryError):
    """Nobody decides on what they or their unit proposed."""

    code = "OWN_PROPOSAL"


class StillConsulting(RegistryError):
    """Units have not answered, and their limit has not passed."""

    code = "STILL_CONSULTING"

    def __init__(self, silent: Iterable[str], last_day: date) -> None:
        super().__init__(silent=list(silent), last_day=last_day.isoformat())


class LastDayUnknown(BadInput):
    """Units have not answered, and no last day can be worked out: whoever goes on without them gives a reason."""

    code = "LAST_DAY_UNKNOWN"

    def __init__(self, silent: Iterable[str]) -> None:
        super().__init__(field="reason", silent=list(silent))


class UnknownCase(BadInput):
    """No case of this number that the actor may see; whether there is one they may not see is not told."""

    code = "UNKNOWN_CASE"

    def __init__(self, given: str) -> None:
        super().__init__(field="from_case", given=given[:40])


class DraftAsDecided(RegistryError):
    """What was decided is published as decided: the draft of an adjustment is not amended."""

    code = "DRAFT_AS_DECIDED"

    def __init__(self, draft: str, adjustment: str) -> None:
        super().__init__(draft=draft, adjustment=adjustment)


class CalendarRefused(RegistryError):
    """Days of the work calendar that cannot be entered; each problem has `line`, `reason` and `given`."""

    code = "CALENDAR_REFUSED"

    def __init__(self, file: str, problems: Iterable[Mapping[str, object]]) -> None:
        found = list(problems)
        super().__init__(file=file, problems=found, count=len(found))


class CalendarUnknown(RegistryError):
    """The holidays of a year were not announced, or not entered: its working days are never guessed."""

    code = "CALENDAR_UNKNOWN"

    def __init__(self, year: int) -> None:
        super().__init__(year=year)
