"""PDFs from inside: their objects, also compressed or enciphered ones, none of which may run or bring along a file."""

import time
from collections.abc import Iterator
from io import BytesIO

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, PdfObject, StreamObject

from registry.domain.contents import Flaw, Unfit, look_at_pdf, names_what_runs

_MOST_OBJECTS = 100_000
_MOST_SECONDS = 20
"""Of reading one: objects may lie in streams that swell when they are unpacked, again for each of them."""
_ACTIONS = frozenset(
    {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/Rendition", "/Movie", "/RichMediaExecute"}
)
_ACTIVE_KEYS = frozenset(
    {"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent", "/RichMediaSettings"}
)
_ACTIVE_SORTS = frozenset({"/EmbeddedFile", "/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/3D"})


def require_still(content: bytes) -> None:
    """Raises Unfit for a PDF that runs or brings along something, that cannot be read whole, or that is locked."""
    look_at_pdf(content)
    try:
        _look_inside(content)
    except Unfit:
        raise
    except Exception:
        # Whatever a file that was made to break makes the reader raise: one that cannot be read whole is not taken.
        raise Unfit(Flaw.DAMAGED) from None


def _look_inside(content: bytes) -> None:
    reader = PdfReader(BytesIO(content), strict=True)
    if reader.is_encrypted and not reader.decrypt(""):
        raise Unfit(Flaw.LOCKED)
    if "/Root" not in reader.trailer or not len(reader.pages):
        raise Unfit(Flaw.DAMAGED)
    ends = time.monotonic() + _MOST_SECONDS
    for value in _objects(reader):
        if time.monotonic() > ends:
            raise Unfit(Flaw.TOO_LARGE)
        if any(_runs(one) for one in _dictionaries(value)):
            raise Unfit(Flaw.ACTIVE)


def _objects(reader: PdfReader) -> Iterator[PdfObject | None]:
    """Every object that the file's tables name, in use by a page or not."""
    plain = [(number, generation) for generation, there in reader.xref.items() for number in there]
    named = [*plain, *((number, 0) for number in reader.xref_objStm)]
    if len(named) > _MOST_OBJECTS:
        raise Unfit(Flaw.TOO_LARGE)
    yield reader.trailer
    for number, generation in dict.fromkeys(named):
        if number:
            yield reader.get_object(IndirectObject(number, generation, reader))


def _dictionaries(value: PdfObject | None) -> Iterator[DictionaryObject]:
    """The dictionaries in an object; what it only points to is an object of its own."""
    waiting: list[object] = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, DictionaryObject):
            yield one
            waiting.extend(dict.values(one))
        elif isinstance(one, ArrayObject):
            waiting.extend(list.__iter__(one))


def _runs(found: DictionaryObject) -> bool:
    """Whether a dictionary is an action that runs, holds a script or form program, or brings along a file."""
    if not _ACTIVE_KEYS.isdisjoint(found):
        return True
    brought = {_name(found, "/Type"), _name(found, "/Subtype")} & _ACTIVE_SORTS
    return bool(brought) or _name(found, "/S") in _ACTIONS or _holds_what_runs(found)


def _name(found: DictionaryObject, key: str) -> str:
    """A name, also one that is written as an object of its own."""
    value = dict.get(found, key)
    plain = value.get_object() if isinstance(value, IndirectObject) else value
    return str(plain) if isinstance(plain, NameObject) else ""


def _holds_what_runs(found: DictionaryObject) -> bool:
    """Whether a stream of objects has one that runs that no table names; readers that mend files find it."""
    if not isinstance(found, StreamObject) or _name(found, "/Type") != "/ObjStm":
        return False
    return names_what_runs(found.get_data())
