"""Trusted documents are asked for by their hash, also by GET; answers say if they changed, and who may keep them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from registry.api.trusted import KnownDocuments, TrustedDocuments, hash_of
from registry.cli import main
from tests.api.conftest import ClientWith

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PLACE = "query ($code: String!) { place(code: $code) { name } }"
CODE = json.dumps({"code": "620102001000"})
NOTICES = "{ unreadNotices }"


@pytest.fixture
def folder(database_url: str, tmp_path: Path) -> Path:
    """The folder of trusted documents of a registry on `tmp_path`, with two in it."""
    folder = tmp_path / "trusted-documents"
    for text in (PLACE, NOTICES):
        TrustedDocuments(folder).add(text)
    return folder


@pytest.fixture
def registry_folder(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the registry, also of the one that commands are about."""
    monkeypatch.setenv("REGISTRY_FOLDER", str(tmp_path))
    return tmp_path


def got(client: FlaskClient, text: str = PLACE, *, headers: dict[str, str] | None = None, **more: str) -> TestResponse:
    asked = {"documentId": f"sha256:{hash_of(text)}", "variables": CODE, **more}
    return client.get("/graphql", query_string=asked, headers=headers)


def codes(answer: TestResponse) -> list[str]:
    return [error["extensions"]["code"] for error in answer.json["errors"]]


def test_a_trusted_document_is_asked_for_by_get_and_by_post(folder: Path, client: FlaskClient) -> None:
    by_get = got(client)
    assert by_get.json["data"] == {"place": {"name": "酒泉路街道"}}
    body = {"documentId": f"sha256:{hash_of(PLACE)}", "variables": json.loads(CODE)}
    by_post = client.post("/graphql", json=body)
    assert by_post.json["data"] == by_get.json["data"]
    assert (by_post.headers["Cache-Control"], "ETag" in by_post.headers) == ("no-store", False)


def test_what_did_not_change_is_304_and_costs_no_body(folder: Path, client: FlaskClient) -> None:
    first = got(client)
    etag = first.headers["ETag"]
    assert etag.startswith('"') and len(etag) == 66, "a strong one"
    for known in (etag, f'W/{etag}, "other"', "*"):
        again = got(client, headers={"If-None-Match": known})
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", etag)
        for name in ("Cache-Control", "Vary", "X-Request-Id", "RateLimit"):
            assert name in again.headers
    assert got(client, headers={"If-None-Match": '"other"'}).status_code == 200
    other = got(client, variables=json.dumps({"code": "620102002000"}), headers={"If-None-Match": etag})
    assert (other.status_code, other.headers["ETag"] != etag) == (200, True)
    newer = got(client, headers={"Accept": "application/graphql-response+json"})
    assert newer.headers["ETag"] != etag, "another representation"
    head = client.head("/graphql", query_string={"documentId": f"sha256:{hash_of(PLACE)}", "variables": CODE})
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", etag)


def test_what_a_token_reads_is_kept_by_its_holder_alone(
    folder: Path, client: FlaskClient, token_of: Callable[[str], str]
) -> None:
    open_to_all, own = got(client), got(client, NOTICES, headers={"Authorization": f"Bearer {token_of('li')}"})
    assert open_to_all.headers["Cache-Control"] == "public, no-cache"
    assert own.json["data"] == {"unreadNotices": 0}
    assert own.headers["Cache-Control"] == "private, no-cache"
    for answer in (open_to_all, own):
        assert {"Accept", "Authorization"} <= set(answer.headers["Vary"].split(", "))
    client.set_cookie("session", "anything")
    assert got(client).headers["Cache-Control"] == "private, no-cache", "the pages may renew a cookie with any answer"
    refused = got(client, NOTICES)
    assert codes(refused) == ["NOT_SIGNED_IN"]
    assert (refused.headers["Cache-Control"], "ETag" in refused.headers) == ("no-store", False)


def test_a_hash_that_is_not_there_is_told(folder: Path, client: FlaskClient) -> None:
    newer = {"Accept": "application/graphql-response+json"}
    unknown = got(client, "{ kinds { code } }", headers=newer)
    assert (unknown.status_code, codes(unknown)) == (400, ["DOCUMENT_NOT_FOUND"])
    (folder / f"{'0' * 64}.graphql").write_text("{ __typename }")
    forged = client.get("/graphql", query_string={"documentId": f"sha256:{'0' * 64}"})
    assert codes(forged) == ["DOCUMENT_NOT_FOUND"], "a file whose text is not what its name says is not there"


@pytest.mark.parametrize(
    "asked",
    [
        {"documentId": "../../etc/passwd"},
        {"documentId": "sha256:../../x"},
        {"documentId": "sha256:" + "A" * 64},
        {"documentId": 1},
        {"documentId": ""},
        {"documentId": "sha256:" + "0" * 64, "query": "{ __typename }"},
        {"extensions": {"persistedQuery": 1}},
        {"extensions": {"persistedQuery": {"version": 1}}},
        {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "short"}}},
        {"query": "", "documentId": None},
    ],
)
def test_a_hash_that_is_none_is_malformed(client: FlaskClient, asked: dict[str, Any]) -> None:
    answer = client.post("/graphql", json=asked)
    assert (answer.status_code, codes(answer)) == (400, ["MALFORMED_REQUEST"])


def test_apollo_s_clients_make_a_document_known_once(client: FlaskClient) -> None:
    text = "{ kinds(language: EN) { code } }"
    named = {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": hash_of(text)}}}
    unknown = client.post("/graphql", json=named)
    assert (unknown.json["errors"][0]["message"], codes(unknown)) == (
        "PersistedQueryNotFound",
        ["PERSISTED_QUERY_NOT_FOUND"],
    )
    assert client.post("/graphql", json={"query": text, **named}).json["data"]
    assert client.post("/graphql", json=named).json["data"]["kinds"]
    by_get = client.get("/graphql", query_string={"extensions": json.dumps(named["extensions"])})
    assert by_get.json["data"]["kinds"] and by_get.headers["ETag"]
    other = client.post("/graphql", json={"query": text + " ", **named})
    assert (other.status_code, codes(other)) == (400, ["HASH_MISMATCH"])
    as_trusted = client.get("/graphql", query_string={"documentId": f"sha256:{hash_of(text)}"})
    assert codes(as_trusted) == ["DOCUMENT_NOT_FOUND"], "who made it known did not make it trusted"


def test_a_document_that_cannot_be_executed_is_not_remembered(client: FlaskClient) -> None:
    named = {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": hash_of("{ nothing }")}}}
    assert codes(client.post("/graphql", json={"query": "{ nothing }", **named})) == ["INVALID_QUERY"]
    assert codes(client.post("/graphql", json=named)) == ["PERSISTED_QUERY_NOT_FOUND"]


def test_the_memory_of_what_clients_made_known_is_bounded(database_url: str) -> None:
    known = KnownDocuments()
    first = "{ a0 }"
    for number in range(256):
        known.remember(f"{{ a{number} }}")
    assert known.text(hash_of(first)) == first
    known.remember("{ more }")
    assert (known.text(hash_of(first)), known.text(hash_of("{ a1 }"))) == (first, None), (
        "the longest unused is forgotten"
    )
    known.remember("#" * 20_000)
    assert known.text(hash_of("#" * 20_000)) is None


def test_strangers_may_be_held_to_trusted_documents(
    folder: Path, client_with: ClientWith, token_of: Callable[[str], str]
) -> None:
    client = client_with(api_trusted_only="1")
    text = "{ kinds { code } }"
    named = {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": hash_of(text)}}}
    for asked in ({"query": text}, {"query": text, **named}, {"query": "{ __schema { types { name } } }"}):
        refused = client.post("/graphql", json=asked)
        assert (refused.status_code, codes(refused)) == (403, ["DOCUMENT_NOT_TRUSTED"])
    assert got(client).json["data"]["place"]
    in_full = client.post("/graphql", json={"query": PLACE, "variables": json.loads(CODE)})
    assert in_full.json["data"]["place"], "its very text is as good as its hash"
    headers = {"Authorization": f"Bearer {token_of('li')}"}
    assert client.post("/graphql", json={"query": text, **named}, headers=headers).json["data"]
    assert codes(client.post("/graphql", json=named)) == ["PERSISTED_QUERY_NOT_FOUND"], (
        "a token's document is not trusted"
    )


def test_documents_are_added_and_listed_by_command(client: FlaskClient, registry_folder: Path) -> None:
    one, manifest = registry_folder / "place.graphql", registry_folder / "all.json"
    one.write_text(PLACE, encoding="utf-8")
    manifest.write_text(json.dumps({hash_of(NOTICES): NOTICES}), encoding="utf-8")
    added = CliRunner().invoke(main, ["documents", "add", str(one), str(manifest)])
    ids = [f"sha256:{hash_of(text)}" for text in (PLACE, NOTICES)]
    assert (added.exit_code, added.output.split()) == (0, ids)
    assert got(client).json["data"]["place"], "servers that run find it at once"
    TrustedDocuments(registry_folder / "trusted-documents").add("{ goneSince }")
    listed = CliRunner().invoke(main, ["documents", "list"])
    lines = {line.partition("  ")[0]: line for line in listed.output.splitlines()}
    assert set(ids) < set(lines) and PLACE in lines[ids[0]] and "REFUSED" not in lines[ids[0]]
    assert "REFUSED" in lines[f"sha256:{hash_of('{ goneSince }')}"]


@pytest.mark.parametrize(
    ("name", "body", "says"),
    [
        ("bad.graphql", "{ nothing }", "Cannot query field"),
        ("bad.graphql", "{ " + "a " * 3_000 + "}", "2000"),
        ("bad.json", "[]", "must be a JSON object"),
        ("bad.json", "{", "is no JSON"),
        ("bad.json", json.dumps({"0" * 64: PLACE}), "is not the SHA-256"),
    ],
)
def test_what_is_no_good_document_is_not_kept_nor_what_came_with_it(
    registry_folder: Path, name: str, body: str, says: str
) -> None:
    good, bad = registry_folder / "good.graphql", registry_folder / name
    good.write_text(PLACE, encoding="utf-8")
    bad.write_text(body, encoding="utf-8")
    refused = CliRunner().invoke(main, ["documents", "add", str(good), str(bad)])
    assert refused.exit_code == 1 and says in refused.output, refused.output
    assert not (registry_folder / "trusted-documents").exists()
