"""Completeness: every cell of kind × list part × form × demander × approval state × date relation is judged."""

import itertools
from collections import Counter
from collections.abc import Callable
from typing import Any

from registry.domain.access import decide
from tests import given
from tests.domain.naive.naive_law import judge

MATTER = "防汛抗旱"
PARTS: dict[str, dict[str, Any] | None] = {
    "no list": None,
    "basic": {"basic": [MATTER]},
    "supporting": {"supporting": [{"matter": MATTER, "shares": ["emergency"]}]},
    "reclaimed": {"reclaimed": [{"matter": MATTER, "taken_over_by": "emergency"}]},
    "off": {"basic": ["农村生活垃圾分类收运"]},
    "gap": {"basic": ["农村生活垃圾分类收运"]},
    "unclear": {"basic": ["农村生活垃圾分类收运"]},
}
FORMS = ("DIRECT", "AUTHORISATION", "ENTRUSTMENT", "TERRITORIAL", "PLEDGE", "TARGETS", "ASSESSMENT", "RULES_ON_WALL")
DEMANDERS = ("emergency", "market", "qingshan", "baishi", "bank", "insurer", "company", "society")
APPROVALS: dict[str, dict[str, Any] | None] = {
    "none": None,
    "perfect": {},
    "other form": {"form": "APPROVAL"},
    "entry": {"form": "CATALOGUE_ENTRY", "statute": "某法", "article": "第一条", "quota": 9, "demanders": ["bank"]},
    "unconfirmed": {"confirmed_on": None},
    "revoked": {"revoked_on": "2025-10-01"},
    "incomplete": {"issuers": ["GOVERNMENT"]},
    "department": {"issuers": ["PROVINCIAL_DEPARTMENT"]},
    "elsewhere": {"places": ["620198000000"]},
    "other matter": {"names": ["别的事项"]},
}
DATES = {
    "before": "2025-08-31",
    "first day": "2025-09-01",
    "within": "2026-01-01",
    "last day": "2026-06-30",
    "after": "2026-07-01",
}
PLACES = ("620199100000", "620199100200")


def _situation(**cell: Any) -> dict[str, Any]:
    approval = APPROVALS[cell["approval"]]
    names = [MATTER, "科普工作站", "居民财产证明", "居民在社区(村)居住情况证明"]
    perfect = {"names": names, "demand_forms": list(FORMS), "valid_until": "2026-06-30", "reinstated_by": "某文件"}
    part = PARTS[cell.get("part", "off")]
    return {
        "kind": cell["kind"],
        "place": cell.get("place", "620199100200"),
        "by": cell["demander"],
        "on": DATES[cell["date"]],
        "asks": cell["asks"],
        "editions": [{"effective_on": "2025-01-01", "recorded_on": "2024-12-20", **part}] if part else [],
        "statutory_duties": [{"matter": MATTER, "statute": "某法", "article": "待核实"}]
        if cell.get("part") == "gap"
        else [],
        "approvals": [] if approval is None else [{**perfect, **approval}],
        "plaques": {"statutory": ["莲花村村民委员会"], "entries": [], "quotas": {"VILLAGE": 4}},
        "certificates": {"retained": [{"name": "居民在社区(村)居住情况证明", "statute": "某法", "article": "1"}]},
    }


def _delegations() -> Any:
    for place, part, form, demander, approval, date in itertools.product(
        PLACES, PARTS, FORMS, DEMANDERS, APPROVALS, DATES
    ):
        asks = {"matter": MATTER, "forms": [form], "unclear": part == "unclear"}
        yield _situation(
            kind="delegation", place=place, part=part, demander=demander, approval=approval, date=date, asks=asks
        )


def _others() -> Any:
    asks = {
        "village_body": [{"body": "科普工作站", "act": act} for act in ("SET_UP", "STAFF")],
        "plaque": [{"wording": wording} for wording in ("科普工作站", "莲花村村民委员会")],
        "certificate_demand": [
            {"certificate": name, "statute": statute, "article": article}
            for name in ("居民财产证明", "居民在社区(村)居住情况证明", "别的证明")
            for statute, article in (("", ""), ("某法", "第一条"))
        ],
    }
    for kind, answers in asks.items():
        for one, demander, approval, date in itertools.product(answers, DEMANDERS, APPROVALS, DATES):
            yield _situation(kind=kind, demander=demander, approval=approval, date=date, asks=one)


def test_every_cell_has_exactly_one_outcome_and_at_most_one_leading_ground(
    record_property: Callable[[str, object], None],
) -> None:
    outcomes: Counter[str] = Counter()
    for situation in itertools.chain(_delegations(), _others()):
        verdict = decide(given.question(situation), given.register(situation))
        standing = [w.ground.code for w in verdict.standing if w.outcome != "NOTE"]
        assert verdict.outcome in ("ADMIT", "REJECT", "REFER")
        assert (verdict.leading is None) == (not standing)
        assert verdict.outcome == "ADMIT" or verdict.leading is not None
        naive = judge(situation)
        leading = verdict.leading.ground.code if verdict.leading else None
        assert (verdict.outcome, leading) == (naive["outcome"], naive["leading"]), situation
        outcomes[verdict.outcome] += 1
    told = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))
    record_property("figure", f"{outcomes.total()} cells of the cross product, one outcome each: {told}")
    cells = len(PLACES) * len(PARTS) * len(FORMS) * len(DEMANDERS) * len(APPROVALS) * len(DATES) + 10 * 8 * 10 * 5
    assert outcomes.total() == cells
    assert set(outcomes) == {"ADMIT", "REJECT", "REFER"}
