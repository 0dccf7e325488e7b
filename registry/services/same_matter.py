"""What stands in the way of a case: an open one of its matter, an admission that holds, a plaque that is there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.domain.admissions import last_valid_day
from registry.domain.cases import matter_key
from registry.domain.divisions import Level, Place
from registry.domain.errors import BadInput
from registry.domain.errors.cases import AlreadyAdmitted, AlreadyOpen, PlaqueThere
from registry.domain.kind import Held, Kind, as_answers
from registry.domain.kinds import kind_called
from registry.domain.matters import Matter, bare_words, without_the_village
from registry.domain.plaques import PlaqueCatalogue
from registry.domain.question import CHINA, Question
from registry.domain.successions import ChangeKind, Steps, inventory_codes, meant
from registry.domain.verdict import LifterKind, Verdict
from registry.store import access, admissions, approvals, cases, emergencies, plaques
from registry.store.admissions import AdmissionRecord
from registry.store.base import db
from registry.store.cases import CaseRecord
from registry.store.successions import steps_about
from registry.store.units import own_codes


@dataclass(frozen=True, slots=True)
class Placed:
    """A matter at a place: the codes the place has and had, its first code, and what its catalogue calls plaques."""

    kind: Kind
    matter: Matter
    place: Place
    codes: frozenset[str]
    first_code: str
    catalogue: PlaqueCatalogue | None

    def key_for(self, unit: str) -> str:
        """What a unit has one open case of; a new code makes no other key."""
        return matter_key(unit, self.kind.code, self.matter.key, self.first_code)


def placed(asked: Question[Any], verdict: Verdict) -> Placed:
    """The matter of a question that was judged, at its place."""
    kind, place = kind_called(asked.kind), asked.place
    steps = steps_about([place.code])
    now = meant(place.code, steps, asked.known_at.astimezone(CHINA).date())
    codes = frozenset[str]().union(*(inventory_codes(code, steps) for code in {place.code, *now}))
    shows_plaques = Held.PLAQUES in kind.looks_at
    catalogue = plaques.catalogue_in_force(place, asked.on, asked.known_at) if shows_plaques else None
    words = _words(str(getattr(asked.details, kind.subject)), place, catalogue)
    offered = tuple(candidate.code for candidate in verdict.candidates)
    matter = Matter(verdict.matched.code if verdict.matched else "", words, offered)
    return Placed(kind, matter, place, codes, _first_code(place.code, steps), catalogue)


def _first_code(code: str, steps: Steps) -> str:
    """The code a place had first, as long as it only was given new ones."""
    while True:
        into = [s for s in steps if s.after == code and s.before != code]
        if len(into) != 1 or into[0].kind is not ChangeKind.RECODED:
            return code
        code = into[0].before


def _words(wording: str, place: Place, catalogue: PlaqueCatalogue | None) -> str:
    """The catalogue's name where an entry fits, else the wording without the names of village and township."""
    entry = catalogue.entry(wording, place.itself) if catalogue else None
    township = place.at(Level.TOWNSHIP)
    if entry is not None:
        return bare_words(entry.pattern.replace("××", ""))
    return without_the_village(wording, place.itself, township.name if township else "")


def _matter_of(there: Placed, answers: Mapping[str, Any], verdict: Mapping[str, Any]) -> Matter:
    """The matter of what is on file, read as the one it is compared with."""
    words = _words(str(answers.get(there.kind.subject, "")), there.place, there.catalogue)
    offered = tuple(candidate["code"] for candidate in verdict.get("candidates", ()))
    return Matter((verdict.get("matched") or {}).get("code", ""), words, offered)


def obstacle(case: CaseRecord, asked: Question[Any], verdict: Verdict) -> BadInput | None:
    """Why a case may not stand open, or be admitted: its unit has the matter open, or admitted, or the plaque is there.
    What the unit was before a merger of units asked, or was given, is its own.

    A case that holds its matter already is not hindered by another that came to the same place, or unit, by a merger.
    """
    there = placed(asked, verdict)
    with db.session.no_autoflush:
        is_held = _holds_already(case, there)
        return (None if is_held else _open_besides(case, there)) or _admitted(case, asked, verdict, there)


def _holds_already(case: CaseRecord, there: Placed) -> bool:
    if case.open_matter is None:
        return False
    return _matter_of(there, case.answers, case.verdict).key == there.matter.key


def _open_besides(case: CaseRecord, there: Placed) -> BadInput | None:
    own = own_codes(case.unit)
    same_keys = [found for code in own if (found := cases.open_case_of(there.key_for(code)))]
    for other in [*same_keys, *cases.open_cases_at(own, there.codes)]:
        is_of_kind = other.verdict.get("kind") == there.kind.code
        if other.number == case.number or not is_of_kind:
            continue
        if other in same_keys or there.matter.is_the_same_as(_matter_of(there, other.answers, other.verdict)):
            return AlreadyOpen(other.place_name, other.number)
    return None


def _admitted(case: CaseRecord, asked: Question[Any], verdict: Verdict, there: Placed) -> BadInput | None:
    begins, ends = _term(case, asked)
    for record in admissions.running_at(own_codes(case.unit), there.kind.code, there.codes):
        granted = record.granted
        matter = _matter_of(there, granted["answers"], granted["verdict"])
        if matter.key != there.matter.key or _other_scope(there.kind, granted["answers"], as_answers(asked.details)):
            continue
        last = _last_day(record, asked, verdict)
        if (last is None or last >= begins) and (ends is None or ends >= record.valid_from):
            return AlreadyAdmitted(there.place.full_name, record.number or record.case, last)
    return _hangs(asked, there)


def _term(case: CaseRecord, asked: Question[Any]) -> tuple[date, date | None]:
    request = access.find_request(case.request)
    applied = (request.application or {}) if request else {}
    begins, ends = applied.get("term_from"), applied.get("term_until")
    first = max(asked.on, date.fromisoformat(begins)) if begins else asked.on
    return first, date.fromisoformat(ends) if ends else None


def _other_scope(kind: Kind, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether the two ask for something else of the place: another role, form, or contract."""
    return any(_plainly(one.get(name)) != _plainly(other.get(name)) for name in kind.scope)


def _plainly(answer: Any) -> list[str]:
    """An answer as it is kept: texts, in no order."""
    given = answer if isinstance(answer, list) else [answer]
    return sorted(str(value) for value in given if value is not None)


def _last_day(record: AdmissionRecord, asked: Question[Any], verdict: Verdict) -> date | None:
    """The last day on which an admission stands in the way; what one under an emergency does for no lasting one."""
    rests = admissions.lifters_of(record.case)
    held = {kind: [one.lifter for one in rests if one.kind == kind.value] for kind in LifterKind}
    papers = approvals.approvals_called(held[LifterKind.APPROVAL], asked.known_at)
    responses = emergencies.responses_called(held[LifterKind.EMERGENCY], asked.known_at)
    if responses and not rests_on_a_response(verdict):
        return date.min
    return last_valid_day(record.as_admission(), papers, responses)


def rests_on_a_response(verdict: Verdict) -> bool:
    """Whether an emergency response lifted any of its grounds."""
    return any(found.lifted_by and found.lifted_by.kind is LifterKind.EMERGENCY for found in verdict.lifted)


def _hangs(asked: Question[Any], there: Placed) -> BadInput | None:
    """A plaque of the same name that was admitted for the village and does not hang yet, whoever asked for it."""
    if there.catalogue is None:
        return None
    on_file = plaques.plaques_of(there.codes, asked.on, asked.known_at)
    for plaque in (one for of_code in on_file.values() for one in of_code if one.hung_on is None and not one.is_down):
        if _words(plaque.wording, there.place, there.catalogue) == there.matter.words:
            return PlaqueThere(there.place.full_name, plaque.wording, plaque.code)
    return None


def admissions_of(asked: Question[Any], verdict: Verdict) -> list[AdmissionRecord]:
    """The admissions that have not ended of what is asked: by this unit, of this matter and scope, at this place."""
    there = placed(asked, verdict)
    found = admissions.running_at(asked.asked_by.codes, there.kind.code, there.codes)
    wanted = as_answers(asked.details)
    return [
        one
        for one in found
        if _matter_of(there, one.granted["answers"], one.granted["verdict"]).is_the_same_as(there.matter)
        and not _other_scope(there.kind, one.granted["answers"], wanted)
    ]


def asked_by_person(asked: Question[Any], verdict: Verdict, person: str) -> bool:
    """Whether a person once asked this for this unit, or acted for it: of this matter, in this township or in any of
    its villages, whatever became of it. What was asked of a village is answered by its township."""
    there = placed(asked, verdict)
    township = asked.place.at(Level.TOWNSHIP)
    within = township.code if township else asked.place.code
    found = access.cases_a_person_asked(person, asked.asked_by.codes, there.codes, within)
    return any(
        one.verdict["kind"] == asked.kind and _matter_of(there, one.answers, one.verdict).is_the_same_as(there.matter)
        for one in found
    )


def open_cases_of(asked: Question[Any], verdict: Verdict) -> list[CaseRecord]:
    """The open cases of what is asked: by this unit, of this matter and scope, at this place."""
    there, wanted = placed(asked, verdict), as_answers(asked.details)
    own = asked.asked_by.codes
    found = [one for one in cases.open_cases_at(own, there.codes) if one.verdict["kind"] == asked.kind]
    return [
        one
        for one in found
        if _matter_of(there, one.answers, one.verdict).is_the_same_as(there.matter)
        and not _other_scope(there.kind, one.answers, wanted)
    ]
