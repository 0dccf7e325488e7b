"""People who sign in: which roles are held where, what signs in under which name, and which passwords are taken."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from registry.domain.actors import Role
from registry.domain.divisions import Level
from registry.domain.errors.people import (
    PasswordIsName,
    PasswordTooCommon,
    PasswordTooLong,
    PasswordTooShort,
    SignInNameUnfit,
)

SHORTEST_PASSWORD, LONGEST_PASSWORD = 8, 128
INVITATION_HOLDS, RESET_HOLDS = timedelta(days=7), timedelta(hours=1)
HALFWAY = timedelta(minutes=10)
"""So long whoever gave a right password may take to give the code that belongs to it."""
RECOVERY_CODES = 10

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
_TAKEN_BY_THE_REGISTRY = frozenset({"system", "seed", "operator"})
"""Under these names events tell of what no person did."""
_OFFICES = frozenset({Level.COUNTY, Level.CITY, Level.PROVINCE})
HELD_AT: Mapping[Role, frozenset[Level]] = {
    Role.DEPARTMENT_CLERK: _OFFICES,
    Role.TOWNSHIP_DESK: frozenset({Level.TOWNSHIP}),
    Role.VILLAGE: frozenset({Level.VILLAGE}),
    Role.LIST_OFFICE: _OFFICES,
    Role.JUSTICE: _OFFICES,
    Role.CIVIL_AFFAIRS: _OFFICES,
    Role.PROVINCE: frozenset({Level.PROVINCE}),
    Role.OVERSIGHT: _OFFICES,
    Role.ADMINISTRATOR: _OFFICES,
}
"""At which levels each role is held. A department's clerk asks for a unit, so that role needs one."""
NEEDS_UNIT = frozenset({Role.DEPARTMENT_CLERK})

_COMMONEST = frozenset(
    {
        *("password", "passwort", "passw0rd", "p@ssw0rd", "iloveyou", "sunshine", "princess", "football"),
        *("baseball", "superman", "whatever", "letmein1", "welcome1", "abcd1234", "abc12345", "a1234567"),
        *("a12345678", "aa123456", "aa12345678", "qwer1234", "qwe12345", "1qaz2wsx", "1qaz@wsx", "zaq12wsx"),
        *("asdf1234", "admin123", "admin888", "administrator", "root1234", "test1234", "guest123", "changeme"),
        *("woaini1314", "woaini520", "5201314520", "52013140", "zhongguo", "china123", "china2008", "gansu123"),
        *("lanzhou123", "xiangzhen", "jiedao123", "19491001", "66668888", "88886666", "11223344", "12344321"),
        *("12341234", "11112222", "123123123", "147258369", "159753456", "qq123456", "wang1234", "zhang123"),
        *("li123456", "liu12345", "chen1234"),
    }
)
_ROWS = ("01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1q2w3e4r5t6y7u8i9o0p")


class Stage(StrEnum):
    """How far somebody is in: all the way, or a code of their phone is still to be given, or to be set up."""

    IN = "IN"
    CODE_DUE = "CODE_DUE"
    SET_UP_DUE = "SET_UP_DUE"


class Purpose(StrEnum):
    """What a link is for: to begin, or to begin anew with another password."""

    INVITATION = "INVITATION"
    RESET = "RESET"


@dataclass(frozen=True, slots=True)
class SignInRules:
    """What whoever runs the registry sets: after how many wrong attempts within which time a name, and an address, is
    locked for as long; how long a session may rest, and last; whether administrators need a second factor; and whether
    links are mailed, which takes a mail server and the address where strangers reach the registry."""

    attempts: int = 5
    attempts_from_address: int = 100
    window: timedelta = timedelta(minutes=15)
    idle: timedelta = timedelta(minutes=60)
    longest: timedelta = timedelta(hours=12)
    factor_for_administrators: bool = False
    mails_links: bool = False


HOLDS: Mapping[Purpose, timedelta] = {Purpose.INVITATION: INVITATION_HOLDS, Purpose.RESET: RESET_HOLDS}


def read_sign_in_name(typed: str) -> str:
    """A sign-in name as it is kept: in small letters. Raises SignInNameUnfit."""
    name = typed.strip().lower()
    if not _NAME.fullmatch(name) or name in _TAKEN_BY_THE_REGISTRY:
        raise SignInNameUnfit(typed)
    return name


def require_fit(password: str, sign_in_name: str) -> None:
    """That a password is long enough, not too long to be read, not the name and not one that everybody tries first.

    Nothing else is asked of it. Raises PasswordTooShort, PasswordTooLong, PasswordIsName, PasswordTooCommon.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise PasswordTooShort(SHORTEST_PASSWORD)
    if len(password) > LONGEST_PASSWORD:
        raise PasswordTooLong(LONGEST_PASSWORD)
    plain = password.strip().lower()
    if sign_in_name in (plain, plain[::-1]) or plain.strip("0123456789") == sign_in_name:
        raise PasswordIsName
    if plain in _COMMONEST or len(set(plain)) <= 2 or _is_a_run(plain):  # noqa: PLR2004 - one or two keys again and again
        raise PasswordTooCommon


def _is_a_run(plain: str) -> bool:
    """Whether it follows the alphabet, the digits or a row of keys, forwards, backwards or round and round."""
    runs = (row * (len(plain) // len(row) + 2) for row in _ROWS)
    return any(plain in run or plain[::-1] in run for run in runs)
