"""Slips on the pages: from an answer to the letter, its .docx and its QR code, and the public checking page."""

import html
import math
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import docx
import pytest
import zxingcpp
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Emu, RGBColor
from flask import Flask, render_template
from PIL import Image, ImageDraw

from registry.domain.access import decide
from registry.domain.question import CHINA
from registry.domain.slips import replies_borne, slip_number
from registry.files.letters import letter_document
from registry.services import cases, requests
from registry.services.access import Demand
from registry.services.people import actor_called
from registry.store.admissions import admission_of
from registry.store.base import db
from registry.store.slips import SlipRecord
from registry.words import LANGUAGES, words_in
from registry.words.letters import TYPES, Letter, Type, _width, letter_of
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


def checked_at(wang: Browser, number: str) -> str:
    """Where a slip's letter leads to: its checking page, with the code that is printed on it."""
    found = re.search(rf'href="(/s/{number}/[^"]+)"', wang.get(f"/slips/{number}"))
    assert found
    return found.group(1)


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
    assert case.group(1) in wang.get(checked_at(wang, answer.location.rsplit("/", 1)[1]))


def test_the_letter_is_read_by_its_addressee_and_by_no_other_department(
    wang: Browser, chen: Browser, open_browser: Callable[..., Browser]
) -> None:
    number = issued(wang)
    assert chen.client.get(f"/slips/{number}").status_code == 200
    assert open_browser("li").client.get(f"/slips/{number}").status_code == 404


# The public page
# ----------------------------------------------------------------------------------------------------------------------


def test_anybody_checks_it_by_what_is_printed_on_it_and_learns_nobodys_name(wang: Browser, anybody: Browser) -> None:
    number = issued(wang)
    there = checked_at(wang, number)
    typed = there.rsplit("/", 1)[1].lower().replace("-", " ")
    assert f"查验码：{there.rsplit('/', 1)[1]}" in wang.get(f"/slips/{number}")
    found = anybody.client.get("/s", query_string={"number": number.lower(), "code": typed})
    for page in (anybody.get(there), anybody.get(found.location)):
        for told in (number, "签名有效", "结论和理由与出具时相同", "RECLAIMED P16 REJECT", "openssl pkeyutl -verify"):
            assert told in page, told
        for hidden in ("王干事", "wang"):
            assert hidden not in page, hidden


def test_whoever_counts_through_the_numbers_learns_only_whether_each_stands(wang: Browser, anybody: Browser) -> None:
    number = issued(wang, paper="城市监函〔2026〕8号", document_number="酒街函〔2026〕3号")
    there = anybody.client.get("/s", query_string={"number": number.lower()})
    page = anybody.get(there.location)
    for told in (number, "本登记处出具过这份回函", "签名有效", "结论和理由与出具时相同", 'name="code"'):
        assert told in page, told
    for hidden in (
        "特种设备",
        "酒泉路",
        "市场监督",
        "退回",
        "城市监函",
        "酒街函",
        "RECLAIMED",
        "P16",
        "reply",
        "openssl",
    ):
        assert hidden not in page, hidden


def test_the_check_says_that_a_reply_no_longer_stands_and_why(app: Flask, wang: Browser, anybody: Browser) -> None:
    with app.app_context():
        li, officer, sun = (actor_called(name) for name in ("li", "wang", "sun"))
        assert li and officer and sun
        demand = Demand(kind="delegation", place="620102001000", answers={"matter": "农村公益性墓地日常管护"})
        case = requests.submit(demand, actor=li, now=datetime.now(UTC)).cases[0].number

    def answered(reply: str) -> str:
        sent = {**form_of(wang, case=case), "reply": reply}
        return str(wang.client.post("/slips", data=sent).location).rsplit("/", 1)[1]

    refused = answered("RETURN")
    assert "按规定可以准入，但现在没有有效的准入编号" in wang.get(f"/slips/{refused}")
    with app.app_context():
        cases.verify(case, actor=officer, now=datetime.now(UTC))
        record = admission_of(case)
        assert record is not None and record.number
        admitted = record.number
    with_code, without = anybody.get(checked_at(wang, refused)), anybody.get(f"/s/{refused}")
    assert "这份答复不再成立" in with_code and f"准入编号{admitted}有效" in with_code
    assert "出具之后已经准入" in without and admitted not in without and case not in without
    undertaken = answered("UNDERTAKE")
    assert "这份答复不再成立" not in anybody.get(checked_at(wang, undertaken))
    with app.app_context():
        cases.revoke(case, "不再需要", actor=sun, now=datetime.now(UTC))
    with_code, without = anybody.get(checked_at(wang, undertaken)), anybody.get(f"/s/{undertaken}")
    assert f"准入{admitted}已经撤销；这份答复不再成立" in with_code
    assert "这份答复不再成立" in without and admitted not in without


def test_a_wrong_code_opens_nothing_and_is_one_sentence(wang: Browser, anybody: Browser) -> None:
    number, other = issued(wang), issued(wang)
    right, wrong = checked_at(wang, number), checked_at(wang, other).rsplit("/", 1)[1]
    for code in (wrong, wrong.replace("-", ""), "0000-0000-0000", "查验码", right.rsplit("/", 1)[1][:-1]):
        for form in ("", ".txt", ".sig"):
            answer = anybody.client.get(f"/s/{number}/{code}{form}")
            page = answer.get_data(as_text=True)
            assert answer.status_code == 400 and "查验码与回函" in page and "特种设备" not in page, (code, form)
    assert anybody.client.get(f"/s/{number}.txt").status_code == 400  # as it was before there were codes


def test_the_files_of_the_page_satisfy_openssl_with_the_command_it_shows(
    wang: Browser, anybody: Browser, tmp_path: Path
) -> None:
    page, files = anybody.get(checked_at(wang, issued(wang))), tmp_path / "files"
    files.mkdir()
    for there in re.findall(r'href="(/(?:s|keys)/[^"]+\.(?:txt|sig|pem))"', page):
        answer = anybody.client.get(there)
        named = re.search(r'filename="?([^";]+)', answer.headers.get("Content-Disposition", ""))
        (files / (named.group(1) if named else there.rsplit("/", 1)[1])).write_bytes(answer.data)
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


def scanned(picture: bytes) -> str:
    """What a QR code says, read from a picture of it as a scanner does."""
    found = zxingcpp.read_barcodes(Image.open(BytesIO(picture)).convert("L"))
    assert len(found) == 1
    return str(found[0].text)


def drawn(svg: str) -> bytes:
    """An SVG of lines, one for each run of dark modules, as a picture: the path that segno writes, read anew."""
    side, scale, path = (
        found.group(1)
        for found in (re.search(what, svg) for what in (r"width='(\d+)'", r"scale\((\d+)\)", r" d='([^']+)'"))
        if found
    )
    picture, unit, x, y = Image.new("L", (int(side), int(side)), 255), int(scale), 0.0, 0.0
    for move, numbers in re.findall(r"([Mmh])([^Mmh]*)", path):
        values = [float(n) for n in re.findall(r"-?[\d.]+", numbers)]
        if move == "h":
            box = (x * unit, (y - 0.5) * unit, (x + values[0]) * unit - 1, (y + 0.5) * unit - 1)
            ImageDraw.Draw(picture).rectangle(box, fill=0)
            x += values[0]
        else:
            x, y = (values[0], values[1]) if move == "M" else (x + values[0], y + values[1])
    told = BytesIO()
    picture.save(told, "PNG")
    return told.getvalue()


def test_both_codes_when_scanned_lead_to_the_checking_page_with_the_signature(
    app: Flask, wang: Browser, anybody: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = issued(wang)
    with app.app_context():
        signature = db.session.get_one(SlipRecord, number).signature
    for address, told in (("", "http://localhost"), ("https://registry.example/", "https://registry.example")):
        monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], address=address))
        source = re.search(r'<img src="data:image/svg\+xml[^,]*,([^"]+)"', wang.get(f"/slips/{number}"))
        assert source
        document = docx.Document(BytesIO(wang.client.get(f"/slips/{number}.docx").data))
        (picture,) = [part.blob for part in document.part.package.iter_parts() if part.content_type == "image/png"]
        on_the_page = scanned(drawn(unquote(html.unescape(source.group(1)))))
        assert on_the_page == scanned(picture) == f"{told}{checked_at(wang, number)}#{signature}"
        page = anybody.get(on_the_page.removeprefix(told).partition("#")[0])
        assert number in page and "签名有效" in page and "RECLAIMED P16 REJECT" in page


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


def height(document: Any) -> float:
    """How high a .docx letter stands, in points, by its own type, indents and line heights; each line counted full."""
    section, normal = document.sections[0], document.styles["Normal"]
    across = Emu(section.page_width - section.left_margin - section.right_margin).pt
    total = 0.0
    for one in document.paragraphs:
        shape, size = one.paragraph_format, (one.runs[0].font.size or normal.font.size).pt
        indents = sum(length.pt for length in (shape.first_line_indent, shape.right_indent) if length)
        lines = math.ceil((_width(one.text) * size + indents) / across)
        total += sum(gap.pt for gap in (shape.space_before, shape.space_after) if gap)
        if one._p.xpath(".//w:drawing"):
            total += document.inline_shapes[0].height.pt + 1.5 * size
        else:
            total += lines * (shape.line_spacing or normal.paragraph_format.line_spacing).pt
    return total


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_letters_stay_on_one_page_of_the_docx(language: str) -> None:
    highest, found = 0.0, sorted(extreme_letters(language), key=lambda one: sum(map(len, one.paragraphs)))
    of_each = [max((one for one in found if one.type == kind), key=filled(kind), default=found[-1]) for kind in TYPES]
    for letter in (*of_each, *found[:: max(1, len(found) // 15)], *found[-10:]):
        written = replace(letter, check_code="7K3M-9QXD-2FHT")
        document = docx.Document(BytesIO(letter_document(written, "https://registry.example/s/1", words_in(language))))
        section = document.sections[0]
        room = Emu(section.page_height - section.top_margin - section.bottom_margin).pt
        highest = max(highest, height(document) / room)
        assert height(document) <= room, (letter.type, letter.paragraphs)
    assert highest > 0.8  # the longest ones do fill their page


def test_the_docx_has_the_parts_of_an_official_letter_in_their_order_and_places() -> None:
    letter = replace(extreme_letters("zh")[0], check_code="7K3M-9QXD-2FHT")
    document = docx.Document(BytesIO(letter_document(letter, "https://registry.example/s/1", words_in("zh"))))
    said = [one for one in document.paragraphs if one.text]
    parts = [letter.sender, letter.document_number, letter.title, letter.addressee, *letter.paragraphs]
    assert [one.text for one in said[:-1]] == [*parts, letter.signed, letter.day]
    assert letter.number in said[-1].text and letter.check_code in said[-1].text
    center, right = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
    assert [one.alignment for one in said[:4]] == [center, right, center, None]
    assert [one.alignment for one in said[-3:-1]] == [right, right]
    assert said[0].runs[0].font.color.rgb == RGBColor(0xC0, 0, 0)
    for heading in (said[0], said[2]):
        assert heading._p.xpath("w:r/w:rPr/w:rFonts/@w:eastAsia") == ["方正小标宋简体"]
    order = [child.tag.rpartition("}")[2] for child in said[0]._p.pPr]
    assert order == ["pBdr", "spacing", "jc"]  # as the schema has it: Word does not open what stands otherwise
    section = document.sections[0]
    sides = (section.left_margin, section.right_margin, section.top_margin, section.bottom_margin)
    assert all(side.mm >= least for side, least in zip(sides, (26.9, 24.9, 19.9, 11.9), strict=True))


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
        coded = [replace(one, check_code="7K3M-9QXD-2FHT") for one in letters]
        pages = [render_template("slips/letter.html", letter=one, slip=slip, code="") for one in coded]
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
