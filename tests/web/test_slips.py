"""Slips on the pages: from an answer to the letter, its .docx and its QR code, and the public checking page."""

import html
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
import segno
from flask import Flask, render_template

from registry.domain.access import decide
from registry.domain.question import CHINA
from registry.domain.slips import replies_borne, slip_number
from registry.store.base import db
from registry.store.slips import SlipRecord
from registry.words import LANGUAGES, words_in
from registry.words.letters import TYPES, Letter, Type, letter_of
from tests import given
from tests.conftest import NOW, PASSWORD
from tests.web.conftest import RECLAIMED, Browser
from tests.words.examples import delegation, situations

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
NEW = "/slips/new"
ASKED = {**RECLAIMED, "kind": "delegation"}


def form_of(browser: Browser, **query: str) -> dict[str, Any]:
    return browser.hidden(browser.get(NEW, **query), "/slips")


def issued(browser: Browser, **more: str) -> str:
    """The number of a slip that this browser issues, returning what was reclaimed."""
    sent = {**form_of(browser, **ASKED), "reply": "RETURN", **more}
    answer = browser.client.post("/slips", data=sent)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return str(answer.location).rsplit("/", 1)[1]


def test_the_township_goes_from_the_answer_to_a_signed_letter(wang: Browser) -> None:
    page = wang.get("/ask/delegation", **RECLAIMED)
    assert 'href="/slips/new?kind=delegation' in page and "出具回函" in page
    number = issued(wang, paper="城市监函〔2026〕8号", document_number="酒街函〔2026〕3号")
    letter = wang.get(f"/slips/{number}")
    for told in (
        "酒泉路街道",
        "酒街函〔2026〕3号",
        "关于“特种设备安全监督检查”的复函",
        "县市场监督管理局：",
        "城市监函〔2026〕8号",
        "现予退回",
        "第十六条",
        "可行的办法",
        "没有有效的准入编号",
        number,
        "示例，不作依据",
    ):
        assert told in letter, told  # fmt: skip
    assert "王干事" not in letter
    assert number in wang.get("/slips")


def test_the_form_offers_only_what_the_verdict_bears(wang: Browser) -> None:
    page = wang.get(NEW, **ASKED)
    assert re.findall(r'name="reply"[^>]*value="(\w+)"', page) == ["RETURN"]
    refused = wang.client.post("/slips", data={**form_of(wang, **ASKED), "reply": "UNDERTAKE", "paper": "某函"})
    again = refused.get_data(as_text=True)
    assert refused.status_code == 400 and "可以答复：退回" in again and 'value="某函"' in again


def test_what_changed_since_it_was_seen_is_shown_before_anything_is_issued(app: Flask, wang: Browser) -> None:
    sent = {**form_of(wang, **ASKED), "reply": "RETURN", "seal": "another", "paper": "某函"}
    answer = wang.client.post("/slips", data=sent)
    assert answer.status_code == 409 and 'value="某函"' in answer.get_data(as_text=True)
    with app.app_context():
        assert db.session.query(SlipRecord).count() == 0


def test_others_neither_see_the_button_nor_may_issue(
    anybody: Browser, chen: Browser, open_browser: Callable[..., Browser]
) -> None:
    for browser in (anybody, chen, open_browser("sun")):
        assert "/slips/new" not in browser.get("/ask/delegation", **RECLAIMED)
    assert chen.client.get(NEW, query_string=ASKED).status_code == 403
    assert anybody.client.get(NEW, query_string=ASKED).location.startswith("/sign-in")


def test_a_form_whose_sender_was_signed_out_comes_back_as_it_was(wang: Browser) -> None:
    sent = {**form_of(wang, **ASKED), "reply": "RETURN", "paper": "某函"}
    wang.sign_out()
    token = wang.hidden(wang.get("/sign-in"), "/sign-in")["csrf_token"]
    waits = wang.client.post("/slips", data={**sent, "csrf_token": token})
    page = waits.get_data(as_text=True)
    assert waits.status_code == 401 and "某函" in page
    waiting = wang.hidden(page, "/sign-in")
    back = wang.client.post("/sign-in", data={**waiting, "sign_in_name": "wang", "password": PASSWORD})
    form = back.get_data(as_text=True)
    assert 'value="某函"' in form and 'value="RETURN" checked' in form
    again = wang.client.post("/slips", data={**wang.hidden(form, "/slips"), "reply": "RETURN", "paper": "某函"})
    assert again.location.startswith("/slips/HF-620102001-")


def test_the_same_form_sent_twice_leads_to_one_slip(app: Flask, wang: Browser) -> None:
    sent = {**form_of(wang, **ASKED), "reply": "RETURN"}
    first, second = (wang.client.post("/slips", data=sent) for _ in range(2))
    assert first.location == second.location


def test_a_case_is_answered_from_its_page(wang: Browser, chen: Browser) -> None:
    there = chen.client.post("/requests", data=chen.submission(RECLAIMED)).location
    case = re.search(r"/slips/new\?case=([\w-]+)", wang.get(there))
    assert case and "/slips/new" not in chen.get(there)
    answer = wang.client.post("/slips", data={**form_of(wang, case=case.group(1)), "reply": "RETURN"})
    assert case.group(1) in wang.get(f"/s/{answer.location.rsplit('/', 1)[1]}")


def test_the_letter_is_read_by_its_addressee_and_by_no_other_department(
    wang: Browser, chen: Browser, open_browser: Callable[..., Browser]
) -> None:
    number = issued(wang)
    assert chen.client.get(f"/slips/{number}").status_code == 200
    assert open_browser("li").client.get(f"/slips/{number}").status_code == 404


# The public page
# ----------------------------------------------------------------------------------------------------------------------


def test_anybody_checks_it_by_number_and_learns_nobodys_name(wang: Browser, anybody: Browser) -> None:
    number = issued(wang)
    there = anybody.client.get("/s", query_string={"number": number.lower()})
    page = anybody.get(there.location)
    for told in (number, "签名有效", "结论和理由与出具时相同", "RECLAIMED P16 REJECT", "openssl pkeyutl -verify"):
        assert told in page, told
    for hidden in ("王干事", "wang"):
        assert hidden not in page, hidden


def test_the_files_of_the_page_satisfy_openssl_with_the_command_it_shows(
    wang: Browser, anybody: Browser, tmp_path: Path
) -> None:
    page, files = anybody.get(f"/s/{issued(wang)}"), tmp_path / "files"
    files.mkdir()
    for there in re.findall(r'href="(/(?:s|keys)/[^"]+\.(?:txt|sig|pem))"', page):
        (files / there.rsplit("/", 1)[1]).write_bytes(anybody.client.get(there).data)
    command = re.search(r"(openssl pkeyutl [^<]+)", page)
    assert command and len(list(files.iterdir())) == 3
    done = subprocess.run(command.group(1).split(), cwd=files, capture_output=True, text=True, check=False)
    assert "Signature Verified Successfully" in done.stdout, done.stderr


def test_a_wrong_number_is_one_sentence_and_an_unknown_one_says_what_that_means(anybody: Browser) -> None:
    wrong = anybody.client.get("/s/HF-620102001-2026-00001-0")
    assert wrong.status_code in (400, 404)
    assert anybody.client.get("/s/abc").status_code == 400
    unknown = anybody.client.get(f"/s/{slip_number('620102001000', 2026, 77)}")
    assert unknown.status_code == 404
    assert "不是由本登记处出具" in unknown.get_data(as_text=True)
    assert anybody.client.get("/s/HF-620102001-2026-00077-0.txt").status_code in (400, 404)


def test_the_keys_are_published_and_only_the_public_halves(wang: Browser, anybody: Browser) -> None:
    issued(wang)
    told = anybody.client.get("/keys.json").get_json()
    assert told["algorithm"] == "Ed25519" and len(told["keys"]) == 1
    pem = anybody.client.get(told["keys"][0]["address"])
    assert pem.get_data(as_text=True) == told["keys"][0]["pem"] and "PUBLIC KEY" in told["keys"][0]["pem"]
    for nothing in ("/keys/0000000000000000.pem", "/keys/..%2Fsecret-key.pem"):
        assert anybody.client.get(nothing).status_code == 404


# The letter on paper
# ----------------------------------------------------------------------------------------------------------------------


def test_the_code_holds_the_checking_page_and_the_signature(
    app: Flask, wang: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = issued(wang)
    with app.app_context():
        signature = db.session.get_one(SlipRecord, number).signature
    for address, told in (("", "http://localhost"), ("https://registry.example/", "https://registry.example")):
        monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], address=address))
        code = segno.make(f"{told}/s/{number}#{signature}", error="m", micro=False)
        assert code.svg_data_uri(scale=4, border=2) in html.unescape(wang.get(f"/slips/{number}"))


def test_the_docx_says_what_the_page_says(app: Flask, wang: Browser) -> None:
    number = issued(wang)
    answer = wang.client.get(f"/slips/{number}.docx")
    document = docx.Document(BytesIO(answer.data))
    said = [paragraph.text for paragraph in document.paragraphs]
    with app.app_context():
        record = db.session.get_one(SlipRecord, number)
        letter = _letter_of(record)
    assert [*letter.paragraphs] == [text for text in said if text in letter.paragraphs]
    assert letter.title in said and letter.addressee in said
    assert len(document.inline_shapes) == 1 and document.core_properties.author == ""
    assert (document.sections[0].page_width.mm, document.sections[0].page_height.mm) == pytest.approx((210, 297), abs=1)


def _letter_of(record: SlipRecord) -> Letter:
    day, words = record.issued_at.astimezone(CHINA).date(), words_in("zh")
    reply = next(reply for reply in replies_borne(record.verdict) if reply == record.reply)
    return letter_of(record.number, reply, record.called, record.verdict, day=day, words=words)


LONG = "共享单车停放秩序维护及城市家具保洁、临时占道经营劝导、夜间巡查值守、隐患排查上报等综合管理工作事项" * 10
DUTIES = [
    f"配合开展第{n}类重点区域、重点时段的日常巡查，发现问题及时劝阻、登记并上报主管部门处置。" * 2 for n in range(40)
]


def _long(text: str) -> str:
    return text[:480]


def extreme_letters(language: str) -> list[Letter]:
    """The letter of every reply to every situation, with the longest texts that can be typed and listed."""
    words, found = words_in(language), []
    row = {"township_share": DUTIES, "taken_over_by": "县市场监督管理局、县应急管理局、县住房和城乡建设局"}
    called = {
        "unit": "积石山保安族东乡族撒拉族自治县吹麻滩镇人民政府",
        "place": "甘肃省临夏回族自治州积石山保安族东乡族撒拉族自治县吹麻滩镇",
        "demander": "积石山保安族东乡族撒拉族自治县住房和城乡建设局（人民防空办公室）",
        "demander_kind": "DEPARTMENT",
        "matter": _long(LONG),
        "paper": _long(LONG)[:200],
        "document_number": "某某函〔2026〕1234号",
        "admission": "ZR-620102-2026-00001-0",
        "row": row,
    }
    everything = delegation(
        matter=_long(LONG),
        forms=["AUTHORISATION", "ENTRUSTMENT", "TERRITORIAL", "PLEDGE", "TARGETS", "ASSESSMENT", "RULES_ON_WALL"],
        laid_on="GRID",
        cites=[{"number": f"某部门发〔2025〕{n}号", "level": "CITY"} for n in range(10)],
    )
    for situation in (everything, *situations()):
        verdict = decide(given.question(situation), given.register(situation)).as_data()
        for reply in replies_borne(verdict):
            for head in ({}, {"admission": ""}, {"unit": "吹麻滩镇人民政府", "matter": "夜间经济摊区备案"}):
                facts = {**called, **head}
                found.append(letter_of("HF-620102001-2026-00001-0", reply, facts, verdict, day=NOW.date(), words=words))
    return found


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_longest_letters_stay_on_one_page_of_paper(app: Flask, tmp_path: Path, language: str) -> None:
    found = sorted(extreme_letters(language), key=lambda one: sum(map(len, one.paragraphs)))
    assert all(one.type for one in found)  # none is so long that no type would do
    heads = {one.sender for one in found}
    of_each = [[one for one in found if (one.type, one.sender) == (kind, head)] for kind in TYPES for head in heads]
    fullest = [max(those, key=filled(those[0].type)) for those in of_each if those and those[0].type]
    assert len(fullest) > len(TYPES)
    letters = [*found[:: len(found) // 20], *found[-20:], *fullest]
    signature = "A" * 86
    slip = {"key": "0" * 16, "signature": signature}
    with app.test_request_context(f"/?lang={language}"):
        pages = [render_template("slips/letter.html", letter=one, slip=slip, code="") for one in letters]
    sheets = [re.search(r"<main.*</main>", page, re.S) for page in pages]
    css = (Path(app.root_path) / "web" / "static" / "letter.css").read_text(encoding="utf-8")
    body = "".join(sheet.group() for sheet in sheets if sheet)
    whole = f"<!doctype html><meta charset=utf-8><style>{css} main + main {{ break-before: page }}</style>{body}"
    assert printed_pages(whole, tmp_path) == len(letters) >= 40


def filled(kind: Type) -> Callable[[Letter], int]:
    """How many lines of the page a letter takes in a type."""
    return lambda one: one._lines(kind.per_line)


def printed_pages(page: str, folder: Path) -> int:
    (folder / "letter.html").write_text(page, encoding="utf-8")
    assert CHROMIUM
    subprocess.run(
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}",
         "--no-pdf-header-footer", f"--print-to-pdf={folder / 'letter.pdf'}", str(folder / "letter.html")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", (folder / "letter.pdf").read_bytes()))
