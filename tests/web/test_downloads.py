"""A township's list as a download: every format, as of any day, kept by the browser while it stays the same."""

from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from registry.files.as_read import as_duties
from registry.files.reading import read_lists
from registry.files.writing import TYPES
from registry.store.duties import list_in_force
from tests.conftest import NOW

CODE = "620102001000"


@pytest.mark.parametrize("form", TYPES)
def test_anybody_may_download_a_list_and_it_reads_back(app: Flask, client: FlaskClient, form: str) -> None:
    answer = client.get(f"/lists/{CODE}.{form}")
    assert (answer.status_code, answer.mimetype) == (200, TYPES[form])
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    named = unquote(answer.headers["Content-Disposition"])
    assert named.startswith("attachment;")
    assert f"filename*=UTF-8''{CODE}_酒泉路街道_履职清单_2026-01-01.{form}" in named
    with app.app_context():
        kept = list_in_force(CODE, NOW.date(), NOW)
    assert kept is not None
    units = {share.department: share.unit for duty in kept.duties for share in duty.shares}
    read = read_lists(answer.data, f"x.{form}")
    assert read.problems == ()
    assert as_duties(read, unit_of=units.get, code_of=lambda tier, matter, code: code) == kept.duties
    assert (read.document_number, read.date) == (kept.edition.document_number, "2026-01-01")


def test_a_copy_that_is_still_good_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get(f"/lists/{CODE}.csv")
    again = client.get(f"/lists/{CODE}.csv", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert "no-cache" in first.headers["Cache-Control"]
    before = client.get(f"/lists/{CODE}.csv?on=2025-06-01", headers={"If-None-Match": first.headers["ETag"]})
    assert (before.status_code, before.headers["ETag"] != first.headers["ETag"]) == (200, True)
    other = client.get(f"/lists/{CODE}.json", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


def test_the_list_of_an_earlier_day_is_the_edition_of_that_day(client: FlaskClient) -> None:
    read = read_lists(client.get(f"/lists/{CODE}.json?on=2025-06-01").data)
    assert read.date == "2025-01-01"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"/lists/{CODE}.xlsx?on=2001-01-01", 404),
        (f"/lists/{CODE}.xlsx?on=gestern", 400),
        (f"/lists/{CODE}.xlsx?on=2025-06-01&known_at=2999-01-01", 400),
        (f"/lists/{CODE}.xlsx?known_at=2024-01-01", 404),
        ("/lists/620102000000.xlsx", 404),
        ("/lists/620199999999.xlsx", 400),
        (f"/lists/{CODE}.exe", 404),
    ],
)
def test_what_is_not_there_is_told_on_a_page(client: FlaskClient, address: str, status: int) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (status, "text/html")
