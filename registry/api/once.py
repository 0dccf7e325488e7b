"""Acts sent under a key of the sender's own: sent again they give the very same answer, and are not done again.

What makes them the same is the input. Where other fields are asked for than then, they are told of what was done then.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    GraphQLResolveInfo,
    Node,
    VariableNode,
    print_ast,
)
from graphql.pyutils import Path

from registry.api.anew import NotToldAnew, told_anew, what_was_done
from registry.api.deadlines import TimedExecution
from registry.domain.actors import Actor
from registry.domain.errors import IdempotencyOtherFields, RegistryError
from registry.services.kept_answers import (
    AnsweredMeanwhile,
    KeptAnswer,
    Sent,
    answer_to,
    claimed,
    keep_answer,
    sent_under,
)

Data = dict[str, Any]
KEY = "idempotency_key"


@dataclass(frozen=True, slots=True)
class Fresh:
    """What an act gave, done under a key: once the answer is composed, it is kept."""

    data: Data
    sent: Sent
    shape: str

    def keep(self, of_type: GraphQLObjectType, answer: Data | None) -> None:
        """The act is done by now: where its answer cannot be kept, whoever sent it is answered all the same. An answer
        that is not whole is kept as none: what was done is told anew."""
        try:
            kept = {"shape": self.shape, "answer": answer, "done": what_was_done(of_type, self.data)}
            keep_answer(self.sent, json.dumps(kept))
        except Exception:
            current_app.logger.exception("an answer could not be kept under its key")


@dataclass(frozen=True, slots=True)
class Again:
    """The answer that was given before."""

    answer: Data


class Executing(TimedExecution):
    """Execution of a mutation, in which an answer that was kept stands as it is."""

    def complete_object_value(
        self,
        return_type: GraphQLObjectType,
        field_nodes: list[FieldNode],
        info: GraphQLResolveInfo,
        path: Path,
        result: Any,
    ) -> Any:
        """An answer kept before needs no composing; a fresh one is kept once it is composed without an error."""
        if isinstance(result, Again):
            return result.answer
        if not isinstance(result, Fresh):
            return super().complete_object_value(return_type, field_nodes, info, path, result)
        before, answer = len(self.collected_errors.errors), None
        try:
            answer = super().complete_object_value(return_type, field_nodes, info, path, result.data)
            return answer
        finally:
            is_whole = len(self.collected_errors.errors) == before
            result.keep(return_type, answer if is_whole else None)  # type: ignore[arg-type]


def once(
    info: GraphQLResolveInfo, asked: Mapping[str, Any], act: Callable[[], Data], *, actor: Actor, now: datetime
) -> Data | Fresh | Again:
    """Do an act, or give what was answered to the same thing before. Raises what the act raises, and
    IdempotencyKeyReused, IdempotencyAnswerLost, IdempotencyOtherFields, TextTooLong, UnreadableText, MissingAnswer for
    the key."""
    if asked.get(KEY) is None:
        return act()
    sent, shape = sent_under(asked[KEY], _what(info, asked), actor=actor), _hash(list(_shape(info)))
    kept = answer_to(sent, now=now)
    if kept is not None:
        return _again(kept, shape, info, asked)
    try:
        with claimed(sent, now=now):
            return Fresh(act(), sent, shape)
    except (AnsweredMeanwhile, RegistryError):  # refused, perhaps because the other one has done it meanwhile
        kept = answer_to(sent, now=now)
        if kept is None:
            raise
        return _again(kept, shape, info, asked)


def _again(kept: KeptAnswer, shape: str, info: GraphQLResolveInfo, asked: Mapping[str, Any]) -> Data | Again:
    """The answer that was given; where other fields are asked for now, these, of what was done then."""
    told = json.loads(kept.answer)
    if told["shape"] == shape and told["answer"] is not None:
        return Again(told["answer"])
    try:
        return told_anew(info, told["done"], asked["language"])
    except NotToldAnew as lacking:
        raise IdempotencyOtherFields(kept.when, lacking.fields, lacking.ids) from None


def _what(info: GraphQLResolveInfo, asked: Mapping[str, Any]) -> str:
    """What is sent under a key: the act, and its input without the key."""
    given = {name: value for name, value in asked.items() if name != KEY}
    return json.dumps([info.field_name, _said(given)], sort_keys=True, default=_plain)


def _said(given: Any) -> Any:
    """What an input says: null counted as left out before it came here, and so does a list with nothing in it."""
    if isinstance(given, dict):
        return {name: said for name, value in given.items() if (said := _said(value)) not in ([], None)}
    return [_said(one) for one in given] if isinstance(given, list | tuple) else given


def _hash(told: Any) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=_plain).encode()).hexdigest()


def _shape(info: GraphQLResolveInfo) -> Iterator[Any]:
    """The fields asked for, however they were written: with the fragments and the values of variables in them."""
    nodes: list[Node] = [node.selection_set for node in info.field_nodes if node.selection_set]
    spread: set[str] = set()
    for node in nodes:  # grows while it is walked
        for found in _within(node):
            if isinstance(found, FragmentSpreadNode) and found.name.value not in spread:
                spread.add(found.name.value)
                nodes.append(info.fragments[found.name.value])
            if isinstance(found, VariableNode):
                yield [found.name.value, info.variable_values.get(found.name.value)]
    yield [print_ast(node) for node in nodes]


def _within(node: Node) -> Iterator[Node]:
    yield node
    for key in node.keys:
        held = getattr(node, key)
        for one in held if isinstance(held, list | tuple) else (held,):
            if isinstance(one, Node):
                yield from _within(one)


def _plain(value: Any) -> str:
    """What JSON has no word for: files."""
    return hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else str(value)
