"""The same day twice, once at the pages and once over GraphQL, each in a registry of its own: the same came to pass."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from registry.app import create_app
from registry.config import Settings
from registry.services.people import issue_token
from registry.store.base import db
from registry.store.duties import forget_editions
from registry.store.events import EventRecord
from tests.compiled import share_compiled
from tests.stories.conftest import COUNTY, JIUQUAN, Page, System
from tests.web.conftest import Browser
from tests.web.lists import row_form

FULL = "620102001002"
PAPER = {"document_number": "城政办发〔2026〕61号", "effective_on": "2026-11-02"}
Told = list[tuple[str, str, str, str, str]]


class Registry:
    """A registry with nothing in it but the seed, and both its doors."""

    def __init__(self, url: str, folder: Path) -> None:
        forget_editions()
        settings = Settings(database_url=url, folder=str(folder), sample_people="1")
        self.app: Flask = share_compiled(create_app(settings))

    def page(self, name: str) -> Page:
        """Somebody at the pages, signed in."""
        browser = Browser(self.app.test_client())
        assert browser.sign_in(name).status_code == 302
        return Page(browser)

    def system(self, name: str) -> System:
        """Somebody's system."""
        with self.app.app_context():
            token = issue_token(name, label="their system", days=1, now=datetime.now(UTC))
            db.session.remove()
        return System(self.app, token)

    def told(self) -> Told:
        """What happened since the seed, but for times, tokens, and what was left empty."""
        with self.app.app_context():
            wanted = select(EventRecord).where(EventRecord.actor != "seed", EventRecord.stream != "people")
            found = [
                (event.stream, event.verb, event.actor, event.about, plain(event.facts))
                for event in db.session.scalars(wanted.order_by(EventRecord.stream, EventRecord.position))
            ]
            db.session.remove()
        return found


def plain(facts: Any) -> str:
    """Facts as they read: without what is empty, and without times of day."""
    if isinstance(facts, dict):
        held = {name: plain(value) for name, value in facts.items() if value not in ("", None, [], {})}
        return str(sorted(held.items()))
    if isinstance(facts, list):
        return str([plain(one) for one in facts])
    return re.sub(r"\d{4}-\d\d-\d\dT[\d:.+]+Z?", "a time", str(facts))


@pytest.fixture
def two(fresh_url: Callable[[str], str], tmp_path: Path) -> Iterator[tuple[Registry, Registry]]:
    """Two registries alike."""
    made = []
    for name in ("pages", "systems"):
        (tmp_path / name).mkdir()
        made.append(Registry(fresh_url("sqlite"), tmp_path / name))
    yield made[0], made[1]
    for registry in made:
        with registry.app.app_context():
            db.engine.dispose()


def list_at_the_pages(there: Registry) -> None:
    wang, zhou, sun = there.page("wang"), there.page("zhou"), there.page("sun")
    wang.opens(f"/lists/{JIUQUAN}")
    wang.sends("/lists/drafts", place=JIUQUAN, corrects="")
    draft = wang.there.rsplit("/", 1)[1]
    typed = row_form(wang.browser, draft, "CG-0001")
    wang.opens(f"/lists/drafts/{draft}/rows/CG-0001")
    wang.sends(f"/lists/drafts/{draft}/rows/CG-0001", **{**typed, "matter": ["换了名称"]})
    for person, verb, more in ((wang, "send", {}), (zhou, "approve", {}), (sun, "publish", PAPER)):
        person.opens(f"/lists/drafts/{draft}")
        person.sends(f"/lists/drafts/{draft}/{verb}", **more)


def list_over_graphql(there: Registry) -> None:
    wang, zhou, sun = there.system("wang"), there.system("zhou"), there.system("sun")
    shown = "draft { code duties(first: 1) { nodes { code tier category } } }"
    made = wang.acts("beginListDraft", {"place": JIUQUAN}, shown)["draft"]
    draft, row = {"draft": made["code"]}, made["duties"]["nodes"][0]
    assert row["code"] == "CG-0001"
    wang.acts("putListRow", {**draft, "row": {**row, "matter": "换了名称"}}, "draft { code }")
    wang.acts("sendListDraft", draft, "draft { status }")
    zhou.acts("approveListDraft", draft, "draft { status }")
    paper = {"documentNumber": PAPER["document_number"], "effectiveOn": PAPER["effective_on"]}
    sun.acts("publishListDraft", {**draft, **paper}, "edition { code }")


def adjustment_at_the_pages(there: Registry) -> None:
    wang, chen, sun = there.page("wang"), there.page("chen"), there.page("sun")
    form = {
        "adjustment_event": "TOWNSHIP_APPLIED", "adjustment_title": "调整校园安全事项", "adjustment_scope": "TOWNSHIPS",
        "townships": "酒泉路街道", "articles": "《某条例》第三条", "reason": "镇里没有执法权", "count": "1",
        "duty_change_kind-1": "MOVE", "changed_duties-1": "CG-0049", "wanted_tier-1": "RECLAIMED",
        "wanted_taken_over_by-1": "县司法局",
    }  # fmt: skip
    token = wang.browser.hidden(wang.opens("/adjustments"), "/sign-out")
    wang.follows(wang.browser.client.post("/adjustments/new", data={**token, **form, "do": "propose"}))
    one = wang.there
    for person, step, typed in (
        (sun, "consult", {"units": "县市场监督管理局"}),
        (chen, "answer", {"opinion": "CONDITIONAL", "opinion_text": "经费随事转"}),
        (sun, "adopt", {"reason": "同意调整"}),
    ):
        person.opens(one)
        person.sends(f"{one}/{step}", **typed)


def adjustment_over_graphql(there: Registry) -> None:
    wang, chen, sun = there.system("wang"), there.system("chen"), there.system("sun")
    change = {"kind": "MOVE", "duties": ["CG-0049"], "tier": "RECLAIMED", "takenOverBy": "县司法局"}
    proposal = {
        "event": "TOWNSHIP_APPLIED", "title": "调整校园安全事项", "townships": ["酒泉路街道"],
        "articles": ["《某条例》第三条"], "reason": "镇里没有执法权", "changes": [change],
    }  # fmt: skip
    number = wang.acts("proposeAdjustment", proposal, "adjustment { number }")["adjustment"]
    sun.acts("consultUnits", {**number, "units": ["县市场监督管理局"]}, "adjustment { status }")
    said = {"opinion": "CONDITIONAL", "text": "经费随事转"}
    chen.acts("answerConsultation", {**number, **said}, "adjustment { status }")
    sun.acts("adoptAdjustment", {**number, "reason": "同意调整"}, "adjustment { status }")


def clean_up_at_the_pages(there: Registry) -> None:
    wang, sun = there.page("wang"), there.page("sun")
    matter = {"place": JIUQUAN, "matter": "流动摊贩占道劝离", "department": "县综合行政执法局"}
    wang.opens(f"/clean-up/{COUNTY}/record")
    wang.sends(f"/clean-up/{COUNTY}/record", **matter)
    one = wang.there
    heard = {"able": "YES", "posts": "编制1名", "money": "每年3万元", "not_needed": ["POWERS"]}
    wang.sends(f"{one}/hear", **heard)
    sun.opens(one)
    sun.sends(f"{one}/assess", needed="YES", reason="到位", **heard)
    sun.sends(f"{one}/keep", reason="随资源保留")
    sun.opens(f"/chief-duties/{JIUQUAN}")
    duty = {
        "chief_or_grid": "GRID",
        "matter": "楼栋消防通道巡看",
        "chief_from": "2026-01-01",
        "chief_basis": "网格清单",
    }
    sun.sends(f"/chief-duties/{JIUQUAN}", **duty)
    code = re.findall(r"CD-2\d{3}-\d{4}", sun.opens(f"/chief-duties/{JIUQUAN}"))
    ending = next(
        one for one in code if f"/{one}/end" in sun.opens(f"/chief-duties/{JIUQUAN}") and one.endswith("0001")
    )
    sun.sends(f"/chief-duties/{JIUQUAN}/{ending}/end", chief_until="2026-01-31", reason="归并")


def clean_up_over_graphql(there: Registry) -> None:
    wang, sun, shown = there.system("wang"), there.system("sun"), "delegatedMatter { code }"
    matter = {"place": JIUQUAN, "matter": "流动摊贩占道劝离", "department": "县综合行政执法局"}
    code = wang.acts("recordDelegatedMatter", matter, shown)["delegatedMatter"]
    heard = {"able": "YES", "posts": "编制1名", "money": "每年3万元", "notNeeded": ["POWERS"]}
    wang.acts("hearDelegatedMatter", {**code, **heard}, shown)
    sun.acts("assessDelegatedMatter", {**code, "needed": "YES", "reason": "到位", **heard}, shown)
    sun.acts("keepDelegatedMatter", {**code, "reason": "随资源保留"}, shown)
    duty = {"chiefOrGrid": "GRID", "matter": "楼栋消防通道巡看", "chiefFrom": "2026-01-01", "chiefBasis": "网格清单"}
    made = sun.acts("addChiefDuty", {"place": JIUQUAN, **duty}, "chiefDuty { code }")["chiefDuty"]
    sun.acts("endChiefDuty", {**made, "chiefUntil": "2026-01-31", "reason": "归并"}, "chiefDuty { code }")


def villages_at_the_pages(there: Registry) -> None:
    wang, one = there.page("wang"), f"/villages/{FULL}"
    page = wang.opens(one)
    token = wang.browser.hidden(page, f"{one}/plaques")
    plaque = {"wording": "科普宣传室", "hung_on": "2026-01-05", "demanded_by": "县科协", "width_mm": "600"}
    page = wang.follows(wang.browser.client.post(f"{one}/plaques", data={**token, **plaque}))
    code = re.search(r"科普宣传室 <span class=\"code\">(PL-\d{4}-\d{6})", page)
    assert code
    decided = {"item": code[1], "decision": "TAKE_DOWN", "on": "2026-01-06", "reason": "不在目录"}
    wang.follows(wang.browser.client.post(f"{one}/plaques/decisions", data={**token, **decided}))
    body = {"name": "科普协会", "set_up_on": "2026-01-05"}
    wang.follows(wang.browser.client.post(f"{one}/bodies", data={**token, **body}))


def villages_over_graphql(there: Registry) -> None:
    wang, village = there.system("wang"), {"village": FULL}
    plaque = {"wording": "科普宣传室", "hungOn": "2026-01-05", "demandedBy": "县科协", "widthMm": 600}
    code = wang.acts("recordPlaque", {**village, **plaque}, "number")["number"]
    decided = {"item": code, "decision": "TAKE_DOWN", "on": "2026-01-06", "reason": "不在目录"}
    wang.acts("decideOnPlaque", {**village, **decided}, "number")
    wang.acts("recordBody", {**village, "name": "科普协会", "setUpOn": "2026-01-05"}, "number")


def offices_at_the_pages(there: Registry) -> None:
    sun, zheng = there.page("sun"), there.page("zheng")
    sun.opens(f"/certificates/{COUNTY}/retained")
    paper = {"document_number": "示例证〔2026〕1号", "effective_on": "2026-01-01"}
    sun.sends(f"/certificates/{COUNTY}/retained", names=["指定监护人文书"], **paper)
    sun.opens("/limits")
    sun.sends("/limits", limit_step="CONSULTATION", working_days="7", in_force_from="")
    sun.opens("/mail")
    sun.sends("/mail", mail="office@example.test")
    zheng.opens(f"/places/{JIUQUAN}/change")
    change = {"kind": "RENAMED", "before": JIUQUAN, "names": "酒泉路新街道", "effective_on": "2026-11-20"}
    zheng.sends(f"/places/{JIUQUAN}/change", step="keep", **change)


def offices_over_graphql(there: Registry) -> None:
    sun, zheng = there.system("sun"), there.system("zheng")
    paper = {"documentNumber": "示例证〔2026〕1号", "effectiveOn": "2026-01-01"}
    sun.acts("retainCertificates", {"place": COUNTY, "names": ["指定监护人文书"], **paper}, "retainedList { code }")
    sun.acts("setLimit", {"step": "CONSULTATION", "workingDays": 7}, "limit { workingDays }")
    sun.acts("setMailAddress", {"mail": "office@example.test"}, "holder")
    change = {"kind": "RENAMED", "before": [JIUQUAN], "names": ["酒泉路新街道"], "effectiveOn": "2026-11-20"}
    zheng.acts("changeDivisions", {"changes": [change]}, "numbers")


@pytest.mark.parametrize(
    ("at_the_pages", "over_graphql", "happened"),
    [
        (list_at_the_pages, list_over_graphql, 5),
        (adjustment_at_the_pages, adjustment_over_graphql, 5),
        (clean_up_at_the_pages, clean_up_over_graphql, 6),
        (villages_at_the_pages, villages_over_graphql, 3),
        (offices_at_the_pages, offices_over_graphql, 4),
    ],
)
def test_the_same_comes_to_pass(
    two: tuple[Registry, Registry],
    at_the_pages: Callable[[Registry], None],
    over_graphql: Callable[[Registry], None],
    happened: int,
) -> None:
    pages, systems = two
    before = systems.told()
    assert pages.told() == before
    at_the_pages(pages)
    over_graphql(systems)
    assert systems.told() == pages.told()
    assert len(systems.told()) - len(before) >= happened
