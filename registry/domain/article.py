"""Instruments and their articles: dated law, in our own words, with what lifts each rule."""

from dataclasses import dataclass
from datetime import date

from registry.domain.forms import ApprovalForm
from registry.domain.outcome import CureCode, Outcome


@dataclass(frozen=True, slots=True)
class Instrument:
    """One legal instrument. `text_at_hand` is False where its text could not be consulted: then it has no articles."""

    code: str
    title: str
    english: str
    document_number: str
    in_force_from: date
    repealed_on: date | None = None
    text_at_hand: bool = True

    def in_force(self, on: date) -> bool:
        """Whether the instrument holds on this day (the day of repeal is already outside)."""
        return self.in_force_from <= on and (self.repealed_on is None or on < self.repealed_on)


@dataclass(frozen=True, slots=True)
class Article:
    """One rule of one clause. An amended rule is a new Article; the old one gets its day of repeal.

    `outcome` is what the rule leads to where it applies; None means the rule is cited but not yet judged.
    `lifted_by` names the forms of provincial approval that lift it; the default is that nothing does.
    `yields_to_emergency` is True where a matter named in an emergency response may be asked for in spite of it.
    `cures` are the codes of what would make the demand lawful.
    """

    code: str
    instrument: Instrument
    clause: str
    zh: str
    en: str
    outcome: Outcome | None = None
    lifted_by: tuple[ApprovalForm, ...] = ()
    yields_to_emergency: bool = False
    cures: tuple[CureCode, ...] = ()
    soft: bool = False
    to_be_confirmed: bool = False
    in_force_from: date | None = None
    repealed_on: date | None = None

    @property
    def citation(self) -> str:
        """Instrument and clause, as in `P16`."""
        return f"{self.instrument.code}{self.clause}"

    def in_force(self, on: date) -> bool:
        """Whether the rule holds on this day: its own dates where it has them, else its instrument's."""
        begins = self.in_force_from or self.instrument.in_force_from
        ends = self.repealed_on or self.instrument.repealed_on
        return begins <= on and (ends is None or on < ends)
