"""Who asks: departments, townships, and bodies outside government."""

import re
from dataclasses import dataclass, field
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
