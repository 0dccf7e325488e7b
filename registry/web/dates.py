"""The two dates of a page, read from its address; the same on every page (templates/dates.html shows them)."""

from datetime import UTC, date, datetime

from flask import request

from registry.domain.as_of import AsOf, dates_asked
from registry.domain.question import CHINA


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Today in China."""
    return now().astimezone(CHINA).date()


def page_dates() -> AsOf:
    """The two dates of the address; today and now on a page that answers a form, for whoever acts does so now."""
    typed = {} if request.method == "POST" else request.args
    return dates_asked(typed.get("on"), typed.get("known_at"), now=now())
