"""Where a wording stands: on which list, in which catalogue or on which village's wall, as of two dates."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from registry.domain.searching import Match, WordingKind


class StandingMark(StrEnum):
    """As what a wording stands where it stands."""

    BASIC = "BASIC"  # 基本履职
    SUPPORTING = "SUPPORTING"  # 配合履职
    RECLAIMED = "RECLAIMED"  # 上级部门收回
    STATUTORY = "STATUTORY"  # 目录内的法定牌子
    CATALOGUED = "CATALOGUED"  # 目录内的其他牌子
    HUNG = "HUNG"  # 村内在挂
    NATION = "NATION"  # 国家禁止开具
    PROVINCE = "PROVINCE"  # 省级禁止开具
    RETAINED = "RETAINED"  # 保留


@dataclass(frozen=True, slots=True)
class Standing:
    """One place where a wording stands.

    `place` is the township of a list, the village of a plaque, or the division whose catalogue it is. `matter` is the
    row it stands in or beside; `departments` are those whose share it is, or all of a matter's. `paper` is the
    document number of a list, the version of a catalogue or the paper by which a plaque was demanded.
    """

    place: str
    place_name: str
    mark: StandingMark
    matter: str
    paper: str
    since: date
    sample: bool
    code: str = ""
    number: int | None = None
    departments: tuple[str, ...] = ()
    to_be_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A wording found, with the first places where it stands; `more` where it stands in more than were counted."""

    kind: WordingKind
    text: str
    match: Match
    score: float
    standings: tuple[Standing, ...]
    places: int
    more: bool
