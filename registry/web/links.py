"""Forgotten passwords, and the links by which a password is set: an invitation, or a reset."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError, generate_csrf

from registry.domain.errors import BadInput
from registry.domain.errors.people import LinkSpent, PasswordsDiffer
from registry.services import links
from registry.store.sign_in import rules
from registry.web.language import legible, words
from registry.web.sessions import caller_address

pages = Blueprint("links", __name__)
GONE = 410


@pages.get("/forgot")
def forgot() -> str:
    """Ask for a link, where mail is set; else who gives one."""
    return render_template("account/forgot.html", mails=rules().mails_links, wrong="")


@pages.post("/forgot")
def ask() -> Any:
    """Have a link mailed; the answer is the same for every name."""
    links.ask_for_reset(request.form.get("sign_in_name", ""), address=caller_address(), now=datetime.now(UTC))
    flash(words().say("page.forgot_asked") if rules().mails_links else words().say("page.forgot_no_mail"))
    return redirect(url_for("account.sign_in"))


@pages.get("/link/<key>")
def one(key: str) -> Any:
    """What the link is for, and the form to set a password."""
    return _page(key, {})


@pages.post("/link/<key>")
def set_password(key: str) -> Any:
    """Set the password, and sign in with it."""
    new = request.form.get("new_password")
    if new is None:  # another language was chosen
        return _page(key, {})
    try:
        if new != request.form.get("again", ""):
            raise PasswordsDiffer
        links.use_link(key, new, now=datetime.now(UTC))
    except LinkSpent as spent:
        return _spent(spent)
    except BadInput as error:
        return _page(key, {error.field: legible(words().error(error))}, 400)
    flash(words().say("page.password_set"))
    return redirect(url_for("account.sign_in"))


@pages.errorhandler(CSRFError)
def page_too_old(error: CSRFError) -> Any:
    """A page that stood open for too long comes again; passwords are typed again, they are never carried along."""
    sentence = words().say("page.error_expired")
    if request.endpoint == "links.ask":
        return render_template("account/forgot.html", mails=rules().mails_links, wrong=sentence), 400
    return _page(str((request.view_args or {}).get("key", "")), {"page": sentence}, 400)


def _page(key: str, wrong: dict[str, str], status: int = 200) -> Any:
    try:
        found = links.linked(key, now=datetime.now(UTC))
    except LinkSpent as spent:
        return _spent(spent)
    carried = (url_for("links.set_password", key=key), [("csrf_token", generate_csrf())])
    return render_template("account/link.html", found=found, key=key, wrong=wrong, carried=carried), status


def _spent(spent: LinkSpent) -> tuple[str, int]:
    return render_template("account/link_spent.html", sentence=words().error(spent)), GONE
