"""Files brought in on a page: a dry run, remarks in the user's own file, kept as a draft once; sizes and strangers."""

import io
import re

import openpyxl
import pytest

from registry.files.text import visible
from registry.store.base import db
from registry.store.editions import DraftRecord
from registry.web import uploads
from tests.files.making import BASIC, SUPPORTING, WORKBOOK, workbook_with
from tests.web.conftest import Browser
from tests.web.lists import PLACE, act, draft_of

PAPER = {"document_number": "城政办发〔2026〕61号", "effective_on": "2026-11-02"}


def kept(app) -> list[DraftRecord]:
    with app.app_context():
        return list(db.session.query(DraftRecord).all())


def send_files(browser: Browser, *files: tuple[bytes, str], place: str = PLACE):
    hidden = browser.hidden(browser.get("/lists/import"), "/lists/import")
    sent = {**hidden, "place": place, "file": [(io.BytesIO(content), name) for content, name in files]}
    return browser.client.post("/lists/import", data=sent, content_type="multipart/form-data")


def press(browser: Browser, page: str, what: str, **more: str):
    """Press the button of a result that goes to /lists/import/NUMBER/what."""
    address = re.search(rf'action="(/lists/import/[\w-]+/{what})"', page)
    assert address, page[-3000:]
    return browser.client.post(address.group(1), data={**browser.hidden(page, address.group(1)), **more})


@pytest.fixture
def broken() -> bytes:
    """The sample workbook with an item that names no department, and one without a name."""

    def change(book) -> None:
        book[SUPPORTING]["C6"].value = None
        book[BASIC]["B22"].value = None

    return workbook_with(change)


def test_a_whole_day_from_the_file_to_the_public_page(app, wang, open_browser, anybody, broken) -> None:
    page = send_files(wang, (broken, "三张清单.xlsx")).get_data(as_text=True)
    assert "有须改正之处" in page and "存为草稿</button>" not in page
    remarks = press(wang, page, "remarks")
    assert remarks.status_code == 200 and "attachment" in remarks.headers["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(remarks.data))
    texts = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert "导入提示" in map(visible, texts)
    page = send_files(wang, (WORKBOOK.read_bytes(), "三张清单.xlsx")).get_data(as_text=True)
    assert "没有须改正之处" in page and kept(app) == []
    answers = [press(wang, page, "keep") for _ in range(2)]
    draft = draft_of(answers[0])
    assert [draft_of(answer) for answer in answers] == [draft, draft] and len(kept(app)) == 1
    zhou, sun = open_browser("zhou"), open_browser("sun")
    assert act(wang, draft, "send").status_code == 302
    assert act(zhou, draft, "approve").status_code == 302
    assert act(sun, draft, "publish", **PAPER).status_code == 302
    with app.app_context():
        first = db.session.get_one(DraftRecord, draft).says()[0]
    shown = anybody.get(f"/lists/{PLACE}")
    assert PAPER["document_number"] in shown and first.matter in shown


def test_the_bytes_that_were_checked_are_kept_whatever_the_browser_sends_back(app, wang) -> None:
    page = send_files(wang, (WORKBOOK.read_bytes(), "清单.xlsx")).get_data(as_text=True)
    answer = press(wang, page, "keep", place="620102002000", names="x", draft="L2026-000099")
    draft = draft_of(answer)
    with app.app_context():
        record = db.session.get_one(DraftRecord, draft)
        assert record.place == PLACE and record.source == "清单.xlsx" and len(record.source_sha256) == 64


def test_what_one_person_sent_is_nobody_elses(app, wang, open_browser) -> None:
    page = send_files(wang, (WORKBOOK.read_bytes(), "清单.xlsx")).get_data(as_text=True)
    number = re.search(r"/lists/import/([\w-]+)/keep", page).group(1)  # type: ignore[union-attr]
    sun = open_browser("sun")
    token = sun.hidden(sun.get("/"), "/sign-out")["csrf_token"]
    for address in (f"/lists/import/{number}/keep", f"/lists/import/{'x' * 32}/keep", "/lists/import/..%2f..%2fx/keep"):
        assert sun.client.post(address, data={"csrf_token": token}).status_code in (404, 410)
    assert kept(app) == []


def test_what_waited_too_long_is_to_be_chosen_again(app, wang, monkeypatch) -> None:
    page = send_files(wang, (WORKBOOK.read_bytes(), "清单.xlsx")).get_data(as_text=True)
    monkeypatch.setattr(uploads, "WAITING_SECONDS", -1)
    answer = press(wang, page, "keep")
    assert answer.status_code == 410 and "重新选择文件" in answer.get_data(as_text=True)
    assert kept(app) == []


def test_a_wrong_place_or_file_is_told_beside_its_field(app, wang) -> None:
    elsewhere = send_files(wang, (WORKBOOK.read_bytes(), "清单.xlsx"), place="620102002000")
    assert elsewhere.status_code == 403 and "620102002000" in elsewhere.get_data(as_text=True)
    nowhere = send_files(wang, (WORKBOOK.read_bytes(), "清单.xlsx"), place="没有这里")
    assert nowhere.status_code == 400 and "没有这里" in nowhere.get_data(as_text=True)
    assert send_files(wang).status_code == 400
    refused = send_files(wang, (b"%PDF-1.7 not a list", "清单.pdf"))
    assert refused.status_code == 400 and "清单.pdf" in refused.get_data(as_text=True)
    assert kept(app) == []


def test_only_those_who_draft_may_send_files_and_large_ones_only_here(app, wang, chen, anybody) -> None:
    assert chen.client.get("/lists/import").status_code == 403
    assert f'value="{PLACE}"' in wang.get("/lists/import")
    assert anybody.client.get("/lists/import").status_code == 302
    big = WORKBOOK.read_bytes() + b"\0" * (2 * 2**20)
    assert send_files(wang, (big, "清单.xlsx")).status_code != 413
    token = chen.hidden(chen.get("/"), "/sign-out")["csrf_token"]
    sent = {"csrf_token": token, "place": PLACE, "file": (io.BytesIO(big), "清单.xlsx")}
    assert chen.client.post("/lists/import", data=sent, content_type="multipart/form-data").status_code == 413
    huge = b"\0" * (21 * 2**20)
    assert send_files(wang, (huge, "清单.xlsx")).status_code == 413
