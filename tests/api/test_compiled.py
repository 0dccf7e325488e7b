"""The compiled way answers every query as graphql-core does: the same data, the same errors, the same order of keys."""

import json
import os
import re
from collections import Counter
from datetime import datetime
from random import Random
from typing import Any

import pytest
from flask import Flask
from graphql import (
    ArgumentNode,
    BooleanValueNode,
    DirectiveNode,
    ExecutionResult,
    FieldNode,
    InlineFragmentNode,
    IntValueNode,
    NameNode,
    SelectionSetNode,
    StringValueNode,
    VariableNode,
    Visitor,
    execute_sync,
    parse,
    print_ast,
    visit,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import nodes, queries

from registry.api.caller import Caller
from registry.api.plans import Plans, planned
from registry.api.schema import schema, schema_text
from registry.services.people import issue_token
from registry.store.base import db
from tests.api.conftest import Ask
from tests.api.crowd import many_requests
from tests.conftest import NOW

EXAMPLES = 5_000 if os.environ.get("REGISTRY_TEST_LONG") else 100
TOWNSHIP, VILLAGE, COUNTY = "620102001000", "620102001001", "620102000000"


def by_graphql_core(text: str, variables: dict[str, Any], context: Caller) -> ExecutionResult:
    return execute_sync(schema.graphql_schema, parse(text), variable_values=variables, context_value=context)


def both(text: str, variables: dict[str, Any] | None = None, *, token: str = "", now: datetime = NOW) -> Any:
    """What both ways give; None from the compiled one where it leaves the query to graphql-core."""
    header = f"Bearer {token}" if token else ""
    core, own = Caller(header, now), Caller(header, now)
    expected = by_graphql_core(text, variables or {}, core)
    plans = Plans(parse(text), None)
    assert planned(plans, schema.graphql_schema, variables or {}) is None, "asked once it is not planned"
    run = planned(plans, schema.graphql_schema, variables or {})
    try:
        data = run(own) if run else None
    except Exception:
        data = None
    return expected, core.notices, data, own.notices


def as_sent(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False)


def same(text: str, variables: dict[str, Any] | None = None, **given: Any) -> bool:
    """Whether the compiled way answered; where it did, it answered the same."""
    expected, notices, data, own = both(text, variables, **given)
    if data is None:
        return False
    assert not expected.errors
    assert as_sent(data) == as_sent(expected.data)
    assert as_sent(own) == as_sent(notices)
    return True


# Queries of every sort
# ----------------------------------------------------------------------------------------------------------------------

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # no plan depends on the engine
KNOWN = {
    "place": (TOWNSHIP, VILLAGE, COUNTY, "兰州市城关区", "nowhere"),
    "code": (TOWNSHIP, VILLAGE, "P16", "PA-0001", "nothing"),
    "county": (COUNTY, TOWNSHIP),
    "text": ("防汛", "安全", "证明", "无"),
    "number": ("ZR-620102-2026-00001-84", "R2026-000001", "无此编号"),
    "matter": ("防汛抗旱", "特种设备安全监督检查", "无"),
    "first": (1, 2, 50),
}
"""What arguments are given, so that some find what is there; the rest of what is generated finds nothing."""
SCALARS = {
    "Date": st.just(nodes.String("2026-11-23")),
    "DateTime": st.just(nodes.String("2026-11-23")),
    "JSON": st.just(nodes.String("x")),
    "Bytes": st.just(nodes.String("eA==")),
}
ROOTS = sorted(schema.graphql_schema.get_type("Query").fields)  # type: ignore[union-attr]
GENERATED = st.sampled_from(ROOTS).flatmap(
    lambda root: queries(schema_text(), fields=[root], custom_scalars=SCALARS, allow_null=False)
)
VARIABLES = {"yes": True, "no": False}


class _Livelier(Visitor):
    """Gives known values to arguments, and aliases, directives and fragments to what is selected."""

    def __init__(self, chance: Random) -> None:
        super().__init__()
        self._chance, self._aliases = chance, 0

    def leave_argument(self, node: ArgumentNode, *_: Any) -> ArgumentNode | None:
        known = KNOWN.get(node.name.value)
        if known is None or self._chance.random() < 0.1:
            return None
        value = self._chance.choice(known)
        literal = IntValueNode(value=str(value)) if isinstance(value, int) else StringValueNode(value=value)
        fits = isinstance(node.value, type(literal))
        return ArgumentNode(name=node.name, value=literal) if fits else None

    def leave_field(self, node: FieldNode, *_: Any) -> FieldNode | None:
        alias, directives = None, []
        if self._chance.random() < 0.2:
            self._aliases += 1
            alias = NameNode(value=f"called{self._aliases}")
        if self._chance.random() < 0.2:
            directives = [self._directive()]
        return FieldNode(
            alias=alias,
            name=node.name,
            arguments=node.arguments,
            directives=tuple(directives),
            selection_set=node.selection_set,
        )

    def leave_selection_set(self, node: SelectionSetNode, *_: Any) -> SelectionSetNode | None:
        if self._chance.random() < 0.3:
            kept, within = node.selections[:1], node.selections
            fragment = InlineFragmentNode(selection_set=SelectionSetNode(selections=within), directives=())
            return SelectionSetNode(selections=(*kept, fragment))
        typename = FieldNode(name=NameNode(value="__typename"), arguments=(), directives=())
        return SelectionSetNode(selections=(*node.selections, typename)) if self._chance.random() < 0.2 else None

    def _directive(self) -> DirectiveNode:
        name = self._chance.choice(("skip", "include"))
        chosen = self._chance.choice(("yes", "no", None))
        shown = (
            BooleanValueNode(value=name == "include") if chosen is None else VariableNode(name=NameNode(value=chosen))
        )
        return DirectiveNode(
            name=NameNode(value=name), arguments=(ArgumentNode(name=NameNode(value="if"), value=shown),)
        )


def livelier(text: str, chance: Random) -> str:
    """The query with all that a document may have besides fields and arguments."""
    told = print_ast(visit(parse(text), _Livelier(chance)))
    return "query ($yes: Boolean = true, $no: Boolean = false) " + told.strip()


@ON_SQLITE
def test_any_query_is_answered_as_graphql_core_answers_it(app: Flask) -> None:
    token = issue_token("sun", label="the tests", days=1, now=NOW)
    db.session.remove()
    seen: Counter[bool] = Counter()

    @given(GENERATED, st.randoms(use_true_random=False), st.booleans())
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    def ask(text: str, chance: Random, signed_in: bool) -> None:
        seen[same(livelier(text, chance), {"no": False}, token=token if signed_in else "")] += 1

    ask()
    assert seen[True] > EXAMPLES / 4, "too few were answered by the compiled way"


# Single queries
# ----------------------------------------------------------------------------------------------------------------------

PASSING = re.compile(r'"(requestId|knownAt|remaining)": ?("[^"]*"|\d+)')
LIST = """query ($first: Int = 50, $all: Boolean = false) {
  again: list(place: "620102001000") {
    edition { ...called } duties(first: $first) { nodes { number matter @skip(if: $all) } }
  }
  check(input: {place: "620102001000", department: "11629999MB9000322X", delegation: {matter: "防汛抗旱"}}) {
    outcome leadingGround grounds { code facts } matched { confidence number } basis { sample approvals } on knownAt
  }
  law { code ... on Article @include(if: $all) { gist } } __typename
}
fragment called on ListEdition { code documentNumber effectiveOn recordedAt sample }"""


@pytest.mark.parametrize("given", [{}, {"first": 2}, {"first": 3, "all": True}])
def test_what_is_asked_most_is_answered_by_the_compiled_way(app: Flask, given: dict[str, Any]) -> None:
    assert same(LIST, given)


PAGES = (
    """{ requests(first: 5) { nodes { number kind subject unit unitName on knownAt submittedAt sample application
      department { code name } attachments { name } cases { number placeName status outcome leadingGround answers
      lastDay acts place { code name level fullName path { name } village { plaqueCount } } department { name }
      grounds { code clause outcome facts text } verdict { summary grounds { citation } } steps { verb at }
      admission { validFrom } } } pageInfo { endCursor hasNextPage } totalCount } }""",
    """{ requests { edges { cursor node { id number cases { id number place { id name } grounds { __typename } } } }
      again: nodes { called: number twice: number
      cases { at: place { children(first: 1) { nodes { name } } } } } } }""",
    """{ requests { nodes { number @skip(if: true) cases { __typename @include(if: false) } } } cases { nodes {
      number @skip(if: true) } } }""",
    """{ cases(first: 5) { nodes { number request unit outcome grounds { clause } place { fullName isCurrent } } } }""",
    """{ place(code: "620102001000") { children { nodes { code name level fullName notices { code } isCurrent
      village { place placeName plaqueCount bodyCount quota } children { nodes { name } } } } } }""",
    """{ place(code: "620102000000") { children { nodes { name village { plaqueCount } listEdition { code } } } } }""",
    """{ list(place: "620102001000") { duties(first: 100) { nodes { code tier number category matter townshipShare
      takenOverBy wayOfWorking shares { department duties } } } editions { nodes { duties { nodes { tier } } } } } }""",
)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_told_field_by_field_is_what_each_thing_on_it_tells(app: Flask, page: str) -> None:
    many_requests(6)
    token = issue_token("li", label="the tests", days=1, now=NOW)
    db.session.remove()
    assert same(page, token=token)


def test_what_it_does_not_cover_is_left_to_graphql_core(app: Flask) -> None:
    assert not same('{ place(code: "nowhere") { name } }')
    assert not same("query ($n: Int!) { law { code } }", {})
    assert (
        planned(Plans(parse("mutation { readNotices { errors { code } } }"), None), schema.graphql_schema, {}) is None
    )


def test_at_the_door_both_ways_answer_the_same_byte_for_byte(ask: Ask) -> None:
    wrong = LIST.replace('list(place: "620102001000")', 'list(place: "nowhere")')
    for text in (LIST, wrong):
        answers = [ask(text) for _ in range(4)]
        told = [PASSING.sub("", one.get_data(as_text=True)) for one in answers]
        assert len(set(told)) == 1, told
        assert ("errors" in answers[0].json) is (text == wrong)
