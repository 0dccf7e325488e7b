"""Inventories over GraphQL: plaques and bodies recorded, hung, decided on; a village's class."""

from datetime import UTC, datetime
from typing import Any

from registry.domain.question import CHINA
from registry.store.admissions import items_of
from registry.store.base import db
from tests.api import acts
from tests.api.acts import VILLAGE, TokenOf, plain, refused, to_mend
from tests.api.conftest import Ask

FULL = "620102001002"
SHOWN = """number village {
  hung admitted counted villageClass plaques(first: 100) { nodes { code wording reserved } }
  bodies(first: 100) { nodes { code closedOn } }
}"""


def act(*given: Any) -> Any:
    return plain(acts.act(*given))


def look(*given: Any) -> Any:
    return plain(acts.look(*given))


def kept(ask: Ask, token: str, name: str, given: dict[str, Any]) -> dict[str, Any]:
    answered = act(ask, token, name, given, SHOWN)
    assert answered["errors"] == [], answered
    return answered


def test_a_township_records_a_plaque_and_takes_one_down(ask: Ask, token_of: TokenOf) -> None:
    wang = token_of("wang")
    given = {"village": FULL, "wording": "科普宣传室", "hungOn": "2026-01-05", "demandedBy": "县科协", "widthMm": 600}
    made = kept(ask, wang, "recordPlaque", given)
    assert "科普宣传室" in [one["wording"] for one in made["village"]["plaques"]]
    assert to_mend(ask, wang, "recordPlaque", given) == ("ALREADY_ON_RECORD", ["input", "wording"])
    assert to_mend(ask, wang, "recordPlaque", {**given, "wording": "别的", "hungOn": "2099-01-01"})[1] == [
        "input",
        "hungOn",
    ]
    down = {"village": FULL, "item": made["number"], "decision": "TAKE_DOWN", "on": "2026-01-06", "reason": "不在目录"}
    taken = kept(ask, wang, "decideOnPlaque", down)
    assert taken["village"]["counted"] == made["village"]["counted"] - 1 and taken["number"].startswith("ID")
    mistaken = {**down, "decision": "MISTAKEN", "on": None, "corrects": taken["number"]}
    gone = kept(ask, wang, "decideOnPlaque", mistaken)["village"]
    assert "科普宣传室" not in [one["wording"] for one in gone["plaques"]]
    for name in ("li", "ma"):
        assert refused(ask, token_of(name), "recordPlaque", {**given, "wording": "另一块"}) == "NOT_PERMITTED"


def test_a_body_is_recorded_merged_and_closed(ask: Ask, token_of: TokenOf) -> None:
    wang = token_of("wang")
    made = kept(ask, wang, "recordBody", {"village": FULL, "name": "科普协会", "setUpOn": "2026-01-05"})
    closed = {"village": FULL, "item": made["number"], "decision": "CLOSE", "on": "2026-02-01", "reason": "清理"}
    shown = kept(ask, wang, "decideOnBody", closed)["village"]["bodies"]
    assert next(one for one in shown if one["code"] == made["number"])["closedOn"] == "2026-02-01"
    unfit = {
        **closed,
        "decision": "MERGE",
        "corrects": kept(ask, wang, "recordBody", {"village": FULL, "name": "另"})["number"],
    }
    assert refused(ask, wang, "decideOnBody", unfit) == "NOT_FOUND"


def test_a_reserved_plaque_is_hung(ask: Ask, token_of: TokenOf) -> None:
    li, wang = token_of("li"), token_of("wang")
    asked = {"places": [VILLAGE], "plaque": {"wording": "综治中心"}}
    [case] = act(ask, li, "submitRequest", asked, "request { cases { number } }")["request"]["cases"]
    act(ask, wang, "verifyCase", case, "case { status }")
    db.session.rollback()
    code = items_of(case["number"])[0].item
    db.session.rollback()
    today = datetime.now(UTC).astimezone(CHINA).date().isoformat()
    hung = {"village": VILLAGE, "item": code, "hungOn": today, "colour": "白底红字"}
    assert to_mend(ask, wang, "recordHanging", {**hung, "hungOn": "2020-01-01"}) == (
        "HUNG_BEFORE_ADMITTED",
        ["input", "hungOn"],
    )
    shown = kept(ask, wang, "recordHanging", hung)
    assert shown["number"].startswith("HG") and shown["village"]["admitted"] == 0
    assert next(one for one in shown["village"]["plaques"] if one["code"] == code)["reserved"] is False


def test_a_villages_class_is_recorded_from_a_day_on(ask: Ask, token_of: TokenOf) -> None:
    zheng, given = token_of("zheng"), {"village": VILLAGE, "villageClass": "village", "inForceFrom": "2026-01-01"}
    assert kept(ask, zheng, "classVillage", given)["village"]["villageClass"] == "VILLAGE"
    assert refused(ask, token_of("sun"), "classVillage", given) == "NOT_PERMITTED"
    assert to_mend(ask, zheng, "classVillage", {**given, "inForceFrom": "春天"}) == (
        "MALFORMED_DATE",
        ["input", "inForceFrom"],
    )
    assert to_mend(ask, zheng, "classVillage", {**given, "village": "620102000000"})[0] == "WRONG_LEVEL"
    before = look(ask, f'{{ village(code: "{VILLAGE}", on: "2025-12-31") {{ villageClass }} }}')["village"]
    assert before["villageClass"] != "VILLAGE"
