"""Amending a draft row by row: put, take out, move, merge, split; whoever was shown an older draft is told."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from registry.domain.actors import Actor
from registry.domain.draft_rows import Rows, mergers_among
from registry.domain.duties import Duty
from registry.domain.editions import DraftVerb
from registry.domain.errors import BadInput, MissingAnswer, NotFound, TooMany
from registry.services.drafting import new_codes
from registry.services.drafts import draft_to_move, keep_rows
from registry.store.base import begin_writing
from registry.store.editions import DraftRecord

MOST_PARTS = 20
NewCode = Callable[[], str]


def put_row(draft: str, row: Duty, *, seen: str, actor: Actor, now: datetime) -> DraftRecord:
    """Say a row anew, or add it where it has no code. Raises what `amend_draft` raises, NotFound."""

    def change(rows: Rows, give: NewCode) -> Rows:
        if row.code:
            _the_row(rows, row.code)
        return rows.put(replace(row, code=row.code or give()))

    return _amended(draft, change, seen, actor, now)


def take_out_row(draft: str, code: str, *, seen: str, actor: Actor, now: datetime) -> DraftRecord:
    """Take a row out. Raises what `amend_draft` raises, NotFound."""
    return _amended(draft, lambda rows, _: rows.without(_the_row(rows, code).code), seen, actor, now)


def move_row(draft: str, code: str, by: int, *, seen: str, actor: Actor, now: datetime) -> DraftRecord:
    """Move a row one up (-1) or down (1) within its category. Raises what `amend_draft` raises, NotFound."""
    return _amended(draft, lambda rows, _: rows.moved(_the_row(rows, code).code, by), seen, actor, now)


def merge_rows(draft: str, codes: Sequence[str], row: Duty, *, seen: str, actor: Actor, now: datetime) -> DraftRecord:
    """Make one row of several, recorded as a merger. Raises what `amend_draft` raises, NotFound, BadInput for fewer
    than two."""
    if len(set(codes)) < 2:  # noqa: PLR2004 - one row is no merger
        raise BadInput(field="rows")

    def change(rows: Rows, give: NewCode) -> Rows:
        merged = {_the_row(rows, code).code for code in codes}
        return rows.merged(merged, replace(row, code=give()))

    return _amended(draft, change, seen, actor, now)


def split_row(draft: str, code: str, matters: Sequence[str], *, seen: str, actor: Actor, now: datetime) -> DraftRecord:
    """Make several rows of one, each with a matter of its own and all else as it was, recorded as a split.

    Raises what `amend_draft` raises, NotFound, MissingAnswer for fewer than two, TooMany.
    """
    named = [matter.strip() for matter in matters if matter.strip()]
    if len(named) < 2:  # noqa: PLR2004 - one row is no split
        raise MissingAnswer("matters")
    if len(named) > MOST_PARTS:
        raise TooMany("matters", given=len(named), most=MOST_PARTS)

    def change(rows: Rows, give: NewCode) -> Rows:
        whole = _the_row(rows, code)
        return rows.split(code, [replace(whole, code=give(), matter=matter) for matter in named])

    return _amended(draft, change, seen, actor, now)


def _amended(code: str, change: Callable[[Rows, NewCode], Rows], seen: str, actor: Actor, now: datetime) -> DraftRecord:
    begin_writing()
    draft, place = draft_to_move(code, DraftVerb.AMEND, actor, now, seen)
    rows = change(Rows(draft.says(), mergers_among(draft.lines())), new_codes(place))
    return keep_rows(draft, rows.duties, rows.mergers, actor=actor, now=now)


def _the_row(rows: Rows, code: str) -> Duty:
    found = rows.duty(code)
    if found is None:
        raise NotFound("duty", code)
    return found
