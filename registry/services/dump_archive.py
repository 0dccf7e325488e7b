"""The file of a dump: a zip of one part for each table and a manifest, sealed with the SHA-256 of all its bytes."""

import hashlib
import io
import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from registry.domain.errors import DumpRefused

MANIFEST = "manifest.json"
SEAL = 64
"""The zip's comment: as many hexadecimal digits, over everything before them (their own length taken as none)."""
LONGEST_LINE = 64 * 2**20
MOST_OF_MANIFEST = 64 * 2**20
MOST_RATIO = 200
"""Bytes unpacked for one packed; what a registry holds comes to about ten."""
_CHUNK = 2**20
_ALWAYS = (1980, 1, 1, 0, 0, 0)

Manifest = dict[str, Any]


class Writing:
    """A dump being written: parts first, the manifest last."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._zip = archive

    def add(self, part: str, rows: Iterable[list[Any]]) -> dict[str, Any]:
        """Write rows as lines of JSON; how many rows and bytes they came to, and their SHA-256."""
        count, size, sha256 = 0, 0, hashlib.sha256()
        with self._zip.open(_entry(part), "w", force_zip64=True) as to:
            for row in rows:
                line = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
                to.write(line)
                sha256.update(line)
                count, size = count + 1, size + len(line)
        return {"part": part, "rows": count, "bytes": size, "sha256": sha256.hexdigest()}

    def tell(self, manifest: Manifest) -> None:
        """Write what the file holds."""
        self._zip.writestr(_entry(MANIFEST), json.dumps(manifest, ensure_ascii=False, indent=1) + "\n")


def _entry(name: str) -> zipfile.ZipInfo:
    """The same bytes for the same rows, whenever and by whomever they are written."""
    entry = zipfile.ZipInfo(name, _ALWAYS)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3
    entry.external_attr = 0o600 << 16
    return entry


@contextmanager
def written(path: Path) -> Iterator[Writing]:
    """A dump that stands at the path whole, or not at all. Only its owner may read it. Raises OSError."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    own = Path(name)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            with zipfile.ZipFile(file, "w") as archive:
                yield Writing(archive)
            _seal(file)
            file.flush()
            os.fsync(file.fileno())
        own.replace(path)
    finally:
        own.unlink(missing_ok=True)


def _seal(file: IO[bytes]) -> None:
    """Put the SHA-256 of the closed zip behind it, as its comment."""
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    file.seek(-2, os.SEEK_END)
    file.write(SEAL.to_bytes(2, "little") + digest.encode())


class Reading:
    """A dump whose bytes are as they were written."""

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self._file, self._zip = path.name, archive
        self.manifest = self._manifest()

    def rows(self, told: Mapping[str, Any]) -> Iterator[list[Any]]:
        """The rows of a part, checked against what the manifest tells of it. Raises DumpRefused."""
        part, count, size, sha256 = told["part"], 0, 0, hashlib.sha256()
        with self._opened(part, told["bytes"]) as lines:
            while line := lines.readline(LONGEST_LINE):
                sha256.update(line)
                count, size = count + 1, size + len(line)
                yield self._row(part, line)
        if (count, size, sha256.hexdigest()) != (told["rows"], told["bytes"], told["sha256"]):
            raise DumpRefused(self._file, "DAMAGED", part=part)

    def _row(self, part: str, line: bytes) -> list[Any]:
        row = json.loads(line)
        if not isinstance(row, list):
            raise DumpRefused(self._file, "DAMAGED", part=part)
        return row

    @contextmanager
    def _opened(self, part: str, size: int) -> Iterator[io.BufferedReader]:
        """A part to read, never more of it than the manifest says, and none that is far larger than it looks."""
        entry = self._entry(part)
        if entry.file_size != size:
            raise DumpRefused(self._file, "DAMAGED", part=part)
        try:
            packed: Any = self._zip.open(entry)
            with packed:
                yield io.BufferedReader(packed, _CHUNK)
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError) as error:
            raise DumpRefused(self._file, "DAMAGED", part=part) from error

    def _entry(self, part: str) -> zipfile.ZipInfo:
        try:
            entry = self._zip.getinfo(part)
        except KeyError:
            raise DumpRefused(self._file, "INCOMPLETE", part=part) from None
        if entry.file_size > MOST_RATIO * entry.compress_size + _CHUNK or entry.compress_type != zipfile.ZIP_DEFLATED:
            raise DumpRefused(self._file, "EXPANDS_TOO_FAR", part=part)
        return entry

    def _manifest(self) -> Manifest:
        size = self._entry(MANIFEST).file_size
        if size > MOST_OF_MANIFEST:
            raise DumpRefused(self._file, "EXPANDS_TOO_FAR", part=MANIFEST)
        with self._opened(MANIFEST, size) as file:
            manifest = json.loads(file.read())
        if not isinstance(manifest, dict):
            raise DumpRefused(self._file, "NOT_A_DUMP")
        return manifest


@contextmanager
def opened(path: Path) -> Iterator[Reading]:
    """A dump to read, once its seal was found whole. Raises DumpRefused, OSError."""
    with path.open("rb") as file:
        _require_seal(path.name, file)
        try:
            archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, RuntimeError, ValueError, EOFError) as error:
            raise DumpRefused(path.name, "NOT_A_DUMP") from error
        with archive:
            yield Reading(path, archive)


def _require_seal(name: str, file: IO[bytes]) -> None:
    """Whether every byte is as it was written: cut off or changed, it is not loaded at all."""
    if file.read(4) != b"PK\x03\x04":
        raise DumpRefused(name, "NOT_A_DUMP")
    before = max(file.seek(0, os.SEEK_END) - SEAL - 2, 0)
    file.seek(before)
    length, seal = file.read(2), file.read()
    file.seek(0)
    sha256 = hashlib.sha256()
    while before > 0:
        chunk = file.read(min(_CHUNK, before))
        sha256.update(chunk)
        before -= len(chunk)
    sha256.update(b"\0\0")
    if length != SEAL.to_bytes(2, "little") or seal != sha256.hexdigest().encode():
        raise DumpRefused(name, "DAMAGED")
    file.seek(0)
