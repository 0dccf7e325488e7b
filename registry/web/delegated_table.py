"""A table of delegated matters as somebody sends it (CSV, as Excel saves it): rows of answers, nothing judged yet."""

import csv
import io
from collections.abc import Mapping

from registry.domain.delegated_answers import RecordAnswers
from registry.domain.forms import DemandForm
from registry.domain.kind import questions_of
from registry.words import LANGUAGES, words_in

ENCODINGS = ("utf-8-sig", "gb18030")
"""What Excel writes: the first where it is told to, the second by itself in China."""
MOST_BYTES = 2 * 1024 * 1024


class TableUnread(ValueError):
    """What was sent is no table with the names of columns that are asked for."""


def rows_of(content: bytes, labels: Mapping[str, str]) -> list[dict[str, str]]:
    """The rows under the first one, empty ones left out. Columns go by the labels in either language, or by our names.

    Raises TableUnread.
    """
    text = _text(content)
    names, forms = _columns(labels), _forms()
    try:
        header, *lines = list(csv.reader(io.StringIO(text), strict=True)) or [[]]
    except csv.Error as error:
        raise TableUnread from error
    columns = [names.get(cell.strip().lower(), "") for cell in header]
    if not {"place", "matter"} <= set(columns):
        raise TableUnread
    found = [{n: cell.strip() for n, cell in zip(columns, line, strict=False) if n} for line in lines]
    return [
        {**row, "delegated_form": forms.get(row.get("delegated_form", ""), row.get("delegated_form", ""))}
        for row in found
        if any(row.values())
    ]


def _text(content: bytes) -> str:
    if not content or len(content) > MOST_BYTES or b"\0" in content:
        raise TableUnread
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TableUnread


def _columns(labels: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in (asked.name for asked in questions_of(RecordAnswers)):
        said = (words.say(labels[name]) if name in labels else words.field(name) for words in map(words_in, LANGUAGES))
        found |= dict.fromkeys((name, *(label.strip().lower() for label in said)), name)
    return found


def _forms() -> dict[str, str]:
    """Forms of demand by their words in either language."""
    return {words_in(lang).option("DemandForm", form.value): form.value for lang in LANGUAGES for form in DemandForm}
