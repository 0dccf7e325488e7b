"""Catalogues, retained lists, divisions and mail addresses over GraphQL."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from registry.domain.catalogues import CatalogueSort
from registry.services import catalogues
from registry.store.base import db
from registry.store.mails import MailAddressRecord
from tests.api.acts import COUNTY, JIUQUAN, TokenOf, act, in_base64, look, refused, to_mend, told
from tests.api.conftest import Ask

PROVINCE = "620000000000"


def file_of(rows: list[dict[str, Any]], name: str = "目录.json") -> dict[str, str]:
    return {"name": name, "content": in_base64(json.dumps(rows, ensure_ascii=False).encode())}


def in_force(sort: CatalogueSort) -> list[dict[str, Any]]:
    rows = catalogues.rows_in_force(sort, PROVINCE, now=datetime.now(UTC))[1]
    db.session.rollback()
    return rows


def about(sort: str, rows: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    paper = {"sort": sort, "place": PROVINCE, "version": "示例2027版", "effectiveOn": "2026-12-01"}
    return {**paper, "file": file_of(rows), **more}


@pytest.mark.parametrize(
    ("sort", "new"),
    [("PLAQUES", {"pattern": "××科普驿站"}), ("CERTIFICATES", {"name": "新证明", "statute": "《某法》"})],
)
def test_a_dry_run_shows_the_difference_and_the_next_version_is_recorded(
    ask: Ask, token_of: TokenOf, sort: str, new: dict[str, Any]
) -> None:
    zheng, shown = token_of("zheng"), "catalogue { code version } count before entries { change name } quotas { name }"
    same = in_force(CatalogueSort(sort))
    before = told()
    tried = act(ask, zheng, "recordCatalogue", about(sort, same, dryRun=True), shown)
    assert (tried["entries"], tried["quotas"], tried["catalogue"]) == ([], [], None) and told() == before
    kept = act(ask, zheng, "recordCatalogue", about(sort, [*same, new]), shown)
    assert kept["errors"] == [] and kept["catalogue"]["version"] == "示例2027版"
    assert [one["change"] for one in kept["entries"]] == ["ADDED"] and kept["count"] == tried["count"] + 1
    for name in ("sun", "li"):
        assert refused(ask, token_of(name), "recordCatalogue", about(sort, same)) == "NOT_PERMITTED"


def test_every_row_to_mend_is_told_at_once_and_a_broken_file_as_one(ask: Ask, token_of: TokenOf) -> None:
    zheng = token_of("zheng")
    rows = [{"pattern": "<b>"}, {"pattern": "××站", "statutory": "MAYBE"}]
    errors = act(ask, zheng, "recordCatalogue", about("PLAQUES", rows))["errors"]
    assert [(one["code"], one["path"]) for one in errors] == [("MALFORMED_CATALOGUE", ["input", "file"])] * 2
    broken = about("PLAQUES", [], file={"name": "a.json", "content": in_base64(b"[oops")})
    assert to_mend(ask, zheng, "recordCatalogue", broken)[1] == ["input", "file"]
    assert to_mend(ask, zheng, "recordCatalogue", about("PLAQUES", rows, effectiveOn="春天"))[1] == [
        "input",
        "effectiveOn",
    ]


def test_a_county_says_what_it_retains(ask: Ask, token_of: TokenOf) -> None:
    sun, shown = token_of("sun"), "retainedList { code county names effectiveOn }"
    given = {
        "place": COUNTY,
        "names": ["指定监护人文书"],
        "documentNumber": "示例证〔2026〕1号",
        "effectiveOn": "2026-01-01",
    }
    assert to_mend(ask, sun, "retainCertificates", {**given, "documentNumber": " "})[1] == ["input", "documentNumber"]
    assert to_mend(ask, sun, "retainCertificates", {**given, "names": ["没有这种证明"]})[1] == ["input", "names"]
    before = told()
    assert act(ask, sun, "retainCertificates", {**given, "dryRun": True}, shown)["retainedList"] is None
    assert told() == before
    made = act(ask, sun, "retainCertificates", given, shown)["retainedList"]
    assert (made["county"], made["names"]) == (COUNTY, ["指定监护人文书"])
    query = f'{{ certificates(place: "{COUNTY}", on: "2026-01-01") {{ retained {{ name }} }} }}'
    assert look(ask, query)["certificates"]["retained"] == [{"name": "指定监护人文书"}]
    assert refused(ask, token_of("wang"), "retainCertificates", given) == "NOT_PERMITTED"


def test_divisions_change_all_or_none(ask: Ask, token_of: TokenOf) -> None:
    zheng = token_of("zheng")
    renamed = {"kind": "RENAMED", "before": [JIUQUAN], "names": ["酒泉路新街道"], "effectiveOn": "2026-11-20"}
    moved = {
        "kind": "RECODED", "before": ["620102005000"], "after": ["620103091000"], "parents": ["620103000000"],
        "effectiveOn": "2026-11-20", "keepNumbers": True, "basis": "甘民发〔2026〕3号",
    }  # fmt: skip
    before = told()
    tried = act(ask, zheng, "changeDivisions", {"changes": [renamed, moved], "dryRun": True}, "numbers steps")
    assert tried["numbers"] == [] and tried["steps"] > 2 and told() == before
    wrong = {"changes": [renamed, {**moved, "before": ["629999999999"]}]}
    code, path = to_mend(ask, zheng, "changeDivisions", wrong)
    assert (code, path[:3]) == ("REFUSED_CHANGE", ["input", "changes", "1"])
    done = act(ask, zheng, "changeDivisions", {"changes": [renamed, moved]}, "numbers steps")
    assert done["steps"] == tried["steps"] and done["numbers"][0].startswith("DC")
    places = look(ask, f'{{ a: place(code: "{JIUQUAN}") {{ name }} b: place(code: "620102005000") {{ code }} }}')
    assert places == {"a": {"name": "酒泉路新街道"}, "b": {"code": "620103091000"}}
    assert refused(ask, token_of("sun"), "changeDivisions", {"changes": [renamed]}) == "NOT_PERMITTED"
    assert to_mend(ask, zheng, "changeDivisions", {"changes": []}) == ("TOO_MANY", ["input", "changes"])


def test_a_unit_leaves_its_address_and_takes_it_back(ask: Ask, token_of: TokenOf) -> None:
    wang = token_of("wang")

    def addresses() -> list[str]:
        db.session.rollback()
        return list(db.session.scalars(select(MailAddressRecord.mail)).all())

    before = addresses()
    assert to_mend(ask, wang, "setMailAddress", {"mail": "村委会"}) == ("BAD_MAIL_ADDRESS", ["input", "mail"])
    own = act(ask, wang, "setMailAddress", {"mail": "desk@example.test"}, "holder")["holder"]
    box = "{ mailBox { holder mail isSent addresses { holder mail } waiting { to attempts } } }"
    left = {"holder": own, "mail": "desk@example.test", "isSent": False, "addresses": [], "waiting": []}
    assert look(ask, box, wang)["mailBox"] == left
    everybody = look(ask, box, token_of("admin"))["mailBox"]
    assert {"holder": own, "mail": "desk@example.test"} in everybody["addresses"] and everybody["mail"] == ""
    assert ask(box).json["errors"][0]["extensions"]["code"] == "NOT_SIGNED_IN"
    assert own == JIUQUAN and addresses() == [*before, "desk@example.test"]
    other = {"mail": "x@example.test", "holder": "620102005000"}
    assert refused(ask, wang, "setMailAddress", other) == "NOT_PERMITTED"
    assert act(ask, token_of("admin"), "setMailAddress", other, "holder")["holder"] == "620102005000"
    act(ask, wang, "setMailAddress", {"mail": ""}, "holder")
    assert addresses() == [*before, "x@example.test"]
