"""Files that are refused whole, each with a public code. What is wrong in one cell is a `Problem`, not an error."""

from registry.domain.errors import RegistryError


class FileRefused(RegistryError):
    """A file that is not read at all; `file` is its name without any folder."""

    code = "FILE_REFUSED"

    def __init__(self, file: str, **facts: object) -> None:
        super().__init__(file=file, **facts)


class FileUnreadable(FileRefused):
    """There is no such file, or this installation may not open it."""

    code = "FILE_UNREADABLE"


class FileTooLarge(FileRefused):
    """Sizes in bytes; `megabytes` is the limit as people say it."""

    code = "FILE_TOO_LARGE"

    def __init__(self, file: str, *, size: int, most: int) -> None:
        super().__init__(file, size=size, most=most, megabytes=most // 2**20)


class FileFormatRefused(FileRefused):
    """Neither .xlsx nor .docx, whatever the name says, or one with another file embedded in its text (EMBEDDED).
    `found` is a public code: XLS, DOC, PDF, ENCRYPTED, TEXT, …"""

    code = "FILE_FORMAT_REFUSED"

    def __init__(self, file: str, found: str) -> None:
        super().__init__(file, found=found, accepted=["xlsx", "docx"])


class FileDamaged(FileRefused):
    """Cut off, altered or written wrongly; `part` is the part inside that cannot be read, empty for the whole."""

    code = "FILE_DAMAGED"

    def __init__(self, file: str, part: str = "") -> None:
        super().__init__(file, part=part[:80])


class FileNotJson(FileRefused):
    """No JSON, told by line and column; or JSON, but no list of objects (`row` counts from 1; 0: not even a list)."""

    code = "FILE_NOT_JSON"

    def __init__(self, file: str, *, line: int = 0, column: int = 0, row: int = 0) -> None:
        super().__init__(file, line=line, column=column, row=row)


class FileExpandsTooFar(FileRefused):
    """Unpacked it would be far larger than it looks (a zip bomb). `limit` is SIZE, RATIO, PARTS or PART_SIZE."""

    code = "FILE_EXPANDS_TOO_FAR"

    def __init__(self, file: str, limit: str, *, given: int, most: int) -> None:
        super().__init__(file, limit=limit, given=given, most=most)


class FileHasMacros(FileRefused):
    """It carries programs; to be saved as .xlsx or .docx and sent again."""

    code = "FILE_HAS_MACROS"


class FileHasEntities(FileRefused):
    """A part declares a document type: neither Excel nor Word nor WPS does, attacks do."""

    code = "FILE_HAS_ENTITIES"

    def __init__(self, file: str, part: str) -> None:
        super().__init__(file, part=part[:80])


class FileHasUnsafeNames(FileRefused):
    """A part is named twice, or its name leads out of the file."""

    code = "FILE_HAS_UNSAFE_NAMES"

    def __init__(self, file: str, part: str) -> None:
        super().__init__(file, part=part[:80])


class TooMuchInFile(FileRefused):
    """More than any township's lists hold. `what` is ROWS, CELLS, SHEETS, PARAGRAPHS, CELL (characters in one) or
    TEXT (characters in all)."""

    code = "TOO_MUCH_IN_FILE"

    def __init__(self, file: str, what: str, *, most: int, sheet: str = "") -> None:
        super().__init__(file, what=what, most=most, sheet=sheet)


class NoListFound(FileRefused):
    """Nothing in it has the columns of a list of duties. `seen` names the sheets or tables looked at."""

    code = "NO_LIST_FOUND"

    def __init__(self, file: str, seen: list[str]) -> None:
        super().__init__(file, seen=seen[:20])


class ListInTraditional(NoListFound):
    """Nothing in it is a list as we read them, and it is written in traditional characters."""

    code = "LIST_IN_TRADITIONAL"


class ListInNestedTable(NoListFound):
    """Nothing in it is a list as we read them, and a table stands inside a cell of another."""

    code = "LIST_IN_NESTED_TABLE"


class NoTableFound(FileRefused):
    """A document that has no table at all: a list in plain paragraphs cannot be read surely."""

    code = "NO_TABLE_FOUND"


class FileNotWritten(RegistryError):
    """A file with remarks could not be written there, or would take the place of the one it was made from."""

    code = "FILE_NOT_WRITTEN"

    def __init__(self, file: str) -> None:
        super().__init__(file=file)


class CellTooLong(RegistryError):
    """A text is longer than a cell of Excel holds; the other formats have no such bound."""

    code = "CELL_TOO_LONG"

    def __init__(self, matter: str, *, length: int, longest: int) -> None:
        super().__init__(matter=matter, length=length, longest=longest)


class FileThere(RegistryError):
    """A file of that name is there already, and nobody said that it may be replaced."""

    code = "FILE_THERE"

    def __init__(self, file: str) -> None:
        super().__init__(file=file)


class SeveralListsInFile(FileRefused):
    """One township's list is taken at a time."""

    code = "SEVERAL_LISTS_IN_FILE"

    def __init__(self, file: str, lists: int) -> None:
        super().__init__(file, lists=lists)


class IndexDisagrees(FileRefused):
    """The index of a file of several lists names one that is not in it, or it holds one that the index does not name;
    `place` is its code or its sheet."""

    code = "INDEX_DISAGREES"

    def __init__(self, file: str, place: str) -> None:
        super().__init__(file, place=place[:40])


class ListTwiceInFile(FileRefused):
    """One place has two lists in a file of several: its lines stand apart, or two codes mean the same place today."""

    code = "LIST_TWICE_IN_FILE"

    def __init__(self, file: str, place: str) -> None:
        super().__init__(file, place=place[:40])


class PlaceNotSaid(FileRefused):
    """A file that does not say itself whose list it holds, as only what the registry wrote for several places does."""

    code = "PLACE_NOT_SAID"


class CannotWriteThere(RegistryError):
    """The folder is not there, is full or may not be written."""

    code = "CANNOT_WRITE_THERE"

    def __init__(self, file: str) -> None:
        super().__init__(file=file)
