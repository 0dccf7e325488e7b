"""What can be known of an import before anything is kept: whether it may be drafted, reviewed, published."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from registry.domain.actors import Actor
from registry.domain.divisions import Place
from registry.domain.editions import PERMITTED_BY, DraftVerb, require_document_number
from registry.domain.errors import BadInput, OwnDraft
from registry.domain.kind import read_text
from registry.services.drafting import LONGEST_TITLE, Prepared
from registry.services.editions import foresee
from registry.services.fit_days import require_a_fit_day
from registry.services.keepers import keeper_for
from registry.services.permitting import permit

FINE, PROBLEMS, REFUSED = 0, 1, 2
OPERATOR = "operator"
"""Who drafts where nobody is named: whoever runs the registry. Somebody else reviews and publishes."""


@dataclass(frozen=True)
class Wanted:
    """What is to be done with the files, as typed."""

    place: str
    dry_run: bool
    person: str
    reviewer: str
    number: str
    effective: str
    corrects: str
    title: str
    publish: bool
    sample: bool
    remarks: Path | None


@dataclass(frozen=True)
class Paper:
    """Under what title, number and day a list is to be imported, and which edition it corrects (a code)."""

    title: str
    number: str
    effective_on: date | None
    corrects: str


def require_draftable(place: Place, paper: Paper, actor: Actor) -> None:
    """A dry run is refused where the real one would be. Raises NotPermitted, BadInput, MalformedDocumentNumber."""
    permit(actor, PERMITTED_BY[DraftVerb.AMEND], at=place)
    if paper.title.strip():
        read_text(paper.title, field="title", longest=LONGEST_TITLE)
    if paper.number.strip():
        require_document_number(paper.number)


def require_publishing(place: Place, paper: Paper, actor: Actor, reviewer: Actor, now: datetime) -> None:
    """No draft is left behind that could not be published. Raises NotPermitted, OwnDraft, BadInput,
    MalformedDocumentNumber, DayOutOfReach, PlaceChanged, EditionExists, LaterEditionStands."""
    permit(actor, PERMITTED_BY[DraftVerb.SEND], at=place)
    permit(reviewer, PERMITTED_BY[DraftVerb.APPROVE], at=place)
    permit(actor, PERMITTED_BY[DraftVerb.PUBLISH], at=place)
    if reviewer.name == actor.name:
        raise OwnDraft("")
    require_document_number(paper.number)
    if paper.effective_on is None:
        raise BadInput(field="effective_on")
    keeper, wrong = keeper_for(place.code, paper.corrects, now)
    require_a_fit_day(keeper, paper.effective_on, corrects=wrong or "", now=now)


def require_reach(prepared: Prepared, paper: Paper, sample: bool, now: datetime) -> None:
    """Every list that the publication leads to could be published too. Raises UnpublishableList, with the township."""
    if paper.effective_on is None:
        raise BadInput(field="effective_on")
    _, wrong = keeper_for(prepared.place.code, paper.corrects, now)
    carried = prepared.carried
    foresee(
        prepared.place,
        carried.duties,
        carried.descents,
        on=paper.effective_on,
        corrects=wrong or "",
        sample=sample,
        now=now,
    )
