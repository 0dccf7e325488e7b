"""Issuing slips, and reading them as letters: a page to print and a .docx."""

import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import segno
from flask import Blueprint, current_app, flash, redirect, render_template, request, send_file, url_for
from flask_login import login_required

from registry.domain.actors import Actor
from registry.domain.errors import BadInput
from registry.domain.kinds import KINDS, kind_called
from registry.domain.outcome import Outcome
from registry.domain.question import CHINA
from registry.domain.slips import Reply, check_code
from registry.services import slips
from registry.services.slips import About, Proposed, Wanted
from registry.store.slips import SlipRecord
from registry.web.account import sign_in_to_go_on
from registry.web.answer import shown
from registry.web.language import words
from registry.web.sessions import actor, who_acts
from registry.web.signing_keys import own_ring
from registry.web.typed import Typed, answers_given, demand_of
from registry.web.waiting import comes_back_as
from registry.words import Words
from registry.words.letters import Letter, letter_of

pages = Blueprint("slips", __name__, url_prefix="/slips")
LETTER_DOOR = "registry-letter-door"
CODE_SCALE = 4


@dataclass(frozen=True)
class LetterDoor:
    """What the file door does for these pages: a letter, with what its code says, as a file of a type."""

    write: Callable[[Letter, str, Words], bytes]
    mimetype: str


@pages.get("")
@login_required
def own() -> str:
    """The slips of the reader's township, or those that answer their unit."""
    return render_template("slips/list.html", slips=slips.slips_seen(who_acts()))


@pages.get("/new")
@login_required
def new() -> Any:
    """What today's verdict bears, for a case or for a demand as it was typed on the ask page."""
    return _form(Typed(request.args))


@pages.post("")
def issue() -> Any:
    """Issue one. The same form sent twice leads to the slip it became first."""
    typed, person = Typed(request.form), actor()
    if person is None:
        return sign_in_to_go_on()
    now = datetime.now(UTC)
    wanted = Wanted(*(typed.get(name, "") for name in ("reply", "paper", "document_number", "once")))
    try:
        if _seal(_proposed(typed, person, now)) != typed.get("seal"):
            return _form(typed, notice=words().say("page.judged_again")), 409
        kept = slips.issue(_about(typed), wanted, ring=own_ring(), actor=person, now=now)
    except BadInput as error:
        return _form(typed, wrong={error.field: words().error(error)}), 400
    flash(words().say("page.slip_issued", number=kept.number))
    return redirect(url_for("slips.letter", number=kept.number))


def _about(typed: Typed) -> About:
    case = typed.get("case", "").strip()
    return About(case=case) if case else About(demand_of(kind_called(typed.get("kind", "")), typed))


def _proposed(typed: Typed, person: Actor, now: datetime) -> Proposed:
    return slips.propose(_about(typed), actor=person, now=now)


def _form(typed: Typed, *, wrong: dict[str, str] | None = None, notice: str = "") -> Any:
    """The form with the verdict of today above it; what cannot be judged goes back to the ask page's own sentences."""
    found = _proposed(typed, who_acts(), datetime.now(UTC))
    kind = KINDS.get(typed.get("kind", "")) if not found.case else None
    chosen = typed.get("reply", "")
    return render_template(
        "slips/new.html",
        asked=found.question,
        case=found.case,
        number=_number_of(found),
        shown=shown(found.verdict.as_data(), words()),
        replies=found.replies,
        chosen=chosen if chosen in found.replies else found.replies[0].value,
        carried_on=[("case", found.case)] if kind is None else [("kind", kind.code), *answers_given(kind, typed)],
        once=typed.get("once") or secrets.token_urlsafe(12),
        seal=_seal(found),
        typed=typed,
        wrong=wrong or {},
        notice=notice,
    )


def _number_of(found: Proposed) -> str:
    """The number that holds, else why none does where that matters for the reply."""
    if found.admission or Reply.RETURN not in found.replies or found.verdict.outcome is not Outcome.ADMIT:
        return found.admission
    return words().number_lacks(found.held.as_data())


def _seal(found: Proposed) -> str:
    """What was judged on screen, in a few characters."""
    data = found.verdict.as_data()
    grounds = [[g["code"], g["outcome"], bool(g["liftedBy"])] for g in data["grounds"]]
    told = [data["outcome"], grounds, found.held.state.value, found.admission]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]


@pages.get("/<number>")
@login_required
def letter(number: str) -> str:
    """The letter, to be printed on one page."""
    record = slips.letter_called(number, actor=who_acts())
    code = segno.make(_code_of(record), error="m", micro=False)
    return render_template(
        "slips/letter.html",
        letter=_letter(record),
        slip=record,
        code=code.svg_data_uri(scale=CODE_SCALE, border=2),
    )


@pages.get("/<number>.docx")
@login_required
def document(number: str) -> Any:
    """The letter as a .docx."""
    record = slips.letter_called(number, actor=who_acts())
    door: LetterDoor = current_app.extensions[LETTER_DOOR]
    content = BytesIO(door.write(_letter(record), _code_of(record), words()))
    return send_file(content, door.mimetype, as_attachment=True, download_name=f"{record.number}.docx")


def _letter(record: SlipRecord) -> Letter:
    day = record.issued_at.astimezone(CHINA).date()
    letter = letter_of(record.number, Reply(record.reply), record.called, record.verdict, day=day, words=words())
    return replace(letter, check_code=check_code(record.signature))


def _code_of(record: SlipRecord) -> str:
    """What the QR code says: where the slip is checked live, and behind # its signature, which is not sent there."""
    there = url_for("slip_checks.read", number=record.number, code=check_code(record.signature))
    address = current_app.config["SETTINGS"].address or request.host_url
    return f"{address.rstrip('/')}{there}#{record.signature}"


comes_back_as("slips.issue", _form)
