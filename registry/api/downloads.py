"""Files that are fetched at this door with a token: attachments, papers of approvals, slips as letters."""

import io
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, current_app, request, send_file, url_for

from registry.api.caller import Caller, said
from registry.domain.attachments import CONTENT_TYPES, Media
from registry.domain.documents import ENDINGS, MediaType
from registry.domain.errors import BadInput, NotFound, NotPermitted, NotSignedIn, RegistryError
from registry.domain.question import CHINA
from registry.domain.slips import Reply
from registry.services.approvals import approval_called
from registry.services.attachments import attachment_called
from registry.services.slips import letter_called
from registry.store.approvals import document_of
from registry.store.slips import SlipRecord
from registry.words import LANGUAGES, Words, words_in
from registry.words.letters import Letter, letter_of

LETTERS = "registry-api-letters"
_STATUS = {NotFound: 404, NotPermitted: 403, NotSignedIn: 401, BadInput: 400}


@dataclass(frozen=True)
class LetterWriter:
    """What the file door does here: a letter, with what its code says, as a file of a type."""

    write: Callable[[Letter, str, Words], bytes]
    mimetype: str


Found = Callable[[Caller, Words], Response]


def open_downloads(app: Flask, letters: LetterWriter) -> None:
    """Put the addresses on an app."""
    app.extensions[LETTERS] = letters
    app.add_url_rule("/graphql/attachments/<number>", endpoint="graphql_attachment", view_func=attachment)
    app.add_url_rule("/graphql/approvals/<code>/document", endpoint="graphql_document", view_func=document)
    app.add_url_rule("/graphql/slips/<number>.docx", endpoint="graphql_letter", view_func=letter)


def attachment(number: str) -> Response:
    """A file of a request or draft, as it came."""

    def find(caller: Caller, _words: Words) -> Response:
        record = attachment_called(number, actor=caller.actor(), now=caller.now)
        return _file(record.content, CONTENT_TYPES[Media(record.media)], record.name)

    return _answer(find)


def document(code: str) -> Response:
    """The paper of an approval, under a name of our own."""

    def find(caller: Caller, _words: Words) -> Response:
        caller.actor()
        record = approval_called(code)
        kept = document_of(record.code)
        if kept is None:
            raise NotFound("approval", code)
        return _file(kept.content, kept.media_type, f"{record.code}.{ENDINGS[MediaType(kept.media_type)]}")

    return _answer(find)


def letter(number: str) -> Response:
    """A slip as a letter, for its parties; in Chinese unless `?language=EN`."""

    def find(caller: Caller, words: Words) -> Response:
        record = letter_called(number, actor=caller.actor())
        writer: LetterWriter = current_app.extensions[LETTERS]
        return _file(writer.write(_letter(record, words), _code_of(record), words), writer.mimetype, f"{number}.docx")

    return _answer(find)


def _letter(record: SlipRecord, words: Words) -> Letter:
    day = record.issued_at.astimezone(CHINA).date()
    return letter_of(record.number, Reply(record.reply), record.called, record.verdict, day=day, words=words)


def _code_of(record: SlipRecord) -> str:
    """What the QR code says: where the slip is checked live, and behind # its signature, which is not sent there."""
    there = url_for("slip_checks.one", number=record.number)
    address = current_app.config["SETTINGS"].address or request.host_url
    return f"{address.rstrip('/')}{there}#{record.signature}"


def _answer(find: Found) -> Response:
    """The file; or what was refused, as JSON in the shape of GraphQL's errors."""
    typed = request.args.get("language", "").lower()
    words = words_in(typed if typed in LANGUAGES else LANGUAGES[0])
    try:
        return find(Caller(request.headers.get("Authorization", ""), datetime.now(UTC)), words)
    except RegistryError as error:
        status = next((status for kind, status in _STATUS.items() if isinstance(error, kind)), 400)
        return _refused(status, {"message": said(error, words), "extensions": {"code": error.code}})


def _refused(status: int, told: dict[str, Any]) -> Response:
    request_id = secrets.token_hex(8)
    told["extensions"]["requestId"] = request_id
    body = json.dumps({"errors": [told]}, ensure_ascii=False)
    response = Response(body, status=status, content_type="application/json; charset=utf-8")
    response.headers["X-Request-Id"] = request_id
    response.headers["Cache-Control"] = "no-store"
    return response


def _file(content: bytes, mimetype: str, name: str) -> Response:
    """A file to be saved: no browser runs what is in it, and nobody on the way keeps it."""
    answer = send_file(
        io.BytesIO(content), mimetype=mimetype, as_attachment=True, download_name=name, etag=False, max_age=0
    )
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
