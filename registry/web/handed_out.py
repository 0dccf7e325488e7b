"""Files that people attached, handed out to be saved: no browser shows or runs what is in them."""

import io

from flask import Response, send_file

SANDBOX = "default-src 'none'; sandbox"
"""Nothing in what is handed out may load or run anything, should a browser open it after all."""


def handed_out(content: bytes, mimetype: str, name: str) -> Response:
    """A file as it came, under a name, to be saved and kept by no browser on the way."""
    answer = send_file(
        io.BytesIO(content), mimetype=mimetype, as_attachment=True, download_name=name, etag=False, max_age=0
    )
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
