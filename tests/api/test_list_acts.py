"""Lists over GraphQL: brought in, amended row by row, reviewed, published, corrected; as at the pages."""

import base64
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from flask import Flask

from registry.services import duties
from registry.store.base import db
from tests.api import acts
from tests.api.acts import COUNTY, JIUQUAN, ZHANGYE, TokenOf, in_base64, plain, refused, sent, to_mend, told
from tests.api.conftest import Ask
from tests.files.making import BASIC, SUPPORTING, WORKBOOK, workbook_with
from tests.web.lists import SEED
from tests.web.test_list_drafts import publish_now

DRAFT = "draft { code status rows base changedAt duties(first: 100) { nodes { code tier number matter } } }"
PAPER = {"documentNumber": "城政办发〔2026〕61号", "effectiveOn": "2026-11-02"}
FILE = {"name": "三张清单.xlsx", "content": in_base64(WORKBOOK.read_bytes())}


def act(*given: Any) -> Any:
    return plain(acts.act(*given))


def look(*given: Any) -> Any:
    return plain(acts.look(*given))


def begun(ask: Ask, token: str, place: str = JIUQUAN) -> dict[str, Any]:
    return dict(act(ask, token, "beginListDraft", {"place": place}, DRAFT)["draft"])


def amended(ask: Ask, token: str, name: str, draft: dict[str, Any], **given: Any) -> dict[str, Any]:
    """The draft after an act on its rows as it was shown."""
    how = {"draft": draft["code"], "changedAt": draft["changedAt"], **given}
    answered = act(ask, token, name, how, DRAFT)
    assert answered["errors"] == [], answered
    return dict(answered["draft"])


def test_a_whole_day_from_the_file_to_the_public_list(ask: Ask, token_of: TokenOf) -> None:
    def break_it(book: Any) -> None:
        book[SUPPORTING]["C6"].value = None
        book[BASIC]["B22"].value = None

    wang, zhou, sun = token_of("wang"), token_of("zhou"), token_of("sun")
    broken = {"name": "三张清单.xlsx", "content": in_base64(workbook_with(break_it))}
    shown = f"{DRAFT} rows files {{ name problemCount problems {{ code sheet row message }} remarked }}"
    given = {"place": JIUQUAN, "files": [broken]}
    before = told()
    tried = act(ask, wang, "importList", {**given, "dryRun": True}, shown)
    assert tried["errors"] == [] and tried["draft"] is None and tried["files"][0]["problemCount"] == 2
    assert {one["sheet"] for one in tried["files"][0]["problems"]} == {SUPPORTING, BASIC}
    book = openpyxl.load_workbook(BytesIO(base64.b64decode(tried["files"][0]["remarked"])))
    assert any(
        "导入提示" in str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value
    )
    refused_files = act(ask, wang, "importList", given, shown)
    assert [(one["code"], one["path"]) for one in refused_files["errors"]] == [
        ("FILE_TO_MEND", ["input", "files", "0"])
    ]
    whole = {"place": JIUQUAN, "files": [FILE]}
    shown = f"{DRAFT} rows comparison {{ count }}"
    tried = act(ask, wang, "importList", {**whole, "dryRun": True}, shown)
    assert tried["draft"] is None and tried["comparison"]["count"] > 0 and told() == before
    draft = act(ask, wang, "importList", whole, shown)["draft"]
    assert draft["rows"] == tried["rows"] and told() == before + 1
    code = {"draft": draft["code"]}
    assert act(ask, wang, "sendListDraft", code, DRAFT)["draft"]["status"] == "IN_REVIEW"
    assert refused(ask, wang, "approveListDraft", code) in ("OWN_DRAFT", "NOT_PERMITTED")
    back = act(ask, zhou, "returnListDraft", {**code, "reason": "缺一项"}, DRAFT)["draft"]
    assert back["status"] == "DRAFT"
    act(ask, wang, "sendListDraft", code, DRAFT)
    assert act(ask, zhou, "approveListDraft", code, DRAFT)["draft"]["status"] == "REVIEWED"
    assert refused(ask, wang, "publishListDraft", {**code, **PAPER}) == "NOT_PERMITTED"
    assert to_mend(ask, sun, "publishListDraft", {**code, **PAPER, "documentNumber": "六十一"}) == (
        "MALFORMED_DOCUMENT_NUMBER",
        ["input", "documentNumber"],
    )
    made = act(ask, sun, "publishListDraft", {**code, **PAPER}, "edition { code documentNumber }")["edition"]
    assert made["documentNumber"] == PAPER["documentNumber"]
    query = '{ list(place: "620102001000") { edition { code } duties(first: 100) { nodes { matter } } } }'
    public = look(ask, query)["list"]
    assert public["edition"]["code"] == made["code"]
    assert public["duties"] == [{"matter": one["matter"]} for one in draft["duties"]]
    assert refused(ask, sun, "publishListDraft", {**code, **PAPER}) == "DRAFT_MOVE_IMPOSSIBLE"


def test_rows_are_put_moved_taken_out_merged_and_split(ask: Ask, token_of: TokenOf) -> None:
    wang = token_of("wang")
    draft = begun(ask, wang)
    first, second, third, fourth = [row for row in draft["duties"] if row["tier"] == "BASIC"][:4]
    new = {"tier": "SUPPORTING", "matter": "河道巡查", "shares": [{"department": "县应急管理局", "duties": ["牵头"]}]}
    draft = amended(ask, wang, "putListRow", draft, row={**new, "townshipShare": ["巡查"], "takenOverBy": "不保留"})
    assert any(row["matter"] == "河道巡查" and row["code"] for row in draft["duties"])
    draft = amended(ask, wang, "putListRow", draft, row={"code": first["code"], "tier": "BASIC", "matter": "换了名称"})
    assert next(row for row in draft["duties"] if row["code"] == first["code"])["matter"] == "换了名称"
    draft = amended(ask, wang, "takeOutListRow", draft, code=second["code"])
    assert second["code"] not in {row["code"] for row in draft["duties"]}
    merged = {"tier": "BASIC", "matter": "合并后的一项"}
    draft = amended(ask, wang, "mergeListRows", draft, codes=[third["code"], fourth["code"]], row=merged)
    code = next(row["code"] for row in draft["duties"] if row["matter"] == "合并后的一项")
    draft = amended(ask, wang, "splitListRow", draft, code=code, matters=["拆一", "拆二"])
    assert {"拆一", "拆二"} <= {row["matter"] for row in draft["duties"]}
    end = f'{{ draft(code: "{draft["code"]}") {{ duties(last: 2) {{ nodes {{ code }} }} }} }}'
    before, last = (row["code"] for row in look(ask, end, wang)["draft"]["duties"])
    amended(ask, wang, "moveListRow", draft, code=last, way="UP")
    assert [row["code"] for row in look(ask, end, wang)["draft"]["duties"]] == [last, before]
    stale = {"draft": draft["code"], "changedAt": draft["changedAt"], "code": last}
    assert refused(ask, wang, "takeOutListRow", stale) == "DRAFT_CHANGED_MEANWHILE"
    assert to_mend(ask, wang, "splitListRow", {**stale, "changedAt": None, "matters": ["一项"]}) == (
        "MISSING_ANSWER",
        ["input", "matters"],
    )
    assert to_mend(ask, wang, "takeOutListRow", {**stale, "changedAt": "昨天"}) == (
        "MALFORMED_DATE",
        ["input", "changedAt"],
    )
    nameless = {"draft": draft["code"], "row": {"tier": "RECLAIMED", "matter": "没有承接部门"}}
    assert to_mend(ask, wang, "putListRow", nameless) == ("UNPUBLISHABLE_LIST", ["input", "row"])


def test_a_draft_is_said_anew_as_a_whole_and_given_up(ask: Ask, token_of: TokenOf) -> None:
    wang = token_of("wang")
    draft = begun(ask, wang)
    assert begun(ask, wang)["code"] == draft["code"]
    kept = [row for row in draft["duties"] if row["tier"] == "BASIC"][:3]
    rows = [{name: row[name] for name in ("code", "tier", "matter")} for row in kept]
    lines = [{"kind": "MERGED", "duty": rows[0]["code"], "before": draft["duties"][5]["code"]}]
    now_said = amended(
        ask, wang, "amendListDraft", draft, rows=[*rows, {"tier": "BASIC", "matter": "新的"}], mergers=lines
    )
    assert [row["number"] for row in now_said["duties"]] == [1, 2, 3, 4]
    assert [row["code"] for row in now_said["duties"]][:3] == [row["code"] for row in kept]
    twice = {"draft": draft["code"], "rows": [rows[0], rows[0]]}
    assert to_mend(ask, wang, "amendListDraft", twice) == ("UNPUBLISHABLE_LIST", ["input", "rows"])
    assert act(ask, wang, "withdrawListDraft", {"draft": draft["code"]}, DRAFT)["draft"]["status"] == "WITHDRAWN"


def test_a_list_comes_in_row_by_row(ask: Ask, token_of: TokenOf) -> None:
    wang = token_of("wang")
    rows = [
        {"tier": "BASIC", "category": "党的建设", "matter": "抓好基层组织建设"},
        {"tier": "RECLAIMED", "matter": "锅炉检验", "takenOverBy": "县市场监督管理局", "wayOfWorking": "专业机构检验"},
    ]
    given = {"place": JIUQUAN, "rows": rows, "documentNumber": "城政办发〔2026〕62号"}
    draft = act(ask, wang, "importList", given, DRAFT)["draft"]
    assert [(row["tier"], row["number"]) for row in draft["duties"]] == [("BASIC", 1), ("RECLAIMED", 1)]
    for unfit in ({}, {"rows": rows, "files": [FILE]}):
        assert to_mend(ask, wang, "importList", {"place": JIUQUAN, **unfit}) == ("MISSING_ANSWER", ["input", "files"])
    pdf = {"name": "清单.xlsx", "content": in_base64(b"%PDF-1.4")}
    assert to_mend(ask, wang, "importList", {"place": JIUQUAN, "files": [pdf]}) == (
        "FILE_FORMAT_REFUSED",
        ["input", "files"],
    )
    assert to_mend(ask, wang, "importList", {"place": JIUQUAN, "files": [FILE] * 11}) == (
        "TOO_MANY",
        ["input", "files"],
    )


@pytest.mark.parametrize("name", ["li", "zhao", "feng", "ma"])
def test_whoever_may_not_draft_there_is_refused_as_at_the_pages(ask: Ask, token_of: TokenOf, name: str) -> None:
    token, draft = token_of(name), begun(ask, token_of("wang"))["code"]
    row = {"tier": "BASIC", "matter": "一项"}
    for act_name, given in (
        ("beginListDraft", {"place": JIUQUAN}),
        ("importList", {"place": JIUQUAN, "rows": [row]}),
        ("importList", {"place": JIUQUAN, "rows": [row], "dryRun": True}),
        ("putListRow", {"draft": draft, "row": row}),
        ("sendListDraft", {"draft": draft}),
        ("withdrawListDraft", {"draft": draft}),
        ("publishListDraft", {"draft": draft, "foresee": True}),
    ):
        assert refused(ask, token, act_name, given) in ("NOT_PERMITTED", "NOT_FOUND"), act_name


def test_a_draft_that_fell_behind_is_carried_on_and_one_without_a_new_home_stays(
    app: Flask, ask: Ask, token_of: TokenOf
) -> None:
    wang = token_of("wang")
    draft = begun(ask, wang)
    row = next(row for row in draft["duties"] if row["tier"] == "BASIC")
    amended(ask, wang, "putListRow", draft, row={"code": row["code"], "tier": "BASIC", "matter": "草稿的写法"})
    assert refused(ask, wang, "carryOnListDraft", {"draft": draft["code"]}) == "DRAFT_MOVE_IMPOSSIBLE"
    there = duties.edition_called(SEED).duties
    published = tuple(replace(one, matter="公布的写法") if one.code == row["code"] else one for one in there)
    publish_now(JIUQUAN, published, "城政办发〔2026〕40号", date(2026, 11, 1))
    db.session.remove()
    shown = f"{DRAFT} kept {{ code matter field published draft }}"
    carried = act(ask, wang, "carryOnListDraft", {"draft": draft["code"]}, shown)
    assert [(one["field"], one["published"], one["draft"]) for one in carried["kept"]] == [
        ("matter", "公布的写法", "草稿的写法")
    ]
    assert refused(ask, wang, "rehomeListDraft", {"draft": draft["code"]}) == "DRAFT_MOVE_IMPOSSIBLE"


def test_a_masters_draft_is_foreseen_and_a_first_masters_correction_carried_to_all(
    app: Flask, ask: Ask, token_of: TokenOf
) -> None:
    rows = duties.edition_called(SEED).duties
    slip = (replace(rows[0], matter="写错的一项"), *rows[1:])
    for at, place in enumerate((JIUQUAN, ZHANGYE), start=40):
        publish_now(place, slip, f"城政办发〔2026〕{at}号", date(2026, 3, 1))
    publish_now(COUNTY, slip, "城政办发〔2026〕50号", date(2026, 4, 1))
    wrong = duties.list_of(COUNTY, on=date(2026, 5, 1), known_at=datetime.now(UTC)).duty_list
    assert wrong is not None
    right = (replace(rows[0], matter="改正后的一项"), *rows[1:])
    publish_now(COUNTY, right, "城政办发〔2026〕51号", date(2026, 4, 1), corrects=wrong.edition.code)
    made = duties.list_of(COUNTY, on=date(2026, 5, 1), known_at=datetime.now(UTC)).duty_list
    assert made is not None
    edition = made.edition.code
    db.session.remove()
    sun, wang = token_of("sun"), token_of("wang")
    lists = "lists { township differences { after { matter } } }"
    query = f'{{ leftWrong(edition: "{edition}") {{ seen {lists} }} }}'
    left = look(ask, query, sun)["leftWrong"]
    assert [one["township"] for one in left["lists"]] == [JIUQUAN, ZHANGYE]
    assert refused(ask, wang, "carryCorrection", {"edition": edition}) == "NOT_PERMITTED"
    assert refused(ask, sun, "carryCorrection", {"edition": edition, "seen": "old"}) == "LISTS_CHANGED_MEANWHILE"
    given = {"edition": edition, "seen": left["seen"], "idempotencyKey": "更正"}
    carried = act(ask, sun, "carryCorrection", given, "editions { code township corrects }")
    assert [one["township"] for one in carried["editions"]] == [JIUQUAN, ZHANGYE]
    assert act(ask, sun, "carryCorrection", given, "editions { code township corrects }") == carried
    assert look(ask, query, sun)["leftWrong"]["lists"] == []
    master = begun(ask, sun, COUNTY)
    first = {"code": rows[0].code, "tier": rows[0].tier.value, "category": rows[0].category, "matter": "又改了一项"}
    amended(ask, sun, "putListRow", master, row=first)
    foreseen = {"draft": master["code"], "foresee": True}
    shown = "edition { code } reached { township townshipName differs edition beyond leftWrong ownWord { code } }"
    reached = act(ask, sun, "publishListDraft", foreseen, shown)
    assert reached["edition"] is None and {JIUQUAN, ZHANGYE} <= {one["township"] for one in reached["reached"]}
    body = sent(ask, sun, "publishListDraft", {"draft": master["code"], **PAPER}, "edition { code }")
    assert body["errors"][0]["extensions"]["code"] == "DRAFT_MOVE_IMPOSSIBLE"
