"""The language a command answers in."""

from registry.config import Settings
from registry.words import LANGUAGES


def language_for(asked_for: str) -> str:
    """The one asked for, else the installation's own."""
    language = asked_for or Settings.from_environment().language
    return language if language in LANGUAGES else "zh"
