"""Files that wait between their dry run and being kept: on the server's own disk, for an hour, for their owner only.

What comes back from the browser is a number nobody can guess, nothing else: neither the file nor what was found in it.
"""

import contextlib
import json
import re
import secrets
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from flask import current_app

WAITING_SECONDS = 3600
MOST_WAITING = 200
"""For everybody together: older ones make room, so that the disk cannot be filled."""
MOST_OF_ONE_PERSON = 5
CLAIM_SECONDS = 300
"""Keeping takes seconds; a claim older than this was left by a server that fell over while keeping."""
_NUMBER = re.compile(r"[A-Za-z0-9_-]{20,40}")


@dataclass(frozen=True)
class Upload:
    """The files of one dry run, as (name, bytes), and what they were sent for."""

    number: str
    owner: str
    place: str
    corrects: str
    files: tuple[tuple[str, bytes], ...]


def put_by(owner: str, place: str, corrects: str, files: Sequence[tuple[str, bytes]]) -> Upload:
    """Keep files for a while."""
    sweep()
    _make_room(owner)
    number = secrets.token_urlsafe(24)
    folder = _folder() / number
    folder.mkdir(mode=0o700)
    for at, (_, content) in enumerate(files):
        (folder / str(at)).write_bytes(content)
    told = {"owner": owner, "place": place, "corrects": corrects, "names": [name for name, _ in files]}
    unfinished = folder / "about.part"
    unfinished.write_text(json.dumps(told), encoding="utf-8")
    unfinished.replace(folder / "about.json")  # whole or not there
    return Upload(number, owner, place, corrects, tuple(files))


def taken_up(number: str, owner: str) -> Upload | None:
    """The files of this number, if they are this person's and still there."""
    if not _NUMBER.fullmatch(number):
        return None
    folder = _folder() / number
    try:
        about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
        files = tuple((name, (folder / str(at)).read_bytes()) for at, name in enumerate(about["names"]))
        if about["owner"] != owner or _waited_too_long(folder):
            return None
        return Upload(number, owner, about["place"], about["corrects"], files)
    except (OSError, ValueError, KeyError, TypeError):  # swept, or cut off while it was written
        return None


def claim(upload: Upload) -> bool:
    """Whether this is the first to keep these files: of two clicks only one goes on. A claim that came to nothing
    lapses after `CLAIM_SECONDS`."""
    claimed = _folder() / upload.number / "claimed"
    with contextlib.suppress(OSError):
        if not draft_of(upload) and claimed.stat().st_mtime < time.time() - CLAIM_SECONDS:
            claimed.rename(claimed.with_name(f"lapsed-{secrets.token_hex(4)}"))  # of two that see it lapse, one may
    try:
        claimed.touch(exist_ok=False)
    except OSError:
        return False
    return True


def give_back(upload: Upload) -> None:
    """Let the files be kept another time: keeping them was refused."""
    with contextlib.suppress(OSError):
        (_folder() / upload.number / "claimed").unlink()


def became(upload: Upload, draft: str) -> None:
    """Note what became of the files, for a second click of the same form; the bytes go."""
    folder = _folder() / upload.number
    with contextlib.suppress(OSError):
        (folder / "draft").write_text(draft, encoding="utf-8")
        for at in range(len(upload.files)):
            (folder / str(at)).write_bytes(b"")


def draft_of(upload: Upload) -> str:
    """The draft that the files became, empty while they are being kept."""
    try:
        return (_folder() / upload.number / "draft").read_text(encoding="utf-8")
    except OSError:
        return ""


def sweep() -> None:
    """Drop everything that waited too long, also what was cut off while it was written."""
    for folder in _folder().iterdir():
        with contextlib.suppress(OSError):
            if _waited_too_long(folder):
                shutil.rmtree(folder, ignore_errors=True)


def _waited_too_long(folder: Path) -> bool:
    """By when the upload came: what is noted in a folder later does not make it younger."""
    first = folder / "0"
    came = min(one.stat().st_mtime for one in (folder, first) if one.exists())
    return came < time.time() - WAITING_SECONDS


def _folder() -> Path:
    folder = Path(current_app.config["SETTINGS"].folder) / "uploads"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _make_room(owner: str) -> None:
    """Drop the oldest where there are too many."""
    there = []
    for folder in _folder().iterdir():
        with contextlib.suppress(OSError):
            there.append((folder.stat().st_mtime, folder, _owner(folder)))
    there.sort(key=lambda one: one[0], reverse=True)
    own = [one for one in there if one[2] == owner]
    for _, folder, _ in {*own[MOST_OF_ONE_PERSON - 1 :], *there[MOST_WAITING - 1 :]}:
        shutil.rmtree(folder, ignore_errors=True)


def _owner(folder: Path) -> str:
    """Whose files these are; empty for a folder without a whole `about.json`."""
    try:
        return str(json.loads((folder / "about.json").read_text(encoding="utf-8"))["owner"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""
