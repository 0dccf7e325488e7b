"""Reading the lists: a place's three lists on a day, two editions compared, a township against its master, a mirror."""

from collections import Counter
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from registry.domain.as_of import AsOf
from registry.domain.comparing import Difference
from registry.domain.divisions import Division, Level, Place
from registry.domain.duties import DutyList, DutyTier, Edition, standing
from registry.domain.errors import BadInput, NotFound
from registry.services import duties
from registry.services.divisions import place_as_recorded, place_called, place_today
from registry.services.keepers import LIST_LEVELS, answering_for
from registry.store import divisions, units
from registry.store import duties as stored
from registry.store.successions import children_in_use
from registry.web.dates import now, page_dates, today
from registry.web.language import legible, words
from registry.web.sessions import who_may_draft

pages = Blueprint("lists", __name__, url_prefix="/lists")

MOST_BELOW = 500


@pages.get("")
def front() -> Any:
    """Choose a place."""
    typed = request.args.get("place", "").strip()
    if not typed:
        return _front()
    try:
        place = place_today(typed, now=now())
    except BadInput as error:
        return _front(typed, error), 400
    return redirect(url_for("lists.one", place=place.code))


def _front(typed: str = "", wrong: BadInput | None = None, above: Place | None = None) -> str:
    """The front page, with the divisions below the one that was chosen."""
    top = divisions.topmost()
    if above is None and len(top) == 1:  # a registry of one province opens at its cities
        above = divisions.find_place(top[0].code)
    return render_template(
        "lists/front.html",
        typed=legible(typed[:100]),
        wrong=legible(words().error(wrong)) if wrong else "",
        choices=wrong.facts.get("choices", []) if wrong else [],
        as_of=page_dates(),
        above=above,
        below=_below(above.code, page_dates()) if above else [record.as_division() for record in top],
    )


def _below(code: str, as_of: AsOf) -> list[Division]:
    """The divisions directly below one that are in use on the day."""
    return [found.as_division() for found in children_in_use(code, as_of.on, as_of.known_at, most=MOST_BELOW)]


@pages.get("/<place:place>")
def one(place: str) -> Any:
    """A place's three lists in force on a day, as known at a time; and every edition of the place."""
    as_of = page_dates()
    try:
        found = place_called(place, on=as_of.on, known_at=as_of.known_at)
    except BadInput as error:
        return _front(place, error), 404
    if found.level in (Level.PROVINCE, Level.CITY):
        return _front(above=found), as_of.status
    if found.level not in LIST_LEVELS or found.itself.is_pseudo_township:
        return render_template("lists/none.html", place=found, as_of=as_of), as_of.status
    kept = duties.list_of(found.code, on=as_of.on, known_at=as_of.known_at)
    first = next(iter(standing(kept.editions, as_of.known_at)), None)
    below = _below(found.code, as_of) if found.level is Level.COUNTY else []
    return _shown(
        "lists/place.html",
        kept.duty_list,
        place=found,
        as_of=as_of,
        kept=kept,
        first=first.effective_on if first else None,
        below=below,
        villages=_below(found.code, as_of) if found.level is Level.TOWNSHIP else [],
        drafts=who_may_draft(found) is not None,
    ), as_of.status


@pages.get("/editions/<code>")
def edition(code: str) -> Any:
    """One edition, in force or not, corrected or not."""
    found, as_of = duties.edition_called(code), page_dates()
    known = [one for one in stored.editions_of(found.edition.township) if one.recorded_at <= as_of.known_at]
    corrected = {one.code for one in known} - {one.code for one in standing(known, as_of.known_at)}
    place = _place_of(found.edition)
    drafts = who_may_draft(answering_for(place, now())) is not None
    about = {"place": place, "as_of": as_of, "editions": known, "corrected": corrected, "drafts": drafts}
    return _shown("lists/edition.html", found, **about), as_of.status


def _shown(template: str, duty_list: DutyList | None, **more: Any) -> str:
    """A list by its parts, as far as the filter lets it through."""
    q, part = request.args.get("q", "").strip()[:100], request.args.get("part", "").upper()
    tiers = [tier for tier in DutyTier if part in ("", tier.value)] or list(DutyTier)
    counts = Counter(duty.tier for duty in duty_list.duties) if duty_list else Counter()
    found = {tier: duty_list.matching(q, tier) for tier in tiers} if duty_list else {}
    return render_template(
        template,
        edition=duty_list.edition if duty_list else None,
        parts=found,
        counts=counts,
        q=legible(q),
        part=part if part in counts else "",
        tiers=list(DutyTier),
        **more,
    )


@pages.get("/compare")
def compare() -> Any:
    """Two editions, item by item and field by field; chosen by their place, then by document number and day."""
    before, after, typed = (request.args.get(name, "").strip()[:100] for name in ("before", "after", "place"))
    if before and after and not request.args.get("choose"):
        compared = duties.compare_editions(before, after)
        old, new = _place_of(compared.before), _place_of(compared.after)
        return _comparing(
            before,
            after,
            new.code,
            compared=compared,
            counts=counts_of(compared.differences),
            old_place=old,
            new_place=new,
        )
    try:
        place = place_today(typed, now=now()).code if typed else ""
    except BadInput as error:
        told, choices = legible(words().error(error)), error.facts.get("choices", [])
        return _comparing(before, after, "", typed=legible(typed), wrong=told, choices=choices), 400
    return _comparing(before, after, place, typed=legible(typed))


def _comparing(before: str, after: str, place: str, **more: Any) -> str:
    """The page on which two editions are compared, with the editions of a place to choose from, the latest first."""
    found = place_as_recorded(place, on=today(), known_at=now()) if place else None
    there = sorted(stored.editions_of(place), key=lambda e: (e.effective_on, e.recorded_at, e.code), reverse=True)
    if len(there) > 1 and not (before or after):
        before, after = there[1].code, there[0].code
    given: dict[str, Any] = {"compared": None, "typed": "", "wrong": "", "choices": ()} | more
    if found and not given["wrong"]:
        given["typed"] = found.full_name
    given["corrected"] = {one.code for one in there} - {one.code for one in standing(there, page_dates().known_at)}
    return render_template("lists/compare.html", before=before, after=after, chosen=found, editions=there, **given)


@pages.get("/<place:place>/overlay")
def overlay(place: str) -> Any:
    """Where a township's list differs from its county's master."""
    as_of = page_dates()
    found = place_called(place, on=as_of.on, known_at=as_of.known_at)
    if found.level is Level.COUNTY:
        below = [one for one in _below(found.code, as_of) if not one.is_pseudo_township]
        told = words().say("page.lists_overlay_county", place=found.full_name)
        return render_template(
            "lists/overlay.html", place=found, as_of=as_of, compared=None, told=told, below=below
        ), 404
    try:
        compared = duties.overlay_of(found.code, on=as_of.on, known_at=as_of.known_at)
    except (NotFound, BadInput) as error:
        told = legible(words().error(error))
        return render_template("lists/overlay.html", place=found, as_of=as_of, compared=None, told=told), 404
    return render_template(
        "lists/overlay.html", place=found, as_of=as_of, compared=compared, counts=counts_of(compared.differences)
    ), as_of.status


@pages.get("/mirror")
def mirror() -> Any:
    """A department's shares of supporting duties and what it took back, township by township."""
    typed = {name: request.args.get(name, "").strip()[:100] for name in ("unit", "place")}
    as_of, wrong, found = page_dates(), dict[str, str](), None
    choices: Any = []
    if typed["unit"] or typed["place"]:
        try:
            found = duties.mirror_of(typed["unit"], typed["place"], on=as_of.on, known_at=as_of.known_at)
        except BadInput as error:
            named = "unit" if error.field == "department" else "place"
            wrong, choices = {named: legible(words().error(error))}, error.facts.get("choices", [])
    return render_template(
        "lists/mirror.html",
        typed={name: legible(text) for name, text in typed.items()},
        wrong=wrong,
        choices=choices,
        as_of=as_of,
        found=found,
        groups=_by_matter(found) if found else {},
        names=dict(found.townships) if found else {},
        suggested=_units_below(typed["place"]),
    ), 400 if wrong or as_of.wrong else 200


def _units_below(typed: str) -> list[str]:
    """The names of the units of the county that was typed, to choose from."""
    try:
        county = place_today(typed, now=now()).county if typed else None
    except BadInput:
        return []
    return [unit.name for unit in units.units_of(county.code)] if county else []


def _by_matter(found: duties.Mirror) -> dict[DutyTier, dict[str, list[Any]]]:
    """Part by part, each duty (by our code) with each of its wordings."""
    groups: dict[DutyTier, dict[str, list[Any]]] = {}
    for row in found.rows:
        groups.setdefault(row.tier, {}).setdefault(row.code, []).append(row)
    return groups


def counts_of(differences: tuple[Difference, ...]) -> Counter[str]:
    """How many duties underwent each kind of change."""
    return Counter(kind.value for difference in differences for kind in difference.kinds)


def _place_of(edition: Edition) -> Place:
    """Whose list an edition is, by its names on the edition's first day; whatever became of it since."""
    found = place_as_recorded(edition.township, on=edition.effective_on, known_at=now())
    if found is None:
        raise NotFound("place", edition.township)
    return found
