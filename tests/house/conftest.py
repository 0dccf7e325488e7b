"""What tests about the house share: the registry after divisions changed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from registry.app import create_app
from registry.config import Settings
from registry.services.people import actor_called
from registry.services.successions import TypedChange, record_division_changes
from registry.store.base import db
from registry.store.duties import forget_editions
from tests.compiled import share_compiled

TOWNSHIP, MOVED = "620102001000", "620103091000"
PAPER = "民函〔2026〕9号"


@pytest.fixture
def web_app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The registry as a server runs it: no context is open between two pages."""
    forget_editions()
    app = share_compiled(create_app(Settings(database_url=database_url, folder=str(tmp_path), sample_people="1")))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def changed(web_app: Flask) -> Flask:
    """The registry after the changes."""
    with web_app.app_context():
        zheng = actor_called("zheng")
        assert zheng is not None
        changes = [
            TypedChange("RECODED", [TOWNSHIP], "2026-04-01", [MOVED], basis=PAPER, keep_numbers=True),
            TypedChange("RENAMED", ["620102000000"], "2026-04-01", names=["新关区"], basis=PAPER),
            TypedChange("RENAMED", ["620000000000"], "2026-04-01", names=["陇上省"], basis=PAPER),
        ]
        record_division_changes(changes, actor=zheng, now=datetime.now(UTC) - timedelta(minutes=1))
        db.session.remove()
    return web_app
