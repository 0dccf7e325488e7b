"""The clock on the command line: once for cron, again and again beside a server, and nothing that it meets stops it."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import url_for

from registry.app import create_app
from registry.cli import main
from registry.cli.clock import PAGES
from registry.config import Settings
from registry.services import cases, mailing, requests
from registry.services.access import Demand
from registry.services.people import actor_called
from registry.store.base import begin_writing, db
from registry.store.cases import find_case
from registry.store.duties import forget_editions
from registry.store.turns import ACCESS, take_turn
from registry.web import notices as web_notices
from tests.smtp import PostOffice, post_office

Run = Callable[..., Result]
LONG_AGO = datetime.now(UTC) - timedelta(days=60)


@pytest.fixture
def run(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a `registry` command against a seeded database."""
    forget_editions()
    monkeypatch.setenv("REGISTRY_DATABASE_URL", database_url)
    monkeypatch.setenv("REGISTRY_FOLDER", str(tmp_path))
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def office(run: Run, monkeypatch: pytest.MonkeyPatch) -> Iterator[PostOffice]:
    """A mail server that the settings name."""
    with post_office() as office:
        for name, value in {
            "HOST": "127.0.0.1",
            "PORT": office.port,
            "FROM": "r@county.example",
            "STARTTLS": "0",
        }.items():
            monkeypatch.setenv(f"REGISTRY_SMTP_{name}", str(value))
        yield office


def asked(matter: str = "防汛抗旱", at: datetime = LONG_AGO) -> str:
    """A case submitted long ago, that nobody verified."""
    with create_app(Settings.from_environment()).app_context():
        li, wang = actor_called("li"), actor_called("wang")
        assert li and wang
        mailing.set_address("", "desk@township.example", actor=wang, now=at)
        demand = Demand(kind="delegation", place="620102001000", answers={"matter": matter})
        return requests.submit(demand, actor=li, now=at).cases[0].number


def test_a_tick_says_what_it_did_and_the_next_one_has_nothing_to_say(run: Run) -> None:
    number = asked()
    first, second = run("tick"), run("tick")
    assert (first.exit_code, first.stdout) == (0, f"escalated 1: {number}\n")
    assert (second.exit_code, second.stdout) == (0, "")


def test_by_a_clock_that_is_behind_nothing_is_done_and_the_sentence_says_so(run: Run) -> None:
    number = asked()
    with create_app(Settings.from_environment()).app_context():
        begin_writing()
        take_turn(ACCESS, datetime.now(UTC) + timedelta(days=365))
        db.session.commit()
    told = run("tick")
    assert told.exit_code == 1 and "CLOCKS_DIFFER" in told.stderr and "没有保存：这台机器的时间是" in told.stderr
    assert "Traceback" not in told.output and status_of(number) == "awaiting_verification"


def test_a_tick_sends_the_mail_that_waits_in_words(run: Run, office: PostOffice) -> None:
    number = asked(at=datetime.now(UTC) - timedelta(minutes=1))
    assert run("tick").stdout == "mail: 1 sent, 0 refused and waiting\n"
    ((to, message),) = office.taken
    assert to == "desk@township.example" and message["Subject"] == "【基层事项登记处】收到准入申请"
    assert number in message.get_content() and "等待你们核实" in message.get_content()
    assert run("mail").stdout == ""


@pytest.mark.parametrize("address", ["https://registry.example/town/", ""])
def test_a_mail_leads_to_the_page_of_what_it_is_about_where_the_registrys_address_is_set(
    run: Run, office: PostOffice, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("REGISTRY_ADDRESS", address)
    number = asked(at=datetime.now(UTC) - timedelta(minutes=1))
    run("mail")
    ((_, message),) = office.taken
    text = message.get_content()
    assert (f"https://registry.example/town/cases/{number}\n" in text) is bool(address)
    assert ("//" in text) is bool(address) and "None" not in text


def test_every_page_that_a_mail_leads_to_is_one_that_notices_lead_to(tmp_path: Path) -> None:
    app = create_app(Settings(database_url=f"sqlite:///{tmp_path}/empty.sqlite3", folder=str(tmp_path)))
    with app.test_request_context():
        for subject, (page, part) in web_notices.PAGES.items():
            ours = PAGES[subject]
            assert url_for(page, **({part: "X1"} if part else {})) == (f"{ours}X1" if ours.endswith("/") else ours)


def test_mail_that_is_refused_gives_a_status_of_its_own_and_says_why(run: Run, office: PostOffice) -> None:
    asked(at=datetime.now(UTC) - timedelta(minutes=1))
    office.refuses = {"desk@township.example"}
    told = run("mail")
    assert told.exit_code == 1 and "0 sent, 1 refused" in told.stdout


def test_without_a_mail_server_the_command_says_so(run: Run) -> None:
    told = run("mail")
    assert told.exit_code == 0 and "REGISTRY_SMTP_HOST" in told.stdout


def test_settings_that_do_not_suffice_are_told_in_a_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGISTRY_SMTP_HOST", "mail.example")
    told = run("tick")
    assert told.exit_code == 1 and "发件地址" in told.stderr


def test_an_admission_that_ends_soon_is_announced(run: Run) -> None:
    number, now = asked(at=datetime.now(UTC)), datetime.now(UTC)
    with create_app(Settings.from_environment()).app_context():
        wang = actor_called("wang")
        assert wang
        cases.verify(number, actor=wang, now=now)
    assert run("tick").stdout == ""  # it has no last day


STARTED: list[subprocess.Popen[str]] = []


@pytest.fixture(autouse=True)
def _no_clock_outlives_its_test() -> Iterator[None]:
    """A test that fails before it stops its clocks would leave them going on for ever."""
    yield
    while STARTED:
        one = STARTED.pop()
        one.kill()
        one.communicate()


def clock(*more: str, python: tuple[str, ...] = ("-m", "registry")) -> subprocess.Popen[str]:
    command = [sys.executable, *python, "tick", "--every", "1", *more]
    there = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    STARTED.append(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=there))
    return STARTED[-1]


def status_of(number: str) -> str:
    with create_app(Settings.from_environment()).app_context():
        case = find_case(number)
        return case.status if case else ""


def wait_until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + 90
    while not true():
        assert time.monotonic() < until
        time.sleep(0.5)


def test_the_clock_goes_on_and_two_beside_each_other_do_everything_once(run: Run) -> None:
    number = asked()
    both = [clock(), clock()]
    wait_until(lambda: status_of(number) == "escalated")
    time.sleep(5)
    for one in both:
        assert one.poll() is None
        one.send_signal(signal.SIGINT)
    told = "".join(one.communicate(timeout=20)[0] for one in both)
    assert told == f"escalated 1: {number}\n"


SLOW_ROUND = """
import os, time
from registry.cli import clock, main
def once(app):
    os.write(1, b"begun ")
    until = time.monotonic() + 2
    while time.monotonic() < until:
        try:
            time.sleep(0.01)
        except BaseException as error:
            raise AssertionError("in the middle of a round") from error
    os.write(1, b"ended ")
clock._once = once
main()
"""


@pytest.fixture
def no_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no engine takes part."""
    monkeypatch.setenv("REGISTRY_DATABASE_URL", f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    monkeypatch.setenv("REGISTRY_FOLDER", str(tmp_path))


@pytest.mark.usefixtures("no_database")
@pytest.mark.parametrize("told_by", [signal.SIGINT, signal.SIGTERM])
def test_a_clock_told_to_stop_ends_its_round_first(told_by: signal.Signals) -> None:
    one = clock(python=("-c", SLOW_ROUND))
    assert one.stdout and one.stdout.read(6) == "begun "
    one.send_signal(told_by)
    told, wrong = one.communicate(timeout=20)
    assert (told, wrong, one.returncode) == ("ended ", "", 0)


@pytest.mark.usefixtures("no_database")
def test_a_clock_told_twice_stops_in_the_middle() -> None:
    one = clock(python=("-c", SLOW_ROUND))
    assert one.stdout and one.stdout.read(6) == "begun "
    one.send_signal(signal.SIGTERM)
    time.sleep(0.5)
    one.send_signal(signal.SIGTERM)
    assert one.communicate(timeout=20)[0] == "" and one.returncode == -signal.SIGTERM


@pytest.mark.usefixtures("no_database")
def test_the_clock_survives_a_database_that_is_away() -> None:
    one, rounds = clock(), 0
    assert one.stderr
    wait = threading.Timer(90, one.kill)
    wait.start()
    while rounds < 2 and (line := one.stderr.readline()):
        rounds += "the next one comes" in line
    assert rounds == 2 and one.poll() is None
    wait.cancel()
    one.send_signal(signal.SIGINT)
    one.communicate(timeout=20)


def test_a_clock_beside_a_server_ends_with_it(run: Run) -> None:
    one = clock("--beside", "1")  # its parent is this test, so the server it was to stand beside is gone
    assert one.wait(timeout=20) == 0
    number, other = asked(), clock("--beside", str(os.getpid()))
    wait_until(lambda: status_of(number) == "escalated")
    assert other.poll() is None
    other.send_signal(signal.SIGINT)
    other.communicate(timeout=20)
