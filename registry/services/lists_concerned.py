"""The lists an adjustment is about: whose they are as divisions stand, what they say, and finding a duty on them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from registry.domain.adjustments import Proposal
from registry.domain.divisions import Level, Place
from registry.domain.duties import Duty, DutyList
from registry.domain.errors.adjustments import UnclearDuty, UnfitChange
from registry.domain.question import CHINA
from registry.domain.wording import plain
from registry.services.adjustments import names_of
from registry.services.divisions import MOST_TOWNSHIPS
from registry.services.drafting import latest_list
from registry.services.keepers import keeper_today
from registry.services.results import elsewhere, has_reached, in_use_today, reached_today
from registry.store import duties
from registry.store.adjustments import AdjustmentRecord
from registry.store.editions import drafts_from
from registry.store.successions import children_in_use

CHOICES_SHOWN = 8


def lists_of(places: Iterable[str], now: datetime) -> dict[str, DutyList]:
    """The list that the next edition of each place follows, its own or the one it took over, where it has one."""
    found = {code: latest_list(keeper_today(code, now=now), now=now) for code in places}
    return {code: duty_list for code, duty_list in found.items() if duty_list is not None}


def keepers_in(county: str, now: datetime) -> list[str]:
    """Whose list stands for the whole county's: the county's with its master, else every township's own."""
    return [county] if lists_of([county], now) else townships_of(county, now)


def townships_of(county: str, now: datetime) -> list[str]:
    """The townships of a county that can have a list, as divisions stand."""
    today = now.astimezone(CHINA).date()
    children = [one.as_division() for one in children_in_use(county, today, now, most=MOST_TOWNSHIPS)]
    return [one.code for one in children if one.level is Level.TOWNSHIP and not one.is_pseudo_township]


def as_things_stand(
    proposal: Proposal, county: str, now: datetime, *, since: datetime | None = None
) -> tuple[Proposal, list[str]]:
    """The proposal with what took the place of each township it named `since` (now by default), once, and the codes it
    may concern; townships that lie in another county today are left out.

    Raises UnfitChange where nothing took the place of one, or none is left in the county.
    """
    if not proposal.townships:
        return proposal, keepers_in(county, now)
    today = reached_today(proposal.townships, since=since or now, now=now)
    for code, followed_by in today.items():
        if not followed_by:
            raise UnfitChange("NO_PLACE_LEFT", field="townships", township=names_of([code])[code])
    codes = in_the_county([code for found in today.values() for code in found], county, now)
    return replace(proposal, townships=tuple(codes)), codes


def in_the_county(codes: Iterable[str], county: str, now: datetime) -> list[str]:
    """Those of the places that lie in the county today, each once. Raises UnfitChange where all lie in another one."""
    every = list(dict.fromkeys(codes))
    left = elsewhere(every, county, now=now)
    if left and len(left) == len(every):
        townships, counties = _names_elsewhere(left.values())
        raise UnfitChange("ANOTHER_COUNTY", field="townships", township=townships, county=counties)
    return [code for code in every if code not in left]


def _names_elsewhere(places: Iterable[Place]) -> tuple[list[str], list[str]]:
    """The names of places that left their county, and of the counties they lie in now."""
    found = list(places)
    return [place.name for place in found], list(dict.fromkeys(place.county.name for place in found if place.county))


def left_out(record: AdjustmentRecord, proposal: Proposal, *, now: datetime) -> dict[str, list[str]]:
    """The names of townships of a proposal that left the county before it was published for them (`township`), and of
    the counties they lie in now (`county`); empty where there are none."""
    since = record.versions[-1].recorded_at
    codes = [code for of_one in reached_today(proposal.townships, since=since, now=now).values() for code in of_one]
    left = elsewhere(codes, record.county, now=now)
    reached = has_reached(drafts_from(record.number), left, now=now)
    named = [place for code, place in left.items() if code not in reached]
    return dict(zip(("township", "county"), _names_elsewhere(named), strict=True)) if named else {}


def duty_called(typed: str, lists: Iterable[DutyList]) -> str:
    """The code of the duty meant: by its code, or by exactly its matter; anything less is asked back."""
    wanted = typed.split(" ", maxsplit=1)[0].upper()
    rows = {duty.code: duty for duty_list in lists for duty in duty_list.duties}
    if wanted in rows:
        return wanted
    exact = [code for code, duty in rows.items() if plain(duty.matter) == plain(typed)]
    if len(exact) == 1:
        return exact[0]
    near = [(code, rows[code].matter) for code in exact] or [(d.code, d.matter) for d in duties_like(typed, lists)]
    raise UnclearDuty(typed, near)


def duties_like(typed: str, lists: Iterable[DutyList]) -> list[Duty]:
    """Duties that the words may mean, the surest first, of the first list that has any."""
    part, found = plain(typed), dict[str, Duty]()
    for duty_list in lists:
        finding = duty_list.find(typed)
        for hit in ((finding.sure,) if finding.sure else ()) + tuple(finding.candidates):
            found.setdefault(hit.code, duty_list.duty(hit.code))
        for duty in duty_list.duties:
            if len(found) < CHOICES_SHOWN and part in plain(duty.matter):
                found.setdefault(duty.code, duty)
        if found:
            break
    return list(found.values())[:CHOICES_SHOWN]


def duties_named(proposal: Proposal, county: str, *, known_at: datetime, now: datetime) -> Mapping[str, Duty]:
    """The duties that a proposal names, by code, as they stood on the lists when it was kept."""
    named = {code for change in proposal.changes for code in change.duties}
    today, found = now.astimezone(CHINA).date(), dict[str, Duty]()
    for code in proposal.townships or [county, *townships_of(county, now)]:
        if not named - found.keys():
            break
        for place in in_use_today([code], now=now)[code]:
            lineage = keeper_today(place, now=now).lineage
            held = duties.list_in_force(place, today, known_at, lineage)
            found |= {duty.code: duty for duty in held.duties if duty.code in named} if held else {}
    return found
