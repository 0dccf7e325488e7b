"""The same questions put to two registries that should give the same answers."""

import random
from typing import Any

from sqlalchemy import select

from registry.services.access import Demand, check
from registry.store.base import db
from registry.store.divisions import DivisionRecord
from registry.store.duties import DutyRecord
from tests.conftest import NOW


def answers_to(how_many: int) -> list[dict[str, Any]]:
    """What is answered to so many questions over places, kinds and days: the same questions at every call."""
    dice = random.Random(2026)
    places = db.session.scalars(
        select(DivisionRecord.code).where(DivisionRecord.code.startswith("620102")).order_by(DivisionRecord.code)
    ).all()
    matters = db.session.scalars(select(DutyRecord.matter).distinct().order_by(DutyRecord.matter)).all()
    answers = {
        "delegation": lambda: {"matter": dice.choice(matters)},
        "plaque": lambda: {"wording": dice.choice(["综治中心", "科普工作站", "新时代文明实践站"])},
        "village_body": lambda: {"body": dice.choice(["科普工作站", "红白理事会"])},
        "certificate_demand": lambda: {"certificate": dice.choice(["健在证明", "家庭财产证明", "居住证明"])},
    }
    townships = [place for place in places if place.endswith("000") and not place.endswith("000000")]
    villages = [place for place in places if not place.endswith("000")]
    given = []
    for _ in range(how_many):
        kind = dice.choice(sorted(answers))
        demand = Demand(
            kind=kind,
            place=dice.choice(townships if kind == "delegation" else villages),
            department="11629999MB9000322X",
            answers=answers[kind](),
            on=dice.choice(["2025-03-01", "2026-01-01", "2026-11-23"]),
            known_at=dice.choice(["2026-02-01", "2026-11-22"]),
        )
        given.append(check(demand, now=NOW).verdict.as_data())
    db.session.rollback()
    return given
