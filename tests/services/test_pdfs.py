"""PDFs are read from inside: nothing that runs or is brought along is taken, wherever and however it is written."""

import shutil
import subprocess
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfWriter
from pypdf.annotations import Link

from registry.domain.contents import Unfit
from registry.domain.errors import DocumentRefused
from registry.services.documents import read_document
from registry.services.pdfs import require_still
from tests.samples_of_files import PDF, packed_pdf, pdf, stream

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def flaw(content: bytes) -> str:
    """Why a PDF is not taken; empty where it is."""
    try:
        require_still(content)
    except Unfit as unfit:
        return unfit.flaw.value
    return ""


def test_a_plain_pdf_is_taken_packed_or_not() -> None:
    for content in (PDF, packed_pdf(b"<< /Producer (x) >>"), pdf(stream(b"q Q")), PDF.rstrip() + b"\r\n\x00"):
        assert flaw(content) == ""


@pytest.mark.parametrize(
    "action",
    [
        b"<< /S /JavaScript /JS (app.alert(1)) >>",
        b"<< /S /#4aavaScript /J#53 (app.alert(1)) >>",
        b"<< /Type /Action /S /Launch /F (cmd.exe) >>",
        b"<< /S /#4c#61#75nch /F (cmd.exe) >>",
        b"<< /S /SubmitForm /F (http://example.org) >>",
        b"<< /S /ImportData /F (x) >>",
        b"<< /S /GoToE /T << >> >>",
        b"<< /Type /Filespec /F (a.exe) /EF << /F 9 0 R >> >>",
        b"<< /Type /Annot /Subtype /FileAttachment >>",
        b"<< /Type /Annot /Subtype /RichMedia >>",
        b"<< /Type /Annot /Subtype /Screen >>",
        b"<< /Fields [] /XFA 9 0 R >>",
        b"[ 1 [ << /A << /S /JavaScript /JS 9 0 R >> >> ] ]",
    ],
)
def test_what_runs_is_found_in_plain_and_in_packed_objects(action: bytes) -> None:
    assert flaw(pdf(action)) == "ACTIVE"
    assert flaw(packed_pdf(action, root=b"/OpenAction 5 0 R")) == "ACTIVE"
    assert flaw(packed_pdf(b"<< /A (harmless) >>", action)) == "ACTIVE"  # though nothing points to it


def test_the_sort_of_an_action_may_be_an_object_of_its_own() -> None:
    assert flaw(packed_pdf(b"<< /S 6 0 R /X (app.alert) >>", b"/JavaScript")) == "ACTIVE"


def test_an_object_that_no_table_names_is_found_in_its_stream() -> None:
    hidden = zlib.compress(b"9 0 << /S /J#61vaScript /J#53 (x) >>")
    assert flaw(pdf(stream(hidden, b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode "))) == "ACTIVE"


LINK = b"<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /F 4 /A 6 0 R >>"
UNC = rb"(\\\\host\\share\\x.pdf)"


@pytest.mark.parametrize(
    "action",
    [
        b"<< /S /URI /URI (http://www.gansu.gov.cn) >>",
        b"<< /S /URI /URI (HTTPS://www.gansu.gov.cn/a?b=c:d) /IsMap false >>",
        b"<< /S /URI /URI (mailto:desk@county.example) >>",
        b"<< /S /URI /URI (tel:+86-931-1234567) >>",
        b"<< /S /URI /URI (www.gansu.gov.cn:8080/list) >>",  # as LaTeX writes what was typed
        b"<< /S /URI /URI <feff007700770077002e0067006f0076002e0063006e> >>",
        b"<< /S /GoTo /D [3 0 R /Fit] >>",
        b"<< /S /Named /N /NextPage >>",
        b"<< /S /Thread /D 0 >>",
    ],
)
def test_links_that_a_reader_clicks_and_places_in_the_document_are_taken(action: bytes) -> None:
    assert flaw(packed_pdf(LINK, action)) == flaw(pdf(LINK.replace(b"6 0 R", b"5 0 R"), action)) == ""


OUTSIDE = [
    b"<< /S /GoToR /F " + UNC + b" /D [0 /Fit] >>",
    b"<< /S /#47oToR /D [0 /Fit] >>",
    b"<< /S /G#6fTo#52 /F << /FS /URL >> >>",
    b"<< /S /Thread /F " + UNC + b" /D 0 >>",
    b"<< /S /Thread /F << /Type /Filespec /UF " + UNC + b" >> >>",
    b"<< /S /URI /URI (javascript:app.alert\\(1\\)) >>",
    b"<< /S /URI /URI (java\\012script:x) >>",
    b"<< /S /URI /URI <6A617661736372697074 3A78> >>",
    b"<< /S /URI /URI (\\376\\377\\000f\\000i\\000l\\000e\\000:\\000/) >>",
    b"<< /S /URI /URI (file://host/share/x) >>",
    b"<< /S /URI /URI (C:/x.exe) >>",
    b"<< /S /URI /URI (//host/share) >>",
    b"<< /S /URI /URI (http:\\\\host) >>",
    b"<< /S /URI /URI " + UNC + b" >>",
    b"<< /Base (file://host/) >>",
    b"<< /Type /Filespec /F (x.pdf) >>",
    b"<< /Type /XObject /Subtype /Form /Ref << /F " + UNC + b" /Page 0 >> >>",
    b"<< /AA << /O << /S /URI /URI (http://www.gansu.gov.cn) >> >> >>",
    b"<< /AA << /C << /S /GoTo /D [3 0 R /Fit] /Next [ << /S /URI /URI (http://a.example) >> ] >> >> >>",
]


@pytest.mark.parametrize("action", OUTSIDE)
def test_what_leaves_the_document_is_refused_in_plain_and_in_packed_objects(action: bytes) -> None:
    assert flaw(pdf(action)) == "OUTSIDE"
    assert flaw(packed_pdf(b"<< /A (harmless) >>", action)) == "OUTSIDE"  # though nothing points to it


def test_no_link_is_followed_without_a_click() -> None:
    link = b"<< /S /URI /URI (http://www.gansu.gov.cn) >>"
    assert flaw(packed_pdf(link, root=b"/OpenAction 5 0 R")) == "OUTSIDE"
    assert flaw(packed_pdf(b"<< /S /GoTo /D [3 0 R /Fit] /Next 6 0 R >>", link, root=b"/OpenAction 5 0 R")) == "OUTSIDE"
    for still in (b"[3 0 R /Fit]", b"<< /S /GoTo /D [3 0 R /Fit] >>", b"<< /S /Named /N /FirstPage >>"):
        assert flaw(packed_pdf(still, root=b"/OpenAction 5 0 R")) == ""
    assert flaw(packed_pdf(b"<< /S /GoTo /Next 5 0 R >>", root=b"/OpenAction 5 0 R")) == "DAMAGED"  # round and round


def test_a_stream_that_is_kept_elsewhere_is_refused() -> None:
    for entries in (b"/F " + UNC, b"/#46 << /FS /URL >>", b"/F 5 0 R", b"/FFilter /FlateDecode"):
        assert flaw(pdf(stream(b"", b"/Type /XObject " + entries), UNC)) == "OUTSIDE"


def test_a_name_that_is_no_file_is_taken() -> None:
    """Flags of an annotation, a font and a picture that are called F."""
    assert flaw(packed_pdf(b"<< /Font << /F 6 0 R >> /XObject << /F 7 0 R >> >>", b"<< /Type /Font >>", b"<< >>")) == ""


def test_what_leaves_is_found_in_an_object_that_no_table_names_and_in_a_later_revision() -> None:
    hidden = zlib.compress(b"9 0 << /S /GoTo#52 /F (x) >>")
    assert flaw(pdf(stream(hidden, b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode "))) == "OUTSIDE"
    content = pdf(b"<< /S /GoTo >>")
    at = len(content)
    changed = content + b"4 0 obj\n<< /S /URI /URI (file:///etc/passwd) >>\nendobj\n"
    table = b"xref\n4 1\n%010d 00000 n \n" % at
    before = content[content.rindex(b"startxref") :].split()[1]
    end = b"trailer\n<< /Size 5 /Root 1 0 R /Prev " + before + b" >>\nstartxref\n%d\n%%%%EOF\n" % len(changed)
    assert flaw(changed + table + end) == "OUTSIDE"


def test_what_pypdf_writes_with_outline_and_links_is_taken() -> None:
    writer = PdfWriter()
    for _ in range(2):
        writer.add_blank_page(595, 842)
    writer.add_outline_item(title="一", page_number=0)
    writer.add_annotation(0, Link(rect=(0, 0, 9, 9), url="https://www.gansu.gov.cn/清单"))
    writer.add_annotation(0, Link(rect=(0, 0, 9, 9), target_page_index=1))
    writer.open_destination = 1
    writer.add_metadata({"/Producer": "WPS 文字", "/Title": "批复"})
    kept = BytesIO()
    writer.write(kept)
    assert flaw(kept.getvalue()) == ""


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7 sample\n%%EOF",
        b"%PDF-1.7\n" + b"MZ\x90\x00 any program at all " * 40 + b"\n%%EOF",
        PDF.replace(b"startxref", b"startyref"),
        PDF.replace(b"/Root 1 0 R", b""),
        PDF.replace(b"/Root 1 0 R", b"/Root 7 0 R"),
        PDF.replace(b"/Count 1", b"/Count 0").replace(b"[3 0 R]", b"[]     "),
        PDF[:200] + b"\n%%EOF",
        packed_pdf(b"<< >>").replace(b"\x78\x9c", b"\x00\x00"),
        pdf(root=b"/A " + b"[" * 5000 + b"]" * 5000),
    ],
    ids=range(9),
)
def test_what_only_begins_like_a_pdf_is_damaged(content: bytes) -> None:
    assert flaw(content) == "DAMAGED"


def test_one_locked_by_a_password_is_told_apart() -> None:
    secret = b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <" + b"41" * 32 + b"> /U <" + b"42" * 32 + b"> >>"
    locked = pdf(secret, trailer=b"/Encrypt 4 0 R /ID [<00> <00>] ")
    assert flaw(locked) == "LOCKED"


def test_an_approvals_document_is_looked_at_in_the_same_way() -> None:
    assert read_document("批文.pdf", PDF).content == PDF
    script = packed_pdf(b"<< /S /JavaScript /JS (x) >>")
    for content, cause in ((script, "ACTIVE"), (b"%PDF-1.7 sample", "DAMAGED"), (PDF + b"PK", "MIXED")):
        with pytest.raises(DocumentRefused) as refused:
            read_document("批文.pdf", content)
        assert refused.value.facts["cause"] == cause


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_what_a_browser_prints_to_is_taken(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<h1>批复</h1><p>同意。<a href='http://www.gansu.gov.cn'>甘肃</a>" * 40)
    assert CHROMIUM
    subprocess.run(
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}",
         f"--print-to-pdf={tmp_path / 'page.pdf'}", str(tmp_path / "page.html")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    assert flaw((tmp_path / "page.pdf").read_bytes()) == ""
