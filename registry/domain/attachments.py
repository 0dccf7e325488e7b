"""Attachments 附件: what a file is by its content, and why it is not taken."""

import unicodedata
from collections.abc import Callable, Mapping
from enum import StrEnum

from registry.domain.contents import JPG, PDF, PNG, ZIP, Flaw, Unfit, look_at_jpg, look_at_pdf, look_at_png
from registry.domain.errors.attachments import AttachmentRefused
from registry.domain.packages import content_types_of

MOST_BYTES = 10 * 2**20
MOST_FILES = 20
"""Of one request or draft."""
LONGEST_NAME = 120


class Media(StrEnum):
    """What may be attached."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    PNG = "png"
    JPG = "jpg"


CONTENT_TYPES: Mapping[Media, str] = {
    Media.PDF: "application/pdf",
    Media.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Media.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Media.PNG: "image/png",
    Media.JPG: "image/jpeg",
}
_ENDINGS = {"jpeg": Media.JPG, **{media.value: media for media in Media}}
_MAIN_PARTS = {
    "wordprocessingml.document.main+xml": Media.DOCX,
    "spreadsheetml.sheet.main+xml": Media.XLSX,
}


def plain_name(name: str) -> str:
    """A file's name as it is kept. Raises AttachmentRefused for one that is none, is a path, or hides something."""
    plain = unicodedata.normalize("NFC", name.strip())
    hides = any(unicodedata.category(c)[0] == "C" for c in plain)
    if not plain or hides or len(plain) > LONGEST_NAME or plain.startswith(".") or set(plain) & set('/\\:*?"<>|'):
        raise AttachmentRefused(_legible(name), "NAME")
    return plain


def _legible(name: str) -> str:
    return "".join(c for c in name if unicodedata.category(c)[0] != "C")[:LONGEST_NAME]


def media_of(name: str, content: bytes) -> Media:
    """What a file is, by its content; its name has to say the same.

    Raises AttachmentRefused with the reason: NAME, EMPTY, NAME_DIFFERS, or a Flaw. What a
    PDF holds inside is not looked at here: services/pdfs.py does.
    """
    shown = plain_name(name)
    if not content:
        raise AttachmentRefused(shown, "EMPTY")
    if len(content) > MOST_BYTES:
        raise AttachmentRefused(shown, "TOO_LARGE")
    try:
        media = _looked_at(content)
    except Unfit as unfit:
        raise AttachmentRefused(shown, unfit.flaw.value) from None
    if _ENDINGS.get(shown.rpartition(".")[2].lower()) is not media:
        raise AttachmentRefused(shown, "NAME_DIFFERS")
    return media


def _looked_at(content: bytes) -> Media:
    look = next((look for mark, look in _LOOKS.items() if content.startswith(mark)), None)
    if look is None:
        raise Unfit(Flaw.OTHER)
    return look(content)


def _pdf(content: bytes) -> Media:
    look_at_pdf(content)
    return Media.PDF


def _png(content: bytes) -> Media:
    look_at_png(content)
    return Media.PNG


def _jpg(content: bytes) -> Media:
    look_at_jpg(content)
    return Media.JPG


def _package(content: bytes) -> Media:
    """A .docx or .xlsx, by the type of its main part."""
    types = content_types_of(content)
    found = [media for mark, media in _MAIN_PARTS.items() if any(one.endswith(mark) for one in types)]
    if len(found) != 1:
        raise Unfit(Flaw.MIXED if found else Flaw.OTHER)
    return found[0]


_LOOKS: Mapping[bytes, Callable[[bytes], Media]] = {PDF: _pdf, PNG: _png, JPG: _jpg, ZIP: _package}
