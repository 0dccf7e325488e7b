"""Checking the chain of events, and that published lists still say what was published."""

from dataclasses import dataclass

from registry.domain.duties import Edition
from registry.domain.editions import fingerprint
from registry.domain.events import FIRST
from registry.store import duties, editions, events


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


def verify_lists() -> tuple[int, list[Break]]:
    """Compare every published edition with the fingerprint in the event of its publication: how many there are, and
    those that say something else today, or are gone."""
    checked, altered = 0, []
    for record in events.events_of("lists"):
        if record.verb != "publish_list":
            continue
        checked += 1
        edition = duties.find_edition(record.about)
        if edition is None or _fingerprint(edition) != record.facts["sha256"]:
            altered.append(Break("lists", record.position, f"altered {record.about}"))
    return checked, altered


def _fingerprint(edition: Edition) -> str:
    rows = duties.duty_list_in_passing(edition).duties
    lines = editions.descents_of([edition.code])[edition.code]
    return fingerprint(edition.township, edition.document_number, edition.effective_on, rows, lines)


def _wrong(record: events.EventRecord, expected: int, previous: str) -> str:
    if record.position != expected:
        return "missing"
    if record.previous_hash != previous:
        return "chain"
    return "" if record.as_event().hash() == record.hash else "changed"
