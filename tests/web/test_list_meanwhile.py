"""What happens to a list between two pages: a newer edition, a row taken out, a page too old, files left lying."""

import os
import re
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask

from registry.domain.duties import Duty
from registry.services import duties
from registry.services.people import actor_called
from registry.services.successions import TypedChange, record_division_change
from registry.store.base import db
from registry.store.editions import DraftRecord
from registry.web import uploads
from tests.files.making import WORKBOOK
from tests.web.conftest import Browser
from tests.web.lists import COUNTY, NEIGHBOUR, PLACE, SEED, act, begin, fields, row_form
from tests.web.test_list_drafts import PAPER, publish_now, put, remove, rows_of, status_of
from tests.web.test_list_import import press, send_files

CARRY_ON = "转到新的一版上"
GONE = "被别人删除、合并或拆分"


@pytest.fixture
def sun(open_browser) -> Browser:
    """Sun of the county's list office, signed in."""
    return open_browser("sun")


@pytest.fixture
def zhou(open_browser) -> Browser:
    """Zhou of the justice bureau, signed in."""
    return open_browser("zhou")


def newest_rows(app: Flask) -> tuple[Duty, ...]:
    with app.app_context():
        now = datetime.now(UTC)
        found = duties.list_of(PLACE, on=now.date(), known_at=now).duty_list
        assert found is not None
        return found.duties


def publish_meanwhile(app: Flask, rows: tuple[Duty, ...], number: str = "城政办发〔2026〕71号") -> None:
    with app.app_context():
        publish_now(PLACE, rows, number, date(2026, 10, 1))


def test_a_draft_that_fell_behind_says_so_and_is_carried_on_with_what_stayed_as_published(app, wang, zhou, sun) -> None:
    draft = begin(wang)
    assert f"/lists/drafts/{draft}/carry_on" not in wang.get(f"/lists/drafts/{draft}")
    first, second = rows_of(app, draft)[:2]
    put(wang, draft, first.code, matter=first.matter + "（草稿的写法）")
    put(wang, draft, second.code, matter=second.matter + "（只有草稿改了）")
    act(wang, draft, "send")
    act(zhou, draft, "approve")
    sending = fields(sun.get(f"/lists/drafts/{draft}"), f"/lists/drafts/{draft}/publish")
    there = newest_rows(app)
    publish_meanwhile(app, tuple(replace(r, matter=r.matter + "（公布的写法）") if r is there[0] else r for r in there))
    refused = sun.client.post(f"/lists/drafts/{draft}/publish", data={**sending, **PAPER})
    page = refused.get_data(as_text=True)
    assert refused.status_code == 400 and f"/lists/drafts/{draft}/carry_on" in page and PAPER["document_number"] in page
    assert f"/lists/drafts/{draft}/carry_on" not in zhou.get(f"/lists/drafts/{draft}")
    assert "城政办发〔2026〕71号" in zhou.get(f"/lists/drafts/{draft}") and "请起草人" in zhou.get(
        f"/lists/drafts/{draft}"
    )
    assert act(wang, draft, "carry_on").status_code == 302
    page = wang.get(f"/lists/drafts/{draft}")
    kept = page.split('id="kept"')[1].split("</section>")[0]
    assert "（草稿的写法）" in kept and "（公布的写法）" in kept and "只有草稿改了" not in kept
    assert f"/lists/drafts/{draft}/carry_on" not in page and status_of(app, draft) == "DRAFT"
    assert [row.matter[-8:] for row in rows_of(app, draft)[:2]] == [
        (first.matter + "（公布的写法）")[-8:],
        (second.matter + "（只有草稿改了）")[-8:],
    ]


def test_an_old_list_is_entered_with_a_tick_and_a_refused_day_is_told_beside_its_field(app, wang, zhou, sun) -> None:
    draft = begin(wang)
    assert "完全相同" in wang.get(f"/lists/drafts/{draft}")
    remove(wang, draft, rows_of(app, draft)[0].code)
    assert "完全相同" not in wang.get(f"/lists/drafts/{draft}")
    act(wang, draft, "send")
    act(zhou, draft, "approve")
    for day in ("2021-05-01", "2206-01-01", "2025-12-20"):
        refused = act(sun, draft, "publish", **{**PAPER, "effective_on": day})
        page = refused.get_data(as_text=True)
        assert refused.status_code == 400 and 'id="effective_on-wrong"' in page and day in page and "年度调整" in page
    ticked = act(sun, draft, "publish", **{**PAPER, "effective_on": "1921-05-01", "as_history": "1"})
    assert re.search(r'name="as_history" value="1" checked', ticked.get_data(as_text=True))
    before = newest_rows(app)
    assert act(sun, draft, "publish", **{**PAPER, "effective_on": "2021-05-01", "as_history": "1"}).status_code == 302
    assert newest_rows(app) == before and status_of(app, draft) == "PUBLISHED"


def test_whoever_amended_a_draft_is_not_offered_its_approval(app, wang, open_browser) -> None:
    sun, draft = open_browser("sun"), begin(wang)
    put(sun, draft, rows_of(app, draft)[0].code, matter="孙清单的写法")
    act(wang, draft, "send")
    page = sun.get(f"/lists/drafts/{draft}")
    assert f"/lists/drafts/{draft}/approve" not in page
    assert f"/lists/drafts/{draft}/approve" in open_browser("zhou").get(f"/lists/drafts/{draft}")


def test_a_masters_page_says_which_later_edition_it_amends_and_which_editions_were_made(app, zhou, sun) -> None:
    with app.app_context():
        rows = duties.edition_called(SEED).duties
        publish_now(COUNTY, rows, "城政办发〔2026〕50号", date(2026, 3, 1))
        publish_now(NEIGHBOUR, rows, "城政办发〔2026〕49号", date(2027, 6, 1))
    draft = begin(sun, place=COUNTY)
    put(sun, draft, rows[0].code, matter=rows[0].matter + "（母版修订）")
    reached = sun.get(f"/lists/drafts/{draft}").split("公布后各乡镇的变化")[1]
    assert "代替这一版" in reached and "城政办发〔2026〕49号" in reached and "2027" in reached
    act(sun, draft, "send")
    act(zhou, draft, "approve")
    assert act(sun, draft, "publish", **PAPER).status_code == 302
    made = sun.get(f"/lists/drafts/{draft}").split("随母版公布的乡镇清单")[1].split("</section>")[0]
    assert made.count("/lists/editions/ED-620102002-") >= 1 and "/lists/editions/ED-620102001-" in made


def test_a_masters_page_names_the_townships_of_another_county_before_and_after_it_is_published(app, zhou, sun) -> None:
    with app.app_context():
        rows = duties.edition_called(SEED).duties
        older = tuple(replace(row, matter="母版原来的写法") if row is rows[0] else row for row in rows)
        publish_now(COUNTY, older, "城政办发〔2026〕49号", date(2026, 2, 1))
        publish_now(COUNTY, rows, "城政办发〔2026〕50号", date(2026, 3, 1))
        wrong = duties.list_of(COUNTY, on=date(2026, 3, 1), known_at=datetime.now(UTC)).duty_list
        zheng = actor_called("zheng")
        assert wrong and zheng
        moved = TypedChange(
            kind="recoded",
            before=(PLACE,),
            after=("620103091000",),
            parents=("620103000000",),
            effective_on="2026-04-01",
            keep_numbers=True,
        )
        record_division_change(moved, actor=zheng, now=datetime.now(UTC))
    draft = begin(sun, place=COUNTY, corrects=wrong.edition.code)
    put(sun, draft, rows[1].code, matter=rows[1].matter + "（母版更正）")
    told = sun.get(f"/lists/drafts/{draft}").split("已划出本县的乡镇")[1].split("</section>")[0]
    assert "七里河区酒泉路街道" in told and "改名" in told
    act(sun, draft, "send")
    act(zhou, draft, "approve")
    assert act(sun, draft, "publish", **{**PAPER, "effective_on": "2026-03-01"}).status_code == 302
    assert "七里河区酒泉路街道现在归别的县管" in sun.get("/lists/drafts")


def test_a_corrections_page_tells_which_later_list_it_puts_right_before_and_after(app, zhou, sun) -> None:
    with app.app_context():
        rows = duties.edition_called(SEED).duties
        slip = tuple(replace(row, matter="写错的一项") if row is rows[0] else row for row in rows)
        publish_now(PLACE, slip, "城政办发〔2026〕49号", date(2026, 2, 1))
        publish_now(PLACE, slip[:-1], "城政办发〔2026〕50号", date(2026, 3, 1))
        wrong = duties.list_of(PLACE, on=date(2026, 2, 1), known_at=datetime.now(UTC)).duty_list
    draft = begin(sun, place=PLACE, corrects=wrong.edition.code)
    put(sun, draft, rows[0].code, matter=rows[0].matter)
    told = sun.get(f"/lists/drafts/{draft}").split("公布后以后各版清单的变化")[1].split("</section>")[0]
    assert "城政办发〔2026〕50号" in told and "改名" in told
    act(sun, draft, "send")
    act(zhou, draft, "approve")
    assert act(sun, draft, "publish", **{**PAPER, "effective_on": "2026-02-01"}).status_code == 302
    assert "同样的错处已一并更正" in sun.get("/lists/drafts")


def test_a_first_masters_correction_tells_which_townships_still_say_what_was_wrong(app, zhou, sun) -> None:
    with app.app_context():
        rows = duties.edition_called(SEED).duties
        publish_now(COUNTY, rows, "城政办发〔2026〕49号", date(2026, 3, 1))
        wrong = duties.list_of(COUNTY, on=date(2026, 3, 1), known_at=datetime.now(UTC)).duty_list
    draft = begin(sun, place=COUNTY, corrects=wrong.edition.code)
    put(sun, draft, rows[0].code, matter=rows[0].matter + "（更正）")
    page = sun.get(f"/lists/drafts/{draft}")
    told = page.split("仍与有误的首份母版写法相同的乡镇")[1].split("</section>")[0]
    assert "酒泉路街道" in told and "改名" in told and "公布后各乡镇的变化" not in page
    act(sun, draft, "send")
    act(zhou, draft, "approve")
    assert act(sun, draft, "publish", **{**PAPER, "effective_on": "2026-03-01"}).status_code == 302
    after = sun.get("/lists/drafts")
    assert "首份母版的更正不改动已有的乡镇清单" in after and "酒泉路街道" in after


def test_a_row_taken_out_by_a_colleague_leaves_what_was_typed_to_be_kept_as_a_new_one(app, wang, sun) -> None:
    draft = begin(wang)
    code = rows_of(app, draft)[0].code
    opened = row_form(wang, draft, code)
    remove(sun, draft, code)
    answer = wang.client.post(f"/lists/drafts/{draft}/rows/{code}", data={**opened, "matter": "写了很久的一项"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409 and GONE in page and "写了很久的一项" in page and "作为新的一项保存" in page
    again = fields(page, f"/lists/drafts/{draft}/rows/new")
    assert wang.client.post(f"/lists/drafts/{draft}/rows/new", data=again).status_code == 302
    assert "写了很久的一项" in {row.matter for row in rows_of(app, draft)}


def test_a_split_and_a_merger_of_a_row_that_is_gone_keep_what_was_typed(app, wang, sun) -> None:
    draft = begin(wang)
    first, second, third, fourth = [row.code for row in rows_of(app, draft)[:4]]
    split, merge = f"/lists/drafts/{draft}/split/{first}", f"/lists/drafts/{draft}/merge"
    opened = fields(wang.get(split), split)
    three = fields(wang.get(f"{merge}?row={first}&row={second}&row={third}"), merge)
    two = fields(wang.get(f"{merge}?row={first}&row={fourth}"), merge)
    remove(sun, draft, first)
    answer = wang.client.post(split, data={**opened, "matters": "前一半的写法\n后一半的写法"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409 and GONE in page
    link = re.search(r'href="(/lists/drafts/[^"]+/rows/new\?matter=[^"]+)"[^>]*>前一半的写法', page)
    assert link and "后一半的写法" in page and "前一半的写法" in wang.get(link.group(1))
    answer = wang.client.post(merge, data={**three, "matter": "三项并成的写法"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409 and GONE in page and "三项并成的写法" in page
    assert fields(page, merge)["row"] == [second, third]
    assert wang.client.post(merge, data=fields(page, merge)).status_code == 302
    answer = wang.client.post(merge, data={**two, "matter": "两项并成的写法"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409 and fields(page, f"/lists/drafts/{draft}/rows/new")["matter"] == ["两项并成的写法"]


def test_a_page_that_is_too_old_keeps_every_field_of_every_form(app, wang, zhou, sun) -> None:
    draft = begin(wang)
    first, second = [row.code for row in rows_of(app, draft)[:2]]
    split, merge = f"/lists/drafts/{draft}/split/{first}", f"/lists/drafts/{draft}/merge"
    sent = {"csrf_token": "forged", "matters": "前一半的写法\n后一半的写法"}
    page = wang.client.post(split, data=sent).get_data(as_text=True)
    assert "前一半的写法" in fields(page, split)["matters"][0] and "后一半的写法" in page
    sent = {"csrf_token": "forged", "row": [first, second], "matter": "合并的写法", "category": "自己的类别"}
    page = wang.client.post(merge, data=sent).get_data(as_text=True)
    assert fields(page, merge)["row"] == [first, second] and "自己的类别" in page and "合并的写法" in page
    sent = {"csrf_token": "forged", "place": "酒泉路街道", "corrects": SEED}
    page = wang.client.post("/lists/import", data=sent).get_data(as_text=True)
    assert 'value="酒泉路街道"' in page and f'value="{SEED}"' in page
    act(wang, draft, "send")
    act(zhou, draft, "approve")
    sent = {"csrf_token": "forged", **PAPER, "as_history": "1"}
    page = sun.client.post(f"/lists/drafts/{draft}/publish", data=sent).get_data(as_text=True)
    assert all(f'value="{typed}"' in page for typed in PAPER.values()) and 'value="1" checked' in page


def waiting(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "uploads").iterdir())


def test_files_left_lying_go_with_the_next_visit_even_where_they_were_cut_off(app, wang, tmp_path) -> None:
    page = send_files(wang, (WORKBOOK.read_bytes(), "清单.xlsx")).get_data(as_text=True)
    bare = tmp_path / "uploads" / "without-a-word-about-it"
    bare.mkdir()
    (waiting(tmp_path)[0] if waiting(tmp_path)[0] != bare else waiting(tmp_path)[1]).joinpath("about.json").write_text(
        '{"owner": "wa'
    )
    assert press(wang, page, "keep").status_code == 410
    assert len(waiting(tmp_path)) == 2
    long_ago = time.time() - uploads.WAITING_SECONDS - 60
    for folder in waiting(tmp_path):
        for one in (*folder.iterdir(), folder):
            os.utime(one, (long_ago, long_ago))
    wang.get("/lists/import")
    assert waiting(tmp_path) == []


def test_a_claim_left_by_a_server_that_fell_over_lapses_and_the_files_are_kept_once(app, wang, tmp_path) -> None:
    page = send_files(wang, (WORKBOOK.read_bytes(), "清单.xlsx")).get_data(as_text=True)
    claimed = waiting(tmp_path)[0] / "claimed"
    claimed.touch()
    assert press(wang, page, "keep").headers["Location"].endswith("/lists/drafts")
    long_ago = time.time() - uploads.CLAIM_SECONDS - 1
    os.utime(claimed, (long_ago, long_ago))
    for _ in range(2):
        assert "/lists/drafts/L" in press(wang, page, "keep").headers["Location"]
    with app.app_context():
        assert db.session.query(DraftRecord).count() == 1


def test_two_editions_are_chosen_by_place_number_and_day(anybody: Browser) -> None:
    assert 'name="place"' in anybody.get("/lists/compare")
    page = anybody.get("/lists/compare", place="城关区酒泉路街道", choose="place")
    assert re.search(rf'<option value="{SEED}" selected>2026年1月1日 · \S+号', page) and page.count("<select") >= 2
    wrong = anybody.client.get("/lists/compare?place=没有这里")
    assert wrong.status_code == 400 and 'id="place-wrong"' in wrong.get_data(as_text=True)
    assert "difference" in anybody.get("/lists/compare", before="ED-620102001-2025", after=SEED)


def test_a_countys_overlay_page_leads_to_its_townships(anybody: Browser) -> None:
    page = anybody.get(f"/lists/{COUNTY}/overlay")
    assert "没有找到清单" not in page and f"/lists/{PLACE}/overlay" in page and "母版" in page


def test_how_a_published_edition_is_corrected_is_said_where_drafts_are_made(wang, anybody) -> None:
    assert "更正这一版" in wang.get("/lists/drafts") and "留下备查" in wang.get(f"/lists/{PLACE}")
    assert "留下备查" not in anybody.get(f"/lists/{PLACE}")
