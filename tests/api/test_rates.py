"""What a caller may spend in a minute: each token by itself, each address without one; told in the standard headers."""

import re
import threading
import time
from collections.abc import Callable

import pytest

from registry.api.bounds import Bounds, Budget
from registry.api.rates import Payer, Rates
from registry.config import Settings, SettingUnfit
from tests.api.conftest import ClientWith

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the counters are in memory
KINDS = {"query": "{ kinds { code } }"}
COSTS = 5 + 10
TokenOf = Callable[[str], str]


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_who_has_spent_it_all_is_told_when_to_come_back(client_with: ClientWith) -> None:
    client = client_with(workers="1", api_anonymous_cost="20", api_anonymous_rate="40")
    first, second, third = (client.post("/graphql", json=KINDS) for _ in range(3))
    assert [answer.status_code for answer in (first, second, third)] == [200, 200, 429]
    assert first.json["extensions"]["cost"] == {"requested": COSTS, "budget": 20, "remaining": 40 - COSTS}
    for answer, left in ((first, 40 - COSTS), (second, 40 - 2 * COSTS), (third, 40 - 2 * COSTS)):
        assert answer.headers["RateLimit-Policy"] == '"anonymous";q=40;w=60;qu="cost"'
        resets = re.fullmatch(rf'"anonymous";r={left};t=(\d+)', answer.headers["RateLimit"])
        assert resets and 1 <= int(resets[1]) <= 60
    [error] = third.json["errors"]
    assert error["extensions"] == {"code": "RATE_LIMITED", "requestId": third.headers["X-Request-Id"]}
    assert 1 <= int(third.headers["Retry-After"]) <= 60
    assert "Retry-After" not in second.headers
    assert client.post("/graphql", json={"query": "{ __typename }"}).status_code == 200, "what still fits is answered"


def test_each_token_and_each_address_pays_for_itself(client_with: ClientWith, token_of: TokenOf) -> None:
    spends = {"workers": "1", "api_anonymous_cost": "20", "api_anonymous_rate": "20"}
    client = client_with(**spends, api_token_cost="20", api_token_rate="20")
    li, wang = token_of("li"), token_of("wang")
    nobody = {"REMOTE_ADDR": "198.51.100.7"}
    for headers, environ in ((bearer(li), {}), (bearer(wang), {}), ({}, {}), ({}, nobody)):
        answers = [
            client.post("/graphql", json=KINDS, headers=headers, environ_overrides=environ).status_code
            for _ in range(2)
        ]
        assert answers == [200, 429]
    guessed = client.post("/graphql", json=KINDS, headers=bearer("tr_guessed"))
    assert guessed.status_code == 429, "a token that is none is worth no more than none"


def test_one_subscriber_s_many_addresses_are_one(client_with: ClientWith) -> None:
    client = client_with(workers="1", api_anonymous_cost="20", api_anonymous_rate="20")
    statuses = [
        client.post("/graphql", json=KINDS, environ_overrides={"REMOTE_ADDR": address}).status_code
        for address in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1")
    ]
    assert statuses == [200, 429, 200]


@pytest.mark.parametrize(("proxies", "statuses"), [("0", [200, 429]), ("1", [200, 200])])
def test_an_address_is_believed_of_a_proxy_that_is_set(
    client_with: ClientWith, proxies: str, statuses: list[int]
) -> None:
    client = client_with(workers="1", api_anonymous_cost="20", api_anonymous_rate="20", proxies=proxies)
    answered = [
        client.post("/graphql", json=KINDS, headers={"X-Forwarded-For": f"203.0.113.9, {address}"}).status_code
        for address in ("198.51.100.1", "198.51.100.2")
    ]
    assert answered == statuses


def test_what_is_refused_is_paid_for_too(client_with: ClientWith) -> None:
    client = client_with(workers="1", api_anonymous_cost="30", api_anonymous_rate="30")
    refused = [
        client.post("/graphql", data=b"[]", content_type="application/json"),
        client.post("/graphql", json={"query": "{ nothing }"}),
        client.post("/graphql", json={"query": '{ list(place: "620102001000") { duties { code } } }'}),
    ]
    left = [re.search(r"r=(\d+)", answer.headers["RateLimit"])[1] for answer in refused]  # type: ignore[index]
    assert left == ["29", "19", "9"]


def test_nothing_is_counted_where_no_limit_is_set(client_with: ClientWith) -> None:
    client = client_with(api_anonymous_rate="0")
    answer = client.post("/graphql", json=KINDS)
    assert "RateLimit" not in answer.headers
    assert answer.json["extensions"]["cost"] == {"requested": COSTS, "budget": 10_000}


def test_of_many_at_once_exactly_as_many_pass_as_may(database_url: str) -> None:
    rates, payer, passed = Rates(), Payer(Budget("anonymous", 10, 1_000), "somebody"), []

    def spend() -> None:
        for _ in range(100):
            spent = rates.spend(payer, 3)
            passed.append(spent is not None and not spent.refused)

    threads = [threading.Thread(target=spend) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(passed) <= 333, "never more than there is"
    assert sum(passed) >= 333 - 8, "a few may be refused while others' refusals are still counted"


def test_who_does_not_come_again_is_forgotten(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rates, now, steady = Rates(), time.time(), time.monotonic()
    for address in range(1_000):
        rates.spend(Payer(Budget("anonymous", 10, 10), str(address)), 1)
    threads = threading.active_count()
    monkeypatch.setattr(time, "time", lambda: now + 61)
    monkeypatch.setattr(time, "monotonic", lambda: steady + 61)
    spent = rates.spend(Payer(Budget("anonymous", 10, 10), "7"), 10)
    assert spent and not spent.refused, "and whoever comes again begins anew"
    assert len(rates._storage.expirations) == len(rates._storage.storage) == 1
    assert threading.active_count() <= threads


def test_each_process_gives_out_its_part_and_never_less_than_one_request(database_url: str) -> None:
    parts = [
        Bounds.of(Settings(workers=workers, api_token_cost="100", api_token_rate="1000")).token.minute
        for workers in ("1", "4", "64")
    ]
    assert parts == [1_000, 250, 100]


@pytest.mark.parametrize(
    ("setting", "typed"),
    [
        ("api_deadline", "soon"),
        ("api_deadline", "-1"),
        ("api_deadline", "3601"),
        ("api_token_cost", "0"),
        ("api_anonymous_rate", "1e6"),
        ("proxies", "１"),
        ("workers", "65"),
    ],
)
def test_a_setting_that_is_no_number_stops_with_its_name(database_url: str, setting: str, typed: str) -> None:
    with pytest.raises(SettingUnfit, match=f"REGISTRY_{setting.upper()} is {typed!r}; give a number from"):
        Bounds.of(Settings(**{setting: typed}))
