"""The two dates of what is shown or told: `on`, the day it is true of, and `known_at`, up to when the record counts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from registry.domain.errors import BadInput
from registry.domain.question import CHINA, day, moment

LONGEST_TYPED = 60

ReadT = TypeVar("ReadT")


@dataclass(frozen=True)
class AsOf:
    """Both dates as read (`known_at` aware), and as they were typed.

    What cannot be read stands in `wrong` under its name, `on` or `known_at`, and today or now in its place.
    """

    on: date
    known_at: datetime
    typed_on: str = ""
    typed_known_at: str = ""
    wrong: Mapping[str, BadInput] = field(default_factory=dict)

    @property
    def is_now(self) -> bool:
        """Whether neither was asked for, so that something can be done."""
        return not self.typed_on and not self.typed_known_at

    @property
    def query(self) -> dict[str, str]:
        """What goes into an address so that it shows the same day: what was typed and could be read."""
        given = {"on": self.typed_on, "known_at": self.typed_known_at}
        return {name: text for name, text in given.items() if text and name not in self.wrong}

    @property
    def status(self) -> int:
        """The HTTP status of a page that comes back for these dates: 200, or 400 where one cannot be read."""
        return 400 if self.wrong else 200

    def both(self) -> tuple[date, datetime]:
        """The two dates. Raises what is wrong with them: MalformedDate, KnownAtInFuture."""
        for error in self.wrong.values():
            raise error
        return self.on, self.known_at


def dates_asked(on: str | None, known_at: str | None, *, now: datetime) -> AsOf:
    """The two dates as they were typed at whichever door; today and now where nothing was. `now` is aware."""
    if not on and not known_at:
        return AsOf(now.astimezone(CHINA).date(), now)
    typed_on, typed_known_at, wrong = (on or "").strip(), (known_at or "").strip(), dict[str, BadInput]()

    def read(name: str, typed: str, reading: Callable[[], ReadT], otherwise: ReadT) -> ReadT:
        try:
            return reading() if typed else otherwise
        except BadInput as error:
            wrong[name] = error
            return otherwise

    return AsOf(
        on=read("on", typed_on, lambda: day(typed_on, field="on"), now.astimezone(CHINA).date()),
        known_at=read("known_at", typed_known_at, lambda: moment(typed_known_at, now=now), now),
        typed_on=typed_on[:LONGEST_TYPED],
        typed_known_at=typed_known_at[:LONGEST_TYPED],
        wrong=wrong,
    )
