"""What a file is by its content, and why it is not taken: pictures walked to their end, PDFs looked at from outside.

What a PDF holds inside is looked at in services/pdfs.py, what a package of parts holds in packages.py.
"""

import re
import zlib
from enum import StrEnum

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
_ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\xfd7zXZ\x00")
"""Marks long enough not to turn up by chance in ten megabytes of a scan."""
_OF_A_ZIP = (ZIP, b"PK\x01\x02", b"PK\x05\x06")
_RUN = (b"\x7fELF", b"MZ", b"{\\rtf")
_OTHER_ARCHIVES = (b"MSCF\x00\x00", b"BZh", *_ARCHIVES)

_ACTIVE_PDF = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia)\b|/XFA\s*[\[\d]")
"""Names long enough not to turn up by chance either; whatever runs a script says /JavaScript."""
_OUTSIDE_PDF = re.compile(rb"/GoToR\b|/S\s*/Thread\s*/F\b|/URI\s*\(\s*(?:javascript|vbscript|file|data)\s*:", re.I)
_PLAIN_LINK = re.compile(r"(?:https?://[^\\/]|mailto:|tel:)", re.I)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.I)
_HOST_AND_PORT = re.compile(r"[\w-]+(?:\.[\w-]+)+:\d{1,5}(?:[/?#]|$)")
_LOOKED_FOR_PDF = 1024  # readers take a PDF whose mark stands within its first kilobyte

PNG, JPG, PDF = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"%PDF-"
_HEAD, _TAIL = 8, 4  # of a chunk: its length and its name; its checksum
_END_OF_IMAGE, _START_OF_SCAN = 0xD9, 0xDA
_STAND_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})
_IN_A_SCAN = re.compile(rb"\xff+([^\x00\xd0-\xd7\xff])", re.S)
"""The next marker; a byte FF of the picture is followed by 00, and the marks D0 to D7 belong to the scan."""


class Flaw(StrEnum):
    """Why a content is not taken."""

    TOO_LARGE = "TOO_LARGE"
    OTHER = "OTHER"  # none of what is taken
    NAME = "NAME"  # a part's name leads out of the package
    ACTIVE = "ACTIVE"  # 宏、脚本、控件、嵌入的对象
    OUTSIDE = "OUTSIDE"  # 打开时要读取外部的模板、文件或者数据
    MIXED = "MIXED"  # another file in it
    LOCKED = "LOCKED"  # 打开密码
    DAMAGED = "DAMAGED"


class Unfit(Exception):
    """A content that is not taken. `flaw` says why; whoever asked says of which file."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.value)
        self.flaw = flaw


def look_at_pdf(content: bytes) -> None:
    """What can be told without reading a PDF's objects. Raises Unfit."""
    end = content.rfind(b"%%EOF")
    if end < 0:
        raise Unfit(Flaw.DAMAGED)
    if content[end + 5 :].strip(b"\r\n \t\x00") or holds_an_archive(content):
        raise Unfit(Flaw.MIXED)
    if names_what_runs(content):
        raise Unfit(Flaw.ACTIVE)
    if names_what_is_outside(content):
        raise Unfit(Flaw.OUTSIDE)


def names_what_runs(content: bytes) -> bool:
    """Whether the text of a PDF's objects names what runs, or files inside; any letter may be spelt as #4A."""
    plain = re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), content)
    return _ACTIVE_PDF.search(plain) is not None


def names_what_is_outside(content: bytes) -> bool:
    """Whether the text of a PDF's objects names another document, or a link that is none to a page."""
    plain = re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), content)
    return _OUTSIDE_PDF.search(plain) is not None


def is_plain_link(target: str) -> bool:
    """Whether a link leads to a page of the web, a letter or a telephone, also where it was typed without its http://."""
    plain = "".join(c for c in target if c > " " and c.isprintable())
    if _PLAIN_LINK.match(plain) or _HOST_AND_PORT.match(plain):
        return True
    return not plain.startswith(("\\", "//", "/\\")) and _SCHEME.match(plain) is None


def look_at_png(content: bytes) -> None:
    """A PNG is its chunks, each with its checksum, and nothing behind the last one. Raises Unfit."""
    _refuse_two_in_one(content)
    at, name = len(PNG), b""
    while name != b"IEND":
        length = int.from_bytes(content[at : at + 4])
        first, name, ends = name, content[at + 4 : at + _HEAD], at + _HEAD + length
        checksum = content[ends : ends + _TAIL]
        if len(checksum) < _TAIL or (not first and name != b"IHDR"):
            raise Unfit(Flaw.DAMAGED)
        if int.from_bytes(checksum) != zlib.crc32(content[at + 4 : ends]):
            raise Unfit(Flaw.DAMAGED)
        at = ends + _TAIL
    if at != len(content):
        raise Unfit(Flaw.MIXED)


def look_at_jpg(content: bytes) -> None:
    """A JPEG is its segments up to its end; cameras put a smaller picture behind it, and noughts. Raises Unfit."""
    _refuse_two_in_one(content)
    at = 0
    while at < len(content) and content.startswith(JPG, at):
        at = _end_of_picture(content, at)
    if content[at:].strip(b"\x00"):
        raise Unfit(Flaw.MIXED)


def _end_of_picture(content: bytes, at: int) -> int:
    """Where the picture that begins here ends. Raises Unfit where it does not, or holds no scan."""
    at, has_scan = at + 2, False
    while content[at : at + 1] == b"\xff":
        marker = content[at + 1] if at + 1 < len(content) else _END_OF_IMAGE
        if marker == _END_OF_IMAGE and has_scan and at + 1 < len(content):
            return at + 2
        length = int.from_bytes(content[at + 2 : at + 4])
        if marker in _STAND_ALONE or marker == 0xFF:  # noqa: PLR2004 - a byte that only fills
            at += 1 if marker == 0xFF else 2  # noqa: PLR2004
            continue
        if marker == _END_OF_IMAGE or length < 2:  # noqa: PLR2004 - a length counts its own two bytes
            break
        at += 2 + length
        if marker == _START_OF_SCAN:
            following = _IN_A_SCAN.search(content, at)
            has_scan, at = True, following.end() - 2 if following else len(content)
    raise Unfit(Flaw.DAMAGED)


def _refuse_two_in_one(content: bytes) -> None:
    if is_also_pdf(content) or holds_an_archive(content):
        raise Unfit(Flaw.MIXED)


def is_also_pdf(content: bytes) -> bool:
    """Whether readers would take it for a PDF, whatever else it is."""
    return PDF in content[:_LOOKED_FOR_PDF]


def holds_an_archive(content: bytes) -> bool:
    """Whether an archive lies anywhere in what is none: readers find a zip from its end, others by their marks."""
    return all(mark in content for mark in _OF_A_ZIP) or any(mark in content for mark in _ARCHIVES)


def refuse_what_runs(part: bytes) -> None:
    """Raises Unfit where a part of a package is something that is run, or an archive but a zip."""
    if part.startswith((OLE, *_RUN)):
        raise Unfit(Flaw.ACTIVE)
    if part.startswith(_OTHER_ARCHIVES):
        raise Unfit(Flaw.MIXED)
