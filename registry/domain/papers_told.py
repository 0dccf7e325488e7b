"""What a letter tells of the papers that were found for a demand and lift nothing."""

from collections.abc import Iterable, Mapping
from typing import Any

from registry.domain.law import burden_2024
from registry.domain.outcome import CureCode, Outcome

Data = Mapping[str, Any]

NOT_YET = burden_2024.APPROVAL_NOT_YET.code
TO_MEND = frozenset({burden_2024.APPROVAL_UNCONFIRMED.code, burden_2024.ISSUER_INCOMPLETE.code, NOT_YET})
"""What a paper on record may lack that does not take another paper: confirmation, the other body's consent, time."""

ANOTHER_PAPER = frozenset(code.value for code in CureCode if code.value.startswith("OBTAIN_"))
"""Cures that are one more paper of the province."""


def reasons_told(grounds: Iterable[Data]) -> list[Data]:
    """The grounds without what a paper lacks besides where it comes from too low: mending that would help nobody."""
    told = list(grounds)
    too_low = {_paper(g) for g in told if g["code"] == burden_2024.LEVEL_INSUFFICIENT.code}
    return [g for g in told if g["code"] not in TO_MEND or _paper(g) not in too_low]


def papers_to_mend(verdict: Data) -> tuple[Data, ...]:
    """The grounds that tell what a paper on record still lacks, where mending just that would make it lawful.

    Another paper is then not what lacks, and a letter that asks for one would ask for the one on record.
    """
    standing = [g for g in verdict["grounds"] if not g["liftedBy"]]
    if len([g for g in standing if g["outcome"] in (Outcome.REJECT.value, Outcome.REFER.value)]) != 1:
        return ()
    lacking = (g for g in standing if g["code"] in TO_MEND)
    return tuple(g for g in lacking if g["facts"].get("approval") and g["facts"].get("alone"))


def _paper(ground: Data) -> tuple[str, str]:
    facts = ground["facts"]
    return str(facts.get("approval", "")), str(facts.get("number", ""))
