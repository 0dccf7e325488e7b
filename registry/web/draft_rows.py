"""The rows of a draft, one at a time: said anew, added, taken out, moved, merged, split. Plain forms, no script."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import login_required

from registry.domain.divisions import Place
from registry.domain.duties import Duty, DutyTier
from registry.domain.editions import LONGEST_MATTER
from registry.domain.errors import BadInput, DraftChangedMeanwhile, NotFound, RegistryError
from registry.services import draft_rows, drafts
from registry.store import units
from registry.store.editions import DraftRecord
from registry.web.dates import now
from registry.web.errors import status_of
from registry.web.language import legible, words
from registry.web.row_form import RowForm, filled_row, legible_lines, row_meant, tier_called, typed_row, union
from registry.web.sessions import who_acts
from registry.web.typed import Typed
from registry.web.waiting import comes_back_as

pages = Blueprint("draft_rows", __name__, url_prefix="/lists/drafts/<code>")

NEW = "new"
GONE = 409
"""The status where a row that a form is about was taken out meanwhile."""
_FIELD_OF_FLAW = {"SHARE_MISSING": "shares", "TAKEN_OVER_BY_MISSING": "taken_over_by"}


@pages.get("/rows/<duty>")
@login_required
def row(code: str, duty: str) -> str:
    """The form of one row; `new` for one to be added."""
    draft, _ = _draft(code)
    if duty != NEW:
        return _row_page(draft, duty, filled_row(_duty(draft, duty)))
    form = RowForm(
        tier=tier_called(request.args.get("tier", "")),
        matter=legible(request.args.get("matter", ""))[:LONGEST_MATTER],
    )
    return _row_page(draft, duty, form)


@pages.post("/rows/<duty>")
@login_required
def put(code: str, duty: str) -> Any:
    """Keep a row as typed."""
    draft, place = _draft(code)
    form = typed_row(Typed(request.form))
    old = None if duty == NEW else _still_there(draft, duty)
    if old is None and duty != NEW:
        return _row_gone(draft, form), GONE
    meant = row_meant(form, place, old)

    def kept() -> str:
        made = draft_rows.put_row(code, meant, seen=_seen(), actor=who_acts(), now=now())
        return _code_of(made, meant.matter)

    def is_there(now_said: DraftRecord) -> bool:
        same = [replace(one, code=meant.code, number=meant.number) for one in now_said.says()]
        return meant in same

    return _done(code, kept, is_there, lambda current, wrong: _row_page(current, duty, replace(form, wrong=wrong)))


@pages.post("/rows/<duty>/<step>")
@login_required
def shift(code: str, duty: str, step: str) -> Any:
    """Move a row up or down, or take it out."""
    by = {"up": -1, "down": 1, "remove": 0}.get(step)
    if by is None:
        raise NotFound("page", step)

    def kept() -> str:
        if by:
            draft_rows.move_row(code, duty, by, seen=_seen(), actor=who_acts(), now=now())
            return duty
        draft_rows.take_out_row(code, duty, seen=_seen(), actor=who_acts(), now=now())
        return ""

    def is_gone(current: DraftRecord) -> bool:
        return not by and all(one.code != duty for one in current.says())

    return _done(code, kept, is_gone, _draft_page)


@pages.get("/merge")
@login_required
def merging(code: str) -> Any:
    """The form of the one row that several are to become."""
    draft, _ = _draft(code)
    rows = _left_of(draft, request.args.getlist("row"))
    if len(rows) < 2:  # noqa: PLR2004 - one row is no merger
        flash(words().say("page.rows_choose_two"))
        return redirect(url_for("drafts.one", code=code))
    return _merge_page(draft, rows, filled_row(union(rows)))


@pages.post("/merge")
@login_required
def merge(code: str) -> Any:
    """Make one row of several."""
    draft, place = _draft(code)
    chosen, form = request.form.getlist("row"), typed_row(Typed(request.form))
    meant = row_meant(form, place, None)

    def kept() -> str:
        made = draft_rows.merge_rows(code, chosen, meant, seen=_seen(), actor=who_acts(), now=now())
        return _code_of(made, meant.matter)

    def is_there(current: DraftRecord) -> bool:
        says = current.says()
        return any(one.matter == meant.matter for one in says) and not {d.code for d in says} & set(chosen)

    if len(_left_of(draft, chosen)) < len(set(chosen)) and not is_there(draft):
        return _merger_gone(draft, chosen, form), GONE

    def again(current: DraftRecord, wrong: dict[str, str]) -> str:
        return _merge_page(current, _left_of(current, chosen), replace(form, wrong=wrong))

    return _done(code, kept, is_there, again)


@pages.get("/split/<duty>")
@login_required
def splitting(code: str, duty: str) -> str:
    """The form in which a row is split: one matter a line."""
    draft, _ = _draft(code)
    return _split_page(draft, duty, _duty(draft, duty).matter, {})


@pages.post("/split/<duty>")
@login_required
def split(code: str, duty: str) -> Any:
    """Make several rows of one."""
    typed = request.form.get("matters", "")
    matters = typed.splitlines()
    draft, _ = _draft(code)

    def is_there(current: DraftRecord) -> bool:
        return {m.strip() for m in matters if m.strip()} <= {d.matter for d in current.says()}

    if _still_there(draft, duty) is None and not is_there(draft):
        return _split_page(draft, duty, legible_lines(typed), {"": words().say("page.rows_gone_split")}), GONE

    def kept() -> str:
        made = draft_rows.split_row(code, duty, matters, seen=_seen(), actor=who_acts(), now=now())
        return _code_of(made, next(one.strip() for one in matters if one.strip()))

    return _done(
        code,
        kept,
        is_there,
        lambda current, wrong: _split_page(current, duty, legible_lines(typed), wrong),
    )


def _done(
    code: str,
    kept: Callable[[], str],
    is_there: Callable[[DraftRecord], bool],
    again: Callable[[DraftRecord, dict[str, str]], str],
) -> Any:
    """Back to the row in the draft; else the form again as it was typed, shown against the draft as it stands now.

    What another click of the same form has done already is not done again, and is no error.
    """
    try:
        duty = kept()
    except RegistryError as error:
        current, _ = _draft(code)
        if isinstance(error, DraftChangedMeanwhile) and is_there(current):
            return redirect(url_for("drafts.one", code=code))
        status = 409 if isinstance(error, DraftChangedMeanwhile) else status_of(error)
        return again(current, _wrong(error)), status
    return redirect(url_for("drafts.one", code=code, _anchor=duty or "rows"))


def _wrong(error: RegistryError) -> dict[str, str]:
    """What is to be mended, by field; under no field what is about the whole."""
    flaws: Any = error.facts.get("flaws")
    if not flaws:
        field_ = error.field if isinstance(error, BadInput) else ""
        return {field_ if field_ in ("matters", "matter") else "": legible(words().error(error))}
    found: dict[str, str] = {}
    for flaw in flaws:
        said = legible(words().say(f"flaw.{flaw['flaw']}", **flaw))
        found.setdefault(_FIELD_OF_FLAW.get(flaw["flaw"], "matter"), said)
    return found


def _row_page(draft: DraftRecord, duty: str, form: RowForm) -> str:
    return _page("lists/row.html", draft, form=form, duty=duty)


def _merge_page(draft: DraftRecord, rows: list[Duty], form: RowForm) -> str:
    return _page("lists/merge.html", draft, form=form, rows=rows)


def _split_page(draft: DraftRecord, duty: str, matters: str, wrong: dict[str, str]) -> str:
    """The form in which a row is split; where the row is gone, each line typed can be kept as a new row."""
    there = _still_there(draft, duty)
    return _page("lists/split.html", draft, duty=there, code=duty, matters=matters, wrong=wrong)


def _row_gone(draft: DraftRecord, form: RowForm) -> str:
    """What was typed for a row that a colleague took out, to be kept as a new one."""
    return _page(
        "lists/row.html", draft, form=replace(form, wrong={"": words().say("page.rows_gone")}), duty=NEW, gone=True
    )


def _merger_gone(draft: DraftRecord, chosen: list[str], form: RowForm) -> str:
    """What was typed for a merger of which a colleague took rows out: of those left, or kept as a new row."""
    left = _left_of(draft, chosen)
    if len(left) < 2:  # noqa: PLR2004 - one row is no merger
        return _row_gone(draft, form)
    return _merge_page(draft, left, replace(form, wrong={"": words().say("page.rows_gone_merger")}))


def _left_of(draft: DraftRecord, chosen: list[str]) -> list[Duty]:
    """Those of the chosen rows that are still there."""
    return [duty for duty in draft.says() if duty.code in chosen]


def _draft_page(draft: DraftRecord, wrong: dict[str, str]) -> str:
    return _page("lists/refused.html", draft, told=next(iter(wrong.values())))


def _page(template: str, draft: DraftRecord, **more: Any) -> str:
    place = drafts.place_of(draft, now=now())
    county = place.county if place else None
    return render_template(
        template,
        draft=draft,
        place=place,
        seen=drafts.as_seen(draft),
        categories=list(dict.fromkeys(duty.category for duty in draft.says() if duty.category)),
        departments=[unit.name for unit in units.units_of(county.code)] if county else [],
        tiers=list(DutyTier),
        **more,
    )


def _draft(code: str) -> tuple[DraftRecord, Place]:
    draft = drafts.draft_called(code, actor=who_acts(), now=now())
    place = drafts.place_of(draft, now=now())
    if place is None:
        raise NotFound("draft", code)
    return draft, place


def _still_there(draft: DraftRecord, code: str) -> Duty | None:
    return next((duty for duty in draft.says() if duty.code == code), None)


def _duty(draft: DraftRecord, code: str) -> Duty:
    found = _still_there(draft, code)
    if found is None:
        raise NotFound("duty", code)
    return found


def _code_of(draft: DraftRecord, matter: str) -> str:
    return next((duty.code for duty in draft.says() if duty.matter == matter), "")


def _seen() -> str:
    return request.form.get("seen", "") or "unseen"


def _again(typed: Typed, code: str, duty: str = NEW, step: str = "") -> str:
    """The form as it was typed; a button alone leads back to the draft."""
    draft, _ = _draft(code)
    if "matters" in typed:
        return _split_page(draft, duty, legible_lines(typed["matters"]), {})
    if "matter" not in typed:
        return _draft_page(draft, {"": words().say("page.error_expired")})
    form, chosen = typed_row(typed), typed.getlist("row")
    if chosen and len(_left_of(draft, chosen)) < len(set(chosen)):
        return _merger_gone(draft, chosen, form)
    if chosen:
        return _merge_page(draft, _left_of(draft, chosen), form)
    if duty != NEW and _still_there(draft, duty) is None:
        return _row_gone(draft, form)
    return _row_page(draft, duty, form)


for _endpoint in ("put", "shift", "merge", "split"):
    comes_back_as(f"draft_rows.{_endpoint}", _again)
