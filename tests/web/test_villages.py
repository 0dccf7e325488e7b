"""The pages of a village's plaques, bodies and certificates, of a county's counts, and of catalogues."""

import re
from datetime import UTC, datetime

from registry.domain.question import CHINA
from registry.services import cases
from registry.store.admissions import items_of
from tests.services.test_cases import called, submitted

VILLAGE, FULL, COUNTY = "620102001001", "620102001002", "620102000000"


def test_a_village_page_shows_the_sums_plaques_bodies_and_the_way_to_its_certificates(anybody):
    page = anybody.get(f"/villages/{VILLAGE}")
    for expected in (
        "已悬挂6块 + 已准入0块 − 已摘除2块 = 4块",
        "畅家巷社区综治中心",
        "县委政法委",
        "示例政法〔2022〕4号",
        "畅家巷社区科普工作站",
        "建议撤销",
        f'href="/certificates/{VILLAGE}"',
        "示例",
    ):
        assert expected in page
    assert "/decisions" not in page  # no form for who may not decide


def test_another_day_is_one_form_away(anybody):
    page = anybody.get(f"/villages/{VILLAGE}", on="2024-11-14")
    assert "已摘除0块 = 6块" in page
    assert 'value="2024-11-14"' in page


def test_the_countys_page_counts_by_class(anybody):
    page = anybody.get(f"/villages/{COUNTY}")
    row = re.search(r"社区</th>(.*?)</tr>", page, re.S)
    assert row and re.findall(r"<td>(\d+)</td>", row[1]) == ["6", "155", "8", "6", "1", "1"]


def test_the_certificates_of_a_township_say_what_serves_instead_and_what_is_to_be_confirmed(anybody):
    page = anybody.get("/certificates/620102001000")
    for expected in (
        "示例证〔2025〕1号",
        "亲属关系证明",
        "公安派出所/公证机构",
        "待核实",
        "办理用途",
        "具体流程",
        "证明式样",
        "设定依据",
    ):
        assert expected in page
    assert "住宅专项维修资金工程有关证明" not in page
    assert "住宅专项维修资金工程有关证明" in anybody.get("/certificates/620102001000", on="2025-02-01")


def test_both_pages_are_whole_in_english(anybody):
    assert "Certificates that must not be issued (23)" in anybody.get("/certificates/620102001000", lang="en")
    assert "6 hung + 0 admitted − 2 taken down = 4" in anybody.get(f"/villages/{VILLAGE}", lang="en")
    assert "Counted by class" in anybody.get(f"/villages/{COUNTY}", lang="en")


def test_a_place_that_is_not_there_and_a_day_that_is_none_are_told_in_a_sentence(anybody):
    for address in (
        "/villages/999999999999",
        "/certificates/999999999999",
        f"/villages/{VILLAGE}?on=x",
        "/villages/62",
    ):
        assert anybody.client.get(address).status_code == 400
    for address in ("/catalogues/teapots/62", "/catalogues/plaques/62?earlier=x&later=y"):
        assert anybody.client.get(address).status_code == 404


def test_a_township_records_a_plaque_and_takes_one_down(wang):
    page = wang.get(f"/villages/{FULL}")
    token = wang.hidden(page, f"/villages/{FULL}/plaques")["csrf_token"][0]
    sent = {"wording": "科普宣传室", "hung_on": "2026-01-05", "demanded_by": "县科协", "csrf_token": token}
    answer = wang.client.post(f"/villages/{FULL}/plaques", data=sent)
    assert (answer.status_code, answer.location) == (302, f"/villages/{FULL}")
    page = wang.get(f"/villages/{FULL}")
    code = re.search(r"科普宣传室 <span class=\"code\">(PL-\d{4}-\d{6})", page)
    assert code and "建议摘除" in page and "= 7块" in page
    decided = {"item": code[1], "decision": "TAKE_DOWN", "on": "2026-01-06", "reason": "不在目录", "csrf_token": token}
    assert wang.client.post(f"/villages/{FULL}/plaques/decisions", data=decided).status_code == 302
    page = wang.get(f"/villages/{FULL}")
    assert "= 6块" in page and "2026年1月6日不再悬挂" in page


def test_a_wrong_answer_comes_back_beside_its_field_and_nothing_typed_is_lost(wang):
    page = wang.get(f"/villages/{FULL}")
    token = wang.hidden(page, f"/villages/{FULL}/bodies")["csrf_token"][0]
    sent = {"name": "防汛领导小组", "set_up_on": "春天", "csrf_token": token}
    answer = wang.client.post(f"/villages/{FULL}/bodies", data=sent)
    back = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert 'id="new-body-set_up_on-wrong"' in back and 'value="防汛领导小组"' in back
    kept = {"item": "VB-0003", "decision": "KEEP", "on": "2021-01-01", "reason": "防汛需要", "csrf_token": token}
    back = wang.client.post(f"/villages/{FULL}/bodies/decisions", data=kept).get_data(as_text=True)
    assert 'id="bodies-on-wrong"' in back and 'value="防汛需要"' in back


def test_who_may_not_is_refused_and_a_stranger_is_sent_to_sign_in(open_browser, anybody):
    justice = open_browser("zhou")
    page = justice.get(f"/villages/{FULL}")
    assert f'action="/villages/{FULL}/plaques"' not in page
    token = justice.hidden(page, "/sign-out")["csrf_token"][0]
    sent = {"wording": "科普宣传室", "hung_on": "2026-01-05", "csrf_token": token}
    assert justice.client.post(f"/villages/{FULL}/plaques", data=sent).status_code == 403
    assert anybody.client.get(f"/certificates/{COUNTY}/retained").status_code == 302


def test_the_list_office_records_what_the_county_retains(open_browser):
    sun = open_browser("sun")
    assert f'href="/certificates/{COUNTY}/retained"' in sun.get(f"/certificates/{COUNTY}")
    token = sun.hidden(sun.get(f"/certificates/{COUNTY}/retained"), f"/certificates/{COUNTY}/retained")["csrf_token"]
    wrong = {"document_number": "", "effective_on": "2026-01-01", "names": ["指定监护人文书"], "csrf_token": token}
    back = sun.client.post(f"/certificates/{COUNTY}/retained", data=wrong)
    assert back.status_code == 400
    page = back.get_data(as_text=True)
    assert 'id="document_number-wrong"' in page and 'value="2026-01-01"' in page
    assert re.findall(r'value="([^"]+)" checked', page) == ["指定监护人文书"]
    kept = sun.client.post(f"/certificates/{COUNTY}/retained", data={**wrong, "document_number": "示例证〔2026〕1号"})
    assert kept.location == f"/certificates/{COUNTY}?on=2026-01-01"
    assert "可以出具的证明（1项）" in sun.get(kept.location)


def test_two_versions_are_shown_side_by_side(anybody):
    page = anybody.get("/catalogues/plaques/62", earlier="PC-620000-2024", later="PC-620000-2024")
    assert "示例2024版" in page and "两个版本没有不同" in page


def test_a_page_that_stood_open_too_long_comes_back_as_it_was_typed(wang, open_browser):
    sent = {"wording": "科普宣传室", "hung_on": "2026-01-05", "csrf_token": "forged"}
    answer = wang.client.post(f"/villages/{FULL}/plaques", data=sent)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert "页面停留太久" in page and 'value="科普宣传室"' in page
    assert "科普宣传室 <span" not in wang.get(f"/villages/{FULL}")
    retained = {"document_number": "示例证〔2026〕1号", "names": ["指定监护人文书"], "csrf_token": "forged"}
    page = open_browser("sun").client.post(f"/certificates/{COUNTY}/retained", data=retained).get_data(as_text=True)
    assert "页面停留太久" in page and 'value="示例证〔2026〕1号"' in page


def test_a_plaque_that_an_admission_reserved_is_hung_from_the_villages_page(app, open_browser):
    with app.app_context():
        number = submitted(called("li"), {"wording": "综治中心"}, VILLAGE, "plaque")
        cases.verify(number, actor=called("wang"), now=datetime.now(UTC))
        code = items_of(number)[0].item
    wang, there = open_browser("wang"), f"/villages/{VILLAGE}"
    page = wang.get(there)
    assert "已准入，尚未登记悬挂" in page and "已悬挂6块 + 已准入1块" in page
    assert "/plaques/hung" not in open_browser("li").get(there)
    typed = {**wang.hidden(page, f"{there}/plaques/hung"), "item": code, "colour": "白底红字"}
    wrong = wang.client.post(f"{there}/plaques/hung", data={**typed, "hung_on": "2020-01-01"})
    again = wrong.get_data(as_text=True)
    assert wrong.status_code == 400 and "悬挂日期不能早到" in again and 'value="白底红字"' in again
    today = datetime.now(UTC).astimezone(CHINA).date().isoformat()
    assert wang.client.post(f"{there}/plaques/hung", data={**typed, "hung_on": today}).status_code == 302
    page = wang.get(there)
    assert "已悬挂7块 + 已准入0块" in page and "HG20" in page and "尚未登记悬挂" not in page
    assert "It was hung" in wang.get(there, lang="en")
