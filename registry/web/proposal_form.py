"""The form in which an adjustment is proposed: what was typed, read into a proposal, and back from one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from registry.domain.adjustments import Change, DutyChangeKind, Proposal
from registry.domain.duties import Duty, DutyTier, Share
from registry.domain.errors import BadInput, UnclearDuty
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
OF_A_CHANGE = (*CHANGE_FIELDS, "look_for")


_BY_TIER: Mapping[DutyTier | None, tuple[str, ...]] = {
    DutyTier.BASIC: (),
    DutyTier.SUPPORTING: ("wanted_shares", "wanted_township_share"),
    DutyTier.RECLAIMED: ("wanted_taken_over_by", "wanted_way_of_working"),
    None: ("wanted_shares", "wanted_township_share", "wanted_taken_over_by", "wanted_way_of_working"),
}
_ASKED: Mapping[DutyChangeKind, tuple[str, ...]] = {
    DutyChangeKind.ADD: ("wanted_matter", "wanted_category"),
    DutyChangeKind.DROP: ("changed_duties",),
    DutyChangeKind.RENAME: ("changed_duties", "wanted_matter"),
    DutyChangeKind.MOVE: ("changed_duties", "wanted_category"),
    DutyChangeKind.MERGE: ("changed_duties", "wanted_matter"),
    DutyChangeKind.SPLIT: ("changed_duties", "wanted_matter"),
    DutyChangeKind.CHANGE_SHARE: ("changed_duties",),
}
TO_A_PART = (DutyChangeKind.ADD, DutyChangeKind.MOVE)
"""Kinds of change that lead to a part of the list, which is chosen together with the kind."""
KINDS: Sequence[tuple[DutyChangeKind, Sequence[DutyTier]]] = [
    (kind, tuple(DutyTier) if kind in TO_A_PART else ()) for kind in DutyChangeKind
]


@dataclass
class ProposalForm:
    """What stands in the form, with a sentence beside each field that is to be mended.

    `rows` are the duties of the lists it is about, by code; `found` those that were looked for, by change.
    """

    typed: Typed
    wrong: dict[str, str] = field(default_factory=dict)
    rows: dict[str, Duty] = field(default_factory=dict)
    found: dict[int, list[Duty]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many changes the form has room for."""
        given = self.typed.get("count", "1")
        return min(max(int(given), 1), MOST_CHANGES) if given.isdecimal() and len(given) < 4 else 1  # noqa: PLR2004

    def value(self, name: str) -> str:
        """What was typed in a field."""
        return self.typed.get(name, "")

    def kind(self, number: int) -> DutyChangeKind | None:
        """What a change is; None where it was not chosen yet."""
        typed = self.value(f"duty_change_kind-{number}").strip().upper()
        return DutyChangeKind(typed) if typed in DutyChangeKind.__members__ else None

    def tier(self, number: int) -> DutyTier | None:
        """The part of the list a change leads to; without one the part that the duty chosen stands in."""
        typed = self.value(f"wanted_tier-{number}").strip().upper()
        if typed in DutyTier.__members__:
            return DutyTier(typed)
        rows = [self.rows[code] for code in self.chosen(number) if code in self.rows]
        return rows[0].tier if rows else None

    def asked(self, number: int) -> list[str]:
        """The fields that a change is asked: those of its kind and part, and whatever holds a word or an error."""
        kind = self.kind(number)
        of_kind = _ASKED[kind] if kind else ()
        if kind in (*TO_A_PART, DutyChangeKind.CHANGE_SHARE):
            of_kind += _BY_TIER[self.tier(number)]
        if kind in TO_A_PART and not self.value(f"wanted_tier-{number}"):
            of_kind += ("wanted_tier",)
        hidden = ("duty_change_kind", "change_articles", "change_reason", "wanted_tier" if kind in TO_A_PART else "")
        held = [n for n in CHANGE_FIELDS if self.value(f"{n}-{number}").strip() or f"{n}-{number}" in self.wrong]
        return [n for n in CHANGE_FIELDS if n in of_kind or (kind and n in held and n not in hidden)]

    def chosen(self, number: int) -> list[str]:
        """The duties ticked for a change."""
        return _chosen(self.typed, number)

    def to_tick(self, number: int) -> list[tuple[str, str, bool]]:
        """Code, matter and whether ticked: the duties chosen for a change, then those found for it."""
        codes = [*self.chosen(number), *(duty.code for duty in self.found.get(number, []))]
        matters = {**self.rows, **{duty.code: duty for duty in self.found.get(number, [])}}
        chosen = self.chosen(number)
        return [(c, matters[c].matter if c in matters else "", c in chosen) for c in dict.fromkeys(codes)]

    def put(self, error: BadInput, words: Words) -> None:
        """Put the error beside its field; one that is about a change, beside that of the change."""
        change = error.facts.get("change")
        name = f"{error.field}-{change}" if change and error.field in CHANGE_FIELDS else error.field
        self.wrong[name] = words.error(error)
        if isinstance(error, UnclearDuty) and change:  # words that are no duty go back to where duties are looked for
            given = [line for line in self.chosen(int(str(change))) if line != error.facts["given"]]
            self.typed.setlist(f"changed_duties-{change}", given)
            self.typed[f"look_for-{change}"] = str(error.facts["given"])

    def choose(self, kind: str, tier: str) -> None:
        """One more change, of this kind and to this part of the list; one without a kind becomes it."""
        empty = next((n for n in range(1, self.count + 1) if not self.value(f"duty_change_kind-{n}")), 0)
        number = empty or min(self.count + 1, MOST_CHANGES)
        self.typed["count"] = str(max(self.count, number))
        self.typed[f"duty_change_kind-{number}"], self.typed[f"wanted_tier-{number}"] = kind, tier

    def remove(self, number: str) -> None:
        """Take a change out of the form."""
        for name in OF_A_CHANGE:
            self.typed.pop(f"{name}-{number}", None)
        self.typed = without_gaps(self.typed)


def _chosen(typed: Typed, number: int) -> list[str]:
    ticked = (line for value in typed.getlist(f"changed_duties-{number}") for line in _lines(value))
    return list(dict.fromkeys(ticked))


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
    return any(typed.get(f"{name}-{number}", "").strip() for name in OF_A_CHANGE)


def _change(typed: Typed, number: int) -> TypedChange:
    given = {name: typed.get(f"{name}-{number}", "") for name in CHANGE_FIELDS}
    meant = _chosen(typed, number) or _lines(typed.get(f"look_for-{number}", ""))
    return TypedChange(
        kind=given["duty_change_kind"],
        duties=meant if given["duty_change_kind"].strip().upper() != DutyChangeKind.ADD else (),
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
    kept = Typed((name, value) for name, value in typed.items(multi=True) if name.rpartition("-")[0] not in OF_A_CHANGE)
    for place, number in enumerate(used, start=1):
        for name in OF_A_CHANGE:
            kept.setlist(f"{name}-{place}", typed.getlist(f"{name}-{number}"))
    kept["count"] = str(max(len(used), 1))
    return kept


def form_of(proposal: Proposal, names: Mapping[str, str]) -> Typed:
    """The form as it stands for a proposal that was kept; townships by these names, where they have one."""
    typed = Typed(
        {
            "adjustment_event": proposal.event.value,
            "adjustment_title": proposal.title,
            "adjustment_scope": proposal.scope.value,
            "townships": "\n".join(names.get(code, code) for code in proposal.townships),
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
