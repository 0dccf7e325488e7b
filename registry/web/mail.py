"""The mail address of one's unit or village; for the administrator every address, and the mail that waits."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import login_required

from registry.domain.errors import BadInput, NotFound
from registry.services import mailing
from registry.store.mails import mail_server
from registry.web.language import legible, words
from registry.web.sessions import who_acts
from registry.web.typed import Typed
from registry.web.waiting import comes_back_as

pages = Blueprint("mail", __name__, url_prefix="/mail")


@pages.get("")
@login_required
def addresses() -> str:
    """The own address; for the administrator all of them, and what waits."""
    return _page(Typed())


@pages.post("")
@login_required
def set_address() -> Any:
    """Leave an address, change it, or take it back."""
    typed = Typed(request.form)
    holder, mail = typed.get("holder", ""), typed.get("mail", "")
    try:
        mailing.set_address(holder, mail, actor=who_acts(), now=datetime.now(UTC))
    except (BadInput, NotFound) as error:
        return _page(typed, {"mail": legible(words().error(error))}), 400
    flash(words().say("page.mail_kept"))
    return redirect(url_for("mail.addresses"))


def _page(typed: Typed, wrong: dict[str, str] | None = None) -> str:
    person = who_acts()
    known, waiting = mailing.watched(person) if mailing.watches(person) else ((), ())
    return render_template(
        "mail/addresses.html",
        own=mailing.own_address(person),
        holder=mailing.holder_of(person),
        watches=mailing.watches(person),
        known=known,
        waiting=waiting,
        is_set=mail_server() is not None,
        typed=typed,
        wrong=wrong or {},
    )


comes_back_as("mail.set_address", _page)
