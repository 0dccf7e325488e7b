"""A check asks the database one question, whatever is asked and however much is on file; a hundred ask no more."""

from collections.abc import Sequence
from typing import Any

import pytest
from flask import Flask

from registry.store import at_once
from tests.api.acts import TokenOf, look
from tests.api.conftest import Ask
from tests.api.crowd import counted, many_requests

CHECK = "query ($input: CheckInput!) { check(input: $input) { outcome grounds { code text } matched { number } } }"
CHECKS = """query ($inputs: [CheckInput!]!) {
  checks(inputs: $inputs) { errors { code } verdict { outcome grounds { code text } } } }"""
PLACE, VILLAGE, KEY = "620102001000", "620102001001", "11629999MB9000349M"
ASKED: dict[str, dict[str, Any]] = {
    "delegation": {"place": PLACE, "delegation": {"matter": "特种设备安全监督检查"}},
    "delegation to a village": {"place": VILLAGE, "delegation": {"matter": "防汛抗旱", "form": ["PLEDGE"]}},
    "delegation with a paper": {
        "place": PLACE,
        "delegation": {"matter": "公共停车泊位收费管理"},
        "cites": [{"number": "甘办发〔2025〕902号"}],
    },
    "village body": {"place": VILLAGE, "villageBody": {"body": "社区养老服务互助站"}},
    "plaque": {"place": VILLAGE, "plaque": {"wording": "妇女之家"}},
    "certificate": {"place": VILLAGE, "certificateDemand": {"certificate": "健在证明"}},
}


@pytest.fixture
def asked_at_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that go over connections of their own."""
    put: list[str] = []
    rows = at_once.rows

    def noted(statement: str, values: Sequence[Any] = ()) -> Any:
        put.append(statement)
        return rows(statement, values)

    monkeypatch.setattr(at_once, "rows", noted)
    return put


def asks(what: str, **more: Any) -> dict[str, Any]:
    return {"department": KEY, **ASKED[what], **more}


@pytest.mark.parametrize("what", ASKED)
def test_a_check_puts_one_statement_and_with_a_token_two(
    ask: Ask, token_of: TokenOf, asked_at_once: list[str], what: str
) -> None:
    token = token_of("li")
    for _ in range(2):  # what rarely changes is remembered from now on
        first = look(ask, CHECK, input=asks(what))
    for bearer, most in (("", 1), (token, 2)):
        asked_at_once.clear()
        with counted() as put:
            assert look(ask, CHECK, bearer, input=asks(what)) == first
        assert (put, len(asked_at_once)) == ([], most), asked_at_once


def test_a_hundred_checks_put_no_more_statements_than_one_and_more_on_file_no_more(
    ask: Ask, asked_at_once: list[str]
) -> None:
    inputs = [asks(what, language=("ZH", "EN")[n % 2]) for n, what in enumerate([*ASKED] * 17)][:100]
    counts = []
    for more in (0, 50):
        if more:
            many_requests(more)
        for many in (1, 100):
            for _ in range(2):
                look(ask, CHECKS, inputs=inputs[:many])
            asked_at_once.clear()
            with counted() as put:
                told = look(ask, CHECKS, inputs=inputs[:many])["checks"]
            assert len(told) == many and not any(one["errors"] for one in told)
            counts.append(len(put) + len(asked_at_once))
    assert counts == [1, 1, 1, 1]


def test_the_first_check_of_a_process_puts_a_bounded_number_of_statements(ask: Ask, asked_at_once: list[str]) -> None:
    with counted() as put:
        look(ask, CHECK, input=asks("delegation"))
    assert len(put) + len(asked_at_once) < 25, put
