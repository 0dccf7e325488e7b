"""Whatever schemathesis makes of the schema, asked and done by anybody: never a 5xx, always JSON that says what is wrong."""

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
from tests.api.acts import JIUQUAN, TokenOf, act, submitted
from tests.api.conftest import Ask
from tests.api.generated import Asked, Told, complaints, operations, schema_at


LONG = bool(os.environ.get("REGISTRY_TEST_LONG"))
EACH, WRONG_EACH, FEW = 8, 2, 80
"""Of each operation, sound ones and ones that break the schema, in the long run; of all together otherwise."""
PEOPLE = ("", "li", "wang", "sun", "zheng", "he", "feng", "wu", "zhao", "admin")
"""Who asks: nobody, a clerk, a township, a list office, two of the province, an overseer, and others."""


@pytest.fixture
def callers(app: Flask, token_of: TokenOf) -> list[dict[str, str]]:
    """The headers of everybody who asks; nobody's requests are counted."""
    app.extensions[DOOR] = Door.of(replace(app.config["SETTINGS"], api_anonymous_rate="0", api_token_rate="0"))
    return [{"Authorization": f"Bearer {token_of(name)}"} if name else {} for name in PEOPLE]


@pytest.fixture
def told(ask: Ask, token_of: TokenOf) -> Told:
    """What there is to ask about: a case, a draft and an adjustment, told as their first answers told them."""
    told, sun = Told(), token_of("sun")
    told.remember(submitted(ask, token_of("li"), "防汛抗旱", JIUQUAN))
    told.remember(act(ask, sun, "beginListDraft", {"place": JIUQUAN}, "draft { id code edition: base changedAt }"))
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

    def send(case: Any, caller: dict[str, str]) -> None:
        response = case.call(headers=caller)
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
        many(given(strategy, st.sampled_from(callers))(send))()
    engine = db.engine.dialect.name
    record_property("figure", f"schemathesis on {engine}: {asked}")
    assert asked.wrong == []
    assert asked.number >= (len(every) * (EACH + WRONG_EACH) if LONG else FEW) * 0.95
