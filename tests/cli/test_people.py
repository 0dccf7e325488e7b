"""`registry people`: the first administrator, a lost phone, and the links that the clock mails."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from registry.app import create_app
from registry.config import Settings
from registry.services import links, people_keeping, second_factors
from registry.services.people import actor_called
from registry.services.people_keeping import Typed
from registry.store.sign_in import has_factor
from tests.cli.test_clock import Run, office, run
from tests.conftest import NOW
from tests.smtp import PostOffice

__all__ = ["office", "run"]
PASSWORD = "一句很长很好记的话"


@pytest.fixture
def inside(run: Run) -> Iterator[None]:
    """Inside the registry that the commands run against."""
    with create_app(Settings.from_environment()).app_context():
        yield


def test_the_first_administrator_is_invited_at_the_command_line(run: Run, inside: None) -> None:
    told = run("people", "invite", "qian", "--name", "钱管理", "--role", "administrator", "--place", "城关区")
    key = re.fullmatch(r"/link/([\w-]+)\n", told.stdout)
    assert told.exit_code == 0 and key
    links.use_link(key.group(1), PASSWORD, now=NOW)
    assert actor_called("qian")
    again = run("people", "link", "qian")
    assert again.exit_code == 0 and key.group(1) not in again.stdout


def test_what_does_not_fit_is_told_in_a_sentence(run: Run) -> None:
    told = run("people", "invite", "王", "--name", "王", "--role", "village", "--place", "城关区")
    assert told.exit_code == 1 and "SIGN_IN_NAME_UNFIT" in told.stderr
    told = run("people", "invite", "wang2", "--name", "王", "--role", "village", "--place", "城关区")
    assert told.exit_code == 1 and "ROLE_NOT_HELD_THERE" in told.stderr
    assert run("people", "link", "nobody").exit_code == 1


def test_a_lost_phone_is_helped(run: Run, inside: None) -> None:
    second_factors.begin_factor("admin", now=NOW)
    assert run("people", "code-off", "admin").exit_code == 0
    assert second_factors.to_set_up("admin") is None and not has_factor("admin")


def test_the_clock_mails_a_link_in_words_where_strangers_reach_it(
    run: Run, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REGISTRY_ADDRESS", "https://registry.example/")
    with create_app(Settings.from_environment()).app_context():
        admin = actor_called("admin")
        assert admin
        typed = Typed("钱经办", "DEPARTMENT_CLERK", "城关区", "县应急管理局", "qian@county.example")
        people_keeping.invite("qian", typed, actor=admin, now=datetime.now(UTC))
        links.ask_for_reset("qian", address="", now=datetime.now(UTC))
    told = run("tick")
    assert (told.exit_code, told.stdout) == (0, "links: 2 sent\n")
    assert {to for to, _ in office.taken} == {"qian@county.example"}
    for _, message in office.taken:
        text = message.get_content()
        assert "钱经办" in text and "qian" in text and "None" not in text
        assert re.search(r"^https://registry\.example/link/[\w-]{43}$", text, re.MULTILINE)
    assert run("mail").stdout == ""
