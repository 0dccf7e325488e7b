"""The feed and the tables: each is told as part of a thing, or said never to be; nothing is written past it."""

import ast
import re
from pathlib import Path

from registry.domain.feed import ThingKind
from registry.store.base import Base
from registry.store.telling import told_columns
from registry.store.things import NEVER_TOLD, OF_TABLE, THINGS
from tests.house.feed_fields import FEED, fields, in_page

STORE = Path(__file__).parents[2] / "registry"
OF_PEOPLE = re.compile(r"(_by|_for|actor|actor_name|owner|person|once|claim|secret|salt|password\w*|content)$")
NO_PERSON = {
    "approvals.agreed_by",
    "approvals.recorded_for",
    "emergencies.opened_for",
    "approvals.reinstated_by",
    "access_requests.asked_by",
    "assessments.run_by",
    "delegated_steps.taken_over_by",
    "duties.taken_over_by",
    "plaques.demanded_by",
    "village_bodies.demanded_by",
}
"""Columns that end as those of people do, and name bodies."""
WRITES_BY_HAND = {
    "store/bounding.py": "no row: what it listens to is asked for with `insert`",
    "store/kept_answers.py": "answers kept for a day, which are never told",
    "store/base.py": "add_missing, which notes what it added",
    "store/bulk.py": "bulk_add, which notes every row; the others refuse tables that are told",
    "store/noting.py": "the feed itself",
    "store/search.py": "the search index, which is never told",
    "store/people.py": "tokens, which are never told",
    "store/sign_in.py": "sessions, links, codes and counted attempts, which are never told",
}


def test_every_table_belongs_to_one_thing_or_is_never_told_for_a_reason() -> None:
    tables, told = set(Base.metadata.tables), [part.table for parts in THINGS.values() for part in parts]
    assert len(told) == len(set(told)) == len(OF_TABLE)
    assert set(told) & set(NEVER_TOLD) == set()
    assert tables - set(told) - set(NEVER_TOLD) == set(), "say in registry/store/things.py what they belong to"
    assert (set(told) | set(NEVER_TOLD)) - tables == set() and all(NEVER_TOLD.values())
    assert list(THINGS) == list(ThingKind)


def test_what_is_withheld_is_there_and_what_is_told_names_no_person_and_no_secret() -> None:
    for parts in THINGS.values():
        assert [part.name for part in parts if not part.name] == [""][: 0 if parts[0].name else 1]
        for part in parts:
            columns = set(Base.metadata.tables[part.table].columns.keys())
            assert part.withheld <= columns and part.of in columns - part.withheld, part.table
            told = {f"{part.table}.{column.name}" for column in told_columns(part)}
            assert {name for name in told if OF_PEOPLE.search(name)} <= NO_PERSON, part.table


def test_a_rows_key_is_held_under_the_columns_own_name() -> None:
    """`store/noting.py` finds it there."""
    for mapper in Base.registry.mappers:
        table = mapper.local_table.name
        if table in OF_TABLE:
            assert OF_TABLE[table][1] in mapper.attrs, table


def test_rows_are_written_by_the_session_or_where_it_is_noted() -> None:
    by_hand = set()
    for path in sorted(STORE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy"):
                names = {alias.name for alias in node.names}
                by_hand |= {path} if names & {"insert", "update", "delete", "postgresql"} else set()
            if isinstance(node, ast.Attribute) and node.attr in ("exec_driver_sql", "bulk_insert_mappings", "insert"):
                by_hand |= {path} if node.attr != "insert" or "sqlalchemy" in path.read_text("utf-8") else set()
    found = {str(path.relative_to(STORE)) for path in by_hand}
    assert found - set(WRITES_BY_HAND) <= {"store/divisions.py", "store/place_chains.py"}, "let it note what it writes"


def test_the_page_of_the_feed_lists_the_fields_that_are_told() -> None:
    assert in_page(FEED.read_text(encoding="utf-8")) == fields(), "run: python -m tests.house.feed_fields"
