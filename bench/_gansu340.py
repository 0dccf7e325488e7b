"""Lists of 340 duties for every township of Gansu, made from the sample edition, the same at every run.

A province-wide master of 340 matters is the sample's own, and further items of work on them. Every county words it in
its own way, and every township has a few matters that name what is particular to it: about 35,000 distinct wordings.
The code of a duty begins with that of the sample duty it comes from.
"""

import csv
from collections.abc import Iterator
from functools import cache, lru_cache
from zlib import crc32

from registry.config import ROOT
from registry.domain.duties import Duty, DutyTier, Share

MODEL_EDITION = "ED-620102001-2025"
DUTIES = 340
LOCAL, EVERY = 16, 20
"""So many matters of each township name a thing of its own, every so many rows."""

_OPENINGS = ("组织", "负责", "做好", "开展", "落实", "推进", "承担", "抓好", "统筹", "实施", "加强", "协调")
_ENDINGS = ("", "工作", "相关工作", "日常工作", "具体工作")
_ITEMS = (
    "的政策宣传和咨询解答",
    "的信息采集、台账登记和档案整理",
    "的日常巡查、隐患上报和复查",
    "的人员培训和业务指导",
    "的年度总结、数据汇总和报送",
    "引发的矛盾纠纷调处",
    "的张榜公示和意见收集",
    "的入户走访和需求摸底",
    "的会商研判和信息通报",
    "的经费申报和使用监督",
)
_FEATURES = ("河沿岸", "老街片区", "集贸市场", "移民安置点", "产业园", "水库周边", "梁峁坡地", "国道沿线", "林场")

Model = tuple[Duty, ...]


def townships() -> tuple[str, ...]:
    """The 1,403 township codes of Gansu, in order; farms, mines and zones too, for the size that is asked for."""
    return tuple(sorted(_names()))


def duties_of(township: str) -> Model:
    """The 340 duties of one township, numbered within their parts."""
    numbers = dict.fromkeys(DutyTier, 0)
    made = []
    for position, item in enumerate(_master()):
        numbers[item.tier] += 1
        matter = _local(township, position, item) or _worded(township[:6], item)
        made.append(_renumbered(item, numbers[item.tier], matter))
    return tuple(made)


def lineage(code: str) -> str:
    """The code of the sample duty that a made one comes from."""
    return code[:7]


def model() -> Model:
    """The sample edition's own duties, in the order of its file."""
    shares: dict[str, list[Share]] = {}
    for row in _rows("duty_shares"):
        shares.setdefault(row["duty"], []).append(Share(row["unit"] or None, row["department"], _parts(row["duties"])))
    return tuple(
        Duty(
            code=row["code"],
            tier=DutyTier(row["tier"]),
            number=int(row["number"]),
            category=row["category"],
            matter=row["matter"],
            shares=tuple(shares.get(row["code"], ())),
            township_share=_parts(row["township_share"]),
            taken_over_by=row["taken_over_by"],
            way_of_working=row["way_of_working"],
        )
        for row in _rows("duties")
    )


@cache
def _master() -> Model:
    """The sample's duties and, going round them, so many further items of work as make 340; parts kept together."""
    made = list(model())
    further = len(made)
    for number in range(DUTIES - further):
        base = made[number % further]
        item = (number // further * 5 + number) % len(_ITEMS)
        matter, code = _object(base.matter) + _ITEMS[item], f"{base.code}-{number // further + 2}"
        made.append(_renumbered(base, 0, matter, code))
    return tuple(sorted(made, key=lambda duty: [*DutyTier].index(duty.tier)))


@lru_cache(maxsize=2 * DUTIES)
def _worded(county: str, item: Duty) -> str:
    """How a county words a matter of the master: a third keep the master's words."""
    choice = crc32(f"{county}{item.code}".encode())
    if choice % 3 == 0:
        return item.matter
    choice //= 3
    opening = _OPENINGS[choice % len(_OPENINGS)]
    return opening + _object(item.matter) + _ENDINGS[choice // len(_OPENINGS) % len(_ENDINGS)]


def _local(township: str, position: int, item: Duty) -> str:
    """What this township words for itself, naming a place; empty where it follows its county."""
    begin = crc32(township.encode()) % DUTIES
    turn = (position - begin) % DUTIES
    if turn % EVERY or turn // EVERY >= LOCAL:
        return ""
    feature = _FEATURES[crc32(f"{township}{turn}".encode()) % len(_FEATURES)]
    return f"{_names()[township]}{feature}{_object(item.matter)}"


@cache
def _object(matter: str) -> str:
    """A matter without the verb it opens with."""
    for opening in sorted((*_OPENINGS, "组织开展", "组织实施", "依法做好", "编制并组织实施"), key=len, reverse=True):
        if matter.startswith(opening) and len(matter) > len(opening) + 2:
            return matter.removeprefix(opening)
    return matter


def _renumbered(duty: Duty, number: int, matter: str, code: str = "") -> Duty:
    return Duty(
        code=code or duty.code,
        tier=duty.tier,
        number=number,
        category=duty.category,
        matter=matter,
        shares=duty.shares,
        township_share=duty.township_share,
        taken_over_by=duty.taken_over_by,
        way_of_working=duty.way_of_working,
    )


@cache
def _names() -> dict[str, str]:
    with (ROOT / "seed" / "divisions.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["level"] == "TOWNSHIP"]
    return {row["code"]: row["name"] for row in rows}


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (ROOT / "seed" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from (row for row in csv.DictReader(file) if row["edition"] == MODEL_EDITION)


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)
