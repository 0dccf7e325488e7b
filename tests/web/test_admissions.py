"""Checking an admission number without signing in; and one's own admissions with how long each holds."""

import re
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from registry.domain.question import CHINA
from registry.services import cases, expiring, requests
from registry.services.access import Demand
from registry.services.people import actor_called
from registry.store.admissions import admission_of
from registry.store.base import db
from tests.web.conftest import Browser

JIUQUAN = "620102001000"


@pytest.fixture
def admitted(app: Flask) -> Callable[..., str]:
    """A function that has a demand of Li's admitted by Wang, and gives the admission's number."""

    def give(matter: str = "防汛抗旱", **application: str) -> str:
        now = datetime.now(UTC)
        with app.app_context():
            li, wang = actor_called("li"), actor_called("wang")
            assert li is not None and wang is not None
            demand = Demand(kind="delegation", place=JIUQUAN, answers={"matter": matter})
            case = requests.submit(demand, application=application, actor=li, now=now).cases[0].number
            cases.verify(case, actor=wang, now=now)
            record = admission_of(case)
            assert record is not None and record.number
            number = record.number
            db.session.remove()
        return number

    return give


def in_days(days: int) -> str:
    return (datetime.now(UTC).astimezone(CHINA).date() + timedelta(days=days)).isoformat()


def test_anybody_checks_a_number_and_reads_what_it_is_for(admitted: Callable[..., str], anybody: Browser) -> None:
    number = admitted(township_duties="转发预警信息", contact="电话 0931-0000000", term_until=in_days(30))
    there = anybody.client.get("/a", query_string={"number": number.lower().replace("-", " ")})
    assert there.status_code == 302
    page = anybody.get(there.location)
    for told in (number, "有效", "酒泉路街道", "防汛抗旱", "县应急管理局", "转发预警信息", "示例", "配合"):
        assert told in page, told


def test_the_page_names_nobody_who_handled_it(admitted: Callable[..., str], anybody: Browser) -> None:
    page = anybody.get(f"/a/{admitted(contact='李某 0931-0000000')}")
    for hidden in ("李经办", "王干事", "李某", "0931", ">li<", ">wang<"):
        assert hidden not in page, hidden


def test_anybody_downloads_what_was_granted_and_checks_it_by_the_command_on_the_page(
    admitted: Callable[..., str], anybody: Browser, tmp_path: Path
) -> None:
    number = admitted(township_duties="转发预警信息", contact="李某 0931-0000000")
    page = anybody.get(f"/a/{number}")
    assert f"/a/{number}/granted.json" in page and f"sha256sum {number}.json" in page
    answer = anybody.client.get(f"/a/{number}/granted.json")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{number}.json"'
    (tmp_path / f"{number}.json").write_bytes(answer.data)
    printed = subprocess.run(
        ["sha256sum", f"{number}.json"], cwd=tmp_path, check=True, capture_output=True, text=True
    ).stdout
    assert printed.split()[0] in page
    assert "转发预警信息" in answer.get_data(as_text=True) and "0931" not in answer.get_data(as_text=True)


def test_of_a_number_that_is_not_there_there_is_no_copy(anybody: Browser) -> None:
    for typed, status in (("ZR-620102-2026-00123-7", 404), ("ZR-1", 400)):
        assert anybody.client.get(f"/a/{typed}/granted.json").status_code == status


def test_on_another_day_it_is_told_as_it_is_then(admitted: Callable[..., str], anybody: Browser) -> None:
    address = f"/a/{admitted(term_until=in_days(30))}"
    assert "期限届满" in anybody.get(address, on=in_days(31)) and "可以不予承接" in anybody.get(address, on=in_days(31))
    assert "期限届满" not in anybody.get(address, on=in_days(30))
    answer = anybody.client.get(address, query_string={"on": "明天"})
    assert answer.status_code == 400 and "日期" in answer.get_data(as_text=True)


def test_a_wrong_check_character_is_one_sentence_and_an_unknown_number_says_what_that_means(anybody: Browser) -> None:
    wrong = anybody.client.get("/a/ZR-620102-2026-00001-0")
    assert wrong.status_code == 400 and "校验位不对" in wrong.get_data(as_text=True)
    unknown = anybody.client.get("/a/ZR-620102-2026-00123-7")
    page = unknown.get_data(as_text=True)
    assert unknown.status_code == 404 and "可以不予承接" in page
    assert 'value="ZR-620102-2026-00123-7"' in page  # nothing typed is lost


@pytest.mark.parametrize("typed", ["a/b", "<script>", "ZR" * 400, "％２Ｆ", "../../etc/passwd", "%00"])
def test_whatever_is_typed_is_told_in_a_sentence(anybody: Browser, typed: str) -> None:
    there = anybody.client.get("/a", query_string={"number": typed})
    answer = anybody.client.get(there.location)
    assert answer.status_code == 400
    assert "<script>" not in answer.get_data(as_text=True).partition("<main")[2]


def test_both_sides_see_what_ends_soon_and_nobody_else_does(
    admitted: Callable[..., str], open_browser: Callable[..., Browser]
) -> None:
    soon, later = admitted(term_until=in_days(20)), admitted("农村公益性墓地日常管护", term_until=in_days(300))
    for name in ("li", "wang", "sun"):
        page = open_browser(name).get("/admissions", show="expiring")
        assert soon in page and later not in page and "还有20天" in page
        everything = open_browser(name).get("/admissions")
        assert everything.index(soon) < everything.index(later) and "60天内到期1项" in everything
    for name in ("chen", "ma"):
        assert soon not in open_browser(name).get("/admissions", show="all")
    assert soon not in open_browser("li").get("/admissions", show="ended")


def test_the_list_is_read_on_by_its_link_until_its_end(
    admitted: Callable[..., str], open_browser: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expiring, "MOST_LISTED", 1)
    soon, later = admitted(term_until=in_days(20)), admitted("农村公益性墓地日常管护", term_until=in_days(50))
    browser = open_browser("wang")
    page = browser.get("/admissions", show="expiring")
    assert soon in page and later not in page and "共2项，这里显示1项" in page and "显示后面的" in page
    link = re.search(r'href="(/admissions\?show=expiring&amp;after=[^"]+)"', page)
    assert link is not None
    rest = browser.get(link[1].replace("&amp;", "&"))
    assert later in rest and soon not in rest and "显示后面的" not in rest
    for wrong in ("x", "0.2026-13-45.R1", "\x00", "' OR 1=1"):
        assert soon in browser.get("/admissions", show="expiring", after=wrong)
