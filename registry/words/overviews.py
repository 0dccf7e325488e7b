"""An overview as tables in words, for whoever draws or writes them: the same rows on a page and in a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from registry.words import Words

JUDGED = ("admit", "refer", "reject")
ROOM = ("free", "full", "over")
ONE = ("one",)
"""The looks of what a chart shows of a row, from left to right."""
EXPLAINED = ("waits", "clean_up", "plaques")


@dataclass(frozen=True, slots=True)
class Row:
    """A line: its name, its numbers under the columns (None where there is none), the code of the article that its name
    leads to, if any, and a shorter name where there is little room."""

    name: str
    numbers: tuple[int | None, ...]
    code: str = ""
    short: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its title and the names of its columns, the first of them that of the rows.

    A chart shows the numbers at the places `charted`, each in the look that `looks` names; `over_time` says that the
    rows follow one another in time. `lead` says below the title what has to be known.
    """

    key: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    looks: tuple[str, ...] = ONE
    charted: tuple[int, ...] = (0,)
    over_time: bool = False
    lead: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(row.numbers[place] for row in self.rows for place in self.charted)


def tables_of(found: Mapping[str, Any], words: Words) -> tuple[Table, ...]:
    """The tables of an overview as `services/overviews.py` tells it."""
    leads = {key: words.say(f"page.seeing_{key}_lead", until=found["until"]) for key in EXPLAINED}
    return tuple(replace(table, lead=leads.get(table.key, "")) for table in _tables(found, words))


def _tables(found: Mapping[str, Any], words: Words) -> tuple[Table, ...]:
    return (
        _judged("kinds", found["kinds"], lambda one: words.kind(one["kind"]), words),
        _judged("months", found["months"], lambda one: month_in(one["month"], words), words, over_time=True),
        _counted("grounds", found["grounds"], lambda one: words.headline(one["ground"]), words, code="ground"),
        _counted("statuses", found["statuses"], lambda one: words.status(one["status"]), words),
        _counted("waits", found["waits"], lambda one: words.option("Took", one["took"]), words),
        _counted("clean_up", found["cleanUp"], lambda one: words.option("CleanUpStatus", one["status"]), words),
        _plaques(found["plaques"], words),
    )


def month_in(month: str, words: Words) -> str:
    """2026-03 as officials write it."""
    year, number = month.split("-")
    return words.say("page.seeing_month", year=year, month=int(number))


def span_in(since: date, until: date, words: Words) -> str:
    """The days looked at."""
    return words.say("page.seeing_span", since=since, until=until)


def _judged(key: str, found: Sequence[Mapping[str, Any]], name: Any, words: Words, *, over_time: bool = False) -> Table:
    said = [words.outcome(look.upper()) for look in JUDGED]
    columns = (words.say(f"page.seeing_{key}_column"), *said, words.say("page.seeing_all"))
    rows = [
        Row(
            name(one),
            (*(one[look] for look in JUDGED), sum(one[look] for look in JUDGED)),
            short=one.get("month", "").replace("-", "."),
        )
        for one in found
    ]
    title = words.say(f"page.seeing_{key}")
    return Table(key, title, columns, tuple(rows), JUDGED, (0, 1, 2), over_time)


def _counted(key: str, found: Sequence[Mapping[str, Any]], name: Any, words: Words, *, code: str = "") -> Table:
    columns = (words.say(f"page.seeing_{key}_column"), words.say("page.seeing_number"))
    rows = tuple(Row(name(one), (one["number"],), one[code] if code else "") for one in found)
    return Table(key, words.say(f"page.seeing_{key}"), columns, rows)


def _plaques(found: Sequence[Mapping[str, Any]], words: Words) -> Table:
    names = ("class", "villages", "on_record", "free", "full", "over")
    columns = tuple(words.say(f"page.overview_{name}") for name in names)
    told = ("villages", "onRecord", "withFreePlaces", "full", "overQuota")
    rows = tuple(Row(words.village_class(one["villageClass"]), tuple(one[name] for name in told)) for one in found)
    return Table("plaques", words.say("page.seeing_plaques"), columns, rows, ROOM, (2, 3, 4))
