"""Zhou of the county's justice bureau 司法局: is consulted on an adjustment, and says whether it is lawful."""

from collections.abc import Callable

from flask import Flask

from registry.domain.actors import Actor
from registry.services import adjustments, consultations, proposing
from registry.services.due import adjustments_due
from registry.services.people import actor_called
from registry.services.proposals import TypedChange, TypedProposal
from registry.store.base import db
from tests.conftest import NOW
from tests.stories.conftest import JIUQUAN, Page, Run, System

TITLE, DOUBT = "调整党建事项", "依据不足"
PROPOSED = TypedProposal(
    event="TOWNSHIP_APPLIED",
    title=TITLE,
    reason="镇里提出",
    changes=[TypedChange("DROP", duties=["CG-0001"], reason="上级收回")],
    townships=[JIUQUAN],
)


def consulted(wang: Actor, sun: Actor, zhou: Actor) -> str:
    """The number of an adjustment that the township proposed and the list office consults the bureau on."""
    number = proposing.propose(PROPOSED, actor=wang, now=NOW).number
    consultations.consult(number, [zhou.unit], actor=sun, now=NOW)
    return number


def waiting(app: Flask) -> str:
    """The same, kept before anybody comes to a door."""
    with app.app_context():
        wang, sun, zhou = (actor_called(name) for name in ("wang", "sun", "zhou"))
        assert wang is not None and sun is not None and zhou is not None
        number = consulted(wang, sun, zhou)
        db.session.remove()
    return number


def test_his_day_through_services(who: Callable[[str], Actor]) -> None:
    wang, sun, zhou = who("wang"), who("sun"), who("zhou")
    number = consulted(wang, sun, zhou)
    assert [due.adjustment.number for due in adjustments_due(zhou, NOW.date())] == [number]
    consultations.answer(number, "DISAGREE", DOUBT, actor=zhou, now=NOW)
    assert adjustments_due(zhou, NOW.date()) == []
    declined = adjustments.decline(number, DOUBT, actor=sun, now=NOW)
    assert declined.status == "declined"


def test_his_day_at_the_pages(app: Flask, at_the_pages: Callable[..., Page]) -> None:
    number = waiting(app)
    zhou, sun, there = at_the_pages("zhou"), at_the_pages("sun"), f"/adjustments/{number}"
    assert TITLE in zhou.opens("/work") and there in zhou.opens("/work")
    assert "镇里提出" in zhou.opens(there)
    said = zhou.sends(f"{there}/answer", opinion="DISAGREE", opinion_text=DOUBT)
    assert DOUBT in said and "不同意" in said
    assert there not in zhou.opens("/work") and DOUBT in sun.opens(there)


def test_what_his_system_reads_over_graphql(app: Flask, system_of: Callable[..., System]) -> None:
    number = waiting(app)
    zhou = system_of("zhou")
    query = f'{{ adjustment(number: "{number}") {{ title status opinions {{ unitName opinion }} }} }}'
    read = zhou.looks(query)["adjustment"]
    assert (read["title"], read["status"]) == (TITLE, "CONSULTING")
    assert [(one["unitName"], one["opinion"]) for one in read["opinions"]] == [("县司法局", None)]
    assert zhou.refused("submitRequest", {"places": [JIUQUAN], "delegation": {"matter": "x"}}) == "NOT_PERMITTED"


def test_what_he_looks_up_at_the_command_line(run: Run) -> None:
    asked = (
        "check",
        "delegation",
        "--place",
        JIUQUAN,
        "--matter",
        "特种设备安全监督检查",
        "--department",
        "县市场监督管理局",
    )
    told = run(*asked)
    assert told.exit_code == 1 and "第十六条" in told.stdout
