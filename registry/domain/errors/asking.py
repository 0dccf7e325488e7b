"""What can go wrong in a question: its answers, who asks, its days, and papers cited."""

from collections.abc import Iterable
from datetime import date

from registry.domain.errors.base import BadInput, RegistryError


class UnknownKind(BadInput):
    code = "UNKNOWN_KIND"

    def __init__(self, given: str, kinds: Iterable[str]) -> None:
        super().__init__(field="kind", given=given[:60], kinds=list(kinds))


class MissingAnswer(BadInput):
    code = "MISSING_ANSWER"

    def __init__(self, field: str) -> None:
        super().__init__(field=field)


class TextTooLong(BadInput):
    code = "TEXT_TOO_LONG"

    def __init__(self, field: str, *, length: int, longest: int) -> None:
        super().__init__(field=field, length=length, longest=longest)


class UnreadableText(BadInput):
    """Control characters, or nothing but punctuation."""

    code = "UNREADABLE_TEXT"

    def __init__(self, field: str) -> None:
        super().__init__(field=field)


class UnknownOption(BadInput):
    code = "UNKNOWN_OPTION"

    def __init__(self, field: str, given: str, options: Iterable[str]) -> None:
        super().__init__(field=field, given=given[:60], options=list(options))


class UnknownField(BadInput):
    code = "UNKNOWN_FIELD"

    def __init__(self, field: str, known: Iterable[str]) -> None:
        super().__init__(field=field[:60], known=list(known))


class NotANumber(BadInput):
    code = "NOT_A_NUMBER"

    def __init__(self, field: str, given: str, *, least: int, most: int) -> None:
        super().__init__(field=field, given=given[:60], least=least, most=most)


class MalformedDate(BadInput):
    code = "MALFORMED_DATE"

    def __init__(self, field: str, given: str) -> None:
        super().__init__(field=field, given=given[:60])


class UnknownDepartment(BadInput):
    code = "UNKNOWN_DEPARTMENT"

    def __init__(self, given: str, county: str) -> None:
        super().__init__(field="department", given=given[:60], county=county)


class AmbiguousDepartment(BadInput):
    code = "AMBIGUOUS_DEPARTMENT"

    def __init__(self, given: str, choices: Iterable[tuple[str, str]]) -> None:
        super().__init__(field="department", given=given[:60], choices=[{"code": c, "name": n} for c, n in choices])


class TooMany(BadInput):
    code = "TOO_MANY"

    def __init__(self, field: str, *, given: int, most: int) -> None:
        super().__init__(field=field, given=given, most=most)


class AnotherUnitsDemand(BadInput):
    """A request is submitted by the unit that makes the demand, so that the verdict read is the verdict kept."""

    code = "ANOTHER_UNITS_DEMAND"

    def __init__(self, asked_by: str, own: str) -> None:
        super().__init__(field="department", asked_by=asked_by, own=own)


class SubmittedForAnotherDay(BadInput):
    """A request is judged for the day it is submitted: nobody picks the day that admits."""

    code = "SUBMITTED_FOR_ANOTHER_DAY"

    def __init__(self, on: date, today: date) -> None:
        super().__init__(field="on", on=on.isoformat(), today=today.isoformat())


class DateBeforeFirstEdition(BadInput):
    code = "DATE_BEFORE_FIRST_EDITION"

    def __init__(self, township: str, on: date, first: date) -> None:
        super().__init__(field="on", township=township, on=on.isoformat(), first=first.isoformat())


class LawNotInForce(BadInput):
    """Fails closed: where no article is in force, nothing is admitted."""

    code = "LAW_NOT_IN_FORCE"

    def __init__(self, on: date, first: date) -> None:
        super().__init__(field="on", on=on.isoformat(), first=first.isoformat())


class KnownAtInFuture(BadInput):
    """What will have been recorded by a later day cannot be told, and would not stay the same."""

    code = "KNOWN_AT_IN_FUTURE"

    def __init__(self, given: str) -> None:
        super().__init__(field="known_at", given=given)


class MalformedApproval(RegistryError):
    """A provincial approval that cannot be recorded as it stands; `reason` is a public code too."""

    code = "MALFORMED_APPROVAL"

    def __init__(self, reason: str, **facts: object) -> None:
        super().__init__(reason=reason, **facts)
