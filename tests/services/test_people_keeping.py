"""Keeping people: who may invite, change and end whom, what becomes of their sessions, and what is told of it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from registry.domain.actors import Actor, Role
from registry.domain.errors import BadMailAddress, MissingAnswer, NotFound, NotPermitted, UnknownOption
from registry.domain.errors.people import (
    LastAdministrator,
    LinkSpent,
    MailInUse,
    OwnAccount,
    PersonEnded,
    RoleNotHeldThere,
    SignInNameTaken,
    UnitOfAnotherPlace,
)
from registry.domain.mails import MailServer
from registry.domain.people import SignInRules
from registry.services import links, people_keeping, second_factors, sessions, signing_in
from registry.services.events import verify_events
from registry.services.people import actor_called
from registry.services.people_keeping import OPERATOR, Typed
from registry.services.people_views import page_of_people, person_kept
from registry.store import mails
from registry.store.base import db
from registry.store.events import events_about
from registry.store.people import find_person, holding, in_role
from registry.store.sign_in import SIGN_IN_RULES, LinkRecord, WishRecord
from tests.conftest import CHEAP, NOW, PASSWORD

COUNTY, OTHER, GANSU, TOWNSHIP = "620102000000", "620103000000", "620000000000", "620102001000"
CLERK = Typed("钱经办", "DEPARTMENT_CLERK", "620102000000", "县市场监督管理局")
DESK = Typed("乡干事", "TOWNSHIP_DESK", "酒泉路街道")


@pytest.fixture
def app(app: Flask) -> Flask:
    app.extensions["security"].pwd_context.update(**CHEAP)
    return app


@pytest.fixture
def admin(app: Flask) -> Actor:
    """The administrator of the whole province."""
    found = actor_called("admin")
    assert found
    return found


@pytest.fixture
def county_admin(admin: Actor) -> Actor:
    """An administrator of one county, in office."""
    given = people_keeping.invite("qian", Typed("钱管理", "ADMINISTRATOR", COUNTY), actor=admin, now=NOW)
    links.use_link(given.key, "一句很长很好记的话", now=NOW)
    return Actor("qian", Role.ADMINISTRATOR, "", COUNTY)


def test_whoever_is_invited_sets_a_password_and_is_in(admin):
    given = people_keeping.invite(" Qian ", CLERK, actor=admin, now=NOW)
    assert actor_called("qian") is None and person_kept("qian", actor=admin, now=NOW).is_invited
    with pytest.raises(LinkSpent):
        links.linked(given.key, now=NOW + timedelta(days=7))
    links.use_link(given.key, "一句很长很好记的话", now=NOW + timedelta(days=6, hours=23))
    opened = signing_in.sign_in("qian", "一句很长很好记的话", address="", now=NOW)
    assert opened.actor == Actor("qian", Role.DEPARTMENT_CLERK, "11629999MB9000349M", COUNTY)


@pytest.mark.parametrize(
    ("name", "changes", "wrong"),
    [
        ("wang", {}, SignInNameTaken),
        ("WANG ", {}, SignInNameTaken),
        ("qian", {"role": ""}, MissingAnswer),
        ("qian", {"role": "KING"}, UnknownOption),
        ("qian", {"name": "  "}, MissingAnswer),
        ("qian", {"unit": ""}, MissingAnswer),
        ("qian", {"unit": "没有的局"}, UnitOfAnotherPlace),
        ("qian", {"unit": "11629999MB9000349M", "place": OTHER}, UnitOfAnotherPlace),
        ("qian", {"role": "TOWNSHIP_DESK"}, RoleNotHeldThere),
        ("qian", {"role": "PROVINCE"}, RoleNotHeldThere),
        ("qian", {"role": "VILLAGE", "place": TOWNSHIP}, RoleNotHeldThere),
        ("qian", {"mail": "not one"}, BadMailAddress),
    ],
)
def test_what_does_not_fit_is_refused_and_nobody_is_kept(admin, name, changes, wrong):
    with pytest.raises(wrong):
        people_keeping.invite(name, replace(CLERK, **changes), actor=admin, now=NOW)
    assert find_person("qian") is None and not db.session.scalars(select(LinkRecord)).all()


@pytest.mark.parametrize("name", ["chen", "sun", "zheng", "wang", "zhao", "feng"])
def test_only_administrators_keep_people(app, name):
    actor = actor_called(name)
    for act in (
        lambda: people_keeping.invite("qian", DESK, actor=actor, now=NOW),
        lambda: people_keeping.end("ma", actor=actor, now=NOW),
        lambda: people_keeping.start_reset("ma", actor=actor, now=NOW),
        lambda: page_of_people(actor=actor, now=NOW),
    ):
        with pytest.raises(NotPermitted):
            act()


def test_nobody_reaches_or_gives_beyond_their_own_division(county_admin):
    by = {"actor": county_admin, "now": NOW}
    people_keeping.invite("qiao", DESK, **by)
    for typed in (
        replace(DESK, place="620103001000"),
        Typed("赵", "ADMINISTRATOR", GANSU),
        Typed("赵", "PROVINCE", GANSU),
    ):
        with pytest.raises(NotPermitted):
            people_keeping.invite("zhu", typed, **by)
        with pytest.raises(NotPermitted):
            people_keeping.change("wang", typed, **by)
    for name in ("zheng", "admin", "nobody"):
        with pytest.raises(NotFound):
            people_keeping.end(name, **by)
        with pytest.raises(NotFound):
            people_keeping.start_reset(name, **by)
    found = {one.record.sign_in_name for one in page_of_people(**by).people}
    assert {"chen", "wang", "zhao", "qiao", "qian"} <= found and not found & {"zheng", "he", "admin"}
    with pytest.raises(NotPermitted):
        page_of_people(place=GANSU, **by)


def test_nobody_changes_their_own_account_there(county_admin, admin):
    for act in (
        people_keeping.end,
        people_keeping.lift_lock,
        people_keeping.start_reset,
        people_keeping.take_factor_off,
    ):
        with pytest.raises(OwnAccount):
            act("admin", actor=admin, now=NOW)
    with pytest.raises(OwnAccount):
        people_keeping.change("qian", Typed("钱", "LIST_OFFICE", COUNTY), actor=county_admin, now=NOW)


def test_the_last_administrator_stays(admin, county_admin):
    for act in (
        lambda: people_keeping.end("admin", actor=OPERATOR, now=NOW),
        lambda: people_keeping.change("admin", Typed("管", "PROVINCE", GANSU), actor=OPERATOR, now=NOW),
    ):
        with pytest.raises(LastAdministrator):
            act()
    assert find_person("admin").ended_at is None and find_person("admin").role == "ADMINISTRATOR"
    people_keeping.end("qian", actor=admin, now=NOW)


def test_an_administrator_who_ended_meanwhile_does_nothing_more(admin, county_admin):
    people_keeping.end("qian", actor=admin, now=NOW)
    with pytest.raises(NotPermitted):
        people_keeping.end("chen", actor=county_admin, now=NOW)


@pytest.mark.parametrize(
    ("typed", "ends"),
    [
        (Typed("陈经办", "DEPARTMENT_CLERK", COUNTY, "县应急管理局"), True),
        (Typed("陈经办", "LIST_OFFICE", COUNTY, "县市场监督管理局"), True),
        (Typed("陈经办", "DEPARTMENT_CLERK", COUNTY, "11629999MB9000349M", "chen@county.example"), False),
        (Typed("陈经办", "DEPARTMENT_CLERK", COUNTY, "11629999MB9000349M"), False),
    ],
)
def test_another_role_or_unit_ends_the_sessions_and_another_address_does_not(admin, typed, ends):
    session = signing_in.sign_in("chen", PASSWORD, address="", now=NOW)
    people_keeping.change("chen", typed, actor=admin, now=NOW)
    assert (sessions.entered(session.key, now=NOW) is None) is ends
    assert find_person("chen").mail == (typed.mail or None)


def test_whoever_ended_is_gone_everywhere_and_still_named(admin):
    session = signing_in.sign_in("sun", PASSWORD, address="", now=NOW)
    key = people_keeping.start_reset("sun", by_hand=True, actor=admin, now=NOW).key
    people_keeping.end("sun", actor=admin, now=NOW)
    assert sessions.entered(session.key, now=NOW) is None and actor_called("sun") is None
    with pytest.raises(LinkSpent):
        links.linked(key, now=NOW)
    assert not holding(Role.LIST_OFFICE, [COUNTY]) and "sun" not in {p.sign_in_name for p in in_role(Role.LIST_OFFICE)}
    assert find_person("sun").name == "孙清单"
    for act in (people_keeping.end, people_keeping.lift_lock, people_keeping.start_reset):
        with pytest.raises(PersonEnded):
            act("sun", actor=admin, now=NOW)
    with pytest.raises(SignInNameTaken):
        people_keeping.invite("sun", DESK, actor=admin, now=NOW)


def test_an_administrator_lifts_a_lock_and_takes_a_code_off(admin):
    second_factors.begin_factor("chen", now=NOW)
    session = signing_in.sign_in("chen", PASSWORD, address="", now=NOW)
    for _ in range(5):
        with pytest.raises(Exception, match="NOT_SIGNED_IN"):
            signing_in.sign_in("chen", "wrong", address="", now=NOW)
    assert person_kept("chen", actor=admin, now=NOW).is_locked
    people_keeping.lift_lock("chen", actor=admin, now=NOW)
    assert not person_kept("chen", actor=admin, now=NOW).is_locked
    people_keeping.take_factor_off("chen", actor=admin, now=NOW)
    assert second_factors.to_set_up("chen") is None and sessions.entered(session.key, now=NOW) is None


def test_each_act_is_an_event_that_says_who_whom_and_what_and_holds_no_secret(admin):
    mail = "qian@county.example"
    keys = [people_keeping.invite("qian", replace(CLERK, mail=mail), actor=admin, now=NOW).key]
    links.use_link(keys[0], "一句很长很好记的话", now=NOW)
    people_keeping.change("qian", replace(CLERK, mail=mail, unit="县应急管理局"), actor=admin, now=NOW)
    people_keeping.lift_lock("qian", actor=admin, now=NOW)
    keys.append(people_keeping.start_reset("qian", by_hand=True, actor=admin, now=NOW).key)
    people_keeping.take_factor_off("qian", actor=admin, now=NOW)
    people_keeping.end("qian", actor=admin, now=NOW)
    told = events_about("qian", stream="people")
    verbs = "invite_person set_password change_person lift_lock give_link take_off_second_factor end_person"
    assert [event.verb for event in told] == verbs.split()
    assert [event.actor for event in told] == ["admin", "qian", *["admin"] * 5]
    assert told[2].facts["after"]["unit"] == "11629999MB9000322X"
    spelled = str([event.facts for event in told])
    assert not any(secret in spelled for secret in (*keys, mail, "argon2"))
    assert verify_events()[1] == []


def test_people_are_found_by_words_role_and_place_and_paged(admin, monkeypatch):
    monkeypatch.setattr("registry.services.people_views.PAGE", 5)
    by, seen, after = {"actor": admin, "now": NOW}, [], ""
    for _ in range(9):
        page = page_of_people(after=after, **by)
        seen, after = [*seen, *(one.record.sign_in_name for one in page.people)], page.after
        if not after:
            break
    assert seen == sorted(set(seen)) and len(seen) == 12
    assert [one.record.sign_in_name for one in page_of_people(words="经办", **by).people] == ["chen", "li"]
    assert [one.record.sign_in_name for one in page_of_people(words="%", **by).people] == []
    assert [one.record.sign_in_name for one in page_of_people(role="VILLAGE", place=COUNTY, **by).people] == ["zhao"]
    assert {one.record.sign_in_name for one in page_of_people(place="酒泉路街道", **by).people} == {"wang", "zhao"}


@pytest.fixture
def sent(app: Flask, monkeypatch) -> list:
    """The mails that a server takes, while it takes them."""
    taken: list = []
    app.extensions[mails.MAIL_SERVER] = MailServer("mail.example", 25, "registry@county.example")
    app.extensions[SIGN_IN_RULES] = SignInRules(mails_links=True)
    monkeypatch.setattr(links, "hand_in", lambda server, message, **how: taken.append(message))
    return taken


def letter(person, purpose, key):
    return f"{purpose.value} {person.sign_in_name}", key


def test_a_link_is_mailed_to_whom_it_is_for_and_made_as_it_is_sent(admin, sent):
    given = people_keeping.invite("qian", replace(CLERK, mail="qian@county.example"), actor=admin, now=NOW)
    assert given.key == "" and not db.session.scalars(select(LinkRecord)).all()
    assert links.mail_links(letter, clock=lambda: NOW) == 1
    assert (sent[0]["To"], sent[0]["Subject"]) == ("qian@county.example", "INVITATION qian")
    assert links.linked(sent[0].get_content().strip(), now=NOW).person == "qian"
    assert links.mail_links(letter, clock=lambda: NOW) == 0
    with pytest.raises(MailInUse):
        people_keeping.invite("qiao", replace(CLERK, mail="Qian@county.example"), actor=admin, now=NOW)


def test_asking_for_a_link_does_the_same_for_every_name_and_is_bounded(admin, sent):
    people_keeping.change("wang", replace(DESK, unit=TOWNSHIP, mail="wang@town.example"), actor=admin, now=NOW)
    for name in ("wang", "chen", "nobody", "wang", "wang", "wang", "wang", "wang", "wang"):
        links.ask_for_reset(name, address="10.0.0.1", now=NOW)
    assert len(db.session.scalars(select(WishRecord).where(WishRecord.sign_in_name == "wang")).all()) == 5
    assert links.mail_links(letter, clock=lambda: NOW) == 5
    assert {message["To"] for message in sent} == {"wang@town.example"} and not db.session.scalars(
        select(WishRecord)
    ).all()
    served = [message.get_content().strip() for message in sent]
    for key in served[:-1]:
        with pytest.raises(LinkSpent):
            links.linked(key, now=NOW)
    assert links.linked(served[-1], now=NOW).person == "wang"


def test_a_link_that_a_server_refused_is_sent_later_and_given_up_in_the_end(admin, sent, monkeypatch):
    def refuses(*_given, **_how):
        raise OSError

    monkeypatch.setattr(links, "hand_in", refuses)
    people_keeping.invite("qian", replace(CLERK, mail="qian@county.example"), actor=admin, now=NOW)
    assert links.mail_links(letter, clock=lambda: NOW) == 0
    assert links.mail_links(letter, clock=lambda: NOW + timedelta(minutes=1)) == 0
    monkeypatch.setattr(links, "hand_in", lambda server, message, **how: sent.append(message))
    assert links.mail_links(letter, clock=lambda: NOW + timedelta(minutes=10)) == 1
    links.ask_for_reset("qian", address="", now=NOW)
    assert links.mail_links(letter, clock=lambda: NOW + timedelta(hours=2)) == 0
    people_keeping.start_reset("qian", actor=admin, now=NOW)
    assert links.mail_links(letter, clock=lambda: NOW + timedelta(days=8)) == 0
    assert not db.session.scalars(select(WishRecord)).all()
