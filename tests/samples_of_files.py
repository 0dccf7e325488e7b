"""Small files of every sort that may be attached, and of sorts that may not, made here."""

import base64
import io
import struct
import zipfile
import zlib

from docx import Document
from openpyxl import Workbook

JPG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAFA3PEY8MlBGQUZaVVBfeMiCeG5uePWvuZHI////////////////////////////////////////////////"
    "////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAABP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AE//Z"
)
"""One grey point."""


def pdf(*more: bytes, root: bytes = b"", trailer: bytes = b"") -> bytes:
    """A PDF of one empty page: more objects from number 4 on, more entries of its catalogue and trailer."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R " + root + b" >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        *more,
    ]
    told, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(told))
        told += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    size = b"trailer\n<< /Size %d /Root 1 0 R " % (len(objects) + 1)
    return told + head + table + size + trailer + b">>\nstartxref\n%d\n%%%%EOF\n" % len(told)


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """An object that is a stream."""
    return b"<< /Length %d " % len(content) + entries + b">>\nstream\n" + content + b"\nendstream"


def packed_pdf(*hidden: bytes, root: bytes = b"") -> bytes:
    """A PDF whose objects from number 5 on lie in a compressed stream of objects, its tables in another."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R " + root + b" >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
    ]
    at, index = 0, b""
    for number, one in enumerate(hidden, start=5):
        index += b"%d %d " % (number, at)
        at += len(one) + 1
    packed = zlib.compress(index + b" ".join(hidden))
    entries = b"/Type /ObjStm /N %d /First %d /Filter /FlateDecode " % (len(hidden), len(index))
    told, places = b"%PDF-1.7\n", []
    for number, one in enumerate([*objects, stream(packed, entries)], start=1):
        places.append(len(told))
        told += b"%d 0 obj\n" % number + one + b"\nendobj\n"
    table_number = 5 + len(hidden)
    rows = [(0, 0, 255), *((1, place, 0) for place in places), *((2, 4, n) for n in range(len(hidden)))]
    rows.append((1, len(told), 0))
    table = zlib.compress(b"".join(struct.pack(">BIB", *row) for row in rows))
    head = b"/Type /XRef /Size %d /W [1 4 1] /Root 1 0 R /Filter /FlateDecode " % len(rows)
    last = b"%d 0 obj\n" % table_number + stream(table, head) + b"\nendobj\n"
    return told + last + b"startxref\n%d\n%%%%EOF\n" % len(told)


PDF = pdf()


def chunk(sort: bytes, content: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(content)) + sort + content + struct.pack(">I", zlib.crc32(sort + content))


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + chunk(b"IDAT", zlib.compress(b"\x00\x00"))
    + chunk(b"IEND", b"")
)


def docx() -> bytes:
    kept = io.BytesIO()
    Document().save(kept)
    return kept.getvalue()


def xlsx() -> bytes:
    kept = io.BytesIO()
    Workbook().save(kept)
    return kept.getvalue()


def with_parts(content: bytes, parts: dict[str, bytes]) -> bytes:
    """A zip with more parts in it, or with parts of it changed."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, part in parts.items():
            new.writestr(name, part)
    return kept.getvalue()
