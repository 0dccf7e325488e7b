"""Accounts at the pages: from an invitation to a dead cookie, and what strangers are told."""

import html
import re

import pytest

from registry.domain.people import SignInRules
from registry.services import sign_in_engine as engine
from registry.store.base import db
from registry.store.sign_in import SIGN_IN_RULES, factor_of
from tests.conftest import CHEAP, PASSWORD
from tests.web.conftest import RECLAIMED
from tests.web.test_nothing_lost import carried, filled_in

NEW = "一句很长很好记的话"
CLERK = {
    "sign_in_name": "qian",
    "person_name": "钱经办",
    "person_role": "DEPARTMENT_CLERK",
    "person_place": "城关区",
    "person_unit": "县市场监督管理局",
}


@pytest.fixture
def app(app):
    app.extensions["security"].pwd_context.update(**CHEAP)
    return app


@pytest.fixture
def admin(open_browser):
    return open_browser("admin")


def send(browser, where: str, page: str = "", follow: bool = True, **typed):
    """Fill in the form of a page that goes to an address, and send it."""
    form = browser.hidden(browser.get(page or where), where)
    return browser.client.post(where, data={**form, **typed}, follow_redirects=follow)


def text(response) -> str:
    return html.unescape(response.get_data(as_text=True))


def link_in(response) -> str:
    found = re.search(r"http://localhost(/link/[\w-]+)", text(response))
    assert found, text(response)
    return found.group(1)


def code_of(app, name: str, *, again: bool = False) -> str:
    """The code that the person's phone shows; `again`: as if half a minute had gone by since the last."""
    with app.app_context():
        factor = factor_of(name)
        assert factor
        if again:
            factor.last_counter = None
            db.session.commit()
        return engine.engine().totp_factory.generate_totp_password(factor.secret)


def set_up_code(app, browser, name: str) -> list[str]:
    page = send(browser, "/account/code", "/account", password=PASSWORD if name != "qian" else NEW)
    assert "/account/code.svg" in text(page)
    picture = browser.client.get("/account/code.svg")
    assert picture.mimetype == "image/svg+xml" and picture.headers["Cache-Control"] == "no-store"
    page = send(browser, "/account/code/confirm", "/account/code", sign_in_code=code_of(app, name))
    return re.findall(r'<code class="number">([a-z0-9-]{19})</code>', text(page))


def test_from_an_invitation_to_a_cookie_that_is_dead(app, admin, open_browser):
    link = link_in(send(admin, "/people/invite", **CLERK))
    qian = open_browser()
    assert "钱经办" in text(send(qian, link, new_password="short", again="short"))
    assert "两次输入的新口令不一样" in text(send(qian, link, new_password=NEW, again=NEW + "x"))
    assert "口令已设好" in text(send(qian, link, new_password=NEW, again=NEW))
    assert qian.client.get(link).status_code == 410
    assert qian.sign_in("qian", NEW).status_code == 302
    codes = set_up_code(app, qian, "qian")
    assert len(codes) == 10
    assert qian.client.get("/account/code.svg").status_code == 302
    qian.sign_out()
    page = qian.sign_in("qian", NEW)
    assert "手机验证码" in text(page) and qian.client.get("/account").status_code == 302
    wrong = qian.client.post("/sign-in/code", data={**carried(text(page), "/sign-in/code"), "sign_in_code": "000000"})
    assert wrong.status_code == 401 and "验证码不对" in text(wrong)
    right = {**carried(text(wrong), "/sign-in/code"), "sign_in_code": code_of(app, "qian", again=True)}
    assert qian.client.post("/sign-in/code", data=right).location == "/"
    cookie = qian.client.get_cookie("session")
    assert "我的账号" in qian.get("/account")
    qian.sign_out()
    copied = app.test_client()
    copied.set_cookie("session", cookie.value)
    assert copied.get("/account").status_code == 302


def test_a_locked_name_is_told_in_the_same_words_whether_there_is_one(open_browser):
    told = []
    for name in ("chen", "nobody"):
        browser = open_browser()
        for _ in range(5):
            assert browser.sign_in(name, "wrong").status_code == 401
        answer = browser.sign_in(name, PASSWORD)
        assert answer.status_code == 429
        told.append(re.sub(r'"[^"]*"', "", text(answer)))
    assert told[0] == told[1] and "15分钟" in told[0]


def test_an_administrator_lifts_the_lock(admin, open_browser):
    browser = open_browser()
    for _ in range(5):
        browser.sign_in("chen", "wrong")
    assert "已锁定" in admin.get("/people/chen")
    send(admin, "/people/chen/unlock", "/people/chen")
    assert browser.sign_in("chen").status_code == 302


def test_signing_in_begins_a_session_of_its_own(app, open_browser):
    browser = open_browser()
    browser.get("/sign-in")
    before = browser.client.get_cookie("session").value
    browser.sign_in("chen")
    assert browser.client.get_cookie("session").value != before
    planted = app.test_client()
    planted.set_cookie("session", before)
    assert planted.get("/account").status_code == 302


def test_a_session_that_rested_too_long_ends_and_what_was_typed_waits(app, chen):
    sent = chen.submission(RECLAIMED)
    with chen.client.session_transaction() as session:
        session["used"] -= 59 * 60
    assert "陈经办" in chen.get("/account")
    with chen.client.session_transaction() as session:
        assert session["used"] > 0
        session["used"] -= 61 * 60
    page = text(chen.client.post("/requests", data=sent))
    assert "填写的内容都还在" in page
    again = {**carried(page, "/sign-in"), "sign_in_name": "chen", "password": PASSWORD}
    back = chen.client.post("/sign-in", data=again, follow_redirects=True)
    assert filled_in(text(back))["matter"] == [RECLAIMED["matter"]]


def test_what_was_typed_waits_beside_the_code_too(app, chen):
    set_up_code(app, chen, "chen")
    sent = chen.submission(RECLAIMED)
    chen.sign_out()
    page = text(chen.client.post("/requests", data=sent))
    signed = {**carried(page, "/sign-in"), "sign_in_name": "chen", "password": PASSWORD}
    page = text(chen.client.post("/sign-in", data=signed))
    english = text(chen.client.post("/sign-in/code?lang=en", data=carried(page, "/sign-in/code?lang=en")))
    assert "Code of your phone" in english
    given = {**carried(english, "/sign-in/code"), "sign_in_code": code_of(app, "chen", again=True)}
    back = chen.client.post("/sign-in/code", data=given, follow_redirects=True)
    assert filled_in(text(back))["matter"] == [RECLAIMED["matter"]]


def test_another_role_ends_the_session_in_the_middle_of_the_work(admin, chen):
    assert "陈经办" in chen.get("/account")
    changed = {"person_name": "陈经办", "person_role": "JUSTICE", "person_place": "城关区", "person_unit": "县司法局"}
    assert "资料已更改" in text(send(admin, "/people/chen/change", "/people/chen", **changed))
    assert chen.client.get("/account").status_code == 302


def test_whoever_is_ended_is_out_at_once_and_cannot_come_in(admin, chen):
    assert "已停用" in text(send(admin, "/people/chen/end", "/people/chen"))
    assert chen.client.get("/account").status_code == 302
    assert chen.sign_in("chen").status_code == 401


def test_a_password_is_changed_and_every_other_browser_is_out(chen, open_browser):
    other = open_browser("chen")
    answer = send(chen, "/account/password", "/account", password="wrong", new_password=NEW, again=NEW)
    assert answer.status_code == 400 and "现在的口令不对" in text(answer)
    answer = send(chen, "/account/password", "/account", password=PASSWORD, new_password="12345678", again="12345678")
    assert answer.status_code == 400 and "太常见" in text(answer)
    answer = send(chen, "/account/password", "/account", password=PASSWORD, new_password=NEW, again=NEW)
    assert "口令已更换" in text(answer)
    assert other.client.get("/account").status_code == 302
    assert open_browser().sign_in("chen").status_code == 401


def test_signing_out_everywhere(chen, open_browser):
    other = open_browser("chen")
    send(chen, "/account/everywhere", "/account")
    assert [one.client.get("/account").status_code for one in (chen, other)] == [302, 302]


def test_the_code_is_taken_off_with_the_password(app, chen):
    set_up_code(app, chen, "chen")
    assert send(chen, "/account/code/off", "/account", password="wrong").status_code == 400
    assert "已停用" in text(send(chen, "/account/code/off", "/account", password=PASSWORD))
    chen.sign_out()
    assert chen.sign_in("chen").status_code == 302


def test_where_administrators_need_a_code_they_set_it_up_before_they_are_in(app, open_browser):
    app.extensions[SIGN_IN_RULES] = SignInRules(factor_for_administrators=True)
    browser = open_browser()
    form = browser.hidden(browser.get("/sign-in", next="/people"), "/sign-in")
    page = browser.client.post("/sign-in", data={**form, "sign_in_name": "admin", "password": PASSWORD})
    assert "必须用手机验证码" in text(page) and browser.client.get("/people").status_code == 302
    given = {**carried(text(page), "/account/code/confirm"), "sign_in_code": code_of(app, "admin")}
    codes = browser.client.post("/account/code/confirm", data=given)
    assert len(re.findall(r"<code", text(codes))) == 10
    on = browser.client.post("/sign-in/go-on", data=carried(text(codes), "/sign-in/go-on"))
    assert on.location == "/people" and browser.client.get("/people").status_code == 200
    refused = send(browser, "/account/code/codes", "/account", password=PASSWORD)
    assert refused.status_code == 200
    token = browser.hidden(browser.get("/account"), "/account/everywhere")
    off = browser.client.post("/account/code/off", data={**token, "password": PASSWORD})
    assert off.status_code == 400
    assert open_browser().sign_in("chen").status_code == 302


def test_somebody_halfway_reaches_nothing(app, chen):
    set_up_code(app, chen, "chen")
    chen.sign_out()
    chen.sign_in("chen")
    for address in ("/account", "/account/code", "/account/code.svg", "/requests", "/work", "/people"):
        assert chen.client.get(address).status_code in (302, 303), address
    assert "陈经办" not in chen.get("/")


def test_forgotten_is_answered_the_same_for_every_name(app, open_browser):
    assert "请找本地管理人员" in open_browser().get("/forgot")
    app.extensions[SIGN_IN_RULES] = SignInRules(mails_links=True)
    told = {text(send(open_browser(), "/forgot", sign_in_name=name)) for name in ("chen", "nobody", "\0", "x" * 900)}
    plain = {re.sub(r'value="[^"]*"', "", page) for page in told}
    assert len(plain) == 1 and "如果有这个用户名" in plain.pop()


@pytest.mark.parametrize("key", ["x", "%00", "x" * 300, "admin"])
def test_a_link_that_is_none_is_one_sentence(anybody, key):
    answer = anybody.client.get(f"/link/{key}")
    assert answer.status_code == 410 and text(answer).count('role="alert"') == 1


def test_a_link_is_shown_once_and_the_page_is_not_stored(admin):
    answer = send(admin, "/people/chen/link", "/people/chen", by_hand="1")
    assert answer.headers["Cache-Control"] == "no-store"
    assert link_in(answer).rpartition("/")[2] not in admin.get("/people/chen")


@pytest.mark.parametrize(
    ("typed", "field", "told"),
    [
        ({"sign_in_name": "王"}, "sign_in_name", "不能作用户名"),
        ({"sign_in_name": "wang"}, "sign_in_name", "已经有人用过"),
        ({"person_role": ""}, "person_role", "岗位"),
        ({"person_place": "没有的县"}, "person_place", "没有"),
        ({"person_place": "酒泉路街道"}, "person_place", "不设在"),
        ({"person_unit": "没有的局"}, "person_unit", "没有登记"),
        ({"mail": "x"}, "mail", "不是电子邮件地址"),
    ],
)
def test_what_is_to_be_mended_in_an_invitation_stands_beside_its_field(admin, typed, field, told):
    answer = send(admin, "/people/invite", **{**CLERK, **typed})
    page = text(answer)
    assert answer.status_code == 400
    beside = re.search(rf'id="{field}-wrong"[^>]*>([^<]*)', page)
    assert beside and told in beside.group(1), page
    assert 'value="钱经办"' in page


def test_people_are_for_administrators(chen, anybody, admin):
    for address in ("/people", "/people/invite", "/people/wang"):
        assert chen.client.get(address).status_code == 403
        assert anybody.client.get(address).location.startswith("/sign-in")
    assert 'href="/people"' in admin.get("/") and 'href="/people"' not in chen.get("/")
    form = chen.hidden(chen.get("/account"), "/account/everywhere")
    assert chen.client.post("/people/wang/end", data=form).status_code == 403
    assert chen.client.post("/people/invite", data={**form, **CLERK}).status_code == 403


def test_nobody_ends_themselves(admin):
    assert "/people/admin/end" not in admin.get("/people/admin")
    form = admin.hidden(admin.get("/account"), "/account/everywhere")
    answer = admin.client.post("/people/admin/end", data=form)
    assert answer.status_code == 409 and "另一位管理人员" in text(answer)


def test_a_province_is_asked_which_countys_units_are_meant(admin):
    assert "哪个县" in admin.get("/units")
    assert "县市场监督管理局" in admin.get("/units", place="城关区")
    assert 'id="place-wrong"' in admin.get("/units", place="没有的县")


def test_whoever_signs_in_by_a_password_needs_the_forms_token(chen):
    for where in ("/account/password", "/account/code", "/account/code/off", "/account/code/codes"):
        answer = chen.client.post(where, data={"password": PASSWORD, "new_password": NEW, "again": NEW})
        assert answer.status_code == 400 and NEW not in text(answer) and PASSWORD not in text(answer)
    assert chen.client.post("/account/everywhere").status_code == 400
    assert "陈经办" in chen.get("/account")


def test_flask_security_brings_no_way_in_of_its_own(app, chen):
    assert app.login_manager._request_callback is None and "security" not in app.blueprints
    assert not [
        one for one in app.before_request_funcs[None] if type(getattr(one, "__self__", None)).__name__ == "Principal"
    ]
    with app.app_context():
        token = engine.engine().remember_token_serializer.dumps({"ver": "5", "uid": "chen", "exp": 0})
    for sent in ({"headers": {"Authentication-Token": token}}, {"query_string": {"auth_token": token}}):
        assert app.test_client().get("/account", **sent).status_code == 302


FOR_ADMINISTRATORS = ("/account", "/people", "/people/invite", "/people/chen", "/units")
OF_RECORDS = ("甘肃省", "陈经办")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pages_speak_one_language(admin, anybody, language):
    opened = {address: admin.get(address, lang=language) for address in FOR_ADMINISTRATORS}
    opened |= {address: anybody.get(address, lang=language) for address in ("/forgot", "/link/x")}
    for address, page in opened.items():
        said = re.findall(r"<(?:label|h1|h2|button|summary)[^>]*>([^<]+)", page)
        assert said and "style=" not in page
        strange = [one for one in said if re.search("[一-鿿]", one) and not any(name in one for name in OF_RECORDS)]
        assert language == "zh" or not strange, address
