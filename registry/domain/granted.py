"""The frozen copy of what was granted: the part that anybody may read, byte for byte, and its SHA-256."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

OF_APPLICATION = ("township_duties", "kept_share", "exit")
"""What of the application tells the scope. The rest, the contact above all, is for those who handle the case."""
_FORMAT = 1
"""Which fields stand in the copy, and how it is written. A fingerprint that somebody wrote down must be found for ever:
another selection is another format, by which only later admissions are told."""


def public_copy(granted: Mapping[str, Any]) -> str:
    """What was granted, as JSON: only what is public, no person, no case and no unit but the one it was given to.

    Always the same text for the same grant, whatever the place or a paper is called since.
    """
    return json.dumps(_public_part(granted), ensure_ascii=False, sort_keys=True, indent=2) + "\n"


def fingerprint_of_text(text: str) -> str:
    """The SHA-256 of a text's bytes (UTF-8), in hexadecimal; what `sha256sum` prints of the file."""
    return hashlib.sha256(text.encode()).hexdigest()


def _public_part(granted: Mapping[str, Any]) -> dict[str, Any]:
    verdict, applied = granted["verdict"], granted["application"]
    lifters = [ground["liftedBy"] for ground in verdict["grounds"] if ground["liftedBy"]]
    return {
        "format": _FORMAT,
        "kind": granted["kind"],
        "answers": granted["answers"],
        "place": granted["place"],
        "unit": granted["unit"],
        "application": {name: applied[name] for name in OF_APPLICATION if applied.get(name)},
        "validFrom": granted["valid_from"],
        "validUntil": granted["valid_until"],
        "judgedFor": verdict["on"],
        "conditions": verdict["conditions"],
        "restsOn": [one for n, one in enumerate(lifters) if one not in lifters[:n]],
    }
