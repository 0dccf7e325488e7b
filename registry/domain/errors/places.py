"""What can go wrong in naming a place, and when divisions change."""

from collections.abc import Iterable
from datetime import date

from registry.domain.errors.base import BadInput


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


class SeveralSuccessors(AmbiguousPlace):
    """Asked by an old code or name of what was split: which part is meant only the asker knows."""

    code = "SEVERAL_SUCCESSORS"

    def __init__(self, given: str, choices: Iterable[tuple[str, str]], *, effective_on: date) -> None:
        super().__init__(given, choices)
        self.facts["effective_on"] = effective_on.isoformat()


class PlaceNotYet(BadInput):
    """Asked for a day before the code, or the name, came into use; `predecessors` are what was there then."""

    code = "PLACE_NOT_YET"

    def __init__(self, given: str, effective_on: date, predecessors: Iterable[tuple[str, str]]) -> None:
        super().__init__(
            field="place",
            given=given[:60],
            effective_on=effective_on.isoformat(),
            predecessors=[{"code": c, "name": n} for c, n in predecessors],
        )


class PlaceAbolished(BadInput):
    """Asked for a day on which the place is no more, and nothing follows it."""

    code = "PLACE_ABOLISHED"

    def __init__(self, given: str, name: str, effective_on: date) -> None:
        super().__init__(field="place", given=given[:60], name=name, effective_on=effective_on.isoformat())


class RefusedChange(BadInput):
    """A change of divisions that cannot be recorded as it stands; `reason` is a public code, `row` its place in a file.

    `place` is the code it is about, `shown` what else shows it.
    """

    code = "REFUSED_CHANGE"

    def __init__(self, reason: str, *, row: int, field: str, place: str = "", shown: Iterable[str] = ()) -> None:
        super().__init__(field=field, reason=reason, row=row, place=place[:60], shown=list(shown))


class UnreadableChanges(BadInput):
    """A file of changes that cannot be read; `row` is its line."""

    code = "UNREADABLE_CHANGES"

    def __init__(self, file: str, *, row: int, columns: Iterable[str]) -> None:
        super().__init__(field="file", file=file, row=row, columns=list(columns))


class WrongLevel(BadInput):
    """The kind of request is put to another level (a plaque hangs in a village, not in a county)."""

    code = "WRONG_LEVEL"

    def __init__(self, place: str, level: str, expected: Iterable[str]) -> None:
        super().__init__(field="place", place=place, level=level, expected=list(expected))


class RepeatedPlace(BadInput):
    code = "REPEATED_PLACE"

    def __init__(self, given: str) -> None:
        super().__init__(field="place", given=given)
