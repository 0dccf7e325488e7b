"""A 12345 dispatcher 派单员, not signed in: whether a work order is the township's, a department's, or on no list."""

import json
from collections.abc import Callable

import pytest

from registry.domain.actors import Actor
from registry.services.access import Demand, check
from tests.conftest import NOW
from tests.stories.conftest import EMERGENCY_BUREAU, JIUQUAN, MARKET_BUREAU, Page, Run, System

ORDERS = [
    ("防汛抗旱", EMERGENCY_BUREAU, "ADMIT", "SUPPORTING", "可以准入"),
    ("特种设备安全监督检查", MARKET_BUREAU, "REJECT", "RECLAIMED", "不予准入"),
    ("外星飞船停泊收费", MARKET_BUREAU, "REJECT", "", "不予准入"),
]
"""Work orders: the matter, whose it might be, what is answered, the part of the list that says so, in words."""

pytestmark = pytest.mark.parametrize(("matter", "department", "outcome", "part", "said"), ORDERS)


def test_an_order_through_services(  # noqa: PLR0917
    who: Callable[[str], Actor], matter: str, department: str, outcome: str, part: str, said: str
) -> None:
    verdict = check(Demand("delegation", JIUQUAN, {"matter": matter}, department), now=NOW).verdict.as_data()
    assert (verdict["outcome"], (verdict["matched"] or {"tier": ""})["tier"]) == (outcome, part)


def test_an_order_at_the_pages(  # noqa: PLR0917
    at_the_pages: Callable[..., Page], matter: str, department: str, outcome: str, part: str, said: str
) -> None:
    page = at_the_pages().opens("/ask/delegation", matter=matter, place=JIUQUAN, department=department)
    assert said in page and f"conclusion-{outcome.lower()}" in page


def test_an_order_over_graphql(  # noqa: PLR0917
    system_of: Callable[..., System], matter: str, department: str, outcome: str, part: str, said: str
) -> None:
    asked = """query ($m: String!, $d: String!, $p: String!) {
        check(input: {place: $p, department: $d, delegation: {matter: $m}}) { outcome summary matched { tier } } }"""
    found = system_of().looks(asked, m=matter, d=department, p=JIUQUAN)["check"]
    assert found["outcome"] == outcome and said in found["summary"]
    assert (found["matched"] or {"tier": ""})["tier"] == part


def test_an_order_at_the_command_line(  # noqa: PLR0917
    run: Run, matter: str, department: str, outcome: str, part: str, said: str
) -> None:
    question = ("check", "delegation", "--place", JIUQUAN, "--matter", matter, "--department", department)
    told = run(*question, "--json")
    assert told.exit_code == (0 if outcome == "ADMIT" else 1)
    assert json.loads(told.stdout)["outcome"] == outcome and said in run(*question).stdout
