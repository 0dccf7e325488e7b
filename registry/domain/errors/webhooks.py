"""What can go wrong with webhooks: an address that may not be written to, too many of them."""

from registry.domain.errors.base import BadInput


class BadWebhookAddress(BadInput):
    """An address (`reason`: UNREADABLE; NOT_HTTPS; INSIDE: it leads into the server's own network; UNKNOWN_HOST)."""

    code = "BAD_WEBHOOK_ADDRESS"

    def __init__(self, given: str, reason: str) -> None:
        super().__init__(field="url", given=given[:100], reason=reason)


class PositionNotThere(BadInput):
    """A position to send from again that the feed has not got to; `last` is the last there is."""

    code = "POSITION_NOT_THERE"

    def __init__(self, given: str, last: int) -> None:
        super().__init__(field="feed_position", given=given[:20], last=last)
