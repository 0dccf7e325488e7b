"""A registry in which something of every sort waits for every role, and many times more of the same."""

import re
from typing import Any

from sqlalchemy import insert, select

from registry.domain.actors import Role
from registry.services import approval_recording, cases, consultations, drafting, drafts, proposing, reports
from registry.store.access import RequestRecord
from registry.store.adjustments import (
    AdjustmentRecord,
    AdjustmentStepRecord,
    AdjustmentVersionRecord,
    ConsultedUnitRecord,
)
from registry.store.admissions import AdmissionItemRecord, AdmissionLifterRecord, AdmissionRecord
from registry.store.approvals import ApprovalNameRecord, ApprovalPlaceRecord, ApprovalRecord
from registry.store.base import Base, db
from registry.store.cases import CaseRecord, CaseStepRecord
from registry.store.delegated import DelegatedMatterRecord, DelegatedStepRecord
from registry.store.divisions import DivisionRecord
from registry.store.editions import DraftRecord
from registry.store.mails import MailRecord
from registry.store.notices import NoticeRecord
from registry.store.people import PersonRecord
from registry.store.plaques import PlaqueRecord
from registry.store.reports import ReporterRecord, ReportRecord, ReportStepRecord
from registry.store.successions import codes_with_former
from registry.store.village_bodies import VillageBodyRecord
from tests.conftest import NOW
from tests.services.test_adjustments import proposed
from tests.services.test_approvals import PAPER, SCAN
from tests.services.test_cases import CLEAR_OF, JIUQUAN, LISTED, UNCLEAR, UNFUNDED, VILLAGE, WRONG, called, submitted

COUNTY = "620102000000"
REPORTED = {"reported_on": "2026-11-20", "reported_paper": "微信工作群通知", "reported_demander": "县应急管理局"}
OF_A_UNIT = {**REPORTED, "reported_demand": "要求每天上报停放照片"}
OF_NO_UNIT = {
    **REPORTED,
    "reported_demand": "要求在工作群打卡",
    "reported_demander": "某工作专班",
    "reported_unit": "NOT_LISTED",
}
OF_ANOTHER = {**REPORTED, "reported_demand": "要求村里建台账"}


def something_for_everybody() -> dict[str, str]:
    """Let something of every sort wait; the numbers by what they are."""
    li, wang, zhao = (called(name) for name in ("li", "wang", "zhao"))
    made = {
        "to verify": submitted(li, LISTED),
        "in doubt": submitted(li, UNCLEAR),
        "rejected": submitted(li, WRONG),
        "without resources": submitted(li, UNFUNDED),
        "ending": submitted(called("chen"), CLEAR_OF, application={"term_until": "2026-12-01"}),
        "reserved": submitted(li, {"wording": "综治中心"}, VILLAGE, "plaque", application={"term_until": "2026-12-05"}),
        "of the list office": _asked_by_the_list_office(),
        "reported": reports.report(OF_A_UNIT, actor=wang, now=NOW).number,
        "reported of no unit": reports.report(OF_NO_UNIT, actor=wang, now=NOW).number,
        "reported by a village": reports.report(OF_ANOTHER, actor=zhao, now=NOW).number,
        "to confirm": approval_recording.record(PAPER, document=SCAN, actor=called("sun"), now=NOW).code,
    }
    for case in ("without resources", "ending", "reserved"):
        assert cases.verify(made[case], actor=wang, now=NOW).status == "admitted"
    return {**made, **_lists(), **_mail()}


def _asked_by_the_list_office() -> str:
    """A case in doubt that only the province may settle."""
    sun = db.session.get_one(PersonRecord, "sun")
    known = {"name": "某干事", "password_hash": sun.password_hash, "unit": sun.unit, "division": sun.division}
    db.session.add(PersonRecord(sign_in_name="qian", role=Role.DEPARTMENT_CLERK.value, sample=True, **known))
    db.session.commit()
    return submitted(called("qian"), UNCLEAR)


def _lists() -> dict[str, str]:
    """Drafts to be finished, reviewed and published, and adjustments to be taken up and answered."""
    sun, wang, zhou = called("sun"), called("wang"), called("zhou")
    made = {
        "draft": drafting.draft_from_latest(JIUQUAN, actor=wang, now=NOW).code,
        "in review": drafting.draft_from_latest("620102002000", actor=sun, now=NOW).code,
        "reviewed": drafting.draft_from_latest("620102003000", actor=sun, now=NOW).code,
        "proposed": proposing.propose(proposed(), actor=wang, now=NOW).number,
        "consulted on": proposing.propose(proposed(), actor=wang, now=NOW).number,
    }
    for draft in ("in review", "reviewed"):
        drafts.send(made[draft], actor=sun, now=NOW)
    drafts.approve(made["reviewed"], actor=zhou, now=NOW)
    consultations.consult(made["consulted on"], [called("chen").unit, zhou.unit], actor=sun, now=NOW)
    return made


def _mail() -> dict[str, str]:
    """A mail that a server refused."""
    notice = db.session.scalars(select(NoticeRecord.id)).first()
    refused = {"attempts": 3, "next_at": NOW, "last_error": "SMTPException: no such box"}
    mail = MailRecord(notice=notice, holder=JIUQUAN, to="desk@township.example", created_at=NOW, **refused)
    db.session.add(mail)
    db.session.commit()
    return {"mail": str(mail.id)}


def multiply(times: int, *, step: int) -> None:
    """So many more of each of everything that waits, numbered on in these steps; cases, plaques and bodies spread over
    the villages of the county."""
    villages = _villages()
    for table, keys in COPIED.items():
        rows = [dict(row) for row in db.session.execute(select(*table.__table__.c)).mappings()]
        copies = [
            _copy(row, keys, (n + 1) * step, villages[n % len(villages)], table) for row in rows for n in range(times)
        ]
        if copies:
            db.session.execute(insert(table), copies)
    db.session.commit()


COPIED: dict[type[Base], tuple[str, ...]] = {
    RequestRecord: ("number",),
    CaseRecord: ("number", "request"),
    CaseStepRecord: ("case",),
    AdmissionRecord: ("case", "number"),
    AdmissionLifterRecord: ("case",),
    PlaqueRecord: ("code",),
    AdmissionItemRecord: ("case", "item"),
    VillageBodyRecord: ("code",),
    ReportRecord: ("number",),
    ReporterRecord: ("report",),
    ReportStepRecord: ("report",),
    ApprovalRecord: ("code",),
    ApprovalPlaceRecord: ("approval",),
    ApprovalNameRecord: ("approval",),
    DraftRecord: ("code",),
    AdjustmentRecord: ("number",),
    AdjustmentVersionRecord: ("adjustment",),
    AdjustmentStepRecord: ("adjustment",),
    ConsultedUnitRecord: ("adjustment",),
    DelegatedMatterRecord: ("code",),
    DelegatedStepRecord: ("matter",),
    MailRecord: (),
}
"""What is copied, and which of its columns hold a number of their own or of what is copied with it."""
_UNIQUE = ("once", "open_matter")
_LIES_IN = {CaseRecord: "place", AdmissionRecord: "place", PlaqueRecord: "village", VillageBodyRecord: "village"}


def _copy(row: dict[str, Any], keys: tuple[str, ...], further: int, village: str, table: type[Base]) -> dict[str, Any]:
    changed = {key: _numbered(row[key], further) for key in keys if row[key]} | {
        one: None for one in _UNIQUE if one in row
    }
    changed |= {_LIES_IN[table]: village} if table in _LIES_IN else {}
    return {name: value for name, value in row.items() if name != "id"} | changed


def _numbered(code: str, further: int) -> str:
    """Another number of the same make, so much further on; one that does not count is made longer."""
    found = re.search(r"\d{6}(?=-\d{3}$|$)|\d{4}$", code)
    if found is None or code.startswith("FY-"):
        return f"{code}.{further // 1000}"
    number = f"{int(found.group()) + further:0{len(found.group())}d}"
    return code[: found.start()] + number + code[found.end() :]


def _villages() -> list[str]:
    inside = select(DivisionRecord.code).where(
        DivisionRecord.code.in_(codes_with_former(COUNTY)), DivisionRecord.level == "VILLAGE"
    )
    return list(db.session.scalars(inside.order_by(DivisionRecord.code)).all())


def a_plaque_at(village: str) -> str:
    """The code of a plaque of a village that is not statutory."""
    found = select(PlaqueRecord.code).where(PlaqueRecord.village == village, PlaqueRecord.statutory.is_(False))
    return str(db.session.scalars(found.order_by(PlaqueRecord.code)).first())
