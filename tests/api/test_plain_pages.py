"""What a department reads most goes by plain statements and by memory: the same as otherwise, and no more of them."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from registry.domain.pages import Window
from registry.services.case_pages import Cases, forms_of, submitted
from registry.services.people import actor_called, actor_named
from registry.services.successions import TypedChange, record_division_change
from registry.store import at_once, case_pages, request_pages
from registry.store.base import begin_writing, db
from registry.store.case_pages import REQUEST_ORDERS, RequestOrder
from registry.store.keysets import OnFile
from registry.store.place_chains import ChildrenBelow
from registry.store.plaques import PlaqueRecord
from registry.store.remembered import kinds_of, recalled_each, steadily
from registry.store.successions import children_in_use
from tests.api.acts import JIUQUAN, VILLAGE, TokenOf, look
from tests.api.conftest import Ask
from tests.api.crowd import counted, many_requests
from tests.conftest import NOW

LI = "11629999MB9000322X"
FIELDS = ("number", "kind", "subject", "unit", "on", "known_at", "submitted_at")
PAGE = """{ requests(first: %d) { totalCount nodes { number kind subject unitName on knownAt submittedAt application
  department { code name } cases { number placeName status outcome leadingGround answers place { code name fullName }
  department { name } grounds { code clause outcome facts text citation } verdict { summary sample cure { text }
  notices { text } } } } } }"""
VILLAGES = '{ place(code: "%s") { name children { nodes { name fullName village { plaqueCount } } } } }'


def plain_and_otherwise(order: RequestOrder) -> tuple[request_pages.OfUnit, OnFile]:
    found = case_pages.request_rows().where(case_pages.requests_of_whom(LI, None))
    return request_pages.OfUnit(REQUEST_ORDERS[order], LI), OnFile(found, REQUEST_ORDERS[order])


@pytest.mark.parametrize("order", RequestOrder)
def test_a_departments_requests_are_the_same_read_plainly_and_otherwise(app: Flask, order: RequestOrder) -> None:
    many_requests(7)
    plain, otherwise = plain_and_otherwise(order)
    whole = otherwise.portion(Window(20)).rows
    third, sixth = otherwise.positions(whole)[2], otherwise.positions(whole)[5]
    for backwards in (False, True):
        for ends in ({}, {"after": third}, {"before": sixth}, {"after": third, "before": sixth}):
            for size in (1, 2, 20):
                window = Window(size, backwards=backwards, **ends)
                own, other = plain.portion(window), otherwise.portion(window)
                assert [[getattr(one, of) for of in FIELDS] for one in own.rows] == [
                    [getattr(one, of) for of in FIELDS] for one in other.rows
                ]
                assert (own.has_previous, own.has_next) == (other.has_previous, other.has_next)
                assert plain.positions(own.rows) == otherwise.positions(other.rows)
    assert len(whole) == 8
    first, every = plain.portion(Window(20)).rows, {one.number: one for one in whole}
    assert submitted(first) == submitted(whole) == [one.submitted_at.isoformat() for one in whole]
    assert forms_of(first) == forms_of(whole)
    assert forms_of(first).keys() == every.keys() and forms_of([]) == {} and submitted([]) == []
    assert [plain.count(most) for most in (3, 20)] == [otherwise.count(most) for most in (3, 20)] == [3, 8]


def test_the_cases_of_these_requests_and_their_dates_are_the_same_too(app: Flask) -> None:
    numbers = many_requests(3)
    own = request_pages.cases_of_unit(numbers, LI)
    other = case_pages.cases_below(numbers, case_pages.cases_of_whom(LI, None))
    fields = ("number", "request", "place", "place_name", "status", "outcome", "leading_ground", "verdict")
    for one, same in zip(own, other, strict=True):
        assert [getattr(one, of) for of in fields] == [getattr(same, of) for of in fields]
        assert one.grounds == one.verdict["grounds"]
    assert Cases(own, lambda: actor_named("li"), NOW).answers == Cases(other, lambda: actor_named("li"), NOW).answers
    records = case_pages.with_steps([one.number for one in own])
    judged = {
        number: (last.began_on, last.recorded_at)
        for number, record in records.items()
        for last in [next(step for step in reversed(record.steps) if step.question is not None)]
    }
    assert request_pages.last_judged(list(records)) == judged
    assert request_pages.cases_of_unit(numbers, "somebody else") == [] == request_pages.cases_of_unit([], LI)


GROUNDS: Any = [
    {"code": "A", "facts": {"said": ', "cure": ', "cure": [1], "grounds": "清单"}},
    {"facts": {"a": 1, "cure": 2}},
]


@pytest.mark.parametrize("grounds", ([], GROUNDS, GROUNDS[1:]))
@pytest.mark.parametrize("begins", (["outcome", "grounds", "cure", "basis"], ["cure", "grounds"], ["basis", "grounds"]))
@pytest.mark.parametrize("how", ({}, {"ensure_ascii": False}, {"separators": (",", ":")}, {"indent": 1}))
def test_grounds_are_read_alone_however_their_verdict_is_written(grounds: Any, begins: Any, how: Any) -> None:
    parts = {"outcome": "ADMIT", "grounds": grounds, "cure": [{"code": "B"}], "basis": {"cure": []}}
    kept = json.dumps({name: parts[name] for name in begins}, **how)
    assert request_pages.CaseRow("", "", "", "", "", "", "", None, kept).grounds == grounds


@pytest.mark.parametrize("at", ("2026-03-01T01:00:00", "2026-12-31T23:59:59.000070", "0999-01-01T00:00:00"))
def test_when_it_was_submitted_is_told_as_any_time_is(at: str) -> None:
    aware = datetime.fromisoformat(at).replace(tzinfo=UTC)
    for kept in (aware.strftime("%Y-%m-%d %H:%M:%S.%f").zfill(26), aware):
        row = request_pages.RequestRow("", "", "", "", None, None, kept, sample=False)
        assert request_pages.submitted([row]) == [aware.isoformat()]


def test_a_departments_page_takes_as_many_statements_whatever_it_shows(
    app: Flask, ask: Ask, token_of: TokenOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    many_requests(110)
    token, plainly, taken, rows = token_of("li"), list[str](), {}, at_once.rows

    def noted(statement: str, values: Sequence[Any] = ()) -> Any:
        plainly.append(statement)
        return rows(statement, values)

    monkeypatch.setattr(at_once, "rows", noted)
    for size in (1, 10, 100):
        for _ in range(2):
            with counted():
                look(ask, PAGE % size, token)
        plainly.clear()
        with counted() as put:
            shown = look(ask, PAGE % size, token)["requests"]["nodes"]
        assert len(shown) == size and all(one["cases"][0]["place"]["fullName"] for one in shown)
        taken[size] = len(put) + len(plainly)
    assert taken[1] == taken[10] == taken[100] < 10, taken


def test_many_that_are_not_remembered_are_read_at_once(app: Flask) -> None:
    asked: list[Sequence[str]] = []

    def read(keys: Any) -> dict[str, str]:
        asked.append(sorted(keys))
        return {key: key.upper() for key in keys if key != "none"}

    assert recalled_each(frozenset(), "letters", ["a", "b", "none"], read) == {"a": "A", "b": "B"}
    assert asked == [["a", "b", "none"]]


def test_only_those_that_are_not_remembered_are_read(app: Flask) -> None:
    asked: list[Sequence[str]] = []

    def read(keys: Any) -> dict[str, str]:
        asked.append(sorted(keys))
        return {key: key.upper() for key in keys if key != "none"}

    def recalled(*keys: str) -> dict[str, str]:
        db.session.remove()
        return steadily(lambda: recalled_each(kinds_of("division_changes"), "letters", keys, read))

    assert recalled("a", "none") == {"a": "A"}
    assert list(recalled("b", "a", "none").items()) == [("b", "B"), ("a", "A")]
    assert recalled("a", "b") == {"a": "A", "b": "B"} and asked == [["a", "none"], ["b"]]
    zheng = actor_called("zheng")
    assert zheng is not None
    abolished = TypedChange("ABOLISHED", [VILLAGE], effective_on="2026-12-01", basis="民函〔2026〕9号")
    record_division_change(abolished, actor=zheng, now=NOW)
    assert recalled("a", "b") == {"a": "A", "b": "B"} and asked[2:] == [["a", "b"]]


def test_what_lies_below_is_what_is_in_use_on_each_day(app: Flask) -> None:
    zheng = actor_called("zheng")
    assert zheng is not None
    day = NOW.date() + timedelta(days=10)
    abolished = TypedChange("ABOLISHED", [VILLAGE], effective_on=day.isoformat(), basis="民函〔2026〕9号")
    record_division_change(abolished, actor=zheng, now=NOW)
    db.session.remove()
    for on in (day - timedelta(days=1), day, date(2027, 6, 1)):
        for known_at in (NOW - timedelta(days=1), NOW + timedelta(days=1)):
            below = ChildrenBelow([JIUQUAN, VILLAGE], [], on, known_at)
            found = below.portions(Window(100))
            expected = [one.code for one in children_in_use(JIUQUAN, on, known_at, most=100)]
            assert [one.code for one in found[JIUQUAN].rows] == expected
            assert below.counts == {JIUQUAN: len(expected), VILLAGE: 0} and VILLAGE not in found
    assert expected and VILLAGE not in expected


def test_what_is_remembered_of_villages_is_renewed_as_things_change(app: Flask, ask: Ask) -> None:
    def shown() -> dict[str, Any]:
        db.session.remove()
        return dict(look(ask, VILLAGES % JIUQUAN)["place"])

    before, again = shown(), shown()
    assert before == again
    begin_writing()
    day = NOW.date() - timedelta(days=30)
    plaque = {"wording": "示例", "statutory": False, "counts_from": day, "hung_on": day, "recorded_at": NOW}
    db.session.add(PlaqueRecord(code="P-NEW", village=VILLAGE, **plaque))
    db.session.commit()
    after = shown()
    counts = [[one["village"]["plaqueCount"] for one in told["children"]["nodes"]] for told in (before, after)]
    assert [after - before for before, after in zip(*counts, strict=True)] == [1, *[0] * (len(counts[0]) - 1)]
