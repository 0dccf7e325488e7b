"""Recording an approval with its document; a file that came stays while the rest is mended."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import login_required

from registry.domain.actors import Action, Actor, Role, may
from registry.domain.approval_answers import FIELD_TO_MEND, LISTS, RecordAnswers
from registry.domain.documents import MOST_BYTES, Document
from registry.domain.errors import BadInput, DocumentMissing, MalformedApproval
from registry.services import approval_recording as services
from registry.services import approvals
from registry.services.documents import read_document
from registry.services.permitting import permit
from registry.web import uploads
from registry.web.answers_form import AnswersForm
from registry.web.language import legible, words
from registry.web.sessions import actor, who_acts
from registry.web.typed import Typed
from registry.web.waiting import comes_back_as

pages = Blueprint("approval_recording", __name__, url_prefix="/approvals")

LABELS = {"in_force_from": "page.approval_in_force_from"}
FOR = "approval"
"""What a file that waits was sent for."""
OF_A_FORM = MOST_BYTES + 512 * 1024


@pages.url_value_preprocessor
def _take_more(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Larger forms here, for those who record. It must be said before the form's token is looked at."""
    person = actor()
    if person is not None and may(person, Action.RECORD_APPROVAL):
        request.max_content_length = OF_A_FORM


@pages.get("/new")
@login_required
def form() -> str:
    """An empty form; one that amends begins with what the amended says."""
    amends = legible(request.args.get("amends", ""))[:40]
    return _form(_as_typed(amends) if amends else Typed())


@pages.post("")
@login_required
def record() -> Any:
    """Put it on record. Where something is to be mended all that was typed stays, and the file too."""
    typed, person = Typed(request.form), who_acts()
    permit(person, Action.RECORD_APPROVAL)
    shown = _answers_form(typed)
    try:
        document = _document(typed, person)
        kept = services.record(
            {**shown.answers(), **{name: typed.get(name, "") for name in LISTS}},
            document=document,
            amends=typed.get("amends", ""),
            actor=person,
            now=datetime.now(UTC),
        )
    except (BadInput, MalformedApproval) as error:
        return _form(typed, shown, wrong=_beside(error, shown)), 400
    flash(words().say("page.approval_kept", number=kept.number, code=kept.code))
    return redirect(url_for("approvals.one", code=kept.code))


def _document(typed: Typed, person: Actor) -> Document | None:
    """The file sent now, else the one that waits from an attempt before; what was sent now waits from here on."""
    sent = request.files.get("file")
    if sent is not None and sent.filename:
        found = read_document(legible(sent.filename)[-120:], sent.read())
        typed["upload"] = uploads.put_by(person.name, FOR, "", [(found.name, found.content)]).number
        return found
    waiting = _waiting(typed, person)
    if waiting is None and typed.get("upload"):
        typed.pop("upload")
        raise DocumentMissing
    return read_document(*waiting.files[0]) if waiting else None


def _waiting(typed: Typed, person: Actor) -> uploads.Upload | None:
    found = uploads.taken_up(typed.get("upload", ""), person.name)
    return found if found is not None and found.place == FOR and found.files else None


def _beside(error: BadInput | MalformedApproval, shown: AnswersForm) -> dict[str, str]:
    """The sentence, by the field it is told beside; what has no field on the form stands above it."""
    field = error.field if isinstance(error, BadInput) else FIELD_TO_MEND.get(str(error.facts["reason"]), "")
    field = "approval_places" if field == "place" else field
    sentence = legible(words().error(error))
    if field in shown.form:
        shown.form[field].errors = [sentence]
    return {field or "form": sentence}


def _as_typed(code: str) -> Typed:
    """What an approval says, as it would be typed to amend it: the paper itself is another one."""
    record = approvals.approval_called(code)
    found = approvals.value_of(record, datetime.now(UTC))
    single = {
        "amends": record.code,
        "approval_form": found.form.value,
        "kept_share": record.kept_share,
        "approved_posts": "" if found.posts is None else str(found.posts),
        "money": found.money or "",
        "money_channel": record.money_channel,
        "powers": found.powers or "",
        "systems": record.systems,
        "training": record.training,
        "assessment_report": record.assessment,
        "statute": found.statute,
        "article": found.article,
        "reinstated_by": found.reinstated_by,
        "raised_quota": "" if found.quota is None else str(found.quota),
        "most_places": "" if found.most_places is None else str(found.most_places),
        "approval_names": "\n".join(found.names),
        "approval_places": "\n".join(found.places),
        "approval_demanders": "\n".join(found.demanders),
    }
    several = [("issuers", one.value) for one in sorted(found.issuers)]
    several += [("agreed_by", one.value) for one in sorted(found.agreed_by)]
    several += [("demand_forms", one.value) for one in sorted(found.demand_forms)]
    return Typed([*single.items(), *several])


def _answers_form(typed: Typed) -> AnswersForm:
    return AnswersForm(RecordAnswers, typed, words(), labels=LABELS, prefix="")


def _form(typed: Typed, shown: AnswersForm | None = None, wrong: dict[str, str] | None = None, notice: str = "") -> str:
    person = who_acts()
    permit(person, Action.RECORD_APPROVAL)
    waiting = _waiting(typed, person)
    amended = approvals.approval_called(typed["amends"]) if typed.get("amends", "").strip() else None
    return render_template(
        "approvals/record.html",
        form=(shown or _answers_form(typed)).form,
        typed=typed,
        wrong=wrong or {},
        notice=notice,
        amended=amended,
        waiting=waiting.files[0][0] if waiting else "",
        of_the_province=person.role is Role.PROVINCE,
    )


comes_back_as("approval_recording.record", _form)
