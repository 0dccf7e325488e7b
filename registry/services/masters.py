"""A county's master reaching its townships: which list of each is amended, and what each is to be told."""

from datetime import date, datetime

from registry.domain.divisions import Place
from registry.domain.editions import require_publishable
from registry.domain.question import CHINA
from registry.services.county_chains import chain_of, codes_of_county, townships_ever
from registry.services.master_sweep import Master, Reached, Sweep
from registry.store import editions
from registry.store.access import take_turns


def wait_for_townships(county: Place, now: datetime) -> list[str]:
    """Take turns with whoever publishes for this county and in its townships, under whatever codes, before any of
    their lists is read; their codes."""
    counties = codes_of_county(county, now)
    codes = sorted({*counties, *townships_ever(counties)} - {county.code})
    for code in codes:
        take_turns(f"lists {code}")
    return codes


def reach(master: Master, effective_on: date, now: datetime) -> list[Reached]:
    """What the master does to each township's list from a day on, and to lists of later days; a first master changes no
    list there is. One that corrects a wrong master puts right every list that one led to, and every list that took its
    words over since. Raises UnpublishableList, with the township it is about."""
    counties = codes_of_county(master.county, now)
    townships = townships_ever(counties)
    old, names = chain_of(counties, townships)
    sweep = Sweep(
        master=master,
        on=effective_on,
        today=now.astimezone(CHINA).date(),
        townships=townships,
        names=names,
        old=old,
        new=old.copied(),
        masters=editions.masters_behind([*townships, *counties]),
    )
    found = sorted(
        sweep.all(), key=lambda one: (one.township.code not in counties, one.township.code, one.effective_on)
    )
    for one in found:
        if one.calls_for_an_edition:
            require_publishable(one.amended.duties, place=one.township.name)
    return found
