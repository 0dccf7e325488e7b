"""Attachments 附件: what a file is by its content, and why it is not taken."""

import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Mapping
from enum import StrEnum

from registry.domain.errors.attachments import AttachmentRefused

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
    b"wordprocessingml.document.main+xml": Media.DOCX,
    b"spreadsheetml.sheet.main+xml": Media.XLSX,
}
_ACTIVE_PARTS = re.compile(r"vbaproject|vbadata|macrosheets/|dialogsheets/|activex|intlmacrosheets|oleobject", re.I)
_ACTIVE_PDF = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia)\b|/XFA\s*[\[\d]")
"""Names long enough not to turn up by chance in ten megabytes of a scan; whatever runs a script says /JavaScript."""
_END_OF_ZIP, _END_LENGTH, _LONGEST_COMMENT = b"PK\x05\x06", 22, 65_535
_MOST_PARTS, _LARGEST_UNPACKED, _HIGHEST_RATIO, _RATIO_FROM = 2000, 200 * 2**20, 150, 2**20
_LARGEST_LOOKED_AT = 2**20
_PNG, _END_OF_PNG = b"\x89PNG\r\n\x1a\n", b"\x00\x00\x00\x00IEND\xaeB\x60\x82"
_LOOKED_FOR_PDF = 1024  # readers take a PDF whose mark stands within its first kilobyte


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

    Raises AttachmentRefused with the reason: NAME, EMPTY, TOO_LARGE, OTHER, NAME_DIFFERS, ACTIVE, MIXED, DAMAGED.
    """
    shown = plain_name(name)
    if not content:
        raise AttachmentRefused(shown, "EMPTY")
    if len(content) > MOST_BYTES:
        raise AttachmentRefused(shown, "TOO_LARGE")
    look = next((look for mark, look in _LOOKS.items() if content.startswith(mark)), None)
    if look is None:
        raise AttachmentRefused(shown, "OTHER")
    media = look(content, shown)
    if _ENDINGS.get(shown.rpartition(".")[2].lower()) is not media:
        raise AttachmentRefused(shown, "NAME_DIFFERS")
    return media


def _pdf(content: bytes, name: str) -> Media:
    end = content.rfind(b"%%EOF")
    if end < 0:
        raise AttachmentRefused(name, "DAMAGED")
    if content[end + 5 :].strip(b"\r\n \t\x00") or _ends_as_zip(content):
        raise AttachmentRefused(name, "MIXED")
    if _ACTIVE_PDF.search(_with_plain_names(content)):
        raise AttachmentRefused(name, "ACTIVE")
    return Media.PDF


def _with_plain_names(content: bytes) -> bytes:
    """A PDF may spell any letter of a name as #4A."""
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), content)


def _png(content: bytes, name: str) -> Media:
    if _END_OF_PNG not in content:
        raise AttachmentRefused(name, "DAMAGED")
    is_whole = content.endswith(_END_OF_PNG) and content.count(_END_OF_PNG) == 1
    if not is_whole or _ends_as_zip(content) or _is_also_pdf(content):
        raise AttachmentRefused(name, "MIXED")
    return Media.PNG


def _jpg(content: bytes, name: str) -> Media:
    if b"\xff\xd9" not in content:
        raise AttachmentRefused(name, "DAMAGED")
    ends = content.rstrip(b"\x00").endswith(b"\xff\xd9")
    if not ends or _ends_as_zip(content) or _is_also_pdf(content):
        raise AttachmentRefused(name, "MIXED")
    return Media.JPG


def _is_also_pdf(content: bytes) -> bool:
    return b"%PDF-" in content[:_LOOKED_FOR_PDF]


def _ends_as_zip(content: bytes) -> bool:
    """Whether it reads as a zip from its end, whatever it begins with."""
    return _END_OF_ZIP in content[-(_END_LENGTH + _LONGEST_COMMENT) :]


def _package(content: bytes, name: str) -> Media:
    """A .docx or .xlsx: a whole zip and nothing else, without macros, controls, objects or outside templates."""
    if _is_also_pdf(content) or content[-_END_LENGTH:][:4] != _END_OF_ZIP:
        raise AttachmentRefused(name, "MIXED")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _media_in(archive, name)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, RuntimeError):
        raise AttachmentRefused(name, "DAMAGED") from None


def _media_in(archive: zipfile.ZipFile, name: str) -> Media:
    parts = archive.infolist()
    _refuse_bombs(parts, name)
    if any(_leads_out(part.filename) for part in parts):
        raise AttachmentRefused(name, "NAME")
    if min((part.header_offset for part in parts), default=0) != 0:
        raise AttachmentRefused(name, "MIXED")
    types = _part(archive, "[Content_Types].xml")
    settings = _part(archive, "word/_rels/settings.xml.rels")
    template = b"attachedTemplate" in settings and b"External" in settings
    if b"macroEnabled" in types or template or any(_ACTIVE_PARTS.search(part.filename) for part in parts):
        raise AttachmentRefused(name, "ACTIVE")
    found = [media for mark, media in _MAIN_PARTS.items() if mark in types]
    if len(found) != 1:
        raise AttachmentRefused(name, "OTHER" if not found else "MIXED")
    return found[0]


def _leads_out(part: str) -> bool:
    return part.startswith("/") or "\\" in part or ".." in part.split("/")


def _refuse_bombs(parts: list[zipfile.ZipInfo], name: str) -> None:
    unpacked = sum(part.file_size for part in parts)
    thick = any(p.file_size > _RATIO_FROM and p.file_size > _HIGHEST_RATIO * max(p.compress_size, 1) for p in parts)
    if len(parts) > _MOST_PARTS or unpacked > _LARGEST_UNPACKED or thick:
        raise AttachmentRefused(name, "TOO_LARGE")


def _part(archive: zipfile.ZipFile, part: str) -> bytes:
    """The beginning of a part; empty where there is none."""
    if part not in archive.namelist():
        return b""
    with archive.open(part) as opened:
        return opened.read(_LARGEST_LOOKED_AT)


_LOOKS: Mapping[bytes, Callable[[bytes, str], Media]] = {
    b"%PDF-": _pdf,
    _PNG: _png,
    b"\xff\xd8\xff": _jpg,
    b"PK\x03\x04": _package,
}
