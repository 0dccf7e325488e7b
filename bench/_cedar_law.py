"""The law of the ground floor once more, as Cedar policies: one `forbid` for each row, and one `permit` for the rest.

A Deny names every `forbid` that applies, so one call answers all standing grounds. Cedar has no third outcome, no order
and no loop: outcome and leading ground are made of the ids of the policies, and the approvals are weighed before it is
asked. It answers neither what was lifted (a Deny does not name what does not apply) nor the codes about papers.
"""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from cedarpy import AuthzResult, Entities, PolicySet, is_authorized, is_authorized_batch

from bench._law_rows import TABLES, Row
from bench._same_facts import Facts

_HALF_SIGNED = ["ISSUER_INCOMPLETE"]
_NO_ENTITIES = Entities.from_json_str("[]")
_UNIT = {"type": "Unit", "id": "asking"}

Request = dict[str, Any]
Answer = dict[str, Any]


class Asked(NamedTuple):
    """A situation as Cedar is asked about it."""

    kind: str
    facts: Facts
    """What the policies look at: single facts, and in `lifts` every way of lifting a ground that an approval meets."""
    halfway: set[str]
    """The same of approvals that only lack the other signature: a ground that one of them would lift is referred."""


class Told(NamedTuple):
    """What the id of a policy says; the order of policies is the order in which grounds lead."""

    at: int
    code: str
    outcome: str
    lifted_by: str


def asked_of(facts: Facts) -> Asked:
    """What the policies look at, and the approvals weighed: the loop that Cedar does not have."""
    lifts: set[str] = set()
    halfway: set[str] = set()
    for approval in facts["approvals"]:
        failures = _own_failures(approval, facts["on"]) if approval["names_it"] else ["NAMES_ANOTHER"]
        if not failures:
            lifts |= _met_by(approval, facts)
        elif failures == _HALF_SIGNED:
            halfway |= _met_by(approval, facts)
    kind = facts["kind"]
    return Asked(kind, {**{fact: facts[fact] for fact in _LOOKED_AT[kind]}, "lifts": [*lifts]}, halfway)


def request(asked: Asked, demand: str = "asked") -> Request:
    """Who asks what, without the facts; as objects, because Cedar takes them in less time than as text."""
    action = {"type": "Action", "id": asked.kind}
    return {"principal": _UNIT, "action": action, "resource": {"type": "Demand", "id": demand}}


def text() -> str:
    """The law of all kinds as one text, the facts in the context."""
    rows = [_policy(row, "context", f'action == Action::"{kind}"') for kind, rows in TABLES.items() for row in rows]
    return _text(rows)


def parsed(holder: str = "context") -> dict[str, PolicySet]:
    """The law of each kind, parsed; `holder` is what bears the facts, `context` or `resource`."""
    return {kind: PolicySet.from_str(_text([_policy(row, holder) for row in rows])) for kind, rows in TABLES.items()}


def by_text(asked: Asked, law: str) -> Answer:
    """One situation as the first example asks: all in text, the policies parsed at every call."""
    about = {"principal": 'Unit::"asking"', "action": f'Action::"{asked.kind}"', "resource": 'Demand::"asked"'}
    return _answer(is_authorized({**about, "context": asked.facts}, law, []), _ALL_ROWS, asked.halfway)


def by_parsed(asked: Asked, laws: dict[str, PolicySet]) -> Answer:
    """One situation with the policies parsed beforehand."""
    one = {**request(asked), "context": asked.facts}
    return _answer(is_authorized(one, laws[asked.kind], _NO_ENTITIES), _ROWS_OF[asked.kind], asked.halfway)


class Batches:
    """All situations, sorted by kind beforehand: one call for each kind."""

    def __init__(self, asked: Sequence[Asked], requests: Sequence[Request]) -> None:
        self.many = len(asked)
        self.of_kind = {kind: [at for at, a in enumerate(asked) if a.kind == kind] for kind in TABLES}
        self.requests = {kind: [requests[at] for at in which] for kind, which in self.of_kind.items()}
        self.halfway = [a.halfway for a in asked]

    @classmethod
    def with_texts(cls, asked: Sequence[Asked]) -> "Batches":
        """The facts as JSON text, so that nothing is left to turn into it."""
        return cls(asked, [{**request(a), "context": json.dumps(a.facts)} for a in asked])

    @classmethod
    def with_entities(cls, asked: Sequence[Asked]) -> tuple["Batches", dict[str, Entities]]:
        """The facts borne by entities that are parsed already: nothing is left to parse."""
        batches = cls(asked, [request(a, str(at)) for at, a in enumerate(asked)])
        return batches, {kind: _entities(which, asked) for kind, which in batches.of_kind.items()}

    def answers(self, laws: dict[str, PolicySet], entities: dict[str, Entities] | None = None) -> list[Answer]:
        """The answers in the order of the situations."""
        answers: list[Answer] = [{}] * self.many
        for kind, which in self.of_kind.items():
            known = entities[kind] if entities else _NO_ENTITIES
            results = is_authorized_batch(self.requests[kind], laws[kind], known)
            for at, result in zip(which, results, strict=True):
                answers[at] = _answer(result, _ROWS_OF[kind], self.halfway[at])
        return answers


def _entities(which: Sequence[int], asked: Sequence[Asked]) -> Entities:
    listed = [{"uid": {"type": "Demand", "id": str(at)}, "attrs": asked[at].facts, "parents": []} for at in which]
    return Entities.from_json_str(json.dumps(listed))


def _answer(result: AuthzResult, rows: dict[str, Told], halfway: set[str]) -> Answer:
    """Outcome, leading ground and standing grounds, made of the ids of the policies that apply."""
    standing = [] if result.allowed else sorted([rows[policy] for policy in result.diagnostics.reasons])
    outcomes = {"REFER" if row.lifted_by in halfway else row.outcome for row in standing}
    return {
        "outcome": "REJECT" if "REJECT" in outcomes else "REFER" if "REFER" in outcomes else "ADMIT",
        "leading": standing[0].code if standing else None,
        "standing": [row.code for row in standing],
        "errors": result.diagnostics.errors,
    }


def told(answer: Answer) -> dict[str, Any]:
    """An answer in the form in which both sides are compared; a policy that could not be evaluated is no answer."""
    if answer["errors"]:
        raise SystemExit(f"Cedar: {answer['errors']}")
    return {"outcome": answer["outcome"], "leading": answer["leading"], "raised": sorted({*answer["standing"]})}


def _own_failures(approval: Facts, on: int) -> list[str]:
    signed = approval["party"] or approval["government"]
    alone = approval["party"] != approval["government"]
    in_force = approval["from"] <= on <= approval["until"] and on < approval["revoked"]
    failures = [] if signed and approval["well_formed"] and approval["covers"] else ["UNSOUND"]
    failures += [] if approval["confirmed"] and in_force else ["NOT_IN_FORCE"]
    return failures + (_HALF_SIGNED if alone and not approval["both_agreed"] else [])


def _met_by(approval: Facts, facts: Facts) -> set[str]:
    """Every way of lifting a ground that this approval meets."""
    would_hang, since = facts.get("would_hang", 0), facts["effective_on"]
    met = {
        "": True,
        "newer": approval["issued"] > since,
        "quota": approval["quota"] >= would_hang,
        "basis": approval["basis"],
        "reinstatement": approval["basis"] and approval["reinstates"],
        "demander": approval["names_demander"],
        **dict.fromkeys(approval["demand_forms"], True),
    }
    return {f"{approval['form']} {needs}" for needs, is_met in met.items() if is_met}


def _text(rows: Sequence[str]) -> str:
    return "\n".join(["permit(principal, action, resource);", *rows])


def _policy(row: Row, holder: str, action: str = "action") -> str:
    _, _, by, yields, needs, when = row
    lifted = [f"{holder}.emergency"] if yields else []
    lifted += [f'{holder}.lifts.contains("{by} {needs}")'] if by else []
    unless = f" unless {{ {' || '.join(lifted)} }}" if lifted else ""
    raised = " && ".join(_test(f"{holder}.{fact}", cell, holder) for fact, cell in when.items())
    return f"forbid(principal, {action}, resource) when {{ {raised} }}{unless};"


def _test(fact: str, cell: str, holder: str) -> str:
    """A cell of a table as a condition."""
    if cell in ("true", "false"):
        return fact if cell == "true" else f"!{fact}"
    if cell.startswith(">"):
        return f"{fact} > {holder}.{cell.removeprefix('>').strip()}"
    if cell.startswith("!="):
        return f"{fact} {_quoted(cell)}"
    if cell.startswith("not in"):
        return f"!{_quoted(cell.removeprefix('not in').strip())}.contains({fact})"
    return f"[{_quoted(cell)}].contains({fact})" if "," in cell else f"{fact} == {_quoted(cell)}"


def _quoted(cell: str) -> str:
    return cell.replace("'", '"')


def _told(kinds: Sequence[str]) -> dict[str, Told]:
    """Cedar numbers policies as they stand in the text, after the `permit`."""
    rows = enumerate((row for kind in kinds for row in TABLES[kind]), start=1)
    return {f"policy{at}": Told(at, code, outcome, f"{by} {needs}") for at, (code, outcome, by, _, needs, _) in rows}


def _facts_in(row: Row) -> set[str]:
    _, _, _, yields, _, when = row
    compared = {cell.removeprefix(">").strip() for cell in when.values() if cell.startswith(">")}
    return {*when, *compared, *(["emergency"] if yields else [])}


_ALL_ROWS = _told([*TABLES])
_ROWS_OF = {kind: _told([kind]) for kind in TABLES}
_LOOKED_AT = {kind: sorted(set().union(*map(_facts_in, rows))) for kind, rows in TABLES.items()}
CODES = frozenset(row.code for row in _ALL_ROWS.values())
