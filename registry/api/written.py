"""What is told of objects and lists, written out as straight lines of Python: no call for a field that is plain data.

Of a document nothing goes into the text but names of GraphQL (letters, digits, underlines); all else is bound to it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import CodeType
from typing import Any

from registry.api.ways import Tell, Way, of_what_is_called, way_of_lists

MOST_KEPT = 1_024
"""Texts that are kept compiled: many documents ask the same of a type."""
_LEADS = ", running, path"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an answer: under which key, and which way its value is told.

    The value is `held` as data under a name, or else `resolve` gives it, for what is held, the run and its path.
    """

    key: str
    way: Way
    held: str = ""
    resolve: Tell | None = None


def written_object(name: str, fields: Sequence[Field]) -> tuple[Tell, Tell | None]:
    """How an object of a type is completed, and many that are shown together. There is nothing for many where the run
    and the path are needed."""
    leads = any(field.resolve is not None or field.way.leads for field in fields)
    bound: dict[str, Any] = {}
    lines = [f"def complete(held{_LEADS if leads else ''}):"]
    for at, field in enumerate(fields):
        bound[f"resolve{at}"] = field.resolve
        lines.append(f" x = resolve{at}(held{_LEADS})" if field.resolve else f" x = held[{field.held!r}]")
        path = f"(path, {field.key!r}, {name!r})"
        lines.append(f" v{at} = {_told(field.way, at, path, bound, held=not field.resolve)}")
    told = ", ".join(f"{field.key!r}: v{at}" for at, field in enumerate(fields))
    complete = _made([*lines, f" return {{{told}}}"], bound)
    return complete, None if leads else _columns(fields, told)


def _columns(fields: Sequence[Field], told: str) -> Tell:
    if not fields:  # all were left out
        return lambda held: [{} for _ in range(len(held))]
    bound: dict[str, Any] = {}
    lines = ["def complete(held):"]
    for at, field in enumerate(fields):
        bound[f"every{at}"], column = field.way.every, f"held.column({field.held!r})"
        each = f"[{_told(field.way, at, '', bound)} for x in {column}]"
        lines.append(f" c{at} = every{at}({column})" if field.way.every else f" c{at} = {each}")
    values, columns = (", ".join(f"{of}{at}" for at in range(len(fields))) for of in "vc")
    return _made([*lines, f" return [{{{told}}} for {values}, in zip({columns})]"], bound)


def written_list(of: Way, *, must: bool) -> Way:
    """How lists of what is told this way are told."""
    if of.every is not None:
        return way_of_lists(of.every, leads=False, must=must)
    bound: dict[str, Any] = {}
    told = _told(of, 0, "(path, at, None)", bound)
    each = "for at, x in enumerate(items)" if of.leads else "for x in items"
    lines = [f"def complete(items{_LEADS if of.leads else ''}):", f" return [{told} {each}]"]
    return way_of_lists(_made(lines, bound), leads=of.leads, must=must)


def _told(way: Way, at: int, path: str, bound: dict[str, Any], *, held: bool = False) -> str:
    """What `x` is told as; where it is `held` as data, a call may stand for it."""
    given = f"x, running, {path}" if way.leads else "x"
    bound |= {f"tell{at}": of_what_is_called(way.tell) if held else way.tell, f"quick{at}": way.quick}
    if way.known is not None:
        bound[f"known{at}"] = way.known
        return f"known{at}.get(x) or tell{at}({given})"
    if not way.test:
        return f"tell{at}({given})"
    quick = f"quick{at}({given})" if way.quick else "x"
    return f"{quick} if {way.test.format(x='x')} else tell{at}({given})"


def _made(lines: Iterable[str], bound: dict[str, Any]) -> Tell:
    exec(_compiled("\n".join(lines)), bound)  # noqa: S102 - names alone come from a document, see above
    made: Tell = bound["complete"]
    return made


@lru_cache(maxsize=MOST_KEPT)
def _compiled(text: str) -> CodeType:
    return compile(text, "<written>", "exec")
