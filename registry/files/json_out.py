"""Writing lists as .json, list by list: the field names of the GraphQL door, everything an edition says."""

import json
from collections.abc import Iterable
from typing import Any, BinaryIO

from registry.domain.duties import Duty
from registry.files.layout import ListOut, Unlisted
from registry.files.marks import kept

FORMAT = "township-lists"
VERSION = 1


def write_json(lists: Iterable[ListOut | Unlisted], to: BinaryIO) -> None:
    """One object: `format`, `version`, `lists`, and `unlisted` with the townships that have none and why."""
    to.write(f'{{"format": "{FORMAT}", "version": {VERSION}, "lists": ['.encode())
    unlisted: list[dict[str, Any]] = []
    written = 0
    for one in lists:
        if isinstance(one, Unlisted):
            unlisted.append({"code": one.place.code, "name": one.place.name, "reason": one.why.value})
            continue
        to.write((",\n" if written else "\n").encode() + _as_json(list_as_data(one)))
        written += 1
    to.write(b'\n], "unlisted": ' + _as_json(unlisted) + b"}\n")


def list_as_data(one: ListOut) -> dict[str, Any]:
    """A township's list with all it says."""
    edition = one.duty_list.edition
    return {
        "place": {"code": one.place.code, "name": one.place.name, "county": one.county},
        "edition": {
            "code": edition.code,
            "documentNumber": edition.document_number,
            "effectiveOn": edition.effective_on.isoformat(),
            "recordedAt": edition.recorded_at.isoformat(),
            "sample": edition.sample,
        },
        "notices": [
            {"code": notice.code.value, "facts": dict(notice.facts), "text": text}
            for notice, text in zip(one.place.notices, one.notices, strict=True)
        ],
        "duties": [duty_as_data(duty) for duty in one.duty_list.duties],
    }


def duty_as_data(duty: Duty) -> dict[str, Any]:
    """A row of a list."""
    return {
        "code": duty.code,
        "tier": duty.tier.value,
        "number": duty.number,
        "category": kept(duty.category),
        "matter": kept(duty.matter),
        "shares": [
            {"unit": s.unit, "department": kept(s.department), "duties": [kept(d) for d in s.duties]}
            for s in duty.shares
        ],
        "townshipShare": [kept(line) for line in duty.township_share],
        "takenOverBy": kept(duty.taken_over_by),
        "wayOfWorking": kept(duty.way_of_working),
    }


def _as_json(told: Any) -> bytes:
    return json.dumps(told, ensure_ascii=False).encode()
