"""Wu of the county's civil affairs 民政: decides on a plaque of a village, and narrows its certificates."""

import re
from collections.abc import Callable
from datetime import timedelta

from registry.domain.actors import Actor
from registry.domain.inventories import InventorySort
from registry.services.certificates import effective_at, record_retained_list
from registry.services.inventories import decide_on, record_plaque
from registry.services.inventory_views import inventory_of
from tests.conftest import NOW
from tests.stories.conftest import COUNTY, VILLAGE, Page, Run, System

LATER = NOW + timedelta(minutes=5)
HUNG = {"wording": "科普宣传室", "hung_on": "2026-01-05", "demanded_by": "县科协"}
DECIDED = {"decision": "TAKE_DOWN", "on": "2026-11-20", "reason": "不在目录之内"}
KEPT, PAPER = "指定监护人文书", {"document_number": "示例证〔2026〕1号", "effective_on": "2026-11-23"}
HELD = '{ village(code: "620102001001") { counted takenDown plaques { nodes { wording proposal } } } }'


def test_her_day_through_services(who: Callable[[str], Actor]) -> None:
    zhao, wu = who("zhao"), who("wu")
    item = record_plaque(VILLAGE, HUNG, actor=zhao, now=NOW).code
    before = inventory_of(VILLAGE, now=LATER).as_data()
    decide_on(InventorySort.PLAQUES, VILLAGE, {**DECIDED, "item": item}, actor=wu, now=NOW)
    after = inventory_of(VILLAGE, now=LATER).as_data()
    assert (after["counted"], after["takenDown"]) == (before["counted"] - 1, before["takenDown"] + 1)
    record_retained_list(COUNTY, [KEPT], actor=wu, now=NOW, **PAPER)
    assert [one.name for one in effective_at(VILLAGE, now=LATER).catalogue.retained] == [KEPT]


def test_her_day_at_the_pages(at_the_pages: Callable[..., Page]) -> None:
    zhao, wu, there = at_the_pages("zhao"), at_the_pages("wu"), f"/villages/{VILLAGE}"
    zhao.opens(there)
    zhao.sends(f"{there}/plaques", **HUNG)
    page = wu.opens(there)
    assert "建议摘除" in page and "县科协" in page
    (item,) = re.findall(r'科普宣传室 <span class="code">(PL-\d{4}-\d{6})', page)
    decided = wu.sends(f"{there}/plaques/decisions", item=item, **DECIDED)
    assert "2026年11月20日不再悬挂" in decided
    narrowed = f"/certificates/{COUNTY}/retained"
    wu.opens(narrowed)
    assert "可以出具的证明（1项）" in wu.sends(narrowed, names=[KEPT], **PAPER)
    assert KEPT in at_the_pages().opens(f"/certificates/{VILLAGE}")


def test_what_her_system_reads_over_graphql(system_of: Callable[..., System]) -> None:
    wu = system_of("wu")
    village = wu.looks(HELD)["village"]
    assert (
        village["takenDown"] == 2
        and {"wording": "畅家巷社区综治中心", "proposal": "KEEP"} in village["plaques"]["nodes"]
    )
    assert wu.refused("submitRequest", {"places": [VILLAGE], "plaque": {"wording": "甲站"}}) == "NOT_PERMITTED"


def test_her_day_at_the_command_line(run: Run) -> None:
    number, day = PAPER["document_number"], PAPER["effective_on"]
    given = ("catalogues", "retain", KEPT, "--place", COUNTY, "--number", number, "--effective", day, "--as", "wu")
    done = run(*given)
    assert done.exit_code == 0, done.stderr
    held = run("certificates", "--place", VILLAGE)
    assert held.exit_code == 0 and KEPT in held.stdout
