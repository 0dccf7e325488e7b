"""What may be attached is told by its content; macros, scripts, files in files and names with paths are refused."""

import io
import random
import zipfile

import pytest

from registry.domain.attachments import LONGEST_NAME, MOST_BYTES, Media, media_of, plain_name
from registry.domain.errors import AttachmentRefused
from tests.samples_of_files import JPG, PDF, PNG, chunk, docx, pdf, stream, with_parts, xlsx


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


def relationships(*targets: str) -> bytes:
    """A part that relates another to targets, each given as the attributes of its relationship."""
    told = "".join(f'<Relationship Id="r{n}" {one}/>' for n, one in enumerate(targets))
    return f'<Relationships xmlns="urn:p">{told}</Relationships>'.encode()


def typed(plain: bytes, more: str) -> dict[str, bytes]:
    """The types of a package, with one more."""
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        types = archive.read("[Content_Types].xml").decode()
    return {"[Content_Types].xml": types.replace("</Types>", more + "</Types>").encode()}


SCHEMA = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MACRO = 'Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="theme/theme2.bin"'
SCRIPT = f'Type="{SCHEMA}/hyperlink" TargetMode="External" Target="java&#115;cript:x()"'
OUTSIDE = 'TargetMode="External" Target="http://example.org/x"'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


@pytest.mark.parametrize(
    "parts",
    [
        {"word/vbaProject.bin": b"x"},
        {"word/activeX/activeX1.xml": b"<x/>"},
        {"word/embeddings/oleObject1.bin": b"x"},
        {"word/media/image7.png": OLE},  # whatever it is called
        {"customXml/item1.bin": b"MZ\x90\x00" + b"x" * 60},
        {"customXml/item1.bin": b"MZ\x50\x00" + b"x" * 60},
        {"word/media/a.BAT": b"@echo off"},
        {"word/media/a.html": b"<p>x</p>"},
        {"word/media/a.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>x()</script></svg>"},
        {"word/media/a.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>"},
        {"word/media/a.svg": b"<svg xmlns:x='l'><a x:href=' JavaScript:x()'/></svg>"},
        {"word/_rels/document.xml.rels": relationships(MACRO)},
        {"word/_rels/document.xml.rels": relationships(MACRO.replace("vbaProject", "vba&#x50;roject"))},
        {"word/_rels/settings.xml.rels": relationships(f'Type="{SCHEMA}/aFChunk" Target="page.htm"')},
        {"word/_rels/document.xml.rels": relationships(SCRIPT)},
        {"word/document.xml": b"<d xmlns:w='w'><w:instrText>DDE</w:instrText><w:instrText>AUTO x</w:instrText></d>"},
        {"word/document.xml": b'<d xmlns:w="w"><w:fldSimple w:instr=" &#68;DE x "/></d>'},
        typed(docx(), '<Override PartName="/word/t.bin" ContentType="application/vnd.ms-office.vba&#80;roject"/>'),
        typed(docx(), '<Default Extension="x" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'),
    ],
)  # fmt: skip
def test_macros_controls_objects_and_fields_that_run_are_refused_under_whatever_name(parts: dict[str, bytes]) -> None:
    assert refused("通知.docx", with_parts(docx(), parts)) == "ACTIVE"


@pytest.mark.parametrize(
    "target",
    [
        f'Type="{SCHEMA}/attachedTemplate" {OUTSIDE}',
        f'Type="{SCHEMA}/attached&#84;emplate" TargetMode="Ex&#116;ernal" Target="&#104;ttp://example.org/x"',
        f'Type="{SCHEMA}/image" {OUTSIDE}',
        f'Type="{SCHEMA}/frame" {OUTSIDE}',
        f'Type="{SCHEMA}/externalLinkPath" {OUTSIDE}',
        f'Type="{SCHEMA}/attachedTemplate" Target="http://example.org/x"',  # without its mode
        f'Type="{SCHEMA}/image" Target="&#92;&#92;host\\share\\x.png"',
    ],
)
@pytest.mark.parametrize("part", ["word/_rels/settings.xml.rels", "word/_rels/footer9.xml.RELS"])
def test_what_is_read_from_outside_is_refused_however_it_is_spelt(target: str, part: str) -> None:
    assert refused("通知.docx", with_parts(docx(), {part: relationships(target)})) == "OUTSIDE"


def runs(*said: str) -> str:
    """A complex field; each piece of its instruction in a run of its own, fields among them as they are."""
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{sort}"/></w:r>' for sort in ("begin", "end"))
    pieces = (p if p.startswith("<w:r") else f"<w:r><w:instrText>{p}</w:instrText></w:r>" for p in said)
    return begin + "".join(pieces) + end


def simple(said: str) -> str:
    return f'<w:fldSimple w:instr="{said}"><w:r><w:t>x</w:t></w:r></w:fldSimple>'


def with_fields(*fields: str, part: str = "word/document.xml") -> bytes:
    return with_parts(docx(), {part: f"<w:d xmlns:w='w'>{''.join(fields)}</w:d>".encode()})


UNC = "\\\\\\\\host\\\\share\\\\x"
READING = [
    runs(r'INCLUDEPICTURE "http://a.example/x.png" \d'),
    runs(" includepic", "TURE ", '"ht', 'tp://a.example/x.png"'),
    runs(f'INCLUDEPICTURE "{UNC}"'),
    runs(f"INCLUDEPICTURE {UNC}"),
    runs('INCLUDEPICTURE "file:///x"'),
    runs("INCLUDEPICTURE ", runs("REF a")),
    runs(f'INCLUDETEXT "{UNC}"'),
    runs("INCLUDE", "TEXT ", runs("REF a")),
    simple("INCLUDETEXT &quot;http://a.example/x&quot;"),
    simple("&#73;NCLUDEPICTURE &quot;//a.example/x&quot;"),
    runs('DATABASE \\d "x"'),
    runs('RD "x.docx"'),
    runs("IF 1 = 1 ", runs('INCLUDETEXT "x"'), ' "b"'),
    runs("SET c &quot;", runs("QUOTE 68 68 69 65 85 84 79 32"), "&quot;"),
    runs("QUOTE ", "68", " 68"),
    runs(runs("REF a"), ' "x"'),
    runs("DD", runs("REF e"), ' "x"'),
    runs("INCLUDE", simple("REF e"), ' "x"'),
    '<w:r><w:fldChar w:fldCharType="begin"/><w:delInstrText>INCLUDETEXT x</w:delInstrText></w:r>',
    '<v:imagedata xmlns:v="v" src="http://a.example/x.png"/>',
]


@pytest.mark.parametrize("field", READING)
@pytest.mark.parametrize("part", ["word/document.xml", "word/footnotes.xml", "story/main.xml"])
def test_fields_that_read_from_outside_or_are_spelled_by_others_are_refused(field: str, part: str) -> None:
    assert refused("通知.docx", with_fields(field, part=part)) == "OUTSIDE"


def test_fields_that_run_are_found_nested_split_and_in_parts_of_any_name() -> None:
    for field in (runs("IF 1 = 1 ", runs("DDE", "AUTO x")), runs("D", "DE ", "x"), runs('HYPERLINK "javascript:x"')):
        assert refused("通知.docx", with_fields(field)) == "ACTIVE"
    told = '<Override PartName="/word/story.dat" ContentType="application/vnd.x+xml"/>'
    other = {
        **typed(docx(), told),
        "word/story.dat": f"<w:d xmlns:w='w'>{runs('INCLUDETEXT x')}</w:d>".encode("utf-16"),
    }
    assert refused("通知.docx", with_parts(docx(), other)) == "OUTSIDE"


def test_fields_of_ordinary_documents_are_taken() -> None:
    separate = '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    ordinary = [
        runs(
            r' TOC \o "1-3" \h \z \u ', separate, runs(r" HYPERLINK \l _Toc1 ", separate, runs(r" PAGEREF _Toc1 \h "))
        ),
        runs(" PAGE  \\* MERGEFORMAT "),
        simple("NUMPAGES"),
        runs(r'DATE \@ "EEEE年O月A日"'),
        runs(r'QUOTE "2026-1-1" \@ "EEEE年O月A日"'),
        runs("QUOTE ", runs(r"= 1 \* CHINESENUM3")),
        runs("=", runs("PAGE"), "-1"),
        runs("IF", runs("MERGEFIELD a"), '="1" "x" "y"'),
        runs(r'HYPERLINK "http://www.gansu.gov.cn/dde/list" \t "_blank"'),
        runs('HYPERLINK "mailto:a@county.example"'),
        runs(r'HYPERLINK "附件1.docx"'),
        runs(r"eq \o\ac(○,1)"),
        runs(r'INCLUDEPICTURE "C:\\Users\\x\\1.png" \* MERGEFORMATINET'),
        runs("FILENAME"),
        runs("STYLEREF 1"),
        runs("SEQ 图 \\* ARABIC"),
        runs("MERGEFIELD 姓名"),
    ]
    for field in ordinary:
        assert refused("通知.docx", with_fields(field)) == "", field


def test_a_workbook_that_draws_on_others_is_refused() -> None:
    for sort in ("externalLink", "connections", "queryTable"):
        kind = f"application/vnd.openxmlformats-officedocument.spreadsheetml.{sort}+xml"
        more = typed(xlsx(), f'<Override PartName="/xl/x.xml" ContentType="{kind}"/>')
        assert refused("表.xlsx", with_parts(xlsx(), more)) == "OUTSIDE", sort


def test_links_that_a_reader_follows_by_hand_and_a_charts_figures_are_taken() -> None:
    followed = ("http://www.gansu.gov.cn/", "mailto:a@county.example", "tel:0931-1234567", "附件1.docx", "#_Toc1")
    links = [f'Type="{SCHEMA}/hyperlink" TargetMode="External" Target="{to}"' for to in followed]
    linked = with_parts(docx(), {"word/_rels/footer9.xml.rels": relationships(*links)})
    assert refused("通知.docx", linked) == ""
    assert refused("通知.docx", with_parts(docx(), {"word/embeddings/Sheet1.xlsx": xlsx()})) == ""
    drawing = b"<svg xmlns='http://www.w3.org/2000/svg' xmlns:x='l'><image x:href='data:image/png;base64,AA=='/></svg>"
    assert refused("通知.docx", with_parts(docx(), {"word/media/image1.svg": drawing})) == ""


def test_archives_in_archives_are_looked_through() -> None:
    macros = with_parts(xlsx(), {"xl/media/image1.png": OLE})
    bare = with_parts(docx(), {"[Content_Types].xml": b"<Types/>"})
    twice = with_parts(xlsx(), {"xl/embeddings/Sheet1.xlsx": xlsx()})
    for inside, why in ((macros, "ACTIVE"), (bare, "MIXED"), (twice, "MIXED"), (b"Rar!\x1a\x07\x00x", "MIXED")):
        assert refused("通知.docx", with_parts(docx(), {"word/embeddings/a.bin": inside})) == why


def test_xml_with_a_document_type_is_not_read() -> None:
    bomb = b'<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><d>&b;</d>'
    for part in ("[Content_Types].xml", "word/document.xml", "word/_rels/settings.xml.rels"):
        assert refused("通知.docx", with_parts(docx(), {part: bomb})) == "DAMAGED", part
    assert refused("通知.docx", with_parts(docx(), {"word/document.xml": b"<d><no end"})) == "DAMAGED"


def test_two_parts_of_one_name_are_refused() -> None:
    twice = with_parts(docx(), {"WORD/document.xml": b"<d/>"})
    assert refused("通知.docx", twice) == "MIXED"


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
        ("辛.jpg", JPG.replace(b"JFIF", b"%PDF-1.4")),
        ("壬.jpg", JPG + page + b"\xff\xd9"),
        ("癸.jpg", JPG + plain + b"\xff\xd9"),
        ("子.png", PNG + PNG),
        ("丑.png", PNG + b"Rar!\x1a\x07\x01\x00" + PNG[-12:]),
        ("寅.jpg", JPG + b"7z\xbc\xaf\x27\x1c" + b"\xff\xd9"),
    ):
        assert refused(name, content) == "MIXED", name


def test_a_zip_inside_a_picture_is_found_wherever_it_lies() -> None:
    for padding in (b"", b"x" * 200_000):
        hidden = PNG[:-12] + chunk(b"tEXt", docx() + padding) + PNG[-12:]
        assert refused("照片.png", hidden) == "MIXED"
        comment = docx() + padding[:1000]
        segment = b"\xff\xfe" + (len(comment) + 2).to_bytes(2) + comment
        assert refused("照片.jpg", JPG[:2] + segment + JPG[2:]) == "MIXED"


def test_what_cameras_put_behind_a_picture_is_taken() -> None:
    assert refused("照片.jpg", JPG + JPG + b"\x00" * 40) == ""


def test_pictures_that_stop_or_hold_nothing_are_damaged() -> None:
    for content in (JPG[:-2], JPG[:40], b"\xff\xd8\xff\xd9", JPG.replace(b"\xff\xda", b"\xff\xd9", 1)):
        assert refused("照片.jpg", content) == "DAMAGED"
    spoilt = PNG.replace(b"IDAT", b"IDAX")
    for content in (PNG[:-8], PNG[:8], PNG[:30], spoilt, PNG[:8] + PNG[-12:]):
        assert refused("照片.png", content) == "DAMAGED"


def test_scans_of_random_bytes_are_not_taken_for_something_that_runs() -> None:
    dice = random.Random(2026)
    scan = pdf(stream(dice.randbytes(9 * 2**20)))
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
