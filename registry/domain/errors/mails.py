"""What can go wrong with mail: an address that is none, settings that do not suffice."""

from registry.domain.errors.base import BadInput, RegistryError


class BadMailAddress(BadInput):
    """What was typed is no mail address."""

    code = "BAD_MAIL_ADDRESS"

    def __init__(self, given: str) -> None:
        super().__init__(field="mail", given=given[:60])


class MailSettingsUnfit(RegistryError):
    """A mail server is set, but not with what (`lacking`: port or sender) it takes."""

    code = "MAIL_SETTINGS_UNFIT"

    def __init__(self, lacking: str) -> None:
        super().__init__(lacking=lacking)
