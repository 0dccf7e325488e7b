"""The third door over HTTP, downloading a township's list: /lists/620199100000.xlsx, .docx, .csv or .json."""

from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Flask, Response, request, send_file

from registry.domain.as_of import dates_asked
from registry.domain.divisions import Level
from registry.domain.errors import NotFound
from registry.files.layout import ListOut
from registry.files.writing import TYPES, content_of, file_name
from registry.services.handing_out import lists_of, townships_called

pages = Blueprint("lists_out", __name__, url_prefix="/lists")
NOTICES = "Registry-Notices"
LAYOUT = 2
"""To be raised when files are laid out differently, so that nobody keeps an old one."""


def open_door(app: Flask) -> None:
    """Put the downloads on an app."""
    app.register_blueprint(pages)


@pages.get("/<code>.<any(xlsx,docx,csv,json):form>")
def download(code: str, form: str) -> Any:
    """The list in force today, or as of ?on= and ?known_at=. An edition is never edited, so a copy stays good for as
    long as that edition is in force."""
    asked = dates_asked(request.args.get("on"), request.args.get("known_at"), now=datetime.now(UTC))
    on, known_at = asked.both()
    place, townships = townships_called(code, on=on, known_at=known_at)
    if place.level is not Level.TOWNSHIP:
        raise NotFound("list", place.full_name)
    (found,) = lists_of(townships, on=on, known_at=known_at)
    if found.duty_list is None:
        raise NotFound("list", place.full_name)
    one = ListOut(place, found.duty_list)
    mark = _mark(one, form)
    if request.if_none_match.contains(mark):
        return _cacheable(Response(status=304), mark, one)
    name = file_name(place, form, found.duty_list.edition.effective_on.isoformat())
    content = BytesIO(content_of(one, form))
    return _cacheable(send_file(content, TYPES[form], as_attachment=True, download_name=name), mark, one)


def _mark(one: ListOut, form: str) -> str:
    """What an answer is known by: the edition, the place's name (which may change), the form."""
    edition = one.duty_list.edition
    about = (edition.code, edition.recorded_at.isoformat(), one.place.full_name, *one.notices)
    told = "|".join((*about, form, str(LAYOUT)))
    return sha256(told.encode()).hexdigest()[:32]


def _cacheable(response: Response, mark: str, one: ListOut) -> Response:
    """Kept by whoever likes, asked about each time: tomorrow another edition may be in force. What must be told goes
    along as a header too, percent-encoded: a .csv has no letterhead."""
    if one.notices:
        response.headers[NOTICES] = quote("\n".join(one.notices))
    response.set_etag(mark)
    response.headers["Cache-Control"] = "public, no-cache"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
