"""Packages 压缩包格式的文件 (.docx, .xlsx, .ofd): whole zips of parts, none of which runs or reads from outside.

A part is told by what it is, by the type and the relationships that the package gives it, never by its name alone; and
its XML is read, with entities and document types refused, so that no spelling hides a target.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit
from xml.parsers import expat

from registry.domain.contents import ZIP, Flaw, Unfit, is_also_pdf, refuse_what_runs
from registry.domain.word_fields import FieldReader

_END_OF_ZIP, _END_LENGTH = b"PK\x05\x06", 22
_MOST_PARTS, _LARGEST_UNPACKED, _HIGHEST_RATIO, _RATIO_FROM = 2000, 200 * 2**20, 150, 2**20
_LARGEST_READ = 4 * 2**20
"""Of the parts that say what the others are; a larger one is none that any program wrote."""
_DEEPEST = 1
"""A chart holds its figures as a workbook; that workbook holds no further one."""
_PORTION = 65_536

_ACTIVE_NAME = re.compile(
    r"vba(project|data)|macrosheet|dialogsheet|activex|oleobject"
    r"|\.(exe|dll|com|scr|bat|cmd|ps1|vb[se]|jse?|ws[fh]|hta|x?html?|mht(ml)?|lnk|msi|jar|reg)$",
    re.I,
)
"""What runs, by what programs call its parts, or by how a system opens a file of that ending."""
_ACTIVE_TYPE = re.compile(r"macro|vba|activex|oleobject|dialogsheet|x-msdownload|javascript", re.I)
_OUTSIDE_TYPE = re.compile(r"externallink|\bconnections|querytable", re.I)
_ACTIVE_RELATION = re.compile(r"vba|macro|activex|oleobject|dialogsheet|/control$|afchunk|userCustomization", re.I)
_LEADS_OUT = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]*:|\\\\|//)", re.I)
_MAY_LINK_TO = frozenset({"", "http", "https", "mailto", "tel", "file"})
_UNREADABLE = (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, RuntimeError, expat.ExpatError)

Attributes = Mapping[str, str]


def content_types_of(content: bytes) -> tuple[str, ...]:
    """The types that a .docx or .xlsx gives its parts, once it has been looked through. Raises Unfit."""
    return _looked_through(content, 0)


def look_at_ofd(content: bytes) -> bool:
    """Whether it is an .ofd, with OFD.xml at its top; one is looked through. Raises Unfit."""
    try:
        with _opened(content) as archive:
            if "OFD.xml" not in archive.namelist():
                return False
            for part in _parts(archive):
                _look_at_content(archive, part, _DEEPEST, frozenset(), is_word=False)
    except _UNREADABLE:
        raise Unfit(Flaw.DAMAGED) from None
    return True


def _looked_through(content: bytes, depth: int) -> tuple[str, ...]:
    try:
        with _opened(content) as archive:
            return _types_in(archive, depth)
    except _UNREADABLE:
        raise Unfit(Flaw.DAMAGED) from None


def _opened(content: bytes) -> zipfile.ZipFile:
    """A whole zip and nothing else."""
    if is_also_pdf(content) or content[-_END_LENGTH:][:4] != _END_OF_ZIP:
        raise Unfit(Flaw.MIXED)
    return zipfile.ZipFile(io.BytesIO(content))


def _types_in(archive: zipfile.ZipFile, depth: int) -> tuple[str, ...]:
    parts = _parts(archive)
    types = _content_types(archive)
    if any(_ACTIVE_TYPE.search(one) for one in types) or any(_ACTIVE_NAME.search(part.filename) for part in parts):
        raise Unfit(Flaw.ACTIVE)
    if any(_OUTSIDE_TYPE.search(one) for one in types):
        raise Unfit(Flaw.OUTSIDE)
    xml = _named_as_xml(archive)
    for part in parts:
        if part.filename.lower().endswith(".rels"):
            _read(archive, part, _relationship)
        _look_at_content(archive, part, depth, xml, is_word=any("wordprocessingml" in one for one in types))
    return types


def _parts(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The parts, of a number and size that programs write, each under one plain name. Raises Unfit."""
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    thick = any(p.file_size > _RATIO_FROM and p.file_size > _HIGHEST_RATIO * max(p.compress_size, 1) for p in parts)
    if len(parts) > _MOST_PARTS or unpacked > _LARGEST_UNPACKED or thick:
        raise Unfit(Flaw.TOO_LARGE)
    names = [part.filename.lower() for part in parts]
    if any(name.startswith("/") or "\\" in name or ".." in name.split("/") for name in names):
        raise Unfit(Flaw.NAME)
    if len(set(names)) != len(names) or min((part.header_offset for part in parts), default=0) != 0:
        raise Unfit(Flaw.MIXED)  # of two parts of one name some programs read the first, some the last
    return parts


def _content_types(archive: zipfile.ZipFile) -> tuple[str, ...]:
    found: list[str] = []

    def note(_name: str, given: Attributes) -> None:
        found.append(given.get("ContentType", ""))

    for part in archive.infolist():
        if part.filename.lower() == "[content_types].xml":
            _read(archive, part, note)
    return tuple(found)


def _named_as_xml(archive: zipfile.ZipFile) -> frozenset[str]:
    """The parts that are XML by the type they are given, whatever they are called: "/name" of one, ".end" of many."""
    found: list[str] = []

    def note(_name: str, given: Attributes) -> None:
        if given.get("ContentType", "").strip().lower().endswith("xml"):
            found.extend(filter(None, (given.get("PartName", ""), "." + given.get("Extension", ""))))

    for part in archive.infolist():
        if part.filename.lower() == "[content_types].xml":
            _read(archive, part, note)
    return frozenset(one.lower() for one in found)


def _relationship(name: str, given: Attributes) -> None:
    """Raises Unfit for one to what runs, or to anything outside but a link that a reader follows by hand."""
    if name.rpartition(":")[2] != "Relationship":
        return
    kind, target = given.get("Type", ""), given.get("Target", "")
    if _ACTIVE_RELATION.search(kind):
        raise Unfit(Flaw.ACTIVE)
    if given.get("TargetMode", "").strip().lower() != "external" and not _LEADS_OUT.match(target):
        return
    if not kind.lower().endswith("/hyperlink"):
        raise Unfit(Flaw.OUTSIDE)
    if _scheme(target) not in _MAY_LINK_TO:
        raise Unfit(Flaw.ACTIVE)


def _scheme(target: str) -> str:
    try:
        return urlsplit(target.strip()).scheme.lower()
    except ValueError:
        return "unreadable"


def _look_at_content(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, depth: int, xml: frozenset[str], *, is_word: bool
) -> None:
    """Raises Unfit for a part that runs, is an archive of another sort, or is a package that may not be in this one."""
    with archive.open(part) as opened:
        begins = opened.read(_PORTION)
        refuse_what_runs(begins)
        if begins.startswith(ZIP):
            if depth >= _DEEPEST:
                raise Unfit(Flaw.MIXED)
            _refuse_other_packages(_looked_through(begins + opened.read(), depth + 1))
    name = part.filename.lower()
    if name.endswith(".svg"):
        _read(archive, part, _of_a_drawing)
    elif name.endswith((".xml", ".rels")) or not xml.isdisjoint({f"/{name}", "." + name.rpartition(".")[2]}):
        _read_text(archive, part, is_word=is_word)


def _of_a_drawing(name: str, given: Attributes) -> None:
    """Raises Unfit for a script, or what is done on an event; a drawing of Word or WPS has none."""
    targets = [value for key, value in given.items() if key.rpartition(":")[2].lower() == "href"]
    acts = any(key.lower().startswith("on") for key in given)
    runs = any(_scheme(one) not in {"", "data"} or one.strip().lower().startswith("data:text") for one in targets)
    if name.rpartition(":")[2].lower() in {"script", "foreignobject"} or acts or runs:
        raise Unfit(Flaw.ACTIVE)


def _refuse_other_packages(types: tuple[str, ...]) -> None:
    if not any(one.endswith("main+xml") for one in types):
        raise Unfit(Flaw.MIXED)


def _read(archive: zipfile.ZipFile, part: zipfile.ZipInfo, element: Callable[[str, Attributes], None]) -> None:
    """Read a small part's elements. Raises Unfit, ExpatError."""
    if part.file_size > _LARGEST_READ:
        raise Unfit(Flaw.TOO_LARGE)
    reader = _reader()
    reader.StartElementHandler = element
    reader.Parse(archive.read(part), True)


def _read_text(archive: zipfile.ZipFile, part: zipfile.ZipInfo, *, is_word: bool) -> None:
    """Raises Unfit for a document type (no program writes one, and it declares entities) and for fields of a .docx that
    run or read from outside."""
    fields, reader = FieldReader(), _reader()
    if is_word:
        reader.StartElementHandler, reader.EndElementHandler = fields.begin, fields.end
        reader.CharacterDataHandler = fields.text
    with archive.open(part) as opened:
        while portion := opened.read(_PORTION):
            reader.Parse(portion, False)
    reader.Parse(b"", True)
    fields.end_of_part()


def _reader() -> expat.XMLParserType:
    reader = expat.ParserCreate()
    reader.StartDoctypeDeclHandler = _refuse_document_type
    return reader


def _refuse_document_type(*_declared: object) -> None:
    raise Unfit(Flaw.DAMAGED)
