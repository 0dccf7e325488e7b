"""Permitting: the one place where a service asks whether an actor may."""

from registry.domain.actors import Action, Actor, may
from registry.domain.divisions import Place
from registry.domain.errors import NotPermitted


def permit(actor: Actor, action: Action, *, at: Place | None = None) -> None:
    """Raises NotPermitted where the actor's role is not allowed the action, or not at this place.

    A role is held in a division: it reaches the division itself and everything below it, nothing beside or above.
    """
    if not may(actor, action) or (at is not None and not at.lies_in(actor.division)):
        raise NotPermitted(action.value, at.full_name if at else "")
