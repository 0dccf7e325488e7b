"""What can go wrong where things are read a page at a time, or by their global ids."""

from registry.domain.errors.base import BadInput


class MalformedId(BadInput):
    """A global id that this registry never gave out."""

    code = "MALFORMED_ID"

    def __init__(self, field: str, given: str) -> None:
        super().__init__(field=field, given=given[:60])


class MalformedCursor(BadInput):
    """A cursor that this registry never gave out."""

    code = "MALFORMED_CURSOR"

    def __init__(self, field: str, given: str) -> None:
        super().__init__(field=field, given=given[:60])


class CursorOfAnotherOrder(BadInput):
    """A cursor of another field, order or filter: going on from it would skip things or repeat them."""

    code = "CURSOR_OF_ANOTHER_ORDER"

    def __init__(self, field: str) -> None:
        super().__init__(field=field)


class FirstAndLast(BadInput):
    """A page counts from the beginning or from the end, not from both."""

    code = "FIRST_AND_LAST"

    def __init__(self) -> None:
        super().__init__(field="last")
