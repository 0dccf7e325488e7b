"""Builders: a situation in its plain form (tests/domain/cases/README.md) becomes a question and a register."""

import csv
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from registry.domain.approvals import Citation, Issuer, PaperLevel, ProvincialApproval
from registry.domain.assessments import UnifiedAssessment
from registry.domain.certificates import (
    CertificateCatalogue,
    ProhibitedBy,
    ProhibitedType,
    RetainedList,
    RetainedType,
)
from registry.domain.divisions import Division, Level, Place
from registry.domain.duties import ChiefDuty, Duty, DutyList, DutyTier, Edition, LaidOn, Share, StatutoryDuty, in_force
from registry.domain.emergencies import EmergencyResponse
from registry.domain.finding import Finding, Hit
from registry.domain.forms import ApprovalForm, DemandForm
from registry.domain.kinds import KINDS
from registry.domain.plaques import PlaqueCatalogue, PlaqueEntry, PlaquePosition, PlaqueStyle, VillageStanding
from registry.domain.question import CHINA, Question
from registry.domain.register import Register
from registry.domain.units import Demander, DemanderKind
from registry.domain.wording import plain
from tests.national_twenty import NATIONAL_TWENTY

ROOT = Path(__file__).parents[1]
DIVISIONS = {
    code: (name, Level(level), parent)
    for code, name, level, parent in (
        ("620000000000", "甘肃省", "PROVINCE", ""),
        ("620100000000", "兰州市", "CITY", "620000000000"),
        ("620900000000", "酒泉市", "CITY", "620000000000"),
        ("620199000000", "安和县", "COUNTY", "620100000000"),
        ("620198000000", "长宁县", "COUNTY", "620100000000"),
        ("620199100000", "青山镇", "TOWNSHIP", "620199000000"),
        ("620199101000", "白石镇", "TOWNSHIP", "620199000000"),
        ("620199400000", "安和农场", "TOWNSHIP", "620199000000"),
        ("620198100000", "长宁镇", "TOWNSHIP", "620198000000"),
        ("620199100200", "莲花村", "VILLAGE", "620199100000"),
        ("620199100201", "柳河村", "VILLAGE", "620199100000"),
        ("620199100001", "青山社区", "VILLAGE", "620199100000"),
        ("620199101200", "石桥村", "VILLAGE", "620199101000"),
        ("620199400498", "农场虚拟社区", "VILLAGE", "620199400000"),
        ("620198100200", "河湾村", "VILLAGE", "620198100000"),
    )
}
CAST = {
    "emergency": ("县应急管理局", DemanderKind.DEPARTMENT),
    "market": ("县市场监督管理局", DemanderKind.DEPARTMENT),
    "housing": ("县住房和城乡建设局", DemanderKind.DEPARTMENT),
    "civil_affairs": ("县民政局", DemanderKind.DEPARTMENT),
    "transport": ("县交通运输局", DemanderKind.DEPARTMENT),
    "list_office": ("县委机构编制委员会办公室", DemanderKind.DEPARTMENT),
    "qingshan": ("青山镇人民政府", DemanderKind.TOWNSHIP),
    "baishi": ("白石镇人民政府", DemanderKind.TOWNSHIP),
    "bank": ("某农村商业银行", DemanderKind.BANK),
    "insurer": ("某保险公司", DemanderKind.INSURER),
    "company": ("某建设公司", DemanderKind.COMPANY),
    "society": ("某协会", DemanderKind.SOCIAL_BODY),
}
TOWNSHIP_UNITS = {"qingshan": "620199100000", "baishi": "620199101000"}
with (ROOT / "seed" / "number_prefixes.csv").open(encoding="utf-8", newline="") as file:
    _PREFIXES = list(csv.DictReader(file))
_OWN = {row["prefix"] for row in _PREFIXES if row["province_code"] == "620000000000"}
FOREIGN_PREFIXES = {row["prefix"]: row["province"] for row in _PREFIXES if row["prefix"] not in _OWN}

Situation = Mapping[str, Any]


class StatedList(DutyList):
    """A list whose finding is stated by the situation: a name is a row's or it is not, unless it is said to be unclear.

    The matcher has tests of its own; a situation is about what the law says once the row is known.
    """

    unclear = False

    def find(self, text: str) -> Finding:
        if self.unclear:
            return Finding(None, tuple(Hit(d.code, 0.5) for d in self.duties[:2]))
        exact = [d for d in self.duties if plain(d.matter) == plain(text)]
        return Finding(Hit(exact[0].code, 1.0) if exact else None, ())


class UnclearList(StatedList):
    """A list on which the text asked about is surely no row."""

    unclear = True


def day(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def recorded(value: date | str | None) -> datetime | None:
    """A fact recorded on a day counts from its first moment in China."""
    return datetime.combine(day(value), time.min, tzinfo=CHINA).astimezone(UTC) if value else None


def the_end_of(value: date | str) -> datetime:
    return datetime.combine(day(value), time.max, tzinfo=CHINA).astimezone(UTC)


def place(code: str) -> Place:
    chain: list[Division] = []
    while code:
        name, level, parent = DIVISIONS[code]
        chain.insert(0, Division(code, name, level))
        code = parent
    return Place(tuple(chain))


def demander(key: str) -> Demander:
    name, kind = CAST[key]
    return Demander(kind, TOWNSHIP_UNITS.get(key, key), name)


def question(situation: Situation) -> Question[Any]:
    asks = dict(situation.get("asks", {}))
    asks.pop("unclear", None)
    if "forms" in asks:
        asks["form"] = asks.pop("forms")
    kind = situation["kind"]
    return Question(
        kind=kind,
        details=KINDS[kind].read(asks),
        place=place(str(situation["place"])),
        asked_by=demander(situation["by"]),
        on=day(situation["on"]),
        known_at=the_end_of(situation.get("known_at", "2026-12-31")),
        cites=tuple(
            Citation(c.get("number") or "", PaperLevel(c["level"]) if c.get("level") else None)
            for c in situation.get("cites", [])
        ),
    )


def register(situation: Situation) -> Register:
    """What the record shows for the situation's place, on its day, as known at its time."""
    asked = question(situation)
    known = [a.as_known(asked.known_at) for a in map(approval, situation.get("approvals", []))]
    return Register(
        place=asked.place,
        on=asked.on,
        known_at=asked.known_at,
        duty_list=_duty_list(situation, asked),
        statutory_duties=tuple(
            StatutoryDuty(s["matter"], s["statute"], str(s["article"]))
            for s in _known(situation, "statutory_duties", asked)
        ),
        chief_duties=tuple(_chief_duty(c) for c in _known(situation, "chief_duties", asked)),
        assessments=tuple(_assessment(a) for a in _known(situation, "assessments", asked)),
        emergencies=tuple(
            _emergency(e, str(n)) for n, e in enumerate(_known(situation, "emergencies", asked), start=1)
        ),
        approvals=tuple(a for a in known if a is not None),
        plaque_catalogue=_plaque_catalogue(situation.get("plaques")),
        village=_village(situation.get("village")) if asked.place.is_village else None,
        certificate_catalogue=_certificate_catalogue(situation.get("certificates")),
        foreign_prefixes=FOREIGN_PREFIXES,
    )


def _known(situation: Situation, name: str, asked: Question[Any]) -> list[dict[str, Any]]:
    return [r for r in situation.get(name) or [] if _recorded_by(r, asked.known_at)]


def _recorded_by(record: Mapping[str, Any], known_at: datetime) -> bool:
    at = recorded(record.get("recorded_on"))
    return at is None or at <= known_at


def _duty_list(situation: Situation, asked: Question[Any]) -> DutyList | None:
    township = asked.place.township
    if township is None or township.is_pseudo_township:
        return None
    editions = {}
    for number, given in enumerate(situation.get("editions") or [], start=1):
        at = recorded(given["recorded_on"])
        assert at is not None
        code = f"E{number}"
        edition = Edition(code, township.code, given.get("number", code), day(given["effective_on"]), at)
        editions[code] = (edition, given)
    chosen = in_force((edition for edition, _ in editions.values()), asked.on, asked.known_at)
    shape = UnclearList if situation.get("asks", {}).get("unclear") else StatedList
    return shape(chosen, tuple(_duties(editions[chosen.code][1]))) if chosen else None


def _duties(given: Mapping[str, Any]) -> list[Duty]:
    found = []
    for number, matter in enumerate(given.get("basic") or [], start=1):
        found.append(Duty(f"B{number}", DutyTier.BASIC, number, "", matter))
    for number, row in enumerate(given.get("supporting") or [], start=1):
        shares = [Share(key, CAST[key][0], ()) for key in row.get("shares", [])]
        if row.get("generic_share"):
            shares.append(Share(None, "县级行业主管部门", ()))
        found.append(Duty(f"S{number}", DutyTier.SUPPORTING, number, "", row["matter"], tuple(shares)))
    for number, row in enumerate(given.get("reclaimed") or [], start=1):
        by = CAST.get(row.get("taken_over_by", ""), ("",))[0]
        found.append(Duty(f"R{number}", DutyTier.RECLAIMED, number, "", row["matter"], taken_over_by=by))
    return found


def _chief_duty(given: Mapping[str, Any]) -> ChiefDuty:
    until = day(given["until"]) if given.get("until") else None
    begins = day(given["in_force_from"])
    return ChiefDuty(given["matter"], LaidOn(given["laid_on"]), str(given["place"]), begins, until)


def _assessment(given: Mapping[str, Any]) -> UnifiedAssessment:
    runs = demander(given["run_by"])
    return UnifiedAssessment(
        given["year"], Level(given["assessed"]), str(given["place"]), runs.code, runs.name, tuple(given["matters"])
    )


def _emergency(given: Mapping[str, Any], number: str) -> EmergencyResponse:
    return EmergencyResponse(
        code=given.get("id", f"EM{number}"),
        level=given.get("level", "II"),
        issuer=given.get("issuer", "省防汛抗旱指挥部"),
        place=str(given["place"]),
        start=day(given["start"]),
        end=day(given["end"]) if given.get("end") else None,
        matters=tuple(given["matters"]),
    )


def approval(given: Mapping[str, Any]) -> ProvincialApproval:
    """An approval as situations write it; what is left out is a perfect joint deployment for the whole province."""
    revoked_on = given.get("revoked_on")
    recorded_at = recorded(given.get("recorded_on", "2025-09-02"))
    assert recorded_at is not None
    return ProvincialApproval(
        code=given.get("id", "A1"),
        number=given.get("number", "甘办发〔2025〕16号"),
        form=ApprovalForm(given.get("form", "UNIFIED_DEPLOYMENT")),
        issuers=frozenset(
            Issuer(i) for i in given.get("issuers", ["PARTY_GENERAL_OFFICE", "GOVERNMENT_GENERAL_OFFICE"])
        ),
        agreed_by=frozenset(Issuer(i) for i in given.get("agreed_by") or []),
        issued_on=day(given.get("issued_on", "2025-08-20")),
        in_force_from=day(given.get("in_force_from", "2025-09-01")),
        valid_until=day(given["valid_until"]) if given.get("valid_until") else None,
        names=tuple(given.get("names") or []),
        demand_forms=frozenset(DemandForm(f) for f in given.get("demand_forms") or []),
        places=tuple(str(p) for p in given.get("places", ["620000000000"])),
        recorded_at=recorded_at,
        confirmed_at=recorded(given.get("confirmed_on", "2025-09-03")),
        revoked_on=day(revoked_on) if revoked_on else None,
        revocation_recorded_at=recorded(given.get("revocation_recorded_on") or revoked_on),
        posts=given.get("posts"),
        money=given.get("money"),
        powers=given.get("powers"),
        statute=given.get("statute") or "",
        article=str(given.get("article") or ""),
        reinstated_by=given.get("reinstated_by") or "",
        demanders=tuple(CAST[d][0] for d in given.get("demanders") or []),
        quota=given.get("quota"),
    )


def _plaque_catalogue(given: Mapping[str, Any] | None) -> PlaqueCatalogue | None:
    if given is None:
        return None
    statutory = [PlaqueEntry(wording, statutory=True) for wording in given.get("statutory") or []]
    entries = [
        PlaqueEntry(
            e["wording"],
            statutory=False,
            style=PlaqueStyle(
                PlaquePosition(e["position"]) if e.get("position") else None,
                e.get("max_width_mm"),
                e.get("max_height_mm"),
                tuple(e.get("colours") or []),
            ),
        )
        for e in given.get("entries") or []
    ]
    return PlaqueCatalogue("示例目录", (*statutory, *entries), dict(given.get("quotas") or {}))


def _village(given: Mapping[str, Any] | None) -> VillageStanding:
    given = given or {}
    counts = (given.get("hung", 0), given.get("admitted", 0), given.get("taken_down", 0))
    return VillageStanding(given.get("class", "VILLAGE"), *counts)


def _certificate_catalogue(given: Mapping[str, Any] | None) -> CertificateCatalogue:
    given = given or {}
    national = [
        ProhibitedType(name, ProhibitedBy.NATION, number, instead)
        for number, (name, instead) in enumerate(NATIONAL_TWENTY, 1)
    ]
    provincial = [
        ProhibitedType(
            p["name"],
            ProhibitedBy.PROVINCE,
            number,
            p.get("instead", ""),
            other_names=tuple(p.get("other_names") or []),
        )
        for number, p in enumerate(given.get("prohibited") or [], 1)
    ]
    retained = [
        RetainedType(
            r["name"],
            r.get("statute", ""),
            str(r.get("article", "")),
            bool(r.get("to_be_confirmed")),
            other_names=tuple(r.get("other_names") or []),
        )
        for r in given.get("retained") or []
    ]
    catalogue = CertificateCatalogue("示例目录", (*national, *provincial), tuple(retained))
    return catalogue.narrowed(_retained_list(given["county_retains"]) if "county_retains" in given else None)


def _retained_list(names: list[str]) -> RetainedList:
    begins = recorded("2025-01-01")
    assert begins is not None
    return RetainedList("RL1", "620199000000", "安证〔2025〕1号", day("2025-01-01"), begins, tuple(names))
