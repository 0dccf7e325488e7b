"""What can go wrong with attachments and drafts of requests."""

from registry.domain.errors.base import BadInput, RegistryError


class AttachmentRefused(BadInput):
    """A file that is not taken. `reason` is EMPTY, NAME_DIFFERS, or a Flaw of its content."""

    code = "ATTACHMENT_REFUSED"

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(field="files", file=file, reason=reason)


class RequestClosed(RegistryError):
    """Nothing is attached to a request any more of which every case has been decided."""

    code = "REQUEST_CLOSED"

    def __init__(self, number: str) -> None:
        super().__init__(number=number)
