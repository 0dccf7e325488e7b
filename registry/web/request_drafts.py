"""Drafts of requests at the pages: what was typed on the ask page is kept, gone on with, and discarded."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_login import login_required
from flask_wtf.csrf import CSRFError

from registry.domain.actors import Action
from registry.domain.errors import BadInput
from registry.domain.kind import Kind
from registry.domain.kinds import KINDS, kind_called
from registry.services import request_drafts
from registry.services.attachments import attachment_called
from registry.services.permitting import permit
from registry.store.request_drafts import RequestDraftRecord
from registry.web import ask, requests
from registry.web.account import sign_in_first
from registry.web.errors import error_page, is_a_form
from registry.web.judging import Judged
from registry.web.language import words
from registry.web.sent_files import files_sent, take_more
from registry.web.sessions import actor, who_acts
from registry.web.typed import APPLIED, COMMON, Typed, application_of, demand_of
from registry.web.waiting import comes_back_as

pages = Blueprint("request_drafts", __name__, url_prefix="/requests/drafts")


@pages.url_value_preprocessor
def _take_more(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    take_more()


@pages.post("")
def keep() -> Any:
    """Keep what is on the ask page as a draft; nothing of it is judged."""
    typed, person = Typed(request.form), actor()
    kind = kind_called(typed.get("kind", ""))
    if person is None:
        return sign_in_first(kind, typed)
    permit(person, Action.SUBMIT_REQUEST)
    went_on, given = typed.get("draft", ""), typed.get("revision", "")[:9]
    try:
        draft = request_drafts.keep(
            demand_of(kind, typed),
            places=typed.get("places", "").splitlines(),
            application=application_of(typed),
            files=files_sent(),
            number=went_on,
            revision=int(given) if given.isdecimal() else None,
            actor=person,
            now=datetime.now(UTC),
        )
    except BadInput as error:
        return ask.page(kind, typed, Judged([], [(_beside(kind, error), error)])), 400
    beside = went_on and draft.number != went_on
    flash(words().say("page.asking_draft_kept_beside" if beside else "page.asking_draft_kept", number=draft.number))
    return redirect(url_for("request_drafts.one", number=draft.number))


def _beside(kind: Kind, error: BadInput) -> str:
    """The field of the form that an error is about."""
    own = {asked.name for asked in kind.questions()} | {*COMMON, "places", "cites", "files"}
    return error.field if error.field in own else f"{APPLIED}{error.field}"


@pages.get("/<number>")
@login_required
def one(number: str) -> str:
    """The ask page with the draft in it."""
    draft = request_drafts.request_draft_called(number, actor=who_acts())
    return ask.page(kind_called(draft.kind), typed_in(draft))


def typed_in(draft: RequestDraftRecord) -> Typed:
    """A draft as the ask page holds it."""
    said, pairs = draft.demand, []
    for name, value in said["answers"].items():
        pairs += [(name, str(one)) for one in (value if isinstance(value, list) else [value])]
    pairs += [(name, said[name]) for name in COMMON if said[name]]
    pairs += [("places", "\n".join(said["places"]))]
    for paper, level in said["cites"]:
        pairs += [("cites", paper), ("cites_level", level)]
    pairs += [(f"{APPLIED}{name}", text) for name, text in draft.application.items()]
    return Typed([*pairs, ("draft", draft.number), ("revision", str(draft.revision))])


@pages.post("/<number>/discard")
@login_required
def discard(number: str) -> Any:
    """Drop a draft."""
    request_drafts.discard(number, actor=who_acts(), now=datetime.now(UTC))
    flash(words().say("page.asking_draft_discarded", number=number))
    return redirect(url_for("requests.own"))


def _draft_again(_typed: Typed, number: str) -> str:
    """The draft as it was kept: what was asked of it was not done, and nothing of it is lost."""
    return one(number)


def _with_the_file_again(_typed: Typed, number: str) -> str:
    """The draft that the file is attached to; a file of a request was never to be taken off it."""
    attached = attachment_called(number, actor=who_acts(), now=datetime.now(UTC))
    return one(attached.draft) if attached.draft else requests.page(attached.request or "")


comes_back_as("request_drafts.discard", _draft_again)
comes_back_as("attachments.remove", _with_the_file_again)


@pages.errorhandler(CSRFError)
def page_too_old(error: CSRFError) -> Any:
    """A page that stood open for too long comes back as it was typed, to be sent again."""
    typed = Typed(request.form)
    kind = KINDS.get(typed.get("kind", ""))
    if kind is None or not is_a_form():
        return error_page(400, words().say("page.error_bad_request"))
    if actor() is None:
        return sign_in_first(kind, typed)
    return ask.page(kind, typed, notice=words().say("page.error_expired")), 400
