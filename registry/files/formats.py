"""What a file is by its first bytes, for telling people who renamed an old or foreign file what they sent."""

_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STARTS = (
    (b"%PDF", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "SEVEN_ZIP"),
    (b"\x89PNG", "IMAGE"),
    (b"\xff\xd8\xff", "IMAGE"),
    (b"GIF8", "IMAGE"),
    (b"PK\x05\x06", "ZIP"),
)
_STREAMS = (("EncryptedPackage", "ENCRYPTED"), ("Workbook", "XLS"), ("Book", "XLS"), ("WordDocument", "DOC"))


def found_format(content: bytes) -> str:
    """The public code of a format that is not read; empty where it may be a .xlsx or .docx."""
    if not content:
        return "EMPTY"
    if content.startswith(_ZIP):
        return ""
    if content.startswith(_OLD_OFFICE):
        return _old_office(content)
    for start, found in _STARTS:
        if content.startswith(start):
            return found
    return _text(content[:4096])


def _old_office(content: bytes) -> str:
    """An encrypted new file, an old one, or another of the same container (.wps, .et, .msg)."""
    for stream, found in _STREAMS:
        if stream.encode("utf-16-le") in content:
            return found
    return "OLD_OFFICE"


def _text(start: bytes) -> str:
    stripped = start.lstrip(b"\xef\xbb\xbf\r\n\t ").lower()
    if stripped.startswith((b"<!doctype html", b"<html", b"<table", b"<meta")):
        return "HTML"
    if stripped.startswith(b"<"):
        return "XML"
    return "UNKNOWN" if b"\x00" in start.removeprefix(b"\xff\xfe") and not start.startswith(b"\xff\xfe") else "TEXT"
