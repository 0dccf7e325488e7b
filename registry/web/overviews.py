"""A county, a city or a province as a whole, as charts with a table below each, and as a file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask_login import login_required

from registry.domain.errors import BadInput, NotFound
from registry.services import overviews
from registry.services.overviews import LEVELS, Overview
from registry.web.charts import chart_of
from registry.web.dates import now
from registry.web.handed_out import handed_out
from registry.web.language import words
from registry.web.sessions import who_acts
from registry.words.overviews import Table, span_in, tables_of

pages = Blueprint("overviews", __name__, url_prefix="/overview")

OVERVIEW_DOOR = "registry.files.overviews"
DATES = ("since", "until")
LONGEST = 40


@dataclass(frozen=True)
class OverviewDoor:
    """What the file door does for these pages: tables as the content of a file, and each form's content type."""

    written: Callable[[str, str, Sequence[Table]], bytes]
    types: dict[str, str]


@pages.get("")
@login_required
def own() -> Any:
    """To the overview of the reader's own county, city or province."""
    place = overviews.own_overview(who_acts(), now=now())
    if place is None:
        raise NotFound("place", who_acts().division)
    return redirect(url_for("overviews.one", code=place.code))


@pages.get("/<place:code>")
@login_required
def one(code: str) -> Any:
    """The overview of one place over a span of days; days that cannot be read are told beside their field."""
    try:
        found, wrong = _found(code, _asked()), dict[str, str]()
    except BadInput as error:
        if error.field not in DATES:
            raise
        found, wrong = _found(code, {}), {error.field: words().error(error)}
    data = found.as_data()
    tables = tables_of(data, words())
    return render_template(
        "overviews/overview.html",
        found=data,
        tables=tables,
        charts={table.key: chart_of(table) for table in tables if not table.is_empty},
        above=[division for division in found.place.path[:-1] if division.level in LEVELS],
        asked=_asked(),
        wrong=wrong,
    ), 400 if wrong else 200


@pages.get("/<place:code>.<any(xlsx,csv):form>")
@login_required
def download(code: str, form: str) -> Response:
    """The same tables as a file."""
    found = _found(code, _asked())
    door: OverviewDoor = current_app.extensions[OVERVIEW_DOOR]
    name = found.place.full_name or found.place.name
    title = words().say("page.seeing_title", place=name)
    span = span_in(found.span.first, found.span.last, words())
    content = door.written(form, f"{title} {span}", tables_of(found.as_data(), words()))
    return handed_out(content, door.types[form], f"{title}_{found.span.first}_{found.span.last}.{form}")


def _asked() -> dict[str, str]:
    return {name: request.args.get(name, "").strip()[:LONGEST] for name in DATES}


def _found(code: str, asked: dict[str, str]) -> Overview:
    return overviews.overview_of(code, **asked, actor=who_acts(), now=now())
