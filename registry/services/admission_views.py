"""An admission as anybody may read it: what it is for, whether it holds on a day, and nothing about who handled it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.domain.admissions import Validity
from registry.domain.as_of import dates_asked
from registry.domain.granted import OF_APPLICATION, fingerprint_of_text, public_copy
from registry.domain.question import CHINA
from registry.domain.units import Demander
from registry.services.admissions import Live, live
from registry.store.units import lineage_of


@dataclass(frozen=True, slots=True)
class PublicAdmission:
    """An admission on a day, for strangers; `held_by` is the code and name of the unit that has it on that day: what
    took the place of the one it was granted to."""

    found: Live
    held_by: tuple[str, str]

    @property
    def holds(self) -> bool:
        """Whether the township is bound by it on that day."""
        return self.found.validity is Validity.VALID

    def as_data(self) -> dict[str, Any]:
        """The same fields at every door. What ended it is told by its cause; the reason typed stays with the case."""
        record, granted = self.found.admission, self.found.admission.granted
        copy, last = public_copy(granted), self.found.until
        issued = record.number_issued_at.astimezone(CHINA).date() if record.number_issued_at else None
        return {
            "number": record.number or "",
            "on": self.found.on.isoformat(),
            "validity": self.found.validity.value,
            "holds": self.holds,
            "kind": record.kind,
            "matter": record.subject,
            "answers": granted["answers"],
            "place": self.found.place.code,
            "placeName": self.found.place.full_name,
            "unit": record.unit,
            "unitName": granted["unit"]["name"],
            "heldBy": self.held_by[0],
            "heldByName": self.held_by[1],
            **_scope_of(granted),
            **_conditions_of(self.found),
            "issuedOn": _told(issued),
            "validFrom": record.valid_from.isoformat(),
            "validUntil": _told(record.valid_until),
            "lastValidDay": _told(last if last and last >= record.valid_from else None),
            "endedOn": _told(record.ended_on),
            "endCause": record.end_cause or "",
            "restsOn": _rests_on(self.found),
            "publicCopy": copy,
            "fingerprint": fingerprint_of_text(copy),
            "sample": bool(record.sample),
        }


def _scope_of(granted: Mapping[str, Any]) -> dict[str, Any]:
    applied = granted["application"]
    township_duties, kept_share, leaves = (applied.get(name, "") for name in OF_APPLICATION)
    return {"townshipDuties": township_duties, "keptShare": kept_share, "exit": leaves}


def _conditions_of(found: Live) -> dict[str, Any]:
    """The conditions as they are on the day, and, where it had been carried over to other papers by then, as granted.

    The frozen copy stays as it is; what it says of a paper that was revoked since binds nobody any more.
    """
    granted = [dict(one) for one in found.admission.granted["verdict"]["conditions"]]
    if found.carried_over is None:
        return {"conditions": granted, "conditionsAsGranted": [], "carriedOverOn": None}
    day = found.carried_over.recorded_at.astimezone(CHINA).date()
    now = [dict(one) for one in (found.carried_over.verdict or {}).get("conditions", [])]
    return {"conditions": now, "conditionsAsGranted": granted, "carriedOverOn": _told(day)}


def _rests_on(found: Live) -> list[dict[str, Any]]:
    papers = [("APPROVAL", one.number, one.title, one.valid_until) for one in found.approvals]
    responses = [("EMERGENCY", one.issuer, one.level, one.end) for one in found.responses]
    return [
        {"kind": kind, "number": number, "title": title, "until": _told(until)}
        for kind, number, title, until in (*papers, *responses)
    ]


def _told(when: Any) -> str | None:
    return when.isoformat() if when else None


def admission_shown(number: str, *, on: str = "", now: datetime) -> PublicAdmission:
    """An admission by its number, today or on another day, for anybody. Two look-ups by key and a few on what it
    rests on; nothing is written. Raises NotAnAdmissionNumber, NotFound, MalformedDate."""
    asked_day, _ = dates_asked(on, "", now=now).both()
    return as_shown([live(number, now=now, on=asked_day)], now=now)[0]


def as_shown(found: Sequence[Live], *, now: datetime) -> list[PublicAdmission]:
    """Admissions as anybody may read them; which units have them by now is asked once for all."""
    lineage = lineage_of(*(one.admission.unit for one in found))
    held = [lineage.demander(one.admission.unit, one.on, now) for one in found]
    return [PublicAdmission(one, _holder(one, unit)) for one, unit in zip(found, held, strict=True)]


def _holder(found: Live, unit: Demander | None) -> tuple[str, str]:
    record = found.admission
    return (unit.code, unit.name) if unit is not None else (record.unit, str(record.granted["unit"]["name"]))
