"""The law told once more, straight down and without cleverness, from the text of the law alone.

It exists to disagree: whatever the registry says of a situation is compared with what this file says. So it shares no
code with the registry, and it prefers being long to being clever. `judge` is the only thing meant for others.
A situation is judged by the Provisions; it is expected not to be dated before 2024-08-06, when they came into force.
"""

# Long and obvious on purpose:
# ruff: noqa: PLR0912, PLR0915, PLR0917

import re
from datetime import date

# ---------------------------------------------------------------------------------------------------------------------
# The standing geography and cast
# ---------------------------------------------------------------------------------------------------------------------

# code: (level, the code of what it lies in)
DIVISIONS = {
    "620000000000": ("PROVINCE", None),
    "620100000000": ("CITY", "620000000000"),
    "620900000000": ("CITY", "620000000000"),
    "620199000000": ("COUNTY", "620100000000"),
    "620198000000": ("COUNTY", "620100000000"),
    "620199100000": ("TOWNSHIP", "620199000000"),
    "620199100200": ("VILLAGE", "620199100000"),
    "620199100201": ("VILLAGE", "620199100000"),
    "620199100001": ("VILLAGE", "620199100000"),
    "620199101000": ("TOWNSHIP", "620199000000"),
    "620199101200": ("VILLAGE", "620199101000"),
    "620199400000": ("TOWNSHIP", "620199000000"),
    "620199400498": ("VILLAGE", "620199400000"),
    "620198100000": ("TOWNSHIP", "620198000000"),
    "620198100200": ("VILLAGE", "620198100000"),
}

# What the villages are called on their plaques.
VILLAGE_NAMES = {
    "620199100200": "莲花村",
    "620199100001": "青山社区",
}

UNIT_KINDS = {
    "emergency": "DEPARTMENT",
    "market": "DEPARTMENT",
    "housing": "DEPARTMENT",
    "civil_affairs": "DEPARTMENT",
    "transport": "DEPARTMENT",
    "list_office": "DEPARTMENT",
    "qingshan": "TOWNSHIP",
    "baishi": "TOWNSHIP",
    "bank": "BANK",
    "insurer": "INSURER",
    "company": "COMPANY",
    "society": "SOCIAL_BODY",
}

TOWNSHIP_OF_UNIT = {"qingshan": "620199100000", "baishi": "620199101000"}

NATIONAL_TWENTY = [
    "亲属关系证明",
    "居民身份信息证明",
    "户口登记项目内容变更申请证明",
    "居民养犬证明",
    "无犯罪记录证明",
    "社区戒毒社区康复人员情况证明(表现证明)",
    "人员失踪证明",
    "婚姻状况证明",
    "出生证明",
    "健在证明",
    "死亡证明",
    "疾病状况证明",
    "残疾状况证明",
    "婚育状况证明",
    "居民就业状况证明",
    "居民个人档案证明",
    "居民财产证明",
    "遗产继承权证明",
    "市场主体住所证明",
    "证件遗失证明",
]

# How papers of the other provinces begin. A hint, never proof.
# fmt: off
PREFIXES_OF_OTHER_PROVINCES = [
    "京发", "京办发", "京政发", "京政办发",  # 北京
    "津党发", "津党办发", "津政发", "津政办发",  # 天津
    "冀发", "冀办发", "冀政发", "冀政办发",  # 河北
    "晋发", "晋办发", "晋政发", "晋政办发",  # 山西
    "内党发", "内党办发", "内政发", "内政办发",  # 内蒙古
    "辽委发", "辽委办发", "辽政发", "辽政办发",  # 辽宁
    "吉发", "吉办发", "吉政发", "吉政办发",  # 吉林
    "黑发", "黑办发", "黑政发", "黑政办发",  # 黑龙江
    "沪委发", "沪委办发", "沪府发", "沪府办发",  # 上海
    "苏发", "苏办发", "苏政发", "苏政办发",  # 江苏
    "浙委发", "浙委办发", "浙政发", "浙政办发",  # 浙江
    "皖发", "皖办发", "皖政", "皖政办",  # 安徽
    "闽委发", "闽委办发", "闽政", "闽政办",  # 福建
    "赣发", "赣办发", "赣府发", "赣府厅发",  # 江西
    "鲁发", "鲁办发", "鲁政发", "鲁政办发",  # 山东
    "豫发", "豫办", "豫政", "豫政办",  # 河南
    "鄂发", "鄂办发", "鄂政发", "鄂政办发",  # 湖北
    "湘发", "湘办发", "湘政发", "湘政办发",  # 湖南
    "粤发", "粤办发", "粤府", "粤府办",  # 广东
    "桂发", "桂办发", "桂政发", "桂政办发",  # 广西
    "琼发", "琼办发", "琼府", "琼府办",  # 海南
    "渝委发", "渝委办发", "渝府发", "渝府办发",  # 重庆
    "川委发", "川委办发", "川府发", "川办发",  # 四川
    "黔党发", "黔党办发", "黔府发", "黔府办发",  # 贵州
    "云发", "云办发", "云政发", "云政办发",  # 云南
    "藏党发", "藏党办发", "藏政发", "藏政办发",  # 西藏
    "陕发", "陕办发", "陕政发", "陕政办发",  # 陕西
    "青发", "青办发", "青政", "青政办",  # 青海
    "宁党发", "宁党办发", "宁政发", "宁政办发",  # 宁夏
    "新党发", "新党办发", "新政发", "新政办发",  # 新疆
]
# fmt: on

# What an approval is when nothing is said of it
APPROVAL_DEFAULTS: dict = {
    "id": "A1",
    "number": "甘办发〔2025〕16号",
    "form": "UNIFIED_DEPLOYMENT",
    "issuers": ["PARTY_GENERAL_OFFICE", "GOVERNMENT_GENERAL_OFFICE"],
    "agreed_by": [],
    "issued_on": date(2025, 8, 20),
    "in_force_from": date(2025, 9, 1),
    "valid_until": None,
    "names": ["农村公益性墓地日常管护"],
    "demand_forms": [],
    "places": ["620000000000"],
    "recorded_on": date(2025, 9, 2),
    "confirmed_on": date(2025, 9, 3),
    "revoked_on": None,
    "revocation_recorded_on": None,
    "posts": None,
    "money": None,
    "powers": None,
    "statute": "",
    "article": "",
    "reinstated_by": "",
    "demanders": [],
    "quota": None,
}

LOWER_LEVELS = ["PROVINCIAL_DEPARTMENT", "LEADING_GROUP", "MINUTES", "CITY", "COUNTY"]

# The order in which grounds lead, first to last. The text leaves out where SEPARATE_ASSESSMENT, VILLAGE_TASK and
# PURCHASED lead: see the list of readings.
LEADING_ORDER = [
    "VILLAGE_AS_SUBJECT",
    "NEW_BODY",
    "PLAQUE_NAME",
    "PLAQUE_STYLE",
    "PLAQUE_QUOTA",
    "NO_QUOTA",
    "NO_LEGAL_BASIS",
    "BASIS_UNCLEAR",
    "CANCELLED_DEMANDER",
    "NO_LIST",
    "RECLAIMED",
    "DISGUISED the four",
    "SEPARATE_ASSESSMENT",
    "CHIEF_OR_GRID",
    "WRONG_DEPARTMENT",
    "DISGUISED on a supporting matter",
    "BEYOND_SUPPORT",
    "LIST_GAP",
    "DISGUISED off the list",
    "OFF_LIST",
    "MATTER_UNCLEAR",
    "VILLAGE_TASK",
    "PURCHASED",
]


# ---------------------------------------------------------------------------------------------------------------------
# Small helpers
# ---------------------------------------------------------------------------------------------------------------------


def as_date(value: date | str | None) -> date | None:
    """Make a date of a date, of an ISO string, or of nothing."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return date.fromisoformat(value)
    return value


def is_known(record: dict, known_at: date) -> bool:
    """Tell whether a record had been made by the end of that day. A record that says no day has always been known."""
    recorded_on = as_date(record.get("recorded_on"))
    return recorded_on is None or recorded_on <= known_at


def covers(division: str, place: str) -> bool:
    """A division covers itself and all that lies below it."""
    here: str | None = place
    while here is not None:
        if here == division:
            return True
        here = DIVISIONS[here][1]
    return False


def township_of(place: str) -> str:
    """Give the township itself for a township, and the township it lies in for a village."""
    level, parent = DIVISIONS[place]
    if level == "VILLAGE":
        assert parent is not None
        return parent
    return place


def is_pseudo_township(township: str) -> bool:
    """Digits 7 to 9 of the code are 400 or more."""
    return int(township[6:9]) >= 400


def normalise_number(number: str) -> str:
    """Bring the brackets and the full-width characters of a document number to one writing."""
    result = ""
    for character in number.strip():
        if character in "[(（［【":
            result += "〔"
        elif character in "])）］】":
            result += "〕"
        elif "０" <= character <= "９":
            result += chr(ord(character) - ord("０") + ord("0"))
        else:
            result += character
    return result


def is_well_formed(number: str) -> bool:
    """代字〔年份〕序号号."""
    return re.fullmatch(r"[\u4e00-\u9fa5]{1,8}〔20[0-9]{2}〕[0-9]{1,4}号", normalise_number(number)) is not None


def is_of_another_province(number: str) -> bool:
    """Tell whether the number begins exactly as papers of another province do."""
    prefix = normalise_number(number).split("〔")[0]
    return prefix in PREFIXES_OF_OTHER_PROVINCES


def ground(
    code: str, outcome: str, lifted_by: str | None = None, names: str = "", position: str = "", demand_form: str = ""
) -> dict:
    """A ground that applies. `lifted_by` is the form of approval that lifts it, None if none does."""
    return {
        "code": code,
        "outcome": outcome,
        "lifted_by": lifted_by,
        "names": names,  # what the approval must name
        "position": position or code,  # where it stands in the order of leading
        "demand_form": demand_form,  # DISGUISED: the form of demand that the approval must name as well
        "newer_than": None,  # RECLAIMED: the approval must be newer than this day
        "needs_quota": None,  # PLAQUE_QUOTA, NO_QUOTA: the approval must raise the quota to at least this
        "needs_statute": False,  # NO_LEGAL_BASIS, BASIS_UNCLEAR: the approval must state statute and article
        "needs_reinstatement": False,  # the national 20: the approval must state what reinstates the type
        "needs_demander": None,  # CANCELLED_DEMANDER: the approval must name this unit
    }


# ---------------------------------------------------------------------------------------------------------------------
# Delegation
# ---------------------------------------------------------------------------------------------------------------------


def edition_in_force(situation: dict, place: str, on: date, known_at: date) -> dict | None:
    """The list in force: the edition that took effect last, of those in effect and known."""
    if is_pseudo_township(township_of(place)):
        return None  # pseudo-townships never have one
    best = None
    best_effective_on = None
    for edition in situation.get("editions") or []:
        effective_on = as_date(edition.get("effective_on", "2025-01-01"))
        assert effective_on is not None
        if effective_on > on:
            continue
        if not is_known(edition, known_at):
            continue
        if best_effective_on is None or effective_on >= best_effective_on:
            best = edition
            best_effective_on = effective_on
    return best


def grounds_of_delegation(situation: dict, place: str, by: str, on: date, known_at: date) -> list[dict]:
    asks = situation.get("asks") or {}
    matter = asks.get("matter") or ""
    unclear = bool(asks.get("unclear", False))
    forms = asks.get("forms", ["DIRECT"])
    role = asks.get("role", "ASSISTING")
    affair = asks.get("affair", "OTHER")
    laid_on = asks.get("laid_on", "NOBODY")
    contract = asks.get("purchase_contract") or ""
    provider = asks.get("purchase_provider") or ""
    village_gives = asks.get("village_gives")

    level = DIVISIONS[place][0]
    is_village = level == "VILLAGE"
    township = township_of(place)
    county = DIVISIONS[township][1]

    grounds: list[dict] = []

    # Where does the matter stand on the list in force?
    edition = edition_in_force(situation, place, on, known_at)
    on_basic = False
    on_supporting = False
    on_reclaimed = False
    supporting_rows: list[dict] = []
    if edition is not None and not unclear:
        on_basic = matter in (edition.get("basic") or [])
        for row in edition.get("supporting") or []:
            if row["matter"] == matter:
                on_supporting = True
                supporting_rows.append(row)
        for row in edition.get("reclaimed") or []:
            if row["matter"] == matter:
                on_reclaimed = True
    listed = on_basic or on_supporting or on_reclaimed
    # "Off the list" can only be said when there is a list, and a matter to look for in it.
    off_list = edition is not None and not unclear and not listed

    # PURCHASED: a bought service, contract and provider on record, the village gives only room or notice: a note.
    # No task is handed down then, so the grounds that suppose one are not raised.
    # A village that is to lead, enforce, decide or carry a share, or that is authorised or entrusted, gives more.
    gives_more = role in ("LEADING", "ENFORCING", "DECIDING", "CARRYING_SHARE")
    gives_more = gives_more or "AUTHORISATION" in forms or "ENTRUSTMENT" in forms
    purchased = is_village and contract != "" and provider != "" and village_gives in ("ROOM", "NOTICE")
    purchased = purchased and not gives_more
    if purchased:
        grounds.append(ground("PURCHASED", "ADMIT"))

    # VILLAGE_AS_SUBJECT: the village is to be the responsible subject. Of enforcement, city management or investment:
    # rejected; of other affairs: referred. Nothing lifts it.
    village_as_subject = is_village and role == "RESPONSIBLE"
    if village_as_subject:
        if affair in ("ENFORCEMENT", "CITY_MANAGEMENT", "INVESTMENT"):
            grounds.append(ground("VILLAGE_AS_SUBJECT", "REJECT"))
        else:
            grounds.append(ground("VILLAGE_AS_SUBJECT", "REFER"))

    # NO_LIST: no list in force for the place. Only a list lifts it.
    if edition is None and not purchased:
        grounds.append(ground("NO_LIST", "REJECT"))

    # RECLAIMED: the matter is on the reclaimed part. Lifted by a unified deployment that names it and is newer than the
    # day the edition took effect.
    if on_reclaimed and not purchased:
        assert edition is not None
        reclaimed = ground("RECLAIMED", "REJECT", "UNIFIED_DEPLOYMENT", matter)
        reclaimed["newer_than"] = as_date(edition.get("effective_on", "2025-01-01"))
        grounds.append(reclaimed)

    # DISGUISED, the four: pledge, targets, assessment, rules on the wall, even for a listed matter. An assessment is
    # not disguised when it is part of the unified yearly assessment on record.
    # SEPARATE_ASSESSMENT: a unit assesses by itself although another one runs the unified assessment. Nothing lifts it.
    unified_assessments = []
    for assessment in situation.get("assessments") or []:
        if not is_known(assessment, known_at):
            continue
        if int(assessment["year"]) != on.year:
            continue
        if is_village and assessment["assessed"] == "VILLAGE" and assessment["place"] == township:
            unified_assessments.append(assessment)
        if not is_village and assessment["assessed"] == "TOWNSHIP" and assessment["place"] == county:
            unified_assessments.append(assessment)
    part_of_the_unified_assessment = False
    by_who_runs_it = False
    for assessment in unified_assessments:
        if assessment["run_by"] == by:
            by_who_runs_it = True
            if matter in (assessment.get("matters") or []):
                part_of_the_unified_assessment = True
    for form in ("PLEDGE", "TARGETS", "ASSESSMENT", "RULES_ON_WALL"):
        if form not in forms:
            continue
        if form == "ASSESSMENT" and part_of_the_unified_assessment:
            continue
        grounds.append(ground("DISGUISED", "REJECT", "UNIFIED_DEPLOYMENT", matter, "DISGUISED the four", form))
    if "ASSESSMENT" in forms and unified_assessments and not by_who_runs_it:
        grounds.append(ground("SEPARATE_ASSESSMENT", "REJECT"))

    # CHIEF_OR_GRID: a new duty laid on a chief or on grid workers. Referred for a listed matter, rejected for one that
    # is not. A text that is not surely any matter may be a listed one: referred. Lifted by a unified deployment.
    if laid_on in ("CHIEF", "GRID"):
        already_on_record = False
        for duty in situation.get("chief_duties") or []:
            begins = as_date(duty.get("in_force_from"))
            until = as_date(duty.get("until"))
            if (
                is_known(duty, known_at)
                and duty["matter"] == matter
                and duty["laid_on"] == laid_on
                and covers(duty["place"], place)
                and (begins is None or begins <= on)
                and (until is None or on <= until)
            ):
                already_on_record = True
        if not already_on_record:
            outcome = "REFER" if listed or (unclear and edition is not None) else "REJECT"
            grounds.append(ground("CHIEF_OR_GRID", outcome, "UNIFIED_DEPLOYMENT", matter))

    if on_supporting and not purchased:
        # WRONG_DEPARTMENT: a supporting matter asked by a unit that has no share in it. Nothing lifts it.
        # The place's own township has the township's share. A share of "all line departments" is any department's.
        has_a_share = TOWNSHIP_OF_UNIT.get(by) == township
        for row in supporting_rows:
            if by in (row.get("shares") or []):
                has_a_share = True
            if row.get("generic_share", False) and UNIT_KINDS[by] == "DEPARTMENT":
                has_a_share = True
        if not has_a_share:
            grounds.append(ground("WRONG_DEPARTMENT", "REJECT"))

        # DISGUISED: authorisation or entrustment of a department's share, which is whatever is more than assisting.
        for form in ("AUTHORISATION", "ENTRUSTMENT"):
            if form in forms and role != "ASSISTING":
                grounds.append(
                    ground(
                        "DISGUISED", "REJECT", "UNIFIED_DEPLOYMENT", matter, "DISGUISED on a supporting matter", form
                    )
                )

        # BEYOND_SUPPORT: more than the township's share, or through territorial responsibility.
        if role != "ASSISTING" or "TERRITORIAL" in forms:
            grounds.append(ground("BEYOND_SUPPORT", "REJECT", "UNIFIED_DEPLOYMENT", matter))

    if off_list and not purchased:
        # DISGUISED: authorisation, entrustment and territorial responsibility of a matter off the list.
        for form in ("AUTHORISATION", "ENTRUSTMENT", "TERRITORIAL"):
            if form in forms:
                grounds.append(
                    ground("DISGUISED", "REJECT", "UNIFIED_DEPLOYMENT", matter, "DISGUISED off the list", form)
                )

        # LIST_GAP: a statute names townships for the matter and the list is silent: referred, in place of OFF_LIST. It
        # ends as an adjustment of the list, never as an admission: no approval lifts it.
        # OFF_LIST: the matter is on none of the three parts. Lifted by a unified deployment.
        a_statute_names_townships = False
        for duty in situation.get("statutory_duties") or []:
            if is_known(duty, known_at) and duty["matter"] == matter:
                a_statute_names_townships = True
        if a_statute_names_townships:
            grounds.append(ground("LIST_GAP", "REFER"))
        else:
            grounds.append(ground("OFF_LIST", "REJECT", "UNIFIED_DEPLOYMENT", matter))

    # MATTER_UNCLEAR: the text matches no row surely. (Without a list there are no rows.)
    if unclear and edition is not None and not purchased:
        # Read again (docs/decisions.md): a deployment that names the text exactly leaves nothing unclear.
        grounds.append(ground("MATTER_UNCLEAR", "REFER", "UNIFIED_DEPLOYMENT", str(asks["matter"])))

    # VILLAGE_TASK: any other task pressed on a village. Lifted by a unified deployment.
    if is_village and not village_as_subject and not purchased:
        grounds.append(ground("VILLAGE_TASK", "REFER", "UNIFIED_DEPLOYMENT", matter))

    return grounds


def is_named_in_an_emergency(situation: dict, place: str, on: date, known_at: date) -> bool:
    """Tell whether the matter is named in a response on record, open on the day, for the place."""
    asks = situation.get("asks") or {}
    if asks.get("unclear", False):
        return False
    for emergency in situation.get("emergencies") or []:
        start = as_date(emergency.get("start"))
        end = as_date(emergency.get("end"))
        if not is_known(emergency, known_at):
            continue
        if (asks.get("matter") or "") not in (emergency.get("matters") or []):
            continue
        if not covers(emergency["place"], place):
            continue
        if start is not None and on < start:
            continue
        if end is not None and on > end:
            continue
        return True
    return False


# ---------------------------------------------------------------------------------------------------------------------
# Village bodies, plaques, certificates
# ---------------------------------------------------------------------------------------------------------------------


def grounds_of_village_body(situation: dict) -> list[dict]:
    # NEW_BODY: a village is asked to set up a body, or to staff one. Lifted by an approval that names the body.
    asks = situation.get("asks") or {}
    return [ground("NEW_BODY", "REJECT", "APPROVAL", asks.get("body") or "")]


def grounds_of_plaque(situation: dict) -> list[dict]:
    asks = situation.get("asks") or {}
    wording = asks.get("wording") or ""
    position = asks.get("position")
    width = asks.get("width_mm")
    height = asks.get("height_mm")
    colour = asks.get("colour")
    count = asks.get("count", 1)

    catalogue = situation.get("plaques") or {}
    village = situation.get("village") or {}

    # Statutory plaques may hang, and are not counted. Where the statute leaves the name open (××), the plaque bears the
    # village's: without it, or with ×× left standing, it is a plaque of no village.
    for statutory in catalogue.get("statutory") or []:
        if (
            wording == statutory.replace("××", VILLAGE_NAMES.get(situation.get("place", ""), "××"))
            and "××" not in wording
        ):
            return []

    grounds: list[dict] = []

    # PLAQUE_NAME: neither statutory nor in the catalogue by name. Lifted by a catalogue entry.
    entries = []
    for entry in catalogue.get("entries") or []:
        if entry["wording"] == wording:
            entries.append(entry)
    if not entries:
        grounds.append(ground("PLAQUE_NAME", "REJECT", "CATALOGUE_ENTRY", wording))

    # PLAQUE_STYLE: in the catalogue by name, but not by size, place or colour. What is not stated is not judged.
    # Lifted by a catalogue entry.
    if entries:
        some_entry_fits = False
        for entry in entries:
            fits = True
            if position is not None and entry.get("position") is not None and position != entry["position"]:
                fits = False
            if width is not None and entry.get("max_width_mm") is not None and width > entry["max_width_mm"]:
                fits = False
            if height is not None and entry.get("max_height_mm") is not None and height > entry["max_height_mm"]:
                fits = False
            if colour is not None and entry.get("colours") is not None and colour not in entry["colours"]:
                fits = False
            if fits:
                some_entry_fits = True
        if not some_entry_fits:
            grounds.append(ground("PLAQUE_STYLE", "REJECT", "CATALOGUE_ENTRY", wording))

    # PLAQUE_QUOTA: past the quota of the village's class: hung, and admitted, less taken down, and what is asked now.
    # NO_QUOTA: no quota of the class is on record. Both are lifted by a catalogue entry that raises it far enough.
    would_hang = village.get("hung", 0) + village.get("admitted", 0) - village.get("taken_down", 0) + count
    quota = (catalogue.get("quotas") or {}).get(village.get("class", "VILLAGE"))
    if quota is None:
        no_quota = ground("NO_QUOTA", "REJECT", "CATALOGUE_ENTRY", wording)
        no_quota["needs_quota"] = would_hang
        grounds.append(no_quota)
    elif would_hang > quota:
        past_quota = ground("PLAQUE_QUOTA", "REJECT", "CATALOGUE_ENTRY", wording)
        past_quota["needs_quota"] = would_hang
        grounds.append(past_quota)

    return grounds


def meant_by(certificate: str, catalogue: dict) -> list[str]:
    # The names on the lists that somebody means who asks for this certificate. A name on a list that is exactly what is
    # asked for is the only one meant. Otherwise: those that stand in it, the longest first; whatever stands only inside
    # a longer one is a part of that name and not meant. Names of fewer than four characters stand there by chance.
    on_lists: list[str] = list(NATIONAL_TWENTY)
    for row in (catalogue.get("prohibited") or []) + (catalogue.get("retained") or []):
        on_lists.append(row["name"])
        on_lists.extend(row.get("other_names") or [])
    if certificate in on_lists:
        return [certificate]
    meant: list[str] = []
    left = certificate
    for name in sorted(on_lists, key=len, reverse=True):
        if len(name) >= 4 and name in left:
            meant.append(name)
            left = left.replace(name, "|")
    return meant


def grounds_of_certificate(situation: dict, by: str) -> list[dict]:
    asks = situation.get("asks") or {}
    certificate = asks.get("certificate") or ""
    statute = asks.get("statute") or ""
    article = asks.get("article") or ""

    catalogue = situation.get("certificates") or {}
    meant = meant_by(certificate, catalogue)
    on_national_twenty = any(name in NATIONAL_TWENTY for name in meant)
    on_prohibited = False
    for row in catalogue.get("prohibited") or []:
        if any(name in meant for name in [row["name"]] + (row.get("other_names") or [])):
            on_prohibited = True
    on_retained = False
    to_be_confirmed = False
    for row in catalogue.get("retained") or []:
        # The county's own list narrows the province's; without one the province's holds.
        if "county_retains" in catalogue and row["name"] not in catalogue["county_retains"]:
            continue
        if any(name in meant for name in [row["name"]] + (row.get("other_names") or [])):
            on_retained = True
            if row.get("to_be_confirmed", False):
                to_be_confirmed = True
    on_no_list = not on_national_twenty and not on_prohibited and not on_retained

    grounds: list[dict] = []

    # NO_LEGAL_BASIS: on the national 20 or the province's prohibited list, or on no list with no statute cited (a
    # statute without its article is not enough). Lifted by a catalogue entry with statute and article; for the national
    # 20 it must also state what reinstates the type.
    if on_national_twenty or on_prohibited or (on_no_list and (statute == "" or article == "")):
        no_basis = ground("NO_LEGAL_BASIS", "REJECT", "CATALOGUE_ENTRY", certificate)
        no_basis["needs_statute"] = True
        no_basis["needs_reinstatement"] = on_national_twenty
        grounds.append(no_basis)

    # BASIS_UNCLEAR: on no list but statute and article are cited, or the basis is marked as to be confirmed. Lifted as
    # above.
    if (on_no_list and statute != "" and article != "") or to_be_confirmed:
        unclear_basis = ground("BASIS_UNCLEAR", "REFER", "CATALOGUE_ENTRY", certificate)
        unclear_basis["needs_statute"] = True
        unclear_basis["needs_reinstatement"] = on_national_twenty
        grounds.append(unclear_basis)

    # CANCELLED_DEMANDER: asked by a bank, an insurer, a company or a social body: cancelled in principle. Lifted by a
    # catalogue entry that names them.
    if UNIT_KINDS[by] in ("BANK", "INSURER", "COMPANY", "SOCIAL_BODY"):
        cancelled = ground("CANCELLED_DEMANDER", "REFER", "CATALOGUE_ENTRY", certificate)
        cancelled["needs_demander"] = by
        grounds.append(cancelled)

    return grounds


# ---------------------------------------------------------------------------------------------------------------------
# Provincial approvals
# ---------------------------------------------------------------------------------------------------------------------


def why_it_does_not_lift(approval: dict, raised: dict, place: str, on: date, known_at: date) -> list[str]:
    """Every reason why an approval on record does not lift a ground. None: it lifts it."""
    reasons: list[str] = []

    # The form its row names.
    if approval["form"] != raised["lifted_by"]:
        reasons.append("APPROVAL_FORM")

    # Issued by the provincial Party committee and government: jointly (also by their two general offices), or by one of
    # them or its general office with both named as having agreed. Anything lower is evidence only.
    by_the_party = "PARTY_COMMITTEE" in approval["issuers"] or "PARTY_GENERAL_OFFICE" in approval["issuers"]
    by_the_government = "GOVERNMENT" in approval["issuers"] or "GOVERNMENT_GENERAL_OFFICE" in approval["issuers"]
    both_agreed = "PARTY_COMMITTEE" in approval["agreed_by"] and "GOVERNMENT" in approval["agreed_by"]
    if not by_the_party and not by_the_government:
        reasons.append("LEVEL_INSUFFICIENT")
    elif not (by_the_party and by_the_government) and not both_agreed:
        reasons.append("ISSUER_INCOMPLETE")

    # Its number is well formed.
    if not is_well_formed(approval["number"]):
        reasons.append("NUMBER_MALFORMED")

    # It names the matter, body, plaque or type.
    if raised["names"] not in approval["names"]:
        reasons.append("APPROVAL_OUT_OF_SCOPE")

    # It covers the place.
    place_is_covered = False
    for division in approval["places"]:
        if covers(division, place):
            place_is_covered = True
    if not place_is_covered:
        reasons.append("APPROVAL_OUT_OF_SCOPE")

    # It is in force on the day.
    in_force_from = as_date(approval["in_force_from"])
    valid_until = as_date(approval["valid_until"])
    if in_force_from is not None and on < in_force_from:
        reasons.append("APPROVAL_NOT_YET")
    if valid_until is not None and on > valid_until:
        reasons.append("APPROVAL_EXPIRED")

    # It is confirmed by the province, as far as was known.
    confirmed_on = as_date(approval["confirmed_on"])
    if confirmed_on is None or confirmed_on > known_at:
        reasons.append("APPROVAL_UNCONFIRMED")

    # It is not revoked, as far as was known.
    revoked_on = as_date(approval["revoked_on"])
    revocation_recorded_on = as_date(approval["revocation_recorded_on"]) or revoked_on
    if revoked_on is not None and revoked_on <= on:
        assert revocation_recorded_on is not None
        if revocation_recorded_on <= known_at:
            reasons.append("APPROVAL_REVOKED")

    # What the row asks besides.
    if approval["form"] == raised["lifted_by"]:
        # RECLAIMED: newer than the day the edition took effect.
        issued_on = as_date(approval["issued_on"])
        if raised["newer_than"] is not None and (issued_on is None or issued_on <= raised["newer_than"]):
            reasons.append("APPROVAL_OUT_OF_SCOPE")
        # DISGUISED: naming matter and form.
        if raised["demand_form"] and raised["demand_form"] not in approval["demand_forms"]:
            reasons.append("APPROVAL_OUT_OF_SCOPE")
        # PLAQUE_QUOTA, NO_QUOTA: raising the quota.
        if raised["needs_quota"] is not None and (
            approval["quota"] is None or approval["quota"] < raised["needs_quota"]
        ):
            reasons.append("APPROVAL_OUT_OF_SCOPE")
        # NO_LEGAL_BASIS, BASIS_UNCLEAR: with statute and article.
        if raised["needs_statute"] and (not approval["statute"] or not approval["article"]):
            reasons.append("APPROVAL_OUT_OF_SCOPE")
        # The national 20: with what reinstates the type.
        if raised["needs_reinstatement"] and not approval["reinstated_by"]:
            reasons.append("APPROVAL_OUT_OF_SCOPE")
        # CANCELLED_DEMANDER: naming them.
        if raised["needs_demander"] is not None and raised["needs_demander"] not in approval["demanders"]:
            reasons.append("APPROVAL_OUT_OF_SCOPE")

    return reasons


def why_an_unrecorded_paper_lifts_nothing(cite: dict) -> list[str]:
    """The reasons why a paper that is cited but not on record lifts nothing."""
    number = cite.get("number") or ""
    level = cite.get("level")
    reasons: list[str] = []
    # A department's, leading group's, city's or county's paper, or a minute, is evidence only. It may have no number.
    if level in LOWER_LEVELS:
        reasons.append("LEVEL_INSUFFICIENT")
        if number != "" and not is_well_formed(number):
            reasons.append("NUMBER_MALFORMED")
        return reasons
    # A number that is none.
    if not is_well_formed(number):
        return ["NUMBER_MALFORMED"]
    # A number that begins as those of another province do.
    if is_of_another_province(number):
        return ["NUMBER_OTHER_PROVINCE"]
    # It may be what it says, but the province has not confirmed it here.
    return ["APPROVAL_UNCONFIRMED"]


# ---------------------------------------------------------------------------------------------------------------------
# The judgement
# ---------------------------------------------------------------------------------------------------------------------


def judge(situation: dict) -> dict:
    """Judge a situation: its outcome, leading ground, the codes that stand and the codes that were lifted."""
    kind = situation.get("kind", "delegation")
    place = str(situation.get("place", "620199100000"))
    by = situation.get("by", "emergency")
    on = as_date(situation.get("on", "2026-03-01"))
    known_at = as_date(situation.get("known_at", "2026-06-30"))
    assert on is not None
    assert known_at is not None

    # All grounds that apply are collected.
    if kind == "delegation":
        grounds = grounds_of_delegation(situation, place, by, on, known_at)
    elif kind == "village_body":
        grounds = grounds_of_village_body(situation)
    elif kind == "plaque":
        grounds = grounds_of_plaque(situation)
    elif kind == "certificate_demand":
        grounds = grounds_of_certificate(situation, by)
    else:
        raise ValueError(kind)

    # The approvals on record that were known.
    approvals: list[dict] = []
    for record in situation.get("approvals") or []:
        approval = {**APPROVAL_DEFAULTS, **record}
        if is_known(approval, known_at):
            approvals.append(approval)

    # An emergency admits what its response names. It lifts all but VILLAGE_AS_SUBJECT and the grounds of P17, which are
    # those of bodies, plaques and certificates.
    emergency = kind == "delegation" and is_named_in_an_emergency(situation, place, on, known_at)

    # Which grounds are lifted, and which approvals lift something?
    standing: list[dict] = []
    lifted: list[dict] = []
    approvals_that_lift: list[int] = []
    for raised in grounds:
        is_lifted = False
        if raised["lifted_by"] is not None:
            for position, approval in enumerate(approvals):
                if not why_it_does_not_lift(approval, raised, place, on, known_at):
                    is_lifted = True
                    approvals_that_lift.append(position)
        if emergency and raised["code"] not in ("VILLAGE_AS_SUBJECT", "PURCHASED"):
            is_lifted = True
        if is_lifted:
            lifted.append(raised)
        else:
            standing.append(raised)

    # A cited approval that lifts nothing: why. The note stands beside the ground that it failed to lift, so there is
    # one only if a ground stands that an approval could have lifted. One that lacks but an issuer makes it REFER.
    notes: list[str] = []
    could_have_been_lifted = [raised for raised in standing if raised["lifted_by"] is not None]
    # Read again (docs/decisions.md): an approval on record that names the very subject of a ground counts as cited.
    cited_numbers = {normalise_number(cite.get("number") or "") for cite in situation.get("cites") or []} - {""}
    recorded_numbers = {normalise_number(approval["number"]) for approval in approvals}
    for position, approval in enumerate(approvals):
        is_cited = normalise_number(approval["number"]) in cited_numbers
        names_it = any(raised["names"] in approval["names"] for raised in could_have_been_lifted)
        if position in approvals_that_lift or not (is_cited or names_it):
            continue
        for raised in could_have_been_lifted:
            reasons = why_it_does_not_lift(approval, raised, place, on, known_at)
            notes.extend(reasons)
            if reasons == ["ISSUER_INCOMPLETE"]:
                raised["outcome"] = "REFER"
    for cite in situation.get("cites") or []:
        number = normalise_number(cite.get("number") or "")
        if number not in recorded_numbers and could_have_been_lifted:
            notes.extend(why_an_unrecorded_paper_lifts_nothing(cite))
        # Read again: a malformed number is told at every door, even where nothing stands.
        if number != "" and not is_well_formed(number) and not could_have_been_lifted:
            notes.append("NUMBER_MALFORMED")

    # REJECT beats REFER beats ADMIT.
    outcome = "ADMIT"
    for raised in standing:
        if raised["outcome"] == "REFER" and outcome == "ADMIT":
            outcome = "REFER"
        if raised["outcome"] == "REJECT":
            outcome = "REJECT"

    # The order only chooses the leading ground.
    leading = None
    for position_in_order in LEADING_ORDER:
        for raised in standing:
            if raised["position"] == position_in_order and leading is None:
                leading = raised["code"]

    codes_that_stand = set(notes)
    for raised in standing:
        codes_that_stand.add(raised["code"])
    codes_lifted = set()
    for raised in lifted:
        # A code that stands for one form of demand is not lifted, even if it is for another.
        if raised["code"] not in codes_that_stand:
            codes_lifted.add(raised["code"])

    return {
        "outcome": outcome,
        "leading": leading,
        "grounds": sorted(codes_that_stand),
        "lifted": sorted(codes_lifted),
    }
