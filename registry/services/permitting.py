"""Permitting: the one place where a service asks whether an actor may."""

from registry.domain.actors import Action, Actor, may
from registry.domain.errors import NotPermitted


def permit(actor: Actor, action: Action) -> None:
    """Raises NotPermitted where the actor's role is not allowed the action."""
    if not may(actor, action):
        raise NotPermitted(action.value)
