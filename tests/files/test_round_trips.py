"""Out and in again: whatever a list says, each format gives back the same rows."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from registry.files.document_out import write_document
from registry.files.json_out import write_json
from registry.files.layout import ListOut
from registry.files.reading import read_lists
from registry.files.tables_out import write_table
from registry.files.workbook_out import write_workbook
from tests.files.lists_out import again, lists

FORMATS: dict[str, Callable[[ListOut, Any], None]] = {
    "xlsx": write_workbook,
    "docx": write_document,
    "csv": lambda one, to: write_table([one], to),
    "json": lambda one, to: write_json([one], to),
}
every_format = pytest.mark.parametrize("form", FORMATS)


def written(form: str, list_out: ListOut) -> bytes:
    stream = BytesIO()
    FORMATS[form](list_out, stream)
    return stream.getvalue()


def comes_back(form: str, list_out: ListOut) -> None:
    read = read_lists(written(form, list_out), f"清单.{form}")
    assert again(read) == list_out.duty_list.duties
    edition = list_out.duty_list.edition
    told = (read.county, read.township, read.document_number, read.date)
    assert told == (list_out.county, list_out.place.name, edition.document_number, edition.effective_on.isoformat())


@every_format
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(list_out=lists())
def test_any_list_comes_back_as_it_went(form: str, list_out: ListOut) -> None:
    comes_back(form, list_out)


@pytest.mark.long
@every_format
@settings(max_examples=5000, deadline=None, suppress_health_check=list(HealthCheck))
@given(list_out=lists())
def test_any_of_thousands_of_lists_comes_back_as_it_went(form: str, list_out: ListOut) -> None:
    comes_back(form, list_out)
