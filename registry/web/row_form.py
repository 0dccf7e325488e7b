"""The form of one row of a draft: as it stands, as it was typed, and the row that it means."""

from dataclasses import dataclass, field, replace

from registry.domain.divisions import Place
from registry.domain.duties import Duty, DutyTier, Share
from registry.services.units import unit_named
from registry.web.language import legible
from registry.web.typed import Typed

SPARE_SHARES, MOST_SHARES = 2, 40


@dataclass(frozen=True)
class RowForm:
    """What stands in the form of a row: texts as typed, and a sentence by field for what is to be mended."""

    tier: str = DutyTier.BASIC.value
    category: str = ""
    matter: str = ""
    shares: list[tuple[str, str]] = field(default_factory=list)
    township_share: str = ""
    taken_over_by: str = ""
    way_of_working: str = ""
    wrong: dict[str, str] = field(default_factory=dict)

    @property
    def with_spares(self) -> list[tuple[str, str]]:
        """The departments with their shares, and empty places for more."""
        return [*self.shares, *[("", "")] * SPARE_SHARES]


def typed_row(given: Typed) -> RowForm:
    """What was typed into the form of a row."""
    shares = list(zip(given.getlist("department"), given.getlist("department_duties"), strict=False))[:MOST_SHARES]

    def said(name: str) -> str:
        return legible(given.get(name, "")).strip()

    return RowForm(
        tier=tier_called(given.get("tier", "")),
        category=said("category"),
        matter=said("matter"),
        shares=[(legible(name), legible_lines(text)) for name, text in shares if name.strip() or text.strip()],
        township_share=legible_lines(given.get("township_share", "")),
        taken_over_by=said("taken_over_by"),
        way_of_working=said("way_of_working"),
    )


def row_meant(form: RowForm, place: Place, old: Duty | None) -> Duty:
    """The row that a form means; of what belongs to one part only, what belongs to the chosen part."""
    tier = DutyTier(form.tier)
    known = {share.department: share.unit for share in old.shares} if old else {}
    shares = [
        Share(known.get(name.strip()) or unit_named(name.strip(), place), name.strip(), lines_typed(said))
        for name, said in form.shares
        if name.strip()
    ]
    supporting, reclaimed = tier is DutyTier.SUPPORTING, tier is DutyTier.RECLAIMED
    return Duty(
        code=old.code if old else "",
        tier=tier,
        number=old.number if old else 1,
        category=form.category,
        matter=form.matter,
        shares=tuple(shares) if supporting else (),
        township_share=lines_typed(form.township_share) if supporting else (),
        taken_over_by=form.taken_over_by if reclaimed else "",
        way_of_working=form.way_of_working if reclaimed else "",
    )


def filled_row(duty: Duty) -> RowForm:
    """The form of a row that is there."""
    return RowForm(
        tier=duty.tier.value,
        category=duty.category,
        matter=duty.matter,
        shares=[(share.department, "\n".join(share.duties)) for share in duty.shares],
        township_share="\n".join(duty.township_share),
        taken_over_by=duty.taken_over_by,
        way_of_working=duty.way_of_working,
    )


def union(rows: list[Duty]) -> Duty:
    """The first row, with the shares of all."""
    shares = tuple(dict.fromkeys(share for row in rows for share in row.shares))
    own = tuple(dict.fromkeys(line for row in rows for line in row.township_share))
    return replace(rows[0], shares=shares, township_share=own)


def tier_called(typed: str) -> str:
    """The part that was chosen; the first where none can be read."""
    return typed if typed in set(DutyTier) else DutyTier.BASIC.value


def lines_typed(text: str) -> tuple[str, ...]:
    """The lines that say something."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def legible_lines(text: str) -> str:
    """A text of several lines without characters that are not seen."""
    return "\n".join(legible(line) for line in text.splitlines())
