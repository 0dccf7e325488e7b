"""《整治形式主义为基层减负若干规定》 (6 August 2024): the Provisions, cited P + article.

Gists are our own words. The judged rules come first, in the order of the articles; then the reasons for which
a cited approval lifts nothing; the articles on the other burdens stand in `burden_2024_other`.
"""

from datetime import date

from registry.domain.article import Article, Instrument
from registry.domain.forms import ApprovalForm
from registry.domain.outcome import CureCode, Outcome

PROVISIONS = Instrument(
    code="P",
    title="《整治形式主义为基层减负若干规定》",
    english="Provisions on rectifying formalism to reduce burdens on the grass roots",
    document_number="",
    in_force_from=date(2024, 8, 6),
)

LISTS = Instrument(
    code="list",
    title="乡镇(街道)履行职责事项清单",
    english="the list of duties in force",
    document_number="",
    in_force_from=date(2024, 8, 6),
)
"""The lists themselves: who has a share in a supporting matter stands there, not in the Provisions."""

HOUSE = Instrument(
    code="–",
    title="本登记处的办理规则",
    english="this registry's own way of working",
    document_number="",
    in_force_from=date(2024, 8, 6),
)
"""What no clause says: a text that cannot be told to be one row goes to a person."""

_DEPLOYMENT = (ApprovalForm.UNIFIED_DEPLOYMENT,)
_APPROVAL = (ApprovalForm.APPROVAL,)
_ENTRY = (ApprovalForm.CATALOGUE_ENTRY,)

SEPARATE_ASSESSMENT = Article(
    "SEPARATE_ASSESSMENT", PROVISIONS, "9",
    "县及以下的考核合并为一次统一年度考核;其他单位不得另行考核乡镇、村(社区)。",
    "All assessments at county level and below are one unified yearly assessment; no other unit assesses by itself.",
    outcome=Outcome.REJECT, yields_to_emergency=True, cures=(CureCode.JOIN_UNIFIED_ASSESSMENT,),
)  # fmt: skip
NO_LIST = Article(
    "NO_LIST", PROVISIONS, "15",
    "乡镇(街道)做什么由履行职责事项清单载明;没有生效的清单,就没有可以交办的依据。",
    "What a township does stands on its list of duties; where no list is in force nothing can be handed to it.",
    outcome=Outcome.REJECT, yields_to_emergency=True, cures=(CureCode.PUBLISH_LIST,),
)  # fmt: skip
CHIEF_OR_GRID = Article(
    "CHIEF_OR_GRID", PROVISIONS, "15",
    "不得借设“某长”、网格员之名增加新的职责。",
    "No new duty is to be added by way of a “chief” (某长) or of grid workers.",
    outcome=Outcome.REJECT, lifted_by=_DEPLOYMENT, yields_to_emergency=True,
    cures=(CureCode.OBTAIN_UNIFIED_DEPLOYMENT,),
)  # fmt: skip
VILLAGE_AS_SUBJECT = Article(
    "VILLAGE_AS_SUBJECT", PROVISIONS, "15",
    "行政执法、城市管理、招商引资等事务不得以村(社区)为责任主体。",
    "A village must not be made the responsible subject of enforcement, city management or bringing in investment.",
    outcome=Outcome.REJECT, cures=(CureCode.LET_VILLAGE_ASSIST_ONLY,),
)  # fmt: skip
LIST_GAP = Article(
    "LIST_GAP", PROVISIONS, "15",
    "法律法规直接规定由乡镇承担而清单没有载明的,走清单动态调整,不走准入。",
    "Where a statute names townships and the list is silent, the list is adjusted; this is not a matter of access.",
    outcome=Outcome.REFER, yields_to_emergency=True, cures=(CureCode.ADJUST_THE_LIST,),
)  # fmt: skip
OFF_LIST = Article(
    "OFF_LIST", PROVISIONS, "16",
    "清单之外的事项不得交给乡镇承担;确需下放的,须由省级党委和政府统一部署。",
    "What is not on the list must not be handed down, unless the province's Party committee and government deploy it.",
    outcome=Outcome.REJECT, lifted_by=_DEPLOYMENT, yields_to_emergency=True,
    cures=(CureCode.OBTAIN_UNIFIED_DEPLOYMENT,),
)  # fmt: skip
RECLAIMED = Article(
    "RECLAIMED", PROVISIONS, "16",
    "已由上级部门收回的事项由承接部门负责,不得再交给乡镇。",
    "What a superior department has taken back is that department's, and must not come back to the township.",
    outcome=Outcome.REJECT, lifted_by=_DEPLOYMENT, yields_to_emergency=True,
    cures=(CureCode.CARRY_IT_YOURSELF, CureCode.OBTAIN_NEWER_DEPLOYMENT),
)  # fmt: skip
BEYOND_SUPPORT = Article(
    "BEYOND_SUPPORT", PROVISIONS, "16",
    "配合事项中乡镇只承担清单载明的配合职责,不得变成牵头、执法、决定或者代部门履职。",
    "In a supporting matter the township owes its own share only: not to lead, enforce, decide or carry a department's.",
    outcome=Outcome.REJECT, lifted_by=_DEPLOYMENT, yields_to_emergency=True,
    cures=(CureCode.KEEP_TO_SHARE, CureCode.OBTAIN_UNIFIED_DEPLOYMENT),
)  # fmt: skip
WRONG_DEPARTMENT = Article(
    "WRONG_DEPARTMENT", LISTS, "",
    "配合事项只由清单载明的对应上级部门提出;其他单位在该事项中没有职责。",
    "A supporting matter is asked for by a department that has a share in it on the list; other units have none.",
    outcome=Outcome.REJECT, yields_to_emergency=True, cures=(CureCode.ASK_THROUGH_RIGHT_DEPARTMENT,),
)  # fmt: skip
DISGUISED = Article(
    "DISGUISED", PROVISIONS, "16",
    "不得以授权、委托、属地管理、责任状、分解指标、考核验收、制度上墙等方式变相下放。",
    "Handing down in disguise is barred: by authorisation, entrustment, territorial management, pledges, targets,"
    " assessment, rules on the wall.",
    outcome=Outcome.REJECT, lifted_by=_DEPLOYMENT, yields_to_emergency=True,
    cures=(CureCode.DROP_FORM, CureCode.OBTAIN_DEPLOYMENT_NAMING_FORM),
)  # fmt: skip
VILLAGE_TASK = Article(
    "VILLAGE_TASK", PROVISIONS, "16",
    "不得把任务压给村(社区);需要村(社区)协助的,对照所在乡镇的清单由人判断。",
    "Tasks are not to be pressed on a village; help asked of it is measured by its township's list and judged by a"
    " person.",
    outcome=Outcome.REFER, lifted_by=_DEPLOYMENT, yields_to_emergency=True,
    cures=(CureCode.ASK_THE_TOWNSHIP, CureCode.BUY_THE_SERVICE, CureCode.OBTAIN_UNIFIED_DEPLOYMENT), soft=True,
)  # fmt: skip
PURCHASED = Article(
    "PURCHASED", PROVISIONS, "16",
    "以购买服务方式办理、合同和承接方在案、村(社区)只提供场所或者告知的,不属于压任务。",
    "A bought service, with contract and provider on record, for which the village only gives room or notice, is no"
    " task.",
    outcome=Outcome.ADMIT,
)  # fmt: skip
MATTER_UNCLEAR = Article(
    "MATTER_UNCLEAR", HOUSE, "",
    "所述事项不能确定对应清单哪一项,由人核定后再判断。",
    "The text cannot be told to be one row of the list; a person settles which it is.",
    outcome=Outcome.REFER, lifted_by=_DEPLOYMENT, yields_to_emergency=True, cures=(CureCode.NAME_THE_MATTER,),
)  # fmt: skip
NEW_BODY = Article(
    "NEW_BODY", PROVISIONS, "17",
    "未经省级批准,不得要求村(社区)成立领导小组、委员会、工作站、协会等机构或者为其配备人员。",
    "Without provincial approval no village is to set up a leading group, committee, workstation or association,"
    " or to staff one.",
    outcome=Outcome.REJECT, lifted_by=_APPROVAL, cures=(CureCode.OBTAIN_APPROVAL_OF_BODY,),
)  # fmt: skip
PLAQUE_NAME = Article(
    "PLAQUE_NAME", PROVISIONS, "17",
    "村(社区)只挂法定牌子和省级目录内的牌子。",
    "A village hangs statutory plaques and those in the province's catalogue, no others.",
    outcome=Outcome.REJECT, lifted_by=_ENTRY, cures=(CureCode.OBTAIN_PLAQUE_ENTRY,),
)  # fmt: skip
PLAQUE_STYLE = Article(
    "PLAQUE_STYLE", PROVISIONS, "17",
    "目录内牌子的尺寸、位置、颜色按省级规定。",
    "Size, place and colour of a plaque follow the province's catalogue.",
    outcome=Outcome.REJECT, lifted_by=_ENTRY, cures=(CureCode.FOLLOW_CATALOGUE_STYLE, CureCode.OBTAIN_PLAQUE_ENTRY),
)  # fmt: skip
PLAQUE_QUOTA = Article(
    "PLAQUE_QUOTA", PROVISIONS, "17",
    "牌子数量不超过省级规定的限额(法定牌子不计)。",
    "The number of plaques stays within the province's quota; statutory ones are not counted.",
    outcome=Outcome.REJECT, lifted_by=_ENTRY, cures=(CureCode.TAKE_DOWN_ANOTHER, CureCode.OBTAIN_HIGHER_QUOTA),
)  # fmt: skip
NO_QUOTA = Article(
    "NO_QUOTA", PROVISIONS, "17",
    "没有在案的数量限额,就没有可挂的名额。",
    "Where no quota is on record there is no room for a plaque.",
    outcome=Outcome.REJECT, lifted_by=_ENTRY, cures=(CureCode.OBTAIN_HIGHER_QUOTA,),
)  # fmt: skip
NO_LEGAL_BASIS = Article(
    "NO_LEGAL_BASIS", PROVISIONS, "17",
    "没有法律法规依据的,不得要求村(社区)出具证明。",
    "No certificate is to be demanded of a village without a basis in law.",
    outcome=Outcome.REJECT, lifted_by=_ENTRY, cures=(CureCode.USE_INSTEAD, CureCode.OBTAIN_CERTIFICATE_ENTRY),
)  # fmt: skip
BASIS_UNCLEAR = Article(
    "BASIS_UNCLEAR", PROVISIONS, "17",
    "所引依据尚待核实的,由人核定后再答复。",
    "Where the basis cited is still to be confirmed, a person settles it before an answer is given.",
    outcome=Outcome.REFER, lifted_by=_ENTRY, cures=(CureCode.CONFIRM_BASIS, CureCode.OBTAIN_CERTIFICATE_ENTRY),
)  # fmt: skip
CANCELLED_DEMANDER = Article(
    "CANCELLED_DEMANDER", PROVISIONS, "17",
    "金融机构、企业、社会组织向村(社区)索要的证明,原则上取消。",
    "Certificates demanded of villages by banks, insurers, companies and social bodies are cancelled in principle.",
    outcome=Outcome.REFER, lifted_by=_ENTRY, soft=True,
    cures=(CureCode.USE_INSTEAD, CureCode.OBTAIN_ENTRY_NAMING_DEMANDER),
)  # fmt: skip

JUDGED = (
    SEPARATE_ASSESSMENT, NO_LIST, CHIEF_OR_GRID, VILLAGE_AS_SUBJECT, LIST_GAP, OFF_LIST, RECLAIMED, BEYOND_SUPPORT,
    WRONG_DEPARTMENT, DISGUISED, VILLAGE_TASK, PURCHASED, MATTER_UNCLEAR, NEW_BODY, PLAQUE_NAME, PLAQUE_STYLE,
    PLAQUE_QUOTA, NO_QUOTA, NO_LEGAL_BASIS, BASIS_UNCLEAR, CANCELLED_DEMANDER,
)  # fmt: skip
"""The rules that raise grounds."""


def _reason(code: str, zh: str, en: str, *cures: CureCode) -> Article:
    return Article(code, PROVISIONS, "16–17", zh, en, outcome=Outcome.NOTE, cures=cures)


LEVEL_INSUFFICIENT = _reason(
    "LEVEL_INSUFFICIENT",
    "厅局、领导小组、会议纪要、市、县的文件只作线索,不产生准入效力。",
    "Papers of departments, leading groups, minutes, cities and counties are evidence only and lift nothing.",
)
ISSUER_INCOMPLETE = _reason(
    "ISSUER_INCOMPLETE",
    "须由省级党委和政府共同作出;只有一家署名的,要写明另一家已同意。",
    "It takes the province's Party committee and government together; where one signs, the agreement of both is named.",
    CureCode.COMPLETE_THE_ISSUERS,
)
APPROVAL_FORM = _reason(
    "APPROVAL_FORM",
    "批准的形式与该情形要求的形式不同。",
    "The approval has another form than the one that lifts this ground.",
)
APPROVAL_UNCONFIRMED = _reason(
    "APPROVAL_UNCONFIRMED",
    "批准未在案,或者尚未经省级确认。",
    "The approval is not on record, or the province has not confirmed it.",
    CureCode.CONFIRM_THE_APPROVAL,
)
APPROVAL_NOT_YET = _reason(
    "APPROVAL_NOT_YET",
    "批准在所问之日尚未生效。",
    "The approval is not yet in force on the day asked about.",
)
APPROVAL_EXPIRED = _reason(
    "APPROVAL_EXPIRED",
    "批准在所问之日已经到期。",
    "The approval has expired by the day asked about.",
)
APPROVAL_OUT_OF_SCOPE = _reason(
    "APPROVAL_OUT_OF_SCOPE",
    "批准没有写明该事项,或者不适用于该地、该情形。",
    "The approval does not name this matter, or does not reach this place or case.",
)
APPROVAL_REVOKED = _reason(
    "APPROVAL_REVOKED",
    "批准在所问之日已被撤销。",
    "The approval has been revoked by the day asked about.",
)
NUMBER_MALFORMED = _reason(
    "NUMBER_MALFORMED",
    "文号应写作“代字〔年份〕序号号”。",
    "A document number reads prefix, year in brackets, serial number.",
)
NUMBER_OTHER_PROVINCE = _reason(
    "NUMBER_OTHER_PROVINCE",
    "文号代字像是外省的;代字只是提示,以在案文件为准。",
    "The number's prefix looks like another province's; it is a hint only, what is on record decides.",
)

REASONS = (
    LEVEL_INSUFFICIENT, ISSUER_INCOMPLETE, APPROVAL_FORM, APPROVAL_UNCONFIRMED, APPROVAL_NOT_YET, APPROVAL_EXPIRED,
    APPROVAL_OUT_OF_SCOPE, APPROVAL_REVOKED, NUMBER_MALFORMED, NUMBER_OTHER_PROVINCE,
)  # fmt: skip
"""Why a cited approval lifts nothing; each stands beside the ground it failed to lift."""
