"""Rows of a list as they are sent with an act, and the duties they mean."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

import graphene

from registry.api.acting import Given, chosen, parts, typed_list, typed_number, typed_text
from registry.api.scalars import DateTime
from registry.domain.divisions import Place
from registry.domain.duties import Duty, DutyTier, Share
from registry.domain.editions import LONGEST_TEXT, Descent, DescentKind
from registry.domain.errors import MalformedDate
from registry.domain.kind import read_text
from registry.services.units import unit_named

UNSEEN = ""

DutyShareInput = parts(
    "DutyShareInput",
    "一个部门在配合事项中的职责。 / One department's share of a supporting duty.",
    {
        "department": typed_text("部门，按清单上的写法。 / The department, as the list is to write it."),
        "duties": typed_list(graphene.String, "该部门的职责。 / Its share."),
    },
)
DutyRowInput = parts(
    "DutyRowInput",
    "清单上的一项；不属于这一部分的栏不保留。 / One row of a list; what belongs to another part is not kept.",
    {
        "code": typed_text("固定编码；新事项不填。 / Its stable code; none for a new duty.", required=False),
        "tier": chosen(DutyTier, "所在部分。 / The part of the list."),
        "number": typed_number(
            "印在清单上的序号；不填则按次序。 / The printed number; in order by default.", required=False
        ),
        "category": typed_text("类别。 / The category.", required=False),
        "matter": typed_text("事项名称。 / The matter."),
        "shares": typed_list(
            DutyShareInput, "对应上级部门及其职责（配合事项）。 / Each department's share (supporting duties)."
        ),
        "township_share": typed_list(
            graphene.String, "乡镇配合职责（配合事项）。 / The township's share (supporting duties)."
        ),
        "taken_over_by": typed_text("承接部门（收回事项）。 / Who took it over (reclaimed duties).", required=False),
        "way_of_working": typed_text("工作方式（收回事项）。 / Way of working (reclaimed duties).", required=False),
    },
)
DescentInput = parts(
    "DescentInput",
    "合并或拆分中的一条：由哪一项到哪一项。 / One line of a merger or split: from which duty to which.",
    {
        "kind": chosen(DescentKind, "MERGED 或 SPLIT。 / MERGED or SPLIT."),
        "duty": typed_text("新的事项的编码。 / The new duty's code."),
        "before": typed_text("原来的事项的编码。 / The former duty's code."),
    },
)


def as_shown() -> graphene.InputField:
    """Which state of a draft the act is about."""
    return graphene.InputField(
        DateTime,
        description="看到的草稿的 changedAt；期间改动过，就不办理（DRAFT_CHANGED_MEANWHILE）。"
        " / The draft's changedAt as it was read: where it was changed since, nothing is done "
        "(DRAFT_CHANGED_MEANWHILE).",
    )


def seen_of(asked: Given) -> str:
    """The same as the services take it. Raises MalformedDate."""
    typed = (asked.get("changed_at") or "").strip()
    if not typed:
        return UNSEEN
    try:
        return datetime.fromisoformat(typed).astimezone(UTC).isoformat()
    except (ValueError, OverflowError):
        raise MalformedDate("changed_at", typed) from None


def rows_meant(given: Iterable[Given], place: Place, before: Iterable[Duty] = ()) -> list[Duty]:
    """The duties that rows mean. Numbers and units that are not told are those of before, by code, else worked out.

    Raises TextTooLong, UnreadableText.
    """
    known = {duty.code: duty for duty in before}
    counts: dict[DutyTier, int] = {}
    found = []
    for row in given:
        duty = row_meant(row, place, known.get(row.get("code") or ""))
        counts[duty.tier] = counts.get(duty.tier, 0) + 1
        number = row.get("number")
        found.append(replace(duty, number=counts[duty.tier] if number is None else number))
    return found


def row_meant(row: Given, place: Place, before: Duty | None = None) -> Duty:
    """The duty that one row means. Raises TextTooLong, UnreadableText."""
    tier, number = DutyTier(row["tier"]), row.get("number")
    supporting, reclaimed = tier is DutyTier.SUPPORTING, tier is DutyTier.RECLAIMED
    return Duty(
        code=(row.get("code") or "").strip()[:40],
        tier=tier,
        number=number if number is not None else before.number if before else 1,
        category=_read(row.get("category")),
        matter=_read(row["matter"]),
        shares=tuple(_shares(row["shares"], place, before)) if supporting else (),
        township_share=_lines(row["township_share"]) if supporting else (),
        taken_over_by=_read(row.get("taken_over_by")) if reclaimed else "",
        way_of_working=_read(row.get("way_of_working")) if reclaimed else "",
    )


def mergers_of(given: Iterable[Given]) -> list[Descent]:
    """The mergers and splits that were told."""
    return [Descent(DescentKind(line["kind"]), line["duty"].strip(), line["before"].strip()) for line in given]


def _shares(given: Iterable[Given], place: Place, before: Duty | None) -> Iterable[Share]:
    known = {share.department: share.unit for share in before.shares} if before else {}
    for share in given:
        name = _read(share["department"])
        yield Share(known.get(name) or unit_named(name, place), name, _lines(share["duties"]))


def _lines(given: Iterable[str]) -> tuple[str, ...]:
    return tuple(line for line in map(_read, given) if line)


def _read(given: str | None) -> str:
    return read_text(given or "", field="rows", longest=LONGEST_TEXT, required=False)
