"""Files that a form sends along: how much one form may hold, and the files in it."""

from flask import request

from registry.web.sessions import who_may_submit

MOST_BYTES = 32 * 2**20
"""Of one form, files and all. Whoever may not submit keeps to the limit of the other pages."""


def take_more() -> None:
    """Larger forms with files, for those who submit requests. It must be said before the form's token is looked at."""
    if request.mimetype == "multipart/form-data" and who_may_submit() is not None:
        request.max_content_length = MOST_BYTES


def files_sent() -> list[tuple[str, bytes]]:
    """The files that were chosen, as (name, bytes)."""
    return [(file.filename, file.read()) for file in request.files.getlist("files") if file.filename]
