"""Whatever the schema allows, asked and done by anybody: operations that schemathesis generates, made livelier.

What is generated at random finds nothing and is refused as nonsense. So most arguments are given what is there: what
the sample registry holds, and what earlier answers told (numbers, codes, ids, cursors).
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

import schemathesis
from flask import Flask
from graphene.utils.str_converters import to_camel_case
from graphql import (
    REMOVE,
    ArgumentNode,
    DocumentNode,
    IntValueNode,
    ListValueNode,
    ObjectFieldNode,
    ObjectValueNode,
    StringValueNode,
    ValueNode,
    Visitor,
    visit,
)
from hypothesis import strategies as st
from schemathesis.config import SchemathesisConfig
from schemathesis.core.transport import Response
from schemathesis.graphql import nodes

from registry.domain.kinds import KINDS

MOST_TOLD = 200
"""How many values of one name are remembered."""
KNOWN: Mapping[str, tuple[str | int, ...]] = {
    "place": ("620102001000", "620102002000", "620102001001", "620102000000", "酒泉路街道"),
    "code": ("620102001000", "620102001001", "OFF_LIST", "PA-0001", "EM-2026-0001", "ED-620102001-2025", "CD-0001"),
    "county": ("620102000000",),
    "village": ("620102001001", "620102001002"),
    "township": ("620102001000",),
    "department": ("11629999MB9000322X", "县市场监督管理局", "县应急管理局"),
    "unit": ("11629999MB9000322X", "620102001000"),
    "units": ("县市场监督管理局",),
    "matter": ("防汛抗旱", "特种设备安全监督检查", "外星飞船停泊收费"),
    "text": ("防汛", "安全", "请按此办理。"),
    "certificate": ("天气证明", "收入证明"),
    "wording": ("综治中心", "畅家巷社区居民委员会"),
    "documentNumber": ("城编〔2026〕12号", "甘办发〔2025〕16号"),
    "version": ("2026",),
    "reason": ("说明理由。",),
    "basis": ("甘编〔2026〕3号",),
    "title": ("关于防汛抗旱", "示例"),
    "on": ("2026-11-23", "2026-06-30"),
    "knownAt": ("2026-11-23T03:00:00Z",),
    "article": ("第三条",),
    "first": (1, 2, 50),
    "last": (1, 2),
    "revision": (1, 2),
    "numbers": (1, 2),
    "workingDays": (5, 30),
    "capacity": ("现有 3 人",),
    "statute": ("中华人民共和国防洪法",),
    "idempotencyKey": ("k-1", "k-2"),
    "url": ("https://127.0.0.1/hook", "http://[::1]/", "file:///etc/passwd"),
}
"""What arguments and fields of inputs are given, by their names."""
TOLD_AS = {
    "request": ("number",),
    "case": ("number",),
    "fromCase": ("number",),
    "draft": ("number", "code"),
    "edition": ("code", "documentNumber"),
    "duty": ("code",),
    "duties": ("code", "matter"),
    "item": ("code",),
    "into": ("code",),
    "corrects": ("code", "number"),
    "after": ("endCursor", "cursor"),
    "before": ("startCursor", "cursor"),
    "ids": ("id",),
    "amends": ("code", "number"),
}
"""Under which names answers tell what an argument takes, where they differ."""
BEGIN_WITH = {
    "adjust": "AJ", "consult": "AJ", "requestdraft": "RD", "draft": "L20", "listrow": "L20", "case": "R",
    "request": "R", "report": "FY", "approval": "PA-", "emergenc": "EM-", "edition": "ED-", "comparelists": "ED-",
    "delegated": "D202", "slip": "6201", "admission": "ZR", "chief": "CD", "plaque": "PL", "hanging": "PL",
    "body": "VB", "village": "620102001", "article": "OFF", "place": "62", "unit": "1162",
}  # fmt: skip
"""How the numbers and codes begin that an operation means, by a word in its name; the first that fits."""
KIND_FIELDS = [to_camel_case(code) for code in KINDS]
DAYS = ("2020-01-01", "2025-03-01", "2026-11-23", "2026-12-31", "2027-06-30")
MOMENTS = ("2025-03-01", "2026-11-23T04:00:00Z", "2026-11-23T12:00:00+08:00")

schemathesis.graphql.scalar("Date", st.sampled_from(DAYS).map(nodes.String) | st.dates().map(str).map(nodes.String))
schemathesis.graphql.scalar("DateTime", st.sampled_from(MOMENTS).map(nodes.String))
schemathesis.graphql.scalar("JSON", st.just(nodes.String("x")))
schemathesis.graphql.scalar("Bytes", st.sampled_from(["eA==", "JVBERi0xLjQK"]).map(nodes.String))


@dataclass
class Told:
    """What answers have told so far, by the names it stood under, the latest last."""

    values: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def remember(self, data: Any, name: str = "") -> None:
        if isinstance(data, dict):
            for key, value in data.items():
                self.remember(value, key)
        elif isinstance(data, list):
            for value in data:
                self.remember(value, name)
        elif isinstance(data, str) and data not in self.values[name]:
            held = self.values[name]
            held.append(data)
            if len(held) > MOST_TOLD:  # the first half stays: that is what there was to go on with
                del held[MOST_TOLD // 2]

    def for_argument(self, name: str, operation: str) -> list[str | int]:
        told: list[str | int] = [value for key in TOLD_AS.get(name, (name,)) for value in self.values[key]]
        found = [*KNOWN.get(name, ()), *told]
        begins = next((begins for word, begins in BEGIN_WITH.items() if word in operation.lower()), "")
        meant = [value for value in found if str(value).startswith(begins)]
        return meant if meant and name in ("number", "code", "draft", "item", "case", "earlier", "later") else found


class Livelier(Visitor):
    """Gives arguments and fields of inputs what is there: all of them in every other document, so that it is answered
    to its last field, which one that finds nothing would prevent; three in four otherwise."""

    def __init__(self, told: Told, operation: str, chance: Random) -> None:
        super().__init__()
        self._told, self._operation, self._chance = told, operation, chance
        self._wild = chance.random() < 0.5

    def leave_argument(self, node: ArgumentNode, *_: Any) -> Any:
        if not self._wild and node.name.value in ("after", "before", "last"):
            return REMOVE
        return ArgumentNode(name=node.name, value=self._found(node.name.value, node.value))

    def leave_object_field(self, node: ObjectFieldNode, *_: Any) -> ObjectFieldNode:
        return ObjectFieldNode(name=node.name, value=self._found(node.name.value, node.value))

    def leave_object_value(self, node: ObjectValueNode, *_: Any) -> ObjectValueNode | None:
        """One kind of demand is asked at a time."""
        kinds = [field for field in node.fields if field.name.value in KIND_FIELDS]
        if self._wild or len(kinds) < 2:
            return None
        others = tuple(field for field in node.fields if field not in kinds[1:])
        return ObjectValueNode(fields=others)

    def _found(self, name: str, given: ValueNode) -> ValueNode:
        if isinstance(given, ListValueNode):
            return ListValueNode(values=tuple(self._found(name, one) for one in given.values))
        if not isinstance(given, StringValueNode | IntValueNode) or (self._wild and self._chance.random() < 0.25):
            return given
        number = isinstance(given, IntValueNode)
        fitting = [
            value for value in self._told.for_argument(name, self._operation) if isinstance(value, int) is number
        ]
        if not fitting:
            return given
        chosen = str(self._chance.choice(fitting))
        return IntValueNode(value=chosen) if number else StringValueNode(value=chosen)


@dataclass
class Asked:
    """What was asked and how it went: answers by status and by code, operations that gave data, and what was wrong."""

    statuses: Counter[int] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    gave: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def count(self, case: Any, response: Response) -> None:
        self.statuses[response.status_code] += 1
        body = response.json()
        self.codes.update(error.get("extensions", {}).get("code") for error in body.get("errors", ()))
        if any(value is not None for value in (body.get("data") or {}).values()):
            self.gave[case.operation.label] += 1
        self.wrong += [f"{told}\n{case.body}" for told in complaints(response)]

    @property
    def number(self) -> int:
        return sum(self.statuses.values())

    def __str__(self) -> str:
        statuses = ", ".join(f"{number} × {status}" for status, number in sorted(self.statuses.items()))
        return (
            f"{self.number} operations answered ({statuses}), {self.gave.total()} with data of {len(self.gave)} fields"
        )


def schema_at(app: Flask, told: Told) -> Any:
    """The schema as schemathesis reads it from the door itself; what it generates is made livelier."""
    schema = schemathesis.graphql.from_wsgi("/graphql", app, config=SchemathesisConfig())

    @schema.hook("flatmap_body")
    def livelier(context: Any, body: DocumentNode) -> Any:
        called = context.operation.label
        return st.randoms(use_true_random=True).map(lambda chance: visit(body, Livelier(told, called, chance)))

    return schema


def operations(schema: Any) -> list[Any]:
    """Every question and every act of the schema."""
    return [found.ok() for found in schema.get_all_operations()]


def complaints(response: Response) -> Iterator[str]:
    """What is wrong with an answer: it must be JSON, with data or with errors that have code and request id."""
    if response.status_code >= 500:
        yield f"status {response.status_code}"
    media = response.headers["content-type"][0].partition(";")[0]
    if media not in ("application/json", "application/graphql-response+json"):
        yield f"answered in {media}"
    told = response.json()
    if "data" not in told and not told.get("errors"):
        yield "neither data nor errors"
    for error in told.get("errors", ()):
        extensions = error.get("extensions", {})
        if extensions.get("requestId") != response.headers["x-request-id"][0] or not extensions.get("code"):
            yield f"an error without its code or id: {error}"
        if extensions.get("code") in ("SOMETHING_WENT_WRONG", "TIMED_OUT"):
            yield f"failed: {error}"
        if "non-nullable" in error["message"] or "Traceback" in error["message"]:
            yield error["message"]
