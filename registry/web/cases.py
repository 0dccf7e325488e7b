"""One case: where it stands, every step of it, and what the reader can do with it now."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import login_required
from flask_wtf.csrf import generate_csrf

from registry.domain.actors import Actor
from registry.domain.cases import Verb, following
from registry.domain.errors import BadInput, CaseMoved, NotFound, NotPermitted, NotSignedIn, RegistryError
from registry.domain.errors.cases import StepNotPossible
from registry.domain.kinds import kind_called
from registry.services import cases
from registry.services.case_days import request_of
from registry.services.case_parties import case_called
from registry.services.case_views import CaseView, as_it_would_be, case_view
from registry.store.attachments import attachments_of
from registry.store.cases import CaseRecord
from registry.web.answer import Shown, shown
from registry.web.applications import application_in_words
from registry.web.case_forms import Sent, SettleForm, fixed_in, next_status
from registry.web.case_timeline import Row, facts_as_fixed, timeline
from registry.web.language import legible, words
from registry.web.sessions import who_acts
from registry.web.typed import Typed
from registry.web.waiting import comes_back_as

pages = Blueprint("cases", __name__, url_prefix="/cases/<number>")

CONFLICT = 409
Act = Callable[[str, Sent, Actor, datetime], CaseRecord]


def _settle(number: str, sent: Sent, person: Actor, now: datetime) -> CaseRecord:
    case = case_called(number, actor=person, now=now)
    fixed, cleared = fixed_in(kind_called(request_of(case).kind), sent.typed)
    reason, ruling = sent.typed.get("reason", ""), sent.typed.get("ruling", "")
    return cases.settle(number, fixed, reason, cleared=cleared, ruling=ruling, seen=sent.seen, actor=person, now=now)


def _reasoned(act: Callable[..., CaseRecord]) -> Act:
    def taken(number: str, sent: Sent, person: Actor, now: datetime) -> CaseRecord:
        return act(number, sent.typed.get("reason", ""), seen=sent.seen, actor=person, now=now)

    return taken


def _plain(act: Callable[..., CaseRecord]) -> Act:
    return lambda number, sent, person, now: act(number, seen=sent.seen, actor=person, now=now)


ACTS: Mapping[Verb, Act] = {
    Verb.VERIFY: _plain(cases.verify),
    Verb.DISPUTE: _reasoned(cases.dispute),
    Verb.SETTLE: _settle,
    Verb.RECONSIDER: _plain(cases.reconsider),
    Verb.WITHDRAW: _reasoned(cases.withdraw),
    Verb.END: _reasoned(cases.end),
    Verb.REVOKE: _reasoned(cases.revoke),
}
"""What can be done from the page; the services ask whether it may."""


@pages.get("")
@login_required
def one(number: str) -> str:
    """The case."""
    return _page(number)


@pages.post("/<step>")
@login_required
def act(number: str, step: str) -> Any:
    """Take a step; where it cannot be taken, the page says why and holds what was typed."""
    sent, person, now = Sent(_verb(step), Typed(request.form)), who_acts(), datetime.now(UTC)
    if sent.typed.get("do") in ("look", "show"):
        return _page(number, sent, looks=sent.typed["do"] == "look")
    try:
        case = ACTS[sent.verb](number, sent, person, now)
    except BadInput as error:
        sent.mend(error, words())
        return _page(number, sent), 400
    except (StepNotPossible, CaseMoved) as error:
        return _moved_meanwhile(number, sent, error)
    except (NotFound, NotPermitted, NotSignedIn):
        raise
    except RegistryError as error:
        sent.wrong[""] = legible(words().error(error))
        return _page(number, sent), CONFLICT
    flash(words().say("page.case_done", case_verb=sent.verb.value, case_status=case.status))
    return redirect(url_for("cases.one", number=case.number))


def _verb(step: str) -> Verb:
    verb = next((verb for verb in ACTS if verb.value == step), None)
    if verb is None:
        raise NotFound("page", step)
    return verb


def _moved_meanwhile(number: str, sent: Sent, error: RegistryError) -> Any:
    """The page with what happened since it was opened; of one's own second click the case as it stands."""
    person = who_acts()
    view = case_view(number, actor=person, now=datetime.now(UTC))
    last = view.case.last_step
    is_own = (last.verb, last.actor) == (sent.verb.value, person.name)
    if is_own and sent.seen is not None and last.position > sent.seen:
        return redirect(url_for("cases.one", number=view.case.number))
    sent.wrong[""] = legible(words().error(error))
    return _page(number, sent), CONFLICT


def _page(number: str, sent: Sent | None = None, *, looks: bool = False) -> str:
    person, spoken = who_acts(), words()
    view = case_view(number, actor=person, now=datetime.now(UTC))
    kind, steps = kind_called(view.request.kind), timeline(view, spoken)
    settles = Verb.SETTLE in view.acts
    typed_facts = sent if sent and sent.verb is Verb.SETTLE else None
    would_be = _would_be(view, typed_facts) if settles and looks and typed_facts else None
    return render_template(
        "cases/case.html",
        view=view,
        case=view.case,
        asked=view.request,
        standing=shown(view.case.verdict, spoken),
        facts=facts_as_fixed(view, spoken),
        application_said=application_in_words([view.case.verdict], view.request.application or {}, spoken),
        files=attachments_of(request=view.request.number),
        steps=steps,
        meanwhile=_meanwhile(steps, sent),
        foreseen=shown(view.foreseen.as_data(), spoken) if view.foreseen else None,
        becomes=_becomes(view),
        trouble=legible(spoken.error(view.trouble)) if view.trouble else "",
        settling=SettleForm(kind, view.case, spoken, typed_facts) if settles else None,
        would_be=would_be,
        sent=sent,
        carried=_carried(number, sent),
    )


def _would_be(view: CaseView, sent: Sent) -> Shown | None:
    """The verdict on the facts as typed; where they cannot be judged, why stands beside its field."""
    fixed, cleared = fixed_in(kind_called(view.request.kind), sent.typed)
    try:
        found = as_it_would_be(view.case, fixed, cleared, now=datetime.now(UTC))
    except BadInput as error:
        sent.mend(error, words())
        return None
    return shown(found.as_data(), words())


def _meanwhile(steps: list[Row], sent: Sent | None) -> list[Row]:
    """The steps that were taken after the page was opened from which this was sent."""
    return steps[sent.seen :] if sent and sent.seen is not None and "" in sent.wrong else []


def _becomes(view: CaseView) -> str:
    """The status that verifying, or reconsidering, would lead to today."""
    verb = next((verb for verb in (Verb.VERIFY, Verb.RECONSIDER) if verb in view.acts), None)
    if verb is None or view.foreseen is None:
        return ""
    return next_status(following(view.status, verb, view.foreseen.outcome))


def _carried(number: str, sent: Sent | None) -> tuple[str, list[tuple[str, str]]] | None:
    """What goes along into another language."""
    if sent is None:
        return None
    kept = [(name, value) for name, value in sent.typed.items(multi=True) if name not in ("csrf_token", "do")]
    there = url_for("cases.act", number=number, step=sent.verb.value)
    return there, [*kept, ("csrf_token", generate_csrf()), ("do", "show")]


def _again(typed: Typed, number: str, step: str) -> str:
    """The page with what was typed before the session ended."""
    return _page(number, Sent(_verb(step), typed))


comes_back_as("cases.act", _again)
