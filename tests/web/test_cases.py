"""A case at the page: where it stands, what each may do with it, and nothing typed is lost."""

import html
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask

from registry.domain.cases import Status
from registry.services import requests
from registry.services.access import Demand
from registry.services.people import actor_called
from registry.store.base import db
from registry.store.cases import CaseRecord, CaseStepRecord
from registry.store.people import PersonRecord
from tests.conftest import PASSWORD
from tests.web.conftest import Browser
from tests.web.test_nothing_lost import carried

LI = "县应急管理局"
LISTED = {"matter": "防汛抗旱", "place": "酒泉路街道", "department": LI}
UNCLEAR = {"matter": "消防安全", "place": "酒泉路街道", "department": LI}
WRONG = {"matter": "物业服务管理协调", "place": "酒泉路街道", "department": LI}
PLAQUE = {"wording": "综治中心", "place": "620102001001", "department": LI}


def typed(page: str) -> str:
    """What a page says, as it is read."""
    return html.unescape(page)


def send(browser: Browser, there: str, **fields: object):
    token = browser.hidden(browser.get("/requests"), "/sign-out")["csrf_token"][0]
    return browser.client.post(there, data={"csrf_token": token, **fields})


def forms_on(page: str, there: str) -> list[str]:
    """The steps that a page offers forms for, in their order."""
    return re.findall(rf'action="{re.escape(there)}/(\w+)"', page)


@pytest.fixture
def li(open_browser: Callable[..., Browser]) -> Browser:
    """Clerk Li of the county emergency bureau, signed in."""
    return open_browser("li")


@pytest.fixture
def sun(open_browser: Callable[..., Browser]) -> Browser:
    """Sun of the county's list office, signed in."""
    return open_browser("sun")


@pytest.fixture
def ask(li: Browser) -> Iterator[Callable[..., str]]:
    """A function by which Clerk Li submits a request; it gives the address of its first case."""

    def submitted(question: dict[str, str], kind: str = "delegation", **more: object) -> str:
        there = li.client.post("/requests", data={**li.submission(question, kind), **more}).location
        return f"/cases/{there.rsplit('/', 1)[1]}-001"

    yield submitted


def case_at(app: Flask, there: str) -> tuple[str, list[tuple[str, str, str]]]:
    """The status of a case, and its steps as (verb, status, reason)."""
    number = there.rsplit("/", 1)[1]
    with app.app_context():
        steps = db.session.query(CaseStepRecord).filter_by(case=number).order_by(CaseStepRecord.position).all()
        told = [(step.verb, step.status, step.reason) for step in steps]
        return db.session.get_one(CaseRecord, number).status, told


# The way through
# ----------------------------------------------------------------------------------------------------------------------


def test_a_request_leads_to_its_cases_and_each_back(li: Browser, ask: Callable[..., str]) -> None:
    there = ask(LISTED)
    request_page = there.replace("/cases/", "/requests/").removesuffix("-001")
    assert f'href="{there}"' in li.get(request_page)
    assert f'href="{request_page}"' in li.get(there)


def test_the_township_sees_todays_verdict_and_confirms_with_one_button(
    app: Flask, wang: Browser, li: Browser, ask: Callable[..., str]
) -> None:
    there = ask(LISTED)
    page = typed(wang.get(there))
    assert forms_on(page, there) == ["verify", "dispute"]
    assert "按今天的登记判断" in page and "确认后，办件将转为“已准入”" in page
    form = wang.hidden(page, f"{there}/verify")
    answer = wang.client.post(f"{there}/verify", data=form)
    assert (answer.status_code, answer.location) == (302, there)
    page = typed(wang.get(there))
    assert "已核实。办件现在是“已准入”" in page and re.search(r"ZR-620102-20\d\d-00001-", page)
    assert "王干事" in page and "以乡镇（街道）身份" in page and "今天是否有效" in page
    assert forms_on(page, there) == []
    again = wang.client.post(f"{there}/verify", data=form)
    assert (again.status_code, again.location) == (302, there), "one's own second click is no error"
    assert [verb for verb, _, _ in case_at(app, there)[1]] == ["submit", "verify"]


def test_a_dispute_is_settled_on_facts_and_the_timeline_tells_it_all(
    app: Flask, wang: Browser, sun: Browser, li: Browser, ask: Callable[..., str]
) -> None:
    there = ask(LISTED)
    assert send(wang, f"{there}/dispute", reason="文件实际要求我街道牵头").status_code == 302
    assert forms_on(wang.get(there), there) == []
    page = sun.get(there)
    assert forms_on(page, there) == ["settle"]
    assert re.search(r'<input[^>]*id="settle-matter"[^>]*value="防汛抗旱"', page), "prefilled as the facts stand"
    assert re.search(r'<option selected value="ASSISTING">', page)
    answers = {**sun.hidden(page, f"{there}/settle"), "matter": "防汛抗旱", "form": ["DIRECT"], "role": "LEADING"}
    looked = sun.client.post(f"{there}/settle", data={**answers, "reason": "通知第三条", "do": "look"})
    page = typed(looked.get_data(as_text=True))
    assert (
        looked.status_code == 200 and "按这些事实判断" in page and "conclusion-reject" in page and "通知第三条" in page
    )
    assert case_at(app, there)[0] == Status.DISPUTED
    answers |= {"affair": "OTHER", "laid_on": "NOBODY", "reason": "通知第三条写明由街道牵头"}
    assert sun.client.post(f"{there}/settle", data=answers).status_code == 302
    page = typed(li.get(there))
    for said in (
        *("核定不予准入", "文件实际要求我街道牵头", "通知第三条写明由街道牵头", "孙清单", "以县级编办身份"),
        *("申请时填写的是：", "乡镇（街道）核实", "最后一天是", "起施行"),
    ):
        assert said in page, said
    assert len(re.findall(r'<li class="step"', page)) == 3


def test_the_rows_that_may_be_meant_are_choices_and_what_is_chosen_counts(
    app: Flask, sun: Browser, ask: Callable[..., str]
) -> None:
    there = ask(UNCLEAR)
    page = typed(sun.get(there))
    rows = re.findall(r'type="radio" name="candidate"[^>]*value="([^"]+)"', page)
    assert len(rows) > 1
    form = {**sun.hidden(page, f"{there}/settle"), "matter": "消防安全", "candidate": rows[0], "reason": "就是这一项"}
    answer = sun.client.post(f"{there}/settle", data=form)
    if answer.status_code == 400:  # lawful or not, it is judged by that row
        page = typed(answer.get_data(as_text=True))
        assert re.search(rf'name="candidate"[^>]*value="{re.escape(rows[0])}" checked', page)
        answer = sun.client.post(f"{there}/settle", data={**form, "ruling": "to_adjustment"})
    assert answer.status_code == 302
    with app.app_context():
        assert db.session.get_one(CaseRecord, there.rsplit("/", 1)[1]).answers["matter"] == rows[0]


def test_where_doubt_remains_the_ruling_is_asked_beside_its_field_with_everything_typed(
    app: Flask, sun: Browser, ask: Callable[..., str]
) -> None:
    there = ask(UNCLEAR)
    form = {
        **sun.hidden(sun.get(there), f"{there}/settle"),
        "matter": "消防安全",
        "reason": "再看看",
        "role": "LEADING",
    }
    answer = sun.client.post(f"{there}/settle", data=form)
    page = typed(answer.get_data(as_text=True))
    assert answer.status_code == 400
    assert 'id="settle-ruling-wrong"' in page and 'href="#settle-ruling"' in page
    assert "再看看" in page and re.search(r'<option selected value="LEADING">', page)
    assert case_at(app, there)[0] == Status.REFERRED
    answer = sun.client.post(f"{there}/settle", data={**form, "ruling": "admitted"})
    assert answer.status_code == 400 and case_at(app, there)[0] == Status.REFERRED, "a county cannot admit"


def test_an_answer_that_was_emptied_is_taken_away(app: Flask, sun: Browser, ask: Callable[..., str]) -> None:
    there = ask({**UNCLEAR, "purchase_contract": "合同一号", "purchase_provider": "某公司"})
    assert case_at(app, there)[0] == Status.REFERRED
    form = sun.hidden(sun.get(there), f"{there}/settle")
    form |= {"matter": "消防安全", "reason": "合同不存在", "ruling": "settled_rejected"}
    assert sun.client.post(f"{there}/settle", data=form).status_code == 302
    with app.app_context():
        case = db.session.get_one(CaseRecord, there.rsplit("/", 1)[1])
        assert case.answers["purchase_contract"] == ""
        assert case.last_step.facts["fixed"] == {"purchase_contract": "", "purchase_provider": ""}
    assert "删去" in sun.get(there)


def test_what_was_asked_is_withdrawn_or_reconsidered(app: Flask, li: Browser, ask: Callable[..., str]) -> None:
    withdrawn = ask(LISTED)
    assert forms_on(li.get(withdrawn), withdrawn) == ["withdraw"]
    assert send(li, f"{withdrawn}/withdraw", reason="").status_code == 400
    assert send(li, f"{withdrawn}/withdraw", reason="另行部署").status_code == 302
    rejected = ask(WRONG)
    page = typed(li.get(rejected))
    assert forms_on(page, rejected) == ["reconsider"] and "确认后，办件将转为“不予准入”" in page
    assert send(li, f"{rejected}/reconsider").status_code == 302
    assert case_at(app, rejected)[1][-1][:2] == ("reconsider", "rejected")


def test_what_was_admitted_is_ended_or_revoked_with_a_reason(
    wang: Browser, sun: Browser, open_browser: Callable[..., Browser], ask: Callable[..., str]
) -> None:
    ended, revoked = ask(LISTED), ask({**LISTED, "matter": "农村公益性墓地日常管护"})
    for there in (ended, revoked):
        assert send(wang, f"{there}/verify").status_code == 302
    assert forms_on(sun.get(ended), ended) == ["end", "revoke"]
    assert send(sun, f"{ended}/end", reason="汛期已过").status_code == 302
    assert "工作已经完成" in sun.get(ended)
    zheng = open_browser("zheng")
    assert forms_on(zheng.get(revoked), revoked) == ["revoke"]
    assert send(zheng, f"{revoked}/revoke", reason="批准事项已经调整").status_code == 302
    assert "批准事项已经调整" in typed(wang.get(revoked))


# Who may
# ----------------------------------------------------------------------------------------------------------------------


def test_who_may_not_read_a_case_does_not_learn_that_it_is_there(
    open_browser: Callable[..., Browser], anybody: Browser, ask: Callable[..., str]
) -> None:
    there = ask(LISTED)
    for name in ("ma", "chen"):
        other = open_browser(name)
        assert other.client.get(there).status_code == 404
        assert send(other, f"{there}/dispute", reason="不行").status_code in (403, 404)
    assert anybody.client.get(there).location == f"/sign-in?next={there}"
    for name in ("feng", "zhou"):
        assert forms_on(open_browser(name).get(there), there) == []


def test_a_step_that_is_somebody_elses_is_refused_and_an_unknown_one_is_no_page(
    app: Flask, sun: Browser, ask: Callable[..., str]
) -> None:
    there = ask(LISTED)
    assert send(sun, f"{there}/verify").status_code == 403
    assert send(sun, f"{there}/bake").status_code == 404
    assert send(sun, f"{there}/escalate").status_code == 404
    assert len(case_at(app, there)[1]) == 1


# What happens meanwhile, and what was typed
# ----------------------------------------------------------------------------------------------------------------------


def test_a_step_that_is_no_longer_possible_tells_what_happened_meanwhile_and_keeps_the_reason(
    app: Flask, wang: Browser, li: Browser, ask: Callable[..., str]
) -> None:
    there = ask(LISTED)
    form = {**wang.hidden(wang.get(there), f"{there}/dispute"), "reason": "写了很久的理由"}
    assert send(li, f"{there}/withdraw", reason="另行部署").status_code == 302
    answer = wang.client.post(f"{there}/dispute", data=form)
    page = typed(answer.get_data(as_text=True))
    assert answer.status_code == 409
    assert "您打开页面之后" in page and re.search(r"李经办：撤回 → 已撤回 · 另行部署", page)
    assert "写了很久的理由" in page
    assert case_at(app, there)[1][-1][0] == "withdraw"


def test_facts_are_not_fixed_over_what_was_not_seen(
    app: Flask, wang: Browser, sun: Browser, ask: Callable[..., str]
) -> None:
    there = ask(LISTED)
    send(wang, f"{there}/dispute", reason="第一次异议")
    old = {**sun.hidden(sun.get(there), f"{there}/settle"), "matter": "防汛抗旱", "reason": "旧页面", "role": "LEADING"}
    assert send(sun, f"{there}/settle", matter="防汛抗旱", reason="事实无误").status_code == 302
    send(wang, f"{there}/dispute", reason="第二次异议")
    answer = sun.client.post(f"{there}/settle", data=old)
    page = typed(answer.get_data(as_text=True))
    assert answer.status_code == 409 and "请看过新的情况再定" in page and "第二次异议" in page and "旧页面" in page
    assert case_at(app, there)[0] == Status.DISPUTED


def test_past_its_limit_a_case_is_the_list_offices_whether_or_not_the_clock_has_ticked(
    app: Flask, wang: Browser, sun: Browser, ask: Callable[..., str]
) -> None:
    there = ask(LISTED)
    form = wang.hidden(wang.get(there), f"{there}/verify")
    with app.app_context():
        step = db.session.query(CaseStepRecord).filter_by(case=there.rsplit("/", 1)[1]).one()
        step.began_on = step.began_on.replace(year=step.began_on.year - 1)
        db.session.commit()
    page = typed(wang.get(there))
    assert forms_on(page, there) == [] and "逾期不等于同意" in page
    assert forms_on(sun.get(there), there) == ["settle"]
    answer = wang.client.post(f"{there}/verify", data=form)
    assert answer.status_code == 409 and "逾期转办" in typed(answer.get_data(as_text=True))
    assert case_at(app, there)[0] == Status.ESCALATED


def test_a_session_that_ended_brings_the_reason_back_in_its_own_form(
    app: Flask, wang: Browser, ask: Callable[..., str]
) -> None:
    there = ask(LISTED)
    form = {**wang.hidden(wang.get(there), f"{there}/dispute"), "reason": "写了很久的理由"}
    wang.sign_out()
    answer = wang.client.post(f"{there}/dispute", data=form)
    assert answer.status_code == 401
    waiting = carried(answer.get_data(as_text=True), "/sign-in")
    answer = wang.client.post("/sign-in", data={**waiting, "sign_in_name": "wang", "password": PASSWORD})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200 and re.search(r'id="dispute-reason"[^>]*>\s*写了很久的理由', page)
    assert len(case_at(app, there)[1]) == 1
    again = {**wang.hidden(page, f"{there}/dispute"), "reason": "写了很久的理由"}
    assert wang.client.post(f"{there}/dispute", data=again).status_code == 302


def test_a_page_too_old_comes_back_with_what_was_typed(app: Flask, sun: Browser, ask: Callable[..., str]) -> None:
    there = ask(UNCLEAR)
    fields = {"csrf_token": "forged", "matter": "消防安全", "reason": "写了很久的理由", "role": "LEADING"}
    answer = sun.client.post(f"{there}/settle", data=fields)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400 and "页面停留太久" in page
    assert "写了很久的理由" in page and re.search(r'<option selected value="LEADING">', page)
    assert len(case_at(app, there)[1]) == 1


def test_another_language_keeps_what_was_typed_and_takes_no_step(
    app: Flask, wang: Browser, ask: Callable[..., str]
) -> None:
    there = ask(LISTED)
    page = send(wang, f"{there}/dispute", reason=" ").get_data(as_text=True)
    assert 'id="dispute-reason-wrong"' in page and 'href="#dispute-reason"' in page
    kept = wang.hidden(page, f"{there}/dispute?lang=en") | {"reason": ["typed"]}
    answer = wang.client.post(f"{there}/dispute?lang=en", data=kept)
    page = typed(answer.get_data(as_text=True))
    assert answer.status_code == 200 and "What happened" in page and "typed" in page
    assert len(case_at(app, there)[1]) == 1


def test_what_a_township_asks_of_its_own_village_waits_for_the_list_office(
    app: Flask, wang: Browser, sun: Browser
) -> None:
    question = {"wording": "综治中心", "place": "620102001001", "department": "620102001000"}
    there = wang.client.post("/requests", data=wang.submission(question, "plaque")).location
    case = f"/cases/{there.rsplit('/', 1)[1]}-001"
    assert forms_on(wang.get(case), case) == ["withdraw"]
    assert forms_on(sun.get(case), case) == ["verify", "dispute"]


def test_what_admission_brings_is_told_in_english_too(wang: Browser, ask: Callable[..., str]) -> None:
    there = ask(LISTED)
    page = typed(wang.get(there, lang="en"))
    for said in ("Judged by the record as of today", "What happened", "working days", "as the unit that asks"):
        assert said in page, said


def test_what_the_list_offices_own_unit_asked_says_who_settles_it_and_they_find_it(app, open_browser):
    with app.app_context():
        sun = db.session.get_one(PersonRecord, "sun")
        secret, unit, division = sun.password_hash, sun.unit, sun.division
        known = {"name": "钱干事", "role": "DEPARTMENT_CLERK", "password_hash": secret, "sample": True}
        db.session.add(PersonRecord(sign_in_name="qian", unit=unit, division=division, **known))
        db.session.commit()
        clerk = actor_called("qian")
        assert clerk is not None
        asked = Demand("delegation", "620102001000", {"matter": "消防安全"})
        number = requests.submit(asked, actor=clerk, now=datetime.now(UTC)).cases[0].number
    zheng = open_browser("zheng")
    assert "由甘肃省省级管理员核定" in open_browser("qian").get(f"/cases/{number}")
    assert f"/cases/{number}/settle" not in open_browser("sun").get(f"/cases/{number}")
    assert f"/cases/{number}" in zheng.get("/work") and f"/cases/{number}" in zheng.get("/notices")
    ruled = {"matter": "消防安全", "reason": "清单上没有这一项", "ruling": "settled_rejected"}
    done = send(zheng, f"/cases/{number}/settle", **ruled)
    assert done.status_code == 302 and "省级" in zheng.get(f"/cases/{number}")


def test_a_township_confirms_no_facts_that_it_never_saw(
    app: Flask, wang: Browser, sun: Browser, ask: Callable[..., str]
) -> None:
    there = ask(LISTED)
    opened = wang.get(there)
    acts = {act: wang.hidden(opened, f"{there}/{act}") for act in ("verify", "dispute")}
    send(wang, f"{there}/dispute", reason="文件没有附上")
    assert send(sun, f"{there}/settle", matter="防汛抗旱", form="DIRECT", reason="事实无误").status_code == 302
    assert case_at(app, there)[0] == Status.AWAITING_VERIFICATION
    for act, form in acts.items():
        answer = wang.client.post(f"{there}/{act}", data={**form, "reason": "旧页面"})
        page = typed(answer.get_data(as_text=True))
        assert answer.status_code == 409 and "请看过新的情况再定" in page and "事实无误" in page
        assert case_at(app, there)[0] == Status.AWAITING_VERIFICATION
    form = wang.hidden(wang.get(there), f"{there}/verify")
    assert wang.client.post(f"{there}/verify", data=form).status_code == 302
    assert case_at(app, there)[0] == Status.ADMITTED
