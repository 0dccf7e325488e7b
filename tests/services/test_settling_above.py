"""What the list office's own unit asks is settled a level up: no case is left to nobody."""

from dataclasses import replace

import pytest
from flask import Flask

from registry.domain.actors import Actor, Role
from registry.domain.cases import Status, Verb
from registry.domain.errors import NotPermitted, OwnCase
from registry.services import cases, notices
from registry.services.case_views import case_view
from registry.services.cases_due import cases_due
from registry.services.events import verify_events
from registry.store.base import db
from registry.store.people import PersonRecord
from tests.conftest import NOW
from tests.services.test_cases import LISTED, UNCLEAR, called, submitted

BASIC = {"matter": "做好发展党员、党员教育管理和流动党员服务"}
"""What the township does anyway: lawful, whoever asks."""
CITY, OTHER_COUNTY = "620100000000", "620103000000"


def somebody(name: str, role: Role, division: str, unit: str | None) -> Actor:
    """Somebody new in a role, who can sign in."""
    secret = db.session.get_one(PersonRecord, "sun").password_hash
    known = {"name": "某干事", "password_hash": secret, "sample": True}
    db.session.add(PersonRecord(sign_in_name=name, role=role.value, unit=unit, division=division, **known))
    db.session.commit()
    return called(name)


@pytest.fixture
def sun(app: Flask) -> Actor:
    """Sun, who holds the county's list office and is of its unit."""
    return called("sun")


@pytest.fixture
def own(sun: Actor) -> str:
    """A case in doubt that a clerk of the list office's own unit asked for."""
    somebody("qian", Role.DEPARTMENT_CLERK, sun.division, sun.unit)
    return submitted(called("qian"), UNCLEAR)


def test_the_province_settles_what_nobody_of_the_list_office_may(own: str, sun: Actor, officer_wang: Actor) -> None:
    zheng = called("zheng")
    with pytest.raises(OwnCase):
        cases.settle(own, BASIC, "就是这一项", actor=sun, now=NOW)
    assert [due.case.number for due in cases_due(zheng, now=NOW)] == [own] and cases_due(sun, now=NOW) == []
    assert Verb.SETTLE in case_view(own, actor=zheng, now=NOW).acts
    case = cases.settle(own, BASIC, "就是这一项", actor=zheng, now=NOW)
    assert (case.status, case.last_step.party) == (Status.AWAITING_VERIFICATION, "PROVINCE")
    assert cases.verify(own, actor=officer_wang, now=NOW).status == Status.ADMITTED
    assert verify_events()[1] == []


def test_a_dispute_and_an_escalation_go_up_too_and_whoever_settles_is_told(own: str, officer_wang: Actor) -> None:
    zheng = called("zheng")
    assert [told.code for told in notices.inbox(zheng, now=NOW)] == ["CASE_REFERRED"]
    cases.settle(own, BASIC, "就是这一项", actor=zheng, now=NOW)
    cases.dispute(own, "不是这一项", actor=officer_wang, now=NOW)
    assert "CASE_DISPUTED" in [told.code for told in notices.inbox(zheng, now=NOW)]
    assert cases.settle(own, BASIC, "核过了", actor=called("he"), now=NOW).status == Status.AWAITING_VERIFICATION


def test_the_page_says_who_settles_it(own: str, clerk_li: Actor) -> None:
    above = case_view(own, actor=called("qian"), now=NOW).settled_above
    assert above is not None and (above.role, above.division.name) == (Role.PROVINCE, "甘肃省")
    other = submitted(clerk_li, UNCLEAR)
    assert case_view(other, actor=clerk_li, now=NOW).settled_above is None


def test_the_city_comes_before_the_province(own: str, sun: Actor) -> None:
    city = somebody("jin", Role.LIST_OFFICE, CITY, None)
    assert case_view(own, actor=called("qian"), now=NOW).settled_above.division.code == CITY  # type: ignore[union-attr]
    with pytest.raises(NotPermitted):
        cases.settle(own, BASIC, "就是这一项", actor=called("zheng"), now=NOW)
    assert cases_due(called("zheng"), now=NOW) == []
    assert [due.case.number for due in cases_due(city, now=NOW)] == [own]
    assert cases.settle(own, BASIC, "就是这一项", actor=city, now=NOW).status == Status.AWAITING_VERIFICATION


def test_somebody_of_another_unit_who_holds_the_office_settles_and_it_stays_in_the_county(own: str, sun: Actor) -> None:
    other = somebody("jin", Role.LIST_OFFICE, sun.division, called("zhou").unit)
    assert case_view(own, actor=called("qian"), now=NOW).settled_above is None
    with pytest.raises(NotPermitted):
        cases.settle(own, BASIC, "就是这一项", actor=called("zheng"), now=NOW)
    assert cases.settle(own, BASIC, "就是这一项", actor=other, now=NOW).status == Status.AWAITING_VERIFICATION


def test_what_a_bureau_asks_is_the_county_list_offices_and_never_the_provinces(clerk_li: Actor, sun: Actor) -> None:
    number = submitted(clerk_li, UNCLEAR)
    for actor in (called("zheng"), replace(sun, name="of another county", division=OTHER_COUNTY)):
        with pytest.raises(Exception, match="NOT_"):
            cases.settle(number, LISTED, "就是这一项", actor=actor, now=NOW)
    assert cases_due(called("zheng"), now=NOW) == []


def test_what_the_only_holder_submitted_as_a_clerk_before_goes_up(clerk_li: Actor, sun: Actor) -> None:
    number = submitted(clerk_li, UNCLEAR)
    db.session.get_one(PersonRecord, "sun").role = "JUSTICE"
    li = db.session.get_one(PersonRecord, "li")
    li.role, li.unit = "LIST_OFFICE", sun.unit
    db.session.commit()
    with pytest.raises(OwnCase):
        cases.settle(number, LISTED, "就是这一项", actor=called("li"), now=NOW)
    assert [due.case.number for due in cases_due(called("zheng"), now=NOW)] == [number]
    assert cases.settle(number, LISTED, "核过了", actor=called("zheng"), now=NOW).status == "awaiting_verification"
