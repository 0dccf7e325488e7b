"""What schemathesis makes of the schema, asked and done by anybody: no 5xx, always JSON that says what is wrong."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.generation import GenerationMode

from registry.api.view import DOOR, Door
from registry.store.base import db
from tests.api.acts import JIUQUAN, TokenOf, act, look, submitted
from tests.api.conftest import Ask
from tests.api.generated import Asked, Told, operations, schema_at

LONG = bool(os.environ.get("REGISTRY_TEST_LONG"))
EACH, WRONG_EACH, FEW = 8, 2, 80
"""Of each operation, sound ones and ones that break the schema, in the long run; of all together otherwise."""
PEOPLE = ("", "li", "wang", "sun", "zheng", "he", "feng", "wu", "zhao", "admin")
"""Who asks: nobody, a clerk, a township, a list office, two of the province, an overseer, and others."""


PROPOSAL = {
    "event": "TOWNSHIP_APPLIED",
    "title": "调整校园安全事项",
    "townships": [JIUQUAN],
    "articles": ["《某条例》第三条"],
    "reason": "镇里没有执法权",
    "changes": [{"kind": "MOVE", "duties": ["CG-0049"], "tier": "RECLAIMED", "takenOverBy": "县司法局"}],
}
REPORTED = {"reportedDemand": "要求每天拍照打卡", "reportedDemander": "县应急管理局", "named": True}
THERE_IS = (
    '{ list(place: "620102001000") { edition { code } duties(first: 20) { nodes { code matter } } } }',
    '{ village(code: "620102001001") { plaques { nodes { code } } bodies { nodes { code } } } }',
    '{ delegatedMatters(county: "620102000000") { nodes { code } } }',
    '{ chiefDuties(place: "620102001000") { nodes { code } } approvals { nodes { code number } } }',
    '{ units(place: "620102000000") { nodes { code name } } place(code: "620102001001") { id } }',
)


@pytest.fixture
def callers(app: Flask, token_of: TokenOf) -> list[dict[str, str]]:
    """The headers of everybody who asks; nobody's requests are counted."""
    app.extensions[DOOR] = Door.of(replace(app.config["SETTINGS"], api_anonymous_rate="0", api_token_rate="0"))
    return [{"Authorization": f"Bearer {token_of(name)}"} if name else {} for name in PEOPLE]


@pytest.fixture
def told(ask: Ask, token_of: TokenOf) -> Told:
    """What there is to ask about and to go on with, as the answers told it that made it."""
    li, wang, sun = token_of("li"), token_of("wang"), token_of("sun")
    numbers = [
        submitted(ask, li, matter, JIUQUAN)["cases"][0]["number"] for matter in ("防汛抗旱", "食品摊贩管理", "开荒")
    ]
    done = [
        act(ask, wang, "verifyCase", {"number": numbers[0]}, "case { number admission { number } }"),
        act(ask, wang, "issueSlip", {"case": numbers[1], "reply": "RETURN"}, "slip { number }"),
        act(ask, li, "keepRequestDraft", {"kind": "delegation"}, "draft { number }"),
        act(ask, sun, "beginListDraft", {"place": JIUQUAN}, "draft { id code changedAt }"),
        act(ask, wang, "proposeAdjustment", PROPOSAL, "adjustment { number }"),
        act(ask, token_of("zhao"), "reportDemand", REPORTED, "report { number }"),
    ]
    told = Told()
    requests = [number[: -len("-001")] for number in numbers]
    for made in (*done, numbers, requests, *(look(ask, query, sun) for query in THERE_IS)):
        assert not (isinstance(made, dict) and made.get("errors")), made
        told.remember(made, "number")
    return told


def runs(sound: Callable[[Any], Any], wrong: Callable[[Any], Any], all_of_them: list[Any]) -> Iterator[tuple[Any, int]]:
    """Strategies with how many to make of each: every operation by itself in the long run, any of them otherwise."""
    if LONG:
        for operation in all_of_them:
            yield sound(operation), EACH
            yield wrong(operation), WRONG_EACH
    else:
        any_of_them = st.sampled_from(all_of_them)
        yield any_of_them.flatmap(sound), FEW * EACH // (EACH + WRONG_EACH)
        yield any_of_them.flatmap(wrong), FEW * WRONG_EACH // (EACH + WRONG_EACH)


def test_whatever_is_asked_or_done_is_answered_with_data_or_with_what_is_wrong(
    app: Flask, callers: list[dict[str, str]], told: Told, record_property: Callable[[str, object], None]
) -> None:
    asked, every = Asked(), operations(schema_at(app, told))
    db.session.remove()

    def send(case: Any) -> None:
        response = case.call(headers=callers[asked.number % len(callers)])  # in turn, so that each operation meets all
        asked.count(case, response)
        told.remember(response.json().get("data"))

    def sound(operation: Any) -> Any:
        return operation.as_strategy()

    def wrong(operation: Any) -> Any:
        return operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)

    for strategy, number in runs(sound, wrong, every):
        many = settings(
            max_examples=number,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        many(given(strategy)(send))()
    engine = db.engine.dialect.name
    record_property("figure", f"schemathesis on {engine}: {asked}")
    assert asked.wrong == []
    assert len(asked.gave) >= (60 if LONG else 3), "too few got through to what there is"
    assert asked.number >= (len(every) * (EACH + WRONG_EACH) if LONG else FEW) * 0.95
