"""Everything that can go wrong, with a public code and the facts to explain it.

Errors know nothing of HTTP or of language: the doors choose the words (`error.CODE` in the word catalogues)
and the status. A rejection is a verdict, not an error.
"""

from collections.abc import Iterable
from datetime import date


class RegistryError(Exception):
    """The root. `code` is public API; `facts` fill the sentence that tells the reader what to do."""

    code = "REGISTRY_ERROR"

    def __init__(self, **facts: object) -> None:
        super().__init__(f"{self.code} {facts}")
        self.facts = facts


class BadInput(RegistryError):
    """Something typed cannot be judged; `field` names the answer to mend."""

    code = "BAD_INPUT"

    def __init__(self, *, field: str, **facts: object) -> None:
        super().__init__(field=field, **facts)
        self.field = field


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


class MalformedPlaceCode(BadInput):
    code = "MALFORMED_PLACE_CODE"

    def __init__(self, given: str) -> None:
        super().__init__(field="place", given=given[:60])


class UnknownPlace(BadInput):
    code = "UNKNOWN_PLACE"

    def __init__(self, given: str) -> None:
        super().__init__(field="place", given=given[:60])


class AmbiguousPlace(BadInput):
    code = "AMBIGUOUS_PLACE"

    def __init__(self, given: str, choices: Iterable[tuple[str, str]], *, more: int = 0) -> None:
        super().__init__(
            field="place", given=given[:60], choices=[{"code": c, "name": n} for c, n in choices], more=more
        )


class WrongLevel(BadInput):
    """The kind of request is put to another level (a plaque hangs in a village, not in a county)."""

    code = "WRONG_LEVEL"

    def __init__(self, place: str, level: str, expected: Iterable[str]) -> None:
        super().__init__(field="place", place=place, level=level, expected=list(expected))


class UnknownDepartment(BadInput):
    code = "UNKNOWN_DEPARTMENT"

    def __init__(self, given: str, county: str) -> None:
        super().__init__(field="department", given=given[:60], county=county)


class AmbiguousDepartment(BadInput):
    code = "AMBIGUOUS_DEPARTMENT"

    def __init__(self, given: str, choices: Iterable[tuple[str, str]]) -> None:
        super().__init__(field="department", given=given[:60], choices=[{"code": c, "name": n} for c, n in choices])


class RepeatedPlace(BadInput):
    code = "REPEATED_PLACE"

    def __init__(self, given: str) -> None:
        super().__init__(field="place", given=given)


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


class MalformedDocumentNumber(BadInput):
    """What an edition or paper is to be published under cannot be read as a document number."""

    code = "MALFORMED_DOCUMENT_NUMBER"

    def __init__(self, field: str, given: str) -> None:
        super().__init__(field=field, given=given[:60])


class UnpublishableList(BadInput):
    """Rows that are no list yet: `flaws` names each by part and number, with a public code."""

    code = "UNPUBLISHABLE_LIST"

    def __init__(self, flaws: list[dict[str, object]], *, rows: int, most: int, more: int = 0) -> None:
        super().__init__(field="duties", flaws=flaws, rows=rows, most=most, more=more)


class DraftMoveImpossible(RegistryError):
    """What is asked of a draft does not follow from where it stands."""

    code = "DRAFT_MOVE_IMPOSSIBLE"

    def __init__(self, draft: str, status: str, verb: str) -> None:
        super().__init__(draft=draft, draft_status=status, verb=verb)


class OwnDraft(RegistryError):
    """Nobody reviews what they drafted themselves."""

    code = "OWN_DRAFT"

    def __init__(self, draft: str) -> None:
        super().__init__(draft=draft)


class EditionExists(BadInput):
    """Another edition for the same day stands; what replaces it says that it corrects it."""

    code = "EDITION_EXISTS"

    def __init__(self, edition: str, effective_on: date) -> None:
        super().__init__(field="effective_on", edition=edition, effective_on=effective_on.isoformat())


class ListChangedMeanwhile(RegistryError):
    """Another edition was published since the draft was made: the draft must be made anew from it."""

    code = "LIST_CHANGED_MEANWHILE"

    def __init__(self, draft: str, edition: str) -> None:
        super().__init__(draft=draft, edition=edition)


class DraftChangedMeanwhile(RegistryError):
    """Somebody changed the draft after it was shown: what was to be done with it is looked at again first."""

    code = "DRAFT_CHANGED_MEANWHILE"

    def __init__(self, draft: str) -> None:
        super().__init__(draft=draft)


class SeveralFilesForOnePart(BadInput):
    """Two files for one list that both have the same part."""

    code = "SEVERAL_FILES_FOR_ONE_PART"

    def __init__(self, first: str, second: str, tier: str) -> None:
        super().__init__(field="file", first=first, second=second, tier=tier)


class PeopleMissing(BadInput):
    """A list is drafted by one person and reviewed by another."""

    code = "PEOPLE_MISSING"

    def __init__(self) -> None:
        super().__init__(field="actor")


class NotPermitted(RegistryError):
    code = "NOT_PERMITTED"

    def __init__(self, action: str, place: str = "") -> None:
        super().__init__(action=action, place=place)


class NotSignedIn(RegistryError):
    code = "NOT_SIGNED_IN"


class NotFound(RegistryError):
    code = "NOT_FOUND"

    def __init__(self, what: str, given: str) -> None:
        super().__init__(what=what, given=given[:60])


class DatabaseUnreachable(RegistryError):
    """Where the registry is kept cannot be reached, or was never brought to this release's schema."""

    code = "DATABASE_UNREACHABLE"
