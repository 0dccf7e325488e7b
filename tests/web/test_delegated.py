"""The pages of the clean-up and of chief duties: read by anybody, done by those who look after it."""

import html
import io
import re

from registry.services import delegated
from registry.services.people import actor_called
from registry.services.successions import TypedChange, record_division_change
from tests.conftest import NOW

COUNTY, TOWNSHIP = "620102000000", "620102001000"


def post(browser, address, page, **typed):
    """Send the form of a page that goes to this address."""
    return browser.client.post(address, data={**browser.hidden(browser.get(page), address), **typed})


def recorded(browser, **changes):
    typed = {"place": TOWNSHIP, "matter": "流动摊贩占道劝离", "department": "县综合行政执法局", **changes}
    return post(browser, f"/clean-up/{COUNTY}/record", f"/clean-up/{COUNTY}/record", **typed)


def test_anybody_reads_the_counts_and_the_matters_of_a_county(anybody):
    page = anybody.get(f"/clean-up/{COUNTY}")
    for expected in ("尚未处置：4项", "待评估", "已评估，待处置", "生态环保", "共享单车停放秩序维护", "示例"):
        assert expected in page
    assert "record" not in page and '<form method="post"' not in page
    english = anybody.get(f"/clean-up/{COUNTY}", lang="en")
    assert "Still open: 4" in english and "kept with resources" in english


def test_filters_survive_a_reload_and_narrow_what_is_shown(anybody):
    page = anybody.get(f"/clean-up/{COUNTY}", status="OPEN", township="620102005000", q="核查")
    assert "用人单位参保情况入户核查" in page and "共享单车停放秩序维护" not in page
    assert '<option value="OPEN" selected>' in page and '<option value="620102005000" selected>' in page
    assert 'value="核查"' in page and "共1项" in page
    assert "尚未处置：4项" in page  # the counts are the county's, whatever the filter


def test_the_record_is_read_as_of_two_dates(anybody):
    assert "尚未处置：6项" in anybody.get(f"/clean-up/{COUNTY}", on="2025-05-05")
    assert "尚未处置：3项" in anybody.get(f"/clean-up/{COUNTY}", known_at="2025-03-11")
    assert "尚未处置：4项" in anybody.get(f"/clean-up/{COUNTY}", on="2025-05-06")
    assert anybody.client.get(f"/clean-up/{COUNTY}?on=soon").status_code == 400
    assert anybody.client.get(f"/clean-up/{COUNTY}?status=DONE").status_code == 400
    assert anybody.client.get("/clean-up/629999000000").status_code == 400
    assert anybody.client.get("/clean-up/matters/D1999-000001").status_code == 404


def test_a_matter_shows_its_assessment_its_end_and_what_the_list_does_not_show(anybody):
    taken = anybody.get("/clean-up/matters/D2025-000001")
    for expected in (
        "已收回",
        "县市场监督管理局",
        "已听取乡镇意见",
        "属地管理",
        "由县局特种设备安全监察人员统一检查",
    ):
        assert expected in taken
    kept = anybody.get("/clean-up/matters/D2025-000002")
    assert "保留不等于列入清单" in kept and "下沉协管员编制2名" in kept and "权限：不需要" in kept
    assert "与现行清单对照" in kept
    before = anybody.get("/clean-up/matters/D2025-000001", on="2025-04-14")
    assert "待评估" in before and "已听取乡镇意见" in before and "执法统一" not in before


def test_what_the_township_itself_said_is_for_people_of_its_county(anybody, open_browser):
    said, there = "街道没有特种设备检查资质", "/clean-up/matters/D2025-000001"
    assert said not in anybody.get(there) and said not in anybody.get(there, lang="en")
    for name in ("wang", "sun", "zheng"):  # its desk, the county's list office, the province
        assert said in open_browser(name).get(there)


def test_the_county_a_township_left_reads_its_word_on_no_day(app, open_browser):
    said, there = "街道没有特种设备检查资质", "/clean-up/matters/D2025-000001"
    chen, wang = open_browser("chen"), open_browser("wang")
    assert said in chen.get(there)
    with app.app_context():
        to = {"after": ["620103091000"], "parents": ["620103000000"], "effective_on": "2026-11-01"}
        move = TypedChange("RECODED", [TOWNSHIP], keep_numbers=True, **to)
        record_division_change(move, actor=actor_called("zheng"), now=NOW)
    for day in ("", "2026-10-01"):
        assert said not in chen.get(there, on=day) and "已听取乡镇意见" in chen.get(there, on=day)
        assert said in wang.get(there, on=day)


def test_why_a_townships_word_does_not_hold_is_shown_to_whoever_reads_the_word(app, anybody, open_browser):
    there, said = "/clean-up/matters/D2025-000004", "县里已派2人驻点"
    fit = {"needed": "yes", "able": "yes", "reason": "应能承接", "not_needed": ["POSTS"], "despite_word": said}
    with app.app_context():
        delegated.assess("D2025-000004", fit, actor=actor_called("sun"), now=NOW)
    assert said in open_browser("chen").get(there)
    page = anybody.get(there)
    assert "应能承接" in page and said not in page


def test_a_matter_goes_its_whole_way_by_plain_forms(wang, open_browser):
    response = recorded(wang)
    assert response.status_code == 302
    there = response.location
    assert "流动摊贩占道劝离" in wang.get(there)
    heard = {"able": "YES", "posts": "编制1名", "money": "每年3万元", "not_needed": ["POWERS"]}
    assert post(wang, f"{there}/hear", there, **heard).status_code == 302
    office = open_browser("sun")
    assert post(office, f"{there}/assess", there, needed="YES", reason="到位", **heard).status_code == 302
    assert post(office, f"{there}/keep", there, reason="随资源保留").status_code == 302
    assert "随资源保留" in office.get(there)


def test_what_is_to_be_mended_stands_beside_its_field_and_nothing_typed_is_lost(wang):
    response = recorded(wang, matter="", department="县综合行政执法局")
    page = response.get_data(as_text=True)
    assert response.status_code == 400
    assert 'id="record-matter-wrong"' in page and 'value="县综合行政执法局"' in page
    response = recorded(wang, delegated_on="2099-01-01", matter="占道劝离")
    page = response.get_data(as_text=True)
    assert 'id="record-delegated_on-wrong"' in page and 'value="占道劝离"' in page


def test_what_is_lacking_is_told_and_the_form_stays(open_browser):
    office, there = open_browser("sun"), "/clean-up/matters/D2025-000003"
    response = post(office, f"{there}/keep", there, reason="想保留的理由")
    page = response.get_data(as_text=True)
    assert response.status_code == 400
    assert "评估认为乡镇承接不了" in page and "编制没有登记" in page and "想保留的理由" in page


def test_who_may_not_sees_no_forms_and_is_refused(anybody, open_browser):
    there = "/clean-up/matters/D2025-000003"
    assert anybody.client.post(f"{there}/keep", data={"reason": "x"}).status_code == 401
    ma = open_browser("ma")
    page = ma.get(there)
    assert f'action="{there}' not in page
    token = ma.hidden(page, "/sign-out")
    assert (
        ma.client.post(f"{there}/assess", data={**token, "needed": "YES", "able": "YES", "reason": "x"}).status_code
        == 403
    )
    assert ma.client.post(f"{there}/destroy", data=token).status_code == 404


def test_without_the_forms_token_nothing_is_kept_and_nothing_typed_is_lost(open_browser):
    office, there = open_browser("sun"), "/clean-up/matters/D2025-000003"
    response = office.client.post(f"{there}/assess", data={"csrf_token": "forged", "reason": "写了很久的理由"})
    assert response.status_code == 400 and "写了很久的理由" in response.get_data(as_text=True)
    wrong = office.client.post(f"/clean-up/{COUNTY}/record", data={"csrf_token": "forged", "matter": "写好的事项"})
    assert wrong.status_code == 400 and "写好的事项" in wrong.get_data(as_text=True)
    duty = office.client.post(f"/chief-duties/{COUNTY}", data={"csrf_token": "forged", "matter": "写好的职责"})
    assert duty.status_code == 400 and "写好的职责" in duty.get_data(as_text=True)


def test_long_lists_are_paged_and_the_next_page_keeps_the_filter(app, wang, anybody):
    for number in range(21):
        assert recorded(wang, matter=f"入户登记第{number:02}批").status_code == 302
    page = anybody.get(f"/clean-up/{COUNTY}", q="入户登记")
    assert page.count('class="card-title"') == 20 and "共21项" in page
    there = re.search(r'href="([^"]*after=[^"]*)"', page)
    assert there
    last = anybody.get(html.unescape(there.group(1)))
    assert last.count('class="card-title"') == 1 and "入户登记第20批" in last and 'value="入户登记"' in last


def test_the_register_of_a_township_shows_the_countys_duties_too(anybody):
    page = anybody.get(f"/chief-duties/{TOWNSHIP}", on="2025-07-01")
    for expected in ("河湖日常巡查", "网格员汛期低洼院落提醒", "示例:网格事项清单", "城关区", "登记日"):
        assert expected in page
    assert '<form method="post"' not in page


def test_the_list_office_adds_and_ends_a_duty_on_the_page(open_browser):
    office, there = open_browser("sun"), f"/chief-duties/{TOWNSHIP}"
    duty = {"chief_or_grid": "GRID", "matter": "楼栋消防通道巡看", "chief_from": "2026-01-01"}
    wrong = post(office, there, there, **duty)
    assert wrong.status_code == 400 and 'id="add-chief_basis-wrong"' in wrong.get_data(as_text=True)
    assert post(office, there, there, **duty, chief_basis="网格事项清单").status_code == 302
    code = re.search(r"CD-2\d{3}-0001", office.get(there))
    assert code
    ending = f"{there}/{code.group()}/end"
    early = post(office, ending, there, chief_until="2025-12-31", reason="归并")
    assert early.status_code == 400 and "chief_until-wrong" in early.get_data(as_text=True)
    assert post(office, ending, there, chief_until="2026-01-31", reason="归并").status_code == 302
    assert "归并" in office.get(there)


def sent(browser, content):
    page = f"/clean-up/{COUNTY}/record"
    hidden = browser.hidden(browser.get(page), f"{page}-many")
    return browser.client.post(f"{page}-many", data={**hidden, "file": (io.BytesIO(content), "事项.csv")})


def test_a_table_as_excel_saves_it_is_recorded_whole_or_not_at_all(wang, anybody):
    table = (
        "落到哪里,事项,下放部门,下放形式,备注\n{0},入户登记一,县公安局,属地管理,甲\n{0},入户登记二,县公安局,,\n,,,,\n"
    )
    good = table.format(TOWNSHIP)
    wrong = sent(wang, good.replace("入户登记二", "").encode("gb18030"))
    page = wrong.get_data(as_text=True)
    assert wrong.status_code == 400 and "第2行：请填写" in page and "共2行，其中1行需要改正" in page
    assert "入户登记一" not in anybody.get(f"/clean-up/{COUNTY}", q="入户登记")
    assert sent(wang, good.encode("gb18030")).status_code == 302
    assert "共2项" in anybody.get(f"/clean-up/{COUNTY}", q="入户登记")
    for unread in (b"", b"\xff\xfe\x00\x01", "序号,名称\n1,甲\n".encode(), b'place,matter\n"a'):
        response = sent(wang, unread)
        assert response.status_code == 400 and "读不出列名" in response.get_data(as_text=True)
