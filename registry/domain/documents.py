"""Documents that people attach: what kind of file it really is, its size, and its fingerprint."""

import hashlib
import io
import re
import zipfile
from dataclasses import dataclass
from enum import StrEnum

from registry.domain.errors.approvals import DocumentRefused, NotASha256

MOST_BYTES = 10 * 1024 * 1024
_SHA256 = re.compile(r"[0-9a-f]{64}")


class MediaType(StrEnum):
    """The kinds of file that are kept: what official papers are scanned to or issued as."""

    PDF = "application/pdf"
    OFD = "application/ofd"
    PNG = "image/png"
    JPEG = "image/jpeg"


ENDINGS = {MediaType.PDF: "pdf", MediaType.OFD: "ofd", MediaType.PNG: "png", MediaType.JPEG: "jpg"}
_BEGINNINGS = ((b"%PDF-", MediaType.PDF), (b"\x89PNG\r\n\x1a\n", MediaType.PNG), (b"\xff\xd8\xff", MediaType.JPEG))


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
    """A file that may be kept. Its name is not believed. Raises DocumentRefused (EMPTY, TOO_LARGE, TYPE)."""
    if not content:
        raise DocumentRefused("EMPTY", name)
    if len(content) > MOST_BYTES:
        raise DocumentRefused("TOO_LARGE", name, most=MOST_BYTES // 1024 // 1024)
    found = next((kind for begins, kind in _BEGINNINGS if content.startswith(begins)), None)
    if found is None and _is_ofd(content):
        found = MediaType.OFD
    if found is None:
        raise DocumentRefused("TYPE", name)
    return Document(name[-120:], found, content)


def _is_ofd(content: bytes) -> bool:
    """OFD, the national format of fixed pages, is an archive with OFD.xml at its top; nothing of it is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "OFD.xml" in archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError):
        return False


def as_sha256(typed: str) -> str:
    """A SHA-256 as typed: 64 hexadecimal digits, whatever case and blanks. Raises NotASha256."""
    plain = "".join(typed.split()).lower().removeprefix("sha256:")
    if not _SHA256.fullmatch(plain):
        raise NotASha256(typed)
    return plain
