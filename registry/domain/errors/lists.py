"""What can go wrong when lists are drafted, published and brought in from files."""

from collections.abc import Iterable
from datetime import date

from registry.domain.errors.base import BadInput, RegistryError


class MalformedDocumentNumber(BadInput):
    """What an edition or paper is to be published under cannot be read as a document number."""

    code = "MALFORMED_DOCUMENT_NUMBER"

    def __init__(self, field: str, given: str) -> None:
        super().__init__(field=field, given=given[:60])


class UnpublishableList(BadInput):
    """Rows that are no list yet: `flaws` names each by part and number, with a public code."""

    code = "UNPUBLISHABLE_LIST"

    def __init__(self, flaws: list[dict[str, object]], *, rows: int, most: int, more: int = 0, place: str = "") -> None:
        super().__init__(field="duties", flaws=flaws, rows=rows, most=most, more=more, place=place)


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
        super().__init__(field="file", file=first, other_file=second, tier=tier)


class PeopleMissing(BadInput):
    """A list is drafted by one person and reviewed by another."""

    code = "PEOPLE_MISSING"

    def __init__(self) -> None:
        super().__init__(field="actor")


class LaterEditionStands(BadInput):
    """An edition for an earlier day would be hidden by the one that stands: who enters an old list says so."""

    code = "LATER_EDITION_STANDS"

    def __init__(self, edition: str, effective_on: date) -> None:
        super().__init__(field="effective_on", edition=edition, effective_on=effective_on.isoformat())


class DayOutOfReach(BadInput):
    """A day so far off that it is most likely a slip of the pen."""

    code = "DAY_OUT_OF_REACH"

    def __init__(self, field: str, on: date, first: date, last: date) -> None:
        super().__init__(field=field, on=on.isoformat(), first_day=first.isoformat(), last_day=last.isoformat())


class PlaceChanged(BadInput):
    """On the day it is meant for, something else is in the place's stead."""

    code = "PLACE_CHANGED"

    def __init__(self, place: str, successor: str, successor_code: str, on: date) -> None:
        super().__init__(
            field="effective_on", place=place, successor=successor, successor_code=successor_code, on=on.isoformat()
        )


class CorrectionAfterTheEnd(BadInput):
    """An edition of a code that is in use no more is corrected for days on which it was; `last_day` is the last."""

    code = "CORRECTION_AFTER_THE_END"

    def __init__(self, place: str, on: date, last_day: date) -> None:
        super().__init__(field="effective_on", place=place, on=on.isoformat(), last_day=last_day.isoformat())


class RehomeUnclear(BadInput):
    """What the draft is for was split: whoever takes it on says to which part (`choices`)."""

    code = "REHOME_UNCLEAR"

    def __init__(self, draft: str, choices: Iterable[tuple[str, str]]) -> None:
        super().__init__(field="to", draft=draft, choices=[{"code": c, "name": n} for c, n in choices])


class TakenOverListHidden(BadInput):
    """An old list entered, or a correction, under a new code would hide a list of a later day under the old one."""

    code = "TAKEN_OVER_LIST_HIDDEN"

    def __init__(self, place: str, edition: str, effective_on: date) -> None:
        super().__init__(field="effective_on", place=place, edition=edition, effective_on=effective_on.isoformat())


class NoListMeanwhile(BadInput):
    """A correction for a day to come of the only list there is: until then nothing could be asked of anybody."""

    code = "NO_LIST_MEANWHILE"

    def __init__(self, on: date) -> None:
        super().__init__(field="effective_on", on=on.isoformat())
