"""Every error's root, bad input, and what may go wrong at any door."""


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


class ClocksDiffer(RegistryError):
    """This machine's clock and another one are too far apart to date anything by; nothing was kept.

    `whose` the other is: the LAST_ACT's on record, or the DATABASE's. `own` and `other` are what the two
    show, in Chinese time.
    """

    code = "CLOCKS_DIFFER"

    def __init__(self, *, own: str, other: str, whose: str) -> None:
        super().__init__(own=own, other=other, whose=whose)
