"""Who asks: departments, townships, and bodies outside government."""

from dataclasses import dataclass
from enum import StrEnum


class DemanderKind(StrEnum):
    """What sort of body makes a demand; only what the law tells apart."""

    DEPARTMENT = "DEPARTMENT"  # 党政机关、群团
    TOWNSHIP = "TOWNSHIP"  # 乡镇(街道)
    BANK = "BANK"
    INSURER = "INSURER"
    COMPANY = "COMPANY"
    SOCIAL_BODY = "SOCIAL_BODY"  # 社会组织


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
