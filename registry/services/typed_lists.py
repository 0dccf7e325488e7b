"""Lists as people type them: one a line, or parted by semicolons; other systems send them as lists."""

import re
from typing import Any

from registry.domain import errors
from registry.domain.kind import read_text
from registry.domain.wording import plain

LONGEST_LINE = 200
_BETWEEN = re.compile(r"[\r\n;；]+")


def lines_of(given: Any, field: str, most: int) -> list[str]:
    """The lines of a list, each once, in order. Commas part nothing: names of matters hold them.

    Raises TooMany, TextTooLong, UnreadableText.
    """
    parts = _BETWEEN.split(given) if isinstance(given, str) else list(given)
    read = [read_text(part, field=field, longest=LONGEST_LINE, required=False) for part in parts[: 20 * most]]
    lines = list({plain(line): line for line in read if line}.values())
    if len(lines) > most:
        raise errors.TooMany(field, given=len(lines), most=most)
    return lines
