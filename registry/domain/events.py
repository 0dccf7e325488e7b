"""Events: what happened, each carrying the hash of the one before, so that the past cannot be rewritten unseen."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

FIRST = "0" * 64
"""What the first event of a stream carries as the hash of the one before."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened: which stream, its place in it, who did what to what, and the facts. `at` is UTC."""

    stream: str
    position: int
    verb: str
    actor: str
    about: str
    facts: Mapping[str, object]
    at: datetime
    previous_hash: str

    def hash(self) -> str:
        """SHA-256 over every field in one canonical spelling, as 64 hexadecimal digits."""
        spelled = json.dumps(
            [
                self.stream,
                self.position,
                self.verb,
                self.actor,
                self.about,
                self.facts,
                self.at.isoformat(),
                self.previous_hash,
            ],
            ensure_ascii=False,
            sort_keys=True,
            separators=(",", ":"),
        )
        return hashlib.sha256(spelled.encode()).hexdigest()
