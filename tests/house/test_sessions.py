"""Whatever was typed outlives the session: every form sent after it ended comes back as it was typed."""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from flask import Flask

from registry.services import request_drafts, requests, webhooks
from registry.services.access import Demand
from registry.services.people import actor_called
from registry.store.attachments import attachments_of
from registry.web.waiting import FORMS
from tests.conftest import PASSWORD
from tests.samples_of_files import PDF
from tests.web.conftest import Browser
from tests.web.lists import SEED, begin
from tests.web.test_adjustments import FORM as PROPOSAL
from tests.web.test_adjustments import send

COUNTY, TOWNSHIP, VILLAGE, PROVINCE = "620102000000", "620102001000", "620102001001", "620000000000"
NO_FORMS = {
    "approvals.reconsider": "nothing is typed",
    "attachments.add": "a file is chosen, nothing is typed",
    "request_drafts.keep": "comes back as the question it asks: tests/web/test_request_drafts.py",
    "account.open_session": "signs in",
    "account.give_code": "signs in",
    "account.go_on": "nothing is typed; what waits goes along",
    "links.ask": "takes no session: comes again by itself",
    "links.set_password": "takes no session, and a password is never carried along",
    **dict.fromkeys(
        (f"own_account.{name}" for name in ("begin", "confirm", "renew_codes", "set_password", "take_off")),
        "passwords and codes are never carried along: tests/web/test_accounts.py",
    ),
    "own_account.sign_out_everywhere": "nothing is typed",
    "account.sign_out": "nothing is typed",
    "ask.judge": "takes no session",
    "box.judge": "takes no session",
    "graphql": "another door",
    "notices.read": "nothing is typed",
    "requests.submit": "comes back as the question it asks: tests/web/test_nothing_lost.py",
}
TEXT = "写了很久的一段话"


@dataclass(frozen=True)
class Sent:
    """One form: who sends it, to which address, what is typed, and whether a page shows that again."""

    who: str
    where: str
    typed: dict[str, str]
    shows: bool = True


REASON = {"reason": TEXT}
CASES = {
    "approval_recording.record": Sent("zheng", "/approvals", {"approval_names": TEXT}),
    "approvals.confirm": Sent("he", "/approvals/PA-0003/confirm", {}),
    "approvals.revoke": Sent("zheng", "/approvals/PA-0001/revoke", {**REASON, "revoked_on": "2026-12-31"}),
    "cases.act": Sent("wang", "/cases/{case}/dispute", REASON),
    "emergencies.open_response": Sent("sun", "/emergencies", {"response_matters": TEXT}),
    "emergencies.close_response": Sent("sun", "/emergencies/EM-2026-0001/close", {"response_end": TEXT}),
    "emergencies.correct_end": Sent("sun", "/emergencies/EM-2025-0001/correct", {"response_end": TEXT, **REASON}),
    "slips.issue": Sent("wang", "/slips", {"case": "{case}", "paper": TEXT}),
    "mail.set_address": Sent("li", "/mail", {"mail": "yi@example"}),
    "webhooks.make": Sent("li", "/webhooks", {"url": TEXT}),
    "webhooks.act": Sent("li", "/webhooks/{webhook}/replay", {"feed_position": TEXT}),
    "people.invite": Sent("admin", "/people/invite", {"person_name": TEXT}),
    "people.act": Sent("admin", "/people/wang/change", {"person_name": TEXT}),
    "reports.report": Sent("wang", "/reports/new", {"reported_demand": TEXT}),
    "reports.answer": Sent("feng", "/reports/{report}/close", {"report_answer": TEXT}),
    "adjustments.propose": Sent("wang", "/adjustments/new", {"adjustment_title": TEXT, "count": "1"}),
    "adjustments.mend": Sent("wang", "/adjustments/{kept}/edit", {"adjustment_title": TEXT, "count": "1"}),
    "adjustments.act": Sent("sun", "/adjustments/{proposed}/return", REASON),
    "catalogue_recording.dry_run": Sent("zheng", f"/catalogues/plaques/{PROVINCE}/record", {"version": TEXT}),
    "catalogue_recording.keep": Sent("zheng", f"/catalogues/plaques/{PROVINCE}/keep", {"version": TEXT}),
    "certificates.record": Sent("sun", f"/certificates/{COUNTY}/retained", {"document_number": TEXT}),
    "attachments.remove": Sent("li", "/requests/attachments/{file}/remove", {}),
    "request_drafts.discard": Sent("li", "/requests/drafts/{begun}/discard", {}),
    "chiefs.add": Sent("sun", f"/chief-duties/{TOWNSHIP}", {"matter": TEXT}),
    "chiefs.end": Sent("sun", f"/chief-duties/{TOWNSHIP}/{{chief}}/end", REASON),
    "delegated.act": Sent("sun", "/clean-up/matters/D2025-000003/assess", REASON),
    "delegated.record": Sent("wang", f"/clean-up/{COUNTY}/record", {"matter": TEXT}),
    "delegated.record_many": Sent("wang", f"/clean-up/{COUNTY}/record-many", {}),
    "division_changes.record": Sent("zheng", f"/places/{TOWNSHIP}/change", {"names": TEXT}),
    "draft_rows.merge": Sent("wang", "/lists/drafts/{draft}/merge", {"matter": TEXT, "row": "{duty}"}),
    "draft_rows.put": Sent("wang", "/lists/drafts/{draft}/rows/{duty}", {"matter": TEXT, "tier": "BASIC"}),
    "draft_rows.shift": Sent("wang", "/lists/drafts/{draft}/rows/{duty}/up", {}),
    "draft_rows.split": Sent("wang", "/lists/drafts/{draft}/split/{duty}", {"matters": f"{TEXT}\n还有一段"}),
    "drafts.act": Sent("zhou", "/lists/drafts/{draft}/return", REASON),
    "drafts.start": Sent("wang", "/lists/drafts", {"place": TOWNSHIP}, shows=False),
    "left_wrong.carry": Sent("sun", f"/lists/left/{SEED}", {}, shows=False),
    "limits.set_limit": Sent("sun", "/limits", {"working_days": TEXT}),
    "units.keep": Sent("sun", "/units", {"unit_name": TEXT}),
    "list_import.dry_run": Sent("wang", "/lists/import", {"place": TEXT}),
    "list_import.keep": Sent("wang", "/lists/import/abcdefghijklmnopqrstuvwx/keep", {}, shows=False),
    "list_import.remarks": Sent("wang", "/lists/import/abcdefghijklmnopqrstuvwx/remarks", {}, shows=False),
    "villages.decide_on_body": Sent("wang", f"/villages/{VILLAGE}/bodies/decisions", REASON),
    "villages.decide_on_plaque": Sent("wang", f"/villages/{VILLAGE}/plaques/decisions", REASON),
    "villages.record_body": Sent("wang", f"/villages/{VILLAGE}/bodies", {"name": TEXT}),
    "villages.record_hanging": Sent("wang", f"/villages/{VILLAGE}/plaques/hung", {"colour": TEXT}),
    "villages.record_plaque": Sent("wang", f"/villages/{VILLAGE}/plaques", {"wording": TEXT}),
}


@pytest.fixture
def app(web_app: Flask) -> Flask:
    """The registry as a server runs it."""
    return web_app


@pytest.fixture
def open_browser(app: Flask) -> Callable[[str], Browser]:
    """A function that opens a browser and signs somebody in."""

    def give(name: str) -> Browser:
        browser = Browser(app.test_client())
        assert browser.sign_in(name).status_code == 302
        return browser

    return give


@pytest.fixture
def named(app: Flask, open_browser: Callable[[str], Browser]) -> dict[str, str]:
    """What addresses of forms name: a draft in review and a row of it, two adjustments, a chief duty."""
    wang, sun = open_browser("wang"), open_browser("sun")
    draft = begin(wang)
    row = re.search(rf"/lists/drafts/{draft}/rows/([A-Z0-9-]+)", wang.get(f"/lists/drafts/{draft}"))
    assert row
    kept = send(wang, "/adjustments/new", do="keep", **PROPOSAL).location
    proposed = send(wang, "/adjustments/new", do="propose", **PROPOSAL).location
    register = f"/chief-duties/{TOWNSHIP}"
    duty = {"chief_or_grid": "GRID", "matter": "楼道巡看", "chief_from": "2026-01-01", "chief_basis": "网格清单"}
    added = sun.client.post(register, data={**sun.hidden(sun.get(register), register), **duty})
    chief = re.search(rf"{register}/(CD-[0-9-]+)/end", sun.get(register))
    assert added.status_code == 302 and chief
    passed_on = {"reported_demand": "违规要求", "reported_demander": "县应急管理局"}
    report = send(wang, "/reports/new", **passed_on).location.rpartition("/")[2]
    asked = Demand(kind="delegation", place=TOWNSHIP, answers={"matter": "防汛抗旱"})
    with app.app_context():
        clerk = actor_called("li")
        assert clerk is not None
        case = requests.submit(asked, actor=clerk, now=datetime.now(UTC)).cases[0].number
        files, at = [("依据.pdf", PDF)], datetime.now(UTC)
        begun = request_drafts.keep(asked, application={}, files=files, actor=clerk, now=at).number
        file = attachments_of(draft=begun)[0].number
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], webhooks_inside="1")
        webhook = webhooks.create("http://127.0.0.1:9/hook", actor=clerk, now=at).number
    numbers = {
        "begun": begun,
        "webhook": webhook,
        "file": file,
        "case": case,
        "report": report,
        "kept": kept.rpartition("/")[2],
        "proposed": proposed.rpartition("/")[2],
    }
    return {"draft": draft, "duty": row.group(1), "chief": chief.group(1), **numbers}


def test_every_form_says_how_it_comes_back_and_is_tried_here(app: Flask) -> None:
    sent = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    assert sent == set(FORMS) | set(NO_FORMS)
    assert set(CASES) == set(FORMS)


def filled(texts: dict[str, str], named: dict[str, str]) -> dict[str, str]:
    return {name: text.format(**named) for name, text in texts.items()}


def test_a_form_sent_after_the_session_ended_comes_back_as_it_was_typed_and_is_not_kept(
    app: Flask, open_browser: Callable[[str], Browser], named: dict[str, str]
) -> None:
    send_in_review(open_browser("wang"), named["draft"])
    for endpoint, case in CASES.items():
        where, typed = case.where.format(**named), filled(case.typed, named)
        stranger = Browser(app.test_client())
        page = stranger.client.post(where, data={**typed, "csrf_token": "of the session that ended"})
        waiting = stranger.hidden(page.get_data(as_text=True), "/sign-in")
        assert page.status_code == 401 and {f"typed.{name}" for name in typed} <= set(waiting), endpoint
        signed_in = {**waiting, "sign_in_name": case.who, "password": PASSWORD}
        answer = stranger.client.post("/sign-in", data=signed_in, follow_redirects=True)
        shown = html.unescape(answer.get_data(as_text=True))
        assert "填写的内容都在下面" in shown, endpoint
        assert answer.status_code in ((200,) if case.shows else (200, 410)), (endpoint, answer.status_code)
        for text in typed.values() if case.shows else ():
            assert text.replace("\n", "\r\n") in shown or text in shown, (endpoint, text)


def test_a_page_that_stood_open_for_too_long_comes_again_as_it_was_typed(
    open_browser: Callable[[str], Browser], named: dict[str, str]
) -> None:
    send_in_review(open_browser("wang"), named["draft"])
    people = {name: open_browser(name) for name in {case.who for case in CASES.values()}}
    for endpoint, case in CASES.items():
        where, typed = case.where.format(**named), filled(case.typed, named)
        answer = people[case.who].client.post(where, data={**typed, "csrf_token": "too old"}, follow_redirects=True)
        shown = html.unescape(answer.get_data(as_text=True))
        assert answer.status_code == 400 if case.shows else answer.status_code in (200, 410), endpoint
        assert "页面停留太久" in shown, endpoint
        for text in typed.values() if case.shows else ():
            assert text in shown, (endpoint, text)


def send_in_review(wang: Browser, draft: str) -> None:
    there = f"/lists/drafts/{draft}/send"
    assert wang.client.post(there, data=wang.hidden(wang.get(f"/lists/drafts/{draft}"), there)).status_code == 302
