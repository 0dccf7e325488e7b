"""A handful of operations to begin with: shown beside the reference, ready in the console, and run by a test.

Each is two files in `examples/`: its document, and its variables.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("examples")
CODES = ("check", "checks", "list", "admission", "changes", "submit")
"""In the order in which they are shown; each has its words: `page.api_example_…`."""


@dataclass(frozen=True, slots=True)
class Example:
    """One operation with its variables, as they are written."""

    code: str
    text: str
    variables: str

    @property
    def acts(self) -> bool:
        """Whether it does something, for which it needs a token."""
        return self.text.startswith("mutation")

    @property
    def given(self) -> dict[str, Any]:
        return dict(json.loads(self.variables))

    def as_data(self) -> dict[str, Any]:
        """What the pages show of it."""
        return {"code": self.code, "text": self.text, "variables": self.variables, "acts": self.acts}


@cache
def examples() -> tuple[Example, ...]:
    """All of them."""
    return tuple(Example(code, _written(f"{code}.graphql"), _written(f"{code}.json").strip()) for code in CODES)


def _written(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")
