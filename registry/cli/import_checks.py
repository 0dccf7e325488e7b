"""What can be known of an import before anything is kept: whether it may be drafted, reviewed, published."""

from dataclasses import dataclass
from datetime import date, datetime

from registry.domain.actors import Actor
from registry.domain.divisions import Place
from registry.domain.duties import standing
from registry.domain.editions import PERMITTED_BY, DraftVerb, require_document_number
from registry.domain.errors import BadInput, DayOutOfReach, EditionExists, LaterEditionStands, OwnDraft, PlaceChanged
from registry.domain.kind import read_text
from registry.domain.question import CHINA
from registry.services.divisions import place_called
from registry.services.drafting import EVER, LONGEST_TITLE
from registry.services.editions import EARLIEST, LATEST
from registry.services.permitting import permit
from registry.store.duties import editions_of


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
    today = now.astimezone(CHINA).date()
    if not today - EARLIEST <= paper.effective_on <= today + LATEST:
        raise DayOutOfReach("effective_on", paper.effective_on, today - EARLIEST, today + LATEST)
    then = place_called(place.code, on=paper.effective_on, known_at=now)
    if then.code != place.code:
        raise PlaceChanged(place.name, then.full_name, then.code, paper.effective_on)
    for other in standing(editions_of(place.code), EVER):
        if other.effective_on == paper.effective_on and other.code != paper.corrects.strip():
            raise EditionExists(other.code, paper.effective_on)
        if other.effective_on > paper.effective_on and not paper.corrects.strip():
            raise LaterEditionStands(other.code, other.effective_on)
