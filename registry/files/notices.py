"""What is odd about a file or a row without keeping it from being read: code, facts, and plain English for data."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")

FLAGS = {
    "DUPLICATE_OF": "duplicate of seq {earlier}",
    "NO_NUMBER": "no number",
    "NUMBER_WITHIN_CATEGORY": "number {written} counts within its category",
    "PUNCTUATION_KEPT": "punctuation kept as written",
    "AUTOMATIC_NUMBER": "number is automatic Word numbering",
    "LAST_BEFORE_BREAK": "last row before a table break",
    "IN_TABLE_WITHOUT_HEADER": "stands in a {ordinal} table that has no header row",
    "TRACKED_REPLACED": "tracked change: deleted text {deleted} must not be read, inserted text must",
    "TRACKED_DELETED": "tracked change: deleted text {deleted} must not be read",
    "TRACKED_INSERTED": "tracked change: inserted text must be read",
    "STRUCK_TEXT": "struck-through text {struck} was left out",
    "HIDDEN_TEXT": "hidden text {hidden} was left out",
    "FORMULA_VALUE": "the value of {column} was computed by a formula",
    "DITTO": "{column} says the same as the row above",
    "UNDIVIDED_DUTIES": "duties are not divided among the departments",
    "LEAD_DEPARTMENT": "{department} is marked as leading",
    "DEPARTMENT_ONLY_IN_DUTIES": "{department} is named only among the duties",
    "DEPARTMENT_WITHOUT_DUTIES": "{department} has no duties of its own",
    "OTHERS_MEANT": "others than {department} are meant and not named",
    "FOOTNOTE_MARK": "footnote mark {mark} was left out",
    "TAKEN_OVER_BY_FROM_TEXT": "the department is told only by the sentence",
}
WARNINGS = {
    "SHEET_NAME_BLANK_END": "sheet name ends with a blank",
    "SHEET_NAME_BLANK_START": "sheet name begins with a blank",
    "SHEET_NAME_VAGUE": "sheet name says only {name}",
    "PART_FROM_COLUMNS": "which list this is was told by its columns alone",
    "HEADER_LINE_BREAK": "header cell holds a line break",
    "COLUMN_NOT_READ": "column {column} was not read",
    "COLUMN_WITHOUT_HEADER": "column {column} has no header and was not read",
    "HIDDEN_COLUMN_READ": "column {column} is hidden and was read",
    "HIDDEN_COLUMN_NOT_READ": "column {column} is hidden and was not read",
    "SUPERIOR_DUTIES_COLUMN_MISSING": "no column holds the department's duties",
    "TOWNSHIP_DUTIES_COLUMN_MISSING": "no column holds the township's duties",
    "METHOD_COLUMN_MISSING": "no column holds the way of working",
    "TITLE_COUNT": "title says {declared} items, {parsed} distinct rows parsed",
    "TOTAL_COUNT": "total row says {declared} items, {parsed} distinct rows parsed",
    "CATEGORIES_BY_GUESS": "lines taken for categories: {names}",
    "CATEGORY_EMPTY": "no item stands below the category in row {row}: {text}",
    "CATEGORY_COUNT": "category {category} says {declared} items, {parsed} distinct rows parsed",
    "DUPLICATES": "{count} duplicate {rows}{unnumbered}",
    "NUMBERS_MISSING": "numbers {numbers} are missing",
    "NUMBERS_RESTART": "numbers start again in each category",
    "HIDDEN_ROW": "row {row} of the sheet is hidden but is a valid item{with_seq}",
    "STRUCK_ROW": "row {row} is struck through and was not read",
    "DELETED_ROW": "row {row} is deleted by a tracked change and was not read",
    "SEVERAL_ROWS": "item {items}: {count} physical rows per item ({why})",
    "UNSEEN_TEXT": "row {row} has text that cannot be seen (white, or hidden by its format) and was read: {columns}",
    "AMENDED_OUT": "row {row} ({name}) is marked {said} and was left out",
    "AMENDED_ROW": "row {row} ({name}) is marked {said}; the mark was left out",
    "REFERENCE_READ": "row {row}, {column}: {said} was read as what stands there",
    "COUNT_NOT_READ": "the count {text} was not read",
    "PARAGRAPH_NOT_READ": "a paragraph between the tables was not read: {text}",
    "BOX_NOT_READ": "a text box over row {row} of sheet {sheet} was not read: {text}",
    "PICTURE_NOT_READ": "a picture over row {row} of sheet {sheet} was not read",
    "PICTURES_NOT_READ": "pictures were not read: {count}",
    "COMMENT_NOT_READ": "a comment beside row {row} of {sheet} was not read: {text}",
    "COUNT_ELSEWHERE": "{part}: {declared} items are told of and none stands in this file",
    "CATEGORY_WITHIN": "category {inner} stands within {outer} and was kept as {category}",
    "LAST_ROW_TOTAL": "last row is a total, not an item",
    "TOTAL_ROW": "row {row} is a total, not an item",
    "WAYS_OF_WRITING": "{count} ways of writing department and mode",
    "CATEGORIES_BETWEEN_TABLES": "categories of list {list_number} are paragraphs between tables",
    "BROKEN_TABLE": "list {list_number} is broken into {count} tables",
    "NUMBER_FULL_WIDTH": "document number has full-width digits",
    "SHEET_HIDDEN": "sheet {name} is hidden and was not read",
    "SHEET_NOT_READ": "sheet {name} was not read",
    "SHEET_CONTINUED": "sheet {name} was read on under the columns of sheet {before}",
    "LINKS_IGNORED": "links to other files were not followed",
    "SEVERAL_TOWNSHIPS": "titles name several townships: {names}",
    "PART_EMPTY": "the file says that the part {part} has no items",
    "PART_NOT_FILLED": "the table of the part {part} has no items and was not read",
    "ROW_PASSED_BY": "row {row} of {sheet} was not read: {text}",
    "ROW_NOT_READ": "row {row} was not read: {text}",
    "TRACKED_CHANGES": "python-docx paragraph.text drops w:ins text: read the XML",
}
_LAST = frozenset({"TRACKED_CHANGES", "LINKS_IGNORED"})


@dataclass(frozen=True, slots=True)
class Notice:
    """A flag of a row or a warning of a part or file. Codes are public; `text` is the English that data carries."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return (FLAGS.get(self.code) or WARNINGS[self.code]).format(**_in_english(self.facts))

    @property
    def comes_last(self) -> bool:
        """Whether it speaks of how the whole file was read, after what it says."""
        return self.code in _LAST


def notice(code: str, **facts: object) -> Notice:
    """The notice of this code. KeyError where there is no such code."""
    return Notice(code if code in FLAGS else _known(code), facts)


def _known(code: str) -> str:
    WARNINGS[code]
    return code


def _in_english(facts: Mapping[str, object]) -> dict[str, object]:
    """The facts as the English of `text` puts them: counts in words, numbers enumerated, what is not there left out."""
    seq = facts.get("seq")
    told = {
        "with_seq": f" (seq {seq})" if seq is not None else "",
        "earlier": seq if seq is not None else f"in row {facts.get('row')}",
        "rows": "row" if facts.get("count") == 1 else "rows",
        "unnumbered": "" if facts.get("is_numbered", True) else " without number",
    }
    return told | {name: _WORDED[name](fact) if name in _WORDED else fact for name, fact in facts.items()}


def _count_word(count: int) -> str:
    """one, two … ten, 11 …"""
    return _COUNTS[count] if count < len(_COUNTS) else str(count)


def _ordinal_word(count: int) -> str:
    """first, second … tenth, 11th …"""
    return _ORDINALS[count] if count < len(_ORDINALS) else f"{count}th"


def _enumerated(words: Sequence[object]) -> str:
    """1, 3 and 7."""
    if len(words) < 2:  # noqa: PLR2004
        return "".join(map(str, words))
    return f"{', '.join(map(str, words[:-1]))} and {words[-1]}"


_WORDED: Mapping[str, Callable[[Any], object]] = {
    "count": _count_word,
    "ordinal": _ordinal_word,
    "numbers": _enumerated,
    "items": _enumerated,
    "names": "、".join,
    "columns": ", ".join,
    "why": {"MERGED": "merged cells", "BLANK": "blank cells"}.__getitem__,
}
