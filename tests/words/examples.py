"""Situations that meet every ground, cure and condition between them, and an example of every error."""

from datetime import date
from typing import Any

from registry.domain import errors
from registry.domain.adjustments import AdjustmentStatus, AdjustmentVerb
from registry.domain.approvals import PaperLevel
from registry.domain.contents import Flaw
from registry.domain.delegated import Lack
from registry.domain.editions import FLAWS, DraftStatus, DraftVerb
from registry.domain.errors import people as of_people
from registry.domain.kinds import KINDS
from registry.domain.successions import ChangeKind
from registry.files import errors as file_errors
from registry.files.lists import Problem
from registry.files.notices import Notice, notice
from registry.words.variants import VARIANTS

EDITION = {
    "effective_on": "2025-03-01",
    "recorded_on": "2025-03-01",
    "number": "安编〔2025〕8号",
    "basic": ["农村生活垃圾分类收运"],
    "supporting": [
        {"matter": "消防安全监督管理", "shares": ["emergency", "market"]},
        {"matter": "防汛抗旱", "shares": []},
    ],
    "reclaimed": [{"matter": "特种设备安全监督检查", "taken_over_by": "market"}, {"matter": "食品安全监督管理"}],
}
OFF_LIST = "共享单车停放秩序维护"
STYLE = {"position": "INSIDE", "max_width_mm": 600, "max_height_mm": 400, "colours": ["白底红字"]}
PLAQUES = {"entries": [{"wording": "综治中心", **STYLE}], "quotas": {"VILLAGE": 4}}
OTHER_STYLE = {"position": "OUTSIDE", "width_mm": 9000, "colour": "蓝"}
APPROVED = {"names": [OFF_LIST], "places": ["620199000000"]}
FAULTS = [
    {"issuers": ["PROVINCIAL_DEPARTMENT"]},
    {"issuers": ["PARTY_COMMITTEE"]},
    {"form": "APPROVAL"},
    {"confirmed_on": None},
    {"in_force_from": "2026-12-01"},
    {"valid_until": "2025-10-01"},
    {"places": ["620198000000"]},
    {"names": [OFF_LIST], "number": "甘办发2025第16号"},
    {"revoked_on": "2025-12-01"},
]
ASSESSED = {"year": 2026, "assessed": "TOWNSHIP", "place": "620199000000", "matters": ["防汛抗旱"]}


OUTER = ("place", "by", "approvals", "cites", "emergencies", "editions", "assessments", "statutory_duties")


def delegation(**asks: Any) -> dict[str, Any]:
    outer = {k: asks.pop(k) for k in OUTER if k in asks}
    return {
        "kind": "delegation", "place": "620199100000", "by": "emergency", "on": "2026-03-01",
        "editions": [EDITION], "asks": {"matter": OFF_LIST, **asks}, **outer,
    }  # fmt: skip


def in_village(kind: str, asks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"kind": kind, "place": "620199100200", "by": "emergency", "on": "2026-03-01", "asks": asks, **more}


def situations() -> list[dict[str, Any]]:
    lotus, farm = "620199100200", "620199400000"
    entry = {"form": "CATALOGUE_ENTRY"}
    approvals = [{"approvals": [APPROVED | fault]} for fault in FAULTS]
    return [
        delegation(),
        delegation(editions=[]),
        delegation(place=farm),
        delegation(unclear=True),
        delegation(matter="农村生活垃圾分类收运", forms=["TERRITORIAL"]),
        delegation(forms=["AUTHORISATION", "ENTRUSTMENT", "TERRITORIAL", "PLEDGE", "TARGETS", "RULES_ON_WALL"]),
        delegation(forms=["ASSESSMENT"], assessments=[{**ASSESSED, "run_by": "list_office"}]),
        *(delegation(matter="消防安全监督管理", by=by, forms=[form], role=role)
          for by in ("emergency", "transport", "qingshan") for form in ("DIRECT", "TERRITORIAL")
          for role in ("ASSISTING", "LEADING", "ENFORCING", "DECIDING", "CARRYING_SHARE", "RESPONSIBLE")),
        delegation(matter="防汛抗旱"),
        delegation(matter="特种设备安全监督检查"),
        delegation(matter="食品安全监督管理"),
        *(delegation(matter=m, laid_on=on) for m in (OFF_LIST, "消防安全监督管理") for on in ("CHIEF", "GRID")),
        delegation(statutory_duties=[{"matter": OFF_LIST, "statute": "某法", "article": "第八条"}]),
        delegation(statutory_duties=[{"matter": OFF_LIST, "statute": "", "article": ""}]),
        *(delegation(place=lotus, role=role, affair=affair) for role in ("ASSISTING", "RESPONSIBLE")
          for affair in ("OTHER", "ENFORCEMENT", "CITY_MANAGEMENT", "INVESTMENT")),
        *(delegation(place=lotus, purchase_contract="合同", purchase_provider="某公司", village_gives=gives)
          for gives in ("ROOM", "NOTICE", "WORK")),
        delegation(approvals=[APPROVED]),
        delegation(approvals=[APPROVED | {"valid_until": "2026-12-31"}]),
        delegation(approvals=[APPROVED | {"posts": 1, "money": "每年一万元", "powers": "无需权限"}]),
        *(delegation(**a) for a in approvals),
        delegation(forms=["PLEDGE"], approvals=[APPROVED]),
        delegation(matter="特种设备安全监督检查",
                   approvals=[APPROVED | {"names": ["特种设备安全监督检查"], "issued_on": "2025-01-01"}]),
        delegation(cites=[{"number": n, "level": level} for level in (None, *PaperLevel)
                          for n in ("", "甘办发2025第16号", "鄂政发〔2021〕9号", "甘办发〔2025〕99号")]),
        *(delegation(emergencies=[{"place": "620199000000", "start": "2026-02-01", "end": end, "matters": [OFF_LIST]}])
          for end in (None, "2026-04-01")),
        *(in_village("village_body", {"body": "科普工作站", "act": act, "body_form": form})
          for act in ("SET_UP", "STAFF") for form in ("WORKSTATION", "OTHER")),
        in_village("plaque", {"wording": "科普工作站"}),
        in_village("plaque", {"wording": "科普工作站"}, plaques=PLAQUES),
        in_village("plaque", {"wording": "科普工作站"}, plaques=PLAQUES, approvals=[entry | {"names": ["科普工作站"]}]),
        in_village("plaque", {"wording": "综治中心"}, plaques=PLAQUES),
        in_village("plaque", {"wording": "综治中心", **OTHER_STYLE}, plaques=PLAQUES),
        in_village("plaque", {"wording": "综治中心", "count": 9, **OTHER_STYLE},
                   plaques=PLAQUES, village={"hung": 3}, approvals=[entry | {"names": ["综治中心"], "quota": 5}]),
        *(in_village("certificate_demand", {"certificate": name}, by=by, approvals=[entry | {"names": [name]}],
                     certificates={"prohibited": [{"name": "转学证明"}], "retained": [
                         {"name": "居住证明", "to_be_confirmed": True}]})
          for name in ("健在证明", "转学证明", "居住证明", "天气证明") for by in ("emergency", "bank", "society")),
        in_village("certificate_demand", {"certificate": "天气证明", "statute": "某法", "article": "第三条"}),
    ]  # fmt: skip


def case_errors() -> list[errors.RegistryError]:
    return [
        errors.StepNotPossible("R2026-000001-001", "verify", "escalated"),
        *(errors.AttachmentRefused("照片.png", reason) for reason in ("NAME", "EMPTY", "NAME_DIFFERS", *Flaw)),
        errors.RequestClosed("R2026-000001"),
        errors.IdempotencyKeyReused(),
        errors.IdempotencyAnswerLost("2026-11-23 12:00:00"),
        errors.IdempotencyOtherFields("2026-11-23 12:00:00", ["secret"], []),
        errors.CaseMoved("R2026-000001-001", "disputed"),
        errors.OwnCase(),
        errors.PlacesTaken(
            [
                errors.AlreadyOpen("城关区甲街道", "R2026-000001-001"),
                errors.AlreadyAdmitted("城关区乙街道", "某编号", None),
            ],
            of=3,
        ),
        errors.AlreadyOpen("城关区酒泉路街道", "R2026-000001-001"),
        errors.StillInDoubt("REFER", ["LIST_GAP"]),
        errors.NothingStands(),
        errors.TermTurned("2026-12-01", "2026-11-01"),
        errors.AlreadyAdmitted("城关区酒泉路街道", "R2026-000001-001", None),
        errors.AlreadyAdmitted("城关区酒泉路街道", "R2026-000001-001", date(2026, 12, 1)),
        errors.PlaqueThere("城关区酒泉路街道畅家巷社区", "综治中心", "P-2026-000001"),
        *(errors.PurchaseUnfit("purchase_contract", "待签", why) for why in ("PLACEHOLDER", "VILLAGE_ITSELF")),
        *(errors.TermRanOut("2026-12-01", "2026-11-01", party) for party in ("TOWNSHIP", "LIST_OFFICE", "DEPARTMENT")),
        *(
            errors.TermBeyondPapers("2027-02-01", "甘办发〔2026〕31号", "2026-12-31", party)
            for party in ("TOWNSHIP", "LIST_OFFICE", "DEPARTMENT")
        ),
        errors.PastJudging("PLACE_ABOLISHED"),
        errors.NotAnAdmissionNumber("620102-2026-00001"),
        errors.BadMailAddress("村委会"),
        *(
            errors.BadWebhookAddress("https://localhost/x", reason)
            for reason in ("UNREADABLE", "NOT_HTTPS", "INSIDE", "UNKNOWN_HOST")
        ),
        errors.PositionNotThere("99999", 1200),
        *(errors.BadCursor(reason) for reason in ("UNREADABLE", "OF_ANOTHER_FEED", "AHEAD")),
        errors.MailSettingsUnfit("port"),
        errors.MailSettingsUnfit("sender"),
        errors.ReportNotHere("县应急管理局"),
        errors.ReportNotPossible("TAKE_UP", "CLOSED"),
    ]


def people_errors() -> list[errors.RegistryError]:
    plain = ("LinkSpent", "HalfwayOver", "CodeNotTaken", "WrongPassword", "PasswordIsName", "PasswordTooCommon")
    more = ("PasswordsDiffer", "SecondFactorNeeded", "OwnAccount", "NotKnownHere", "SingleSignOnFailed")
    return [
        *(getattr(of_people, name)() for name in (*plain, *more)),
        of_people.SignInLocked(15),
        of_people.PasswordTooShort(8),
        of_people.PasswordTooLong(128),
        of_people.SignInNameUnfit("王 干事"),
        of_people.SignInNameTaken("wang"),
        of_people.MailInUse("wang@example"),
        of_people.RoleNotHeldThere("TOWNSHIP_DESK", "城关区", ["TOWNSHIP"]),
        of_people.UnitOfAnotherPlace("县水务局", "城关区"),
        of_people.LastAdministrator("管系统"),
        of_people.PersonEnded("王干事"),
    ]


def approval_errors() -> list[errors.RegistryError]:
    causes = ["EMPTY", "TYPE", *Flaw]
    return [
        errors.DocumentMissing(),
        *(errors.DocumentRefused(cause, "扫描件.pdf", most=10) for cause in (*causes, "UNHEARD_OF")),
        errors.NotASha256("12ab"),
        *(errors.CannotAmend(cause, "甘办发〔2025〕16号") for cause in ("EVIDENCE", "ENDED", "UNHEARD_OF")),
        errors.AlreadyConfirmed("甘办发〔2025〕16号"),
        errors.EvidenceOnly("安办发〔2026〕3号"),
        errors.OwnRecord("甘办发〔2025〕16号"),
        errors.EndsAlready("甘办发〔2025〕16号", date(2026, 12, 1)),
        errors.ResponseClosed("ER-2026-0001", date(2026, 12, 1)),
    ]


def example_errors() -> list[errors.RegistryError]:
    choices = [("620199100200", "莲花村"), ("620199101200", "石桥村")]
    first, earlier = date(2025, 3, 1), date(2025, 1, 1)
    reasons = [name["reason"] for name in VARIANTS["error.MALFORMED_APPROVAL"].values()]
    return [
        errors.RegistryError(),
        *(errors.ClocksDiffer(own="2026-11-23 12:00", other="2027-11-23 12:00", whose=whose)
          for whose in ("LAST_ACT", "DATABASE")),
        *case_errors(),
        *people_errors(),
        *approval_errors(),
        errors.BadInput(field="colour"),
        errors.BadInput(field="days", least=1, most=365),
        errors.UnknownKind("gift", KINDS),
        *(errors.MissingAnswer(field) for kind in KINDS.values() for field in (q.name for q in kind.questions())),
        errors.TextTooLong("matter", length=900, longest=500),
        errors.UnreadableText("place"),
        *(errors.UnknownOption(q.name, "送礼", [o.value for o in q.options])
          for kind in KINDS.values() for q in kind.questions() if q.options),
        errors.UnknownOption("cites", "乡级", [level.value for level in PaperLevel]),
        errors.UnknownField("礼物", ["matter", "form"]),
        errors.NotANumber("count", "三", least=1, most=100),
        errors.MalformedDate("on", "三月"),
        errors.MalformedPlaceCode("62"),
        errors.UnknownPlace("无名村"),
        errors.AmbiguousPlace("石桥村", choices),
        errors.AmbiguousPlace("石桥村", choices, more=3),
        errors.SeveralSuccessors("青山镇", choices, effective_on=first),
        errors.PlaceNotYet("青松镇", first, choices),
        errors.PlaceAbolished("620199101000", "白石镇", first),
        *(errors.RefusedChange(str(reason), row=3, field="after", place="620199101000", shown=["石桥村", "柳河村"])
          for reason in (*(v["reason"] for v in VARIANTS["error.REFUSED_CHANGE"].values()), "OTHER")),
        errors.UnknownOption("change_kind", "搬家", [kind.value for kind in ChangeKind]),
        errors.UnreadableChanges("变更.csv", row=3, columns=["kind", "before"]),
        errors.WrongLevel("安和县", "COUNTY", ["TOWNSHIP", "VILLAGE"]),
        errors.UnknownDepartment("某局", "安和县"),
        errors.UnitNameTaken("县某局", "U620199-00001", "县另一局"),
        errors.SpanBackwards(first, date(2024, 1, 1)),
        errors.SpanTooLong(date(2020, 1, 1), date(2026, 1, 1)),
        errors.UnitReplaced("县某局", "U620199-00001", "县另一局"),
        errors.UnitOfAnotherCounty("U620299-00001", "县某局"),
        errors.AmbiguousDepartment("某局", choices),
        errors.RepeatedPlace("620199100200"),
        errors.MalformedId("id", "620199100200"),
        errors.MalformedCursor("after", "R2026-000001"),
        errors.CursorOfAnotherOrder("after"),
        errors.FirstAndLast(),
        errors.TooMany("cites", given=30, most=20),
        errors.AnotherUnitsDemand("县公安局", "县应急管理局"),
        errors.SubmittedForAnotherDay(earlier, first),
        errors.DateBeforeFirstEdition("青山镇", earlier, first),
        errors.LawNotInForce(earlier, first),
        errors.KnownAtInFuture("2099-01-01"),
        *(errors.MalformedApproval(str(reason), number="甘办发〔2025〕16号") for reason in (*reasons, "OTHER")),
        errors.MalformedDocumentNumber("document_number", "第三号文"),
        errors.UnpublishableList([], rows=0, most=5000),
        errors.UnpublishableList([], rows=6000, most=5000),
        errors.UnpublishableList([{"flaw": "MATTER_REPEATED", "tier": "BASIC", "number": 3, "matter": "防汛抗旱"}],
                                 rows=9, most=5000, place="石桥乡"),
        *(errors.UnpublishableList([{"flaw": flaw, "tier": "SUPPORTING", "number": 3, "matter": "防汛抗旱"}],
                                   rows=9, most=5000, more=more) for flaw in sorted(FLAWS) for more in (0, 2)),
        *(errors.DraftMoveImpossible("L2026-000001", status, verb) for status in DraftStatus for verb in DraftVerb),
        errors.DraftChangedMeanwhile("L2026-000001"),
        errors.SeveralFilesForOnePart("甲.xlsx", "乙.xlsx", "BASIC"),
        errors.PeopleMissing(),
        errors.OwnDraft("L2026-000001"),
        errors.EditionExists("示例-1", first),
        errors.PlaceChanged("青山镇", "安和县青山街道", "620199001000", first),
        errors.CorrectionAfterTheEnd("青山镇", first, earlier),
        errors.RehomeUnclear("L2026-000001", [("620199001000", "安和县东山镇"), ("620199002000", "安和县西山镇")]),
        errors.ListsChangedMeanwhile("示例-1"),
        errors.TakenOverListHidden("青山镇", "示例-1", first),
        errors.LaterEditionStands("示例-1", first),
        errors.NoListMeanwhile(first),
        errors.DayOutOfReach("effective_on", earlier, first, first),
        errors.ListChangedMeanwhile("L2026-000001", "示例-1"),
        errors.DayNotYet("delegated_on", first, earlier),
        errors.DayTooEarly("counts_from", earlier, first),
        errors.DayTooLate("delegated_on", first, earlier),
        errors.SameInTable("共享单车停放秩序维护", 3),
        errors.SameOnRecord("共享单车停放秩序维护", "D2026-000001"),
        errors.SameDutyThen("chief_until", "河湖日常巡查", "D2026-000001", first),
        errors.MattersRefused([(3, errors.MissingAnswer("matter"))], of=20),
        errors.NothingMoves("D2026-000001", "KEPT"),
        errors.CannotBeKept("D2026-000001", list(Lack)),
        errors.RecordedByOwnUnit("D2026-000001"),
        errors.AlreadyEnded("河湖日常巡查", first),
        errors.NotRetainedByProvince(["养犬证明"], "示例目录"),
        errors.ProhibitedCertificate(["亲属关系证明"]),
        errors.NoCatalogue("甘肃省", first),
        *(errors.MalformedCatalogue(str(name["reason"]), row=3, names=["综治中心"])
          for name in (*VARIANTS["error.MALFORMED_CATALOGUE"].values(), {"reason": "OTHER"})),
        *(errors.DecisionContradicts(str(name["why"]), "综治中心", "D2026-000001", first)
          for name in (*VARIANTS["error.DECISION_CONTRADICTS"].values(), {"why": "OTHER"})),
        errors.ResponseStillOpen("某响应"),
        errors.ReportUnitsDiffer("县司法局", "县民政局"),
        errors.ReportNobodyAbove("张主任"),
        errors.NotYetHung("wording", "综治中心", "某编号"),
        errors.ResponseStillOpen("E-1"),
        errors.ReportUnitsDiffer("县司法局", "县民政局"),
        errors.ReportNobodyAbove("张主任"),
        errors.NotYetHung("wording", "综治中心", "P-1"),
        errors.HeldByAdmission("综治中心", "某编号"),
        errors.PlaceGivenAway("corrects", "甲村", "某编号", on=first, quota=6, counted=7),
        errors.HungBeforeAdmitted("综治中心", earlier, first),
        errors.EndedBeforeHung("综治中心", first),
        errors.StandsTwice("hung_on", "综治中心", "D2026-000001", first),
        errors.NotKeptHere("甘肃省", "PROVINCE", ["COUNTY", "TOWNSHIP"]),
        errors.NoWording("wording"),
        errors.NothingAndSomething(["养犬证明"]),
        errors.AlreadyOnRecord("wording", "综治中心", "P-1"),
        errors.NoBasisToKeep("科普工作站"),
        errors.BeforeItBegan("科普工作站", earlier, first),
        errors.DayInFuture("hung_on", first),
        errors.CannotMergeInto("P-2"),
        *(errors.UnfitChange(str(name["reason"]), field="x", change=1, matter="防汛", township="青山镇",
                              county="长宁县")
          for name in VARIANTS["error.UNFIT_CHANGE"].values()),
        errors.UnfitChange("OTHER", field="changed_duties", matter="防汛抗旱"),
        errors.UnclearDuty("防汛", [("B1", "防汛抗旱")], change=1),
        errors.UnclearDuty("种蘑菇", []),
        *(errors.MoveNotPossible(verb, status) for verb in AdjustmentVerb for status in AdjustmentStatus),
        errors.OwnProposal(),
        errors.StillConsulting(["县司法局"], first),
        errors.LastDayUnknown(["县司法局"]),
        errors.UnknownCase("清单漏列"),
        errors.DraftAsDecided("L2026-000001", "AJ2026-000001"),
        errors.CalendarRefused("2027.csv", [{"line": 2, "reason": "DAY", "given": "一月一日"}]),
        errors.CalendarUnknown(2027),
        errors.SlipCodeNeeded("620102001-2026-00001-37"),
        errors.WrongCheckCode("620102001-2026-00001-37"),
        errors.NotASlipNumber("甲"),
        errors.ReplyNotBorne("UNDERTAKE", ["RETURN", "PROVIDE_DOCUMENT"]),
        errors.SlipUnreadable("回函.txt"),
        errors.SigningKeyUnknown("0123456789abcdef"),
        errors.NotPermitted("SUBMIT_REQUEST"),
        errors.NotPermitted("READ_REQUEST", "青山镇"),
        errors.NotSignedIn(),
        errors.DatabaseUnreachable(),
        errors.NotFound("request", "R2026-000001"),
        errors.NotFound("unheard_of", "x"),
        errors.RegistryNotEmpty("divisions"),
        *(errors.SchemaNotCurrent(found, "0007") for found in ("", "0006")),
        *(errors.DumpNotWritten("登记处.zip", reason) for reason in ("EXISTS", "FAILED")),
        *(errors.DumpRefused("登记处.zip", reason, part=part) for part in ("", "tables/duties.jsonl") for reason in
          ("UNREADABLE", "NOT_A_DUMP", "DAMAGED", "INCOMPLETE", "EXPANDS_TOO_FAR", "CONTRADICTS_ITSELF",
           "CHAIN_BROKEN")),
        errors.DumpOfAnotherSchema("登记处.zip", "0006", "0007"),
        file_errors.FileRefused(FILE),
        file_errors.FileUnreadable(FILE),
        file_errors.FileTooLarge(FILE, size=30 * 2**20, most=20 * 2**20),
        *(file_errors.FileFormatRefused(FILE, found) for found in
          ("XLS", "ENCRYPTED", "TEXT", "STRICT", "EMPTY", "POLYGLOT", "EMBEDDED", "PDF")),
        file_errors.FileNotJson("目录.json"),
        file_errors.FileNotJson("目录.json", line=3, column=14),
        file_errors.FileNotJson("目录.json", row=2),
        *(file_errors.FileDamaged(FILE, part) for part in ("", "xl/workbook.xml")),
        file_errors.FileExpandsTooFar(FILE, "RATIO", given=1000, most=150),
        file_errors.FileHasMacros(FILE),
        file_errors.FileHasEntities(FILE, "xl/workbook.xml"),
        file_errors.FileHasUnsafeNames(FILE, "../x"),
        *(file_errors.TooMuchInFile(FILE, what, most=20_000) for what in
          ("ROWS", "CELLS", "SHEETS", "PARAGRAPHS", "CELL", "TEXT", "OTHER")),
        *(file_errors.NoListFound(FILE, seen) for seen in ([], ["通讯录"])),
        file_errors.ListInTraditional(FILE, ["表1"]),
        file_errors.ListInNestedTable(FILE, ["表1"]),
        file_errors.FileNotWritten(FILE),
        file_errors.CellTooLong("防汛抗旱", length=40_000, longest=32_767),
        file_errors.FileThere(FILE),
        file_errors.NoTableFound(FILE),
        file_errors.CannotWriteThere(FILE),
        file_errors.SeveralListsInFile(FILE, 3),
        file_errors.IndexDisagrees(FILE, "石桥乡"),
        file_errors.ListTwiceInFile(FILE, "620199100000"),
        file_errors.PlaceNotSaid(FILE),
    ]  # fmt: skip


FILE = "清单.xlsx"


def example_problems() -> list[Problem]:
    facts: dict[str, dict[str, object]] = {
        "AMENDMENT_UNCLEAR": {"said": "拟删除"},
        "ANOTHER_TOWNSHIP": {"township": "青山镇", "other": "石桥乡"},
        "CELL_ERROR": {"of": "事项名称"},
        "CODE_REPEATED": {"code": "CG-0001", "other_row": 7},
        "COLUMN_UNCLEAR": {"of": "工作职责"},
        "DEPARTMENT_UNCLEAR": {"said": "不再承接"},
        "DUPLICATE_DIFFERS": {"name": "防汛抗旱", "other_row": 7},
        "DITTO_WITHOUT_ROW_ABOVE": {"of": "对应上级部门"},
        "FORMULA_WITHOUT_VALUE": {"of": "事项名称"},
        "LIST_FLAW": {"flaws": [{"flaw": "MATTER_REPEATED", "tier": "BASIC", "number": 3, "matter": "防汛抗旱"}]},
        "NAME_MISSING": {"number": ""},
        "NAME_TOO_LONG": {"length": 900, "longest": 500},
        "LIST_TWICE": {"other": "基本（旧）"},
        "TEXT_BOX": {"of": "事项名称"},
        "TOWNSHIP_COLUMN": {"column": "适用乡镇", "said": "石桥乡"},
        "NO_MATTER": {"said": "2025-01-02"},
        "NUMBER_MISSING": {"name": "防汛抗旱"},
        "PARAGRAPH_IN_LIST": {"text": "3.防汛抗旱"},
        "PLACEHOLDER": {"of": "对应上级部门", "said": "待定"},
        "REFERENCE_IN_MATTER": {"of": "事项名称", "said": "同第1项"},
        "REFERENCE_UNCLEAR": {"of": "对应上级部门", "said": "同第1项"},
        "LIST_OF_ANOTHER_KIND": {"text": "青山镇赋权事项清单"},
        "MARK_UNCLEAR": {"of": "县公安局", "said": "◎"},
        "FOOT_UNCLEAR": {"text": "金沟县委编办"},
        "TAKERS_UNCLEAR": {"said": "由县公安局会同县教育局抽查"},
        "NUMBER_IN_MATTER": {"said": "1.100米以下林道维护", "number": 1},
        "ROW_UNCLEAR": {"text": "防汛抗旱"},
        "SECOND_NAME": {"column": "子项", "said": "防汛"},
        "SEVERAL_IN_CELL": {"said": "1.防汛2.抗旱"},
        "NUMBER_REPEATED": {"number": 3, "other_row": 7, "other": "防汛抗旱"},
        "NUMBER_UNREADABLE": {"given": "甲乙"},
        "COLUMN_OF_ANOTHER_PART": {"column": "承接部门"},
        "COLUMN_UNNAMED": {"column": "A"},
        "HEADER_UNCLEAR": {"of": "职责"},
        "LIST_IN_PARAGRAPHS": {"part": "基本履职事项", "text": "1.防汛抗旱"},
        "COUNT_WITHOUT_LIST": {"part": "基本履职事项", "declared": 8},
        "SEVERAL_PARTS": {"said": "基本履职、上级收回"},
        "CHARACTERS_LOST": {"text": "?口村防汛"},
        "CHANGE_NOT_MADE": {"said": "移至配合清单"},
        "BOX_OVER_LIST": {"text": "3 防汛抗旱"},
        "PICTURE": {"of": "事项名称"},
        "COMMENT_OF_CHANGE": {"text": "此项删除"},
        "CHARACTERS_UNREADABLE": {"text": "乙□事项"},
        "PERSONAL": {"of": "对应上级部门"},
    }
    bare = "DEPARTMENT_MISSING HEADER_MISSING DUTIES_UNDIVIDED PART_UNKNOWN SIDE_BY_SIDE TAKEN_OVER_BY_MISSING"
    told = [*facts.items(), *((code, {}) for code in bare.split())]
    return [Problem("附件1", 5, "B", code, of) for code, of in told]


def example_notices() -> list[Notice]:
    """Every flag and every warning, in each of its variants."""
    return [
        *(notice("DUPLICATE_OF", seq=seq, row=9) for seq in (3, None)),
        notice("NUMBER_WITHIN_CATEGORY", written="1.2"),
        notice("IN_TABLE_WITHOUT_HEADER", ordinal=2),
        *(notice(code, deleted="旧") for code in ("TRACKED_REPLACED", "TRACKED_DELETED")),
        notice("STRUCK_TEXT", struck="旧"),
        notice("HIDDEN_TEXT", hidden="旧"),
        *(notice(code, column="备注") for code in (
            "FORMULA_VALUE", "DITTO", "COLUMN_NOT_READ", "COLUMN_WITHOUT_HEADER", "HIDDEN_COLUMN_READ",
            "HIDDEN_COLUMN_NOT_READ")),
        *(notice(code, department="县公安局") for code in
          ("LEAD_DEPARTMENT", "OTHERS_MEANT", "DEPARTMENT_ONLY_IN_DUTIES", "DEPARTMENT_WITHOUT_DUTIES")),
        *(notice(code, name="附件3") for code in ("SHEET_NAME_VAGUE", "SHEET_HIDDEN", "SHEET_NOT_READ")),
        notice("SHEET_CONTINUED", name="续", before="附件3"),
        notice("FOOTNOTE_MARK", mark="①"),
        *(notice(code, category="党的建设", declared=8, parsed=0) for code in
          ("TITLE_COUNT", "TOTAL_COUNT", "CATEGORY_COUNT")),
        *(notice("DUPLICATES", count=count, is_numbered=numbered) for count in (1, 12) for numbered in (True, False)),
        *(notice("NUMBERS_MISSING", numbers=numbers) for numbers in ([4], [4, 7, 9])),
        *(notice("HIDDEN_ROW", row=8, seq=seq) for seq in (4, None)),
        *(notice(code, row=8, text="空白。") for code in ("STRUCK_ROW", "DELETED_ROW", "TOTAL_ROW", "ROW_NOT_READ")),
        *(notice("SEVERAL_ROWS", items=[1, "防汛抗旱"], count=2, why=why) for why in ("MERGED", "BLANK")),
        *(notice(code, part="基本履职事项") for code in ("PART_EMPTY", "PART_NOT_FILLED")),
        notice("CATEGORIES_BY_GUESS", names=("双拥工作", "老龄工作")),
        notice("CATEGORY_EMPTY", row=8, text="三、乡村振兴"),
        notice("ROW_PASSED_BY", sheet="附件1", row=8, text="空白"),
        notice("UNSEEN_TEXT", row=8, columns=["B", "C"]),
        *(notice(code, row=8, name="防汛抗旱", said="删除") for code in ("AMENDED_OUT", "AMENDED_ROW")),
        notice("REFERENCE_READ", row=8, column="对应上级部门", said="同第1项"),
        notice("COUNT_NOT_READ", text="（约20项）"),
        notice("PARAGRAPH_NOT_READ", text="以下由县里统筹"),
        *(notice(code, sheet="附件1", row=8, text="空白。") for code in
          ("BOX_NOT_READ", "PICTURE_NOT_READ", "COMMENT_NOT_READ")),
        notice("PICTURES_NOT_READ", count=2),
        notice("COUNT_ELSEWHERE", part="基本履职事项", declared=8),
        notice("CATEGORY_WITHIN", outer="党的建设", inner="组织建设", category="党的建设·组织建设"),
        notice("WAYS_OF_WRITING", count=3),
        *(notice(code, list_number=2, count=2) for code in ("CATEGORIES_BETWEEN_TABLES", "BROKEN_TABLE")),
        notice("SEVERAL_TOWNSHIPS", names=("青山镇", "石桥乡")),
        *(notice(code) for code in (
            "NO_NUMBER", "PUNCTUATION_KEPT", "AUTOMATIC_NUMBER", "LAST_BEFORE_BREAK", "TRACKED_INSERTED",
            "UNDIVIDED_DUTIES", "TAKEN_OVER_BY_FROM_TEXT", "SHEET_NAME_BLANK_END", "SHEET_NAME_BLANK_START",
            "PART_FROM_COLUMNS", "HEADER_LINE_BREAK", "NUMBERS_RESTART", "LAST_ROW_TOTAL", "NUMBER_FULL_WIDTH",
            "SUPERIOR_DUTIES_COLUMN_MISSING", "TOWNSHIP_DUTIES_COLUMN_MISSING", "METHOD_COLUMN_MISSING",
            "LINKS_IGNORED", "TRACKED_CHANGES")),
    ]  # fmt: skip
