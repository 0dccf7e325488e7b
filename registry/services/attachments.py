"""Attaching files to requests and drafts, and who reads them: whoever may read a case of the request."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from registry.domain.actors import Action, Actor
from registry.domain.attachments import MOST_FILES, Media, media_of, plain_name
from registry.domain.cases import FINAL, Status
from registry.domain.contents import Unfit
from registry.domain.errors import NotFound, NotPermitted, TooMany
from registry.domain.errors.attachments import AttachmentRefused, RequestClosed
from registry.domain.question import CHINA
from registry.services.case_parties import may_read
from registry.services.pdfs import require_still
from registry.services.permitting import permit
from registry.store import access, attachments, events, people, units
from registry.store.access import RequestRecord
from registry.store.attachments import AttachmentRecord
from registry.store.base import begin_writing, db
from registry.store.request_drafts import find_request_draft

Files = Sequence[tuple[str, bytes]]
"""Files as they were sent: (name, bytes)."""
_DECIDED = FINAL | {Status.ADMITTED}
NUMBER = re.compile(r"F\d{4}-\d{6,9}")


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be attached."""

    name: str
    media: Media
    content: bytes


def checked(files: Files) -> list[Checked]:
    """The files, looked at. Raises AttachmentRefused for the first that is not taken, TooMany."""
    if len(files) > MOST_FILES:
        raise TooMany("files", given=len(files), most=MOST_FILES)
    return [Checked(plain_name(name), _media(name, content), content) for name, content in files]


def fingerprint_of(file: Checked) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(file.content).hexdigest()


def _media(name: str, content: bytes) -> Media:
    """What a file is; a PDF is looked at from inside. Raises AttachmentRefused."""
    media = media_of(name, content)
    if media is Media.PDF:
        try:
            require_still(content)
        except Unfit as unfit:
            raise AttachmentRefused(plain_name(name), unfit.flaw.value) from None
    return media


def attach(number: str, files: Files, *, actor: Actor, now: datetime) -> list[AttachmentRecord]:
    """Attach files to a request that is still open. Only people of the unit that asked do.

    Raises NotFound, NotPermitted, RequestClosed, AttachmentRefused, TooMany (nothing is kept then).
    """
    permit(actor, Action.SUBMIT_REQUEST)
    found = checked(files)
    begin_writing()
    access.take_turns("attachments")
    asked = access.find_request(number.strip().upper()[:20])
    if asked is None or not _reads(asked, actor, now):
        raise NotFound("request", number)
    if not units.are_one(asked.unit, actor.unit):
        raise NotPermitted(Action.SUBMIT_REQUEST.value)
    if not is_open(asked):
        raise RequestClosed(asked.number)
    kept = keep(found, request=asked.number, actor=actor, now=now)
    db.session.commit()
    return kept


def is_open(asked: RequestRecord) -> bool:
    """Whether a case of it may still be decided: one that was rejected may be reconsidered."""
    return any(Status(case.status) not in _DECIDED for case in asked.cases)


def keep(
    files: Sequence[Checked], *, request: str | None = None, draft: str | None = None, actor: Actor, now: datetime
) -> list[AttachmentRecord]:
    """Keep files with a request, or with a draft, in the caller's transaction. Raises TooMany."""
    there = attachments.count_attachments(request=request, draft=draft)
    if files and there + len(files) > MOST_FILES:
        raise TooMany("files", given=there + len(files), most=MOST_FILES)
    person = people.find_person(actor.name)
    return [_keep(one, request, draft, actor, person.name if person else "", now) for one in files]


def _keep(  # noqa: PLR0917
    file: Checked, request: str | None, draft: str | None, actor: Actor, called: str, now: datetime
) -> AttachmentRecord:
    year = now.astimezone(CHINA).year
    record = AttachmentRecord(
        number=f"F{year}-{access.next_number(f'attachments {year}'):06d}",
        request=request,
        draft=draft,
        name=file.name,
        media=file.media.value,
        size=len(file.content),
        sha256=fingerprint_of(file),
        content=file.content,
        added_by=actor.name,
        added_by_name=called,
        added_at=now,
    )
    db.session.add(record)
    db.session.flush()
    facts = {"name": record.name, "sha256": record.sha256, "size": record.size, "to": request or draft or ""}
    events.write(stream="access", verb="attach", actor=actor.name, about=record.number, facts=facts, at=now)
    return record


def remove(number: str, *, actor: Actor, now: datetime) -> str:
    """Take a file off one's unit's draft; gives the draft's number. What a request holds stays. Raises NotFound."""
    permit(actor, Action.SUBMIT_REQUEST)
    begin_writing()
    record = attachment_called(number, actor=actor, now=now)
    if record.draft is None:
        raise NotPermitted(Action.SUBMIT_REQUEST.value)
    draft = record.draft
    let_go([record], actor=actor, now=now)
    db.session.commit()
    return draft


def let_go(records: Sequence[AttachmentRecord], *, actor: Actor, now: datetime) -> None:
    """Drop files of a draft, in the caller's transaction."""
    for record in records:
        facts = {"name": record.name, "sha256": record.sha256, "from": record.draft}
        events.write(stream="access", verb="detach", actor=actor.name, about=record.number, facts=facts, at=now)
        db.session.delete(record)
    db.session.flush()


def attachment_called(number: str, *, actor: Actor, now: datetime) -> AttachmentRecord:
    """An attachment for those who may read a case of its request; of a draft, for its unit.

    Raises NotFound also where it may not be seen.
    """
    permit(actor, Action.READ_REQUEST)
    typed = number.strip().upper()[:20]
    record = attachments.find_attachment(typed) if NUMBER.fullmatch(typed) else None
    if record is None or not _may_see(record, actor, now):
        raise NotFound("attachment", number)
    return record


def _may_see(record: AttachmentRecord, actor: Actor, now: datetime) -> bool:
    if record.draft is not None:
        draft = find_request_draft(record.draft)
        return draft is not None and units.are_one(draft.unit, actor.unit)
    asked = access.find_request(record.request or "")
    return asked is not None and _reads(asked, actor, now)


def _reads(asked: RequestRecord, actor: Actor, now: datetime) -> bool:
    return any(may_read(case, actor, now) for case in asked.cases)
