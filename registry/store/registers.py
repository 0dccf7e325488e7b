"""Registers: everything on file about one place on one day, as far as a question may need it."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from registry.domain.divisions import Level, Place
from registry.domain.duties import DutyList
from registry.domain.kind import Held, Kind
from registry.domain.kinds import KINDS
from registry.domain.question import Question
from registry.domain.register import Register
from registry.domain.verdict import Judgement
from registry.store import certificates, chiefs, duties, emergencies, lifting, plaques


def register_for(asked: Question[Any], *, leaving_out: Collection[str] = ()) -> Register:
    """What the record shows for a question's place, day and time; only what its kind looks at is fetched.

    The rule is run once without approvals to learn which names an approval could go by: only those, and the papers
    cited, are then fetched, however many a province has on record. `leaving_out` are codes of plaques not counted.
    """
    return judged_by(asked, leaving_out=leaving_out)[0]


def judged_by(asked: Question[Any], *, leaving_out: Collection[str] = ()) -> tuple[Register, Judgement]:
    """The same, with what the rule found: it looks at no approval, so that it finds the same with them and without."""
    kind = KINDS[asked.kind]
    bare = _without_approvals(asked, kind, leaving_out)
    found = kind.judge(asked, bare)
    subjects = frozenset[str]().union(*(g.subjects for g in found.grounds))
    cited = [c.number for c in asked.cites]
    about = lifting.approvals_about(subjects, cited, asked.known_at)
    if not about and not cited:
        return bare, found
    prefixes = lifting.foreign_prefixes(asked.place) if cited else {}
    return replace(bare, approvals=about, foreign_prefixes=prefixes), found


def _without_approvals(asked: Question[Any], kind: Kind, leaving_out: Collection[str]) -> Register:
    place, on, known_at = asked.place, asked.on, asked.known_at
    about_duties = Held.DUTIES in kind.looks_at
    about_plaques = Held.PLAQUES in kind.looks_at
    about_certificates = Held.CERTIFICATES in kind.looks_at
    return Register(
        place=place,
        on=on,
        known_at=known_at,
        duty_list=_list_of(place, on, known_at) if about_duties else None,
        statutory_duties=duties.statutory_duties(known_at) if about_duties else (),
        chief_duties=chiefs.chief_duties(place, known_at) if about_duties else (),
        assessments=duties.unified_assessments(place, known_at) if about_duties else (),
        emergencies=emergencies.responses_at(place, known_at) if about_duties else (),
        plaque_catalogue=plaques.catalogue_in_force(place, on, known_at) if about_plaques else None,
        village=plaques.standing_of(place, on, known_at, leaving_out=leaving_out) if about_plaques else None,
        certificate_catalogue=certificates.effective_catalogue(place, on, known_at) if about_certificates else None,
    )


def _list_of(place: Place, on: date, known_at: datetime) -> DutyList | None:
    """The list of the place's township; pseudo-townships never have one, whatever was loaded."""
    township = place.at(Level.TOWNSHIP)
    if township is None or township.is_pseudo_township:
        return None
    return duties.list_in_force(township.code, on, known_at, place.lineage)
