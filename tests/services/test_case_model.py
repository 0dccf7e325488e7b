"""The access workflow against a model: whatever people and the clock do in whatever order, what must hold, holds."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import delete, func, select, update

from registry.domain.actors import Actor
from registry.domain.admissions import Validity
from registry.domain.cases import FINAL, Status, Verb, following
from registry.domain.errors import RegistryError
from registry.domain.outcome import Outcome
from registry.domain.question import CHINA
from registry.domain.verdict import LifterKind
from registry.services import admissions as admitting
from registry.services import cases, requests
from registry.services.access import Demand
from registry.services.cascades import cascade
from registry.services.clock import tick
from registry.services.people import actor_called
from registry.services.rejudging import judged_as_then
from registry.store import admissions, approvals, events, inventories, plaques
from registry.store.access import RequestRecord
from registry.store.base import db
from registry.store.cases import CaseRecord, CaseStepRecord
from registry.store.divisions import find_place
from registry.store.turns import TurnRecord
from tests.conftest import NOW

LONG = bool(os.environ.get("REGISTRY_TEST_LONG"))
EXAMPLES, STEPS = (200, 50) if LONG else (4, 20)

TOWNSHIPS, VILLAGES = ("620102001000", "620102005000"), ("620102001001", "620102001002")
MATTERS = (
    "防汛抗旱",
    "农村公益性墓地日常管护",
    "公共停车泊位收费管理",
    "危险区域群众转移",
    "消防安全",
    "物业服务管理协调",
)
WORDINGS = ("综治中心", "党群服务中心", "新时代文明实践站", "科普工作站")
TERMS: tuple[dict[str, str], ...] = ({}, {"term_until": "2026-12-15"}, {"term_from": "2026-12-01"})
FIXED: tuple[dict[str, str], ...] = ({}, {"role": "LEADING"}, {"matter": "防汛抗旱"}, {"wording": "综治中心"})
RULINGS = ("", "settled_rejected", "to_adjustment")
APPROVALS = ("PA-0001", "PA-0002")

rulings = st.sampled_from(RULINGS)
which = st.integers(min_value=0, max_value=40)


class Workflow(RuleBasedStateMachine):
    """People and the clock, at random; the registry is asked afterwards whether all of it was lawful."""

    def __init__(self) -> None:
        super().__init__()
        forget_what_happened()
        self.now: datetime = NOW
        self.final: dict[str, tuple[str, int]] = {}
        self.people: dict[str, Actor] = {name: _person(name) for name in ("li", "chen", "wang", "ma", "sun", "zheng")}

    @rule(by=st.sampled_from(("li", "chen")), place=st.sampled_from(TOWNSHIPS), matter=st.sampled_from(MATTERS),
          term=st.sampled_from(TERMS))  # fmt: skip
    def a_department_asks_a_township(self, by: str, place: str, matter: str, term: dict[str, str]) -> None:
        self.submit(by, "delegation", place, {"matter": matter}, term)

    @rule(by=st.sampled_from(("li", "wang")), place=st.sampled_from(VILLAGES), wording=st.sampled_from(WORDINGS))
    def somebody_asks_a_village_to_hang_a_plaque(self, by: str, place: str, wording: str) -> None:
        self.submit(by, "plaque", place, {"wording": wording}, {})

    @rule(number=which, by=st.sampled_from(("wang", "ma", "sun", "li")))
    def somebody_verifies(self, number: int, by: str) -> None:
        self.attempt(number, lambda case: cases.verify(case, actor=self.people[by], now=self.now))

    @rule(number=which, by=st.sampled_from(("wang", "ma", "sun")))
    def somebody_disputes(self, number: int, by: str) -> None:
        self.attempt(number, lambda case: cases.dispute(case, "与清单不符", actor=self.people[by], now=self.now))

    @rule(number=which, by=st.sampled_from(("sun", "li")), fixed=st.sampled_from(FIXED), ruling=rulings)
    def somebody_settles(self, number: int, by: str, fixed: dict[str, str], ruling: str) -> None:
        actor = self.people[by]
        self.attempt(number, lambda c: cases.settle(c, fixed, "据文件认定", ruling=ruling, actor=actor, now=self.now))

    @rule(number=which, by=st.sampled_from(("li", "chen", "wang")))
    def somebody_has_it_reconsidered(self, number: int, by: str) -> None:
        self.attempt(number, lambda case: cases.reconsider(case, actor=self.people[by], now=self.now))

    @rule(number=which, by=st.sampled_from(("li", "chen", "wang")))
    def somebody_withdraws(self, number: int, by: str) -> None:
        self.attempt(number, lambda case: cases.withdraw(case, "不再需要", actor=self.people[by], now=self.now))

    @rule(number=which, by=st.sampled_from(("sun", "zheng", "li")), revoked=st.booleans())
    def somebody_ends_it(self, number: int, by: str, revoked: bool) -> None:
        act = cases.revoke if revoked else cases.end
        self.attempt(number, lambda case: act(case, "工作完成", actor=self.people[by], now=self.now))

    @rule(days=st.integers(min_value=1, max_value=12), ticks=st.booleans())
    def time_passes(self, days: int, ticks: bool) -> None:
        self.now += timedelta(days=days)
        if ticks:
            tick(now=self.now)

    @rule(code=st.sampled_from(APPROVALS))
    def the_province_revokes_an_approval(self, code: str) -> None:
        at = cases.begin_turn(self.now)
        record = approvals.find_approval(code, lock=True)
        assert record is not None
        if record.revoked_on is None:
            record.revoked_on, record.revocation_recorded_at = at.astimezone(CHINA).date(), at
            db.session.flush()
            cascade(LifterKind.APPROVAL, code, at=at)
        db.session.commit()

    def submit(self, by: str, kind: str, place: str, answers: dict[str, str], term: dict[str, str]) -> None:
        demand = Demand(kind=kind, place=place, answers=answers)
        self.trying(lambda: requests.submit(demand, application=term, actor=self.people[by], now=self.now))

    def attempt(self, which_case: int, act: Callable[[str], Any]) -> None:
        numbers = db.session.scalars(select(CaseRecord.number).order_by(CaseRecord.number)).all()
        db.session.rollback()
        if numbers:
            self.trying(lambda: act(numbers[which_case % len(numbers)]))

    def trying(self, act: Callable[[], Any]) -> None:
        try:
            act()
        except RegistryError:
            db.session.rollback()

    @invariant()
    def no_status_without_an_event_and_no_step_that_the_moves_do_not_have(self) -> None:
        for case in _all_cases():
            told = [event.verb for event in events.events_about(case.number, stream="access")]
            assert told == [step.verb for step in case.steps]
            before = Status.DRAFT
            for step in case.steps:
                outcome = Outcome(step.verdict["outcome"]) if step.verdict else None
                assert Status(step.status) in following(before, Verb(step.verb), outcome), (before, step.verb)
                before = Status(step.status)
            assert case.status == before.value

    @invariant()
    def no_admission_without_a_lawful_verdict_of_that_day(self) -> None:
        for case in _all_cases():
            verified = [step for step in case.steps if step.status == Status.ADMITTED.value]
            assert (admissions.admission_of(case.number) is not None) == bool(verified)
            for step in verified:
                assert step.verb in (Verb.VERIFY.value, Verb.CARRY_OVER.value)
                assert step.verdict is not None and step.question is not None
                assert step.verdict["outcome"] == "ADMIT"
                assert step.question["on"] == step.began_on.isoformat() or case.response

    @invariant()
    def nobody_decided_on_what_their_unit_submitted(self) -> None:
        for case in _all_cases():
            for step in case.steps:
                if step.party in ("TOWNSHIP", "LIST_OFFICE", "PROVINCE"):
                    assert step.unit != case.unit

    @invariant()
    def what_is_final_stays_as_it_is(self) -> None:
        for case in _all_cases():
            if Status(case.status) in FINAL:
                known = self.final.setdefault(case.number, (case.status, len(case.steps)))
                assert known == (case.status, len(case.steps))

    @invariant()
    def no_admission_outlives_what_it_rests_on(self) -> None:
        today = self.now.astimezone(CHINA).date()
        for record in db.session.scalars(select(admissions.AdmissionRecord)).all():
            stands = admitting.as_it_stands(record, on=today, now=self.now + timedelta(seconds=1))
            lifted = [a for a in stands.approvals if a.revoked_on is not None and a.revoked_on <= today]
            assert not (stands.validity is Validity.VALID and lifted)
            assert not (record.number and stands.validity is Validity.RESOURCES_DUE)

    @invariant()
    def admitted_plaques_stay_within_the_quota(self) -> None:
        today, at = self.now.astimezone(CHINA).date(), self.now + timedelta(seconds=1)
        for code in VILLAGES:
            place = find_place(code)
            assert place is not None
            catalogue, village = plaques.catalogue_in_force(place, today, at), plaques.standing_of(place, today, at)
            assert catalogue is not None and village is not None
            quota = catalogue.quota(village.village_class)
            assert village.admitted == 0 or quota is None or village.counted_plaques <= quota

    def teardown(self) -> None:
        for step in db.session.scalars(select(CaseStepRecord).where(CaseStepRecord.question.is_not(None))).all():
            again = judged_as_then(step)
            assert again is not None and again.as_data() == step.verdict, step.verdict
        db.session.rollback()


def _person(name: str) -> Actor:
    actor = actor_called(name)
    assert actor is not None
    return actor


def _all_cases() -> list[CaseRecord]:
    db.session.rollback()
    return list(db.session.scalars(select(CaseRecord).order_by(CaseRecord.number)).all())


def forget_what_happened() -> None:
    """The registry as it was seeded: an example must not find what the one before it left."""
    db.session.rollback()
    brought = select(admissions.AdmissionItemRecord.item)
    codes = list(db.session.scalars(brought).all())
    for table in (admissions.AdmissionItemRecord, admissions.AdmissionLifterRecord, admissions.AdmissionRecord):
        db.session.execute(delete(table))
    for table in (CaseStepRecord, CaseRecord, RequestRecord, TurnRecord):
        db.session.execute(delete(table))
    db.session.execute(delete(inventories.DecisionRecord).where(inventories.DecisionRecord.item.in_(codes)))
    db.session.execute(delete(plaques.PlaqueRecord).where(plaques.PlaqueRecord.code.in_(codes)))
    db.session.execute(delete(events.EventRecord).where(events.EventRecord.stream == "access"))
    db.session.execute(delete(events.StreamRecord).where(events.StreamRecord.name == "access"))
    of_model = approvals.ApprovalRecord.code.in_(APPROVALS)
    db.session.execute(
        update(approvals.ApprovalRecord).where(of_model).values(revoked_on=None, revocation_recorded_at=None)
    )
    db.session.commit()


def test_whatever_people_do_the_workflow_stays_lawful(
    app: Flask, database_url: str, record_property: Callable[[str, object], None]
) -> None:
    made = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize=not LONG,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Workflow, settings=made)
    assert db.session.scalar(select(func.count()).select_from(CaseRecord)) is not None
    engine = database_url.partition(":")[0].partition("+")[0]
    told = f"access workflow against its model on {engine}: {EXAMPLES} examples of {STEPS} steps, all hold"
    record_property("figure", told)
