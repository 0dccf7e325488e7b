"""What can go wrong with slips and with the keys that sign them."""

from collections.abc import Iterable

from registry.domain.errors.base import BadInput, RegistryError


class NotASlipNumber(BadInput):
    """What was typed is no slip's number: its check digits say so."""

    code = "NOT_A_SLIP_NUMBER"

    def __init__(self, given: str) -> None:
        super().__init__(field="number", given=given[:60])


class ReplyNotBorne(BadInput):
    """The verdict does not bear this reply; those that it bears are named."""

    code = "REPLY_NOT_BORNE"

    def __init__(self, reply: str, replies: Iterable[str]) -> None:
        super().__init__(field="reply", reply=reply, replies=list(replies))


class SlipUnreadable(BadInput):
    """A file that is no slip's text, or whose signature is none."""

    code = "SLIP_UNREADABLE"

    def __init__(self, file: str) -> None:
        super().__init__(field="file", file=file[-100:])


class SigningKeyUnknown(RegistryError):
    """The key that a slip names is not among those published here, so that nothing can be said of its signature."""

    code = "SIGNING_KEY_UNKNOWN"

    def __init__(self, key: str) -> None:
        super().__init__(key=key[:60])
