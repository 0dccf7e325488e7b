"""What an act under a key did, kept by the ids of its things, and told anew where other fields are asked for later.

Plain values are kept as they were told; things with a global id by that id, and are read again by whoever asks, as they
stand by then. What is neither (a secret shown once, a file) is not kept, and cannot be told a second time.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import current_app
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLObjectType,
    GraphQLResolveInfo,
    get_named_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)
from graphql.execution.collect_fields import collect_sub_fields

from registry.api.ids import KEYS, global_id

Data = dict[str, Any]
Done = Mapping[str, Any]
"""For each field of a payload the plain value, the id or the ids under it."""
ERRORS = "errors"
TOLD_ONCE = frozenset({"secret"})
NOT_KEPT = ("Bytes",)


class NotToldAnew(Exception):
    """Fields of the payload that cannot be told again; `ids` are of the things that can be read by `node`."""

    def __init__(self, fields: Sequence[str], ids: Sequence[str]) -> None:
        super().__init__(", ".join(fields))
        self.fields, self.ids = fields, ids


def what_was_done(payload: GraphQLObjectType, data: Data) -> Data:
    """What is kept of a payload."""
    kept: Data = {}
    for name, declared in payload.fields.items():
        if name in TOLD_ONCE or not (_is_plain(declared) or _has_id(declared)):
            continue
        try:
            kept[name] = _kept(declared, data.get(name))
        except Exception:  # the act is done by now: what cannot be kept of its answer is not told anew
            current_app.logger.exception("%s of an answer could not be kept under its key", name)
    kept.pop(ERRORS, None)
    return kept


def told_anew(info: GraphQLResolveInfo, done: Done, language: Any) -> Data:
    """The payload as it stands now, of which these fields are asked for. Raises NotToldAnew."""
    payload: Any = get_named_type(info.return_type)
    found: Data = {ERRORS: []}
    for name in _asked(info, payload):
        if name in payload.fields and name != ERRORS and name in done:
            found[name] = _anew(payload.fields[name], done[name], info, language)
    missing = [name for name in _asked(info, payload) if not name.startswith("__") and _lacks(found, done, name)]
    if missing:
        raise NotToldAnew(missing, _ids(payload, done))
    return found


def _lacks(found: Data, done: Done, name: str) -> bool:
    """Whether a field cannot be told: it was not kept, or what it told of is not there to be read any more."""
    return name not in found or (found[name] is None and done.get(name) is not None)


def _asked(info: GraphQLResolveInfo, payload: GraphQLObjectType) -> list[str]:
    fields = collect_sub_fields(info.schema, info.fragments, info.variable_values, payload, info.field_nodes)
    return list(dict.fromkeys(nodes[0].name.value for nodes in fields.values()))


def _is_plain(declared: GraphQLField) -> bool:
    of_type = get_named_type(declared.type)
    return is_leaf_type(of_type) and of_type.name not in NOT_KEPT


def _has_id(declared: GraphQLField) -> bool:
    return get_named_type(declared.type).name in KEYS


def _kept(declared: GraphQLField, held: Any) -> Any:
    of_type: Any = get_named_type(declared.type)
    value = held() if callable(held) else held

    def one(told: Any) -> Any:
        if told is None:
            return None
        return global_id(of_type.name, str(told[KEYS[of_type.name]])) if _has_id(declared) else of_type.serialize(told)

    return [one(each) for each in value] if _is_list(declared) and value is not None else one(value)


def _anew(declared: GraphQLField, kept: Any, info: GraphQLResolveInfo, language: Any) -> Any:
    of_type: Any = get_named_type(declared.type)

    def one(told: Any) -> Any:
        if told is None:
            return None
        if isinstance(of_type, GraphQLEnumType):
            return of_type.parse_value(told)
        return _read(told, info, language) if _has_id(declared) else told

    if not (_is_list(declared) and kept is not None):
        return one(kept)
    found = [one(each) for each in kept]
    return None if any(now is None and then is not None for now, then in zip(found, kept, strict=True)) else found


def _read(given: str, info: GraphQLResolveInfo, language: Any) -> Any:
    """A thing by its id, through the very question that anybody reads it by."""
    question: Any = info.schema.type_map["Query"]
    return question.fields["node"].resolve(None, info, given=given, language=language)


def _is_list(declared: GraphQLField) -> bool:
    of_type: Any = declared.type
    return is_list_type(of_type.of_type if is_non_null_type(of_type) else of_type)


def _ids(payload: GraphQLObjectType, done: Done) -> list[str]:
    held = [kept for name, kept in done.items() if name in payload.fields and _has_id(payload.fields[name])]
    listed = [one for kept in held for one in (kept if isinstance(kept, list) else [kept])]
    return [one for one in listed if one is not None]
