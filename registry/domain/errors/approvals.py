"""What can go wrong with approvals and their documents: recording, confirming, amending, revoking."""

from datetime import date

from registry.domain.errors.base import BadInput, RegistryError


class DocumentMissing(BadInput):
    """Who is not of the province attaches the document, or gives the SHA-256 of its file."""

    code = "DOCUMENT_MISSING"

    def __init__(self) -> None:
        super().__init__(field="file")


class DocumentRefused(BadInput):
    """A file that is not kept; `cause` says why: EMPTY, TYPE, a Flaw of its content, or OTHER than the SHA-256
    typed."""

    code = "DOCUMENT_REFUSED"

    def __init__(self, cause: str, name: str, *, most: int = 0) -> None:
        super().__init__(field="file", cause=cause, name=name[-120:], most=most)


class NotASha256(BadInput):
    code = "NOT_A_SHA256"

    def __init__(self, given: str) -> None:
        super().__init__(field="document_sha256", given=given[:80])


class CannotAmend(BadInput):
    """An amendment that cannot be; `cause`: EVIDENCE (only the province's joint paper amends), ENDED (what it amends
    has ended)."""

    code = "CANNOT_AMEND"

    def __init__(self, cause: str, number: str) -> None:
        super().__init__(field="amends", cause=cause, number=number)


class AlreadyConfirmed(RegistryError):
    """Somebody was faster, or it had been ended before it was ever confirmed."""

    code = "ALREADY_CONFIRMED"

    def __init__(self, number: str) -> None:
        super().__init__(number=number)


class EvidenceOnly(RegistryError):
    """A paper below the province is kept as evidence: there is nothing to confirm (P16)."""

    code = "EVIDENCE_ONLY"

    def __init__(self, number: str) -> None:
        super().__init__(number=number)


class OwnRecord(RegistryError):
    """Nobody confirms what they recorded themselves."""

    code = "OWN_RECORD"

    def __init__(self, number: str) -> None:
        super().__init__(number=number)


class EndsAlready(BadInput):
    """An approval that ends on this day, or before, already."""

    code = "ENDS_ALREADY"

    def __init__(self, number: str, on: date) -> None:
        super().__init__(field="revoked_on", number=number, on=on.isoformat())


class ResponseStillOpen(RegistryError):
    """An emergency response that has no last day on record which could be wrong."""

    code = "RESPONSE_STILL_OPEN"

    def __init__(self, number: str) -> None:
        super().__init__(number=number)


class ResponseClosed(RegistryError):
    """An emergency response whose last day is on record already."""

    code = "RESPONSE_CLOSED"

    def __init__(self, number: str, on: date) -> None:
        super().__init__(number=number, on=on.isoformat())
