"""The overview as a page with charts and tables, and as a file."""

import csv
import io
import re

from openpyxl import load_workbook

from registry.domain.kinds import KINDS
from registry.web.charts import WIDTH, chart_of
from registry.words import words_in
from registry.words.overviews import JUDGED, Row, Table
from tests.web.conftest import RECLAIMED

COUNTY = "620102000000"


def test_strangers_are_asked_to_sign_in_and_others_kept_out(anybody, open_browser):
    assert anybody.client.get(f"/overview/{COUNTY}").status_code == 302
    assert anybody.client.get(f"/overview/{COUNTY}.csv").status_code == 302
    sun = open_browser("sun")
    for address in ("/overview/620103000000", "/overview/620103000000.xlsx"):
        assert sun.client.get(address).status_code == 403
    assert sun.client.get("/overview/620102001000").status_code == 400


def test_everybody_is_led_to_their_own_and_sees_what_was_asked(open_browser):
    chen, sun = open_browser("chen"), open_browser("sun")
    assert chen.client.post("/requests", data=chen.submission(RECLAIMED)).status_code == 302
    assert sun.client.get("/overview").headers["Location"] == f"/overview/{COUNTY}"
    page = sun.get(f"/overview/{COUNTY}")
    kinds = page.split('id="kinds"')[1].split("</section>")[0]
    rows = re.findall(r'<th scope="row">([^<]*)</th>((?:\s*<td class="number">\d+</td>)+)', kinds)
    numbers = {name: re.findall(r"\d+", cells) for name, cells in rows}
    assert len(numbers) == len(KINDS) and numbers[words_in("zh").kind("delegation")] == ["0", "0", "1", "1"]
    headline = re.escape(words_in("zh").headline("RECLAIMED"))
    assert re.search(rf'/law/RECLAIMED">{headline}</a></th>\s*<td class="number">1</td>', page)
    assert page.count('<svg class="chart"') >= 4 and "<script" not in page.split("<main")[1]
    assert "style=" not in page
    assert "示例" in page
    assert "Demands by month" in sun.get(f"/overview/{COUNTY}", lang="en")


def test_days_that_cannot_be_read_are_told_beside_their_field_and_stay(open_browser):
    sun = open_browser("sun")
    answer = sun.client.get(f"/overview/{COUNTY}?since=2026年13月&until=2026-11-01")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert 'value="2026年13月"' in page and 'id="since-wrong"' in page
    backwards = sun.client.get(f"/overview/{COUNTY}?since=2026-11-02&until=2026-11-01").get_data(as_text=True)
    assert "对调" in backwards and 'id="until-wrong"' in backwards


def test_the_files_hold_the_same_numbers_as_the_page(open_browser):
    chen, sun = open_browser("chen"), open_browser("sun")
    assert chen.client.post("/requests", data=chen.submission(RECLAIMED)).status_code == 302
    page = sun.get(f"/overview/{COUNTY}")
    shown = [
        [re.sub(r"<.*?>", "", cell).strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)]
        for row in re.findall(r"<tr>(.*?)</tr>", page, re.S)
    ]
    text = sun.client.get(f"/overview/{COUNTY}.csv").get_data().decode("utf-8-sig")
    lines = [line for line in csv.reader(io.StringIO(text)) if len(line) > 1]
    assert [[cell or "—" for cell in line] for line in lines] == shown
    answer = sun.client.get(f"/overview/{COUNTY}.xlsx")
    book = load_workbook(io.BytesIO(answer.get_data()))
    cells = [
        ["—" if value is None else str(value) for value in row]
        for sheet in book
        for row in sheet.iter_rows(min_row=2, values_only=True)
    ]
    assert cells == shown
    assert (
        "attachment" in answer.headers["Content-Disposition"] and answer.headers["Cache-Control"] == "private, no-store"
    )


def test_a_chart_draws_every_number_to_scale_within_its_width():
    rows = (Row("甲", (3, 1, 0)), Row("乙", (0, 0, 8)), Row("丙", (None, 0, 0)))
    chart = chart_of(Table("kinds", "t", ("a", "b", "c", "d"), rows, JUDGED, (0, 1, 2)))
    widths = {(shape.look, shape.y): shape.width for shape in chart.shapes}
    assert len(widths) == 3 and all(shape.x + shape.width <= WIDTH for shape in chart.shapes)
    longest = max(widths.values())
    assert sorted(round(width / longest * 8) for width in widths.values()) == [1, 3, 8]
    assert [label.text for label in chart.labels] == ["甲", "4", "乙", "8", "丙", "0"]
    months = tuple(Row(str(n), (n, 0, 0)) for n in range(37))
    columns = chart_of(Table("months", "t", ("a", "b", "c", "d"), months, JUDGED, (0, 1, 2), over_time=True))
    assert len(columns.shapes) == 36
    assert all(shape.x >= 0 and shape.x + shape.width <= WIDTH for shape in columns.shapes)
    assert all(shape.y + shape.height <= columns.height for shape in columns.shapes)
