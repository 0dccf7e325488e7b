"""Reading a page: its fenced examples, what each is shown to print, and whether what was printed is that.

`…` in what is shown stands for anything on its line; as a line of its own for any lines.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FENCE = re.compile(r"^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
RUN, SHOWN = ("sh", "python"), ("text", "json")
ANYTHING = "…"
A_FILE = re.compile(r"# (?P<name>\w+\.py)\n")


@dataclass(frozen=True)
class Example:
    """Something to run: a command or a program, and what it is shown to print ("" where nothing is shown)."""

    section: str
    line: int
    language: str
    text: str
    shown: str = ""
    shown_in: str = ""

    @property
    def file(self) -> str:
        """The name of a program that others import, by its first line; "" for one that is run."""
        named = A_FILE.match(self.text)
        return named["name"] if self.language == "python" and named else ""


def examples(page: Path) -> list[Example]:
    """Every example of a page in its order. Raises ValueError for a fence that nobody runs or compares."""
    text = page.read_text(encoding="utf-8")
    found: list[Example] = []
    for fence in FENCE.finditer(text):
        language, line = fence["language"], text.count("\n", 0, fence.start()) + 1
        if language in RUN:
            found.append(Example(_section(text, fence.start()), line, language, fence["text"]))
        elif language in SHOWN and found and not found[-1].shown:
            last = found.pop()
            found.append(Example(last.section, last.line, last.language, last.text, fence["text"], language))
        else:
            raise ValueError(f"{page.name}, line {line}: nothing runs this, and nothing prints it")
    return found


def _section(text: str, at: int) -> str:
    return [heading[1] for heading in HEADING.finditer(text, 0, at)][-1:][0] if HEADING.search(text, 0, at) else ""


def differences(example: Example, printed: str) -> list[str]:
    """Where what was printed is not what is shown."""
    if not example.shown:
        return []
    if example.shown_in == "json":
        return list(_unlike(json.loads(example.shown), json.loads(printed), "answer"))
    shown = "\n".join(r"(.*\n)*.*" if line == ANYTHING else _like(line) for line in example.shown.strip().splitlines())
    return [] if re.fullmatch(shown, printed.strip()) else [f"shown:\n{example.shown}\nprinted:\n{printed}"]


def _like(line: str) -> str:
    return ".*".join(re.escape(part) for part in line.split(ANYTHING))


def _unlike(shown: Any, printed: Any, where: str) -> Iterator[str]:
    if isinstance(shown, dict) and isinstance(printed, dict) and shown.keys() == printed.keys():
        for key in shown:
            yield from _unlike(shown[key], printed[key], f"{where}.{key}")
    elif isinstance(shown, list) and isinstance(printed, list) and len(shown) == len(printed):
        for place, one in enumerate(shown):
            yield from _unlike(one, printed[place], f"{where}[{place}]")
    elif isinstance(shown, str) and ANYTHING in shown and re.fullmatch(_like(shown), str(printed), re.DOTALL):
        return
    elif shown != printed or type(shown) is not type(printed):
        yield f"{where}: shown {shown!r}, printed {printed!r}"
