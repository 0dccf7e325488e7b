"""Fields 域 of a .docx: what their instructions say, however they are cut into runs and put into one another.

A field that runs something is refused, one that reads from outside when it is updated, and one whose very name or
source other fields spell out: nobody can tell what it will do before it does it.
"""

import re
from collections.abc import Mapping

from registry.domain.contents import Flaw, Unfit

Attributes = Mapping[str, str]
_NESTED = "\ufffc"
"""Stands in an instruction for a field inside it."""
_RUNNING = frozenset({"DDE", "DDEAUTO"})
_READING = frozenset({"INCLUDETEXT", "INCLUDE", "IMPORT", "LINK", "DATABASE", "RD"})
_MAY_BE_FOLLOWED = frozenset({"IF", "SET", "REF", "QUOTE", "COMPARE"})
_MAY_LINK_TO = frozenset({"http", "https", "mailto", "tel", "file"})
_RUNNING_WORD = re.compile(r"\bDDE(?:AUTO)?\b", re.I)
_NAME = re.compile(r"[A-Za-z]*")
_LEADS_OUT = re.compile(r"(?:^|[\s\"“”'])\s*(?:[a-z][a-z0-9+.-]+:|\\\\|//)", re.I)
_SCHEME = re.compile(r"[\s\"“”]*([a-z][a-z0-9+.-]+):", re.I)
_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”")
_SWITCH = re.compile(r"\\\S\s*\S+")
_CODE = re.compile(r"(?<!\S)(?:\d+|0x[0-9a-f]+)(?!\S)", re.I)
_PICTURES = frozenset({"imagedata", "fill", "stroke"})
_SOURCE = re.compile(r"\s*(?:[a-z][a-z0-9+.-]+:|\\\\|//)", re.I)


class _Field:
    def __init__(self) -> None:
        self.said, self.shows_result = "", False


class FieldReader:
    """Takes the elements of one part; raises Unfit for a field that is not taken, some only at its `end_of_part`."""

    def __init__(self) -> None:
        self._inside: list[str] = []
        self._stray = _Field()
        self._open: list[_Field] = []
        self._all: list[str] = []

    def begin(self, name: str, given: Attributes) -> None:
        plain = {key.rpartition(":")[2]: said for key, said in given.items()}
        local = name.rpartition(":")[2]
        self._inside.append(local)
        if local == "fldChar":
            self._mark(plain.get("fldCharType", ""))
        if "instr" in plain:
            self._note_nested()
            self._judge(plain["instr"])
        if local in _PICTURES and _SOURCE.match(given.get("src", "")):
            raise Unfit(Flaw.OUTSIDE)

    def end(self, _name: str) -> None:
        self._inside.pop()

    def text(self, said: str) -> None:
        if self._inside and self._inside[-1] in ("instrText", "delInstrText"):
            (self._open[-1] if self._open else self._stray).said += said

    def end_of_part(self) -> None:
        for field in (*self._open, self._stray):
            self._judge(field.said)
        if _RUNNING_WORD.search("".join(self._all)):
            raise Unfit(Flaw.ACTIVE)

    def _mark(self, sort: str) -> None:
        if sort == "begin":
            self._note_nested()
            self._open.append(_Field())
        elif self._open and sort == "separate":
            self._open[-1].shows_result = True
        elif self._open and sort == "end":
            self._judge(self._open.pop().said)

    def _note_nested(self) -> None:
        if self._open and not self._open[-1].shows_result:
            self._open[-1].said += _NESTED

    def _judge(self, said: str) -> None:
        """Raises Unfit."""
        plain = said.strip()
        found = _NAME.match(plain)
        name, rest = (found[0].upper(), plain[found.end() :]) if found else ("", plain)
        if name != "HYPERLINK":  # its address may say anything; where it leads is looked at
            self._all.append(said)
        if name in _RUNNING:
            raise Unfit(Flaw.ACTIVE)
        if name in _READING or (rest.startswith(_NESTED) and name not in _MAY_BE_FOLLOWED):
            raise Unfit(Flaw.OUTSIDE)
        if name == "INCLUDEPICTURE" and (_NESTED in rest or _LEADS_OUT.search(rest)):
            raise Unfit(Flaw.OUTSIDE)
        if name == "QUOTE" and _CODE.search(_SWITCH.sub(" ", _QUOTED.sub(" ", rest))):
            raise Unfit(Flaw.OUTSIDE)  # spelled by the numbers of its letters
        scheme = _SCHEME.match(rest) if name == "HYPERLINK" else None
        if scheme and scheme[1].lower() not in _MAY_LINK_TO:
            raise Unfit(Flaw.ACTIVE)
