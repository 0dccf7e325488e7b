"""Bringing a list in from files: first a dry run on the page, then kept as a draft; remarks in the user's own file."""

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, send_file, url_for
from flask_login import login_required

from registry.domain.actors import Action, Actor, Role
from registry.domain.comparing import Difference, compare
from registry.domain.errors import BadInput, MissingAnswer, NotFound, NotPermitted, RegistryError, TooMany
from registry.services import drafting
from registry.services.keepers import asked_for
from registry.services.permitting import permit
from registry.web import uploads
from registry.web.dates import now
from registry.web.errors import status_of
from registry.web.language import legible, words
from registry.web.lists import counts_of
from registry.web.sessions import who_acts, who_may_draft
from registry.web.typed import Typed
from registry.web.uploads import Upload
from registry.web.waiting import comes_back_as

pages = Blueprint("list_import", __name__, url_prefix="/lists/import")

MOST_BYTES = 20 * 2**20
"""Of one form, files and all. Whoever may not draft keeps to the limit of the other pages."""
MOST_FILES = 10
LONGEST_FILE_NAME = 120
FILE_DOOR = "registry.files"


@dataclass(frozen=True)
class FileDoor:
    """What the file door does for this page: doors do not import each other, so `app.py` hands it in.

    `read` takes bytes and a name, `bring_together` a place, what was read and the list there is, `remarked` bytes,
    problems, the words for one, and a name.
    """

    read: Callable[[bytes, str], Any]
    bring_together: Callable[[Any, Sequence[Any], Any], Any]
    remarked: Callable[[bytes, Sequence[Any], Callable[[Any], str], str], bytes]


@pages.url_value_preprocessor
def _take_more(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Larger forms here, for those who draft lists. It must be said before the form's token is looked at."""
    if who_may_draft() is not None:
        request.max_content_length = MOST_BYTES


@pages.get("")
@login_required
def form() -> str:
    """Choose the place and the files."""
    person = who_acts()
    permit(person, Action.DRAFT_LIST)
    uploads.sweep()
    typed = {name: legible(request.args.get(name, ""))[:100] for name in ("place", "corrects")}
    own = person.division if person.role is Role.TOWNSHIP_DESK else ""
    return _form(typed | {"place": typed["place"] or own})


@pages.post("")
@login_required
def dry_run() -> Any:
    """The same checks as keeping; nothing is kept but the files, for a while."""
    person = who_acts()
    permit(person, Action.DRAFT_LIST)
    typed = {name: legible(request.form.get(name, "")).strip()[:100] for name in ("place", "corrects")}
    try:
        place = asked_for(typed["place"], typed["corrects"], now())
        permit(person, Action.DRAFT_LIST, at=place)
        files = _sent()
    except (BadInput, NotFound, NotPermitted) as error:
        field = error.field if isinstance(error, BadInput) else "place"
        choices: Any = error.facts.get("choices", [])
        return _form(typed, {field: legible(words().error(error))}, choices), status_of(error)
    try:
        found = _found(place.code, typed["corrects"], files)
    except RegistryError as error:
        return _form(typed, {"file": legible(words().error(error))}), 400
    return _result(uploads.put_by(person.name, place.code, typed["corrects"], files), found)


@pages.post("/<number>/remarks")
@login_required
def remarks(number: str) -> Any:
    """One of the user's own files back, with remarks on what is to be mended."""
    upload = uploads.taken_up(number, who_acts().name)
    at = request.form.get("file", "")
    if upload is None or not at.isdecimal() or int(at) >= len(upload.files):
        return _gone()
    name, content = upload.files[int(at)]
    problems = _found(upload.place, upload.corrects, upload.files).problems[int(at)]
    written = _files().remarked(content, problems, _mend, name)
    stem, dot, ending = name.rpartition(".")
    return send_file(
        io.BytesIO(written), as_attachment=True, download_name=f"{stem}-{words().say('page.remarks')}{dot}{ending}"
    )


@pages.post("/<number>/keep")
@login_required
def keep(number: str) -> Any:
    """Keep what was shown as a draft: read again from the bytes that waited, with the same checks."""
    person = who_acts()
    uploads.sweep()
    upload = uploads.taken_up(number, person.name)
    if upload is None:
        return _gone()
    if not uploads.claim(upload):
        made = uploads.draft_of(upload)
        return redirect(url_for("drafts.one", code=made) if made else url_for("drafts.mine"))
    try:
        draft = _kept(upload, person)
    except RegistryError as error:
        uploads.give_back(upload)
        typed = {"place": upload.place, "corrects": upload.corrects}
        return _form(typed, {"file": legible(words().error(error))}), status_of(error)
    except BaseException:
        uploads.give_back(upload)
        raise
    if not draft:
        uploads.give_back(upload)
        return _result(upload, _found(upload.place, upload.corrects, upload.files)), 400
    uploads.became(upload, draft)
    flash(words().say("page.import_kept", draft=draft))
    return redirect(url_for("drafts.one", code=draft))


def _kept(upload: Upload, person: Actor) -> str:
    """The draft's code; empty while anything is to be mended."""
    found = _found(upload.place, upload.corrects, upload.files)
    if not found.is_fine:
        return ""
    number = next((s.read.document_number for s in found.sources if s.read.document_number), "")
    return drafting.import_list(
        upload.place,
        found.duties,
        actor=person,
        now=now(),
        document_number=number,
        source="、".join(name for name, _ in upload.files),
        source_sha256=found.sources[0].sha256,
        corrects=upload.corrects,
    ).code


def _found(place_code: str, corrects: str, files: Sequence[tuple[str, bytes]]) -> Any:
    door, place = _files(), asked_for(place_code, corrects, now())
    sources = [door.read(content, name) for name, content in files]
    return door.bring_together(place, sources, drafting.latest_list(place, now=now()))


def _sent() -> list[tuple[str, bytes]]:
    """The files that were sent, as (name, bytes). Raises MissingAnswer, TooMany."""
    given = [file for file in request.files.getlist("file") if file.filename]
    if not given:
        raise MissingAnswer("file")
    if len(given) > MOST_FILES:
        raise TooMany("file", given=len(given), most=MOST_FILES)
    return [(_name(file.filename or ""), file.read()) for file in given]


def _name(given: str) -> str:
    """A file's name without any folder, and with nothing that is not seen."""
    name = legible(re.split(r"[\\/]", given)[-1]).strip()
    return name[-LONGEST_FILE_NAME:] or "file"


def _result(upload: Upload, found: Any) -> str:
    """What was found, with the way to keep it where nothing is to be mended."""
    prepared, wrong = None, ""
    differences: tuple[Difference, ...] = ()
    if found.is_fine:
        try:
            prepared = drafting.prepare(upload.place, found.duties, now=now())
        except BadInput as error:
            wrong = legible(words().error(error))
    before = prepared.before if prepared else None
    if prepared and before:
        differences = compare(before.duties, prepared.carried.duties)
    return render_template(
        "lists/import_result.html",
        upload=upload,
        found=found,
        prepared=prepared,
        before=before,
        differences=differences,
        counts=counts_of(differences),
        wrong=wrong,
        mend=_mend,
        files=list(zip(found.sources, found.problems, strict=True)),
    )


def _mend(problem: Any) -> str:
    return legible(words().problem(problem.code, problem.facts))


def _form(typed: dict[str, str], wrong: dict[str, str] | None = None, choices: Any = ()) -> str:
    return render_template("lists/import.html", typed=typed, wrong=wrong or {}, choices=choices)


def _gone() -> Any:
    """The files waited too long, or were sent to another machine: they are to be chosen again."""
    return _form({"place": "", "corrects": ""}, {"file": words().say("page.import_gone")}), 410


def _files() -> FileDoor:
    door: FileDoor = current_app.extensions[FILE_DOOR]
    return door


def _form_again(typed: Typed) -> str:
    permit(who_acts(), Action.DRAFT_LIST)
    return _form({name: legible(typed.get(name, "")).strip()[:100] for name in ("place", "corrects")})


def _result_again(_typed: Typed, number: str) -> Any:
    """What was found in the files, as far as they still wait for this person."""
    upload = uploads.taken_up(number, who_acts().name)
    if upload is None or uploads.draft_of(upload):
        return _gone()
    return _result(upload, _found(upload.place, upload.corrects, upload.files))


comes_back_as("list_import.dry_run", _form_again)
comes_back_as("list_import.keep", _result_again)
comes_back_as("list_import.remarks", _result_again)
