"""PDFs from inside: their objects, also compressed or enciphered ones, none of which may run, bring along a file, or
leave the document, but for links to pages and letters that a reader has to click.
"""

import time
from collections.abc import Iterator
from io import BytesIO

from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

from registry.domain.contents import (
    Flaw,
    Unfit,
    is_plain_link,
    look_at_pdf,
    names_what_is_outside,
    names_what_runs,
)

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

_OUTSIDE_SORTS = frozenset({"/Filespec", "/FileSpec", "/F"})
_FILE_KEYS = ("/F", "/UF", "/DOS", "/Mac", "/Unix")
_OF_OUTSIDE_STREAMS = frozenset({"/F", "/FFilter", "/FDecodeParms"})
_STAY_INSIDE = frozenset(
    {"/GoTo", "/Named", "/Hide", "/SetOCGState", "/ResetForm", "/Trans", "/Thread", "/GoTo3DView", "/NOP", ""}
)
"""Actions that may be taken without anybody clicking: on opening, on turning a page."""
_MOST_IN_A_ROW = 1000


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
    leaves = False
    for value in _objects(reader):
        if time.monotonic() > ends:
            raise Unfit(Flaw.TOO_LARGE)
        for one in _dictionaries(value):
            if _runs(one):
                raise Unfit(Flaw.ACTIVE)
            leaves = leaves or _leaves(one)
    if leaves:
        raise Unfit(Flaw.OUTSIDE)


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
    plain = _plain(dict.get(found, key))
    return str(plain) if isinstance(plain, NameObject) else ""


def _holds_what_runs(found: DictionaryObject) -> bool:
    """Whether a stream of objects has one that runs that no table names; readers that mend files find it."""
    if not isinstance(found, StreamObject) or _name(found, "/Type") != "/ObjStm":
        return False
    return names_what_runs(found.get_data())


def _leaves(found: DictionaryObject) -> bool:
    """Whether a dictionary names a file, another document, a link that is none to a page, or acts without a click."""
    if _name(found, "/S") == "/GoToR" or _name(found, "/Type") in _OUTSIDE_SORTS:
        return True
    if any(_text(found, key) is not None for key in _FILE_KEYS):
        return True
    if any(not is_plain_link(link) for key in ("/URI", "/Base") if (link := _text(found, key)) is not None):
        return True
    if isinstance(found, StreamObject) and (not _OF_OUTSIDE_STREAMS.isdisjoint(found) or _holds_what_leaves(found)):
        return True
    return any(_name(action, "/S") not in _STAY_INSIDE for action in _taken_by_itself(found))


def _text(found: DictionaryObject, key: str) -> str | None:
    """A text, also one that is written as an object of its own; None where it is none."""
    value = _plain(dict.get(found, key))
    if isinstance(value, ByteStringObject):
        return value.decode("latin-1")
    return str(value) if isinstance(value, TextStringObject) else None


def _plain(value: object) -> object:
    return value.get_object() if isinstance(value, IndirectObject) else value


def _taken_by_itself(found: DictionaryObject) -> Iterator[DictionaryObject]:
    """The actions that a dictionary has taken on opening or on any other event, each with those that follow it."""
    on_events = _plain(dict.get(found, "/AA"))
    waiting = [dict.get(found, "/OpenAction")]
    waiting += dict.values(on_events) if isinstance(on_events, DictionaryObject) else []
    for _ in range(_MOST_IN_A_ROW):
        if not waiting:
            return
        one = _plain(waiting.pop())
        if isinstance(one, DictionaryObject):
            yield one
            following = _plain(dict.get(one, "/Next"))
            waiting += list.__iter__(following) if isinstance(following, ArrayObject) else [following]
    raise Unfit(Flaw.DAMAGED)


def _holds_what_leaves(found: DictionaryObject) -> bool:
    """As `_holds_what_runs`, of what leads out."""
    if not isinstance(found, StreamObject) or _name(found, "/Type") != "/ObjStm":
        return False
    return names_what_is_outside(found.get_data())
