"""Attachments of requests: sent, and handed out so that no browser runs what is in them."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_login import login_required
from flask_wtf.csrf import CSRFError

from registry.domain.attachments import CONTENT_TYPES, Media
from registry.domain.errors import BadInput, NotFound, NotPermitted, RegistryError
from registry.services import attachments
from registry.web import requests
from registry.web.errors import error_page, status_of
from registry.web.handed_out import handed_out
from registry.web.language import legible, words
from registry.web.sent_files import files_sent, take_more
from registry.web.sessions import actor, who_acts

pages = Blueprint("attachments", __name__, url_prefix="/requests")


@pages.url_value_preprocessor
def _take_more(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    take_more()


@pages.post("/<number>/attachments")
@login_required
def add(number: str) -> Any:
    """Attach files to a request that is open."""
    files, person = files_sent(), who_acts()
    if not files:
        return requests.page(number, files_wrong=words().say("page.files_none_chosen")), 400
    try:
        attachments.attach(number, files, actor=person, now=datetime.now(UTC))
    except (NotFound, NotPermitted):
        raise
    except RegistryError as error:
        status = 400 if isinstance(error, BadInput) else status_of(error)
        return requests.page(number, files_wrong=legible(words().error(error))), status
    flash(words().say("page.files_added"))
    return redirect(url_for("requests.one", number=number, _anchor="attachments"))


@pages.get("/attachments/<number>")
@login_required
def one(number: str) -> Any:
    """A file as it came, to be saved and not shown."""
    record = attachments.attachment_called(number, actor=who_acts(), now=datetime.now(UTC))
    return handed_out(record.content, CONTENT_TYPES[Media(record.media)], record.name)


@pages.post("/attachments/<number>/remove")
@login_required
def remove(number: str) -> Any:
    """Take a file off a draft."""
    draft = attachments.remove(number, actor=who_acts(), now=datetime.now(UTC))
    flash(words().say("page.files_removed"))
    return redirect(url_for("request_drafts.one", number=draft, _anchor="attachments"))


@pages.errorhandler(CSRFError)
def page_too_old(error: CSRFError) -> Any:
    """A page that stood open for too long: the request is shown again, for the files to be chosen once more."""
    number = (request.view_args or {}).get("number", "")
    if request.endpoint != "attachments.add":
        return error_page(400, words().say("page.error_bad_request"))
    if actor() is None:
        return redirect(url_for("account.sign_in", next=url_for("requests.one", number=number)))
    return requests.page(number, files_wrong=words().say("page.error_expired")), 400
