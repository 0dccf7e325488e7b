"""Many checks in one call, and what the registry covers: each answer in its place, the same as asked one by one."""

from flask import Flask

from registry.domain.kinds import KINDS
from registry.domain.law import ARTICLES, INSTRUMENTS
from tests.api.acts import COUNTY, JIUQUAN, VILLAGE, TokenOf, look
from tests.api.conftest import Ask
from tests.api.crowd import counted

CHECKS = """query ($inputs: [CheckInput!]!) { checks(inputs: $inputs) {
  verdict { kind outcome leadingGround summary cure { code text } } errors { code path message } } }"""
ONE = """query ($input: CheckInput!) { check(input: $input) {
  kind outcome leadingGround summary cure { code text } } }"""
BUREAU = {"department": "县市场监督管理局"}
GIVEN = [
    {"place": JIUQUAN, **BUREAU, "delegation": {"matter": "特种设备安全监督检查", "form": "TERRITORIAL"}},
    {"place": VILLAGE, **BUREAU, "plaque": {"wording": "综治中心"}, "language": "EN"},
    {"place": VILLAGE, **BUREAU, "villageBody": {"body": "反诈工作站"}},
    {"place": JIUQUAN, **BUREAU, "delegation": {"matter": "防汛抗旱"}, "on": "2025-06-01"},
]


def test_each_of_many_checks_is_answered_as_it_is_alone(app: Flask, ask: Ask) -> None:
    answered = look(ask, CHECKS, inputs=GIVEN)["checks"]
    assert [one["verdict"] for one in answered] == [look(ask, ONE, input=given)["check"] for given in GIVEN]
    assert all(one["errors"] == [] for one in answered)
    assert {one["verdict"]["kind"] for one in answered} < set(KINDS)


def test_what_cannot_be_judged_is_data_in_its_place_and_the_others_are_answered(ask: Ask) -> None:
    wrong = [{"place": "无名镇", **BUREAU, "delegation": {"matter": "防汛"}}, {"place": JIUQUAN, **BUREAU}]
    answered = look(ask, CHECKS, inputs=[GIVEN[0], *wrong, GIVEN[3]])["checks"]
    assert [bool(one["verdict"]) for one in answered] == [True, False, False, True]
    told = [(error["code"], error["path"]) for one in answered for error in one["errors"]]
    assert told == [("UNKNOWN_PLACE", ["inputs", "1", "place"]), ("MISSING_ANSWER", ["inputs", "2"])]


def test_none_and_more_than_a_hundred_are_refused_and_a_hundred_are_answered(ask: Ask) -> None:
    for number in (0, 101):
        body = ask(CHECKS, {"inputs": [GIVEN[3]] * number}).json
        assert body["errors"][0]["extensions"]["code"] == "TOO_MANY"
    with counted() as put:
        answered = look(ask, CHECKS, inputs=[GIVEN[3]] * 100)["checks"]
    assert len({one["verdict"]["outcome"] for one in answered}) == 1 and len(answered) == 100
    assert len(put) < 100 * 25  # each is asked by itself: the service judges one question at a time


def test_what_the_registry_covers_is_read_from_the_province_down(ask: Ask, token_of: TokenOf) -> None:
    down = look(ask, "{ provinces { code name children(first: 2) { nodes { code level } } } }")["provinces"]
    assert [one["code"] for one in down] == ["620000000000"] and down[0]["children"]["nodes"][0]["level"] == "CITY"
    units = look(ask, f'{{ units(place: "{COUNTY}", first: 100) {{ totalCount nodes {{ code name }} }} }}')["units"]
    assert "县应急管理局" in [unit["name"] for unit in units["nodes"]] and units["totalCount"] == len(units["nodes"])
    law = look(ask, "{ instruments { instrument { code } articles { code } } }")["instruments"]
    assert [one["instrument"]["code"] for one in law] == [instrument.code for instrument in INSTRUMENTS]
    assert sum(len(one["articles"]) for one in law) == len(ARTICLES)
    limits = look(
        ask, "{ countyLimits { county steps { step workingDays isOurs } entered { step } } }", token_of("sun")
    )
    assert limits["countyLimits"]["county"] == COUNTY and len(limits["countyLimits"]["steps"]) > 3
    told = ask("{ countyLimits { county } }", token=token_of("li")).json["errors"]
    assert told[0]["extensions"]["code"] == "NOT_PERMITTED"


def test_a_provinces_catalogues_are_read_and_compared(ask: Ask) -> None:
    query = """{ catalogueVersions(sort: %s, place: "620102001001") { totalCount nodes { code version
      entries(first: 3) { totalCount nodes { name facts } } quotas { villageClass quota } } } }"""
    plaques = look(ask, query % "PLAQUES")["catalogueVersions"]["nodes"]
    papers = look(ask, query % "CERTIFICATES")["catalogueVersions"]["nodes"]
    assert plaques[0]["quotas"] and not papers[0]["quotas"]
    assert all(one["entries"]["totalCount"] >= len(one["entries"]["nodes"]) > 0 for one in (*plaques, *papers))
    compare = """query ($e: String!, $l: String!) { compareCatalogues(sort: PLAQUES, earlier: $e, later: $l) {
      earlier { code } later { code } quotas { change name }
      entries { change name fields { field before after } } } }"""
    code = plaques[0]["code"]
    assert look(ask, compare, e=code, l=code)["compareCatalogues"]["entries"] == []
    told = ask(compare, {"e": code, "l": "PC-9"}).json["errors"]
    assert told[0]["extensions"]["code"] == "NOT_FOUND"
