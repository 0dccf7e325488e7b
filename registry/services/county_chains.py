"""The chain of a county's lists as it is on file: masters and townships' lists, under all codes they ever had."""

from collections.abc import Iterable
from datetime import datetime

from registry.domain.chains import Chain, Rows
from registry.domain.divisions import Division, Level, Place
from registry.domain.duties import Edition
from registry.domain.question import CHINA
from registry.domain.successions import Steps, meant
from registry.store import divisions, duties
from registry.store.successions import steps_about


def codes_of_county(county: Place | Division, now: datetime) -> frozenset[str]:
    """The codes that a county has or had, all that is the same county today."""
    steps, today = steps_about([county.code]), now.astimezone(CHINA).date()
    linked = {code for step in steps for code in (step.before, step.after) if code}
    found = [r.code for r in divisions.with_codes(linked) if r.level == Level.COUNTY.value]
    itself = meant(county.code, steps, today)
    return frozenset(code for code in found if meant(code, steps, today) == itself) | {county.code}


def townships_ever(counties: Iterable[str]) -> dict[str, Division]:
    """The townships of these counties under every code they had there, in use or not, but those without a list."""
    found = [record.as_division() for code in sorted(counties) for record in divisions.children(code)]
    return {t.code: t for t in found if t.level is Level.TOWNSHIP and not t.is_pseudo_township}


def chain_of(counties: frozenset[str], townships: Iterable[str]) -> tuple[Chain, dict[str, Division]]:
    """The chain, and by code each township and county in it: these, and what they followed or were followed by."""
    codes = {*counties, *townships}
    steps = steps_about(codes)
    records = {record.code: record for record in divisions.with_codes(codes | _linked(steps))}
    kept_for = (Level.TOWNSHIP.value, Level.COUNTY.value)
    there = {code: record.as_division() for code, record in records.items() if record.level in kept_for}
    above = {code: records[code].parent or "" for code, one in there.items() if one.level is Level.TOWNSHIP}
    wanted = sorted({*codes, *there, *above.values()})
    chain = Chain(duties.editions_of_all(wanted), steps, above, counties, _rows)
    return chain, there


def _linked(steps: Steps) -> set[str]:
    return {code for step in steps for code in (step.before, step.after) if code}


def _rows(edition: Edition) -> Rows:
    return duties.duty_list(edition).duties
