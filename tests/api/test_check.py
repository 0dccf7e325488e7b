"""Checking over GraphQL: the verdict of the services, under the same field names, with words; nothing is kept."""

from datetime import UTC, datetime
from typing import Any

import pytest
from graphql import GraphQLObjectType, get_named_type, is_leaf_type
from sqlalchemy import func, select, text

from registry.api.schema import schema
from registry.domain.verdict import Verdict
from registry.services import access
from registry.services.access import Demand
from registry.store.access import RequestRecord
from registry.store.base import db
from registry.store.events import EventRecord
from registry.words import words_in
from tests.api.conftest import Ask

JIUQUAN_ROAD, CHANGJIAXIANG = "620102001000", "620102001001"
LIFTS = {
    "place": JIUQUAN_ROAD,
    "department": "县市场监督管理局",
    "on": "2025-03-01",
    "knownAt": "2025-11-01T00:00:00+00:00",
}


def _all_fields(of_type: GraphQLObjectType) -> str:
    """A selection of everything there is in a type."""
    selected = []
    for name, field in of_type.fields.items():
        inner = get_named_type(field.type)
        selected.append(name if is_leaf_type(inner) else f"{name} {_all_fields(inner)}")
    return "{ " + " ".join(selected) + " }"


CHECK = (
    f"query ($input: CheckInput!) {{ check(input: $input) {_all_fields(schema.graphql_schema.type_map['Verdict'])} }}"
)

DEMANDS = [
    ({**LIFTS, "delegation": {"matter": "特种设备安全监督检查", "form": ["TERRITORIAL"]}}, "REJECT"),
    ({**LIFTS, "delegation": {"matter": "外星飞船停泊收费", "role": "LEADING", "laidOn": "CHIEF"}}, "REJECT"),
    ({**LIFTS, "place": CHANGJIAXIANG, "villageBody": {"body": "反诈工作站", "bodyForm": "WORKSTATION"}}, "REJECT"),
    ({**LIFTS, "place": CHANGJIAXIANG, "plaque": {"wording": "红色驿站", "widthMm": 600, "count": 2}}, "REJECT"),
    ({**LIFTS, "place": CHANGJIAXIANG, "plaque": {"wording": "畅家巷社区居民委员会"}}, "ADMIT"),
    (
        {
            **LIFTS,
            "place": CHANGJIAXIANG,
            "department": None,
            "demander": "BANK",
            "demanderName": "某银行",
            "cites": [{"number": "某银发〔2025〕7号", "level": "CITY"}],
            "certificateDemand": {"certificate": "居住证明", "statute": "某条例", "article": "第三条"},
        },
        "REFER",
    ),
]


def _at_the_service(asked: dict[str, Any]) -> Verdict:
    """The same question put to the services."""
    snake = {"villageBody": "village_body", "certificateDemand": "certificate_demand"}
    field = next(n for n in asked if n in ("delegation", "plaque", *snake))
    names = {"laidOn": "laid_on", "bodyForm": "body_form", "widthMm": "width_mm"}
    demand = Demand(
        kind=snake.get(field, field),
        place=asked["place"],
        answers={names.get(name, name): answer for name, answer in asked[field].items()},
        department=asked["department"] or "",
        demander=asked.get("demander", ""),
        demander_name=asked.get("demanderName", ""),
        cites=[(cited["number"], cited["level"]) for cited in asked.get("cites", [])],
        on=asked["on"],
        known_at=asked["knownAt"],
    )
    return access.check(demand, now=datetime.now(UTC)).verdict


@pytest.mark.parametrize(("asked", "outcome"), DEMANDS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_check_answers_what_the_services_answer_in_words(
    ask: Ask, asked: dict[str, Any], outcome: str, language: str
) -> None:
    answered = ask(CHECK, {"input": {**asked, "language": language.upper()}})
    verdict = _at_the_service(asked)
    spoken = words_in(language).verdict(verdict.as_data())
    said = answered.json["data"]["check"]
    assert said["outcome"] == outcome
    assert said["sample"] is verdict.basis.sample
    assert said == spoken


def test_a_check_keeps_nothing(ask: Ask) -> None:
    before = [db.session.scalar(select(func.count()).select_from(kept)) for kept in (RequestRecord, EventRecord)]
    for asked, _ in DEMANDS:
        assert ask(CHECK, {"input": asked}).json["data"]
    after = [db.session.scalar(select(func.count()).select_from(kept)) for kept in (RequestRecord, EventRecord)]
    assert after == before


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"place": "620102001999"}, "UNKNOWN_PLACE", "place"),
        ({"place": "62010200100x"}, "MALFORMED_PLACE_CODE", "place"),
        ({"place": "a\0b"}, "UNREADABLE_TEXT", "place"),
        ({"place": ""}, "MISSING_ANSWER", "place"),
        ({"place": "620102000000"}, "WRONG_LEVEL", "place"),
        ({"department": "不存在的局"}, "UNKNOWN_DEPARTMENT", "department"),
        ({"department": "a\0b"}, "UNREADABLE_TEXT", "department"),
        ({"department": ""}, "MISSING_ANSWER", "department"),
        ({"delegation": {"matter": ""}}, "MISSING_ANSWER", "matter"),
        ({"delegation": {"matter": "事" * 100_000}}, "TEXT_TOO_LONG", "matter"),
        ({"delegation": {"matter": "。。"}}, "UNREADABLE_TEXT", "matter"),
        ({"delegation": {"matter": "a\0b"}}, "UNREADABLE_TEXT", "matter"),
        ({"delegation": None}, "MISSING_ANSWER", "kind"),
        ({"plaque": {"wording": "红色驿站"}}, "TOO_MANY", "kind"),
        ({"on": "2025-13-01"}, "MALFORMED_DATE", "on"),
        ({"on": "2024-08-07"}, "DATE_BEFORE_FIRST_EDITION", "on"),
        ({"knownAt": "2099-01-01"}, "KNOWN_AT_IN_FUTURE", "knownAt"),
        ({"cites": [{"number": "甘" * 100}]}, "TEXT_TOO_LONG", "cites"),
        ({"cites": [{"number": "甘政发〔2025〕1号"}] * 21}, "TOO_MANY", "cites"),
    ],
)
def test_bad_input_gets_one_sentence_a_code_and_the_field_to_mend(
    ask: Ask, change: dict[str, Any], code: str, field: str
) -> None:
    good = {"place": JIUQUAN_ROAD, "department": "县市场监督管理局", "delegation": {"matter": "特种设备安全监督检查"}}
    answered = ask(CHECK, {"input": {**good, **change, "language": "EN"}})
    assert answered.status_code == 200
    assert answered.json["data"] is None
    [error] = answered.json["errors"]
    assert error["message"].endswith(".")
    told = error["extensions"]
    assert (told["code"], told["field"], told["facts"]["field"]) == (code, field, field)
    assert told["requestId"] == answered.headers["X-Request-Id"]


def test_a_broken_document_number_is_a_note_in_the_verdict(ask: Ask) -> None:
    asked = {**LIFTS, "delegation": {"matter": "给每只羊拍照上传"}, "cites": [{"number": "甘政发2025第1"}]}
    verdict = ask(CHECK, {"input": asked}).json["data"]["check"]
    assert "NUMBER_MALFORMED" in [ground["code"] for ground in verdict["grounds"]]


def test_what_was_not_foreseen_tells_only_an_id(ask: Ask, caplog: pytest.LogCaptureFixture) -> None:
    db.session.execute(text("ALTER TABLE divisions RENAME TO lost"))
    db.session.commit()
    answered = ask(CHECK, {"input": DEMANDS[0][0]})
    [error] = answered.json["errors"]
    assert error["extensions"] == {
        "code": "SOMETHING_WENT_WRONG",
        "requestId": answered.headers["X-Request-Id"],
    }
    assert "divisions" not in answered.text
    assert "divisions" in caplog.text
    assert error["extensions"]["requestId"] in caplog.text


def test_the_kinds_tell_a_system_how_to_ask(ask: Ask) -> None:
    query = """{ kinds(language: EN) { code field name places subject questions {
        name label help type required default longest least most options { value text } } } }"""
    kinds = {kind["code"]: kind for kind in ask(query).json["data"]["kinds"]}
    form = next(q for q in kinds["delegation"]["questions"] if q["name"] == "form")
    assert (form["type"], form["required"], form["default"]) == ("CHOICES", False, ["DIRECT"])
    assert {"value": "TERRITORIAL", "text": "territorial management"} in form["options"]
    width = next(q for q in kinds["plaque"]["questions"] if q["name"] == "widthMm")
    assert (width["type"], width["least"], width["longest"]) == ("NUMBER", 1, None)
    assert kinds["certificate_demand"]["field"] == "certificateDemand"


def test_the_law_is_read_as_of_a_day_and_in_a_language(ask: Ask) -> None:
    query = """query ($on: Date) { law(on: $on) { code }
        article(code: "OFF_LIST", language: EN) { code clause citation gist outcome liftedBy inForceFrom
            repealedOn toBeConfirmed instrument { code title inForceFrom } } }"""
    before, since = (ask(query, {"on": day}).json["data"] for day in ("2024-08-05", "2024-08-06"))
    assert "OFF_LIST" not in [article["code"] for article in before["law"]]
    assert "OFF_LIST" in [article["code"] for article in since["law"]]
    article = since["article"]
    assert (article["clause"], article["outcome"], article["liftedBy"]) == ("16", "REJECT", ["UNIFIED_DEPLOYMENT"])
    assert article["inForceFrom"] == article["instrument"]["inForceFrom"] == "2024-08-06"
    assert "list" in article["gist"]


def test_an_unknown_article_is_not_found(ask: Ask) -> None:
    answered = ask('{ article(code: "NOPE") { code } }').json
    assert answered["data"] == {"article": None}
    assert answered["errors"][0]["extensions"]["code"] == "NOT_FOUND"


@pytest.mark.parametrize("asked", ['place(code: "a\\u0000b") { code }', 'article(code: "a\\u0000b") { code }'])
def test_a_text_with_a_control_character_finds_nothing_and_breaks_nothing(ask: Ask, asked: str) -> None:
    answered = ask(f"{{ {asked} }}").json
    assert answered["errors"][0]["extensions"]["code"] in ("UNREADABLE_TEXT", "NOT_FOUND")


def test_a_place_is_found_by_code_or_name_with_all_above_it(ask: Ask) -> None:
    query = "query ($code: String!) { place(code: $code) { code name level fullName path { code name level } } }"
    for typed in ("620102001001", "城关区酒泉路街道畅家巷社区居委会"):
        place = ask(query, {"code": typed}).json["data"]["place"]
        assert (place["code"], place["level"]) == ("620102001001", "VILLAGE")
        assert place["fullName"] == "城关区酒泉路街道畅家巷社区居委会"
        assert [division["level"] for division in place["path"]] == [
            "PROVINCE",
            "CITY",
            "COUNTY",
            "TOWNSHIP",
            "VILLAGE",
        ]
