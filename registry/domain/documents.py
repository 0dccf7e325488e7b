"""Documents that people attach: what kind of file it really is, its size, and its fingerprint."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from registry.domain.contents import JPG, PDF, PNG, ZIP, Unfit, look_at_jpg, look_at_pdf, look_at_png
from registry.domain.errors.approvals import DocumentRefused, NotASha256
from registry.domain.packages import look_at_ofd

MOST_BYTES = 10 * 1024 * 1024
_SHA256 = re.compile(r"[0-9a-f]{64}")


class MediaType(StrEnum):
    """The kinds of file that are kept: what official papers are scanned to or issued as."""

    PDF = "application/pdf"
    OFD = "application/ofd"
    PNG = "image/png"
    JPEG = "image/jpeg"


ENDINGS = {MediaType.PDF: "pdf", MediaType.OFD: "ofd", MediaType.PNG: "png", MediaType.JPEG: "jpg"}


@dataclass(frozen=True, slots=True)
class Document:
    """A file as it came: its name, what it is by its own bytes, and the bytes."""

    name: str
    media_type: MediaType
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def read_document(name: str, content: bytes) -> Document:
    """A file that may be kept. Its name is not believed. Raises DocumentRefused (EMPTY, TOO_LARGE, TYPE, or a Flaw).

    What a PDF holds inside is not looked at here: services/documents.py does.
    """
    if not content:
        raise DocumentRefused("EMPTY", name)
    if len(content) > MOST_BYTES:
        raise DocumentRefused("TOO_LARGE", name, most=MOST_BYTES // 1024 // 1024)
    look = next((look for mark, look in _LOOKS.items() if content.startswith(mark)), None)
    try:
        found = look(content) if look else None
    except Unfit as unfit:
        raise DocumentRefused(unfit.flaw.value, name, most=MOST_BYTES // 1024 // 1024) from None
    if found is None:
        raise DocumentRefused("TYPE", name)
    return Document(name[-120:], found, content)


def _pdf(content: bytes) -> MediaType:
    look_at_pdf(content)
    return MediaType.PDF


def _png(content: bytes) -> MediaType:
    look_at_png(content)
    return MediaType.PNG


def _jpg(content: bytes) -> MediaType:
    look_at_jpg(content)
    return MediaType.JPEG


def _ofd(content: bytes) -> MediaType | None:
    """OFD, the national format of fixed pages, is an archive with OFD.xml at its top."""
    return MediaType.OFD if look_at_ofd(content) else None


_LOOKS: Mapping[bytes, Callable[[bytes], MediaType | None]] = {PDF: _pdf, PNG: _png, JPG: _jpg, ZIP: _ofd}


def as_sha256(typed: str) -> str:
    """A SHA-256 as typed: 64 hexadecimal digits, whatever case and blanks. Raises NotASha256."""
    plain = "".join(typed.split()).lower().removeprefix("sha256:")
    if not _SHA256.fullmatch(plain):
        raise NotASha256(typed)
    return plain
