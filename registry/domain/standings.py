"""Where a wording stands: on which list, in which catalogue or on which village's wall, as of two dates."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from registry.domain.divisions import Division
from registry.domain.duties import Duty, DutyList
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

    def as_data(self) -> dict[str, Any]:
        """The standing as plain data, with the public field names of every door."""
        return {
            "place": self.place,
            "placeName": self.place_name,
            "mark": self.mark.value,
            "matter": self.matter,
            "paper": self.paper,
            "since": self.since.isoformat(),
            "code": self.code,
            "number": self.number,
            "departments": list(self.departments),
            "toBeConfirmed": self.to_be_confirmed,
            "sample": self.sample,
        }


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

    def as_data(self) -> dict[str, Any]:
        """The hit as plain data, with the public field names of every door."""
        return {
            "kind": self.kind.value,
            "text": self.text,
            "match": self.match.value,
            "score": self.score,
            "places": self.places,
            "more": self.more,
            "standings": [standing.as_data() for standing in self.standings],
        }


class SearchHits(list[SearchHit]):
    """What was found, best first. `cut` where the best wordings, so many as are looked up, were looked up and fewer
    than were asked for stand: there may be more."""

    def __init__(self, hits: Iterable[SearchHit] = (), *, cut: bool = False) -> None:
        super().__init__(hits)
        self.cut = cut


class ListStandings:
    """The rows of the list that one township goes by, as places where wordings stand."""

    def __init__(self, duty_list: DutyList, township: Division) -> None:
        self._list = duty_list
        self._township = township

    def look_ahead(self, matters: Sequence[str], shares: Sequence[str], most: int) -> None:
        """Nothing need be fetched beforehand: the list is in memory."""

    def of_matter(self, matter: str, most: int) -> list[Standing]:
        """The rows that bear this matter, at most so many."""
        bearing = [duty for duty in self._list.duties if duty.matter == matter]
        return [self._row(duty, tuple(share.department for share in duty.shares)) for duty in bearing[:most]]

    def of_share(self, share: str, most: int) -> list[Standing]:
        """The rows beside which this share stands, with the departments whose it is, at most so many."""
        bearing = [(d, tuple(s.department for s in d.shares if share in s.duties)) for d in self._list.duties]
        found = [self._row(duty, theirs) for duty, theirs in bearing if theirs or share in duty.township_share]
        return found[:most]

    def _row(self, duty: Duty, departments: tuple[str, ...]) -> Standing:
        edition = self._list.edition
        return Standing(
            place=self._township.code,
            place_name=self._township.name,
            mark=StandingMark(duty.tier.value),
            matter=duty.matter,
            paper=edition.document_number,
            since=edition.effective_on,
            sample=edition.sample,
            code=duty.code,
            number=duty.number,
            departments=(duty.taken_over_by,) if duty.taken_over_by else departments,
        )
