"""Signing in: wrong attempts, locks, sessions, codes of a phone and links, on both engines."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from registry.domain.errors import NotSignedIn
from registry.domain.errors.people import (
    CodeNotTaken,
    HalfwayOver,
    LinkSpent,
    NotKnownHere,
    PasswordTooShort,
    SignInLocked,
    WrongPassword,
)
from registry.domain.people import Stage
from registry.services import links, people, people_keeping, second_factors, sessions, signing_in
from registry.services import sign_in_engine as engine
from registry.services.people import actor_called
from registry.store.base import db
from registry.store.people import find_person
from registry.store.sign_in import CountRecord, LinkRecord, RecoveryCodeRecord, SessionRecord, factor_of
from tests.conftest import CHEAP, NOW, PASSWORD
from tests.processes import at_once, with_app

HERE, MINUTE = "10.0.0.1", timedelta(minutes=1)
NEW = "另一句也很好记的话"


@pytest.fixture
def app(app: Flask) -> Flask:
    app.extensions["security"].pwd_context.update(**CHEAP)
    return app


def come_in(name: str, password: str = PASSWORD, *, address: str = HERE, now=NOW):
    return signing_in.sign_in(name, password, address=address, now=now)


def told(name: str, password: str, **how) -> str:
    try:
        come_in(name, password, **how)
    except (NotSignedIn, SignInLocked) as error:
        return f"{error.code} {error.facts}"
    return ""


def code_of(name: str) -> str:
    factor = factor_of(name)
    assert factor
    return engine.engine().totp_factory.generate_totp_password(factor.secret)


@pytest.mark.parametrize("name", ["chen", "nobody"])
def test_after_five_wrong_passwords_a_name_is_locked_for_a_quarter_of_an_hour_whoever_it_is(app, name):
    before = [told(name, "wrong", address=f"10.0.0.{n}") for n in range(5)]
    assert before == ["NOT_SIGNED_IN {}"] * 5
    locked = "SIGN_IN_LOCKED {'minutes': 15}"
    assert told(name, "wrong") == told(name, PASSWORD, address="10.9.9.9") == locked
    assert told(name, PASSWORD, now=NOW + 14 * MINUTE) == "SIGN_IN_LOCKED {'minutes': 1}"
    after = NOW + 15 * MINUTE
    assert told(name, PASSWORD, now=after) == ("" if name == "chen" else "NOT_SIGNED_IN {}")
    assert told("li", PASSWORD) == ""


def test_trying_on_while_it_is_locked_does_not_lock_it_for_longer(app):
    for n in range(60):
        told("chen", "wrong", now=NOW + n * MINUTE / 4)
    assert told("chen", PASSWORD, now=NOW + 15 * MINUTE + MINUTE) == ""


def test_a_right_password_counts_anew(app):
    for _ in range(3):
        assert [told("chen", "wrong") for _ in range(4)] == ["NOT_SIGNED_IN {}"] * 4
        assert told("chen", PASSWORD) == ""


def test_an_address_that_tries_one_name_after_the_other_is_locked_and_no_other(app):
    assert {told(f"nobody{n}", "wrong") for n in range(100)} == {"NOT_SIGNED_IN {}"}
    assert told("chen", PASSWORD).startswith("SIGN_IN_LOCKED")
    assert told("chen", PASSWORD, address="10.0.0.2") == ""


def test_the_same_work_is_done_for_every_name_wrong_or_right_locked_or_ended(app, monkeypatch):
    done = []
    whole = engine.verify_password
    monkeypatch.setattr(engine, "verify_password", lambda *given: done.append(len(given[1])) or whole(*given))
    people_keeping.end("ma", actor=actor_called("admin"), now=NOW)
    assert told("chen", "wrong") == told("nobody", PASSWORD) == told("ma", PASSWORD) == told("\0", "x" * 5000)
    for _ in range(5):
        told("li", "wrong")
    assert told("li", PASSWORD).startswith("SIGN_IN_LOCKED")
    assert len(done) == 10 and len(set(done)) == 1


def try_often(app: Flask, times: int) -> list[str]:
    with app.app_context():
        return [told("chen", "wrong", address=f"10.1.{n}.1") for n in range(times)]


def test_processes_that_try_at_once_are_together_let_try_five_times(app, database_url, tmp_path):
    found = at_once([with_app(try_often, database_url, tmp_path, 8)] * 2)
    assert sorted(one.split()[0] for of in found for one in of) == ["NOT_SIGNED_IN"] * 5 + ["SIGN_IN_LOCKED"] * 11


def test_what_is_typed_as_a_name_is_not_kept(app):
    told("my password by mistake", "chen")
    kept = db.session.scalars(select(CountRecord.counted)).all()
    assert len(kept) == 2 and not any("mistake" in one for one in kept)


def test_a_session_ends_where_it_was_ended_and_by_itself(app):
    one, other = come_in("chen"), come_in("chen")
    assert sessions.entered(one.key, now=NOW).actor.name == "chen"
    sessions.sign_out(one.key)
    assert sessions.entered(one.key, now=NOW) is None and sessions.entered(other.key, now=NOW)
    assert sessions.entered(other.key, now=NOW + timedelta(hours=12)) is None
    assert not db.session.scalars(select(SessionRecord).where(SessionRecord.id_hash.in_([one.key, other.key]))).all()
    sessions.forget_what_ended(now=NOW + timedelta(hours=12))
    assert not db.session.scalars(select(SessionRecord)).all()


def test_another_password_ends_every_session_but_the_one_that_goes_on(app):
    one, other = come_in("chen"), come_in("chen")
    chen = one.actor
    with pytest.raises(WrongPassword):
        signing_in.change_password(chen, "wrong", NEW, address=HERE, now=NOW)
    with pytest.raises(PasswordTooShort):
        signing_in.change_password(chen, PASSWORD, "short", address=HERE, now=NOW)
    goes_on = signing_in.change_password(chen, PASSWORD, NEW, address=HERE, now=NOW)
    assert [sessions.entered(each.key, now=NOW) is None for each in (one, other, goes_on)] == [True, True, False]
    assert told("chen", PASSWORD) == "NOT_SIGNED_IN {}" and told("chen", NEW) == ""


def with_factor(name: str) -> list[str]:
    second_factors.begin_factor(name, now=NOW)
    return second_factors.confirm_factor(name, code_of(name), now=NOW)


def test_a_code_is_asked_for_once_it_was_confirmed_and_is_taken_once(app):
    second_factors.begin_factor("chen", now=NOW)
    assert come_in("chen").stage is Stage.IN
    with pytest.raises(CodeNotTaken):
        second_factors.confirm_factor("chen", "000000", now=NOW)
    used = code_of("chen")
    second_factors.confirm_factor("chen", used, now=NOW)
    halfway = come_in("chen")
    assert halfway.stage is Stage.CODE_DUE
    with pytest.raises(CodeNotTaken):
        signing_in.give_code(halfway.key, used, address=HERE, now=NOW)
    factor = factor_of("chen")
    factor.last_counter -= 2
    db.session.commit()
    opened = signing_in.give_code(halfway.key, code_of("chen"), address=HERE, now=NOW)
    assert opened.stage is Stage.IN and opened.key != halfway.key
    with pytest.raises(HalfwayOver):
        signing_in.give_code(halfway.key, code_of("chen"), address=HERE, now=NOW)
    assert second_factors.to_set_up("chen") is None


def test_ten_recovery_codes_serve_once_each_and_are_kept_as_hashes(app):
    codes = with_factor("chen")
    kept = db.session.scalars(select(RecoveryCodeRecord.code_hash)).all()
    assert len(set(codes)) == len(kept) == 10 and not set(codes) & set(kept)
    assert signing_in.give_code(come_in("chen").key, codes[0].upper(), address=HERE, now=NOW).stage is Stage.IN
    with pytest.raises(CodeNotTaken):
        signing_in.give_code(come_in("chen").key, codes[0], address=HERE, now=NOW)
    second_factors.renew_codes("chen", now=NOW)
    with pytest.raises(CodeNotTaken):
        signing_in.give_code(come_in("chen").key, codes[1], address=HERE, now=NOW)


def test_codes_cannot_be_tried_through(app):
    with_factor("chen")
    halfway = come_in("chen")
    for n in range(5):
        with pytest.raises(CodeNotTaken):
            signing_in.give_code(halfway.key, f"00000{n}", address=HERE, now=NOW)
    for key in (halfway.key, come_in("chen").key):
        with pytest.raises(SignInLocked):
            signing_in.give_code(key, code_of("chen"), address=HERE, now=NOW)


def test_the_secret_of_a_phone_is_enciphered_on_file(app):
    second_factors.begin_factor("chen", now=NOW)
    key = second_factors.to_set_up("chen").key.replace("-", "").replace(" ", "")
    assert len(key) >= 32 and key not in factor_of("chen").secret


def given_link(name: str = "chen", now=NOW) -> str:
    return people_keeping.start_reset(name, by_hand=True, actor=actor_called("admin"), now=now).key


def test_a_link_serves_once_and_ends_every_session(app):
    before, key = come_in("chen"), given_link()
    with pytest.raises(PasswordTooShort):
        links.use_link(key, "short", now=NOW)
    assert told("chen", PASSWORD) == ""
    links.use_link(key, NEW, now=NOW)
    assert sessions.entered(before.key, now=NOW) is None
    assert told("chen", NEW) == ""
    with pytest.raises(LinkSpent):
        links.use_link(key, "第三句好记的话", now=NOW)


def test_a_link_that_is_over_altered_or_replaced_serves_no_more(app):
    first, second = given_link(), given_link()
    for key, now in ((first, NOW), (second[:-1], NOW), (second + "x", NOW), ("", NOW), (second, NOW + 60 * MINUTE)):
        with pytest.raises(LinkSpent):
            links.use_link(key, NEW, now=now)
    assert second not in db.session.scalars(select(LinkRecord.link_hash)).all()
    assert links.use_link(second, NEW, now=NOW + 59 * MINUTE).person == "chen"


def test_a_new_password_by_link_lifts_the_lock(app):
    for _ in range(5):
        told("chen", "wrong")
    links.use_link(given_link(), NEW, now=NOW)
    assert told("chen", NEW) == ""


def test_single_sign_on_knows_a_person_by_address_once_and_by_subject_from_then_on(app):
    find_person("chen").mail = "chen@county.example"
    db.session.commit()
    for mail in ("", "other@county.example"):
        with pytest.raises(NotKnownHere):
            signing_in.sign_in_as_known("https://idp.example 1", mail, now=NOW)
    assert signing_in.sign_in_as_known("https://idp.example 1", "Chen@county.example", now=NOW).actor.name == "chen"
    assert signing_in.sign_in_as_known("https://idp.example 1", "", now=NOW).actor.name == "chen"
    with pytest.raises(NotKnownHere):
        signing_in.sign_in_as_known("https://idp.example 2", "chen@county.example", now=NOW)
    people_keeping.end("chen", actor=actor_called("admin"), now=NOW)
    with pytest.raises(NotKnownHere):
        signing_in.sign_in_as_known("https://idp.example 1", "chen@county.example", now=NOW)


def test_single_sign_on_passes_no_code_of_the_phone(app):
    find_person("chen").mail = "chen@county.example"
    db.session.commit()
    with_factor("chen")
    assert signing_in.sign_in_as_known("https://i 1", "chen@county.example", now=NOW).stage is Stage.CODE_DUE


def test_a_token_of_somebody_who_ended_speaks_for_nobody(app):
    token = people.issue_token("chen", label="x", days=9, now=NOW)
    assert people.bearer(token, now=NOW).name == "chen"
    people_keeping.end("chen", actor=actor_called("admin"), now=NOW)
    with pytest.raises(NotSignedIn):
        people.bearer(token, now=NOW)


def use_at_once(app: Flask, key: str, password: str) -> str:
    with app.app_context():
        try:
            links.use_link(key, password, now=NOW)
        except LinkSpent:
            return ""
        return password


def test_of_two_who_use_a_link_at_once_one_sets_the_password(app, database_url, tmp_path):
    key, passwords = given_link(), (NEW, "第三句也很好记的话")
    found = at_once([with_app(use_at_once, database_url, tmp_path, key, each) for each in passwords])
    assert sorted(map(bool, found)) == [False, True]
    db.session.rollback()
    assert told("chen", "".join(found)) == ""


def test_with_another_secret_key_codes_are_refused_and_recovery_codes_serve(app):
    codes = with_factor("chen")
    factory = app.extensions["security"]
    factory._totp_factory = type(factory.totp_factory)({"TOTP": "another key"}, "x")
    halfway = come_in("chen")
    with pytest.raises(CodeNotTaken):
        signing_in.give_code(halfway.key, "123456", address=HERE, now=NOW)
    assert signing_in.give_code(halfway.key, codes[0], address=HERE, now=NOW).stage is Stage.IN
