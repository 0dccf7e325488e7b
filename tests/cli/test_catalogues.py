"""`registry certificates` and `registry catalogues`: told, recorded from files, refused in a sentence."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from registry.cli import main
from registry.config import ROOT
from registry.domain.certificates import RetainedType
from registry.store.duties import forget_editions

Run = Callable[..., Result]
COUNTY = ("--place", "620102000000", "--number", "示例证〔2026〕1号", "--effective", "2026-01-01", "--as", "sun")
PROVINCE = ("--place", "620000000000", "--effective", "2026-01-01", "--version", "二〇二六版", "--as", "zheng")


@pytest.fixture
def run(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a `registry` command against a seeded database."""
    forget_editions()
    monkeypatch.setenv("REGISTRY_DATABASE_URL", database_url)
    monkeypatch.setenv("REGISTRY_FOLDER", str(tmp_path))
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words])


def test_a_townships_certificates_are_told_as_a_village_posts_them(run: Run) -> None:
    told = run("certificates", "--place", "620102001000")
    assert told.exit_code == 0
    for expected in ("示例证〔2025〕1号", "示例数据", "设定依据", "待核实", "亲属关系证明", "用什么替代"):
        assert expected in told.stdout
    assert "住宅专项维修资金工程有关证明" not in told.stdout
    assert "What serves instead" in run("certificates", "--place", "620102001000", "--lang", "en").stdout


def test_json_has_the_public_fields_and_both_dates(run: Run) -> None:
    whole = ("certificates", "--place", "620102001001", "--json", "--on", "2025-03-01")
    now, before = (json.loads(run(*whole, *more).stdout) for more in ((), ("--known-at", "2025-02-19")))
    assert (now["countyList"], before["countyList"]) == ("示例证〔2025〕1号", "")
    assert len(now["retained"]) < len(before["retained"])
    assert now["prohibited"] == before["prohibited"]
    of_type = set(RetainedType.__dataclass_fields__) - {"other_names"}
    assert {"name", "toBeConfirmed", "use", "procedure", "form"} <= set(now["retained"][0])
    assert len(now["retained"][0]) == len(of_type)


def test_what_cannot_be_told_leaves_with_two(run: Run) -> None:
    told = run("certificates", "--place", "nowhere-at-all")
    assert told.exit_code == 2 and "UNKNOWN_PLACE" in told.stderr
    told = run("certificates", "--place", "620102001000", "--on", "2020-01-01", "--json")
    assert told.exit_code == 2 and json.loads(told.stdout)["error"]["code"] == "NO_CATALOGUE"


def test_a_county_narrows_and_cannot_widen(run: Run) -> None:
    refused = run("catalogues", "retain", "养狗证", "指定监护人文书", *COUNTY)
    assert refused.exit_code == 2 and "NOT_RETAINED_BY_PROVINCE" in refused.stderr and "养狗证" in refused.stderr
    assert run("catalogues", "retain", "指定监护人文书", *COUNTY, "--dry-run").exit_code == 0
    assert len(json.loads(run("certificates", "--place", "620102", "--json").stdout)["retained"]) == 7
    assert run("catalogues", "retain", "指定监护人文书", *COUNTY).exit_code == 0
    told = json.loads(run("certificates", "--place", "620102001001", "--json").stdout)
    assert [one["name"] for one in told["retained"]] == ["指定监护人文书"]


def the_seeds_types() -> list[dict[str, str]]:
    with (ROOT / "seed" / "certificate_types.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [{k: v for k, v in row.items() if k not in ("catalogue", "position")} for row in rows]


@pytest.mark.parametrize("suffix", [".json", ".csv"])
def test_a_catalogue_recorded_from_a_file_says_what_the_one_it_was_made_from_said(
    run: Run, tmp_path: Path, suffix: str
) -> None:
    file, rows = tmp_path / f"目录{suffix}", the_seeds_types()
    if suffix == ".json":
        file.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    else:
        with file.open("w", encoding="utf-8-sig", newline="") as out:
            writer = csv.DictWriter(out, fieldnames=list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    before = json.loads(run("certificates", "--place", "62", "--json").stdout)
    told = run("catalogues", "record", "certificates", file, *PROVINCE)
    assert told.exit_code == 0, told.stderr
    after = json.loads(run("certificates", "--place", "62", "--json").stdout)
    assert after["catalogue"] == "二〇二六版"
    assert after["prohibited"] == before["prohibited"]
    names = ("name", "statute", "article", "toBeConfirmed", "instead", "competentBody")
    assert [[one[n] for n in names] for one in after["retained"]] == [
        [one[n] for n in names] for one in before["retained"]
    ]


def test_files_and_people_that_will_not_do_are_refused_in_a_sentence(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    cases = {"[{]": "FILE_NOT_JSON", '{"a": 1}': "FILE_NOT_JSON", "[]": "MALFORMED_CATALOGUE"}
    for content, code in cases.items():
        file.write_text(content, encoding="utf-8")
        told = run("catalogues", "record", "plaques", file, *PROVINCE)
        assert told.exit_code == 2 and code in told.stderr, content
    assert "FILE_UNREADABLE" in run("catalogues", "record", "plaques", tmp_path / "none.csv", *PROVINCE).stderr
    assert "NOT_FOUND" in run("catalogues", "record", "plaques", file, *PROVINCE[:-1], "nobody").stderr
    assert "NOT_PERMITTED" in run("catalogues", "record", "plaques", file, *PROVINCE[:-1], "wu").stderr
