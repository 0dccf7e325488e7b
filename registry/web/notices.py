"""What was told to one's unit, desk or village; how much of it is unread stands in every page's head."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask_login import login_required

from registry.domain.notices import Subject, subject_of
from registry.services import notices
from registry.store.notices import NoticeRecord
from registry.web.language import words
from registry.web.sessions import actor, who_acts

pages = Blueprint("notices", __name__, url_prefix="/notices")
LONGEST_NUMBER = 12
PAGES = {
    Subject.CASE: ("cases.one", "number"),
    Subject.APPROVAL: ("approvals.one", "code"),
    Subject.REPORT: ("reports.one", "number"),
    Subject.WEBHOOK: ("webhooks.one", "number"),
    Subject.MAIL: ("mail.addresses", ""),
}
"""The page of what a notice is about, and what its number is called in the address; empty where all have one page."""


def count_in_head(app: Flask) -> None:
    """Let the layout say how many notices are unread."""
    app.context_processor(lambda: {"unread_notices": _unread})


def _unread() -> int:
    person = actor()
    return notices.unread(person, now=datetime.now(UTC)) if person else 0


@pages.get("")
@login_required
def listed() -> str:
    """The notices, unread first; `before` a number, older ones."""
    before = _number(request.args.get("before", ""))
    found = notices.inbox(who_acts(), now=datetime.now(UTC), before=before)
    told = [(one, words().told(one.code, one.facts), _address(one)) for one in found]
    read = [one.id for one in found if one.read_at]
    older = read[-1] if read and len(found) == notices.MOST_SHOWN else None
    unread, rest = [t for t in told if not t[0].read_at], [t for t in told if t[0].read_at]
    return render_template("notices/list.html", unread=unread, read=rest, older=older)


@pages.post("/read")
@login_required
def read() -> Any:
    """Mark notices as read: one, or all that were shown."""
    numbers = [number for typed in request.form.getlist("notice") if (number := _number(typed)) is not None]
    notices.mark_read(numbers[: notices.MOST_SHOWN], actor=who_acts(), now=datetime.now(UTC))
    flash(words().say("page.notices_marked"))
    return redirect(url_for("notices.listed"))


def _number(typed: str) -> int | None:
    fits = typed.isascii() and typed.isdecimal() and len(typed) < LONGEST_NUMBER
    return min(int(typed), 2**31 - 1) if fits else None


def _address(notice: NoticeRecord) -> str:
    """Where what a notice tells of stands."""
    page, part = PAGES[subject_of(notice.code)]
    return url_for(page, **({part: notice.about} if part else {}))  # type: ignore[arg-type]
