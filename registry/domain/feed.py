"""The change feed: what sorts of things it tells of, and the cursor that says how far somebody has read."""

import base64
import binascii
import re
from dataclasses import dataclass
from enum import StrEnum

from registry.domain.errors.feed import BadCursor


class ThingKind(StrEnum):
    """What can change: each is told as a whole, with all that belongs to it."""

    DIVISION = "DIVISION"
    DIVISION_CHANGE = "DIVISION_CHANGE"
    NUMBER_PREFIX = "NUMBER_PREFIX"
    UNIT = "UNIT"
    WORK_CALENDAR_DAY = "WORK_CALENDAR_DAY"
    STATUTORY_DUTY = "STATUTORY_DUTY"
    EDITION = "EDITION"
    APPROVAL = "APPROVAL"
    EMERGENCY = "EMERGENCY"
    ASSESSMENT = "ASSESSMENT"
    PLAQUE_CATALOGUE = "PLAQUE_CATALOGUE"
    CERTIFICATE_CATALOGUE = "CERTIFICATE_CATALOGUE"
    RETAINED_LIST = "RETAINED_LIST"
    INVENTORY_PLAQUE = "INVENTORY_PLAQUE"
    INVENTORY_BODY = "INVENTORY_BODY"
    INVENTORY_DECISION = "INVENTORY_DECISION"
    DELEGATED_MATTER = "DELEGATED_MATTER"
    CHIEF_DUTY = "CHIEF_DUTY"
    SIGNING_KEY = "SIGNING_KEY"
    ADMISSION = "ADMISSION"
    LIMIT = "LIMIT"
    REQUEST = "REQUEST"
    CASE = "CASE"
    SLIP = "SLIP"
    ADJUSTMENT = "ADJUSTMENT"


FOR_SOME = frozenset({ThingKind.LIMIT, ThingKind.REQUEST, ThingKind.CASE, ThingKind.SLIP, ThingKind.ADJUSTMENT})
"""Read by those who are signed in and may read the one thing at the pages; all others are read by anybody."""

MOST = 100
"""Changes in one page."""
_CURSOR = re.compile(r"([0-9a-f]{16})\.(\d{1,18})\.([0-9a-f]{8})")
_LONGEST_CURSOR = 100


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a feed was read: which feed, the last position, and the mark of what stood there.

    The mark tells a registry that was set back to an older copy, and wrote on from there, from the one that was read.
    """

    feed: str
    position: int
    mark: str

    def as_text(self) -> str:
        """As it goes out; nobody need read it."""
        return base64.urlsafe_b64encode(f"{self.feed}.{self.position}.{self.mark}".encode()).decode().rstrip("=")


def read_cursor(typed: str) -> Cursor:
    """A cursor as it went out. Raises BadCursor for what never did."""
    wanted = typed.strip()
    try:
        spelled = base64.urlsafe_b64decode(f"{wanted}{'=' * (-len(wanted) % 4)}".encode("ascii")).decode("ascii")
    except (UnicodeError, binascii.Error, ValueError):
        raise BadCursor("UNREADABLE") from None
    found = _CURSOR.fullmatch(spelled) if len(wanted) <= _LONGEST_CURSOR else None
    if found is None:
        raise BadCursor("UNREADABLE")
    return Cursor(found[1], int(found[2]), found[3])
