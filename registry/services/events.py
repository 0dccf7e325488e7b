"""Checking the chain of events."""

from dataclasses import dataclass

from registry.domain.events import FIRST
from registry.store import events


@dataclass(frozen=True)
class Break:
    """The first event of a stream that is not as it was written, and what is wrong with it."""

    stream: str
    position: int
    what: str


def verify_events() -> tuple[int, list[Break]]:
    """Walk every stream: how many events there are, and the first break in each."""
    checked, breaks = 0, []
    for head in events.streams():
        previous, position = FIRST, 0
        for record in events.events_of(head.name):
            checked += 1
            what = _wrong(record, position + 1, previous)
            if what:
                breaks.append(Break(head.name, position + 1, what))
                break
            previous, position = record.hash, record.position
        else:
            if (position, previous) != (head.position, head.hash):
                breaks.append(Break(head.name, position + 1, "missing"))
    return checked, breaks


def _wrong(record: events.EventRecord, expected: int, previous: str) -> str:
    if record.position != expected:
        return "missing"
    if record.previous_hash != previous:
        return "chain"
    return "" if record.as_event().hash() == record.hash else "changed"
