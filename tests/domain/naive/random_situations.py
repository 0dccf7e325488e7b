"""Random situations over the whole vocabulary of the law, dense: what is on record is mostly about what is asked.

Dates lie around each other, so that the day before, the day itself and the day after are often met; approvals are
often without a fault and often have just one. Records are plausible in their order: an approval is issued, then
recorded, then confirmed, then perhaps revoked.
"""

import random
from collections.abc import Callable
from datetime import date, timedelta

LISTED_MATTERS = [
    "农村生活垃圾分类收运",
    "消防安全监督管理",
    "特种设备安全监督检查",
    "农村公益性墓地日常管护",
    "防汛抗旱",
    "食品安全监督管理",
]
OTHER_MATTERS = ["共享单车停放秩序维护", "既有住宅加装电梯联合审查"]
MATTERS = LISTED_MATTERS + OTHER_MATTERS
UNCLEAR_TEXT = "安全检查"  # no row, approval, statute or emergency names it

PROVINCE = "620000000000"
COUNTY_OF = {
    "620199100000": "620199000000",
    "620199101000": "620199000000",
    "620199400000": "620199000000",
    "620198100000": "620198000000",
}
VILLAGES = {  # code: (name, class, township)
    "620199100200": ("莲花村", "VILLAGE", "620199100000"),
    "620199100201": ("柳河村", "VILLAGE", "620199100000"),
    "620199100001": ("青山社区", "COMMUNITY", "620199100000"),
    "620199101200": ("石桥村", "VILLAGE", "620199101000"),
    "620199400498": ("农场虚拟社区", "COMMUNITY", "620199400000"),
    "620198100200": ("河湾村", "VILLAGE", "620198100000"),
}
PSEUDO_TOWNSHIP = "620199400000"
ALL_DIVISIONS = [PROVINCE, "620100000000", "620900000000", "620199000000", "620198000000", *COUNTY_OF, *VILLAGES]

DEPARTMENTS = ["emergency", "market", "housing", "civil_affairs", "transport", "list_office"]
TOWNSHIP_UNITS = ["qingshan", "baishi"]
BUSINESSES = ["bank", "insurer", "company", "society"]

FORMS = ["DIRECT", "AUTHORISATION", "ENTRUSTMENT", "TERRITORIAL", "PLEDGE", "TARGETS", "ASSESSMENT", "RULES_ON_WALL"]
APPROVAL_FORMS = ["UNIFIED_DEPLOYMENT", "APPROVAL", "CATALOGUE_ENTRY"]
LOWER_ISSUERS = ["PROVINCIAL_DEPARTMENT", "LEADING_GROUP", "MINUTES", "CITY", "COUNTY"]

BODIES = ["科普工作站", "防溺水领导小组", "养老服务协会", "禁毒委员会"]
PLAQUES = ["新时代文明实践站", "村党群服务中心", "科普工作站", "综治中心"]
COLOURS = ["红底白字", "白底红字", "白底黑字"]
NATIONAL_CERTIFICATES = ["居民财产证明", "亲属关系证明", "健在证明", "证件遗失证明"]
OTHER_CERTIFICATES = [
    "转学证明",
    "缴费票据遗失证明",
    "居民在社区(村)居住情况证明",
    "申请救助、援助、补助的困难家庭生活困难证明",
]

FIRST_DAY = date(2024, 8, 6)
NOTABLE_DAYS = [FIRST_DAY, date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 1), date(2026, 3, 1)]


def random_situation(rng: random.Random) -> dict:
    """Make a situation in the plain form."""
    kind = rng.choices(["delegation", "village_body", "plaque", "certificate_demand"], [58, 8, 17, 17])[0]
    if kind == "delegation" and rng.random() < 0.55:
        place = rng.choices([*COUNTY_OF], [60, 20, 6, 14])[0]
    else:
        place = rng.choices([*VILLAGES], [40, 15, 20, 12, 5, 8])[0]
    township = VILLAGES[place][2] if place in VILLAGES else place

    on = rng.choice(NOTABLE_DAYS) if rng.random() < 0.3 else FIRST_DAY + timedelta(days=rng.randint(0, 850))
    known_at = on + timedelta(days=rng.choice([-30, -1, 0, 1, 30, 120, 120, 120]))

    situation: dict = {
        "kind": kind,
        "place": place,
        "by": _demander(rng, kind, place),
        "on": on,
        "known_at": known_at,
        "editions": [] if township == PSEUDO_TOWNSHIP else _editions(rng, on, known_at),
    }
    if kind == "delegation":
        _delegation(rng, situation, township)
    elif kind == "village_body":
        situation["asks"] = {
            "body": rng.choice(BODIES),
            "act": rng.choice(["SET_UP", "STAFF"]),
            "body_form": rng.choice(["LEADING_GROUP", "COMMITTEE", "WORKSTATION", "ASSOCIATION", "OTHER"]),
        }
    elif kind == "plaque":
        _plaque(rng, situation)
    else:
        _certificate(rng, situation)

    numbers = _numbers(rng)
    situation["approvals"] = [
        _approval(rng, situation, f"A{index + 1}", numbers.pop()) for index in range(rng.choice([0, 0, 1, 1, 1, 2, 3]))
    ]
    situation["cites"] = _cites(rng, situation, numbers)
    return situation


# ---------------------------------------------------------------------------------------------------------------------
# Days
# ---------------------------------------------------------------------------------------------------------------------


def _around(rng: random.Random, day: date) -> date:
    """Give the day before, the day itself or the day after."""
    return day + timedelta(days=rng.choice([-1, 0, 1]))


def _recorded(rng: random.Random, known_at: date) -> date:
    """Give a day of recording: mostly long before what is known, sometimes right at its edge."""
    if rng.random() < 0.2:
        return _around(rng, known_at)
    return known_at - timedelta(days=rng.randint(2, 200))


def _begin_and_end(rng: random.Random, on: date) -> tuple[date, date | None]:
    """Give a first and a last day (or none) of something that mostly holds on the day."""
    begin = _around(rng, on) if rng.random() < 0.3 else on - timedelta(days=rng.randint(1, 200))
    end: date | None = None
    if rng.random() < 0.6:
        end = _around(rng, on) if rng.random() < 0.4 else on + timedelta(days=rng.randint(1, 200))
        end = max(begin, end)
    return begin, end


# ---------------------------------------------------------------------------------------------------------------------
# Who asks, and the lists
# ---------------------------------------------------------------------------------------------------------------------


def _demander(rng: random.Random, kind: str, place: str) -> str:
    draw = rng.random()
    if kind == "certificate_demand" and draw < 0.35:
        return rng.choice(BUSINESSES)
    if draw < 0.04:
        return rng.choice(BUSINESSES)
    if place in VILLAGES and draw > 0.75:
        return rng.choice(TOWNSHIP_UNITS)
    return rng.choice(["emergency", "emergency", "market", *DEPARTMENTS])


def _editions(rng: random.Random, on: date, known_at: date) -> list[dict]:
    """Editions of one township. The earliest is always known, and has always taken effect."""
    how_many = rng.choice([0, 1, 1, 1, 1, 2, 2, 3])
    if how_many == 0:
        return []
    days = {on - timedelta(days=rng.choice([0, 1, rng.randint(2, 400)]))}
    while len(days) < how_many:
        days.add(min(days) + timedelta(days=rng.randint(1, 60)) if rng.random() < 0.6 else on + timedelta(days=1))
        if rng.random() < 0.1:
            days.add(on)
    editions = []
    for index, effective_on in enumerate(sorted(days)):
        edition = _edition(rng, effective_on, f"安编〔{effective_on.year}〕{index + 8}号")
        edition["recorded_on"] = _recorded(rng, known_at)
        if index == 0:
            edition["recorded_on"] = min(edition["recorded_on"], known_at)
        editions.append(edition)
    return editions


def _edition(rng: random.Random, effective_on: date, number: str) -> dict:
    edition: dict = {
        "effective_on": effective_on,
        "recorded_on": effective_on,
        "number": number,
        "basic": [],
        "supporting": [],
        "reclaimed": [],
    }
    for matter in MATTERS:
        weights = [25, 35, 20, 20] if matter in LISTED_MATTERS else [10, 10, 5, 75]
        part = rng.choices(["basic", "supporting", "reclaimed", "none"], weights)[0]
        if part == "basic":
            edition["basic"].append(matter)
        elif part == "supporting":
            shares = sorted({"emergency", "market"} if rng.random() < 0.5 else set(rng.sample(DEPARTMENTS, 2)))
            generic = rng.random() < 0.15
            if generic and rng.random() < 0.5:
                shares = []
            edition["supporting"].append({"matter": matter, "shares": shares, "generic_share": generic})
        elif part == "reclaimed":
            edition["reclaimed"].append({"matter": matter, "taken_over_by": rng.choice(DEPARTMENTS)})
    return edition


# ---------------------------------------------------------------------------------------------------------------------
# The four kinds
# ---------------------------------------------------------------------------------------------------------------------


def _delegation(rng: random.Random, situation: dict, township: str) -> None:
    place, by, on, known_at = (situation[key] for key in ("place", "by", "on", "known_at"))
    is_village = place in VILLAGES
    wild = rng.choice([0.08, 0.3, 0.6])  # how much of the demand is out of the ordinary

    asks: dict = {"matter": rng.choice(MATTERS), "unclear": False}
    if rng.random() < 0.05:
        asks = {"matter": UNCLEAR_TEXT, "unclear": True}
    asks["forms"] = ["DIRECT"]
    if rng.random() < wild:
        asks["forms"] = sorted(rng.sample(FORMS, rng.choice([1, 1, 1, 2, 3])), key=FORMS.index)
        if rng.random() < 0.15:
            asks["forms"] = ["ASSESSMENT"]
    asks["role"] = "ASSISTING"
    if rng.random() < wild:
        asks["role"] = rng.choice(["LEADING", "ENFORCING", "DECIDING", "CARRYING_SHARE", "RESPONSIBLE", "RESPONSIBLE"])
    asks["affair"] = rng.choice(["ENFORCEMENT", "CITY_MANAGEMENT", "INVESTMENT", "OTHER", "OTHER", "OTHER"])
    asks["laid_on"] = rng.choice(["CHIEF", "GRID"]) if rng.random() < wild * 0.6 else "NOBODY"
    asks["purchase_contract"] = ""
    asks["purchase_provider"] = ""
    asks["village_gives"] = None
    if rng.random() < (0.2 if is_village else 0.03):
        asks["purchase_contract"] = "合同2025-08" if rng.random() < 0.85 else ""
        asks["purchase_provider"] = "某服务公司" if rng.random() < 0.85 else ""
        asks["village_gives"] = rng.choice(["ROOM", "ROOM", "NOTICE", "NOTICE", "WORK", None])
    situation["asks"] = asks

    matter = asks["matter"]

    def a_matter() -> str:
        if rng.random() < 0.75 and matter != UNCLEAR_TEXT:
            return str(matter)
        return rng.choice(MATTERS)

    def a_place() -> str:
        return str(rng.choice([place, township, COUNTY_OF[township], PROVINCE, rng.choice(ALL_DIVISIONS)]))

    situation["statutory_duties"] = [
        {
            "matter": a_matter(),
            "statute": "突发事件应对法",
            "article": "二十八",
            "recorded_on": _recorded(rng, known_at),
        }
        for _ in range(rng.choice([0, 0, 0, 1]))
    ]

    situation["chief_duties"] = []
    if rng.random() < (0.5 if asks["laid_on"] != "NOBODY" else 0.1):
        begin, end = _begin_and_end(rng, on)
        situation["chief_duties"].append(
            {
                "matter": a_matter(),
                "laid_on": asks["laid_on"] if rng.random() < 0.7 and asks["laid_on"] != "NOBODY" else "GRID",
                "place": a_place() if rng.random() < 0.5 else place,
                "in_force_from": begin,
                "until": end,
                "recorded_on": _recorded(rng, known_at),
            }
        )

    situation["assessments"] = []
    if rng.random() < (0.8 if "ASSESSMENT" in asks["forms"] else 0.1):
        about_villages = is_village if rng.random() < 0.9 else not is_village
        assessed_in = township if about_villages else COUNTY_OF[township]
        if rng.random() < 0.1:
            assessed_in = rng.choice([*COUNTY_OF]) if about_villages else rng.choice([*COUNTY_OF.values()])
        situation["assessments"].append(
            {
                "year": on.year if rng.random() < 0.8 else on.year + rng.choice([-1, 1]),
                "assessed": "VILLAGE" if about_villages else "TOWNSHIP",
                "place": assessed_in,
                "run_by": by if rng.random() < 0.45 else rng.choice(["list_office", "qingshan", "market"]),
                "matters": sorted({a_matter(), rng.choice(MATTERS)}),
                "recorded_on": _recorded(rng, known_at),
            }
        )

    situation["emergencies"] = []
    if rng.random() < 0.14:
        begin, end = _begin_and_end(rng, on)
        situation["emergencies"].append(
            {
                "matters": sorted({a_matter(), rng.choice(MATTERS)}),
                "place": a_place(),
                "start": begin,
                "end": end,
                "recorded_on": _recorded(rng, known_at),
                "level": rng.choice(["I", "II", "III", "IV"]),
                "issuer": "安和县防汛抗旱指挥部",
            }
        )


def _plaque(rng: random.Random, situation: dict) -> None:
    name, village_class, _ = VILLAGES[situation["place"]]
    committee = name + ("村民委员会" if village_class == "VILLAGE" else "居民委员会")
    wording = committee if rng.random() < 0.12 else rng.choice(PLAQUES)
    asks: dict = {
        "wording": wording,
        "position": rng.choice(["OUTSIDE", "INSIDE", None]),
        "width_mm": rng.choice([599, 600, 601, None]),
        "height_mm": rng.choice([399, 400, 401, None]),
        "colour": rng.choice([*COLOURS, None]),
        "count": rng.choice([1, 1, 1, 2]),
    }
    situation["asks"] = asks
    hung = rng.randint(0, 5)
    village = {
        "class": village_class,
        "hung": hung,
        "admitted": rng.randint(0, 2),
        "taken_down": rng.randint(0, min(hung, 2)),
    }
    situation["village"] = village

    if rng.random() < 0.08:
        situation["plaques"] = None
        return
    entries = []
    for known in PLAQUES:
        if rng.random() < (0.75 if known == wording else 0.5):
            entry: dict = {"wording": known}
            strict = rng.choice([0.0, 0.3, 0.6, 0.9])
            if rng.random() < strict:
                fits = asks["position"] or "INSIDE"
                entry["position"] = fits if rng.random() < 0.6 else rng.choice(["INSIDE", "OUTSIDE"])
            if rng.random() < strict:
                entry["max_width_mm"] = rng.choice([600, 600, 700])
            if rng.random() < strict:
                entry["max_height_mm"] = rng.choice([400, 400, 500])
            if rng.random() < strict:
                entry["colours"] = sorted({asks["colour"] or COLOURS[0], COLOURS[1]} if rng.random() < 0.7 else COLOURS)
                if rng.random() < 0.2:
                    entry["colours"] = [rng.choice(COLOURS)]
            entries.append(entry)
    quotas = {"VILLAGE": rng.randint(3, 7), "COMMUNITY": rng.randint(3, 7)}
    quotas[village_class] = max(0, _would_hang(situation) + rng.choice([-1, 0, 1, 1, 4]))
    if rng.random() < 0.15:
        del quotas[village_class]
    situation["plaques"] = {
        "statutory": [committee, f"{name}务监督委员会"] if rng.random() < 0.85 else [],
        "entries": entries,
        "quotas": quotas,
    }


def _would_hang(situation: dict) -> int:
    village = situation["village"]
    total: int = village["hung"] + village["admitted"] - village["taken_down"] + situation["asks"]["count"]
    return total


def _certificate(rng: random.Random, situation: dict) -> None:
    certificate = rng.choice(NATIONAL_CERTIFICATES + OTHER_CERTIFICATES * 2)
    situation["asks"] = {
        "certificate": certificate,
        "statute": rng.choice(["", "某某条例"]),
        "article": rng.choice(["", "12"]),
    }
    if rng.random() < 0.1:
        situation["certificates"] = None
        return
    prohibited = []
    retained = []
    for name in OTHER_CERTIFICATES:
        draw = rng.random()
        if draw < 0.25:
            prohibited.append({"name": name, "instead": "学籍系统核验"})
        elif draw < 0.65:
            retained.append(
                {"name": name, "statute": "地方正面清单", "article": "1", "to_be_confirmed": rng.random() < 0.3}
            )
    situation["certificates"] = {"prohibited": prohibited, "retained": retained}
    if rng.random() < 0.4:  # the county's list may name what the province does not retain: that widens nothing
        wanted = [row["name"] for row in retained if rng.random() < 0.6]
        wanted += [name for name in OTHER_CERTIFICATES + NATIONAL_CERTIFICATES if rng.random() < 0.1]
        situation["certificates"]["county_retains"] = wanted


# ---------------------------------------------------------------------------------------------------------------------
# Approvals
# ---------------------------------------------------------------------------------------------------------------------


def _numbers(rng: random.Random) -> list[str]:
    prefixes = ["甘发", "甘办发", "甘政发", "甘政办发"]
    return [f"{rng.choice(prefixes)}〔{rng.choice([2024, 2025])}〕{number}号" for number in rng.sample(range(1, 99), 8)]


def _object_of(situation: dict) -> str:
    """What an approval must name."""
    asks = situation["asks"]
    for key in ("matter", "body", "wording", "certificate"):
        if key in asks and not asks.get("unclear"):
            return str(asks[key])
    return LISTED_MATTERS[0]


def _approval(rng: random.Random, situation: dict, identity: str, number: str) -> dict:
    """Make an approval without a fault, then, half of the time, put one or two faults into it."""
    approval = _faultless_approval(rng, situation, identity, number)
    how_many = rng.choices([0, 1, 2], [50, 40, 10])[0]
    for fault in rng.sample(_FAULTS, how_many):
        fault(rng, situation, approval)
    return approval


def _faultless_approval(rng: random.Random, situation: dict, identity: str, number: str) -> dict:
    kind, place, on, known_at = (situation[key] for key in ("kind", "place", "on", "known_at"))
    township = VILLAGES[place][2] if place in VILLAGES else place

    confirmed_on = known_at - timedelta(days=rng.choice([0, 1, rng.randint(2, 60)]))
    recorded_on = confirmed_on - timedelta(days=rng.choice([0, 1, 5]))
    in_force_from = on - timedelta(days=rng.choice([0, 1, rng.randint(2, 200)]))
    issued_on = min(in_force_from, recorded_on) - timedelta(days=rng.choice([0, 1, 10]))
    editions = situation["editions"]
    if kind == "delegation" and editions and rng.random() < 0.6:  # around the day the list took effect
        effective_on = rng.choice(editions)["effective_on"]
        issued_on = min(_around(rng, effective_on), in_force_from, recorded_on)

    party, government = rng.choice(["PARTY_COMMITTEE", "PARTY_GENERAL_OFFICE"]), "GOVERNMENT"
    if rng.random() < 0.5:
        government = "GOVERNMENT_GENERAL_OFFICE"
    issuers, agreed_by = [party, government], []
    if rng.random() < 0.3:
        issuers, agreed_by = [rng.choice([party, government])], ["PARTY_COMMITTEE", "GOVERNMENT"]

    approval: dict = {
        "id": identity,
        "number": number,
        "form": {"delegation": "UNIFIED_DEPLOYMENT", "village_body": "APPROVAL"}.get(kind, "CATALOGUE_ENTRY"),
        "issuers": issuers,
        "agreed_by": agreed_by,
        "issued_on": issued_on,
        "in_force_from": in_force_from,
        "valid_until": on + timedelta(days=rng.choice([0, 1, 90])) if rng.random() < 0.4 else None,
        "names": [_object_of(situation)],
        "demand_forms": [],
        "places": [rng.choice([PROVINCE, "620100000000", COUNTY_OF[township], township, place])],
        "recorded_on": recorded_on,
        "confirmed_on": confirmed_on,
        "revoked_on": None,
        "revocation_recorded_on": None,
        "posts": rng.choice([None, 2]),
        "money": rng.choice([None, "每年15万元"]),
        "powers": rng.choice([None, "委托执法"]),
        "statute": "",
        "article": "",
        "reinstated_by": "",
        "demanders": [],
        "quota": None,
    }
    if rng.random() < 0.3:
        pool = {"delegation": MATTERS, "village_body": BODIES, "plaque": PLAQUES}
        approval["names"].append(rng.choice(pool.get(kind, OTHER_CERTIFICATES)))
    if kind == "delegation":
        demanded = [form for form in situation["asks"]["forms"] if form != "DIRECT"]
        approval["demand_forms"] = demanded if rng.random() < 0.7 else demanded[:1]
    elif kind == "plaque":
        approval["quota"] = _would_hang(situation) + rng.choice([0, 1]) if rng.random() < 0.7 else None
    elif kind == "certificate_demand":
        approval["statute"] = "某某法"
        approval["article"] = "三十"
        approval["reinstated_by"] = "国务院决定" if rng.random() < 0.7 else ""
        approval["demanders"] = [situation["by"]] if rng.random() < 0.6 else []
    if rng.random() < 0.08:  # revoked only after the day, or with effect on a later one
        approval["revoked_on"] = on + timedelta(days=rng.choice([1, 30]))
    elif rng.random() < 0.06:  # revoked, but that was not yet known
        approval["revoked_on"] = on - timedelta(days=rng.choice([0, 1]))
        approval["revocation_recorded_on"] = max(known_at, approval["revoked_on"]) + timedelta(days=rng.choice([1, 5]))
    return approval


def _lower_issuer(rng: random.Random, situation: dict, approval: dict) -> None:
    approval["issuers"] = rng.sample(LOWER_ISSUERS, rng.choice([1, 1, 2]))
    approval["agreed_by"] = []


def _one_issuer(rng: random.Random, situation: dict, approval: dict) -> None:
    one = ["PARTY_COMMITTEE", "GOVERNMENT", "PARTY_GENERAL_OFFICE", "GOVERNMENT_GENERAL_OFFICE"]
    approval["issuers"] = [rng.choice(one)]
    approval["agreed_by"] = rng.choice([[], [], ["PARTY_COMMITTEE"], ["GOVERNMENT"]])


def _other_form(rng: random.Random, situation: dict, approval: dict) -> None:
    approval["form"] = rng.choice([form for form in APPROVAL_FORMS if form != approval["form"]])


def _not_confirmed(rng: random.Random, situation: dict, approval: dict) -> None:
    approval["confirmed_on"] = rng.choice([None, situation["known_at"] + timedelta(days=1)])


def _not_yet(rng: random.Random, situation: dict, approval: dict) -> None:
    approval["in_force_from"] = situation["on"] + timedelta(days=rng.choice([1, 1, 40]))
    approval["valid_until"] = None


def _expired(rng: random.Random, situation: dict, approval: dict) -> None:
    approval["valid_until"] = situation["on"] - timedelta(days=rng.choice([1, 1, 40]))
    approval["in_force_from"] = min(approval["in_force_from"], approval["valid_until"])
    approval["issued_on"] = min(approval["issued_on"], approval["in_force_from"])


def _elsewhere(rng: random.Random, situation: dict, approval: dict) -> None:
    approval["places"] = rng.sample(ALL_DIVISIONS, rng.choice([1, 2]))
    approval["places"] = [place for place in approval["places"] if place != PROVINCE] or ["620900000000"]


def _about_something_else(rng: random.Random, situation: dict, approval: dict) -> None:
    pool = {"delegation": MATTERS, "village_body": BODIES, "plaque": PLAQUES}.get(situation["kind"], OTHER_CERTIFICATES)
    approval["names"] = [rng.choice([name for name in pool if name != _object_of(situation)])]


def _without_what_the_row_asks(rng: random.Random, situation: dict, approval: dict) -> None:
    approval["demand_forms"] = [form for form in rng.sample(FORMS, 2) if form not in situation["asks"].get("forms", [])]
    approval["demanders"] = ["bank"] if rng.random() < 0.3 else []
    if situation["kind"] == "plaque":
        approval["quota"] = rng.choice([None, max(0, _would_hang(situation) - 1)])
    if situation["kind"] == "certificate_demand":
        # The law says that an entry for a type without statute and article cannot be recorded: seldom met.
        draw = rng.random()
        if draw < 0.15:
            approval["statute"] = ""
        elif draw < 0.3:
            approval["article"] = ""
        else:
            approval["reinstated_by"] = ""


def _revoked(rng: random.Random, situation: dict, approval: dict) -> None:
    on, known_at = situation["on"], situation["known_at"]
    approval["revoked_on"] = min(on - timedelta(days=rng.choice([0, 1, 20])), known_at)
    approval["issued_on"] = min(approval["issued_on"], approval["revoked_on"])
    approval["in_force_from"] = min(approval["in_force_from"], approval["revoked_on"])
    approval["revocation_recorded_on"] = rng.choice([None, max(known_at, approval["revoked_on"])])


def _malformed(rng: random.Random, situation: dict, approval: dict) -> None:
    number = approval["number"]
    approval["number"] = rng.choice([number.removesuffix("号"), number.replace("〔", ""), number.replace("〔20", "〔")])


def _recorded_too_late(rng: random.Random, situation: dict, approval: dict) -> None:
    approval["recorded_on"] = situation["known_at"] + timedelta(days=rng.choice([1, 1, 30]))
    approval["confirmed_on"] = approval["recorded_on"] + timedelta(days=rng.choice([0, 1]))


def _older_than_the_list(rng: random.Random, situation: dict, approval: dict) -> None:
    if situation["editions"]:
        effective_on = max(edition["effective_on"] for edition in situation["editions"])
        approval["issued_on"] = min(approval["issued_on"], effective_on - timedelta(days=rng.choice([0, 1])))


_FAULTS: list[Callable[[random.Random, dict, dict], None]] = [
    _lower_issuer,
    _one_issuer,
    _other_form,
    _not_confirmed,
    _not_yet,
    _expired,
    _elsewhere,
    _about_something_else,
    _without_what_the_row_asks,
    _revoked,
    _malformed,
    _recorded_too_late,
    _older_than_the_list,
]


# ---------------------------------------------------------------------------------------------------------------------
# What is cited
# ---------------------------------------------------------------------------------------------------------------------


def _written_otherwise(rng: random.Random, number: str) -> str:
    """Write a number with other brackets or full-width digits, as people do."""
    brackets = rng.choice(["〔〕", "〔〕", "[]", "()", "（）", "［］"])
    written = number.replace("〔", brackets[0]).replace("〕", brackets[1])
    if rng.random() < 0.15:
        written = written.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    return written


def _cites(rng: random.Random, situation: dict, unused_numbers: list[str]) -> list[dict]:
    cites: list[dict] = []
    for approval in situation["approvals"]:
        if rng.random() < 0.6:
            level = rng.choice([None, None, "PROVINCE"])
            cites.append({"number": _written_otherwise(rng, approval["number"]), "level": level})
    if rng.random() < 0.2:
        cites.append(
            rng.choice(
                [
                    {"number": unused_numbers[0], "level": rng.choice([None, "PROVINCE"])},
                    {"number": unused_numbers[0], "level": rng.choice(LOWER_ISSUERS)},
                    {"number": "安政办〔2025〕3号", "level": rng.choice([None, "COUNTY"])},
                    {"number": "鄂政发〔2021〕9号", "level": rng.choice([None, None, "PROVINCE"])},
                    {"number": "川办发〔2025〕12号", "level": None},
                    {"number": "甘办发2025第16号", "level": rng.choice([None, "PROVINCE"])},
                    {"number": "县政府专题会议", "level": rng.choice([None, "MINUTES"])},
                    {"number": "", "level": rng.choice([None, "PROVINCE", *LOWER_ISSUERS])},
                ]
            )
        )
    return cites
