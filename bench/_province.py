"""Databases of one township, one county and the whole province, each asked by a process of its own."""

import csv
import random
import resource
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert

from registry.config import ROOT
from registry.services.access import Demand, check
from registry.services.seeding import load_seed
from registry.store.base import begin_writing, db, prepare
from registry.store.divisions import DivisionRecord
from registry.store.duties import DutyRecord, DutyShareRecord, EditionRecord, forget_editions
from registry.store.migrating import migrate

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
MODEL_EDITION = "ED-620102001-2025"
"""The sample edition whose rows every township is given."""
ASKS = "11629999MB9000322X"
LEFT_OUT = ("editions", "duties", "duty_shares")
PORTION = 2000
WARM = 30
"""At most so many townships of a size are asked about, in turn."""

Rows = list[dict[str, Any]]


def seeded_without_lists(url: str) -> None:
    """Migrate a database and load the seed, all but the lists."""
    with tempfile.TemporaryDirectory() as name, opened(url):
        folder = shutil.copytree(ROOT / "seed", Path(name) / "seed")
        for left_out in LEFT_OUT:
            lines = (folder / f"{left_out}.csv").read_text(encoding="utf-8").splitlines()
            (folder / f"{left_out}.csv").write_text(lines[0] + "\n", encoding="utf-8")
        migrate(db.engine)
        load_seed(folder, now=NOW)


@contextmanager
def opened(url: str) -> Iterator[Flask]:
    """An application of nothing but the store on this database, with its context open."""
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    db.init_app(app)
    with app.app_context():
        prepare(db.engine)
        yield app
        db.session.remove()
        db.engine.dispose()


def fill(beginning: str) -> tuple[list[str], int, float]:
    """Give every real township whose code begins so the model edition: the townships, rows laid down, seconds."""
    found = db.session.query(DivisionRecord).filter(DivisionRecord.level == "TOWNSHIP")
    places = [d.code for d in found if d.code.startswith(beginning) and not d.as_division().is_pseudo_township]
    duties, shares = _model("duties"), _model("duty_shares")
    begin, rows = time.perf_counter(), 0
    begin_writing()
    for record, made in (
        (EditionRecord, map(_edition, places)),
        (DutyRecord, ({**row, "edition": f"ED-{place}"} for place in places for row in duties)),
        (DutyShareRecord, ({**row, "edition": f"ED-{place}"} for place in places for row in shares)),
    ):
        rows += _lay_down(record, made)
    db.session.commit()
    return sorted(places), rows, time.perf_counter() - begin


def _edition(place: str) -> dict[str, Any]:
    day, recorded = date(2025, 1, 1), datetime(2024, 12, 20, tzinfo=UTC)
    return {
        **{"code": f"ED-{place}", "township": place, "document_number": "示例清单〔2024〕1号"},
        **{"effective_on": day, "recorded_at": recorded, "sample": True},
    }


def _model(name: str) -> Rows:
    """The rows of the model edition in one seed file, typed as the store keeps them."""
    with (ROOT / "seed" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [_typed(row) for row in csv.DictReader(file) if row["edition"] == MODEL_EDITION]


def _typed(row: dict[str, Any]) -> dict[str, Any]:
    numbers: dict[str, Any] = {key: int(row[key]) for key in ("number", "position") if key in row}
    lists: dict[str, Any] = {
        key: row[key].split("|") if row[key] else [] for key in ("township_share", "duties") if key in row
    }
    return {**row, **numbers, **lists, **({"unit": row["unit"] or None} if "unit" in row else {})}


def _lay_down(record: type[Any], made: Iterator[dict[str, Any]]) -> int:
    laid, portion = 0, []
    for row in made:
        portion.append(row)
        if len(portion) == PORTION:
            db.session.execute(insert(record.__table__), portion)
            laid, portion = laid + PORTION, []
    db.session.execute(insert(record.__table__), portion)
    return laid + len(portion)


class Asked:
    """A filled database and the process that asks it: one size of the registry."""

    def __init__(self, url: str, beginning: str) -> None:
        self._pipe, other = get_context("spawn").Pipe()
        self._process = get_context("spawn").Process(target=_live, args=(other, url, beginning), daemon=True)
        self._process.start()
        self.places, self.duties, self.rows, self.seconds = self._pipe.recv()

    def ask(self, way: "Way") -> float:
        """Seconds that one check took, on the average of one turn."""
        self._pipe.send(way)
        return float(self._pipe.recv()) / way.times

    def end(self) -> int:
        """Let the process go; its greatest memory in MB."""
        self._pipe.send(None)
        most = int(self._pipe.recv())
        self._process.join()
        return most


@dataclass(frozen=True)
class Way:
    """How a check is asked: exactly or in other words, of how many townships in turn, with lists kept or not."""

    name: str
    times: int
    exactly: bool = True
    most_places: int = 1
    forget: bool = False


def _live(pipe: Connection, url: str, beginning: str) -> None:
    with opened(url):
        places, rows, seconds = fill(beginning)
        pipe.send((len(places), len(_model("duties")), rows, seconds))
        asked = [places[0], *random.Random(620).sample(places[1:], min(WARM, len(places)) - 1)]
        exact, worded = _exact_names(), _other_words()
        _warm(asked, worded)
        while (way := pipe.recv()) is not None:
            taken = _timed(way, asked[: way.most_places], exact if way.exactly else worded)
            if way.forget:
                _warm(asked, worded)
            pipe.send(taken)
        pipe.send(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


def _warm(places: list[str], texts: list[str]) -> None:
    """Have every list asked about in memory, with the words that will be asked of it."""
    for number in range(WARM):
        _ask(places[number % len(places)], texts[number % len(texts)])


def _timed(way: Way, places: list[str], texts: list[str]) -> float:
    if way.forget:
        forget_editions()  # giving back the memory of all lists is not the cost of one check
    begin = time.perf_counter()
    for number in range(way.times):
        if way.forget:
            forget_editions()
        _ask(places[number % len(places)], texts[number % len(texts)])
    return time.perf_counter() - begin


def _ask(place: str, matter: str) -> None:
    """One check with a session of its own, as a request has."""
    answers = {"matter": matter, "form": "TERRITORIAL"}
    check(Demand(kind="delegation", place=place, answers=answers, department=ASKS, on="2026-06-01"), now=NOW)
    db.session.remove()


def _exact_names() -> list[str]:
    return [row["matter"] for row in _model("duties")][::5]


def _other_words() -> list[str]:
    """What officials and villagers say, from the phrasings written before the matcher."""
    with (ROOT / "tests/domain/phrasings/held_out.csv").open(encoding="utf-8", newline="") as file:
        return [row["text"] for row in csv.DictReader(file)][::10]
