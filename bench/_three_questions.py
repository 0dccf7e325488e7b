"""What each of them is asked, and what their answers come to when told alike.

Q1 a township with 50 duties, 20 villages and how many plaques each has; Q2 one check; Q3 a page of 50 requests with
place, department, verdict and grounds. PostGraphile cannot judge: of Q2 it tells what a client would judge by.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bench._filled_province import Filled
from bench._load import answer, message
from registry.domain.wording import plain

Given = dict[str, Any]
IN_TURN = 60
"""So many townships, or matters, are asked about in turn."""
PUT_TOGETHER = ("PROVINCE", "CITY")
"""Levels that an address leaves out."""

_OURS = {
    "Q1": """query ($place: String!) { list(place: $place) {
        place { code name children(first: 20, levels: [VILLAGE]) { nodes { code name village { plaqueCount } } } }
        edition { code documentNumber effectiveOn }
        duties(first: 50) { nodes { code tier number category matter } } } }""",
    "Q2": """query ($place: String!, $department: String!, $matter: String!) { check(input: {place: $place,
        department: $department, language: ZH, delegation: {matter: $matter, form: [TERRITORIAL]}}) {
        outcome leadingGround summary grounds { code clause citation facts text } cure { code text }
        matched { code tier number matter } basis { edition } } }""",
    "Q3": """{ requests(first: 50) { nodes { number subject submittedAt department { code name } cases {
        number place { code name fullName } outcome leadingGround grounds { code clause outcome facts } } } } }""",
}
_CHAIN = "code name level divisionByParent { code name level divisionByParent { code name level } }"
_EVERY = "orderBy: [PRIMARY_KEY_ASC]"
_POSTGRAPHILE = {
    "Q1": """query ($place: String!) { divisionByCode(code: $place) { code name
        editionsByTownship(first: 1, orderBy: [EFFECTIVE_ON_DESC, RECORDED_AT_DESC]) { nodes {
          code documentNumber effectiveOn dutiesByEdition(first: 50, orderBy: [TIER_ASC, NUMBER_ASC, CODE_ASC]) {
            nodes { code tier number category matter } } } }
        divisionsByParent(first: 20, condition: {level: "VILLAGE"}, orderBy: [CODE_ASC]) {
          nodes { code name plaquesByVillage { totalCount } } } } }""",
    "Q2": """query ($place: String!, $department: String!, $matter: String!, $above: [String!]!, $plain: String!) {
        divisionByCode(code: $place) { CHAIN
          editionsByTownship(first: 1, orderBy: [EFFECTIVE_ON_DESC, RECORDED_AT_DESC]) { nodes {
            code documentNumber effectiveOn dutiesByEdition(condition: {matter: $matter}) { nodes {
              code tier number matter townshipShare takenOverBy wayOfWorking
              dutySharesByEditionAndDuty { nodes { unit department duties } } } } } } }
        unitByCode(code: $department) { code name kind unitNamesByUnit { nodes { name } }
          unitsBySuccessor { nodes { code } } }
        allStatutoryDuties { nodes { matter statute article } }
        allChiefDuties(EVERY) { nodes { matter laidOn division inForceFrom until } }
        allAssessments { nodes { year assessed division matters unitByRunBy { code name } } }
        allEmergencies { nodes { code level issuer division start end matters } }
        allApprovalNames(condition: {plainName: $plain}) { nodes { name approvalByApproval {
          code number form issuers inForceFrom validUntil revokedOn
          approvalPlacesByApproval { nodes { division } } } } } }""".replace("CHAIN", _CHAIN)
    .replace("(EVERY)", f"({_EVERY})")
    .replace(", $above: [String!]!", ""),
    "Q3": """query ($unit: String!) { allAccessRequests(first: 50, condition: {unit: $unit},
        orderBy: [SUBMITTED_AT_DESC, NUMBER_DESC]) { nodes { number subject submittedAt unitByUnit { code name }
        casesByRequest(orderBy: [NUMBER_ASC]) { nodes { number divisionByPlace { CHAIN }
        outcome leadingGround verdict } } } } }""".replace("CHAIN", _CHAIN),
}
TAG = "COMMENT ON TABLE access_requests IS E'@foreignKey (unit) references units (code)'"
"""What PostGraphile is told of the tables, as smart comment: that a request's unit is a unit."""


@dataclass(frozen=True)
class Asked:
    """One contestant's way of being asked: what is sent, and how an answer reads when told as all are."""

    sent: Mapping[str, tuple[bytes, ...]]
    told: Mapping[str, Callable[[Any], Any]]

    def answers(self, question: str, port: int) -> list[Any]:
        """What is answered there to each form of a question, told as all are."""
        return [self.told[question](json.loads(answer(port, one))) for one in self.sent[question]]


def in_turn(held: Filled) -> dict[str, list[Given]]:
    """What each question is asked of, in turn."""
    checks = [{"place": place, "department": held.unit, "matter": matter} for place, matter in held.asked[:IN_TURN]]
    return {"Q1": [{"place": place} for place, _ in held.asked[:IN_TURN]], "Q2": checks, "Q3": [{}]}


def asked_of_ours(held: Filled) -> Asked:
    """How `/graphql` is asked: the whole document each time, as most clients do."""
    of = {question: [_posted("/graphql", _OURS[question], v) for v in each] for question, each in in_turn(held).items()}
    of["Q3"] = [_posted("/graphql", _OURS["Q3"], {}, Authorization=f"Bearer {held.token}")]
    return Asked({name: tuple(each) for name, each in of.items()}, {"Q1": _q1, "Q2": _q2, "Q3": _q3})


def asked_by_hand(held: Filled) -> Asked:
    """How the hand-written endpoint is asked."""
    each = in_turn(held)
    sent = {
        "Q1": tuple(message("GET", f"/township/{one['place']}") for one in each["Q1"]),
        "Q2": tuple(message("POST", "/check", json.dumps(one).encode()) for one in each["Q2"]),
        "Q3": (message("GET", "/requests", Authorization=f"Bearer {held.token}"),),
    }
    return Asked(sent, {"Q1": _as_it_is, "Q2": _as_it_is, "Q3": _timed})


def asked_of_postgraphile(held: Filled) -> Asked:
    """How PostGraphile is asked, of the same things."""
    each = in_turn(held)
    each["Q2"] = [{**one, "plain": plain(str(one["matter"]))} for one in each["Q2"]]
    each["Q3"] = [{"unit": held.unit}]
    sent = {name: tuple(_posted("/graphql", _POSTGRAPHILE[name], one) for one in of) for name, of in each.items()}
    return Asked(sent, {"Q1": _told_q1, "Q2": _told_q2, "Q3": _told_q3})


def _posted(path: str, text: str, variables: Given, **headers: str) -> bytes:
    body = json.dumps({"query": " ".join(text.split()), "variables": variables}, ensure_ascii=False).encode()
    return message("POST", path, body, **headers)


def _whole(told: Any) -> Any:
    if told.get("errors"):
        raise RuntimeError(json.dumps(told["errors"], ensure_ascii=False)[:2000])
    return told["data"]


def _as_it_is(told: Any) -> Any:
    return told


def _q1(told: Any) -> Any:
    found = _whole(told)["list"]
    place = found["place"]
    return {
        **{"code": place["code"], "name": place["name"], "edition": found["edition"]},
        "duties": found["duties"]["nodes"],
        "villages": [
            {"code": one["code"], "name": one["name"], "plaques": one["village"]["plaqueCount"]}
            for one in place["children"]["nodes"]
        ],
    }


def _q2(told: Any) -> Any:
    return _whole(told)["check"]


def _q3(told: Any) -> Any:
    return _timed(_whole(told)["requests"]["nodes"])


def _timed(requests: Any) -> Any:
    return [{**one, "submittedAt": _moment(one["submittedAt"])} for one in requests]


def _moment(told: str) -> str:
    return datetime.fromisoformat(told).astimezone(UTC).isoformat()


def _told_q1(told: Any) -> Any:
    place = _whole(told)["divisionByCode"]
    (edition,) = place["editionsByTownship"]["nodes"]
    duties = edition.pop("dutiesByEdition")["nodes"]
    villages = place["divisionsByParent"]["nodes"]
    return {
        **{"code": place["code"], "name": place["name"], "edition": edition, "duties": duties},
        "villages": [
            {"code": one["code"], "name": one["name"], "plaques": one["plaquesByVillage"]["totalCount"]}
            for one in villages
        ],
    }


def facts_of(check: Any) -> Any:
    """Of a check's answer what can be compared with facts alone: the row that it rests on."""
    return {"matched": check["matched"], "basis": check["basis"]}


def _told_q2(told: Any) -> Any:
    (edition,) = _whole(told)["divisionByCode"]["editionsByTownship"]["nodes"]
    (row,) = edition["dutiesByEdition"]["nodes"]
    matched = {key: row[key] for key in ("code", "tier", "number", "matter")}
    return {"matched": matched, "basis": {"edition": edition["code"]}}


def _told_q3(told: Any) -> Any:
    found = _whole(told)["allAccessRequests"]["nodes"]
    return _timed(
        [
            {
                **{key: one[key] for key in ("number", "subject", "submittedAt")},
                "department": one["unitByUnit"],
                "cases": [_told_case(case) for case in one["casesByRequest"]["nodes"]],
            }
            for one in found
        ]
    )


def _told_case(case: Any) -> Any:
    verdict, place = case["verdict"], case["divisionByPlace"]
    held = json.loads(verdict) if isinstance(verdict, str) else verdict
    above: Any = place
    chain: list[Any] = []
    while above:
        chain.insert(0, above)
        above = above.get("divisionByParent")
    called = "".join(one["name"] for one in chain if one["level"] not in PUT_TOGETHER)
    grounds = [{key: ground[key] for key in ("code", "clause", "outcome", "facts")} for ground in held["grounds"]]
    return {
        **{key: case[key] for key in ("number", "outcome", "leadingGround")},
        "grounds": grounds,
        "place": {"code": place["code"], "name": place["name"], "fullName": called},
    }
