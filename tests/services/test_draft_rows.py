"""Amending a draft row by row through the services: only as it was seen, only rows that are there, each step told."""

from datetime import timedelta

import pytest
from flask import Flask

from registry.domain import errors
from registry.domain.actors import Actor
from registry.domain.duties import Duty, DutyTier
from registry.services import draft_rows, drafting, drafts
from registry.services.events import verify_events
from registry.services.people import actor_called
from registry.store.editions import DraftRecord
from tests.conftest import NOW

PLACE, LATER = "620102001000", NOW + timedelta(minutes=5)
NEW = Duty("", DutyTier.BASIC, 1, "民生服务", "办好社区书屋夜间开放")


@pytest.fixture
def draft(app: Flask, officer_wang: Actor) -> DraftRecord:
    """A draft that Officer Wang began from the list there is."""
    return drafting.draft_from_latest(PLACE, actor=officer_wang, now=NOW)


def test_a_draft_is_amended_only_as_it_was_seen(draft: DraftRecord, officer_wang: Actor) -> None:
    seen, rows = drafts.as_seen(draft), draft.says()
    kept = draft_rows.put_row(draft.code, NEW, seen=seen, actor=officer_wang, now=LATER)
    added = next(row for row in kept.says() if row.matter == NEW.matter)
    assert added.code and added.code not in {row.code for row in rows}
    with pytest.raises(errors.DraftChangedMeanwhile):
        draft_rows.take_out_row(draft.code, rows[0].code, seen=seen, actor=officer_wang, now=LATER)
    with pytest.raises(errors.DraftChangedMeanwhile):
        drafts.send(draft.code, seen=seen, actor=officer_wang, now=LATER)
    fresh = drafts.as_seen(drafts.draft_called(draft.code, actor=officer_wang))
    drafts.send(draft.code, seen=fresh, actor=officer_wang, now=LATER)
    assert verify_events()[1] == []


def test_a_reviewer_approves_what_they_saw_and_nothing_else(draft: DraftRecord, officer_wang: Actor) -> None:
    zhou = actor_called("zhou")
    assert zhou is not None
    seen = drafts.as_seen(drafts.send(draft.code, actor=officer_wang, now=NOW))
    drafts.return_draft(draft.code, reason="写法不准", actor=zhou, now=LATER)
    drafts.send(draft.code, actor=officer_wang, now=LATER + timedelta(minutes=1))
    with pytest.raises(errors.DraftChangedMeanwhile):
        drafts.approve(draft.code, seen=seen, actor=zhou, now=LATER + timedelta(minutes=2))


def test_what_cannot_be_done_with_rows_is_refused(draft: DraftRecord, officer_wang: Actor) -> None:
    one = draft.says()[0].code
    more = {"seen": drafts.as_seen(draft), "actor": officer_wang, "now": LATER}
    with pytest.raises(errors.NotFound):
        draft_rows.take_out_row(draft.code, "nowhere", **more)
    with pytest.raises(errors.BadInput):
        draft_rows.merge_rows(draft.code, [one, one], NEW, **more)
    with pytest.raises(errors.MissingAnswer):
        draft_rows.split_row(draft.code, one, ["只有一项", " "], **more)
    with pytest.raises(errors.TooMany):
        draft_rows.split_row(draft.code, one, [f"第{at}项事" for at in range(21)], **more)
    stranger = actor_called("ma")
    assert stranger is not None
    with pytest.raises(errors.NotPermitted):
        draft_rows.put_row(draft.code, NEW, **more | {"actor": stranger})
    assert len(drafts.draft_called(draft.code, actor=officer_wang).says()) == len(draft.says())


def test_a_draft_begun_twice_is_the_same_until_it_is_touched(draft: DraftRecord, officer_wang: Actor) -> None:
    again = drafting.draft_from_latest(PLACE, actor=officer_wang, now=LATER)
    assert again.code == draft.code
    draft_rows.put_row(draft.code, NEW, seen=drafts.as_seen(draft), actor=officer_wang, now=LATER)
    another = drafting.draft_from_latest(PLACE, actor=officer_wang, now=LATER + timedelta(minutes=1))
    assert another.code != draft.code
