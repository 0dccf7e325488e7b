"""What waits for the reader, the most urgent first, and what their unit waits for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from flask import Blueprint, render_template, url_for
from flask_login import login_required

from registry.domain.actors import Action, Actor, Role, may
from registry.domain.delegated import CleanUpStatus
from registry.domain.desk import Waiting, Waits
from registry.domain.question import CHINA
from registry.services.approval_effects import MOST_COUNTED, offered_to
from registry.services.cases_due import CaseDue, cases_due, cases_under_way
from registry.services.desk import waiting_for
from registry.services.due import Due, adjustments_due
from registry.services.limits import Deadline
from registry.services.request_drafts import own_drafts
from registry.store.units import merger_of
from registry.web.language import words
from registry.web.sessions import who_acts, who_may_submit

pages = Blueprint("work", __name__, url_prefix="/work")

_EMPTY = {
    Role.TOWNSHIP_DESK: "page.work_none_township",
    Role.LIST_OFFICE: "page.work_none_list_office",
    Role.DEPARTMENT_CLERK: "page.work_none_department",
    Role.VILLAGE: "page.work_none_village",
    Role.JUSTICE: "page.work_none_justice",
    Role.CIVIL_AFFAIRS: "page.work_none_civil_affairs",
    Role.PROVINCE: "page.work_none_province",
    Role.OVERSIGHT: "page.work_none_oversight",
    Role.ADMINISTRATOR: "page.work_none_administrator",
}
"""What is said, and what to do, where nothing waits for a role."""


@dataclass(frozen=True)
class Item:
    """One thing to do: what it is about, where it is done, as what, for whom, and its limit."""

    title: str
    there: str
    what: str
    unit: str
    number: str
    deadline: Deadline | None
    ends: date | None = None
    since: datetime | None = None
    has_limit: bool = True

    @property
    def said(self) -> list[str]:
        """What stands below its title."""
        return [part for part in (self.what, self.unit, self.number) if part]

    @property
    def last_day(self) -> date:
        return self.ends or (self.deadline.last_day if self.deadline else None) or date.max


@pages.get("")
@login_required
def waiting() -> str:
    """The work list of the reader's role."""
    person, now = who_acts(), datetime.now(UTC)
    todo = [_of_case(due) for due in cases_due(person, now=now)]
    todo += [_of_adjustment(due, person) for due in _adjustments(person, now)]
    todo += [_of_waiting(one) for one in waiting_for(person, now=now)]
    return render_template(
        "work/work.html",
        todo=sorted(todo, key=lambda item: (item.last_day, item.since or now)),
        empty=_EMPTY[person.role],
        under_way=[_of_case(due) for due in cases_under_way(person, now=now)],
        offers=offered_to(person, now, most=MOST_COUNTED),
        merger=merger_of(person.unit),
        drafts=own_drafts(person) if who_may_submit() else [],
        submits=who_may_submit() is not None,
    )


def _adjustments(person: Actor, now: datetime) -> Iterable[Due]:
    if not may(person, Action.READ_ADJUSTMENT):
        return ()
    return adjustments_due(person, now.astimezone(CHINA).date())


def _of_case(due: CaseDue) -> Item:
    asked = due.asked
    return Item(
        title=f"{asked.subject} · {due.case.place_name}" if asked else due.case.place_name,
        there=url_for("cases.one", number=due.case.number),
        what=words().option("LimitStep", due.step.value),
        unit=str(asked.asked_by["name"]) if asked else "",
        number=due.case.number,
        deadline=due.deadline,
        since=due.case.last_step.recorded_at,
    )


_PAGES = {
    Waits.APPROVAL: ("approvals.one", "code"),
    Waits.APPROVAL_UNPROVEN: ("approvals.one", "code"),
    Waits.REPORT: ("reports.one", "number"),
    Waits.DRAFT_AMEND: ("drafts.one", "code"),
    Waits.DRAFT_REVIEW: ("drafts.one", "code"),
    Waits.DRAFT_PUBLISH: ("drafts.one", "code"),
    Waits.DELEGATED_HEAR: ("delegated.one", "number"),
    Waits.DELEGATED_ASSESS: ("delegated.one", "number"),
    Waits.DELEGATED_DECIDE: ("delegated.one", "number"),
    Waits.RESOURCES: ("cases.one", "number"),
    Waits.ENDING: ("cases.one", "number"),
    Waits.HANGING: ("villages.one", "code"),
    Waits.INVENTORY: ("villages.one", "code"),
    Waits.OVER_QUOTA: ("villages.one", "code"),
    Waits.ANSWERS: ("notices.listed", ""),
    Waits.MAIL: ("mail.addresses", ""),
    Waits.CALENDAR: ("", ""),
}
"""Where each is done, and what its number is called in the address; nowhere what is done at the command line."""
_MANY_MATTERS = {
    Waits.DELEGATED_HEAR: "",
    Waits.DELEGATED_ASSESS: CleanUpStatus.OPEN.value,
    Waits.DELEGATED_DECIDE: CleanUpStatus.ASSESSED.value,
}
"""What the table of a place is narrowed to where one line stands for many of its matters."""


def _of_waiting(one: Waiting) -> Item:
    facts = {"count": one.count, "bodies": one.bodies, "over": one.over, "many": one.count > 1, "about": one.about}
    what = words().say(f"page.waits_{one.waits.value.lower()}", **facts)
    return Item(
        title=one.title or what,
        there=_address(one),
        what=what if one.title else "",
        unit=one.unit,
        number=one.about if one.title else "",
        deadline=None,
        ends=one.last_day,
        since=one.since,
        has_limit=False,
    )


def _address(one: Waiting) -> str:
    if one.count > 1 and one.waits in _MANY_MATTERS:
        return url_for("delegated.matters", place=one.about, status=_MANY_MATTERS[one.waits] or None)
    page, part = _PAGES[one.waits]
    return url_for(page, **({part: one.about} if part else {})) if page else ""  # type: ignore[arg-type]


def _of_adjustment(due: Due, person: Actor) -> Item:
    record = due.adjustment
    return Item(
        title=record.shown_to(person.unit).title,
        there=url_for("adjustments.one", number=record.number),
        what=words().option("LimitStep", due.step.value),
        unit=record.unit_name,
        number=record.number,
        deadline=due.deadline,
    )
