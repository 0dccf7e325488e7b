"""The reference of the schema: all of it, in both languages, found by any word of it, and nothing from elsewhere."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from graphql import get_named_type, parse, validate

from registry.api.first_steps import FOLDER, examples
from registry.api.reference import reference
from registry.api.schema import schema, schema_text
from registry.api.skeletons import skeleton
from registry.web.schema_search import MOST, search
from registry.words import LANGUAGES
from tests.web.conftest import Browser

ONE_ENGINE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""Nothing here asks the database."""
HAN = re.compile("[\u4e00-\u9fff]")
TYPES = {name: one for name, one in schema.graphql_schema.type_map.items() if not name.startswith("__")}


def shown(browser: Browser, address: str, **query: object) -> str:
    answer = browser.client.get(address, query_string=query)
    assert answer.status_code == 200, address
    return html.unescape(answer.get_data(as_text=True))


def everything_told() -> Iterator[dict[str, Any]]:
    for one in reference():
        yield one
        for part in (*one["fields"], *one["values"]):
            yield part
            yield from part.get("arguments", ())


def test_everything_of_the_schema_is_told_in_each_language() -> None:
    told = list(everything_told())
    assert len(told) > 2500 and {one["name"] for one in reference()} == set(TYPES)
    assert [one["name"] for one in told if not HAN.search(one["zh"]) or " / " in one["zh"]] == []
    assert [one["name"] for one in told if not re.search("[A-Za-z]{2}", one["en"]) or " / " in one["en"]] == []
    named = re.compile(
        r"某长|[\u4e00-\u9fff]+发〔\d{4}〕\d+号"
    )  # a word of the law that has no English, a document number
    assert [one["name"] for one in told if HAN.search(named.sub("", one["en"]))] == []


@ONE_ENGINE
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_type_field_argument_and_value_is_on_a_page_with_its_words(anybody: Browser, language: str) -> None:
    told = {one["name"]: one for one in reference()}
    for name, one in TYPES.items():
        page = shown(anybody, f"/api/types/{name}", lang=language)
        fields, values = getattr(one, "fields", {}), getattr(one, "values", {})
        for anchor in (*fields, *values):
            assert f'id="{anchor}"' in page, (name, anchor)
        parts = [told[name], *told[name]["fields"], *told[name]["values"]]
        parts += [argument for field in told[name]["fields"] for argument in field["arguments"]]
        assert [part["name"] for part in parts if part[language] not in page] == [], name
        used = [field.type for field in fields.values()]
        used += [argument.type for field in fields.values() for argument in getattr(field, "args", {}).values()]
        for of_type in used:
            assert f'href="/api/types/{get_named_type(of_type).name}"' in page, (name, of_type)


@ONE_ENGINE
def test_a_type_that_is_not_there_is_not_found(anybody: Browser) -> None:
    for name in ("Nothing", "__Schema", "x" * 3000):
        assert anybody.client.get(f"/api/types/{name}").status_code == 404
    assert "Nothing" in anybody.get("/api/types/Nothing")


@ONE_ENGINE
@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("变更流", "/api/types/Query#changes"),
        ("change feed", "/api/types/Query#changes"),
        ("ADMISSION NUMBER", "/api/types/Query#admission"),
        ("每个地点 提交", "/api/types/Mutation#submitRequest"),
        ("idempotencyKey submitrequest", "/api/types/SubmitRequestInput#idempotencyKey"),
        ("TERRITORIAL", "/api/types/DemandForm#TERRITORIAL"),
        ("Verdict", "/api/types/Verdict"),
        ("ｖｅｒｄｉｃｔ", "/api/types/Verdict"),
    ],
)
def test_a_search_finds_by_names_and_by_words_of_either_language(anybody: Browser, typed: str, address: str) -> None:
    for language in LANGUAGES:
        page = shown(anybody, "/api", q=typed, lang=language)
        found = page[page.index('id="found"') : page.index("</section>")]
        assert f'href="{address}"' in found, (typed, language)
    assert f'value="{typed}"' in page


def test_a_name_comes_before_what_only_mentions_it_and_a_search_is_bounded() -> None:
    found, more = search(reference, "check")
    assert (found[0].of, found[0].name) == ("Query", "check") and not more
    assert len(found) == len([one for one in found if one.rank(["check"])]) > 40
    many, more = search(reference, "language")
    assert len(many) == MOST and more
    assert search(reference, "verdict")[0][0].name == "Verdict"
    assert search(reference, "查不到的词句") == ([], False) and search(reference, "   ") == ([], False)
    assert search(reference, "x " * 5000) == search(reference, "x " * 50)


@ONE_ENGINE
def test_what_is_searched_is_only_text(anybody: Browser) -> None:
    page = anybody.get("/api", q='"><script>alert(1)</script>')
    assert "<script>alert" not in page and "&lt;script&gt;" in page


@ONE_ENGINE
def test_the_schema_can_be_fetched_as_text_and_for_the_console_and_is_told_to_be_unchanged(client: FlaskClient) -> None:
    assert client.get("/api/schema.graphql").get_data(as_text=True) == f"{schema_text()}\n"
    for language in LANGUAGES:
        told = json.loads(client.get(f"/api/schema.{language}.json").get_data())
        assert told.keys() == TYPES.keys()
        assert told["Query"]["fields"]["check"]["arguments"]["input"]["of"] == "CheckInput"
    for address in ("/api", "/api/types/Query", "/api/console", "/api/schema.graphql", "/api/schema.zh.json"):
        first = client.get(address)
        assert "no-cache" in first.headers["Cache-Control"], address
        again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.get_data()) == (304, b""), address
        assert client.get(address, headers={"If-None-Match": '"another"'}).status_code == 200


@ONE_ENGINE
def test_every_page_offers_the_reference_and_it_loads_nothing_from_elsewhere(anybody: Browser) -> None:
    assert 'href="/api"' in anybody.get("/")
    for address in ("/api", "/api?q=place", "/api/types/Query", "/api/console"):
        answer = anybody.client.get(address)
        page = answer.get_data(as_text=True)
        rules = dict(rule.split(" ", 1) for rule in answer.headers["Content-Security-Policy"].split("; "))
        assert rules["default-src"] == "'self'" and "unsafe" not in str(rules)
        assert {"script-src", "connect-src", "style-src"} & rules.keys() == set()
        loaded = re.findall(r'<(?:script|link|img|iframe|form)\b[^>]*?\s(?:src|href|action)="([^"]*)"', page)
        assert loaded and all(there.startswith("/") and not there.startswith("//") for there in loaded)


def test_a_first_operation_for_every_question_and_act_is_valid() -> None:
    roots = [*TYPES["Query"].fields, *TYPES["Mutation"].fields]  # type: ignore[attr-defined]
    assert len(roots) > 130
    for name in roots:
        text, variables = skeleton(name)
        assert validate(schema.graphql_schema, parse(text)) == [], name
        assert isinstance(json.loads(variables or "{}"), dict)
    assert skeleton("nothing") == ("", "")


@ONE_ENGINE
def test_the_console_begins_with_what_is_asked_for_and_says_that_it_needs_scripts(anybody: Browser) -> None:
    page = shown(anybody, "/api/console", example="changes")
    assert "<noscript>" in page and 'id="console" hidden' in page
    begun = re.search(r'<textarea[^>]*id="api-text"[^>]*>(.*?)</textarea>', page, re.S)
    assert begun and "changes(after: $after" in begun[1]
    assert "submitRequest(input: $input)" in shown(anybody, "/api/console", field="submitRequest")
    for typed in ({"field": "nothing"}, {"example": "nothing"}, {"field": '"><b>'}):
        assert "check(input: $input)" in shown(anybody, "/api/console", **typed)
    for language in LANGUAGES:
        readable = shown(anybody, "/api/console", lang=language)
        assert all(example.text in readable for example in examples())
    token = re.search(r'<input[^>]*id="api-token"[^>]*>', page)
    assert token and " name=" not in token[0] and 'autocomplete="off"' in token[0] and "value=" not in token[0]


def test_every_example_is_shown() -> None:
    written = {path.stem for path in FOLDER.iterdir()}
    assert written == {one.code for one in examples()} and len(examples()) == 6


@pytest.mark.parametrize("example", examples(), ids=[one.code for one in examples()])
def test_every_example_runs(client: FlaskClient, example: Any) -> None:
    answer = client.post("/graphql", json={"query": example.text, "variables": example.given}).get_json()
    codes = [error["extensions"]["code"] for error in answer.get("errors", ())]
    expected = {"submit": ["NOT_SIGNED_IN"], "admission": ["NOT_FOUND"]}
    assert codes == expected.get(example.code, []), answer
    if example.code == "list":
        assert answer["data"]["list"]["duties"]["nodes"]
    if example.code == "check":
        assert answer["data"]["check"]["outcome"] == "REJECT"
