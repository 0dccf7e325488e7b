"""Passwords and sign-in names: what is taken, and what is told where it is not."""

import pytest

from registry.domain.actors import Role
from registry.domain.errors import people as errors
from registry.domain.people import HELD_AT, read_sign_in_name, require_fit


@pytest.mark.parametrize(
    ("password", "wrong"),
    [
        ("", errors.PasswordTooShort),
        ("短短短短短短短", errors.PasswordTooShort),
        ("x" * 129, errors.PasswordTooLong),
        ("wangganshi", errors.PasswordIsName),
        ("WANGGANSHI", errors.PasswordIsName),
        ("wangganshi2026", errors.PasswordIsName),
        ("ihsnaggnaw", errors.PasswordIsName),
        ("12345678", errors.PasswordTooCommon),
        ("87654321", errors.PasswordTooCommon),
        ("aaaaaaaa", errors.PasswordTooCommon),
        ("abababab", errors.PasswordTooCommon),
        ("qwertyuiop", errors.PasswordTooCommon),
        ("Admin123", errors.PasswordTooCommon),
        ("5201314520", errors.PasswordTooCommon),
    ],
)
def test_a_password_that_does_not_do_is_told_why(password, wrong):
    with pytest.raises(wrong):
        require_fit(password, "wangganshi")


@pytest.mark.parametrize("password", ["两句好记的话就够了", "horse battery", "q7kd-29xm", "x7" + "y" * 126])
def test_nothing_else_is_asked_of_a_password(password):
    require_fit(password, "wangganshi")


@pytest.mark.parametrize(
    "typed", ["", "w", "王干事", "wang ganshi", "-wang", "system", "Operator", "a" * 41, "a/b", "a\0b"]
)
def test_a_sign_in_name_that_does_not_do_is_refused(typed):
    with pytest.raises(errors.SignInNameUnfit):
        read_sign_in_name(typed)


def test_a_sign_in_name_is_kept_in_small_letters():
    assert read_sign_in_name("  Wang.Gan-shi_2 ") == "wang.gan-shi_2"


def test_every_role_is_held_somewhere():
    assert set(HELD_AT) == set(Role) and all(HELD_AT.values())
