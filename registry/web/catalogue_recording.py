"""Recording a version of a province's catalogue from a file: first a dry run on the page, then kept; handed out too."""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, send_file, url_for
from flask_login import login_required

from registry.domain.catalogues import CatalogueSort
from registry.domain.errors import BadInput, MissingAnswer, NotFound, RegistryError
from registry.services import catalogues
from registry.services.catalogue_rows import COLUMNS
from registry.web import uploads
from registry.web.language import legible, words
from registry.web.sessions import who_acts
from registry.web.typed import Typed
from registry.web.waiting import comes_back_as

pages = Blueprint("catalogue_recording", __name__, url_prefix="/catalogues")

TABLE_DOOR = "registry.files.catalogues"
MOST_PROBLEMS = 100


@dataclass(frozen=True)
class TableDoor:
    """What the file door does for these pages: doors do not import each other, so `app.py` hands it in."""

    read: Callable[[bytes, str], list[dict[str, Any]]]
    write: Callable[[Sequence[str], Sequence[Mapping[str, Any]]], bytes]


@pages.get("/<sort>/<place:code>/in-force.csv")
def in_force(sort: str, code: str) -> Any:
    """The version in force today, to start the next one from."""
    of = sort_called(sort)
    version, rows = catalogues.rows_in_force(of, code, now=datetime.now(UTC))
    content = io.BytesIO(_tables().write(COLUMNS[of], rows))
    return send_file(content, mimetype="text/csv", as_attachment=True, download_name=f"{legible(version)}.csv")


@pages.get("/<sort>/<place:code>/record")
@login_required
def form(sort: str, code: str) -> str:
    """Choose the file, and say what the version is called and from which day it is in force."""
    return _form(Typed(), sort, code)


@pages.post("/<sort>/<place:code>/record")
@login_required
def dry_run(sort: str, code: str) -> Any:
    """The same checks as keeping, all told at once; nothing is kept but the file, for a while."""
    of, typed = sort_called(sort), Typed(request.form)
    sent = request.files.get("file")
    try:
        if sent is None or not sent.filename:
            raise MissingAnswer("file")
        content, name = sent.read(), legible(sent.filename)[-120:]
        found = _proposed(of, code, _tables().read(content, name), typed)
    except BadInput as error:
        return _form(typed, sort, code, {error.field: legible(words().error(error))}), 400
    except RegistryError as error:
        if error.code.startswith("FILE_"):
            return _form(typed, sort, code, {"file": legible(words().error(error))}), 400
        raise
    upload = uploads.put_by(who_acts().name, _what(of, code), "", [(name, content)])
    status = 400 if found.problems else 200
    return render_template(
        "catalogues/proposed.html",
        sort=of,
        found=found,
        problems=[legible(words().error(one)) for one in found.problems[:MOST_PROBLEMS]],
        upload=upload,
    ), status


@pages.post("/<sort>/<place:code>/keep")
@login_required
def keep(sort: str, code: str) -> Any:
    """Keep what was shown: read again from the bytes that waited, with the same checks."""
    of, typed, person = sort_called(sort), Typed(request.form), who_acts()
    upload = uploads.taken_up(typed.get("upload", ""), person.name)
    if upload is None or upload.place != _what(of, code) or not upload.files:
        return _form(typed, sort, code, {"file": words().say("page.import_gone")}), 410
    if not uploads.claim(upload):
        return redirect(url_for("catalogues.versions", sort=sort, code=code))
    name, content = upload.files[0]
    try:
        kept = catalogues.record_catalogue(
            of,
            code,
            _tables().read(content, name),
            version=typed.get("version", ""),
            effective_on=typed.get("effective_on", ""),
            actor=person,
            now=datetime.now(UTC),
        )
    except BadInput as error:
        uploads.give_back(upload)
        return _form(typed, sort, code, {error.field: legible(words().error(error))}), 400
    flash(words().say("catalogues.recorded", version=kept.version, code=kept.code))
    return redirect(url_for("catalogues.versions", sort=sort, code=code))


def sort_called(typed: str) -> CatalogueSort:
    """Raises NotFound."""
    if typed.upper() not in CatalogueSort.__members__:
        raise NotFound("catalogue", typed)
    return CatalogueSort(typed.upper())


def _proposed(of: CatalogueSort, code: str, rows: list[dict[str, Any]], typed: Typed) -> catalogues.Proposed:
    about = {name: typed.get(name, "") for name in ("version", "effective_on")}
    return catalogues.proposed(of, code, rows, **about, actor=who_acts(), now=datetime.now(UTC))


def _form(typed: Typed, sort: str, code: str, wrong: dict[str, str] | None = None) -> str:
    of = sort_called(sort)
    province = catalogues.may_record(of, who_acts(), code, now=datetime.now(UTC))
    about = {"sort": of, "province": province, "columns": COLUMNS[of]}
    return render_template("catalogues/record.html", typed=typed, wrong=wrong or {}, **about)


def _what(of: CatalogueSort, code: str) -> str:
    """What the file was sent for: it is kept for nothing else."""
    return f"catalogue {of.value} {code}"


def _tables() -> TableDoor:
    door: TableDoor = current_app.extensions[TABLE_DOOR]
    return door


comes_back_as("catalogue_recording.dry_run", _form)
comes_back_as("catalogue_recording.keep", _form)
