"""What a download is called by who reads no names but ASCII ones: something sensible, never an ending alone."""

import re

from flask import Response
from werkzeug.http import parse_options_header

_OTHERS = re.compile(r"[^A-Za-z0-9]+")
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,10}")
_FALLBACK = re.compile(r'filename=("(?:[^"\\]|\\.)*"|[^;]*)')
WITHOUT_A_NAME = "attachment"


def with_plain_name(response: Response) -> Response:
    """Give a download with a name of any characters (`filename*`, RFC 6266) an ASCII name beside it that says what of
    the name is ASCII. Without, 照片.jpg would be called .jpg, and a file of that name is hidden."""
    if "Content-Disposition" not in response.headers:
        return response
    told = response.headers["Content-Disposition"]
    name = parse_options_header(told)[1].get("filename", "")
    if not name.isascii():
        response.headers["Content-Disposition"] = _FALLBACK.sub(f"filename={plain_name(name)}", told, count=1)
    return response


def plain_name(name: str) -> str:
    """A name in ASCII: its letters and digits with a hyphen where anything else stood between them, and its ending."""
    stem, dot, last = name.rpartition(".")
    ending = dot + last if _ENDING.fullmatch(dot + last) else ""
    kept = _OTHERS.sub("-", stem if ending else name).strip("-")
    return "-".join(part for part in (WITHOUT_A_NAME, kept) if part) + ending
