"""Webhooks of one's unit or village: made, looked at, tried, paused, resumed, set back and removed."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import request as asked
from flask_login import login_required

from registry.domain.errors import BadInput, NotFound
from registry.domain.feed import ThingKind
from registry.domain.question import CHINA
from registry.services import webhooks
from registry.services.webhook_views import webhook_view
from registry.store.people import find_person
from registry.web.errors import status_of
from registry.web.language import legible, words
from registry.web.sessions import who_acts
from registry.web.typed import Typed
from registry.web.waiting import comes_back_as

pages = Blueprint("webhooks", __name__, url_prefix="/webhooks")


@pages.get("")
@login_required
def listed() -> str:
    """The webhooks of the reader's unit or village, all for the administrator; and the form to make one."""
    return _page(Typed())


@pages.post("")
@login_required
def make() -> Any:
    """Make a webhook; its secret is shown on the page that answers, and never again."""
    typed, now = Typed(asked.form), datetime.now(UTC)
    try:
        made = webhooks.create(typed.get("url", ""), typed.getlist("kinds"), actor=who_acts(), now=now)
    except BadInput as error:
        return _page(typed, {error.field: legible(words().error(error))}), status_of(error)
    return render_template("webhooks/made.html", number=made.number, secret=made.secret, url=made.url)


@pages.get("/<number>")
@login_required
def one(number: str) -> str:
    """One webhook: how far it was told, what waits, what went wrong, and what can be done with it."""
    return _one(Typed(), number)


@pages.post("/<number>/<any(pause, resume, ping, replay, remove):act>")
@login_required
def act(number: str, act: str) -> Any:
    """Do one thing with a webhook, and say what came of it."""
    typed = Typed(asked.form)
    try:
        told = DONE[act](number, typed)
    except BadInput as error:
        return _one(typed, number, {error.field: legible(words().error(error))}), status_of(error)
    flash(told)
    return redirect(url_for("webhooks.listed") if act == "remove" else url_for("webhooks.one", number=number))


def _by() -> dict[str, Any]:
    return {"actor": who_acts(), "now": datetime.now(UTC)}


def _pause(number: str, _typed: Typed) -> str:
    return words().say("page.webhooks_paused", number=webhooks.pause(number, **_by()).number)


def _resume(number: str, _typed: Typed) -> str:
    return words().say("page.webhooks_resumed", number=webhooks.resume(number, **_by()).number)


def _ping(number: str, _typed: Typed) -> str:
    sent = webhooks.ping(number, **_by())
    key = "page.webhooks_not_pinged" if sent.error else "page.webhooks_pinged"
    return words().say(key, number=number, error=sent.error, status=str(sent.status))


def _replay(number: str, typed: Typed) -> str:
    record = webhooks.replay(number, typed.get("feed_position", ""), **_by())
    return words().say("page.webhooks_replayed", number=record.number, feed_position=str(record.position))


def _remove(number: str, _typed: Typed) -> str:
    return words().say("page.webhooks_removed", number=webhooks.remove(number, **_by()))


DONE: dict[str, Callable[[str, Typed], str]] = {
    "pause": _pause,
    "resume": _resume,
    "ping": _ping,
    "replay": _replay,
    "remove": _remove,
}


def _page(typed: Typed, wrong: dict[str, str] | None = None) -> str:
    found, kinds = webhooks.listed(who_acts()), list(ThingKind)
    return render_template("webhooks/list.html", found=found, kinds=kinds, typed=typed, wrong=wrong or {})


def _one(typed: Typed, number: str, wrong: dict[str, str] | None = None) -> str:
    view = webhook_view(number, actor=who_acts())
    owner = find_person(view.record.owner)
    name = owner.name if owner else view.record.owner
    shown = {"view": view, "hook": view.record, "owner": name, "china": CHINA}
    return render_template("webhooks/webhook.html", **shown, typed=typed, wrong=wrong or {})


def _one_again(typed: Typed, number: str, act: str) -> Any:
    """The webhook's page with what was typed; where it is gone, the list."""
    try:
        return _one(typed, number)
    except NotFound:
        return redirect(url_for("webhooks.listed"))


comes_back_as("webhooks.make", _page)
comes_back_as("webhooks.act", _one_again)
