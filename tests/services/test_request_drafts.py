"""Drafts of requests and attachments: one's own unit's only, turned into a request whole, or gone without a trace."""

import hashlib
from datetime import timedelta

import pytest
from flask import Flask

from registry.domain.actors import Actor
from registry.domain.errors import AttachmentRefused, NotFound, NotPermitted, RequestClosed, TextTooLong, TooMany
from registry.services import attachments, cases, request_drafts, requests
from registry.services.access import Demand
from registry.services.events import verify_events
from registry.services.people import actor_called
from registry.store.access import RequestRecord, find_request
from registry.store.attachments import AttachmentRecord, attachments_of
from registry.store.base import db
from registry.store.events import events_about
from registry.store.request_drafts import RequestDraftRecord
from tests.conftest import NOW
from tests.samples_of_files import PDF, PNG

HALF_TYPED = Demand(kind="delegation", place="酒泉路", answers={"matter": "防汛", "role": "谁知道"}, on="三月")
WHOLE = Demand(kind="delegation", place="620102001000", answers={"matter": "防汛抗旱"})
LATER = NOW + timedelta(minutes=5)
FILES = [("依据.pdf", PDF), ("照片.png", PNG)]


def called(name: str) -> Actor:
    actor = actor_called(name)
    assert actor is not None
    return actor


def kept(by: Actor, demand: Demand = HALF_TYPED, **more: object) -> RequestDraftRecord:
    given = {"application": {"posts": "1名", "money": " "}, "places": ["张掖路", ""], "actor": by, "now": NOW, **more}
    return request_drafts.keep(demand, **given)  # type: ignore[arg-type]


def counted() -> tuple[int, int, int]:
    """Drafts, requests and attachments on file."""
    db.session.rollback()
    return tuple(db.session.query(record).count() for record in (RequestDraftRecord, RequestRecord, AttachmentRecord))  # type: ignore[return-value]


def test_what_was_typed_is_kept_as_it_is_without_judging(clerk_li: Actor) -> None:
    draft = kept(clerk_li)
    assert (draft.number, draft.subject, draft.revision, draft.kept_by_name) == ("RD2026-000001", "防汛", 1, "李经办")
    assert draft.demand["answers"] == {"matter": "防汛", "role": "谁知道"} and draft.demand["on"] == "三月"
    assert draft.demand["places"] == ["张掖路", ""] and draft.application == {"posts": "1名"}
    assert counted() == (1, 0, 0)


def test_only_ones_own_unit_sees_a_draft(clerk_li: Actor) -> None:
    draft = kept(clerk_li, files=FILES)
    [paper, _] = attachments_of(draft=draft.number)
    assert [one.number for one in request_drafts.own_drafts(clerk_li)] == [draft.number]
    for other in (called("chen"), called("wang")):
        assert request_drafts.own_drafts(other) == []
        with pytest.raises(NotFound):
            request_drafts.request_draft_called(draft.number, actor=other)
        with pytest.raises(NotFound):
            request_drafts.discard(draft.number, actor=other, now=NOW)
        with pytest.raises(NotFound):
            attachments.remove(paper.number, actor=other, now=NOW)
        stolen = kept(other, number=draft.number, revision=1)
        assert stolen.number != draft.number and stolen.unit == other.unit
    for reader in ("sun", "feng", "zheng"):
        with pytest.raises(NotFound):
            attachments.attachment_called(paper.number, actor=called(reader), now=NOW)
    with pytest.raises(NotPermitted):
        request_drafts.own_drafts(called("sun"))
    told = events_about(draft.number, stream="access")
    assert [event.verb for event in told] == ["keep_draft"] and "防汛" not in str(told[0].facts)


def test_of_two_who_go_on_with_one_draft_neither_loses_their_words(clerk_li: Actor) -> None:
    draft = kept(clerk_li)
    first = kept(clerk_li, WHOLE, number=draft.number, revision=1, now=LATER)
    assert (first.number, first.revision) == (draft.number, 2)
    second = kept(clerk_li, number=draft.number, revision=1, now=LATER)
    assert second.number == "RD2026-000002" and counted()[0] == 2


def test_a_draft_becomes_a_request_with_its_files_and_is_gone(clerk_li: Actor) -> None:
    draft = kept(clerk_li, WHOLE, files=FILES)
    asked = requests.submit(WHOLE, draft=draft.number, files=[("三.png", PNG)], actor=clerk_li, now=NOW, once="mark")
    attached = attachments_of(request=asked.number)
    assert [one.name for one in attached] == ["依据.pdf", "照片.png", "三.png"]
    assert counted() == (0, 1, 3)
    again = requests.submit(WHOLE, draft=draft.number, actor=clerk_li, now=NOW, once="mark")
    assert again.number == asked.number
    submitted = events_about(asked.number, stream="access")[0]
    assert submitted.facts["draft"] == draft.number
    assert verify_events()[1] == []


def test_a_request_whose_draft_is_gone_keeps_nothing(clerk_li: Actor) -> None:
    draft = kept(clerk_li, WHOLE, files=FILES)
    request_drafts.discard(draft.number, actor=clerk_li, now=LATER)
    assert counted() == (0, 0, 0)
    assert [e.verb for e in events_about(draft.number, stream="access")] == ["keep_draft", "discard_draft"]
    with pytest.raises(NotFound):
        requests.submit(WHOLE, draft=draft.number, actor=clerk_li, now=NOW)
    assert counted() == (0, 0, 0)


def test_a_draft_has_bounds(clerk_li: Actor) -> None:
    with pytest.raises(TextTooLong) as refused:
        kept(clerk_li, application={"basis": "长" * 120_000})
    assert refused.value.field == "basis"
    with pytest.raises(TooMany):
        kept(clerk_li, files=[("照片.png", PNG)] * 21)
    draft = kept(clerk_li, files=[("照片.png", PNG)] * 20)
    with pytest.raises(TooMany):
        kept(clerk_li, number=draft.number, revision=1, files=FILES)
    assert counted() == (1, 0, 20)


def test_files_are_attached_while_the_request_is_open_by_the_unit_that_asked(clerk_li: Actor, app: Flask) -> None:
    asked = requests.submit(WHOLE, actor=clerk_li, now=NOW)
    [record] = attachments.attach(asked.number, FILES[:1], actor=clerk_li, now=NOW)
    assert (record.size, record.sha256) == (len(PDF), hashlib.sha256(PDF).hexdigest())
    with pytest.raises(NotPermitted):
        attachments.attach(asked.number, FILES, actor=called("wang"), now=NOW)
    with pytest.raises(NotFound):
        attachments.attach(asked.number, FILES, actor=called("chen"), now=NOW)
    with pytest.raises(AttachmentRefused):
        attachments.attach(asked.number, [FILES[1], ("坏.pdf", b"x")], actor=clerk_li, now=NOW)
    with pytest.raises(NotPermitted):
        attachments.remove(record.number, actor=clerk_li, now=NOW)
    cases.withdraw(f"{asked.number}-001", "不再需要", actor=clerk_li, now=NOW)
    with pytest.raises(RequestClosed):
        attachments.attach(asked.number, FILES, actor=clerk_li, now=NOW)
    assert counted() == (0, 1, 1)


def test_who_may_read_a_case_reads_its_files_and_nobody_else(clerk_li: Actor) -> None:
    asked = requests.submit(WHOLE, files=FILES, actor=clerk_li, now=NOW)
    number = attachments_of(request=asked.number)[0].number
    for name in ("li", "wang", "sun", "feng", "zheng"):
        assert attachments.attachment_called(number, actor=called(name), now=NOW).content == PDF
    for name in ("ma", "chen", "zhao"):
        with pytest.raises(NotFound):
            attachments.attachment_called(number, actor=called(name), now=NOW)
    assert find_request(asked.number) is not None
