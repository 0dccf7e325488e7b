"""What the file door does here: doors do not import each other, so `app.py` hands it in."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app

SHEETS = "registry-api-sheets"
LONGEST_FILE_NAME = 120


@dataclass(frozen=True)
class Sheets:
    """Lists and tables in files. `read` takes bytes and a name; `bring_together` a place, what was read and the list
    there is; `remarked` bytes, problems, the words for one, and a name; `rows_in` bytes and a name."""

    read: Callable[[bytes, str], Any]
    bring_together: Callable[[Any, Sequence[Any], Any], Any]
    remarked: Callable[[bytes, Sequence[Any], Callable[[Any], str], str], bytes]
    rows_in: Callable[[bytes, str], Sequence[Any]]


def sheets() -> Sheets:
    """What the file door does for the app that runs."""
    found: Sheets = current_app.extensions[SHEETS]
    return found


def bare_name(given: str) -> str:
    """A file's name without any folder, and with nothing that is not seen."""
    name = "".join(c for c in re.split(r"[\\/]", given)[-1] if c.isprintable()).strip()
    return name[-LONGEST_FILE_NAME:] or "file"
