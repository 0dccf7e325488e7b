"""Fixtures: the registry on both engines, each test on its own copy of a migrated and seeded database."""

import gc
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

import pytest
from flask import Flask
from flask.testing import FlaskClient

from registry.app import create_app
from registry.config import ROOT, Settings
from registry.domain.actors import Actor
from registry.services.people import actor_called, open_to_samples
from registry.services.seeding import load_seed
from registry.store.base import db
from registry.store.duties import forget_editions
from registry.store.migrating import migrate
from tests.compiled import RuleOnce, share_compiled
from tests.engines import Server, in_memory, start_postgresql

ENGINES = ("sqlite", "postgresql")
PASSWORD = "the sample password of these tests"
NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
"""When the tests are taking place: noon of 23 November 2026 in China."""
CHEAP = {"argon2__time_cost": 1, "argon2__memory_cost": 8, "argon2__parallelism": 1}
"""Signing in takes a tenth of a second by design; the registry checks by the costs that stand in the hash."""

Flask.url_rule_class = RuleOnce


def pytest_collection_finish() -> None:
    """What was loaded until now stays: the collector need not look at it again with every test."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)  # as a server does (`registry/wsgi.py`)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures that tests counted (`record_property("figure", …)`), so that a run says what it measured."""
    reports = [r for found in terminalreporter.stats.values() for r in found if isinstance(r, pytest.TestReport)]
    figures = {str(text): None for r in reports for name, text in r.user_properties if name == "figure"}
    if figures:
        terminalreporter.section("figures")
        for text in sorted(figures):
            terminalreporter.write_line(text)


def _fill(url: str, folder: Path) -> None:
    app = create_app(Settings(database_url=url, folder=str(folder)))
    app.extensions["security"].pwd_context.update(**CHEAP)
    with app.app_context():
        migrate(db.engine)
        load_seed(ROOT / "seed", now=NOW)
        open_to_samples(PASSWORD, now=NOW)
        db.session.commit()
        db.session.remove()
        db.engine.dispose()


class Untouched:
    """The copy of PostgreSQL's seeded database that the last test left as it was: the next one gets it again."""

    url = ""
    handed_out_at: ClassVar[dict[str, int]] = {}

    @classmethod
    def take(cls, server: Server, seeded: str) -> str:
        url, cls.url = cls.url or server.fresh_database(template=seeded), ""
        cls.handed_out_at[url] = server.next_transaction()
        return url

    @classmethod
    def give_back(cls, server: Server, url: str) -> None:
        """Keep it where nothing at all was written on the server since it was handed out."""
        if not cls.url and server.next_transaction() == cls.handed_out_at.get(url):
            cls.url = url
        else:
            server.drop(url)


@pytest.fixture(scope="session")
def fresh_url() -> Iterator[Callable[[str], str]]:
    """A function that gives the address of a new seeded database of an engine; each engine is seeded once."""
    seeded: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="registry-", dir=in_memory(), ignore_cleanup_errors=True) as room:

        def give(engine: str) -> str:
            folder = Path(tempfile.mkdtemp(prefix=engine, dir=room))
            if engine == "sqlite":
                if engine not in seeded:
                    seeded[engine] = f"{room}/seeded.sqlite3"
                    _fill(f"sqlite:///{seeded[engine]}", folder)
                shutil.copyfile(seeded[engine], folder / "copy.sqlite3")
                return f"sqlite:///{folder / 'copy.sqlite3'}"
            server = start_postgresql()
            if engine not in seeded:
                seeded[engine] = server.fresh_database()
                _fill(seeded[engine], folder)
            return Untouched.take(server, seeded[engine])

        yield give


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, fresh_url: Callable[[str], str]) -> Iterator[str]:
    """The address of a seeded database that this test has to itself, once for each engine."""
    url = fresh_url(request.param)
    yield url
    if request.param == "postgresql":
        Untouched.give_back(start_postgresql(), url)
    else:
        shutil.rmtree(Path(url.removeprefix("sqlite:///")).parent, ignore_errors=True)


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The registry on a seeded database, with the sample people able to sign in."""
    forget_editions()
    app = share_compiled(create_app(Settings(database_url=database_url, folder=str(tmp_path), sample_people="1")))
    app.config["TESTING"] = False
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A plain HTTP client, not signed in."""
    return app.test_client()


@pytest.fixture
def clerk_li(app: Flask) -> Actor:
    """Clerk Li of the county emergency bureau."""
    actor = actor_called("li")
    assert actor is not None
    return actor


@pytest.fixture
def officer_wang(app: Flask) -> Actor:
    """Officer Wang of the township desk of 酒泉路街道."""
    actor = actor_called("wang")
    assert actor is not None
    return actor
