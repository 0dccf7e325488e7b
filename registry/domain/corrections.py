"""A township's corrected list carried on: what was wrong in it is put right in lists of later days made from it."""

from collections.abc import Mapping, Sequence

from registry.domain.comparing import changes_of
from registry.domain.duties import Duty
from registry.domain.overlay import Amended, amend

Rows = Sequence[Duty]


def carried_on(wrong: Rows, right: Rows, later: Rows, *, master_then: Rows = (), master_later: Rows = ()) -> Amended:
    """A later list in which each row that still stands as in the wrong list is put right; its own words stay.

    Where the right list says what the county's master of its day did, the later list is to say what the master of
    its own day does.
    """
    was, meant = _by_code(wrong), _by_code(right)
    then, since = _by_code(master_then), _by_code(master_later)
    target = []
    for code in dict.fromkeys((*meant, *was)):
        row = meant.get(code)
        if _same(was.get(code), row):
            row = was.get(code)
        elif then and since and _same(row, then.get(code)):
            row = since.get(code)
        if row is not None:
            target.append(row)
    return amend(wrong, target, later)


def _by_code(rows: Rows) -> Mapping[str, Duty]:
    return {duty.code: duty for duty in rows}


def _same(one: Duty | None, other: Duty | None) -> bool:
    """Whether two rows say the same, numbers aside."""
    if one is None or other is None:
        return one is other
    return {change.field for change in changes_of(one, other)} <= {"number"}
