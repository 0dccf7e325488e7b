"""What can go wrong with signing in, with passwords and codes, and with keeping people."""

from collections.abc import Sequence

from registry.domain.errors.base import BadInput, RegistryError


class SignInLocked(RegistryError):
    """Too many wrong attempts; the same for a name there is and one there is not. It ends by itself."""

    code = "SIGN_IN_LOCKED"

    def __init__(self, minutes: int) -> None:
        super().__init__(minutes=minutes)


class LinkSpent(RegistryError):
    """A link that was used, whose time is over, that a later one replaced, or that never was one."""

    code = "LINK_SPENT"


class HalfwayOver(RegistryError):
    """Between the password and the code too much time went by, or the password was changed meanwhile."""

    code = "HALFWAY_OVER"


class CodeNotTaken(BadInput):
    """A code that is not the one of now, or was given before."""

    code = "CODE_NOT_TAKEN"

    def __init__(self) -> None:
        super().__init__(field="sign_in_code")


class WrongPassword(BadInput):
    """Whoever changes how they sign in gives their password; this was another one."""

    code = "WRONG_PASSWORD"

    def __init__(self) -> None:
        super().__init__(field="password")


class PasswordTooShort(BadInput):
    code = "PASSWORD_TOO_SHORT"

    def __init__(self, least: int) -> None:
        super().__init__(field="new_password", least=least)


class PasswordTooLong(BadInput):
    code = "PASSWORD_TOO_LONG"

    def __init__(self, longest: int) -> None:
        super().__init__(field="new_password", longest=longest)


class PasswordIsName(BadInput):
    code = "PASSWORD_IS_NAME"

    def __init__(self) -> None:
        super().__init__(field="new_password")


class PasswordTooCommon(BadInput):
    code = "PASSWORD_TOO_COMMON"

    def __init__(self) -> None:
        super().__init__(field="new_password")


class PasswordsDiffer(BadInput):
    code = "PASSWORDS_DIFFER"

    def __init__(self) -> None:
        super().__init__(field="again")


class SecondFactorNeeded(BadInput):
    """Who administers must keep the code of their phone: so it is set here."""

    code = "SECOND_FACTOR_NEEDED"

    def __init__(self) -> None:
        super().__init__(field="password")


class SignInNameUnfit(BadInput):
    code = "SIGN_IN_NAME_UNFIT"

    def __init__(self, given: str) -> None:
        super().__init__(field="sign_in_name", given=given[:60])


class SignInNameTaken(BadInput):
    """There is, or was, somebody of this name; events name them, so nobody else is called so."""

    code = "SIGN_IN_NAME_TAKEN"

    def __init__(self, given: str) -> None:
        super().__init__(field="sign_in_name", given=given[:60])


class MailInUse(BadInput):
    """An address means one person: single sign-on knows people by it."""

    code = "MAIL_IN_USE"

    def __init__(self, given: str) -> None:
        super().__init__(field="mail", given=given[:60])


class RoleNotHeldThere(BadInput):
    """A role is held at certain levels: a township desk in a township, say."""

    code = "ROLE_NOT_HELD_THERE"

    def __init__(self, role: str, place: str, levels: Sequence[str]) -> None:
        super().__init__(field="person_place", held_role=role, place=place, expected=list(levels))


class UnitOfAnotherPlace(BadInput):
    """A person's unit is one of the division that their role is held in."""

    code = "UNIT_OF_ANOTHER_PLACE"

    def __init__(self, given: str, place: str) -> None:
        super().__init__(field="person_unit", given=given[:60], place=place)


class OwnAccount(RegistryError):
    """Nobody changes their own role, or ends their own account."""

    code = "OWN_ACCOUNT"


class LastAdministrator(RegistryError):
    """Without this person nobody would be left to keep the people there."""

    code = "LAST_ADMINISTRATOR"

    def __init__(self, person_name: str) -> None:
        super().__init__(person_name=person_name)


class PersonEnded(RegistryError):
    """What was to be done concerns somebody whose account was ended."""

    code = "PERSON_ENDED"

    def __init__(self, person_name: str) -> None:
        super().__init__(person_name=person_name)


class NotKnownHere(RegistryError):
    """Single sign-on says who somebody is, and nobody here is that person."""

    code = "NOT_KNOWN_HERE"


class SingleSignOnFailed(RegistryError):
    """The provider of single sign-on cannot be reached, refused, or told what does not hold."""

    code = "SINGLE_SIGN_ON_FAILED"
