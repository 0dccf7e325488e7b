"""TEMPORARY: stands in until main brings the editions room."""

from datetime import datetime

from registry.domain.actors import Actor
from registry.domain.duties import Duty
from registry.domain.editions import Descent


def draft_edition(
    place_code: str,
    duties: tuple[Duty, ...],
    lineage: tuple[Descent, ...],
    *,
    title: str,
    from_adjustment: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Stands in."""
