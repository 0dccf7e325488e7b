"""Where in what was sent the thing to mend stands: user errors lead to row and field, errors of questions to an
argument. Services name answers by their own names; here those are looked up in the schema and in what was sent, so that
no path leads nowhere, and none holds a caller's own text."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from graphene.utils.str_converters import to_camel_case
from graphql import GraphQLInputObjectType, get_named_type

from registry.domain.errors import RegistryError, TextTooLong, UnreadableText

CALLED_OTHERWISE: Mapping[str, Sequence[str]] = {
    "place": ("village", "county", "code"),
    "department": ("unit",),
    "unit": ("into",),
    "file": ("text",),
}
"""Fields of services by the names that inputs and questions have for them, where they have no field of that name."""
SHOWN = 60
"""So many characters of what was given are told in an error."""
Path = list[str]
Leaf = tuple[Path, str]


def leads_to(path: Path, error: RegistryError, of_input: Any, asked: Mapping[str, Any]) -> Path:
    """The path to what an error is about, as far as it can be told; `path` as the act itself has it."""
    found = _known(path, of_input)
    if len(found) == 1 and error.facts.get("field"):
        found = _known(["input", named(str(error.facts["field"]), of_input.fields)], of_input)
    is_at_fault = _fault_of(error, found, path)
    leaves = list(_leaves(of_input, asked, ["input"]))
    if is_at_fault is None or any(leaf == found and is_at_fault(typed) for leaf, typed in leaves):
        return found
    below = [leaf for leaf, typed in leaves if leaf[: len(found)] == found and is_at_fault(typed)]
    field = to_camel_case(str(error.facts.get("field", "")))
    elsewhere = [leaf for leaf, typed in leaves if is_at_fault(typed)]
    of_field = [leaf for leaf in elsewhere if field in leaf]
    return _row_and_field(next(iter([*below, *of_field, *elsewhere]), found))


def named(field: str, known: Collection[str]) -> str:
    """The name under which a field of a service is asked for, among these; the field's own where it is none of them."""
    own = to_camel_case(field)
    return next((one for one in (own, *CALLED_OTHERWISE.get(field, ())) if one in known), own)


def _known(path: Path, of_input: Any) -> Path:
    """As much of a path as the schema has."""
    found, of_type = path[:1], of_input
    for part in path[1:]:
        if part.isdecimal() and len(found) > 1 and not found[-1].isdecimal():
            found.append(part)
        elif isinstance(of_type, GraphQLInputObjectType) and part in of_type.fields:
            found.append(part)
            of_type = get_named_type(of_type.fields[part].type)
        else:
            break
    return found


def _fault_of(error: RegistryError, found: Path, path: Path) -> Callable[[str], bool] | None:
    """How a text is told to be the one that an error is about; None where it does not say."""
    if isinstance(error, TextTooLong):
        longest = int(str(error.facts["longest"]))
        return lambda typed: len(typed) > longest  # `length` may be that of several texts together
    if isinstance(error, UnreadableText):
        return lambda typed: bool(typed) and not typed.isprintable()
    given = error.facts.get("given")
    if isinstance(given, str) and given.strip():
        return lambda typed: "".join(typed[:SHOWN].split()) == "".join(given.split())
    if found != path and len(path) > 1:  # the name of an answer, as the caller wrote it
        return lambda typed: typed[:SHOWN] in (error.facts.get("field"), path[-1])
    return None


def _leaves(of_type: Any, given: Any, path: Path) -> Iterator[Leaf]:
    """Every text that was sent, with its path."""
    if isinstance(given, Mapping) and isinstance(of_type, GraphQLInputObjectType):
        for name, field in of_type.fields.items():
            held = given.get(field.out_name or name)
            yield from _leaves(get_named_type(field.type), held, [*path, name])
    elif isinstance(given, list | tuple):
        for row, one in enumerate(given):
            yield from _leaves(of_type, one, [*path, str(row)])
    elif isinstance(given, str):
        yield path, given


def _row_and_field(path: Path) -> Path:
    """Within a row it is the field that is told, also where that holds several texts."""
    rows = [place for place, part in enumerate(path) if part.isdecimal()]
    return path[:-1] if len(rows) > 1 and path[-1].isdecimal() else path
