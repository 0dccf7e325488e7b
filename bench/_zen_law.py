"""The law of the ground floor once more, as a decision model of zen-engine: tables raise, expressions weigh."""

import json
from typing import Any

import zen

from bench._law_rows import TABLES, Row, When

_TOLD = ("code", "outcome", "by", "yields", "needs")

_OWN_FAILURES = """flatMap([
    a.party or a.government ? [] : ['LEVEL_INSUFFICIENT'],
    (a.party != a.government) and not a.both_agreed ? ['ISSUER_INCOMPLETE'] : [],
    a.well_formed ? [] : ['NUMBER_MALFORMED'],
    a.covers ? [] : ['APPROVAL_OUT_OF_SCOPE'],
    a.confirmed ? [] : ['APPROVAL_UNCONFIRMED'],
    on < a.from ? ['APPROVAL_NOT_YET'] : [],
    a.until < on ? ['APPROVAL_EXPIRED'] : [],
    a.revoked <= on ? ['APPROVAL_REVOKED'] : []
], #)"""
_NEEDS_MET = """(g.needs == '' or g.needs in a.demand_forms
    or (g.needs == 'newer' and a.issued > effective_on) or (g.needs == 'quota' and a.quota >= would_hang)
    or (g.needs == 'basis' and a.basis) or (g.needs == 'reinstatement' and a.basis and a.reinstates)
    or (g.needs == 'demander' and a.names_demander))"""
_FITS = f"(a.form == g.by and a.names_it and {_NEEDS_MET})"

_WEIGHING: dict[str, str] = {
    "papers_known": f"map(approvals as a, merge([a, {{own: {_OWN_FAILURES}}}]))",
    "sound": "filter($.papers_known, len(#.own) == 0)",
    "half_signed": "filter($.papers_known, len(#.own) == 1 and #.own[0] == 'ISSUER_INCOMPLETE')",
    "weighed": f"""map(raised as g, merge([g, {{
        lifted: (g.yields and emergency) or some($.sound as a, {_FITS}),
        halfway: some($.half_signed as a, {_FITS})
    }}]))""",
    "standing": "filter($.weighed, not #.lifted)",
    "liftable": "filter($.standing, #.by != '')",
    "idle": f"""filter($.papers_known as a, (a.cited or a.names_it)
        and not (len(a.own) == 0 and some(raised as g, {_FITS})))""",
    "outcomes": "map($.standing, #.halfway ? 'REFER' : #.outcome)",
    **{fact: fact for fact in ("papers", "malformed", "effective_on", "would_hang")},
}
_ANSWER: dict[str, str] = {
    "outcome": "'REJECT' in outcomes ? 'REJECT' : 'REFER' in outcomes ? 'REFER' : 'ADMIT'",
    "leading": "len(standing) > 0 ? standing[0].code : null",
    "standing": "map(standing, #.code)",
    "lifted": "map(filter(weighed, #.lifted), #.code)",
    "notes": f"""len(liftable) == 0 ? (malformed ? ['NUMBER_MALFORMED'] : []) : flatMap([
        papers,
        flatMap(idle as a, a.own),
        flatMap(idle as a, flatMap(liftable as g, a.form == g.by ? [] : ['APPROVAL_FORM'])),
        flatMap(idle as a, flatMap(liftable as g, a.names_it and (a.form != g.by or {_NEEDS_MET})
            ? [] : ['APPROVAL_OUT_OF_SCOPE']))
    ], #)""",
}


def told(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer of the model in the form in which both sides are compared."""
    standing = {*answer["standing"], *answer["notes"]}
    return {
        "outcome": answer["outcome"],
        "leading": answer.get("leading"),
        "grounds": sorted(standing),
        "lifted": sorted(set(answer["lifted"]) - standing),
    }


def engine() -> Any:
    """An engine that holds the model, compiled once, under the key `law`: its fastest way to a decision model."""
    return zen.ZenEngine({"loader": {"type": "static", "content": {"law": _graph()}}})


def decision() -> Any:
    """The model as the engine's first example asks it: `create_decision`, then `evaluate`."""
    return zen.ZenEngine().create_decision(json.dumps(_graph(), ensure_ascii=False))


def expressions() -> dict[str, Any]:
    """No decision model, only the engine's expression language: the law of each kind as one compiled expression."""
    return {kind: zen.compile_expression(_as_one(rows)) for kind, rows in TABLES.items()}


def _as_one(rows: tuple[Row, ...]) -> str:
    raised = ", ".join(f"{_condition(when)} ? [{_object(values)}] : []" for *values, when in rows)
    steps = {"raised": f"flatMap([{raised}], #)", **_WEIGHING}
    weighed = "; ".join(f"{name} = {_line(step).replace('$.', '')}" for name, step in steps.items() if name != step)
    answer = ", ".join(f"{name}: {_line(step)}" for name, step in _ANSWER.items())
    return f"{weighed}; {{{answer}}}"


def _condition(when: When) -> str:
    return " and ".join(_test(fact, cell) for fact, cell in when.items())


def _test(fact: str, cell: str) -> str:
    """A cell of a table as an expression of its own."""
    if cell in ("true", "false"):
        return fact if cell == "true" else f"not {fact}"
    if cell.startswith(("!=", ">", "not in")):
        return f"{fact} {cell}"
    return f"{fact} in [{cell}]"


def _object(values: list[Any]) -> str:
    return json.dumps([dict(zip(_TOLD, values, strict=True))])[1:-1]


def _line(expression: str) -> str:
    return " ".join(expression.split())


def _graph() -> dict[str, Any]:
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in"},
        {"id": "kind", "type": "switchNode", "name": "kind", "content": {"hitPolicy": "first", "statements": _kinds()}},
        *(_table(kind, rows) for kind, rows in TABLES.items()),
        _expressions("weighing", _WEIGHING),
        _expressions("answer", _ANSWER),
        {"id": "out", "type": "outputNode", "name": "out"},
    ]
    edges = [("in", "kind", None), *(("kind", kind, f"is-{kind}") for kind in TABLES)]
    edges += [(kind, "weighing", None) for kind in TABLES] + [("weighing", "answer", None), ("answer", "out", None)]
    return {"nodes": nodes, "edges": [_edge(*edge) for edge in edges]}


def _kinds() -> list[dict[str, Any]]:
    return [{"id": f"is-{kind}", "condition": f"kind == '{kind}'", "isDefault": False} for kind in TABLES]


def _edge(source: str, target: str, handle: str | None) -> dict[str, Any]:
    edge = {"id": f"{source}-{target}", "type": "edge", "sourceId": source, "targetId": target}
    return {**edge, "sourceHandle": handle} if handle else edge


def _table(kind: str, rows: tuple[Row, ...]) -> dict[str, Any]:
    """One decision table that collects every row that applies, in order."""
    asked = list(dict.fromkeys(fact for *_, when in rows for fact in when))
    content = {
        "hitPolicy": "collect",
        "passThrough": True,
        "outputPath": "raised",
        "inputs": [{"id": f"i-{fact}", "name": fact, "field": fact} for fact in asked],
        "outputs": [{"id": f"o-{name}", "name": name, "field": name} for name in _TOLD],
        "rules": [
            {
                "_id": f"{kind}-{number}",
                **{f"i-{fact}": when.get(fact, "") for fact in asked},
                **{f"o-{name}": json.dumps(value) for name, value in zip(_TOLD, values, strict=True)},
            }
            for number, (*values, when) in enumerate(rows)
        ],
    }
    return {"id": kind, "type": "decisionTableNode", "name": kind, "content": content}


def _expressions(name: str, steps: dict[str, str]) -> dict[str, Any]:
    listed = [{"id": key, "key": key, "value": _line(value)} for key, value in steps.items()]
    return {
        "id": name,
        "type": "expressionNode",
        "name": name,
        "content": {"expressions": listed, "passThrough": False},
    }
