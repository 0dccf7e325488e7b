"""The application 准入申请: what a department says of the work it asks for, besides the question that is judged.

Nothing in it is judged: it is what the township and the list office read before they act, and the admission freezes
it. Every field may be left open; what the law asks to be moved along with new work (P16) is shown where it is missing.
"""

from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any

from registry.domain.errors.cases import TermTurned
from registry.domain.kind import as_answers, read, text
from registry.domain.question import day


class AssessmentPart(StrEnum):
    """Whether the work is to be part of an assessment."""

    NONE = "NONE"
    UNIFIED = "UNIFIED"  # 纳入县级统一年度考核


LONG = 2000


@dataclass(frozen=True)
class ApplicationDetails:
    """The fields of an application; days as they are typed."""

    basis: str = text(longest=LONG, default="")  # 法律法规或政策依据(条款)
    term_from: str = text(longest=40, default="")
    term_until: str = text(longest=40, default="")
    kept_share: str = text(longest=LONG, default="")  # 部门保留职责
    township_duties: str = text(longest=LONG, default="")  # 乡镇拟承担职责
    workload: str = text(longest=LONG, default="")
    money: str = text(longest=200, default="")
    money_channel: str = text(longest=200, default="")
    posts: str = text(longest=200, default="")
    powers: str = text(longest=LONG, default="")
    systems: str = text(longest=LONG, default="")
    training: str = text(longest=LONG, default="")
    capacity: str = text(longest=LONG, default="")  # 风险与承接能力评估结论
    opinions: str = text(longest=LONG, default="")  # 征求乡镇意见
    legality: str = text(longest=LONG, default="")  # 合法性审核意见
    assessed: AssessmentPart = AssessmentPart.NONE
    exit: str = text(longest=LONG, default="")  # 退出条件
    contact: str = text(longest=200, default="")


MOVED_ALONG = ("money", "posts", "powers")
"""What has to be moved along with new work (P16): work that is not on the list, `access.brings_new_work`."""


def read_application(answers: dict[str, Any], *, today: date) -> dict[str, Any]:
    """The application as it is kept: the fields that were filled, days in their plain form.

    Raises BadInput with the field to mend; TermTurned for a term that ends before it begins, or is past.
    """
    details = read(ApplicationDetails, answers)
    kept = {f.name: value for f in fields(details) if (value := as_answers(details)[f.name])}
    for name in ("term_from", "term_until"):
        if name in kept:
            kept[name] = day(kept[name], field=name).isoformat()
    begins, ends = kept.get("term_from", ""), kept.get("term_until", "")
    if ends and ends < max(begins, today.isoformat()):
        raise TermTurned(begins, ends)
    if kept.get("assessed") == AssessmentPart.NONE.value:
        del kept["assessed"]
    return kept
