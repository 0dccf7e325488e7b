"""Who asks: departments, townships, and bodies outside government."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum

from registry.domain.wording import plain

_LEVEL = re.compile(r"^(县级|区级|县直|区直|县|区)")
_ABOVE = frozenset("省市州国")
"""Before a name they make it that of a body above the county."""
_BETWEEN = re.compile(r"[\W_]+|会同|联合|(?:以及|及|和|与)(?=[县区市省])")
"""Between the names of bodies in one cell: 、 and the like, 会同, and 和 where another body's level follows."""
_AFTER = re.compile(r"^(等|及|和|与|会同|联合|牵头|负责|承接|配合|主管|主办|收回|办理|组织|共同|按|县|区|市|省|$)")
SHORTEST_CORE = 3


class DemanderKind(StrEnum):
    """What sort of body makes a demand; only what the law tells apart."""

    DEPARTMENT = "DEPARTMENT"  # 党政机关、群团
    TOWNSHIP = "TOWNSHIP"  # 乡镇(街道)
    BANK = "BANK"
    INSURER = "INSURER"
    COMPANY = "COMPANY"
    SOCIAL_BODY = "SOCIAL_BODY"  # 社会组织


class UnitKind(StrEnum):
    """What sort of unit it is, as the registry keeps them."""

    GOVERNMENT = "GOVERNMENT"  # 政府部门
    PARTY = "PARTY"  # 党委部门
    MASS = "MASS"  # 群团
    VERTICAL = "VERTICAL"  # 垂直管理单位
    MILITARY = "MILITARY"  # 人武部
    ENTERPRISE = "ENTERPRISE"  # 企业


OUTSIDE_GOVERNMENT = frozenset(
    {DemanderKind.BANK, DemanderKind.INSURER, DemanderKind.COMPANY, DemanderKind.SOCIAL_BODY}
)
"""Those whose demands for village certificates are cancelled in principle (P17)."""


@dataclass(frozen=True, slots=True)
class Demander:
    """The body that asks. `code` is its unit code, empty for bodies that are not on record (a bank, say).

    `formerly` are the codes of units that it took the place of: their shares are its own.
    """

    kind: DemanderKind
    code: str
    name: str
    formerly: tuple[str, ...] = ()
    called: tuple[str, ...] = field(default=(), compare=False)
    """Every name it goes or went by, itself and the units it took the place of: a list of before may print one."""
    as_printed: bool = field(default=False, compare=False)
    """Known by nothing but that the lists of the place name it so: it is none of the county's units on record."""

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes that it is and was; none for what is not on record."""
        return (self.code, *self.formerly) if self.code else ()


NO_DAY_YET, NO_TIME_YET = date.max, datetime.max.replace(tzinfo=UTC)
"""As of these all that is on record has happened, and is known."""


@dataclass(frozen=True, slots=True)
class UnitOnFile:
    """A unit with what it was called and what took its place. Times are UTC; None is from ever.

    A merger has the day from which the other unit stands for this one, and the time from which that is known.
    """

    code: str
    name: str
    kind: DemanderKind
    recorded_at: datetime | None = None
    successor: str = ""
    succeeded_on: date | None = None
    succeeded_at: datetime | None = None
    former_names: tuple[tuple[str, datetime], ...] = ()
    """What it was called itself, each until when; the earliest first."""
    names: tuple[tuple[str, datetime | None], ...] = ()
    """Every name by which it is or was called, with the time from which that is known."""

    def is_known(self, known_at: datetime) -> bool:
        """Whether it had been recorded by a time."""
        return is_by(self.recorded_at, known_at)

    def is_succeeded(self, on: date, known_at: datetime) -> bool:
        """Whether another unit stands for it on a day, as known at a time."""
        is_due = self.succeeded_on is None or self.succeeded_on <= on
        return bool(self.successor) and is_due and is_by(self.succeeded_at, known_at)

    def name_at(self, known_at: datetime) -> str:
        """Its own name, as known at a time."""
        return next((name for name, until in self.former_names if known_at < until), self.name)

    def names_at(self, known_at: datetime) -> list[str]:
        """Every name by which it is or was called, as known at a time."""
        return [name for name, since in self.names if is_by(since, known_at)]


def is_by(since: datetime | None, known_at: datetime) -> bool:
    """Whether what is known since a time was known by another; None is from ever."""
    return since is None or since <= known_at


@dataclass(frozen=True, slots=True)
class Lineage:
    """A unit with all that it took the place of and all that took its own, by code."""

    units: Mapping[str, UnitOnFile]

    def demander(self, code: str, on: date = NO_DAY_YET, known_at: datetime = NO_TIME_YET) -> Demander | None:
        """The unit that stands for a code on a day, as known at a time; None where it was not on record by then.

        What it took the place of by that day is what it was formerly; what merged later, or was not known to, is not.
        """
        standing = self._standing(code, on, known_at)
        if standing is None:
            return None
        formerly = sorted(one for one in self.units if self._is_part_of(one, standing.code, on, known_at))
        called = sorted({name for one in (standing.code, *formerly) for name in self.units[one].names_at(known_at)})
        return Demander(standing.kind, standing.code, standing.name_at(known_at), tuple(formerly), tuple(called))

    def _standing(self, code: str, on: date, known_at: datetime) -> UnitOnFile | None:
        unit, seen = self.units.get(code), set[str]()
        while unit is not None and unit.is_succeeded(on, known_at) and unit.code not in seen:
            seen.add(unit.code)
            unit = self.units.get(unit.successor)
        return unit if unit is not None and unit.is_known(known_at) else None

    def _is_part_of(self, code: str, whole: str, on: date, known_at: datetime) -> bool:
        standing = self._standing(code, on, known_at) if code != whole else None
        return standing is not None and standing.code == whole


def mentions(written: str, name: str) -> bool:
    """Whether a cell as people write it (县民政局牵头, 由县民政局承接, 县民政局会同县残联) names this body.

    The county before a name may differ in writing (县民政局, 城关区民政局); a body of the city or the province is
    another one, and so is a part of this one (县民政局殡葬管理所).
    """
    text, core = _squeezed(written), _LEVEL.sub("", plain(name))
    if len(core) < SHORTEST_CORE:
        return plain(name) in {plain(part) for part in re.split(r"[、,，;；/\s]+", written)}
    at = text.find(core)
    while at >= 0:
        before, after = text[:at], text[at + len(core) :]
        if not (before and before[-1] in _ABOVE) and (not after or after[0] == " " or _AFTER.match(after)):
            return True
        at = text.find(core, at + 1)
    return False


def names(written: str, body: Demander) -> bool:
    """Whether a cell names this body by any name it goes or went by."""
    return any(mentions(written, name) for name in dict.fromkeys((body.name, *body.called)))


def is_named_in(written: str, name: str) -> bool:
    """Whether a cell names a body by just this name (由县烟草专卖局牵头), and not only one whose name ends so."""
    core = _LEVEL.sub("", plain(name))
    parts = (_LEVEL.sub("", plain(part).removeprefix("由")) for part in _BETWEEN.split(written))
    return len(core) >= SHORTEST_CORE and any(p.startswith(core) and bool(_AFTER.match(p[len(core) :])) for p in parts)


def _squeezed(written: str) -> str:
    """The text in plain wording with one blank where anything else stood between words."""
    return " ".join(part for part in (plain(piece) for piece in re.split(r"[\W_]+", written)) if part)
