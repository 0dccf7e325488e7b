"""Checking a slip, by anybody: by its number whether it stands; with the code printed on it also what it states."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for

from registry.domain.errors import BadInput, NotFound
from registry.domain.question import CHINA
from registry.domain.slips import check_code
from registry.services.signing import as_bytes
from registry.services.slip_checks import has_good_signature, standing_today
from registry.services.slips import slip_numbered, slip_read
from registry.store.slips import SlipRecord
from registry.web.language import legible, words

pages = Blueprint("slip_checks", __name__)
MOST_TYPED = 60
_TYPES = {"txt": "text/plain; charset=utf-8", "sig": "application/octet-stream"}


@pages.get("/s")
def box() -> Any:
    """A box for the number and the code."""
    number, code = (request.args.get(name, "").strip()[:MOST_TYPED].replace("/", "-") for name in ("number", "code"))
    if not number:
        return _box()
    if code:
        return redirect(url_for("slip_checks.read", number=number, code=code))
    return redirect(url_for("slip_checks.one", number=number))


@pages.get("/s/<number>")
def one(number: str) -> Any:
    """Whether there is a slip of this number and it still stands. Numbers run on: what it says takes its code too."""
    return _shown(number, lambda: slip_numbered(number), is_read=False)


@pages.get("/s/<number>/<code>")
def read(number: str, code: str) -> Any:
    """The statement as it was signed, and whether what it rests on is still so. Nobody's name is on it."""
    return _shown(number, lambda: slip_read(number, code), is_read=True)


def _shown(number: str, find: Callable[[], SlipRecord], *, is_read: bool) -> Any:
    try:
        record = find()
    except BadInput as error:
        return _box(number, words().error(error)), 400
    except NotFound:
        return _box(number, words().say("page.slip_unknown", number=number[:MOST_TYPED])), 404
    now, spoken = datetime.now(UTC), words()
    standing = standing_today(record, now=now)
    return render_template(
        "slips/check.html" if is_read else "slips/known.html",
        slip=record,
        code=check_code(record.signature),
        good=has_good_signature(record),
        standing=standing,
        today=spoken.slip_stands(**standing.told(on=now.astimezone(CHINA).date(), is_read=is_read)),
        summary=spoken.verdict(standing.verdict)["summary"] if standing.verdict else "",
    )


@pages.get("/s/<number>/<code>.<any(txt,sig):form>")
def signed(number: str, code: str, form: str) -> Response:
    """The very bytes that were signed, or the signature's, for checking with other means."""
    record = slip_read(number, code)
    content = record.statement.encode() if form == "txt" else as_bytes(record.signature)
    answer = Response(
        content, content_type="text/plain; charset=utf-8" if form == "txt" else "application/octet-stream"
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="{record.number}.{form}"'
    return answer


def _box(typed: str = "", wrong: str = "") -> str:
    return render_template("slips/box.html", typed=typed[:MOST_TYPED], wrong=legible(wrong))
