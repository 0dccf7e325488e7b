"""The pages of emergency responses: read by anybody, opened and closed by those whose task it is."""

from datetime import UTC, datetime

from registry.domain.question import CHINA

JIUQUAN, MATTER = "620102001000", "无人机起降点编号"


QUESTION = {"matter": MATTER, "place": JIUQUAN, "department": "11629999MB9000322X"}


def today() -> str:
    return datetime.now(UTC).astimezone(CHINA).date().isoformat()


def opened(browser, **changes):
    form = browser.hidden(browser.get("/emergencies"), "/emergencies")
    declared = {
        "response_level": "III",
        "response_issuer": "示例:城关区抢险指挥部",
        "place": "城关区",
        "response_start": today(),
        "response_matters": f"{MATTER}\r\n隐患点巡看",
    }
    return browser.client.post("/emergencies", data={**form, **declared, **changes})


def test_anybody_reads_the_responses_and_nobody_else_opens_one(anybody, open_browser, wang):
    page = anybody.get("/emergencies")
    assert "示例:城关区地质灾害应急指挥部" in page and "未结束" in page and "已结束" in page
    assert "EM-2025-0001" not in anybody.get("/emergencies", open="1")
    assert "危险区域群众转移" in anybody.get("/emergencies/EM-2026-0001")
    assert 'name="response_level"' not in page + wang.get("/emergencies")
    assert anybody.client.get("/emergencies/ER-0000").status_code == 404
    assert "level III" in anybody.get("/emergencies", lang="en")


def test_a_response_is_opened_closed_and_shows_the_work_under_it(open_browser, anybody):
    sun, li = open_browser("sun"), open_browser("li")
    answer = opened(sun)
    assert answer.status_code == 302
    code = answer.headers["Location"].rsplit("/", 1)[1]
    submitted = li.client.post("/requests", data=li.submission(QUESTION))
    number = submitted.headers["Location"].rsplit("/", 1)[1]
    assert number in li.get(f"/emergencies/{code}") and number in sun.get(f"/emergencies/{code}")
    assert number not in anybody.get(f"/emergencies/{code}")
    assert number not in open_browser("chen").get(f"/emergencies/{code}")
    address = f"/emergencies/{code}/close"
    form = sun.hidden(sun.get(f"/emergencies/{code}"), address)
    ahead = sun.client.post(address, data={**form, "response_end": "2099-01-01"})
    assert ahead.status_code == 400 and 'value="2099-01-01"' in ahead.get_data(as_text=True)
    done = sun.client.post(address, data={**form, "response_end": today()})
    assert done.status_code == 302
    page = sun.get(f"/emergencies/{code}")
    assert "1项待核实" in page and "/close" not in page
    again = sun.client.post(address, data={**form, "response_end": today()})
    assert again.status_code == 400 and "已登记到" in again.get_data(as_text=True)


def test_what_is_to_mend_is_told_beside_its_field_and_nothing_is_lost(open_browser):
    sun = open_browser("sun")
    answer = opened(sun, response_start="2099-01-01", response_matters="隐患点巡看")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400 and 'value="2099-01-01"' in page and "隐患点巡看</textarea>" in page
    nothing = opened(sun, response_matters=" \r\n")
    assert nothing.status_code == 400 and "请填写“写明的事项”" in nothing.get_data(as_text=True)
    beyond = opened(sun, place="甘肃省")
    assert beyond.status_code == 403


def test_a_wrong_last_day_is_corrected_on_the_page_and_stays_readable(open_browser, anybody):
    sun, there = open_browser("sun"), "/emergencies/EM-2025-0001"
    assert "/correct" not in anybody.get(there) + open_browser("li").get(there)
    form = sun.hidden(sun.get(there), f"{there}/correct")
    wrong = sun.client.post(f"{there}/correct", data={**form, "response_end": "2025-07-24", "reason": ""})
    page = wrong.get_data(as_text=True)
    assert wrong.status_code == 400 and 'value="2025-07-24"' in page and "请填写“理由”" in page
    typed = {**form, "response_end": "2025-07-24", "reason": "值班记录写到24日"}
    assert sun.client.post(f"{there}/correct", data=typed).status_code == 302
    page = anybody.get(there)
    assert "2025年7月24日" in page and "<s>2025年7月22日</s>" in page and "值班记录写到24日" in page
    typed = {**form, "response_end": "", "reason": "其实没有结束"}
    assert sun.client.post(f"{there}/correct", data=typed).status_code == 302
    page = sun.get(there)
    assert "登记结束" in page and "/correct" not in page and "<s>2025年7月24日</s>" in page
