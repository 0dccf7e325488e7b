"""The approvals that could matter to a question, and prefixes of numbers: what judging reads, remembered."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlalchemy import or_, select

from registry.domain import document_number
from registry.domain.approvals import ProvincialApproval
from registry.domain.divisions import Place
from registry.domain.verdict import LifterKind
from registry.store import approvals
from registry.store.admissions import places_admitted_under
from registry.store.approvals import ApprovalNameRecord, ApprovalRecord, NumberPrefixRecord
from registry.store.base import db
from registry.store.remembered import is_steady, kinds_of, recalled

MOST_NAMES = 10_000
"""So many names and numbers of approvals are remembered whole, so that a text that is none of them asks no more."""
_APPROVALS = kinds_of("approvals", "approval_names", "approval_places")
_PREFIXES = kinds_of("number_prefixes")


def approvals_about(
    subjects: Collection[str], numbers: Collection[str], known_at: datetime
) -> tuple[ProvincialApproval, ...]:
    """The approvals known at a time that name one of the subjects (plain wording) or bear one of the numbers.

    In order of their day in force, then number, so that the same question always names the same lifter.
    """
    wanted = frozenset(subjects)
    spelled = frozenset(document_number.normalised(n) for n in numbers if n.strip())
    if not wanted and not spelled:
        return ()
    calling = recalled(_APPROVALS, "what approvals are called", _calling) if is_steady() else None
    if calling is not None and calling.isdisjoint(wanted) and calling.isdisjoint(spelled):
        return ()
    found = recalled(_APPROVALS, ("approvals about", wanted, spelled), lambda: _about(wanted, spelled))
    limited = [one.code for one in found if one.most_places is not None]
    taken = places_admitted_under(LifterKind.APPROVAL, limited, known_at) if limited else {}
    counted = (replace(one, places_taken=taken[one.code]) if one.code in taken else one for one in found)
    return tuple([known for known in (one.as_known(known_at) for one in counted) if known is not None])


def _calling() -> frozenset[str] | None:
    """All names and numbers by which approvals are found; None where they are too many to be remembered."""
    names = select(ApprovalNameRecord.plain_name).union(select(ApprovalRecord.plain_number))
    found = db.session.scalars(names.limit(MOST_NAMES + 1)).all()
    return frozenset(found) if len(found) <= MOST_NAMES else None


def _about(subjects: Collection[str], numbers: Collection[str]) -> tuple[ProvincialApproval, ...]:
    """The approvals that name one of these subjects or bear one of these numbers, as they stand, without the places
    admitted under them."""
    naming = select(ApprovalNameRecord.approval).where(ApprovalNameRecord.plain_name.in_(sorted(subjects)))
    found = select(ApprovalRecord).where(
        or_(ApprovalRecord.code.in_(naming), ApprovalRecord.plain_number.in_(sorted(numbers)))
    )
    ordered = found.order_by(ApprovalRecord.in_force_from, ApprovalRecord.plain_number, ApprovalRecord.code)
    records = db.session.scalars(ordered).all()
    if not records:
        return ()
    names, places = approvals.names_of(records), approvals.places_of(records)
    return tuple(r.as_approval(names.get(r.code, []), places.get(r.code, [])) for r in records)


def foreign_prefixes(place: Place) -> dict[str, str]:
    """Prefixes seen on papers of other provinces, and not on this one's, with the province's name."""
    found = recalled(_PREFIXES, "number prefixes", _prefixes)
    own = {prefix for of, prefix, _ in found if of == place.province.code}
    return {prefix: province for _, prefix, province in found if prefix not in own}


def _prefixes() -> tuple[tuple[str, str, str], ...]:
    """All of them as (province's code, prefix, province's name)."""
    prefix = NumberPrefixRecord
    found = select(prefix.province_code, prefix.prefix, prefix.province).order_by(prefix.province_code)
    return tuple((of, own, name) for of, own, name in db.session.execute(found))
