"""The two dates of a page: the day it shows, and up to when the record counts; what was typed, and what is wrong."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from flask import request

from registry.domain.errors import BadInput
from registry.domain.question import CHINA, day, moment
from registry.web.language import legible, words


@dataclass(frozen=True)
class AsOf:
    """`on` and `known_at` as read (today and now where nothing readable was typed), and as they were typed.

    `wrong` holds a sentence by field.
    """

    on: date
    known_at: datetime
    typed_on: str = ""
    typed_known_at: str = ""
    wrong: dict[str, str] = field(default_factory=dict)

    @property
    def query(self) -> dict[str, str]:
        """What goes into an address so that it shows the same day."""
        given = {"on": self.typed_on, "known_at": self.typed_known_at}
        return {name: text for name, text in given.items() if text and name not in self.wrong}


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Today in China."""
    return now().astimezone(CHINA).date()


def asked_for() -> AsOf:
    """The two dates of the address."""
    at, wrong = now(), dict[str, str]()
    typed_on, typed_known_at = request.args.get("on", "").strip(), request.args.get("known_at", "").strip()
    on, known_at = at.astimezone(CHINA).date(), at
    try:
        on = day(typed_on, field="on") if typed_on else on
    except BadInput as error:
        wrong["on"] = legible(words().error(error))
    try:
        known_at = moment(typed_known_at, now=at) if typed_known_at else at
    except BadInput as error:
        wrong["known_at"] = legible(words().error(error))
    return AsOf(on, known_at, legible(typed_on[:60]), legible(typed_known_at[:60]), wrong)
