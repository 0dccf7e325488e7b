"""What can go wrong with the change feed and with webhooks."""

from registry.domain.errors.base import BadInput


class BadCursor(BadInput):
    """A cursor (`reason`: UNREADABLE; OF_ANOTHER_FEED; AHEAD) that does not lead on in this feed."""

    code = "BAD_CURSOR"

    def __init__(self, reason: str) -> None:
        super().__init__(field="after", reason=reason)
