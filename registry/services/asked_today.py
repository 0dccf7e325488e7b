"""The same rejected demand asked again on the same day: the request that is there already answers it."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from registry.domain.cases import Status
from registry.domain.kind import as_answers
from registry.domain.kinds import kind_called
from registry.domain.outcome import Outcome
from registry.domain.question import as_mapping
from registry.services.attachments import Checked, fingerprint_of
from registry.services.case_steps import Judged
from registry.store import access
from registry.store.access import RequestRecord
from registry.store.attachments import attachments_of
from registry.store.cases import CaseRecord

_SAYS = ("outcome", "leadingGround", "grounds", "cure", "basis", "ruleVersion")
"""What of a verdict has to be the same; days and times are not."""


def asked_today(
    asked: Sequence[Judged], application: Mapping[str, Any], files: Sequence[Checked], *, unit: str, today: date
) -> RequestRecord | None:
    """The unit's request of this day that asked the same at the same places and stands rejected for the same reasons.

    None where anything differs: a place, a fact, a paper, a file, the application, or the verdict, as it does once an
    approval is on record. In the caller's turn, so that of several at once all but the first find it.
    """
    if any(one.verdict.outcome is not Outcome.REJECT for one in asked):
        return None
    first = asked[0].question
    subject = str(getattr(first.details, kind_called(first.kind).subject))
    wanted = (as_answers(first.details), list(as_mapping(first.cites)), application, _places(asked))
    attached = sorted(fingerprint_of(one) for one in files)
    for there in access.requests_on(today, unit=unit, kind=first.kind, subject=subject, place=first.place.code):
        same = _plain(wanted) == _plain((there.answers, there.cites, there.application or {}, _kept(there.cases)))
        if same and attached == sorted(one.sha256 for one in attachments_of(request=there.number)):
            return there
    return None


def _places(asked: Sequence[Judged]) -> list[Any]:
    found = [(one.question.place.code, Status.REJECTED.value, _said(one.verdict.as_data())) for one in asked]
    return sorted(found, key=lambda one: one[0])


def _kept(cases: Sequence[CaseRecord]) -> list[Any]:
    return sorted(((case.place, case.status, _said(case.verdict)) for case in cases), key=lambda one: one[0])


def _said(verdict: Mapping[str, Any]) -> list[Any]:
    return [verdict.get(name) for name in _SAYS]


def _plain(value: object) -> str:
    """As it is kept: tuples and lists are the same, and so are values and their public texts."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
