"""PDFs are read from inside: nothing that runs or is brought along is taken, wherever and however it is written."""

import shutil
import subprocess
import zlib
from pathlib import Path

import pytest

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


def test_links_and_destinations_are_no_scripts() -> None:
    for action in (b"<< /S /URI /URI (http://www.gansu.gov.cn) >>", b"<< /S /GoTo /D [3 0 R /Fit] >>"):
        assert flaw(packed_pdf(action, root=b"/OpenAction 5 0 R")) == ""


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
