"""Files that are refused or defused: bombs, macros, entities, other formats, tampered archives."""

import tracemalloc
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from registry.files import errors, package
from registry.files.lists import Problem
from registry.files.package import Package, open_package
from registry.files.reading import read_lists
from registry.files.remarks import with_remarks
from registry.files.sheets import _Rows, _streamed, bared_copy
from tests.files.making import (
    BASIC,
    DOCUMENT,
    RECLAIMED,
    WORKBOOK,
    expected,
    part_of,
    saved,
    sheet,
    warnings,
    with_parts,
    workbook_with,
)

X, D = WORKBOOK.read_bytes(), DOCUMENT.read_bytes()
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
DTD = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b SYSTEM "file:///etc/passwd">]>'


LITTLE = 16 * 2**20
"""What may stand in memory when a file is refused, in bytes: less than half of what the bomb here unpacks to."""


def old_office(stream: str) -> bytes:
    return OLD + stream.encode("utf-16-le") + bytes(512)


def edited(content: bytes, part: str, change: Callable[[str], str]) -> bytes:
    return with_parts(content, {part: change(part_of(content, part)).encode()})


def with_entry(name: str, content: bytes = b"x", base: bytes = X) -> bytes:
    stream = BytesIO(base)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return stream.getvalue()


def declaring(old: str, new: str, base: bytes = X) -> bytes:
    return edited(base, "[Content_Types].xml", lambda text: text.replace(old, new))


def flagged_as_encrypted() -> bytes:
    content = bytearray(X)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(mark, at + 4)
    return bytes(content)


def with_a_wrong_byte() -> bytes:
    with zipfile.ZipFile(BytesIO(X)) as archive:
        entry = archive.getinfo("xl/worksheets/sheet1.xml")
    content = bytearray(X)
    at = entry.header_offset + 30 + len(entry.filename) + 200
    content[at] ^= 0xFF
    return bytes(content)


SHEET_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
REFUSED = {
    "nothing": (b"", "FILE_FORMAT_REFUSED", "EMPTY"),
    "an old workbook": (old_office("Workbook"), "FILE_FORMAT_REFUSED", "XLS"),
    "an old document": (old_office("WordDocument"), "FILE_FORMAT_REFUSED", "DOC"),
    "an encrypted file": (old_office("EncryptedPackage"), "FILE_FORMAT_REFUSED", "ENCRYPTED"),
    "another old file": (old_office("Contents"), "FILE_FORMAT_REFUSED", "OLD_OFFICE"),
    "a PDF": (b"%PDF-1.7\n...", "FILE_FORMAT_REFUSED", "PDF"),
    "comma-separated text": ("序号,事项名称\n1,开展".encode("gbk"), "FILE_FORMAT_REFUSED", "TEXT"),
    "a web page called .xls": (b"\xef\xbb\xbf<html><table></table></html>", "FILE_FORMAT_REFUSED", "HTML"),
    "rich text": (b"{\\rtf1 abc}", "FILE_FORMAT_REFUSED", "RTF"),
    "a picture": (b"\x89PNG\r\n\x1a\n", "FILE_FORMAT_REFUSED", "IMAGE"),
    "an entry locked with a password": (flagged_as_encrypted(), "FILE_FORMAT_REFUSED", "ENCRYPTED"),
    "some other zip": (with_parts(X, {}, without="[Content_Types].xml"), "FILE_FORMAT_REFUSED", "ZIP"),
    "a presentation": (
        declaring("spreadsheetml.sheet.main", "presentationml.main"),
        "FILE_FORMAT_REFUSED",
        "OTHER_OFFICE",
    ),
    "a binary workbook": (
        declaring(SHEET_MAIN, "application/vnd.ms-excel.sheet.binary.main"),
        "FILE_FORMAT_REFUSED",
        "OTHER_OFFICE",
    ),
    "a workbook after a PDF": (b"PK\x03\x04%PDF" + X, "FILE_FORMAT_REFUSED", "POLYGLOT"),
    "a workbook before a script": (X + b"<script>1</script>", "FILE_FORMAT_REFUSED", "POLYGLOT"),
    "a workbook and a document in one": (
        declaring("</Types>", f'<Override PartName="/b.xml" ContentType="{SHEET_MAIN}"/></Types>', D),
        "FILE_FORMAT_REFUSED",
        "SEVERAL",
    ),
    "a strict document": (
        edited(
            D,
            "word/document.xml",
            lambda t: t.replace(
                "schemas.openxmlformats.org/wordprocessingml/2006/main", "purl.oclc.org/ooxml/wordprocessingml/main"
            ),
        ),
        "FILE_FORMAT_REFUSED",
        "STRICT",
    ),
    "a workbook with macros": (with_entry("xl/vbaProject.bin"), "FILE_HAS_MACROS", ""),
    "a document with macros": (with_entry("word/vbaProject.bin", base=D), "FILE_HAS_MACROS", ""),
    "an .xlsm": (declaring(SHEET_MAIN, "application/vnd.ms-excel.sheet.macroEnabled.main+xml"), "FILE_HAS_MACROS", ""),
    "macros of the old kind": (with_entry("xl/macrosheets/sheet1.xml"), "FILE_HAS_MACROS", ""),
    "a control that runs": (with_entry("xl/activeX/activeX1.bin"), "FILE_HAS_MACROS", ""),
    "a part outside the file": (with_entry("../../etc/cron.d/x"), "FILE_HAS_UNSAFE_NAMES", ""),
    "a part at the root": (with_entry("/etc/passwd"), "FILE_HAS_UNSAFE_NAMES", ""),
    "a part on a drive": (with_entry("C:\\x.xml"), "FILE_HAS_UNSAFE_NAMES", ""),
    "a part named twice": (with_entry("XL/workbook.xml"), "FILE_HAS_UNSAFE_NAMES", ""),
    "half a file": (X[: len(X) // 2], "FILE_DAMAGED", ""),
    "a wrong byte": (with_a_wrong_byte(), "FILE_DAMAGED", ""),
    "XML that is none": (with_parts(X, {"xl/worksheets/sheet1.xml": b"<worksheet><row>"}), "FILE_DAMAGED", ""),
    "a document without its text": (with_parts(D, {}, without="word/document.xml"), "FILE_DAMAGED", ""),
    "entities in a sheet": (edited(X, "xl/worksheets/sheet1.xml", lambda t: DTD.decode() + t), "FILE_HAS_ENTITIES", ""),
    "entities in a document": (
        edited(D, "word/document.xml", lambda t: DTD.decode() + t.split("?>", 1)[1]),
        "FILE_HAS_ENTITIES",
        "",
    ),
    "entities in the list of sheets": (
        edited(X, "xl/workbook.xml", lambda t: DTD.decode() + t.replace("<?xml version='1.0' encoding='UTF-8'?>", "")),
        "FILE_HAS_ENTITIES",
        "",
    ),
    "no list at all": (sheet(["姓名", "电话"], ["王", "1"], title="通讯录"), "NO_LIST_FOUND", ""),
    "an empty workbook": (saved(openpyxl.Workbook()), "NO_LIST_FOUND", ""),
}


@pytest.mark.parametrize(("content", "code", "found"), REFUSED.values(), ids=REFUSED.keys())
def test_a_bad_file_is_refused_with_a_public_code(content: bytes, code: str, found: str) -> None:
    with pytest.raises(errors.FileRefused) as refused:
        read_lists(content, "../清单/x.xlsx")
    assert (refused.value.code, refused.value.facts["file"]) == (code, "x.xlsx")
    assert refused.value.facts.get("found", "") == found


@pytest.mark.parametrize("content", [c for c, _, _ in REFUSED.values()], ids=REFUSED.keys())
def test_what_is_not_read_is_not_given_back_either(content: bytes, request: pytest.FixtureRequest) -> None:
    problem = Problem(BASIC, 5, "B", "NAME_MISSING")
    if any(f"[{name}]" in request.node.name for name in ("no list at all", "an empty workbook")):
        assert zipfile.is_zipfile(BytesIO(with_remarks(content, [problem])))
        return
    with pytest.raises(errors.FileRefused):
        with_remarks(content, [problem])


def test_a_file_that_is_not_there_or_too_large_is_refused(tmp_path: Path) -> None:
    with pytest.raises(errors.FileUnreadable):
        read_lists(tmp_path / "none.xlsx")
    large = tmp_path / "large.xlsx"
    with large.open("wb") as stream:
        stream.truncate(package.LARGEST_FILE + 1)
    with pytest.raises(errors.FileTooLarge):
        read_lists(large)


def test_every_refusal_has_its_own_code() -> None:
    codes = [error.code for error in errors.FileRefused.__subclasses__()]
    assert len(set(codes)) == len(codes) == 16


# Bombs
# ----------------------------------------------------------------------------------------------------------------------


def refusal(content: bytes) -> tuple[str, object]:
    tracemalloc.start()
    try:
        with pytest.raises(errors.FileRefused) as refused:
            read_lists(content)
        _, most_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most_bytes < LITTLE
    facts = refused.value.facts
    return refused.value.code, facts.get("limit") or facts.get("what")


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    assert refusal(with_entry("xl/media/a.bin", bytes(40 * 2**20))) == ("FILE_EXPANDS_TOO_FAR", "RATIO")
    stated = bytearray(with_entry("xl/media/a.bin", b"x" * 100))
    at = stated.rfind(b"PK\x01\x02")
    stated[at + 24 : at + 28] = (2**31).to_bytes(4, "little")
    assert refusal(bytes(stated)) == ("FILE_EXPANDS_TOO_FAR", "SIZE")


def test_a_file_of_thousands_of_parts_is_refused() -> None:
    stream = BytesIO(X)
    with zipfile.ZipFile(stream, "a") as archive:
        for count in range(2100):
            archive.writestr(f"xl/media/{count}", b"")
    assert refusal(stream.getvalue()) == ("FILE_EXPANDS_TOO_FAR", "PARTS")


def test_more_rows_than_any_list_has_are_refused() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>事{n}</t></is></c></row>' for n in range(40, 20_100))
    assert refusal(
        edited(X, "xl/worksheets/sheet1.xml", lambda t: t.replace("</sheetData>", rows + "</sheetData>"))
    ) == (
        "TOO_MUCH_IN_FILE",
        "ROWS",
    )


def with_empty_rows(until: int) -> bytes:
    rows = "".join(
        f'<row r="{n}" spans="1:4" ht="15" customHeight="1"><c r="A{n}" s="1"/><c r="B{n}" s="2"/></row>'
        for n in range(34, until + 1)
    )
    return edited(X, "xl/worksheets/sheet1.xml", lambda t: t.replace("</sheetData>", rows + "</sheetData>"))


def test_a_million_empty_formatted_rows_change_nothing() -> None:
    told = expected(WORKBOOK)
    assert read_lists(with_empty_rows(1_048_576), told["file"]).as_data() == told


def test_empty_rows_never_stand_in_memory_together_and_are_not_handed_to_openpyxl() -> None:
    package = open_package(with_empty_rows(100_000))
    assert rows_streamed(package, "xl/worksheets/sheet1.xml") > 99_000
    bared, plain = bared_copy(package), bared_copy(open_package(X))
    assert (bared.rows, len(bared.content)) == (plain.rows, len(plain.content))


def rows_streamed(package: Package, part: str) -> int:
    """How many rows went by; fails where more than the parser reads ahead (32 KiB) ever stood in memory."""
    rows, passed = _Rows(package.file, part), 0

    def take(row: Any) -> None:
        nonlocal passed
        rows.take(row)
        passed += 1
        assert len(row.getparent()) <= len(rows.rows) + 1_000

    _streamed(package, part, take, rows.drop_empty)
    return passed


def test_cells_merged_over_a_million_rows_change_nothing() -> None:
    content = edited(
        X,
        "xl/worksheets/sheet3.xml",
        lambda t: t.replace(
            "</mergeCells>", '<mergeCell ref="F1:XFD1048576"/><mergeCell ref="A20:C1048576"/></mergeCells>'
        ),
    )
    told = expected(WORKBOOK)
    assert read_lists(content, told["file"]).as_data() == told


def test_a_value_in_the_last_cell_of_a_sheet_costs_nothing() -> None:
    content = workbook_with(lambda book: book[RECLAIMED].__setitem__("XFD1048576", "。"))
    assert len(read_lists(content).parts[2].items) == 7


# Defused
# ----------------------------------------------------------------------------------------------------------------------


def test_links_to_other_files_are_not_followed_and_told() -> None:
    relation = (
        '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        'attachedTemplate" '
        'Target="http://198.51.100.1/x.dotm" TargetMode="External"/></Relationships>'
    )
    content = edited(D, "word/_rels/document.xml.rels", lambda t: t.replace("</Relationships>", relation))
    assert "links to other files were not followed" in warnings(read_lists(content))


def test_what_a_workbook_carries_besides_cells_is_not_opened() -> None:
    content = with_entry("xl/charts/chart1.xml", DTD + b"<x>&b;</x>")
    assert read_lists(content, "x").parts[0].parsed_count == 20


def test_the_name_of_a_file_is_shown_without_its_folders() -> None:
    assert read_lists(X, "..\\..\\县里\\清单\u200b.xlsx").file == "清单.xlsx"
    assert read_lists(WORKBOOK).file == WORKBOOK.name


def test_text_that_looks_like_a_formula_stays_text() -> None:
    read = read_lists(workbook_with(lambda book: book[BASIC]["B22"].__setattr__("value", "推进=HYPERLINK网格")))
    assert "推进=HYPERLINK网格" in [item.name for item in read.parts[0].items]
