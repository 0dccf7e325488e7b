"""The page of a county's units."""

from collections.abc import Callable

from tests.web.conftest import Browser

EMERGENCY, MARKET = "11629999MB9000322X", "11629999MB9000349M"


def test_the_list_office_records_renames_and_merges_units(open_browser: Callable[..., Browser]) -> None:
    browser = open_browser("sun")
    page = browser.get("/units")
    assert "县民政局" in page

    def send(**typed: str) -> tuple[int, str]:
        form = browser.hidden(browser.get("/units"), "/units")
        answer = browser.client.post("/units", data={**form, **typed}, follow_redirects=True)
        return answer.status_code, answer.get_data(as_text=True)

    status, page = send(act="record", unit_name="县烟草专卖局", unit_kind="VERTICAL", other_names="烟草局\n县烟草局")
    assert status == 200 and "已登记：县烟草专卖局（U620102-00001）" in page
    assert "县烟草专卖局" in browser.get("/lists/mirror", unit="烟草局", place="620102001000")
    status, page = send(act="record", unit_name="县烟草局")
    assert status == 400 and "已经是县烟草专卖局" in page and 'value="县烟草局"' in page
    assert send(act="rename", unit="U620102-00001", unit_name="县烟草管理局")[0] == 200
    assert send(act="record", unit_name="县盐务局")[0] == 200
    status, page = send(act="merge", unit="U620102-00002", into="U620102-00001", effective_on="2099-01-01")
    assert status == 400 and "还没有到" in page and 'value="2099-01-01"' in page
    assert send(act="merge", unit="U620102-00002", into="U620102-00001", effective_on="2026-01-01")[0] == 200
    assert "县盐务局" not in browser.get("/units").split("<h2>")[-1]
    assert send(act="merge", unit="U620102-00002", into="U620102-00001")[0] == 409


def test_others_do_not_keep_units(open_browser: Callable[..., Browser]) -> None:
    browser = open_browser("li")
    assert browser.client.get("/units").status_code == 403
    assert "/units" not in browser.get("/")


def test_people_of_a_merged_unit_are_told_for_whom_they_act_and_find_what_they_asked(
    open_browser: Callable[..., Browser],
) -> None:
    browser, office = open_browser("li"), open_browser("sun")
    assert "已并入" not in browser.get("/requests")
    form = office.hidden(office.get("/units"), "/units")
    typed = {"act": "merge", "unit": EMERGENCY, "into": MARKET, "effective_on": "2026-01-01"}
    assert office.client.post("/units", data={**form, **typed}).status_code == 302
    for page in ("/requests", "/work"):
        assert "县应急管理局已并入县市场监督管理局。" in browser.get(page)
    assert "已并入" not in office.get("/work")
