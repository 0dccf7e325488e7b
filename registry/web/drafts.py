"""Drafts of lists: what is mine to do, what a draft says and changes, and every step up to publication."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import login_required

from registry.domain.actors import Action, Actor, may
from registry.domain.comparing import compare
from registry.domain.divisions import Level, Place
from registry.domain.duties import Edition
from registry.domain.editions import DRAFT_MOVES, DraftStatus, DraftVerb, verbs_open_to
from registry.domain.errors import BadInput, DraftChangedMeanwhile, DraftMoveImpossible, NotFound, RegistryError
from registry.domain.question import day
from registry.services import drafting, drafts, editions, rehoming
from registry.services.divisions import place_following
from registry.services.master_sweep import Reached
from registry.store import divisions, duties, events, people
from registry.store import editions as stored_editions
from registry.store.editions import DraftRecord
from registry.web.dates import now, today
from registry.web.errors import status_of
from registry.web.language import legible, words
from registry.web.lists import counts_of
from registry.web.sessions import who_acts
from registry.web.typed import Typed
from registry.web.waiting import comes_back_as

pages = Blueprint("drafts", __name__, url_prefix="/lists/drafts")

TYPED = ("document_number", "effective_on", "publish_reason", "reason", "as_history")
"""What is typed beside the acts; it stays where an act is refused."""
Acts = dict[DraftVerb, Callable[[str, Actor], Any]]


@pages.get("")
@login_required
def mine() -> str:
    """What waits for the reader first, then all drafts of their division."""
    person = who_acts()
    found = [(draft, _place_of(draft)) for draft in drafts.drafts_of(person, now=now())]
    waiting = [(draft, place) for draft, place in found if _waits_for(draft, person)]
    rest = [one for one in found if one not in waiting]
    why = {draft.code: _why(draft) for draft, _ in found}
    return render_template("lists/drafts.html", waiting=waiting, rest=rest, history=why, name_of=_name_of)


def _history(draft: DraftRecord) -> list[events.EventRecord]:
    """What was done with a draft, in order: who, when, and the reason where one was given."""
    return events.events_about(draft.code, stream="lists")


def _name_of(sign_in_name: str) -> str:
    """What a person is called, as far as they are on record."""
    person = people.find_person(sign_in_name)
    return person.name if person else sign_in_name


def _waits_for(draft: DraftRecord, person: Actor) -> bool:
    """Whether the next step of a draft is this person's."""
    verbs = set(verbs_open_to(person, DraftStatus(draft.status)))
    own = draft.created_by == person.name
    if draft.status == DraftStatus.IN_REVIEW.value:
        return DraftVerb.APPROVE in verbs and person.name not in drafts.authors_of(draft)
    if draft.status == DraftStatus.DRAFT.value:
        return own and DraftVerb.SEND in verbs
    return DraftVerb.PUBLISH in verbs


def _why(draft: DraftRecord) -> str:
    """The reason for which a draft was given back, while it is to be amended."""
    if draft.status != DraftStatus.DRAFT.value:
        return ""
    reasons = [event.facts.get("reason", "") for event in _history(draft) if event.verb == "return_draft"]
    return str(reasons[-1]) if reasons else ""


@pages.get("/<code>")
@login_required
def one(code: str) -> str:
    """A draft: what may be done with it, what differs from the list it follows, its rows."""
    return page(drafts.draft_called(code, actor=who_acts(), now=now()))


@pages.post("")
@login_required
def start() -> Any:
    """Begin a draft from the list there is, or one that corrects an edition."""
    typed = {name: request.form.get(name, "") for name in ("place", "corrects")}
    draft = drafting.draft_from_latest(typed["place"], corrects=typed["corrects"], actor=who_acts(), now=now())
    flash(words().say("page.draft_begun", draft=draft.code))
    return redirect(url_for("drafts.one", code=draft.code))


@pages.post("/<code>/<verb>")
@login_required
def act(code: str, verb: str) -> Any:
    """Send, approve, return, publish or withdraw a draft as it was shown; done once, however often it is clicked."""
    person = who_acts()
    wanted = next((one for one in _ACTS if one.value == verb), None)
    if wanted is None:
        raise NotFound("page", verb)
    try:
        _ACTS[wanted](code, person)
    except RegistryError as error:
        return _refused(code, wanted, person, error)
    flash(words().say("page.draft_done", verb=wanted.value, draft=code))
    return redirect(url_for("drafts.one", code=code))


def _refused(code: str, verb: DraftVerb, person: Actor, error: RegistryError) -> Any:
    """The draft again with what was typed and why nothing was done; or simply the draft, where it was done before."""
    draft = drafts.draft_called(code, actor=person, now=now())
    was_seen = isinstance(error, DraftMoveImpossible | DraftChangedMeanwhile)
    if verb is DraftVerb.CARRY_ON and drafts.newer_than(draft) is not None:
        return page(draft, wrong={"": legible(words().error(error))}), 409 if was_seen else status_of(error)
    if was_seen and draft.status in {after.value for (_, by), after in DRAFT_MOVES.items() if by is verb}:
        return redirect(url_for("drafts.one", code=draft.code))
    field = error.field if isinstance(error, BadInput) else ""
    field = "publish_reason" if field == "reason" and verb is DraftVerb.PUBLISH else field
    status = 409 if was_seen else status_of(error)
    return page(draft, wrong={field if field in TYPED else "": legible(words().error(error))}), status


def _publish(code: str, person: Actor) -> None:
    wins: dict[str, list[str]] = {}
    for given in request.form.getlist("wins"):
        township, _, duty = given.partition(":")
        wins.setdefault(township, []).append(duty)
    made = editions.publish(
        code,
        document_number=request.form.get("document_number", ""),
        effective_on=day(request.form.get("effective_on", ""), field="effective_on"),
        reason=request.form.get("publish_reason", ""),
        master_wins=wins,
        as_history=bool(request.form.get("as_history")),
        seen=_seen(),
        actor=person,
        now=now(),
    )
    left = "、".join(dict.fromkeys(one.township.name for one in made.reached if one.left_wrong))
    if left:
        flash(words().say("page.draft_left_wrong", townships=left))
    beyond = "、".join(place for place, _ in _beyond(made.reached))
    if beyond:
        flash(words().say("page.draft_beyond_left", townships=beyond))
    carried = "、".join(one.corrects for one in made.reached if one.edition and one.corrects)
    if carried and made.edition.corrects and not made.of_a_county:
        flash(words().say("page.draft_carried_on", editions=carried))


def _carry_on(code: str, person: Actor) -> None:
    drafts.carry_on(code, actor=person, now=now(), seen=_seen())


def _rehome(code: str, person: Actor) -> None:
    rehoming.rehome(code, to=request.form.get("to", ""), actor=person, now=now(), seen=_seen())


def _return(code: str, person: Actor) -> None:
    drafts.return_draft(code, reason=request.form.get("reason", ""), actor=person, now=now(), seen=_seen())


_ACTS: Acts = {
    DraftVerb.CARRY_ON: _carry_on,
    DraftVerb.REHOME: _rehome,
    DraftVerb.SEND: lambda code, person: drafts.send(code, actor=person, now=now(), seen=_seen()),
    DraftVerb.APPROVE: lambda code, person: drafts.approve(code, actor=person, now=now(), seen=_seen()),
    DraftVerb.RETURN: _return,
    DraftVerb.PUBLISH: _publish,
    DraftVerb.WITHDRAW: lambda code, person: drafts.withdraw(code, actor=person, now=now(), seen=_seen()),
}


def _seen() -> str:
    """Which state of the draft the form was shown with; a form that does not say so saw none."""
    return request.form.get("seen", "") or "unseen"


def page(draft: DraftRecord, *, wrong: dict[str, str] | None = None, typed: Typed | None = None) -> str:
    """The page of a draft, with what was typed beside its acts."""
    person, place, given = who_acts(), _place_of(draft), typed or Typed(request.form)
    base = duties.find_edition(draft.base) if draft.base else None
    before = duties.duty_list(base).duties if base else ()
    differences = compare(before, draft.says(), [draft.lines()]) if base else ()
    still_open = draft.status not in (DraftStatus.PUBLISHED.value, DraftStatus.WITHDRAWN.value)
    homes = rehoming.homes_of(draft, now=now()) if still_open else ()
    newer = drafts.newer_than(draft) if still_open and not homes else None
    wrote = person.name in drafts.authors_of(draft)
    open_verbs = _open_verbs(draft, person, wrote=wrote, stale=newer is not None, moved=bool(homes))
    history = _history(draft)
    reached = editions.preview(draft.code, actor=person, now=now()) if still_open else ()
    return render_template(
        "lists/draft.html",
        draft=draft,
        place=place,
        base=base,
        differences=differences,
        counts=counts_of(differences),
        verbs={verb.value for verb in open_verbs},
        steps=bool(open_verbs - {DraftVerb.AMEND, DraftVerb.CARRY_ON, DraftVerb.REHOME}),
        own=wrote,
        newer=newer,
        homes=homes,
        began=_began(draft) if homes else "",
        kept=_kept_as_published(history) if still_open else [],
        made=_made(draft, place),
        seen=drafts.as_seen(draft),
        reached=[(one, counts_of_amended(one), _amends(one)) for one in reached if not (one.beyond or one.left_wrong)],
        left_wrong=[(one.township.name, one.effective_on, counts_of_amended(one)) for one in reached if one.left_wrong],
        beyond=_beyond(reached),
        is_master=_is_master(place),
        wins=given.getlist("wins"),
        typed={name: legible(given.get(name, "")) for name in TYPED},
        today=today(),
        wrong=wrong or {},
        why=_why(draft),
        history=history,
        name_of=_name_of,
    )


def _open_verbs(draft: DraftRecord, person: Actor, *, wrote: bool, stale: bool, moved: bool) -> set[DraftVerb]:
    """What this person may do with a draft as things stand: one that fell behind, or whose code is in use no more, is
    taken over first, and nobody reviews their own words."""
    found = set(verbs_open_to(person, DraftStatus(draft.status)))
    if wrote:
        found.discard(DraftVerb.APPROVE)
    if not stale or draft.corrects:
        found.discard(DraftVerb.CARRY_ON)
    if not moved:
        found.discard(DraftVerb.REHOME)
    if draft.from_adjustment:
        found -= {DraftVerb.AMEND, DraftVerb.CARRY_ON, DraftVerb.REHOME}
        found -= set() if may(person, Action.DECIDE_ADJUSTMENT) else {DraftVerb.WITHDRAW}
    return found - {DraftVerb.SEND, DraftVerb.APPROVE, DraftVerb.PUBLISH} if stale or moved else found


def _kept_as_published(history: list[events.EventRecord]) -> list[Any]:
    """What stayed as published when the draft was last taken over to a newer list, against what the draft said."""
    told = [event.facts.get("kept", []) for event in history if event.verb in ("carry_on_draft", "rehome_draft")]
    return list(told[-1]) if told else []


def _led_to(master: str) -> list[str]:
    """The townships' editions that a published master led to, township by township in the order they were made."""
    return sorted(code for codes in stored_editions.led_to_by(master).values() for code in codes)


def _made(draft: DraftRecord, place: Place) -> list[tuple[str, Edition]]:
    """The townships' editions that a published master led to, each with the township's name."""
    if not draft.edition or not _is_master(place):
        return []
    found = [duties.find_edition(code) for code in _led_to(draft.edition)]
    there = [(divisions.find_place(one.township), one) for one in found if one]
    return [(place.name, one) for place, one in there if place]


def _amends(reached: Reached) -> Edition | None:
    """The township's edition that is amended, where it is not the one in force."""
    return duties.find_edition(reached.corrects) if reached.corrects else None


def counts_of_amended(reached: Reached) -> dict[str, int]:
    """How many duties of a township the master adds, drops, renames and so on."""
    counted: dict[str, int] = {}
    for line in reached.amended.descents:
        counted[line.kind.value] = counted.get(line.kind.value, 0) + 1
    return counted


def _beyond(reached: Sequence[Reached]) -> list[tuple[str, dict[str, int]]]:
    """The townships, by full name, that took words over from here and belong to another county now, each with what
    ought to be put right in its list."""
    at, found = now(), []
    for one in reached:
        if one.beyond:
            place = place_following(one.township.code, on=today(), known_at=at)
            found.append((place.full_name if place else one.township.name, counts_of_amended(one)))
    return found


def _is_master(place: Place) -> bool:
    return place.level is Level.COUNTY


def _place_of(draft: DraftRecord) -> Place:
    place = drafts.place_of(draft, now=now())
    if place is None:
        raise NotFound("place", draft.place)
    return place


def _began(draft: DraftRecord) -> str:
    """The name of the place that a draft was begun for."""
    place = divisions.find_place(draft.place)
    return place.full_name if place else draft.place


def _acts_again(typed: Typed, code: str, verb: str) -> str:
    return page(drafts.draft_called(code, actor=who_acts(), now=now()), typed=typed)


def _list_again(typed: Typed) -> Any:
    """Nothing is typed to begin a draft: back to the list with the button."""
    return redirect(url_for("lists.front", place=typed.get("place")))


comes_back_as("drafts.act", _acts_again)
comes_back_as("drafts.start", _list_again)
