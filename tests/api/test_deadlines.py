"""A request has a deadline: no resolver starts after it, statements are cut, what was committed is told."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from registry.api.deadlines import Deadline
from registry.api.schema import schema
from registry.services.people import issue_token
from registry.store.base import begin_writing, db
from registry.store.bounding import TimedOut, bounded
from registry.store.people import TokenRecord
from registry.store.request_drafts import RequestDraftRecord
from tests.api.conftest import ClientWith
from tests.conftest import NOW

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000) SELECT max(i) FROM n"
Resolvers = Callable[[str, str, Callable[..., Any]], None]
KEEP = """mutation ($a: KeepRequestDraftInput!) {
    first: keepRequestDraft(input: $a) { draft { number } errors { code } }
    second: keepRequestDraft(input: $a) { draft { number } errors { code } } }"""


@pytest.fixture
def resolve_by(monkeypatch: pytest.MonkeyPatch) -> Resolvers:
    """Let a field be resolved by something slow."""

    def put(of_type: str, name: str, resolve: Callable[..., Any]) -> None:
        field = schema.graphql_schema.type_map[of_type].fields[name]  # type: ignore[attr-defined]
        monkeypatch.setattr(field, "resolve", resolve)

    return put


def endless(*_: Any, **_given: Any) -> Any:
    return db.session.scalar(text(ENDLESS))


def test_an_endless_statement_is_cut_and_told_with_503(client_with: ClientWith, resolve_by: Resolvers) -> None:
    client = client_with(api_deadline="1")
    resolve_by("Query", "signingKeys", endless)
    began = time.monotonic()
    answer = client.post("/graphql", json={"query": "{ kinds { code } signingKeys { id } }"})
    assert time.monotonic() - began < 10
    assert answer.status_code == 503 and list(answer.json) == ["errors"]
    [error] = answer.json["errors"]
    assert error["extensions"] == {"code": "TIMED_OUT", "requestId": answer.headers["X-Request-Id"]}
    assert "RECURSIVE" not in answer.text
    assert client.post("/graphql", json={"query": '{ place(code: "620102001000") { code } }'}).json["data"]["place"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_resolver_starts_late(client_with: ClientWith, resolve_by: Resolvers) -> None:
    client, started = client_with(api_deadline="1"), []

    def slow(*_: Any, **_given: Any) -> list[Any]:
        started.append("kinds")
        time.sleep(1.05)
        return []

    resolve_by("Query", "kinds", slow)
    resolve_by("Query", "law", lambda *_, **__: started.append("law") or [])
    answer = client.post("/graphql", json={"query": "{ kinds { code } law { code } }"})
    assert (answer.status_code, started) == (503, ["kinds"])
    assert answer.headers["Cache-Control"] == "no-store"


def test_what_was_committed_is_told_and_the_next_act_does_not_start(
    client_with: ClientWith, resolve_by: Resolvers, token_of: Callable[[str], str]
) -> None:
    client, token = client_with(api_deadline="2"), token_of("li")
    keep = schema.graphql_schema.type_map["Mutation"].fields["keepRequestDraft"].resolve  # type: ignore[attr-defined]

    def late(root: None, info: Any, **given: Any) -> Any:
        kept = keep(root, info, **given)
        time.sleep(2.05)
        db.session.expire_all()  # what is told must be read again
        return kept

    resolve_by("Mutation", "keepRequestDraft", late)
    before = db.session.scalar(select(func.count()).select_from(RequestDraftRecord))
    db.session.rollback()
    given = {"kind": "delegation", "places": ["620102001000"]}
    headers = {"Authorization": f"Bearer {token}"}
    answer = client.post("/graphql", json={"query": KEEP, "variables": {"a": given}}, headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.json["data"]["first"]["draft"]["number"]
    assert answer.json["data"]["second"] is None
    [error] = answer.json["errors"]
    assert (error["path"], error["extensions"]["code"]) == (["second"], "TIMED_OUT")
    assert db.session.scalar(select(func.count()).select_from(RequestDraftRecord)) == (before or 0) + 1


def test_a_writer_does_not_wait_for_another_beyond_the_deadline(
    client_with: ClientWith, token_of: Callable[[str], str], blocked_after: Callable[[], None]
) -> None:
    client, token = client_with(api_deadline="2"), token_of("li")
    blocked_after()
    began = time.monotonic()
    given = {"kind": "delegation", "places": ["620102001000"]}
    asked = {"query": KEEP, "variables": {"a": given}}
    answer = client.post("/graphql", json=asked, headers={"Authorization": f"Bearer {token}"})
    assert time.monotonic() - began < 10
    codes = {error["extensions"]["code"] for error in answer.json["errors"]}
    assert (answer.status_code, answer.json["data"], codes) == (200, {"first": None, "second": None}, {"TIMED_OUT"})


@pytest.fixture
def blocked_after(app: Flask) -> Iterator[Callable[[], None]]:
    """A function from whose call on somebody else holds what writers of drafts need."""
    other = db.engine.connect()

    def block() -> None:
        if other.dialect.name == "sqlite":
            other.execution_options(registry_writing=True).begin()
        else:
            other.execute(text("LOCK TABLE events, request_drafts IN ACCESS EXCLUSIVE MODE"))

    yield block
    other.rollback()
    other.close()


def test_nothing_uncommitted_is_kept_and_nothing_committed_is_cut(app: Flask) -> None:
    count = select(func.count()).select_from(TokenRecord)
    before = db.session.scalar(count) or 0
    deadline = Deadline(0.5)
    with bounded(deadline):
        issue_token("li", label="in time", days=1, now=NOW)
        time.sleep(0.55)
        assert db.session.scalar(count) == before + 1, "an act is told of, however late"
        deadline.next_field()
        with pytest.raises(TimedOut):
            issue_token("li", label="too late", days=1, now=NOW)
    begin_writing()
    assert db.session.scalar(count) == before + 1
    db.session.rollback()


def test_what_runs_past_the_deadline_before_its_commit_is_undone(app: Flask) -> None:
    count = select(func.count()).select_from(TokenRecord)
    before = db.session.scalar(count) or 0
    with bounded(Deadline(0.5)):
        begin_writing()
        db.session.add(TokenRecord(token_hash="x", person="li", label="", issued_at=NOW, expires_at=NOW))
        time.sleep(0.55)
        with pytest.raises(TimedOut):
            db.session.commit()
        db.session.rollback()
    assert db.session.scalar(count) == before


def test_a_connection_is_as_patient_as_before_once_the_request_is_over(app: Flask) -> None:
    asked = {"sqlite": "PRAGMA busy_timeout", "postgresql": "SHOW statement_timeout"}[db.engine.dialect.name]
    usual = {"sqlite": 60_000, "postgresql": "0"}[db.engine.dialect.name]
    assert db.session.execute(text(asked)).scalar() == usual
    db.session.rollback()
    with bounded(Deadline(2)):
        bound = int(str(db.session.execute(text(asked)).scalar()).replace("2s", "2000").removesuffix("ms"))
        db.session.rollback()
    assert 1_000 <= bound <= 2_000
    assert db.session.execute(text(asked)).scalar() == usual
    db.session.rollback()


def test_requests_at_once_keep_to_their_own_time(app: Flask) -> None:
    told: dict[str, str] = {}

    def run(name: str, seconds: float) -> None:
        with app.app_context(), bounded(Deadline(seconds)):
            try:
                db.session.scalar(text(ENDLESS if seconds else "SELECT 1"))
                told[name] = "done"
            except Exception as error:
                told[name] = type(error).__name__
            db.session.remove()

    threads = [threading.Thread(target=run, args=one) for one in (("short", 0.5), ("none", 0))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert told["none"] == "done" and told["short"] in ("OperationalError", "TimedOut")
