"""Nobody issues the signed answer to what they asked themselves, whoever they serve now, by number or by typing it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from registry.domain import errors
from registry.domain.actors import Actor, Role
from registry.domain.slips import Reply
from registry.services import cases, slips
from registry.services.access import Demand
from registry.services.signing import KeyRing
from registry.services.slips import About, Wanted
from registry.store.base import db
from registry.store.people import find_person
from registry.store.slips import SlipRecord
from tests.conftest import NOW
from tests.services.test_cases import CLEAR_OF, JIUQUAN, LISTED, UNCLEAR, ZHANGYE, called, fresh, submitted
from tests.services.test_units_that_merge import AFTER, OFF_LIST, merge

VILLAGE, NEXT_VILLAGE = "620102001001", "620102001002"


def at_the_desk(name: str) -> Actor:
    """Somebody who works at the township's desk from now on."""
    person = find_person(name)
    assert person is not None
    person.role, person.unit, person.division = Role.TOWNSHIP_DESK.value, JIUQUAN, JIUQUAN
    db.session.commit()
    return called(name)


def typed(department: str, answers: dict[str, str] = OFF_LIST, place: str = JIUQUAN) -> About:
    return About(Demand("delegation", place, answers, department=department))


def rejected(by: Actor) -> str:
    return submitted(by, OFF_LIST)


def withdrawn(by: Actor) -> str:
    number = submitted(by, UNCLEAR)
    cases.withdraw(number, "不再需要", actor=by, now=NOW)
    return number


def settled(by: Actor) -> str:
    number = submitted(by, UNCLEAR)
    cases.settle(number, OFF_LIST, "清单上没有", actor=called("sun"), now=NOW)
    return number


@pytest.mark.parametrize("way", [rejected, settled, withdrawn])
def test_who_asked_does_not_get_the_slip_by_typing_the_demand_again_whatever_became_of_it(
    clerk_li: Actor, officer_wang: Actor, tmp_path: Path, way: Callable[[Actor], str]
) -> None:
    number, ring = way(clerk_li), KeyRing(tmp_path)
    about = typed(clerk_li.unit, dict(fresh(number).answers))
    li = at_the_desk("li")
    for one in (about, About(case=number)):
        with pytest.raises(errors.OwnCase):
            slips.propose(one, actor=li, now=AFTER)
        with pytest.raises(errors.OwnCase):
            slips.issue(one, Wanted("RETURN"), ring=ring, actor=li, now=AFTER)
        db.session.rollback()
    assert db.session.scalars(select(SlipRecord)).all() == []
    found = slips.propose(about, actor=officer_wang, now=AFTER)
    assert Reply.RETURN in found.replies
    made = slips.issue(about, Wanted(found.replies[0].value), ring=ring, actor=officer_wang, now=AFTER)
    assert made.issued_by == "wang"


@pytest.mark.parametrize("wording", ["关于{}的事项", "{}有关事宜", "關於{}的通知"])
def test_other_words_around_the_matter_make_it_no_other(clerk_li: Actor, wording: str) -> None:
    rejected(clerk_li)
    around = {**OFF_LIST, "matter": wording.format(OFF_LIST["matter"])}
    with pytest.raises(errors.OwnCase):
        slips.propose(typed(clerk_li.unit, around), actor=at_the_desk("li"), now=AFTER)


@pytest.mark.parametrize(
    ("asked_at", "answered_for"), [(JIUQUAN, VILLAGE), (VILLAGE, JIUQUAN), (VILLAGE, NEXT_VILLAGE)]
)
def test_what_they_asked_of_a_village_or_its_township_is_their_matter_in_both(
    clerk_li: Actor, officer_wang: Actor, asked_at: str, answered_for: str
) -> None:
    submitted(clerk_li, OFF_LIST, asked_at)
    with pytest.raises(errors.OwnCase):
        slips.propose(typed(clerk_li.unit, place=answered_for), actor=at_the_desk("li"), now=AFTER)
    db.session.rollback()
    assert slips.propose(typed(clerk_li.unit, place=answered_for), actor=officer_wang, now=AFTER).replies


def test_who_acted_for_the_unit_is_kept_off_like_who_submitted(clerk_li: Actor, officer_wang: Actor) -> None:
    number = submitted(clerk_li, UNCLEAR)
    person = find_person("chen")
    assert person is not None
    person.unit = clerk_li.unit
    db.session.commit()
    cases.withdraw(number, "不再需要", actor=called("chen"), now=NOW)
    with pytest.raises(errors.OwnCase):
        slips.propose(typed(clerk_li.unit, UNCLEAR), actor=at_the_desk("chen"), now=AFTER)


def test_another_matter_place_or_department_is_not_what_they_asked(clerk_li: Actor) -> None:
    rejected(clerk_li)
    chen, li = called("chen"), at_the_desk("li")
    for about in (typed(clerk_li.unit, LISTED), typed(clerk_li.unit, CLEAR_OF), typed(chen.unit)):
        assert slips.propose(about, actor=li, now=AFTER).replies


def test_elsewhere_their_request_is_nothing_to_them(clerk_li: Actor, app: Flask) -> None:
    submitted(clerk_li, OFF_LIST, ZHANGYE)
    assert slips.propose(typed(clerk_li.unit), actor=at_the_desk("li"), now=AFTER).replies


def test_after_a_merger_it_is_theirs_under_the_successors_name_too(clerk_li: Actor, officer_wang: Actor) -> None:
    rejected(clerk_li)
    chen = called("chen")
    merge(clerk_li, chen)
    li = at_the_desk("li")
    for department in (clerk_li.unit, chen.unit, "县应急管理局"):
        with pytest.raises(errors.OwnCase):
            slips.propose(typed(department), actor=li, now=AFTER)
        db.session.rollback()
        assert slips.propose(typed(department), actor=officer_wang, now=AFTER).replies
