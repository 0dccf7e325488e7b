"""The parts of docs/api.md that follow from the code; `python -m tests.house.api_page` writes them anew."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from graphene.utils.str_converters import to_camel_case

from registry import app
from registry.api import checks, costs, limits, rates, refusals, view
from registry.api.refusals import Refusal
from registry.config import Settings
from registry.domain import errors
from registry.domain.errors import BadInput, RegistryError
from registry.domain.kinds import KINDS
from registry.domain.pages import LEAST_ON_A_PAGE, MOST_ON_A_PAGE, USUAL_ON_A_PAGE
from registry.files import errors as file_errors
from registry.services.kept_answers import KEPT_FOR
from registry.words import words_in
from tests.words.examples import example_errors

PAGE = Path(__file__).parents[2] / "docs" / "api.md"
DOOR = Path(refusals.__file__).parent
ELSEWHERE = {
    "CALENDAR_REFUSED", "CANNOT_WRITE_THERE", "FILE_NOT_WRITTEN", "FILE_THERE", "FILE_UNREADABLE",
    "MAIL_SETTINGS_UNFIT", "PEOPLE_MISSING", "REGISTRY_ERROR", "UNREADABLE_CHANGES",
    "DUMP_NOT_WRITTEN", "DUMP_OF_ANOTHER_SCHEMA",
    "DUMP_REFUSED", "REGISTRY_NOT_EMPTY", "SCHEMA_NOT_CURRENT",
}  # fmt: skip
"""Codes that only the command line gives."""
OF_THE_DOCUMENT = {
    "SYNTAX_ERROR": ("the document cannot be read as GraphQL", "mend it at `locations`"),
    "INVALID_QUERY": ("it asks for what the schema has not, or leaves out what it needs", "mend it by the schema"),
    "INVALID_REQUEST": ("a variable is of the wrong type, or missing", "mend the variable that the message names"),
    "UNCLEAR_OPERATION": ("several operations, and none or another one is named", "send `operationName`"),
    "LIMIT_EXCEEDED": ("too long, too deep, too many fields, rows or aliases", "split it; the message names the bound"),
    "COST_EXCEEDED": ("it would cost more than one request may", "ask for fewer rows (`first`), or split it"),
    "DOCUMENT_NOT_FOUND": ("no trusted document has this `documentId`", "have it added, or send the text"),
    "PERSISTED_QUERY_NOT_FOUND": ("this process does not know the hash", "send the text with the hash once"),
    "FILE_TO_MEND": ("a file of lists was read and has things to mend", "mend what `path` and `message` name"),
    "SEARCH_CUT": ("a notice: more was found than is looked through", "narrow the search"),
    "SOMETHING_WENT_WRONG": ("a mistake of ours", "tell the administrator the `requestId`; the log has the rest"),
}
"""Codes that this door gives beside refusals and the errors of the house: what they mean, and what to do."""


def limits_() -> str:
    """What the door bounds, with the numbers in force by default."""
    default, of_pages = Settings(), f"{LEAST_ON_A_PAGE} to {MOST_ON_A_PAGE}"
    told = {
        "body": f"{app.MOST_BYTES // 2**20} MB; {view.MOST_BYTES // 2**20} MB from those who may send files",
        "document": f"{limits.MOST_CHARACTERS:,} characters, {limits.MOST_TOKENS:,} tokens",
        "fields": f"{limits.MOST_FIELDS:,}; {limits.MOST_ROOT_FIELDS} at the root; {limits.MOST_ALIASES} aliases",
        "depth": f"{limits.DEEPEST}; below `__schema` {limits.DEEPEST_INTROSPECTION}",
        "rows on a page": f"`first` or `last`, {of_pages}; {USUAL_ON_A_PAGE} where nobody says",
        "things in one `checks`": f"{checks.MOST}",
        "cost of one request": f"{_number(default.api_anonymous_cost)}; with a token {_number(default.api_token_cost)}",
        "cost of a minute": f"{_number(default.api_anonymous_rate)} for an address; "
        f"{_number(default.api_token_rate)} for a token",
        "time of one request": f"{default.api_deadline} s",
        "an idempotency key is remembered": f"{KEPT_FOR.total_seconds() / 3_600:.0f} hours",
    }
    prices = (
        f"A question at the root costs {costs.QUESTION}, an act {costs.ACT}, a thing {costs.THING}, a plain value "
        f"{costs.VALUE}; a list as many times what is asked of one row as it may have rows; what looks through whole "
        f"lists, a county or a province costs more ([bounds.md](bounds.md)). What is refused before it "
        f"is read costs {rates.REFUSED}, a document that cannot be executed {rates.INVALID}."
    )
    return "\n".join([*_table(("bound", "by default"), told.items()), "", prices])


def _number(setting: str) -> str:
    return f"{int(setting):,}"


def kinds() -> str:
    """What can be checked and submitted, and what each asks; what must be answered is bold."""
    rows = []
    for kind in KINDS.values():
        asked = ", ".join(
            f"**{to_camel_case(q.name)}**" if q.required else to_camel_case(q.name) for q in kind.questions()
        )
        rows.append((f"`{to_camel_case(kind.code)}`", f"{_both(f'kind.{kind.code}')}", asked))
    return "\n".join(_table(("field", "is", "its questions"), rows))


def refused() -> str:
    """What is refused before GraphQL is reached."""
    found = [one for one in vars(refusals).values() if isinstance(one, Refusal)]
    rows = [(f"`{one.code}`", str(one.status), one.message.partition(" / ")[2]) for one in found]
    return "\n".join(_table(("code", "status", "says"), sorted(rows, key=lambda row: (row[1], row[0]))))


def of_the_document() -> str:
    """What is wrong with a document, or with what runs it."""
    rows = ((f"`{code}`", means, mend) for code, (means, mend) in OF_THE_DOCUMENT.items())
    return "\n".join(_table(("code", "means", "what to do"), rows))


def codes_at_the_door() -> set[str]:
    """Every code that is written out in this door's files."""
    found = {
        code for path in sorted(DOOR.glob("*.py")) for code in _written(ast.parse(path.read_text(encoding="utf-8")))
    }
    return found - {one.code for one in vars(refusals).values() if isinstance(one, Refusal)} - ELSEWHERE


def _written(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == "code":
                    yield from _codes(value)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "coded":
            yield from _codes(node.args[0])
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "code":
            yield from _codes(node.value)


def _codes(value: ast.expr) -> Iterator[str]:
    for node in ast.walk(value):
        if isinstance(node, ast.Constant) and re.fullmatch(r"[A-Z]+(_[A-Z]+)+", str(node.value)):
            yield node.value


def errors_() -> str:
    """Every error of the house, by the noun it is about, with an example of what it says."""
    said, examples = words_in("en"), {type(error): error for error in example_errors()}
    there = sorted(_told_here(), key=lambda error: (_noun(error), error.code))
    rows = [
        (_noun(one), f"`{one.code}`", "to mend" if issubclass(one, BadInput) else "refused", said.error(examples[one]))
        for one in there
    ]
    return "\n".join(_table(("about", "code", "comes as", "for example"), rows))


def _told_here() -> set[type[RegistryError]]:
    houses = (errors.__name__, file_errors.__name__)
    return {one for one in _below(RegistryError) if one.__module__.startswith(houses)} - {
        one for one in _below(RegistryError) if one.code in ELSEWHERE
    }


def _below(of: type[RegistryError]) -> set[type[RegistryError]]:
    return {of}.union(*(_below(one) for one in of.__subclasses__()))


def _noun(error: type[RegistryError]) -> str:
    noun = error.__module__.rpartition(".")[2]
    return {"base": "anything", "asking": "what is asked", "errors": "files", "kept_answers": "keys"}.get(noun, noun)


def _both(key: str) -> str:
    return f"{words_in('zh').say(key)} / {words_in('en').say(key)}"


def _table(head: tuple[str, ...], rows: object) -> list[str]:
    cells = [head, ("---",) * len(head), *rows]  # type: ignore[misc]
    return ["| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |" for row in cells]


PARTS: dict[str, Callable[[], str]] = {
    "kinds": kinds,
    "limits": limits_,
    "refusals": refused,
    "documents": of_the_document,
    "errors": errors_,
}


def ends_of(part: str) -> tuple[str, str]:
    return f"<!-- {part}: written by tests/house/api_page.py -->", f"<!-- end of {part} -->"


def written_anew(text: str) -> str:
    """The page with every part as the code has it today. Raises ValueError where a part has no place on it."""
    for part, write in PARTS.items():
        begins, ends = ends_of(part)
        before, found, rest = text.partition(begins)
        _, closed, after = rest.partition(ends)
        if not found or not closed:
            raise ValueError(f"docs/api.md has no place for {part}: {begins} … {ends}")
        text = f"{before}{begins}\n{write()}\n{ends}{after}"
    return text


if __name__ == "__main__":
    PAGE.write_text(written_anew(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
