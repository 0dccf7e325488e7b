"""The versions of a province's catalogues, and two of them side by side."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, render_template, request

from registry.domain.catalogues import CatalogueSort
from registry.domain.errors import NotFound, NotPermitted, NotSignedIn
from registry.services import catalogues
from registry.services.divisions import place_called
from registry.web.dates import page_dates
from registry.web.sessions import who_acts

pages = Blueprint("catalogues", __name__, url_prefix="/catalogues")


def _may_record(of: CatalogueSort, province: str) -> bool:
    """Whether this page offers recording a version."""
    try:
        return catalogues.may_record(of, who_acts(), province, now=datetime.now(UTC)) is not None
    except (NotPermitted, NotSignedIn):
        return False


@pages.get("/<sort>/<place:code>")
def versions(sort: str, code: str) -> Any:
    """Every version of a province's catalogue; with `earlier` and `later`, what differs between the two."""
    if sort.upper() not in CatalogueSort.__members__:
        raise NotFound("catalogue", sort)
    as_of = page_dates()
    of, province = CatalogueSort(sort.upper()), place_called(code, on=as_of.on, known_at=as_of.known_at).province
    earlier, later = request.args.get("earlier", ""), request.args.get("later", "")
    return render_template(
        "catalogues/versions.html",
        sort=of,
        province=province,
        versions=catalogues.versions(of, province.code, now=as_of.known_at),
        compared=catalogues.compared(of, earlier, later) if earlier and later else None,
        records=_may_record(of, province.code),
        earlier=earlier,
        later=later,
        as_of=as_of,
    ), as_of.status
