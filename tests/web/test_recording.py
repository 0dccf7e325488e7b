"""Recording catalogues and changes of divisions in the browser; what was typed outlives the session."""

import io

import pytest

from tests.conftest import PASSWORD

PROVINCE, COUNTY, VILLAGE = "620000000000", "620102000000", "620102001002"
PLAQUES = f"/catalogues/plaques/{PROVINCE}"


def sent(browser, content: bytes, name="目录.csv", where=PLAQUES, **typed):
    token = browser.hidden(browser.get(f"{where}/record"), f"{where}/record")["csrf_token"]
    about = {"version": "示例2027版", "effective_on": "2026-12-01", "csrf_token": token, **typed}
    answer = browser.client.post(f"{where}/record", data={**about, "file": (io.BytesIO(content), name)})
    return answer.status_code, answer.get_data(as_text=True)


@pytest.mark.parametrize("sort", ["plaques", "certificates"])
def test_the_version_in_force_is_handed_out_and_reads_as_the_same_again(open_browser, anybody, sort):
    where = f"/catalogues/{sort}/{PROVINCE}"
    handed_out = anybody.client.get(f"{where}/in-force.csv")
    assert handed_out.status_code == 200 and handed_out.data.startswith("\ufeff".encode())
    status, page = sent(open_browser("zheng"), handed_out.data, where=where)
    assert status == 200 and "两个版本没有不同" in page


def test_a_dry_run_shows_the_difference_and_keeps_nothing_until_it_is_recorded(open_browser, anybody):
    zheng = open_browser("zheng")
    table = anybody.client.get(f"{PLAQUES}/in-force.csv").data.decode() + "××科普驿站,FALSE,,,,,示例,,\r\n"
    status, page = sent(zheng, table.encode())
    assert status == 200 and "科普驿站" in page and "新增" in page
    assert "示例2027版" not in anybody.get(PLAQUES)
    kept = zheng.client.post(f"{PLAQUES}/keep", data=zheng.hidden(page, f"{PLAQUES}/keep"))
    assert kept.status_code == 302 and "示例2027版" in anybody.get(PLAQUES)


def test_every_row_to_mend_is_told_at_once_and_broken_json_by_line(open_browser):
    zheng = open_browser("zheng")
    status, page = sent(zheng, "pattern,statutory\n<b>,FALSE\n××站,MAYBE\n".encode())
    assert status == 400 and "第1行" in page and "第2行" in page
    status, page = sent(zheng, b'[{"pattern": "x",\n  oops}]', name="a.json")
    assert status == 400 and "第2行第3个字符" in page and "示例2027版" in page
    status, page = sent(zheng, b"[1]", name="a.json")
    assert status == 400 and "第1项" in page


def test_forms_are_shown_to_those_who_may_and_to_nobody_else(open_browser, anybody):
    for name in ("wang", "li", "ma", "zheng", "admin"):
        browser = open_browser(name)
        assert browser.client.get(f"/certificates/{COUNTY}/retained").status_code == 403
        if name != "zheng":
            assert browser.client.get(f"{PLAQUES}/record").status_code == 403
            assert "/record" not in browser.get(PLAQUES)
    for name, status in (("wang", 403), ("sun", 403), ("zheng", 200), ("admin", 200)):
        assert open_browser(name).client.get(f"/places/{COUNTY}/change").status_code == status
    assert anybody.client.get(f"/places/{COUNTY}/change").status_code == 302


def test_a_change_of_divisions_is_checked_first_and_then_recorded(open_browser, anybody):
    zheng, there = open_browser("zheng"), "/places/620102005000/change"
    assert f'href="{there}"' in zheng.get("/places/620102005000")
    assert f'href="{there}"' not in anybody.get("/places/620102005000")
    token = zheng.hidden(zheng.get(there), there)["csrf_token"]
    typed = {"kind": "RENAMED", "before": "620102005000", "names": "新名街道", "effective_on": "2026-11-01"}
    typed |= {"basis": "示例〔2026〕1号", "csrf_token": token}
    wrong = zheng.client.post(there, data={**typed, "effective_on": "春天"}).get_data(as_text=True)
    assert 'id="effective_on-wrong"' in wrong and "新名街道" in wrong
    checked = zheng.client.post(there, data={**typed, "step": "check"}).get_data(as_text=True)
    assert 'value="keep"' in checked and "新名街道" not in anybody.get("/places/620102005000")
    assert zheng.client.post(there, data={**typed, "step": "keep"}).status_code == 302
    assert "新名街道" in anybody.get("/places/620102005000")


@pytest.mark.parametrize(
    ("who", "where", "typed", "shown"),
    [
        ("wang", f"/villages/{VILLAGE}/plaques", {"wording": "科普宣传室", "hung_on": "2026-01-05"}, "科普宣传室"),
        ("sun", f"/certificates/{COUNTY}/retained", {"document_number": "示例证〔2026〕1号"}, "示例证〔2026〕1号"),
        ("wang", f"/clean-up/{COUNTY}/record", {"matter": "流动摊贩占道劝离"}, "流动摊贩占道劝离"),
        ("zheng", "/places/620102005000/change", {"kind": "MERGED", "names": "新名街道"}, "新名街道"),
    ],
)
def test_whose_session_ended_signs_in_and_goes_on_where_they_were(anybody, who, where, typed, shown):
    page = anybody.client.post(where, data={**typed, "csrf_token": "of the session that ended"})
    assert page.status_code == 401 and shown in page.get_data(as_text=True)
    hidden = anybody.hidden(page.get_data(as_text=True), "/sign-in")
    back = anybody.client.post("/sign-in", data={**hidden, "sign_in_name": who, "password": PASSWORD})
    text = back.get_data(as_text=True)
    assert back.status_code == 200 and shown in text and f'action="{where}"' in text


def test_a_county_may_retain_nothing_and_says_so(open_browser):
    sun, there = open_browser("sun"), f"/certificates/{COUNTY}/retained"
    token = sun.hidden(sun.get(there), there)["csrf_token"]
    typed = {"document_number": "示例证〔2026〕2号", "effective_on": "2026-01-01", "csrf_token": token}
    assert sun.client.post(there, data=typed).status_code == 400
    both = sun.client.post(there, data={**typed, "nothing": "1", "names": ["指定监护人文书"]})
    assert both.status_code == 400 and "一项也不保留" in both.get_data(as_text=True)
    assert sun.client.post(there, data={**typed, "nothing": "1"}).status_code == 302
    assert "可以出具的证明（0项）" in sun.get(f"/certificates/{COUNTY}", on="2026-01-02")


def test_a_page_about_villages_says_of_a_province_where_to_look(anybody):
    answer = anybody.client.get(f"/villages/{PROVINCE}").get_data(as_text=True)
    assert "申请" not in answer and "请改选" in answer
