"""The whole registry in one file: what is loaded from it answers, hashes and dumps as the one it came from."""

import json
import os
import random
import struct
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Table, func, insert, inspect, select, update

from registry.app import create_app
from registry.config import Settings
from registry.domain.actors import Actor
from registry.domain.errors import (
    DumpNotWritten,
    DumpOfAnotherSchema,
    DumpRefused,
    RegistryNotEmpty,
    SchemaNotCurrent,
)
from registry.services import access, dump_archive, requests
from registry.services.dumping import dump, load
from registry.services.events import verify_events
from registry.services.people import actor_called, issue_token
from registry.store import dumping, events
from registry.store.base import Base, begin_writing, db
from registry.store.divisions import DivisionRecord
from registry.store.duties import forget_editions
from registry.store.events import EventRecord
from registry.store.migrating import migrate, migrate_down
from registry.store.people import PersonRecord, TokenRecord
from registry.store.units import UnitRecord
from tests.asking import answers_to
from tests.conftest import NOW
from tests.engines import start_postgresql

PLACES = 60 if os.environ.get("REGISTRY_TEST_LONG") else 15
"""At how many places, besides the beginning and the end, a byte of a dump is changed."""
OTHER = {"sqlite": "postgresql", "postgresql": "sqlite"}
AWKWARD = "制表\t换行\n回车\r反斜杠\\N \\. 引号\"'“” 逗号, 😀 \x7f"


@contextmanager
def empty_registry(engine: str, folder: Path) -> Iterator[Flask]:
    """A migrated registry that holds nothing, its context open over the one of the test."""
    folder.mkdir(exist_ok=True)
    url = f"sqlite:///{folder / 'empty.sqlite3'}" if engine == "sqlite" else start_postgresql().fresh_database()
    app = create_app(Settings(database_url=url, folder=str(folder)))
    with app.app_context():
        migrate(db.engine)
        yield app
        db.session.remove()
        db.engine.dispose()
    if engine == "postgresql":
        start_postgresql().drop(url)


def engine_here() -> str:
    return db.engine.dialect.name


def rows_here() -> dict[str, int]:
    counted = {t.name: db.session.scalar(select(func.count()).select_from(t)) or 0 for t in Base.metadata.sorted_tables}
    db.session.rollback()
    return {name: count for name, count in counted.items() if count}


def lived_in(app: Flask) -> None:
    """A registry in use: requests and their events, a token, and texts and references that are hard to carry."""
    clerk = actor_called("li")
    assert clerk is not None
    for place in ("620102001000", "620102002000", "620102003000"):
        asked = {"matter": f"防汛抗旱{place[-6:-3]}"}
        requests.submit(access.Demand(kind="delegation", place=place, answers=asked), actor=clerk, now=NOW)
    issue_token("li", label="permits system", days=10, now=NOW)
    begin_writing()
    facts = {"text": AWKWARD, "none": None, "number": -1, "half": 0.5, "empty": "", "list": [[], {}]}
    at = datetime(2026, 2, 28, 23, 59, 59, 999999, tzinfo=UTC)
    for position in range(3):
        events.write(stream=AWKWARD[:9], verb="try", actor="li", about="甲", facts=facts | {"at": position}, at=at)
    # The first in order refer to the last: a unit to its successor, a village to what it lies in.
    codes = db.session.scalars(select(UnitRecord.code).order_by(UnitRecord.code)).all()
    db.session.execute(update(UnitRecord).where(UnitRecord.code == codes[0]).values(successor=codes[-1]))
    db.session.execute(
        insert(DivisionRecord),
        [
            {"code": "999999999999", "name": AWKWARD, "level": "PROVINCE", "parent": None, "village_class": None},
            {"code": "000000000001", "name": "", "level": "VILLAGE", "parent": "999999999999", "village_class": ""},
        ],
    )
    db.session.commit()


def heads() -> list[tuple[str, int, str]]:
    return [(head.name, head.position, head.hash) for head in events.streams()]


def test_what_is_loaded_on_the_other_engine_answers_hashes_and_dumps_the_same(app: Flask, tmp_path: Path) -> None:
    lived_in(app)
    before, answered, chains = rows_here(), answers_to(200), heads()
    assert len({json.dumps(a, sort_keys=True, default=str) for a in answered}) > 50
    first, second, third = (tmp_path / f"{name}.zip" for name in "abc")
    dump(first)
    with empty_registry(OTHER[engine_here()], tmp_path / "there"):
        forget_editions()
        loaded = load(first)
        stays = dict.fromkeys(("api_tokens", "changes", "feed"), 0)
        assert rows_here() | stays == before | stays
        assert loaded.rows == {t.name: rows_here().get(t.name, 0) for t in Base.metadata.sorted_tables} | stays
        assert answers_to(200) == answered
        assert heads() == chains
        assert verify_events()[1] == []
        assert not db.session.scalars(select(PersonRecord).where(PersonRecord.password_hash.is_not(None))).all()
        dump(second)
    assert second.read_bytes() == first.read_bytes()
    with empty_registry(engine_here(), tmp_path / "back"):
        load(second)
        dump(third)
    assert third.read_bytes() == first.read_bytes()
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_a_loaded_registry_goes_on_where_the_other_stopped(app: Flask, tmp_path: Path, clerk_li: Actor) -> None:
    lived_in(app)
    dump(tmp_path / "a.zip")
    with empty_registry(engine_here(), tmp_path / "there"):
        load(tmp_path / "a.zip")
        demand = access.Demand(kind="delegation", place="620102004000", answers={"matter": "防汛抗旱"})
        cases = requests.submit(demand, actor=clerk_li, now=NOW)
        assert cases.number == "R2026-000004"
        assert verify_events()[1] == []


def test_a_dump_is_one_moment_whatever_is_written_meanwhile(app: Flask, tmp_path: Path, clerk_li: Actor) -> None:
    lived_in(app)
    dump(tmp_path / "before.zip")
    others = create_app(app.config["SETTINGS"])

    def write(table: str, done: int, of: int) -> None:
        if table == "divisions" and done == of:
            with others.app_context():
                demand = access.Demand(kind="delegation", place="620102004000", answers={"matter": "防汛抗旱"})
                requests.submit(demand, actor=clerk_li, now=NOW)
                db.session.remove()

    dump(tmp_path / "meanwhile.zip", progress=write)
    assert (tmp_path / "meanwhile.zip").read_bytes() == (tmp_path / "before.zip").read_bytes()
    dump(tmp_path / "after.zip")
    assert (tmp_path / "after.zip").read_bytes() != (tmp_path / "before.zip").read_bytes()
    with others.app_context():
        db.engine.dispose()


def test_passwords_and_tokens_stay_where_they_are(app: Flask, tmp_path: Path) -> None:
    lived_in(app)
    assert db.session.scalars(select(PersonRecord).where(PersonRecord.password_hash.is_not(None))).all()
    token = db.session.scalars(select(TokenRecord)).one()
    secrets = [token.token_hash, *db.session.scalars(select(PersonRecord.password_hash))]
    dump(tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        text = b"".join(archive.read(name) for name in archive.namelist()).decode()
        manifest = json.loads(archive.read("manifest.json"))
    assert not [secret for secret in secrets if secret and secret in text]
    reports = ["report_steps", "reporters", "reports"]
    feed = ["changes", "feed"]
    left_out = [
        "api_tokens",
        *feed,
        "kept_answers",
        "mails",
        "notices.sealed",
        "people.password_hash",
        "recovery_codes",
        *reports,
        *("second_factors", "sessions", "sign_in_counts", "sign_in_links", "sign_in_wishes"),
        "webhooks",
    ]
    assert manifest["left_out"] == left_out
    assert (tmp_path / "a.zip").stat().st_mode & 0o077 == 0


def test_every_table_of_the_database_is_in_the_dump(app: Flask, tmp_path: Path) -> None:
    there = set(inspect(db.engine).get_table_names()) - {"alembic_version"}
    assert set(dump(tmp_path / "a.zip").rows) == there


def test_every_column_that_sounds_secret_is_left_out_or_known_to_be_none() -> None:
    telling = ("password", "secret", "token", "salt", "session")
    found = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if any(word in f"{table.name}.{column.name}" for word in telling) and table.name not in dumping.SECRET_TABLES
    }
    assert found == dumping.SECRET_COLUMNS


def test_a_registry_whose_events_were_rewritten_is_told_so_when_it_is_dumped(app: Flask, tmp_path: Path) -> None:
    lived_in(app)
    assert dump(tmp_path / "fine.zip").broken == ()
    begin_writing()
    db.session.execute(update(EventRecord).where(EventRecord.position == 2).values(actor="somebody else"))
    db.session.commit()
    assert "access" in dump(tmp_path / "broken.zip").broken
    with empty_registry(engine_here(), tmp_path / "there"):
        assert refused(tmp_path / "broken.zip") == "CHAIN_BROKEN"


def test_a_file_that_is_there_is_not_replaced_unless_told_so(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_text("precious")
    with pytest.raises(DumpNotWritten) as refused:
        dump(path)
    assert (refused.value.facts["reason"], path.read_text()) == ("EXISTS", "precious")
    dump(path, replace=True)
    assert zipfile.is_zipfile(path)
    with pytest.raises(DumpNotWritten):
        dump(tmp_path / "nowhere" / "a.zip")


def test_a_dump_that_fails_half_way_leaves_no_file(app: Flask, tmp_path: Path) -> None:
    def fail(table: str, done: int, of: int) -> None:
        if table == "duties":
            raise OSError("disk full")

    with pytest.raises(DumpNotWritten):
        dump(tmp_path / "a.zip", progress=fail)
    assert [p.name for p in tmp_path.iterdir() if p.suffix != ".sqlite3" and "a.zip" in p.name] == []


def test_a_registry_that_holds_anything_is_left_alone(app: Flask, tmp_path: Path) -> None:
    dump(tmp_path / "a.zip")
    before = rows_here()
    with pytest.raises(RegistryNotEmpty):
        load(tmp_path / "a.zip")
    assert rows_here() == before


def test_a_database_at_another_schema_is_neither_dumped_nor_filled(app: Flask, tmp_path: Path) -> None:
    dump(tmp_path / "a.zip")
    with empty_registry(engine_here(), tmp_path / "there"):
        migrate_down(db.engine, "0005")
        for act in (lambda: load(tmp_path / "a.zip"), lambda: dump(tmp_path / "b.zip")):
            with pytest.raises(SchemaNotCurrent) as refused:
                act()
            assert refused.value.facts["found"] == "0005"


@pytest.fixture(scope="module")
def whole(fresh_url: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dump of a registry in use."""
    folder = tmp_path_factory.mktemp("whole")
    app = create_app(Settings(database_url=fresh_url("sqlite"), folder=str(folder)))
    with app.app_context():
        lived_in(app)
        dump(folder / "whole.zip")
        db.session.remove()
        db.engine.dispose()
    return folder / "whole.zip"


@pytest.fixture(params=["sqlite", "postgresql"])
def nothing_yet(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[None]:
    with empty_registry(request.param, tmp_path / "there"):
        yield


def refused(path: Path) -> str:
    """Why a file is not loaded; and nothing of it was kept."""
    with pytest.raises(DumpRefused) as found:
        load(path)
    assert rows_here() == {}
    return str(found.value.facts["reason"])


def test_no_byte_can_be_changed_and_nothing_cut_off(nothing_yet: None, whole: Path, tmp_path: Path) -> None:
    content, changed, dice = whole.read_bytes(), tmp_path / "changed.zip", random.Random(7)
    places = [*range(0, 60, 7), *(dice.randrange(len(content)) for _ in range(PLACES)), *range(-150, 0, 11)]
    for at in places:
        wrong = bytearray(content)
        wrong[at] ^= 1 << dice.randrange(8)
        changed.write_bytes(wrong)
        assert refused(changed) in ("DAMAGED", "NOT_A_DUMP"), at
    for length in (0, 1, 21, 100, len(content) // 2, len(content) - 1):
        changed.write_bytes(content[:length])
        assert refused(changed) in ("DAMAGED", "NOT_A_DUMP"), length
    changed.write_bytes(content + b"\0")
    assert refused(changed) == "DAMAGED"


def made_again(whole: Path, to: Path, change: Callable[[dict[str, bytes], dict[str, Any]], None]) -> Path:
    """The dump with other parts or another manifest, sealed as a dump is: what somebody who knows how could send."""
    with zipfile.ZipFile(whole) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(parts.pop("manifest.json"))
    change(parts, manifest)
    with to.open("w+b") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
            archive.writestr("manifest.json", json.dumps(manifest))
        dump_archive._seal(file)
    return to


def described(parts: dict[str, bytes], manifest: dict[str, Any], table: str, content: bytes) -> None:
    """Put other rows in the place of a table's, the manifest telling of them truly."""
    told = next(t for t in manifest["tables"] if t["table"] == table)
    parts[told["part"]] = content
    counted = {"rows": content.count(b"\n"), "bytes": len(content)}
    told.update(counted, sha256=dump_archive.hashlib.sha256(content).hexdigest())


def _without_a_row(parts: dict[str, bytes], manifest: dict[str, Any]) -> None:
    parts["tables/duties.jsonl"] = parts["tables/duties.jsonl"].partition(b"\n")[2]


def _another_word(parts: dict[str, bytes], manifest: dict[str, Any]) -> None:
    parts["tables/duties.jsonl"] = parts["tables/duties.jsonl"].replace("党的建设".encode(), "党的建没".encode(), 1)


def _part_missing(parts: dict[str, bytes], manifest: dict[str, Any]) -> None:
    del parts["tables/duties.jsonl"]


def _no_such_edition(parts: dict[str, bytes], manifest: dict[str, Any]) -> None:
    described(parts, manifest, "editions", b"")


def _twice(parts: dict[str, bytes], manifest: dict[str, Any]) -> None:
    described(parts, manifest, "duties", parts["tables/duties.jsonl"].partition(b"\n")[0].join([b"", b"\n"]) * 2)


def _wrong_type(parts: dict[str, bytes], manifest: dict[str, Any]) -> None:
    content = parts["tables/editions.jsonl"].replace(b'"2025-01-01"', b"20250101", 1)
    described(parts, manifest, "editions", content)


def _short_row(parts: dict[str, bytes], manifest: dict[str, Any]) -> None:
    described(parts, manifest, "editions", b'["E"]\n')


def _no_row(parts: dict[str, bytes], manifest: dict[str, Any]) -> None:
    described(parts, manifest, "editions", b"{}\n")


def _no_json(parts: dict[str, bytes], manifest: dict[str, Any]) -> None:
    described(parts, manifest, "editions", b"[\n")


def _event_rewritten(parts: dict[str, bytes], manifest: dict[str, Any]) -> None:
    described(parts, manifest, "events", parts["tables/events.jsonl"].replace(b'"li"', b'"wu"', 1))


def _another_head(parts: dict[str, bytes], manifest: dict[str, Any]) -> None:
    manifest["streams"][0]["hash"] = "f" * 64


def _bomb(parts: dict[str, bytes], manifest: dict[str, Any]) -> None:
    described(parts, manifest, "divisions", b" " * 50_000_000 + b"\n")


def _bomb_in_the_manifest(parts: dict[str, bytes], manifest: dict[str, Any]) -> None:
    manifest["padding"] = " " * 50_000_000


def _more_than_told(parts: dict[str, bytes], manifest: dict[str, Any]) -> None:
    parts["tables/editions.jsonl"] += b"[]\n"


def _another_format(parts: dict[str, bytes], manifest: dict[str, Any]) -> None:
    manifest["version"] = 2


def _no_tables(parts: dict[str, bytes], manifest: dict[str, Any]) -> None:
    manifest["tables"] = manifest["tables"][1:]


def _odd_tables(parts: dict[str, bytes], manifest: dict[str, Any]) -> None:
    manifest["tables"] = [None]


def _odd_part(parts: dict[str, bytes], manifest: dict[str, Any]) -> None:
    manifest["tables"][0]["part"] = ["x"]


WRONG: list[tuple[Callable[[dict[str, bytes], dict[str, Any]], None], set[str]]] = [
    (_without_a_row, {"DAMAGED"}),
    (_another_word, {"DAMAGED"}),
    (_more_than_told, {"DAMAGED"}),
    (_part_missing, {"INCOMPLETE"}),
    (_no_such_edition, {"CONTRADICTS_ITSELF"}),
    (_twice, {"CONTRADICTS_ITSELF"}),
    (_wrong_type, {"CONTRADICTS_ITSELF"}),
    (_short_row, {"CONTRADICTS_ITSELF"}),
    (_no_row, {"DAMAGED"}),
    (_no_json, {"DAMAGED"}),
    (_event_rewritten, {"CHAIN_BROKEN"}),
    (_another_head, {"CHAIN_BROKEN"}),
    (_bomb, {"EXPANDS_TOO_FAR"}),
    (_bomb_in_the_manifest, {"EXPANDS_TOO_FAR"}),
    (_another_format, {"NOT_A_DUMP"}),
    (_no_tables, {"NOT_A_DUMP"}),
    (_odd_tables, {"NOT_A_DUMP"}),
    (_odd_part, {"NOT_A_DUMP"}),
]


@pytest.mark.parametrize(("change", "reasons"), WRONG, ids=[change.__name__ for change, _ in WRONG])
def test_a_dump_that_somebody_made_is_refused_whole(
    nothing_yet: None, whole: Path, tmp_path: Path, change: Any, reasons: set[str]
) -> None:
    assert refused(made_again(whole, tmp_path / "made.zip", change)) in reasons


def test_a_dump_sealed_again_without_any_change_is_loaded(nothing_yet: None, whole: Path, tmp_path: Path) -> None:
    load(made_again(whole, tmp_path / "made.zip", lambda parts, manifest: None))
    assert rows_here()["divisions"] == 19_226


def test_other_files_are_told_from_a_dump(nothing_yet: None, tmp_path: Path) -> None:
    (tmp_path / "text.zip").write_text("清单")
    assert refused(tmp_path / "text.zip") == "NOT_A_DUMP"
    assert refused(tmp_path / "nowhere.zip") == "UNREADABLE"
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("a.txt", "清单")
    assert refused(tmp_path / "other.zip") == "DAMAGED"
    (tmp_path / "empty.zip").write_bytes(b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 0, 0, 0, 0, 0))
    assert refused(tmp_path / "empty.zip") == "NOT_A_DUMP"


def test_a_dump_of_another_release_says_which(nothing_yet: None, whole: Path, tmp_path: Path) -> None:
    def older(parts: dict[str, bytes], manifest: dict[str, Any]) -> None:
        manifest["schema"] = "0003"

    with pytest.raises(DumpOfAnotherSchema) as found:
        load(made_again(whole, tmp_path / "made.zip", older))
    assert found.value.facts["given"] == "0003"
    assert rows_here() == {}


def test_values_of_every_type_come_back_as_they_were(nothing_yet: None) -> None:
    table: Table = EventRecord.__table__
    rows = [["s", 1, "v", "a", "b", {"x": None}, "2026-01-01T00:00:00.000001+00:00", "0" * 64, "1" * 64]]
    begin_writing()
    assert dumping.add_rows(table, rows) == 1
    assert list(dumping.rows_of(table)) == rows
    kept = db.session.scalars(select(EventRecord)).one()
    assert (kept.at, kept.facts) == (datetime(2026, 1, 1, 0, 0, 0, 1, tzinfo=UTC), {"x": None})
    db.session.rollback()
