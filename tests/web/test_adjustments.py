"""Adjusting the lists at the pages: proposing, consulting, answering, deciding; nothing typed is lost."""

import html
import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from registry.services.people import actor_called
from registry.services.successions import TypedChange, record_division_change
from registry.store.adjustments import AdjustmentRecord
from registry.store.base import db
from tests.web.conftest import Browser

FORM = {
    "adjustment_event": "TOWNSHIP_APPLIED",
    "adjustment_title": "调整校园安全事项",
    "adjustment_scope": "TOWNSHIPS",
    "townships": "酒泉路街道",
    "articles": "《某条例》第三条\r\n《某办法》第五条",
    "reason": "镇里没有执法权",
    "count": "1",
    "duty_change_kind-1": "MOVE",
    "changed_duties-1": "CG-0049",
    "wanted_tier-1": "RECLAIMED",
    "wanted_taken_over_by-1": "县司法局",
}


def typed(page: str) -> str:
    """What a page says, as it is read."""
    return html.unescape(page)


def token(browser: Browser, address: str = "/adjustments") -> str:
    return browser.hidden(browser.get(address), "/sign-out")["csrf_token"][0]


def send(browser: Browser, address: str, **fields: object):
    return browser.client.post(address, data={"csrf_token": token(browser), **fields})


def kept(app) -> list[AdjustmentRecord]:
    with app.app_context():
        return list(db.session.query(AdjustmentRecord).all())


@pytest.fixture
def sun(open_browser: Callable[..., Browser]) -> Browser:
    """Sun of the county's list office, signed in."""
    return open_browser("sun")


def test_a_township_that_left_the_county_is_named_before_and_after_the_decision(app, open_browser, chen, sun):
    zhou = open_browser("zhou")
    two = {**FORM, "townships": "酒泉路街道\r\n张掖路街道", "changed_duties-1": "CG-0001"}
    drop = {name: value for name, value in two.items() if not name.startswith("wanted_")}
    there = send(chen, "/adjustments/new", do="propose", **{**drop, "duty_change_kind-1": "DROP"}).location
    assert there, "it was proposed"
    alone = {**drop, "duty_change_kind-1": "DROP", "townships": "酒泉路街道"}
    other = send(chen, "/adjustments/new", do="propose", **alone).location
    for address in (there, other):
        assert "已划归" not in typed(sun.get(address))
        assert send(sun, f"{address}/consult", units="县司法局").status_code == 302
        assert send(zhou, f"{address}/answer", opinion="AGREE").status_code == 302
    with app.app_context():
        zheng, told = actor_called("zheng"), {"effective_on": "2026-11-20", "parents": ["620103000000"]}
        moved = TypedChange("RECODED", ["620102001000"], after=["620103091000"], keep_numbers=True, **told)
        record_division_change(moved, actor=zheng, now=datetime.now(UTC))
    assert "酒泉路街道已划归七里河区" in typed(sun.get(there))
    refused = send(sun, f"{other}/adopt", reason="同意调整")
    assert refused.status_code == 400 and "本县不能为它编制清单" in typed(refused.get_data(as_text=True))
    assert "同意调整" in refused.get_data(as_text=True), "nothing typed is lost"
    assert send(sun, f"{there}/adopt", reason="同意调整").status_code == 302
    page = typed(sun.get(there))
    assert "酒泉路街道已划归七里河区" in page and "城关区张掖路街道" in page and "七里河区酒泉路街道：" not in page


def test_from_the_proposal_to_the_drafted_edition(app, wang: Browser, chen: Browser, sun: Browser):
    there = send(wang, "/adjustments/new", do="propose", **FORM).location
    assert re.fullmatch(r"/adjustments/AJ\d{4}-000001", there)
    page = sun.get(there)
    for expected in ("调整校园安全事项", "《某条例》第三条", "县司法局", "已提出，待受理", "社区矫正"):
        assert expected in typed(page), expected
    assert send(sun, f"{there}/consult", units="县市场监督管理局").status_code == 302
    assert there in chen.get("/adjustments"), "it waits for who is consulted"
    assert send(chen, f"{there}/answer", opinion="CONDITIONAL", opinion_text="经费随事转").status_code == 302
    page = typed(sun.get(there))
    assert "有条件同意" in page and "经费随事转" in page and "待决定" in page
    assert send(sun, f"{there}/adopt", reason="同意调整").status_code == 302
    page = typed(wang.get(there))
    assert "同意调整" in page and "草案L" in page and "城关区酒泉路街道" in page
    assert send(wang, f"{there}/end", reason="不要了").status_code == 403
    assert send(sun, f"{there}/redraft").status_code == 302
    assert "已撤回，已重新编制" in typed(sun.get(there))
    assert send(sun, f"{there}/end", reason="").status_code == 400
    assert send(sun, f"{there}/end", reason="上级另有部署").status_code == 302
    page = typed(wang.get(there))
    assert "上级另有部署" in page and "不再编制，已终止" in page and "尚未重新编制" in page
    assert "登记系统：结束征求意见" in page


def test_a_change_that_is_wrong_comes_back_beside_its_field_with_everything_typed(app, wang: Browser):
    wrong = {**FORM, "wanted_taken_over_by-1": "", "change_reason-1": "这是理由"}
    answer = send(wang, "/adjustments/new", do="propose", **wrong)
    page = typed(answer.get_data(as_text=True))
    assert answer.status_code == 400
    assert 'id="wanted_taken_over_by-1-wrong"' in page
    for given in ("《某办法》第五条", "镇里没有执法权", "CG-0049", "这是理由", "调整校园安全事项"):
        assert given in page
    assert kept(app) == []


def test_what_is_to_change_is_chosen_first_and_only_what_belongs_to_it_is_asked(wang: Browser):
    page = typed(wang.get("/adjustments/new"))
    assert "第一步" in page and "<textarea" not in page
    for kind in ("DROP", "RENAME", "MERGE", "SPLIT", "CHANGE_SHARE"):
        assert f'href="/adjustments/new?kind={kind}"' in page
    assert 'href="/adjustments/new?kind=MOVE&tier=RECLAIMED"' in page
    page = typed(wang.get("/adjustments/new", kind="DROP"))
    assert asked_in(page) == {"look_for"}
    assert "城关区酒泉路街道" in page and "620102001000" not in page, "the desk's own township, by its name"
    assert asked_in(wang.get("/adjustments/new", kind="ADD", tier="BASIC")) == {"wanted_matter", "wanted_category"}
    supporting = asked_in(wang.get("/adjustments/new", kind="ADD", tier="SUPPORTING"))
    assert supporting == {"wanted_matter", "wanted_category", "wanted_shares", "wanted_township_share"}
    assert asked_in(wang.get("/adjustments/new", kind="SPLIT")) == {"look_for", "wanted_matter"}


def asked_in(page: str) -> set[str]:
    """What the first change is asked, besides what may be left empty."""
    shown = re.findall(r'<(?:input|textarea|select)[^>]*class="form-[^"]*"[^>]*name="(\w+)-1"', page)
    return set(shown) - {"change_articles", "change_reason"}


def test_another_change_and_looking_for_duties_lose_nothing(app, wang: Browser):
    page = typed(send(wang, "/adjustments/new", do="choose:DROP", **FORM).get_data(as_text=True))
    assert 'name="duty_change_kind-2" value="DROP"' in page and "镇里没有执法权" in page
    looked = {**FORM, "look_for-1": "发展党员"}
    page = typed(send(wang, "/adjustments/new", do="look:1", **looked).get_data(as_text=True))
    assert re.search(r'type="radio" name="changed_duties-1"[^>]*value="CG-0049" checked', page)
    assert re.search(r'党员[^<]*<span class="code">CG-\d{4}', page) and "镇里没有执法权" in page
    looked = {**FORM, "look_for-1": "外星飞船停泊收费"}
    page = typed(send(wang, "/adjustments/new", do="look:1", **looked).get_data(as_text=True))
    assert "没有找到相近的事项" in page
    nowhere = {**looked, "townships": ""}
    assert "请先填写乡镇" in typed(send(wang, "/adjustments/new", do="look:1", **nowhere).get_data(as_text=True))
    gone = {**FORM, "count": "2", "duty_change_kind-2": "DROP", "changed_duties-2": "CG-0001"}
    page = typed(send(wang, "/adjustments/new", do="remove:1", **gone).get_data(as_text=True))
    assert "CG-0001" in page and "CG-0049" not in page and 'name="duty_change_kind-2"' not in page
    assert kept(app) == []


def test_a_duty_typed_in_full_counts_without_being_ticked(app, wang: Browser):
    whole = {n: v for n, v in FORM.items() if n != "changed_duties-1"}
    assert send(wang, "/adjustments/new", do="propose", **whole, **{"look_for-1": "CG-0049"}).status_code == 302


def test_merging_takes_every_duty_ticked(app, wang: Browser):
    fields = {**FORM, "duty_change_kind-1": "MERGE", "wanted_tier-1": "", "wanted_taken_over_by-1": ""}
    fields |= {"changed_duties-1": ["CG-0001", "CG-0002"], "wanted_matter-1": "党的建设工作"}
    assert send(wang, "/adjustments/new", do="propose", **fields).status_code == 302
    with app.app_context():
        assert db.session.query(AdjustmentRecord).one().proposal.changes[0].duties == ("CG-0001", "CG-0002")


def test_a_form_half_filled_in_changes_its_language_and_keeps_nothing(app, wang: Browser):
    page = send(wang, "/adjustments/new", do="choose:CHANGE_SHARE", **FORM).get_data(as_text=True)
    carried = wang.hidden(page, "/adjustments/new?lang=en")
    answer = wang.client.post("/adjustments/new?lang=en", data=carried)
    shown = typed(answer.get_data(as_text=True))
    assert answer.status_code == 200 and "Departments' shares" in shown and "镇里没有执法权" in shown
    assert 'name="duty_change_kind-1"' in shown and kept(app) == []


def test_from_a_case_takes_only_the_number_of_a_case(app, wang: Browser):
    answer = send(wang, "/adjustments/new", do="propose", from_case="清单漏列", **FORM)
    page = typed(answer.get_data(as_text=True))
    assert answer.status_code == 400 and 'id="from_case-wrong"' in page and "R2026-000001-001" in page


def test_an_unclear_duty_is_asked_back_with_the_duties_it_may_be(app, wang: Browser):
    answer = send(wang, "/adjustments/new", do="propose", **{**FORM, "changed_duties-1": "社区矫正"})
    page = typed(answer.get_data(as_text=True))
    assert answer.status_code == 400 and "CG-0049" in page and 'id="changed_duties-1-wrong"' in page
    assert re.search(r'type="radio" name="changed_duties-1"[^>]*value="CG-0049"', page), "to be ticked at once"


def test_a_change_left_empty_is_none_and_the_others_keep_their_errors(app, wang: Browser):
    moved = {name.replace("-1", "-3"): value for name, value in FORM.items() if name.endswith("-1")}
    empty = {name: "" for name in FORM if name.endswith("-1")}
    answer = send(wang, "/adjustments/new", do="propose", **{**FORM, **empty, **moved, "count": "3"})
    assert answer.status_code == 302
    with app.app_context():
        assert len(db.session.query(AdjustmentRecord).one().proposal.changes) == 1


def test_a_draft_is_kept_changed_and_proposed(app, wang: Browser, sun: Browser):
    there = send(wang, "/adjustments/new", do="draft", **{**FORM, "reason": ""}).location
    assert sun.client.get(there).status_code == 404
    assert "CG-0049" in wang.get(f"{there}/edit")
    assert send(wang, f"{there}/edit", do="propose", **{**FORM, "reason": ""}).status_code == 400
    assert send(wang, f"{there}/edit", do="propose", **FORM).location == there
    assert sun.client.get(there).status_code == 200
    assert wang.client.get(f"{there}/edit").status_code == 400, "what is proposed is not changed under their eyes"


def test_the_same_form_sent_twice_is_one_adjustment(app, wang: Browser):
    fields = {**FORM, "do": "propose", "once": "a mark", "csrf_token": token(wang)}
    first, second = (wang.client.post("/adjustments/new", data=fields).location for _ in range(2))
    assert first == second and len(kept(app)) == 1


def test_a_page_too_old_comes_back_as_it_was_typed(app, wang: Browser):
    wang.get("/adjustments/new")
    answer = wang.client.post("/adjustments/new", data={**FORM, "do": "propose", "csrf_token": "forged"})
    page = typed(answer.get_data(as_text=True))
    assert answer.status_code == 400 and "镇里没有执法权" in page and "页面停留太久" in page
    assert kept(app) == []


def test_an_opinion_without_its_text_comes_back_beside_its_field(wang: Browser, chen: Browser, sun: Browser):
    there = send(wang, "/adjustments/new", do="propose", **FORM).location
    send(sun, f"{there}/consult", units="县市场监督管理局")
    answer = send(chen, f"{there}/answer", opinion="DISAGREE", opinion_text="")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400 and 'id="opinion_text-wrong"' in page
    assert '<option value="DISAGREE" selected>' in page


def test_what_is_not_possible_is_said_on_the_page(wang: Browser, sun: Browser, chen: Browser):
    there = send(wang, "/adjustments/new", do="propose", **FORM).location
    assert send(sun, f"{there}/adopt", reason="同意").status_code == 400
    assert send(sun, f"{there}/bake", reason="同意").status_code == 404
    assert send(chen, f"{there}/answer", opinion="AGREE").status_code == 404
    send(sun, f"{there}/consult", units="县市场监督管理局")
    early = send(sun, f"{there}/close")
    assert early.status_code == 400 and "县市场监督管理局" in early.get_data(as_text=True)
    assert send(wang, f"{there}/withdraw", reason="").status_code == 400
    assert send(wang, f"{there}/withdraw", reason="不提了").status_code == 302
    assert "已撤回" in wang.get(there)


def test_the_forms_shown_are_those_the_reader_may_use(wang: Browser, sun: Browser, open_browser):
    there = send(wang, "/adjustments/new", do="propose", **FORM).location
    actions = {name: set(re.findall(rf'action="{there}/(\w+)"', reader.get(there))) for name, reader in
               (("wang", wang), ("sun", sun), ("feng", open_browser("feng")))}  # fmt: skip
    assert actions == {"wang": {"withdraw"}, "sun": {"consult", "return"}, "feng": set()}


def test_filters_stand_in_the_address_and_survive_a_reload(wang: Browser):
    send(wang, "/adjustments/new", do="propose", **FORM)
    page = wang.get("/adjustments", status="proposed", event="TOWNSHIP_APPLIED")
    assert "调整校园安全事项" in page
    assert re.search(r'<option value="proposed" selected>', page)
    assert "调整校园安全事项" not in wang.get("/adjustments", status="adopted")
    assert wang.client.get("/adjustments?status=lost").status_code == 400


def test_who_has_no_business_with_adjustments_is_told_so(open_browser):
    for name in ("zhao", "zheng", "admin"):
        assert open_browser(name).client.get("/adjustments").status_code == 403
    assert open_browser("sun").client.get("/adjustments/new").status_code == 403


def test_the_list_office_sets_the_countys_limits(sun: Browser, wang: Browser):
    assert 'href="/limits"' in sun.get("/adjustments") and 'href="/limits"' not in wang.get("/adjustments")
    page = sun.get("/limits")
    assert "默认期限，待核实" in page
    assert send(sun, "/limits", limit_step="INTAKE", working_days="0").status_code == 400
    answer = send(sun, "/limits", limit_step="INTAKE", working_days="300", in_force_from="")
    assert answer.status_code == 400 and 'value="300"' in answer.get_data(as_text=True)
    assert send(sun, "/limits", limit_step="INTAKE", working_days="3").status_code == 302
    assert "3 工作日" in sun.get("/limits")
    assert wang.client.get("/limits").status_code == 403


def test_it_is_said_in_english_too(wang: Browser):
    there = send(wang, "/adjustments/new", do="propose", **FORM).location
    page = typed(wang.get(there, lang="en"))
    assert "Move a duty to another part" in page and "working days" in page
    assert "Propose an adjustment" in wang.get("/adjustments/new")
