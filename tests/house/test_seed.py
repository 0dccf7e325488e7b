"""The seed: whole, marked as a sample, and without anything that is not data."""

import csv
from collections import Counter
from pathlib import Path

SEED = Path(__file__).parents[2] / "seed"


def rows(name: str) -> list[dict[str, str]]:
    with (SEED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_seed_holds_data_only() -> None:
    assert {path.suffix for path in SEED.iterdir()} == {".csv"}


def test_all_of_gansu_is_there() -> None:
    levels = Counter(row["level"] for row in rows("divisions"))
    assert levels == {"PROVINCE": 1, "CITY": 14, "COUNTY": 88, "TOWNSHIP": 1403, "VILLAGE": 17718}


def test_every_township_of_one_county_has_a_list_and_no_pseudo_township_has_one() -> None:
    townships = {r["code"] for r in rows("divisions") if r["level"] == "TOWNSHIP" and r["parent"] == "620102000000"}
    real = {code for code in townships if int(code[6:9]) < 400}
    assert {row["township"] for row in rows("editions")} == real
    assert len(townships) > len(real) == 25


def test_every_list_catalogue_and_approval_is_marked_as_a_sample() -> None:
    for name in (
        "editions",
        "plaque_catalogues",
        "certificate_catalogues",
        "approvals",
        "emergencies",
        "plaques",
        "people",
        "delegated_matters",
        "retained_lists",
        "village_bodies",
    ):
        assert {row["sample"] for row in rows(name)} == {"true"}, name
    assert all("示例" in row["document_number"] for row in rows("editions"))


def test_at_least_three_townships_differ_on_the_same_matter() -> None:
    township = {row["code"]: row["township"] for row in rows("editions")}
    tiers: dict[str, dict[str, set[str]]] = {}
    for row in rows("duties"):
        tiers.setdefault(row["matter"], {}).setdefault(row["tier"], set()).add(township[row["edition"]])
    assert [m for m, parts in tiers.items() if set(parts) == {"BASIC", "SUPPORTING", "RECLAIMED"}]


def test_the_national_twenty_are_there_each_with_what_serves_instead() -> None:
    national = [row for row in rows("certificate_types") if row["listed"] == "NATION"]
    assert sorted(int(row["number"]) for row in national) == list(range(1, 21))
    assert all(row["instead"] for row in national)


def test_quotas_are_there_by_class_of_village() -> None:
    assert {row["village_class"] for row in rows("plaque_quotas")} >= {"VILLAGE", "COMMUNITY"}


def test_every_duty_keeps_its_matter_under_its_code() -> None:
    matters: dict[str, set[str]] = {}
    for row in rows("duties"):
        matters.setdefault(row["code"], set()).add(row["matter"])
    assert {code for code, names in matters.items() if len(names) > 1} == set()


def test_delegated_matters_are_there_open_kept_with_resources_and_taken_back() -> None:
    matters, steps = rows("delegated_matters"), rows("delegated_steps")
    assert (len(matters), len(steps)) == (6, 8)
    ends = Counter(row["status"] for row in steps if row["verb"] in ("KEEP", "TAKE_BACK"))
    assert ends == {"KEPT": 1, "TAKEN_BACK": 1}
    assert all("示例" in row["document_number"] for row in matters if row["document_number"])


def test_a_countys_sample_list_retains_only_what_the_province_does() -> None:
    province = {row["name"] for row in rows("certificate_types") if row["listed"] == "RETAINED"}
    lists = rows("retained_lists")
    assert lists and all(set(row["names"].split("|")) < province for row in lists)


def test_every_sample_body_says_what_it_rests_on_or_that_nothing_is_on_record() -> None:
    bodies = rows("village_bodies")
    assert {row["village"] for row in bodies} <= {row["village"] for row in rows("plaques")}
    assert any(not row["document_number"] and row["demanded_by"] for row in bodies)
