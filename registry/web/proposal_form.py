"""The form in which an adjustment is proposed: what was typed, read into a proposal, and back from one."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from registry.domain.adjustments import Change, Proposal
from registry.domain.duties import Share
from registry.domain.errors import BadInput
from registry.services.proposals import MOST_CHANGES, TypedChange, TypedProposal
from registry.words import Words

Typed = MultiDict[str, str]

CHANGE_FIELDS = (
    "duty_change_kind",
    "changed_duties",
    "wanted_matter",
    "wanted_tier",
    "wanted_category",
    "wanted_shares",
    "wanted_township_share",
    "wanted_taken_over_by",
    "wanted_way_of_working",
    "change_articles",
    "change_reason",
)
"""What each change is asked, in the order of the form; in the form each ends with the number of its change."""


@dataclass
class ProposalForm:
    """What stands in the form, with a sentence beside each field that is to be mended."""

    typed: Typed
    wrong: dict[str, str] = field(default_factory=dict)
    found: list[tuple[str, str]] | None = None

    @property
    def count(self) -> int:
        """How many changes the form has room for."""
        given = self.typed.get("count", "1")
        return min(max(int(given), 1), MOST_CHANGES) if given.isdecimal() and len(given) < 4 else 1  # noqa: PLR2004

    def value(self, name: str) -> str:
        """What was typed in a field."""
        return self.typed.get(name, "")

    def put(self, error: BadInput, words: Words) -> None:
        """Put the error beside its field; one that is about a change, beside that of the change."""
        change = error.facts.get("change")
        name = f"{error.field}-{change}" if change and error.field in CHANGE_FIELDS else error.field
        self.wrong[name] = words.error(error)

    def with_room_for_another(self) -> None:
        """One more change."""
        self.typed["count"] = str(min(self.count + 1, MOST_CHANGES))


def read_form(typed: Typed) -> TypedProposal:
    """The proposal as it was typed; a change of which nothing was typed is none."""
    count = ProposalForm(typed).count
    return TypedProposal(
        event=typed.get("adjustment_event", ""),
        title=typed.get("adjustment_title", ""),
        scope=typed.get("adjustment_scope", ""),
        townships=_lines(typed.get("townships", "")),
        articles=_lines(typed.get("articles", "")),
        reason=typed.get("reason", ""),
        changes=[_change(typed, n) for n in range(1, count + 1) if _is_typed(typed, n)],
        from_case=typed.get("from_case", ""),
    )


def _is_typed(typed: Typed, number: int) -> bool:
    return any(typed.get(f"{name}-{number}", "").strip() for name in CHANGE_FIELDS)


def _change(typed: Typed, number: int) -> TypedChange:
    given = {name: typed.get(f"{name}-{number}", "") for name in CHANGE_FIELDS}
    return TypedChange(
        kind=given["duty_change_kind"],
        duties=_lines(given["changed_duties"]),
        matters=_lines(given["wanted_matter"]),
        tier=given["wanted_tier"],
        category=given["wanted_category"],
        shares=_lines(given["wanted_shares"]),
        township_share=_lines(given["wanted_township_share"]),
        taken_over_by=given["wanted_taken_over_by"],
        way_of_working=given["wanted_way_of_working"],
        articles=_lines(given["change_articles"]),
        reason=given["change_reason"],
    )


def _lines(typed: str) -> list[str]:
    return [line.strip() for line in typed.splitlines() if line.strip()]


def without_gaps(typed: Typed) -> Typed:
    """The form with its changes moved up over those left empty, so that a change has the number errors know it by."""
    count = ProposalForm(typed).count
    used = [n for n in range(1, count + 1) if _is_typed(typed, n)]
    kept = Typed(
        (name, value) for name, value in typed.items(multi=True) if name.rpartition("-")[0] not in CHANGE_FIELDS
    )
    for place, number in enumerate(used, start=1):
        for name in CHANGE_FIELDS:
            kept[f"{name}-{place}"] = typed.get(f"{name}-{number}", "")
    kept["count"] = str(max(len(used), 1))
    return kept


def form_of(proposal: Proposal) -> Typed:
    """The form as it stands for a proposal that was kept."""
    typed = Typed(
        {
            "adjustment_event": proposal.event.value,
            "adjustment_title": proposal.title,
            "adjustment_scope": proposal.scope.value,
            "townships": "\n".join(proposal.townships),
            "articles": "\n".join(proposal.articles),
            "reason": proposal.reason,
            "from_case": proposal.from_case,
            "count": str(max(len(proposal.changes), 1)),
        }
    )
    for number, change in enumerate(proposal.changes, start=1):
        for name, value in _shown(change).items():
            typed[f"{name}-{number}"] = value
    return typed


def _shown(change: Change) -> dict[str, str]:
    row = change.rows[0] if change.rows else None
    return {
        "duty_change_kind": change.kind.value,
        "changed_duties": "\n".join(change.duties),
        "wanted_matter": "\n".join(one.matter for one in change.rows if one.matter),
        "wanted_tier": row.tier.value if row and row.tier else "",
        "wanted_category": row.category if row else "",
        "wanted_shares": "\n".join(_share_lines(row.shares)) if row else "",
        "wanted_township_share": "\n".join(row.township_share) if row else "",
        "wanted_taken_over_by": row.taken_over_by if row else "",
        "wanted_way_of_working": row.way_of_working if row else "",
        "change_articles": "\n".join(change.articles),
        "change_reason": change.reason,
    }


def _share_lines(shares: Iterable[Share]) -> list[str]:
    return [f"{share.department}：{'；'.join(share.duties)}" for share in shares]
