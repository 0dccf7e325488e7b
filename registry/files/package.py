"""Opening a .xlsx or .docx as the untrusted zip of XML that it is: every limit is checked before a part is parsed."""

import re
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath
from struct import unpack_from
from typing import Any

from lxml import etree

from registry.files import errors
from registry.files.formats import found_format
from registry.files.lists import FileForm
from registry.files.text import one_line

LARGEST_FILE = 20 * 2**20
LARGEST_UNPACKED = 300 * 2**20
LARGEST_PART = 48 * 2**20  # of the parts held as a tree; sheets are streamed
HIGHEST_RATIO = 150  # Excel's own million empty rows reach about 60, a bomb 1000
RATIO_FROM = 2**20
MOST_PARTS = 2000

_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_MACROS = re.compile(r"vbaproject|vbadata|macrosheets/|dialogsheets/|activex/|/xl/intlmacrosheets", re.IGNORECASE)
_TYPES = {"spreadsheetml.sheet.main+xml": FileForm.WORKBOOK, "wordprocessingml.document.main+xml": FileForm.DOCUMENT}
UNPACKING_FAILED = (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, RuntimeError)
_END = 22  # bytes of the record that ends a zip


@dataclass(frozen=True)
class Package:
    """An opened file: its name without folders, its form, where its main part lies."""

    file: str
    content: bytes
    archive: zipfile.ZipFile
    form: FileForm
    main: str

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self.archive.namelist())

    def read(self, part: str) -> bytes:
        """A part's bytes. FileDamaged where its checksum is wrong, FileExpandsTooFar where it is too large."""
        return _read(self.archive, part, self.file)

    def tree(self, part: str) -> Any:
        """A part as XML without entities, document type or network. None where the file has no such part."""
        return parsed(self.read(part), self.file, part) if part in self.names else None

    def relations(self, part: str) -> dict[str, str]:
        """Where a part's relations lead, by id; those out of the file are left out."""
        path = PurePosixPath(part)
        tree = self.tree(str(path.parent / "_rels" / f"{path.name}.rels"))
        inside = [] if tree is None else [r for r in tree.iter(_RELATIONS) if r.get("TargetMode") != "External"]
        return {r.get("Id", ""): within(str(path.parent), r.get("Target", "")) for r in inside}

    @property
    def has_links(self) -> bool:
        """Whether it leads to other workbooks, documents or templates (hyperlinks, which nobody follows, aside)."""
        if any(name.startswith("xl/externalLinks/") for name in self.names):
            return True
        trees = [self.tree(name) for name in self.names if name.endswith(".rels")]
        return any(
            r.get("TargetMode") == "External" and not r.get("Type", "").endswith("/hyperlink")
            for tree in trees
            for r in tree.iter(_RELATIONS)
        )


def open_package(source: Path | bytes, name: str = "") -> Package:
    """The file, checked: size, kind, names, ratio, macros. Raises what `errors` lists."""
    file = file_name(name or (source.name if isinstance(source, Path) else ""))
    content = content_of(source, file)
    archive = _archive(content, file)
    _check_names(archive, file)
    _check_sizes(archive, file)
    form, main = _main_part(archive, file)
    return Package(file, content, archive, form, main)


def file_name(given: str) -> str:
    """The last part of a name that may carry folders or invisible characters, for showing only."""
    return one_line(re.split(r"[/\\]", given)[-1])[:120]


def parsed(content: bytes, file: str, part: str) -> Any:
    """The root of an XML part. FileHasEntities where it declares a document type, FileDamaged where it is no XML."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        wrong = errors.FileHasEntities if b"<!DOCTYPE" in content[:4096] else errors.FileDamaged
        raise wrong(file, part) from error
    refuse_entities(root, file, part)
    return root


def refuse_entities(root: Any, file: str, part: str) -> None:
    """Raises FileHasEntities where a document type is declared."""
    if root.getroottree().docinfo.internalDTD is not None:
        raise errors.FileHasEntities(file, part)


def within(folder: str, target: str) -> str:
    """A relation's target as a name inside the file, seen from the folder of the part that has it."""
    steps: list[str] = []
    for step in (target if target.startswith("/") else f"{folder}/{target}").split("/"):
        if step == "..":
            del steps[-1:]
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(steps)


def content_of(source: Path | bytes, file: str) -> bytes:
    """A file's bytes. FileUnreadable, FileTooLarge."""
    if isinstance(source, Path) and not source.is_file():  # a folder, or a device that never ends
        raise errors.FileUnreadable(file)
    try:
        size = source.stat().st_size if isinstance(source, Path) else len(source)
        if size > LARGEST_FILE:
            raise errors.FileTooLarge(file, size=size, most=LARGEST_FILE)
        return source.read_bytes() if isinstance(source, Path) else source
    except OSError as error:
        raise errors.FileUnreadable(file) from error


def _archive(content: bytes, file: str) -> zipfile.ZipFile:
    """The zip, from the file's first byte to its last: with anything before or after, it is two files in one."""
    found = found_format(content)
    if found:
        raise errors.FileFormatRefused(file, found)
    try:
        archive = zipfile.ZipFile(BytesIO(content))
    except UNPACKING_FAILED as error:
        raise errors.FileDamaged(file) from error
    end = content.rfind(b"PK\x05\x06")
    comment = unpack_from("<H", content, end + 20)[0] if 0 <= end <= len(content) - _END else -1
    first = min((entry.header_offset for entry in archive.infolist()), default=-1)
    if first != 0 or end + _END + comment != len(content):
        raise errors.FileFormatRefused(file, "POLYGLOT")
    return archive


def _check_names(archive: zipfile.ZipFile, file: str) -> None:
    seen: set[str] = set()
    for entry in archive.infolist():
        name = entry.orig_filename
        if name.lower() in seen or re.search(r"^/|\\|^[A-Za-z]:|(^|/)\.\.(/|$)|[\x00-\x1f]", name):
            raise errors.FileHasUnsafeNames(file, name)
        if entry.flag_bits & 1:
            raise errors.FileFormatRefused(file, "ENCRYPTED")
        if _MACROS.search(name):
            raise errors.FileHasMacros(file)
        seen.add(name.lower())


def _check_sizes(archive: zipfile.ZipFile, file: str) -> None:
    """`zipfile` never unpacks more of a part than its directory states, so what is stated may be trusted."""
    entries = archive.infolist()
    if len(entries) > MOST_PARTS:
        raise errors.FileExpandsTooFar(file, "PARTS", given=len(entries), most=MOST_PARTS)
    total = sum(entry.file_size for entry in entries)
    if total > LARGEST_UNPACKED:
        raise errors.FileExpandsTooFar(file, "SIZE", given=total, most=LARGEST_UNPACKED)
    large = [entry for entry in entries if entry.file_size > RATIO_FROM]
    ratio = max((entry.file_size // max(entry.compress_size, 1) for entry in large), default=0)
    if ratio > HIGHEST_RATIO:
        raise errors.FileExpandsTooFar(file, "RATIO", given=ratio, most=HIGHEST_RATIO)


def _main_part(archive: zipfile.ZipFile, file: str) -> tuple[FileForm, str]:
    """The main part by its declared content type: what the file is, whatever its name says."""
    if "[Content_Types].xml" not in archive.namelist():
        raise errors.FileFormatRefused(file, "ZIP")
    types = parsed(_read(archive, "[Content_Types].xml", file), file, "[Content_Types].xml")
    declared = [(e.get("PartName", "").lstrip("/"), e.get("ContentType", "")) for e in types if e.get("ContentType")]
    if any("macroenabled" in kind.lower() or "vbaproject" in kind.lower() for _, kind in declared):
        raise errors.FileHasMacros(file)
    mains = [(form, part) for part, kind in declared for end, form in _TYPES.items() if kind.endswith(end)]
    if len(mains) != 1:
        raise errors.FileFormatRefused(file, "SEVERAL" if mains else "OTHER_OFFICE")
    if mains[0][1] not in archive.namelist():
        raise errors.FileDamaged(file, mains[0][1])
    return mains[0]


def _read(archive: zipfile.ZipFile, part: str, file: str) -> bytes:
    size = archive.getinfo(part).file_size
    if size > LARGEST_PART:
        raise errors.FileExpandsTooFar(file, "PART_SIZE", given=size, most=LARGEST_PART)
    try:
        return archive.read(part)
    except UNPACKING_FAILED as error:
        raise errors.FileDamaged(file, part) from error
