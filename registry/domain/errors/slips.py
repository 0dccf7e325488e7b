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


class WrongCheckCode(BadInput):
    """The number is a slip's, but the code beside it is not the one printed on that slip."""

    code = "WRONG_CHECK_CODE"

    def __init__(self, number: str) -> None:
        super().__init__(field="code", number=number)


class SlipCodeNeeded(BadInput):
    """Numbers run on, so that what a slip says is told by its number only to those it concerns."""

    code = "SLIP_CODE_NEEDED"

    def __init__(self, number: str) -> None:
        super().__init__(field="code", number=number)
