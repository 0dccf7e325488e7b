"""The lists that the correction of a county's first master left as they were: each before and after, and one act."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import login_required

from registry.domain.errors import ListsChangedMeanwhile, UnpublishableList
from registry.services import left_wrong
from registry.web.dates import now
from registry.web.errors import status_of
from registry.web.language import legible, words
from registry.web.sessions import who_acts
from registry.web.typed import Typed
from registry.web.waiting import comes_back_as

pages = Blueprint("left_wrong", __name__, url_prefix="/lists/left")


@pages.get("/<edition>")
@login_required
def one(edition: str) -> str:
    """What the correction left, for the list office."""
    return _page(edition)


@pages.post("/<edition>")
@login_required
def carry(edition: str) -> Any:
    """Carry the correction to all of them, as they were shown; a second press finds nothing left."""
    seen = request.form.get("seen", "") or "unseen"
    try:
        left = left_wrong.left_by(edition, actor=who_acts(), now=now())
        made = left_wrong.carry_to_all(edition, actor=who_acts(), now=now(), seen=seen) if left.lists else ()
    except (ListsChangedMeanwhile, UnpublishableList) as error:
        status = 409 if isinstance(error, ListsChangedMeanwhile) else status_of(error)
        return _page(edition, legible(words().error(error))), status
    if made:
        codes = "、".join(one.code for one in made)
        flash(words().say("page.left_done", count=len(made), editions=codes))
    return redirect(url_for("left_wrong.one", edition=edition))


def _page(edition: str, wrong: str = "") -> str:
    left = left_wrong.left_by(edition, actor=who_acts(), now=now())
    return render_template("lists/left.html", left=left, wrong=wrong)


def _again(_: Typed, edition: str) -> Any:
    """Nothing is typed here: back to the edition with the link."""
    return redirect(url_for("lists.edition", code=edition))


comes_back_as("left_wrong.carry", _again)
