"""What may be attached is told by its content; macros, scripts, files in files and names with paths are refused."""

import io
import random
import zipfile

import pytest

from registry.domain.attachments import LONGEST_NAME, MOST_BYTES, Media, media_of, plain_name
from registry.domain.errors import AttachmentRefused
from tests.samples_of_files import JPG, PDF, PNG, docx, with_parts, xlsx


def refused(name: str, content: bytes) -> str:
    """Why a file is not taken; empty where it is."""
    try:
        media_of(name, content)
    except AttachmentRefused as error:
        return str(error.facts["reason"])
    return ""


@pytest.mark.parametrize(
    ("name", "content", "media"),
    [
        ("依据.pdf", PDF, Media.PDF),
        ("照片.PNG", PNG, Media.PNG),
        ("扫描件.jpg", JPG, Media.JPG),
        ("扫描件.jpeg", JPG, Media.JPG),
        ("评估报告.docx", docx(), Media.DOCX),
        ("测算表.xlsx", xlsx(), Media.XLSX),
    ],
)
def test_what_officials_attach_is_taken(name: str, content: bytes, media: Media) -> None:
    assert media_of(name, content) is media


@pytest.mark.parametrize(
    "name",
    ["../a.pdf", "a/b.pdf", "C:\\a.pdf", ".pdf", "", " ", "a\u202efdp.pdf", "a\n.pdf", "长" * LONGEST_NAME + ".pdf"],
)
def test_a_name_is_a_name_and_no_path(name: str) -> None:
    assert refused(name, PDF) == "NAME"


def test_a_plain_name_stays_as_it_is() -> None:
    assert plain_name(" 2026年（第3号） 批复.pdf ") == "2026年（第3号） 批复.pdf"


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("空.pdf", b"", "EMPTY"),
        ("大.pdf", PDF + b"\n" * MOST_BYTES, "TOO_LARGE"),
        ("页面.pdf", b"<html><script>alert(1)</script></html>", "OTHER"),
        ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "OTHER"),
        ("图.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "OTHER"),
        ("图.pdf", PNG, "NAME_DIFFERS"),
        ("表.docx", xlsx(), "NAME_DIFFERS"),
        ("图.png.exe", PNG, "NAME_DIFFERS"),
        ("没有扩展名", PDF, "NAME_DIFFERS"),
    ],
)
def test_what_is_something_else_is_refused(name: str, content: bytes, why: str) -> None:
    assert refused(name, content) == why


def test_macros_controls_objects_and_outside_templates_are_refused() -> None:
    plain = docx()
    rels = (
        b'<Relationships><Relationship Type="x/attachedTemplate" Target="http" TargetMode="External"/></Relationships>'
    )
    for parts in (
        {"word/vbaProject.bin": b"x"},
        {"word/activeX/activeX1.xml": b"x"},
        {"word/embeddings/oleObject1.bin": b"x"},
        {"word/_rels/settings.xml.rels": rels},
        {"[Content_Types].xml": b"application/vnd.ms-word.document.macroEnabled.main+xml"},
    ):
        assert refused("通知.docx", with_parts(plain, parts)) == "ACTIVE", parts


@pytest.mark.parametrize("script", [b"/JavaScript (x)", b"/Launch", b"/EmbeddedFile", b"/J#61vaScript (x)"])
def test_a_pdf_that_does_something_is_refused(script: bytes) -> None:
    assert refused("通知.pdf", PDF.replace(b"/Catalog", b"/Catalog " + script)) == "ACTIVE"


def test_two_files_in_one_are_refused() -> None:
    page, plain = b"<html><script>alert(1)</script></html>", docx()
    for name, content in (
        ("甲.pdf", PDF + page),
        ("乙.pdf", PDF + plain),
        ("丙.png", PNG + page),
        ("丁.png", PNG + plain),
        ("戊.jpg", JPG + plain),
        ("己.jpg", JPG + page),
        ("庚.docx", plain + page),
        ("辛.jpg", JPG.replace(b"JFIF", b"%PDF-1.4") + b""),
    ):
        assert refused(name, content) == "MIXED", name


def test_a_zip_inside_a_picture_is_found_wherever_it_ends() -> None:
    hidden = PNG.replace(b"IEND", b"tEXt" + docx() + b"IEND")
    assert refused("照片.png", hidden) == "MIXED"


def test_scans_of_random_bytes_are_not_taken_for_something_that_runs() -> None:
    dice = random.Random(2026)
    scan = PDF.replace(b"%%EOF", b"stream\n" + dice.randbytes(9 * 2**20) + b"\nendstream\n%%EOF")
    assert refused("扫描件.pdf", scan) == ""


def test_what_is_cut_off_or_swells_is_refused() -> None:
    plain = docx()
    assert refused("甲.pdf", PDF.replace(b"%%EOF", b"")) == "DAMAGED"
    assert refused("乙.png", PNG[:-8]) == "DAMAGED"
    assert refused("丙.docx", b"PK\x03\x04" + b"x" * 40 + b"PK\x05\x06" + b"\xff" * 18) == "DAMAGED"
    assert refused("丁.docx", with_parts(plain, {"word/document.xml": b"0" * (30 * 2**20)})) == "TOO_LARGE"
    assert refused("戊.docx", with_parts(plain, {"../../evil": b"x"})) == "NAME"


def test_a_zip_that_is_no_document_is_refused() -> None:
    bare = with_parts(docx(), {"[Content_Types].xml": b"<Types/>"})
    assert zipfile.is_zipfile(io.BytesIO(bare))
    assert refused("包.docx", bare) == "OTHER"
