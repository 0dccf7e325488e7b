"""Counting what a division was asked and how it was answered: a few statements each, also for a province."""

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from registry.domain.cases import Status, Verb
from registry.domain.overviews import AS_SUBMITTED, Answered, Demanded, Span
from registry.store.access import RequestRecord
from registry.store.base import db
from registry.store.cases import CaseRecord, CaseStepRecord
from registry.store.successions import Belonging


def demands(there: Belonging, span: Span) -> list[Demanded]:
    """The cases that were submitted in a span of days, counted by kind, day, what was said at first, where they stand
    and their leading ground."""
    first = aliased(CaseStepRecord)
    columns = (RequestRecord.kind, RequestRecord.on, first.status, CaseRecord.status, CaseRecord.leading_ground)
    found = (
        select(*columns, func.count())
        .select_from(CaseRecord)
        .join(RequestRecord, RequestRecord.number == CaseRecord.request)
        .join(first, and_(first.case == CaseRecord.number, first.position == 1))
        .where(there.holds(CaseRecord.place), RequestRecord.on.between(span.first, span.last))
        .where(first.status.in_(list(AS_SUBMITTED)))
        .group_by(*columns)
    )
    return [
        Demanded(kind, on, AS_SUBMITTED[said], Status(status), ground or "", number)
        for kind, on, said, status, ground, number in db.session.execute(found)
    ]


def answers(there: Belonging, span: Span) -> list[Answered]:
    """How often a township was asked for its word in a span of days, by the day and by when and how that ended."""
    asked, then = aliased(CaseStepRecord), aliased(CaseStepRecord)
    columns = (asked.began_on, then.began_on, then.verb)
    found = (
        select(*columns, func.count())
        .select_from(CaseRecord)
        .join(asked, asked.case == CaseRecord.number)
        .outerjoin(then, and_(then.case == asked.case, then.position == asked.position + 1))
        .where(there.holds(CaseRecord.place), asked.began_on.between(span.first, span.last))
        .where(asked.status == Status.AWAITING_VERIFICATION.value)
        .group_by(*columns)
    )
    return [
        Answered(began, ended, Verb(verb) if verb else None, number)
        for began, ended, verb, number in db.session.execute(found)
    ]


def has_samples(there: Belonging, span: Span) -> bool:
    """Whether any of them is a sample."""
    found = (
        select(RequestRecord.number)
        .join(CaseRecord, CaseRecord.request == RequestRecord.number)
        .where(there.holds(CaseRecord.place), RequestRecord.on.between(span.first, span.last), RequestRecord.sample)
    )
    return db.session.scalar(found.limit(1)) is not None
