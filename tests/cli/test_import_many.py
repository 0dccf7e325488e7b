"""`registry lists import FILE` without --place: what was exported for a county or a province comes back as it went."""

import csv
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result
from flask import Flask
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from registry.cli import main
from registry.domain.actors import Actor, Role
from registry.domain.divisions import Level, Place
from registry.domain.duties import Duty, DutyList, DutyTier, Edition
from registry.domain.editions import flaws_of
from registry.files.layout import ListOut
from registry.files.writing import ending, write_lists
from registry.services import drafts, duties, editions
from registry.services.handing_out import townships_called
from registry.store.base import db
from registry.store.editions import DraftRecord
from tests.files.lists_out import SAID
from tests.files.lists_out import duties as rows
from tests.files.making import sheet

COUNTY, CITY, PROVINCE, TOWNSHIP = "620102000000", "620100000000", "620000000000", "620102001000"
FORMS = ("xlsx", "docx", "csv", "json")
Run = Callable[..., Result]
COUNTIES = 6 if os.environ.get("REGISTRY_TEST_LONG") else 2
"""How many counties are made, for each form and engine."""
every_form = pytest.mark.parametrize("form", FORMS)


@pytest.fixture
def run(app: Flask, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("REGISTRY_DATABASE_URL", database_url)
    monkeypatch.setenv("REGISTRY_FOLDER", str(tmp_path))
    monkeypatch.setenv("REGISTRY_LANGUAGE", "en")
    return lambda *words: CliRunner().invoke(main, ["lists", *map(str, words)])


@pytest.fixture(scope="module")
def written() -> dict[tuple[str, ...], bytes]:
    """What was exported from the untouched registry, once for each engine, form and place."""
    return {}


@pytest.fixture
def exported(run: Run, written: Any, database_url: str, tmp_path: Path) -> Callable[[str, str], Path]:
    """The file that `registry lists export` writes for a place."""

    def export(form: str, place: str = COUNTY) -> Path:
        level = Level.COUNTY if place == COUNTY else Level.PROVINCE
        to = tmp_path / f"{place}_{form}.{ending(form, level)}"
        which = (database_url.partition(":")[0], form, place)
        if which in written:
            to.write_bytes(written[which])
            return to
        told = run("export", "--place", place, "--format", form, "--out", to)
        assert told.exit_code == 0, told.output
        written[which] = to.read_bytes()
        return to

    return export


def kept() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(DraftRecord)) or 0


def standing(place: str) -> DutyList:
    now = datetime.now(UTC)
    found = duties.list_of(place, on=now.date(), known_at=now).duty_list
    assert found is not None
    return found


# Out and in again
# ----------------------------------------------------------------------------------------------------------------------


@every_form
def test_a_county_comes_back_as_drafts_that_change_nothing(run: Run, exported: Any, form: str) -> None:
    told = run("import", exported(form))
    assert told.exit_code == 0, told.output
    made = list(db.session.scalars(select(DraftRecord)))
    assert len(made) == 25 and "Kept as 25 drafts" in told.output
    for draft in made:
        there = standing(draft.place)
        assert [row["code"] for row in draft.duties] == [duty.code for duty in there.duties]
        assert draft.descents == []
        assert (draft.document_number, draft.effective_on, draft.sample) == (
            there.edition.document_number,
            there.edition.effective_on,
            there.edition.sample,
        )


def test_a_province_comes_back_from_one_archive(run: Run, exported: Any) -> None:
    told = run("import", exported("xlsx", PROVINCE), "--dry-run")
    assert (told.exit_code, "25 lists, " in told.output) == (0, True), told.output
    assert kept() == 0


@st.composite
def list_rows(draw: Any) -> tuple[Duty, ...]:
    """A list that could be published, whatever it says."""
    found: list[Duty] = []
    for tier in draw(st.lists(st.sampled_from(list(DutyTier)), min_size=1, max_size=3, unique=True).map(sorted)):
        for number in range(1, draw(st.integers(1, 3)) + 1):
            found.append(draw(rows(tier, number, draw(SAID | st.just("")))))
    assume(not flaws_of(found))
    return tuple(sorted(found, key=lambda duty: list(DutyTier).index(duty.tier)))


def unlisted_counties(known_at: datetime) -> Iterator[tuple[Place, ...]]:
    """The townships of each county in which nobody keeps a list yet."""
    _, townships = townships_called(PROVINCE, on=known_at.date(), known_at=known_at)
    by_county: dict[str, list[Place]] = {}
    for one in townships:
        by_county.setdefault(one.code[:6], []).append(one)
    return (tuple(found[:3]) for county, found in by_county.items() if county != COUNTY[:6] and len(found) > 2)


@every_form
def test_any_county_brought_into_an_empty_registry_gives_the_same_editions(run: Run, tmp_path: Path, form: str) -> None:
    counties, numbers = unlisted_counties(datetime.now(UTC)), count()

    @settings(max_examples=COUNTIES, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
    @given(drawn=st.lists(list_rows(), min_size=1, max_size=3))
    def comes_back(drawn: list[tuple[Duty, ...]]) -> None:
        townships, prefix = next(counties), f"{form}{next(numbers)}"
        lists = []
        for at, (place, rows_drawn) in enumerate(zip(townships, drawn, strict=False)):
            found = tuple(replace(duty, code=f"{prefix}-{duty.code}") for duty in rows_drawn)
            told = (f"某编〔2026〕{at + 1}号", date(2026, 3, at + 1), datetime(2026, 3, 1, tzinfo=UTC))
            lists.append(ListOut(place, DutyList(Edition("ED", place.code, *told, sample=bool(at)), found)))
        to = tmp_path / f"{prefix}.{ending(form, Level.COUNTY)}"
        write_lists(iter(lists), form, Level.COUNTY, to)
        db.session.remove()
        told = run("import", to)
        assert told.exit_code == 0, told.output
        for one in lists:
            made = _published(one.place)
            assert [_said(d) for d in made.duties] == [_said(d) for d in one.duty_list.duties]
            before = one.duty_list.edition
            assert (made.edition.document_number, made.edition.effective_on, made.edition.sample) == (
                before.document_number,
                before.effective_on,
                before.sample,
            )

    comes_back()


def _said(duty: Duty) -> dict[str, Any]:
    """All that a row says, its code with it; which unit a department is, the registry knows by itself."""
    told = duty.as_data()
    return {**told, "shares": [(share.department, share.duties) for share in duty.shares]}


def _published(place: Place) -> DutyList:
    """The draft of a place sent, approved and published by people of its county."""
    now = datetime.now(UTC)
    office, other = (Actor(name, Role.LIST_OFFICE, "", f"{place.code[:6]}000000") for name in ("甲", "乙"))
    db.session.rollback()  # the command wrote beside this session
    draft = db.session.scalars(select(DraftRecord).where(DraftRecord.place == place.code)).one()
    drafts.send(draft.code, actor=office, now=now)
    drafts.approve(draft.code, actor=other, now=now)
    assert draft.effective_on is not None
    number, day = draft.document_number, draft.effective_on
    editions.publish(draft.code, document_number=number, effective_on=day, actor=office, now=now)
    return standing(place.code)


# All or nothing
# ----------------------------------------------------------------------------------------------------------------------


def test_while_one_township_is_to_be_mended_no_list_is_kept(run: Run, exported: Any, tmp_path: Path) -> None:
    file = exported("csv")
    lines = list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines()))
    at = lines[0].index("事项名称")
    lines[-1][at] = ""
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows(lines)
    told = run("import", file)
    assert told.exit_code == 1
    assert f"[NAME_MISSING] CSV, row {len(lines)}, column" in told.output
    assert "The lists of 1 townships are to be mended, in 1 places; nothing was kept." in told.output
    assert kept() == 0


def test_who_may_not_draft_for_one_of_them_drafts_for_none(run: Run, exported: Any) -> None:
    told = run("import", exported("json"), "--as", "wang")
    assert (told.exit_code, kept()) == (2, 0)
    assert told.output.startswith("NOT_PERMITTED: ") and len(told.output.splitlines()) == 1


# Files that do not say whose they are, or say it wrongly
# ----------------------------------------------------------------------------------------------------------------------


@every_form
def test_a_file_of_several_lists_is_no_list_of_one_place(run: Run, exported: Any, form: str) -> None:
    told = run("import", exported(form), "--place", TOWNSHIP)
    assert (told.exit_code, kept()) == (2, 0)
    assert told.output.startswith("SEVERAL_LISTS_IN_FILE: ") and len(told.output.splitlines()) == 1
    assert "holds 25 lists" in told.output


def test_a_list_as_it_circulates_needs_its_place(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "清单.xlsx"
    for title in ("清单", "目录"):  # a sheet that is called as our index is, and is none
        file.write_bytes(sheet(["序号", "事项名称"], [1, "抓党建"]))
        book = openpyxl.load_workbook(file)
        book.active.title = title
        book.save(file)
        told = run("import", file)
        assert (told.exit_code, told.output.startswith("PLACE_NOT_SAID: "), kept()) == (2, True, 0), told.output


def test_a_sheet_that_the_index_does_not_name_or_misses_is_told(run: Run, exported: Any) -> None:
    file = exported("xlsx")
    book = openpyxl.load_workbook(file)
    gone = book.sheetnames[3]
    del book[gone]
    book.save(file)
    told = run("import", file)
    assert (told.exit_code, kept()) == (2, 0)
    assert told.output.startswith("INDEX_DISAGREES: ") and gone in told.output


def test_what_is_said_of_one_list_is_not_said_of_many(run: Run, exported: Any) -> None:
    assert "--title needs --place" in run("import", exported("json"), "--title", "甲").output


def test_a_township_may_be_named_by_the_file_alone(run: Run, exported: Any, tmp_path: Path) -> None:
    for form in ("csv", "json"):
        to = tmp_path / f"one.{form}"
        assert run("export", "--place", TOWNSHIP, "--format", form, "--out", to).exit_code == 0
        told = run("import", to, "--dry-run")
        assert (told.exit_code, "1 lists, " in told.output) == (0, True), told.output


def test_many_lists_are_published_at_once_by_two_people(run: Run, exported: Any) -> None:
    file = exported("json")
    told = run("import", file, "--publish", "--as", "sun")
    assert (told.exit_code, "PEOPLE_MISSING" in told.output, kept()) == (2, True, 0)
    told = run("import", file, "--publish", "--as", "sun", "--reviewed-by", "zhou")
    assert (told.exit_code, "EDITION_EXISTS" in told.output, kept()) == (2, True, 0)
    later = run("import", file, "--publish", "--as", "sun", "--reviewed-by", "zhou", "--effective", "2026-12-01")
    assert (later.exit_code, "Published: 25 lists" in later.output) == (0, True), later.output
