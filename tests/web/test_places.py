"""The page of a place, and the notice that an old code brings to every door."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from registry.cli import main
from registry.services.people import actor_called
from registry.services.successions import TypedChange, record_division_changes
from registry.store.base import db
from registry.store.duties import forget_editions

JIUQUANLU, MOVED, QILIHE = "620102001000", "620103091000", "620103000000"
PAPER = "民函〔2026〕9号"
MOVE = {"kind": "RECODED", "before": JIUQUANLU, "after": MOVED, "effective_on": "2026-04-01", "basis": PAPER}
ASKED = {"matter": "特种设备安全监督检查", "place": JIUQUANLU, "demander": "COMPANY", "demander_name": "某公司"}
CHECK = f"""{{ check(input: {{place: "{JIUQUANLU}", demander: COMPANY, demanderName: "某公司", on: "2026-05-01",
    language: EN, delegation: {{matter: "特种设备安全监督检查"}}}}) {{ outcome notices {{ code facts text }} }} }}"""
PLACE = f"""{{ now: place(code: "{JIUQUANLU}") {{ code isCurrent listFrom edition notices {{ code text }}
      formerNames {{ name since }} successors {{ kind }}
      predecessors {{ kind effectiveOn basis toBeConfirmed before {{ code name }} after {{ code name }} }} }}
    then: place(code: "{JIUQUANLU}", on: "2026-03-31") {{ code fullName isCurrent notices {{ code }}
      successors {{ after {{ code }} }} }} }}"""


@pytest.fixture
def moved(app: Flask) -> Flask:
    """酒泉路街道 was moved to another district on 1 April 2026."""
    with app.app_context():
        zheng = actor_called("zheng")
        assert zheng is not None
        change = TypedChange("RECODED", [JIUQUANLU], "2026-04-01", [MOVED], basis=PAPER, keep_numbers=True)
        record_division_changes([change], actor=zheng, now=datetime.now(UTC) - timedelta(minutes=1))
        db.session.remove()
    return app


def test_the_page_of_an_old_code_shows_what_became_of_it(moved: Flask) -> None:
    page = moved.test_client().get(f"/places/{JIUQUANLU}").get_data(as_text=True)
    assert "城关区酒泉路街道" in page and "没有在用" in page
    assert f'href="/places/{MOVED}"' in page and PAPER in page and "2026年4月1日" in page


def test_the_page_of_the_new_code_shows_what_it_came_of_its_list_and_its_villages(moved: Flask) -> None:
    page = moved.test_client().get(f"/places/{MOVED}").get_data(as_text=True)
    assert "七里河区酒泉路街道" in page and f'href="/places/{JIUQUANLU}"' in page
    assert "沿用" in page and "畅家巷社区居委会" in page and "620103091001" in page


def test_the_page_of_another_day_shows_the_place_as_it_was(moved: Flask) -> None:
    client = moved.test_client()
    page = client.get(f"/places/{JIUQUANLU}?on=2026-03-31&lang=en").get_data(as_text=True)
    assert "not in use" not in page and f'href="/places/{MOVED}?on=2026-03-31"' in page
    assert client.get(f"/places/{MOVED}?known_at=2026-03-31").status_code == 404
    assert client.get("/places/620102999000").status_code == 404
    assert client.get(f"/places/{MOVED}?on=sometime").status_code == 400
    there = client.get("/places/七里河区酒泉路街道?on=2026-05-01")
    assert there.headers["Location"] == f"/places/{MOVED}?on=2026-05-01"


def test_a_place_that_never_changed_says_so(app: Flask) -> None:
    assert "没有登记过变更" in app.test_client().get("/places/620102003000").get_data(as_text=True)


def test_the_answer_on_the_page_says_that_the_code_is_old(moved: Flask) -> None:
    page = moved.test_client().get("/ask/delegation", query_string=ASKED).get_data(as_text=True)
    assert "是旧的代码或名称" in page and "七里河区酒泉路街道" in page


def test_the_answer_over_graphql_says_so_too(moved: Flask) -> None:
    answer = moved.test_client().post("/graphql", json={"query": CHECK}).get_json()
    notices = answer["data"]["check"]["notices"]
    assert [n["code"] for n in notices] == ["PLACE_SUCCEEDED", "LIST_OF_PREDECESSOR"]
    assert notices[0]["facts"]["basis"] == PAPER and MOVED in notices[0]["text"]


def test_a_place_over_graphql_has_its_past_and_future(moved: Flask) -> None:
    told = moved.test_client().post("/graphql", json={"query": PLACE}).get_json()["data"]
    assert told["now"] == {
        "code": MOVED,
        "isCurrent": True,
        "listFrom": JIUQUANLU,
        "edition": "示例清单〔2025〕1号",
        "notices": [{"code": "PLACE_SUCCEEDED", "text": told["now"]["notices"][0]["text"]}],
        "formerNames": [{"name": "酒泉路街道", "since": "2026-04-01"}],
        "successors": [],
        "predecessors": [
            {
                "kind": "RECODED",
                "effectiveOn": "2026-04-01",
                "basis": PAPER,
                "toBeConfirmed": False,
                "before": {"code": JIUQUANLU, "name": "酒泉路街道"},
                "after": {"code": MOVED, "name": "酒泉路街道"},
            }
        ],
    }
    then = told["then"]
    assert (then["code"], then["fullName"], then["isCurrent"]) == (JIUQUANLU, "城关区酒泉路街道", True)
    assert (then["notices"], then["successors"]) == ([], [{"after": {"code": MOVED}}])


# The command line
# ----------------------------------------------------------------------------------------------------------------------

Run = Callable[..., Result]


@pytest.fixture
def run(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a `registry` command against a seeded database."""
    forget_editions()
    monkeypatch.setenv("REGISTRY_DATABASE_URL", database_url)
    monkeypatch.setenv("REGISTRY_FOLDER", str(tmp_path))
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words])


BY_OPTIONS = (
    *("places", "change", "recoded", "--before", JIUQUANLU, "--after", MOVED, "--from", "2026-04-01"),
    *("--basis", PAPER, "--keep-numbers", "--by", "zheng"),
)


def test_a_change_is_recorded_by_a_command_and_shown_by_another(run: Run) -> None:
    dry = run(*BY_OPTIONS, "--dry-run")
    assert dry.exit_code == 0 and "没有登记" in dry.stdout
    kept = run(*BY_OPTIONS, "--json")
    assert kept.exit_code == 0 and json.loads(kept.stdout)["steps"] > 5
    told = json.loads(run("places", "show", JIUQUANLU, "--json").stdout)
    assert (told["isCurrent"], told["succeededBy"]) == (False, [MOVED])
    assert told["successors"][0]["after"] == {"code": MOVED, "name": "酒泉路街道"}
    spoken = run("places", "show", "七里河区酒泉路街道", "--lang", "en").stdout
    assert JIUQUANLU in spoken and "goes on" in spoken and "畅家巷社区居委会 620103091001" in spoken
    check = run(
        *("check", "delegation", "--place", JIUQUANLU, "--matter", "特种设备安全监督检查"),
        *("--demander", "company", "--demander-name", "某公司"),
    )
    assert check.exit_code == 1 and "是旧的代码或名称" in check.stdout


def test_changes_from_a_file_are_kept_all_or_none(run: Run, tmp_path: Path) -> None:
    good, bad = tmp_path / "changes.csv", tmp_path / "bad.json"
    heading = "kind,before,after,names,parents,effective_on,basis,keep_numbers\n"
    rows = f"RECODED,{JIUQUANLU},{MOVED},,{QILIHE},2026-04-01,{PAPER},是\nRENAMED,{MOVED},,新泉路街道,,2026-05-01,,\n"
    good.write_text("\ufeff" + heading + rows, encoding="utf-8")
    renamed = {"kind": "RENAMED", "before": ["620102003000"], "names": ["新雁街道"], "effective_on": "2026-05-01"}
    bad.write_text(json.dumps([renamed, {**renamed, "before": ["620102999000"]}]), encoding="utf-8")
    refused = run("places", "change", "--file", bad, "--by", "zheng", "--json")
    assert refused.exit_code == 2
    assert json.loads(refused.stdout)["error"]["facts"]["row"] == 2
    assert "雁南街道" in run("places", "show", "620102003000", "--on", "2026-06-01").stdout
    assert run("places", "change", "--file", good, "--by", "zheng").exit_code == 0
    assert "新泉路街道" in run("places", "show", MOVED, "--on", "2026-06-01").stdout


@pytest.mark.parametrize(
    "content", ["", "kind,before\nRENAMED,1", "kind,before,effective_on,colour\nRENAMED,1,2,3", "\xff"]
)
def test_a_file_that_cannot_be_read_is_told_in_a_sentence(run: Run, tmp_path: Path, content: str) -> None:
    file = tmp_path / "changes.csv"
    file.write_bytes(content.encode("latin-1"))
    told = run("places", "change", "--file", file, "--by", "zheng")
    assert told.exit_code == 2 and "UNREADABLE_CHANGES" in told.stderr


def test_who_may_not_record_changes_is_refused_on_the_command_line_too(run: Run) -> None:
    assert "NOT_PERMITTED" in run(*BY_OPTIONS[:-1], "li").stderr
    assert "NOT_FOUND" in run(*BY_OPTIONS[:-1], "nobody").stderr


def test_the_class_of_a_village_is_recorded_by_a_command(run: Run) -> None:
    village = "620102001001"
    kept = run("places", "class", village, "VILLAGE", "--from", "2026-04-01", "--by", "zheng")
    assert kept.exit_code == 0, kept.stderr
    shown = [
        json.loads(run("places", "show", village, "--json", "--on", on).stdout) for on in ("2026-03-31", "2026-04-01")
    ]
    assert [told["villageClass"] for told in shown] == ["COMMUNITY", "VILLAGE"]
