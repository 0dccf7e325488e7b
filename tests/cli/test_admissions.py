"""`registry admission NUMBER`: valid or not, in words and as JSON, and by its exit status."""

import json

import pytest

from registry.app import create_app
from registry.services import cases, requests
from registry.services.access import Demand
from registry.services.people import actor_called
from registry.store.admissions import admission_of
from registry.store.base import db
from tests.cli.test_commands import Run, run  # noqa: F401 - the fixture
from tests.conftest import NOW


@pytest.fixture
def number(run: Run) -> str:  # noqa: F811
    """The number of an admission that ends with June 2027."""
    with create_app().app_context():
        li, wang = actor_called("li"), actor_called("wang")
        assert li is not None and wang is not None
        demand = Demand(kind="delegation", place="620102001000", answers={"matter": "防汛抗旱"})
        case = requests.submit(demand, application={"term_until": "2027-06-30"}, actor=li, now=NOW).cases[0].number
        cases.verify(case, actor=wang, now=NOW)
        record = admission_of(case)
        assert record is not None and record.number
        found = record.number
        db.session.remove()
        db.engine.dispose()
    return found


def test_the_exit_status_says_whether_it_holds(run: Run, number: str) -> None:  # noqa: F811
    held, over = run("admission", number, "--on", "2027-06-30"), run("admission", number, "--on", "2027-07-01")
    assert (held.exit_code, over.exit_code) == (0, 1)
    assert "有效" in held.stdout and "酒泉路街道" in held.stdout and "2027年6月30日" in held.stdout
    assert "期限届满" in over.stdout and "可以不予承接" in over.stdout


def test_json_holds_the_same(run: Run, number: str) -> None:  # noqa: F811
    told = json.loads(run("admission", number, "--json", "--on", "2027-06-30").stdout)
    assert (told["number"], told["holds"], told["lastValidDay"]) == (number, True, "2027-06-30")


def test_a_number_that_is_not_there_is_told_in_a_sentence(run: Run) -> None:  # noqa: F811
    for typed, code in (("ZR-620102-2026-00123-7", "NOT_FOUND"), ("ZR-620102-2026-00123-8", "NOT_AN_ADMISSION_NUMBER")):
        told = run("admission", typed)
        assert told.exit_code == 2 and code in told.stderr
