"""Connections: pages that follow each other while others write, cursors that fit only where they were given."""

import threading
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from registry.api.schema import schema
from registry.domain.pages import MOST_COUNTED, InMemory, Window
from tests.api.acts import TokenOf, look, submitted
from tests.api.conftest import Ask
from tests.api.crowd import many_requests, one_more

PAGE = """query ($first: Int, $after: String, $last: Int, $before: String, $orderBy: CaseOrder!) {
  cases(first: $first, after: $after, last: $last, before: $before, orderBy: $orderBy) {
    totalCount totalIsFloor edges { cursor node { number } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""


def page(ask: Ask, token: str, **asked: Any) -> tuple[list[str], dict[str, Any]]:
    found = look(ask, PAGE, token, **{"orderBy": "LATEST", **asked})["cases"]
    info = found["pageInfo"]
    cursors = [edge["cursor"] for edge in found["edges"]]
    assert (info["startCursor"], info["endCursor"]) == ((cursors[0], cursors[-1]) if cursors else (None, None))
    return [edge["node"]["number"] for edge in found["edges"]], info


def walk(ask: Ask, token: str, size: int, order: str, between: Callable[[], object] = bool) -> list[str]:
    """Every number, page by page; `between` two pages something else is done."""
    found, after, more = list[str](), None, True
    while more:
        between()
        numbers, info = page(ask, token, first=size, after=after, orderBy=order)
        found, after, more = found + numbers, info["endCursor"], info["hasNextPage"]
    return found


@pytest.mark.parametrize("order", ["LATEST", "EARLIEST", "PLACE"])
def test_pages_follow_each_other_without_gap_in_every_order_from_both_ends(
    app: Flask, ask: Ask, token_of: TokenOf, order: str
) -> None:
    many_requests(23)
    token = token_of("sun")
    whole, _ = page(ask, token, first=100, orderBy=order)
    assert len(set(whole)) == len(whole) == 24 and walk(ask, token, 5, order) == whole
    backwards, before, more = list[str](), None, True
    while more:
        numbers, info = page(ask, token, last=7, before=before, orderBy=order)
        backwards, before, more = numbers + backwards, info["startCursor"], info["hasPreviousPage"]
    assert backwards == whole


def test_what_others_submit_meanwhile_neither_repeats_nor_hides_anything(
    app: Flask, ask: Ask, token_of: TokenOf
) -> None:
    there = {f"{number}-001" for number in many_requests(40)}
    token, stop, wrote, failed = token_of("sun"), threading.Event(), threading.Semaphore(0), list[Exception]()

    def submit() -> None:
        n = 0
        with app.app_context():
            while not stop.is_set() and n < 400:
                try:
                    one_more(f"R2026-{800_000 + n:06d}", minutes=n % 60)  # between, before and behind what was there
                except Exception as error:
                    failed.append(error)
                    return
                finally:
                    wrote.release()
                n += 1

    writer = threading.Thread(target=submit)
    writer.start()
    try:
        walks = [
            walk(ask, token, 9, order, between=lambda: wrote.acquire(timeout=30))
            for order in ("LATEST", "EARLIEST", "PLACE")
        ]
    finally:
        stop.set()
        writer.join()
    assert failed == []
    for found in walks:
        assert len(found) == len(set(found)) and there <= set(found)
    assert len(page(ask, token, first=100)[0]) > len(there) + 1


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"first": 0}, "LIMIT_EXCEEDED"),
        ({"first": 101}, "LIMIT_EXCEEDED"),
        ({"last": -1}, "LIMIT_EXCEEDED"),
        ({"first": 1, "last": 1}, "FIRST_AND_LAST"),
        ({"after": "R2026-000001-001"}, "MALFORMED_CURSOR"),
        ({"before": "字"}, "MALFORMED_CURSOR"),
        ({"after": urlsafe_b64encode(b"[[[[[[").decode()}, "MALFORMED_CURSOR"),
        ({"after": urlsafe_b64encode(b'["nothing",1]').decode()}, "CURSOR_OF_ANOTHER_ORDER"),
        ({"after": "A" * 100_000}, "MALFORMED_CURSOR"),
    ],
)
def test_what_is_no_page_is_refused_in_one_clear_sentence(
    ask: Ask, token_of: TokenOf, asked: dict[str, Any], code: str
) -> None:
    said = ask(PAGE, {"orderBy": "LATEST", **asked}, token=token_of("sun")).json["errors"]
    assert [(error["extensions"]["code"], error["message"].count("。")) for error in said] == [(code, 1)]


def test_a_cursor_of_another_order_filter_or_field_is_refused(app: Flask, ask: Ask, token_of: TokenOf) -> None:
    many_requests(3)
    token = token_of("sun")
    _, info = page(ask, token, first=2)
    after = info["endCursor"]
    others = [
        f'cases(orderBy: PLACE, after: "{after}")',
        f'cases(filter: {{status: [ADMITTED]}}, after: "{after}")',
        f'requests(after: "{after}")',
        f'approvals(after: "{after}")',
    ]
    for other in others:
        told = ask(f"{{ {other} {{ nodes {{ id }} }} }}", token=token).json["errors"]
        assert [error["extensions"]["code"] for error in told] == ["CURSOR_OF_ANOTHER_ORDER"], other
    assert look(ask, f'{{ cases(language: EN, after: "{after}") {{ nodes {{ id }} }} }}', token)["cases"]["nodes"]


def test_a_cursor_that_somebody_made_up_is_refused_and_breaks_nothing(app: Flask, ask: Ask, token_of: TokenOf) -> None:
    many_requests(3)
    token = token_of("sun")
    _, info = page(ask, token, first=1)
    bound = info["endCursor"]
    padded = urlsafe_b64decode(bound + "=" * (-len(bound) % 4)).decode()
    for wrong in ('"x"', "1", "null", '"0001-01-01T00:00:00+14:00"', '"2026-01-01T00:00:00"', "[]", "1e400", "true"):
        made_up = padded.split(",")[0] + f',{wrong},"R"]'
        after = urlsafe_b64encode(made_up.encode()).decode().rstrip("=")
        told = ask(PAGE, {"orderBy": "LATEST", "after": after}, token=token).json["errors"]
        assert [error["extensions"]["code"] for error in told] == ["MALFORMED_CURSOR"], wrong


def test_cases_are_filtered_by_what_they_are_and_by_what_their_request_says(
    app: Flask, ask: Ask, token_of: TokenOf
) -> None:
    li, sun = token_of("li"), token_of("sun")
    rejected = submitted(ask, li, "外星飞船停泊收费", "620102001000", "620102002000")["cases"]
    waiting = submitted(ask, li, "防汛抗旱")["cases"]
    numbers = [case["number"] for case in rejected], [case["number"] for case in waiting]
    filters = {
        "status: [REJECTED]": numbers[0],
        "status: [REJECTED, AWAITING_VERIFICATION]": [*numbers[0], *numbers[1]],
        "outcome: [ADMIT]": numbers[1],
        'leadingGround: "off_list"': numbers[0],
        'kind: ["plaque"]': [],
        'kind: ["delegation"], text: "飞船"': numbers[0],
        'text: "%"': [],
        'placeWithin: "620102002000"': numbers[0][1:],
        'placeWithin: "城关区", department: "11629999MB9000322X"': [*numbers[0], *numbers[1]],
        'department: "X"': [],
        'submittedTo: "2020-01-01"': [],
        'submittedFrom: "2020-01-01"': [*numbers[0], *numbers[1]],
    }
    for given, expected in filters.items():
        query = f"{{ cases(filter: {{{given}}}, orderBy: EARLIEST) {{ totalCount nodes {{ number }} }} }}"
        found = look(ask, query, sun)["cases"]
        assert ([one["number"] for one in found["nodes"]], found["totalCount"]) == (expected, len(expected)), given
    asked = '{ requests(filter: {status: [REJECTED], placeWithin: "620102002000"}) { nodes { cases { number } } } }'
    assert look(ask, asked, sun)["requests"]["nodes"] == [{"cases": [{"number": number} for number in numbers[0]]}]
    for wrong, code in (('placeWithin: "无名镇"', "UNKNOWN_PLACE"), ('submittedTo: "x"', "MALFORMED_DATE")):
        told = ask(f"{{ cases(filter: {{{wrong}}}) {{ nodes {{ id }} }} }}", token=sun).json["errors"]
        assert told[0]["extensions"]["code"] == code


def test_everybody_reads_in_connections_what_they_may_read_one_by_one(app: Flask, ask: Ask, token_of: TokenOf) -> None:
    li = token_of("li")
    number = submitted(ask, li, "外星飞船停泊收费", "620102001000", "620102002000")["number"]
    read = {"li": 2, "wang": 1, "sun": 2, "chen": 0, "ma": 0}
    for name, cases in read.items():
        token = token_of(name)
        found = look(
            ask, "{ cases { totalCount nodes { number } } requests { nodes { number cases { number } } } }", token
        )
        assert found["cases"]["totalCount"] == len(found["cases"]["nodes"]) == cases, name
        assert [(one["number"], len(one["cases"])) for one in found["requests"]["nodes"]] == [(number, cases)] * bool(
            cases
        )
    for field in ("cases", "requests", "admissions", "adjustments", "notices", "slips", "drafts", "requestDrafts"):
        told = ask(f"{{ {field} {{ totalCount }} }}").json["errors"]
        assert [error["extensions"]["code"] for error in told] == ["NOT_SIGNED_IN"], field


def test_the_work_list_holds_what_waits_the_most_urgent_first(app: Flask, ask: Ask, token_of: TokenOf) -> None:
    li, wang = token_of("li"), token_of("wang")
    cases = [submitted(ask, li, matter)["cases"][0]["number"] for matter in ("防汛抗旱", "消防安全")]
    query = """{ workList { unreadNotices cases { totalCount nodes { case { number } verb step lastDay isOver } }
        underWay { nodes { case { number } } } adjustments { nodes { adjustment { number } } } } }"""
    waits = look(ask, query, wang)["workList"]
    assert [one["case"]["number"] for one in waits["cases"]["nodes"]] == cases[:1] or len(waits["cases"]["nodes"]) == 2
    assert {one["verb"] for one in waits["cases"]["nodes"]} == {"VERIFY"} and waits["underWay"]["nodes"] == []
    assert waits["unreadNotices"] >= 1 and all(one["lastDay"] and not one["isOver"] for one in waits["cases"]["nodes"])
    theirs = look(ask, query, li)["workList"]
    assert {one["case"]["number"] for one in theirs["underWay"]["nodes"]} <= set(cases) and theirs["cases"][
        "nodes"
    ] == []


def test_a_count_says_where_it_stopped() -> None:
    many = InMemory(range(MOST_COUNTED + 5), lambda one: (one,), (int,))
    assert many.count(MOST_COUNTED + 1) == MOST_COUNTED + 1
    assert list(many.portion(Window(2, after=(7,))).rows) == [8, 9]
    assert list(many.portion(Window(2, before=(7,), backwards=True)).rows) == [5, 6]


def test_every_connection_has_the_same_shape() -> None:
    types = schema.graphql_schema.type_map
    connections = [name for name in types if name.endswith("Connection")]
    assert len(connections) >= 20
    for name in connections:
        assert list(types[name].fields) == ["edges", "nodes", "pageInfo", "totalCount", "totalIsFloor"]
    for found in types.values():
        for field in getattr(found, "fields", {}).values():
            if str(getattr(field, "type", "")).rstrip("!").endswith("Connection"):
                assert {"first", "after", "last", "before"} <= set(field.args), field
