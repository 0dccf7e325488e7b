"""What the feed tells of each kind, as a table; `python -m tests.house.feed_fields` puts it into docs/feed.md."""

import importlib
import pkgutil
from pathlib import Path

from registry import store
from registry.domain.feed import FOR_SOME, ThingKind
from registry.store.telling import OF_ITS_CASE, public_name, told_columns
from registry.store.things import NEVER_TOLD, THINGS, Part
from registry.words import words_in

FEED = Path(__file__).parents[2] / "docs" / "feed.md"
BEGINS, ENDS = "<!-- fields: written by tests/house/feed_fields.py -->", "<!-- end of the fields -->"

for _room in pkgutil.iter_modules(store.__path__):
    importlib.import_module(f"{store.__name__}.{_room.name}")


def fields() -> str:
    """A row for each kind, in the order of the enum, and the tables that are never told."""
    rows = [f"| `{kind.value}` | {_said(kind)} | {_read_by(kind)} | {_told(THINGS[kind])} |" for kind in ThingKind]
    never = [f"| `{table}` | {why} |" for table, why in sorted(NEVER_TOLD.items())]
    head = ["| kind | is | read by | `thing` holds |", "|---|---|---|---|"]
    return "\n".join([*head, *rows, "", "Never told:", "", "| table | because it holds |", "|---|---|", *never])


def _said(kind: ThingKind) -> str:
    return f"{words_in('zh').option('ThingKind', kind.value)} / {words_in('en').option('ThingKind', kind.value)}"


def _read_by(kind: ThingKind) -> str:
    if kind is ThingKind.ADMISSION:
        withheld = ", ".join(sorted(OF_ITS_CASE))
        return f"anybody, as at `/a/NUMBER`; but for {withheld}, which are told to those who read its case"
    return "those who may at the pages" if kind in FOR_SOME else "anybody"


def _told(parts: tuple[Part, ...]) -> str:
    told = []
    for part in parts:
        names = ", ".join(public_name(column.name) for column in told_columns(part))
        key = f"{public_name(part.of)}, " if part is parts[0] and part.name else ""
        told.append(f"{key}**{part.name}**: {names}" if part.name else names)
    return "; ".join(told)


def in_page(text: str) -> str:
    """The table as the page has it."""
    return text.partition(BEGINS)[2].partition(ENDS)[0].strip()


if __name__ == "__main__":
    page = FEED.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGINS)
    FEED.write_text(f"{before}{BEGINS}\n{fields()}\n{ENDS}{rest.partition(ENDS)[2]}", encoding="utf-8")
