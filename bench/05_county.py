"""One county's lists: read from real .xlsx files, and a master published to every township, split into parts."""

import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import Any

from openpyxl import load_workbook

from bench._gansu340 import DUTIES, duties_of
from bench._province import NOW, opened, seeded_without_lists
from bench._side_by_side import machine, print_table, ratios, spread
from registry.domain.divisions import Place
from registry.domain.duties import Duty, DutyList, Edition
from registry.files.importing import bring_together, read_source
from registry.files.layout import ListOut
from registry.files.writing import content_of
from registry.services import drafting, drafts, masters, people
from registry.services import editions as publishing
from registry.store import editions, indexing
from registry.store.divisions import children, find_place
from tests.engines import start_postgresql

COUNTY = "620102000000"
ROUNDS = 4
AMENDED = 20
"""So many matters of the master are worded otherwise by each amendment."""
PARTS = {
    "lists read and amended": (masters, "reach"),
    "fingerprints": (publishing, "fingerprint"),
    "rows laid down": (editions, "add_editions"),
    "wordings noted for search": (indexing, "note_lists"),
    "events": (publishing, "_tell"),
}


def main() -> None:
    """Publish on both engines, then read files; print."""
    print(f"One county, {DUTIES} duties a township. {machine('sqlalchemy', 'psycopg', 'openpyxl')}.")
    with tempfile.TemporaryDirectory() as folder:
        for engine, url in (
            ("SQLite", f"sqlite:///{Path(folder) / 'county.sqlite3'}"),
            ("PostgreSQL", start_postgresql().fresh_database()),
        ):
            seeded_without_lists(url)
            with opened(url):
                _print_published(engine)
                if engine == "SQLite":
                    _print_read()


def _townships() -> list[Place]:
    found = [find_place(record.code) for record in children(COUNTY) if not record.as_division().is_pseudo_township]
    return [place for place in found if place is not None]


def _print_published(engine: str) -> None:
    rows = duties_of("620102001000")
    first = _published(rows, 0)
    amendments = [_published(_reworded(rows, turn), turn) for turn in range(1, ROUNDS + 1)]
    reached = f"{first['reached']:.0f}, then {median(a['reached'] for a in amendments):.0f}"
    print(
        f"\n{engine}: a master of {len(rows)} duties, then {ROUNDS} amendments of {AMENDED}; townships given editions:"
    )
    print(f"{reached}. Seconds.\n")
    names = [name for name in first if name != "reached"]
    print_table(
        ("", "first master", "an amendment, median", "min – median – max"),
        [
            [name, f"{first[name]:.3f}", f"{median(taken):.3f}", spread((min(taken), median(taken), max(taken)), 3)]
            for name in names
            for taken in [[a[name] for a in amendments]]
        ],
    )


def _reworded(rows: tuple[Duty, ...], turn: int) -> tuple[Duty, ...]:
    """The rows with some matters worded otherwise, others at each turn."""
    chosen = range((turn - 1) * AMENDED, turn * AMENDED)
    return tuple(replace(d, matter=f"{d.matter}（第{turn}次调整）") if at in chosen else d for at, d in enumerate(rows))


def _published(rows: tuple[Duty, ...], turn: int) -> dict[str, float]:
    """Seconds of every part of drafting, reviewing and publishing a master of these rows, and how many it reached."""
    sun, zhou, now = people.actor_named("sun"), people.actor_named("zhou"), NOW + timedelta(hours=turn)
    begin = time.perf_counter()
    draft = drafting.import_list(COUNTY, rows, actor=sun, now=now, sample=True)
    drafted = time.perf_counter()
    drafts.send(draft.code, actor=sun, now=now)
    drafts.approve(draft.code, actor=zhou, now=now)
    code, day, reviewed = draft.code, date(2026, 12, 1) + timedelta(days=turn), time.perf_counter()
    with _timed_parts() as parts:
        made = publishing.publish(
            code, document_number=f"城政办发〔2026〕{turn + 90}号", effective_on=day, actor=sun, now=now
        )
    end = time.perf_counter()
    parts |= {"the rest, with the commit": end - reviewed - sum(parts.values()), "publishing in all": end - reviewed}
    reached = sum(bool(one.edition) for one in made.reached)
    return {"drafted": drafted - begin, "sent and approved": reviewed - drafted, **parts, "reached": reached}


@contextmanager
def _timed_parts() -> Iterator[dict[str, float]]:
    """Seconds spent in each of `PARTS` meanwhile; the functions themselves are called, with a watch beside them."""
    seconds, own = dict.fromkeys(PARTS, 0.0), {name: getattr(*where) for name, where in PARTS.items()}
    for name, (module, function) in PARTS.items():
        setattr(module, function, _watched(own[name], name, seconds))
    yield seconds
    for name, (module, function) in PARTS.items():
        setattr(module, function, own[name])


def _watched(function: Callable[..., Any], name: str, seconds: dict[str, float]) -> Callable[..., Any]:
    def call(*given: Any, **named: Any) -> Any:
        begin = time.perf_counter()
        try:
            return function(*given, **named)
        finally:
            seconds[name] += time.perf_counter() - begin

    return call


def _print_read() -> None:
    """Files as the registry writes them, read back to rows with their departments; beside a bare walk of all cells."""
    places = _townships()
    files = [content_of(ListOut(place, _list_of(place)), "xlsx") for place in places]
    rows = len(places) * DUTIES
    times: dict[str, list[float]] = {
        "registry.files: read": [],
        "read, with departments looked up": [],
        "openpyxl alone": [],
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _ in range(ROUNDS):
            for way, read in zip(times, (_read, _brought_together, _walked), strict=True):
                begin = time.perf_counter()
                assert sum(map(read, places, files)) >= rows
                times[way].append(time.perf_counter() - begin)
    print(
        f"\n{len(files)} files of .xlsx with {rows:,} duties, {sum(map(len, files)) / 2**20:.1f} MB; {ROUNDS} rounds:\n"
    )
    alone = times["openpyxl alone"]
    print_table(
        ("", "duties/s", "seconds", "times openpyxl alone (min – median – max)"),
        [
            [way, f"{rows / median(taken):,.0f}", f"{median(taken):.2f}", spread(ratios(taken, alone), 2)]
            for way, taken in times.items()
        ],
    )


def _list_of(place: Place) -> DutyList:
    recorded = datetime(2026, 11, 1, tzinfo=UTC)
    edition = Edition(f"ED-{place.code}", place.code, "示例清单〔2026〕1号", date(2026, 12, 1), recorded, sample=True)
    return DutyList(edition, duties_of(place.code))


def _read(place: Place, content: bytes) -> int:
    return sum(len(part.items) for part in read_source(content, f"{place.name}.xlsx").read.parts)


def _brought_together(place: Place, content: bytes) -> int:
    found = bring_together(place, [read_source(content, f"{place.name}.xlsx")], None)
    assert found.is_fine, found.problems
    return len(found.duties)


def _walked(place: Place, content: bytes) -> int:
    """Every row of every sheet, as openpyxl gives them without `read_only`, which hides what is hidden or struck."""
    return sum(1 for sheet in load_workbook(BytesIO(content)) for _ in sheet.iter_rows(values_only=True))


if __name__ == "__main__":
    main()
