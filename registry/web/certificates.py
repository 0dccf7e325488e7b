"""What certificates hold at a place, as a village posts it on its wall; and what a county retains."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import login_required

from registry.domain.actors import Action, may
from registry.domain.divisions import Level
from registry.domain.errors import BadInput, NotKeptHere
from registry.services import certificates
from registry.services.permitting import permit
from registry.web.account import sign_in_to_go_on
from registry.web.dates import now, page_dates
from registry.web.language import words
from registry.web.sessions import actor, who_acts
from registry.web.typed import Typed
from registry.web.waiting import comes_back_as

pages = Blueprint("certificates", __name__, url_prefix="/certificates")


def _effective(code: str) -> certificates.Effective:
    return certificates.effective_at(code, **page_dates().query, now=now())


@pages.get("/<place:code>")
def one(code: str) -> Any:
    """The certificates that hold at a place on a day."""
    found, person = _effective(code), actor()
    retains = person is not None and may(person, Action.RECORD_RETAINED_LIST)
    is_theirs = retains and person is not None and found.place.lies_in(person.division)
    records = url_for("certificates.retain", code=found.place.code) if is_theirs and _is_county(found) else ""
    as_of = page_dates()
    page = render_template("certificates/certificates.html", found=found.as_data(), records=records, as_of=as_of)
    return page, as_of.status


def _is_county(found: certificates.Effective) -> bool:
    return found.place.level is Level.COUNTY


@pages.get("/<place:code>/retained")
@login_required
def retain(code: str) -> str:
    """The form on which a county says what it retains, for those who may."""
    found = _theirs(code)
    return _form(found.place.code, list(_retained_by_province(found)), [one.name for one in found.catalogue.retained])


def _theirs(code: str) -> certificates.Effective:
    """What holds in a county whose list this person may record. Raises NotPermitted, NotKeptHere."""
    found = _effective(code)
    permit(who_acts(), Action.RECORD_RETAINED_LIST, at=found.place)
    if not _is_county(found):
        raise NotKeptHere(found.place.name, found.place.level.value, [Level.COUNTY.value])
    return found


def _retained_by_province(found: certificates.Effective) -> list[str]:
    province = certificates.effective_at(found.place.province.code, now=now())
    return [one.name for one in province.catalogue.retained]


@pages.post("/<place:code>/retained")
def record(code: str) -> Any:
    """Keep what was typed; what is wrong comes back beside its field with nothing lost."""
    person = actor()
    if person is None:
        return sign_in_to_go_on()
    names, typed = request.form.getlist("names"), request.form
    try:
        kept = certificates.record_retained_list(
            code,
            names,
            document_number=typed.get("document_number", ""),
            effective_on=typed.get("effective_on", ""),
            actor=person,
            now=now(),
            nothing=bool(typed.get("nothing")),
        )
    except BadInput as error:
        return _typed_form(Typed(typed), code, {error.field: words().error(error)}), 400
    flash(words().say("page.retained_kept", document_number=kept.document_number))
    return redirect(url_for("certificates.one", code=code, on=kept.effective_on.isoformat()))


def _typed_form(typed: Typed, code: str, wrong: dict[str, str] | None = None) -> str:
    """The form as it was typed; who signed in anew may be somebody who may not."""
    choices, ticked = _retained_by_province(_theirs(code)), typed.getlist("names")
    return _form(code, choices, ticked, typed=typed, wrong=wrong)


def _form(code: str, choices: list[str], ticked: list[str], **shown: Any) -> str:
    typed, wrong = shown.get("typed") or Typed(), shown.get("wrong") or {}
    about = {"code": code, "choices": choices, "ticked": ticked}
    return render_template("certificates/retain.html", typed=typed, wrong=wrong, **about)


comes_back_as("certificates.record", _typed_form)
