"""The settings of this door, read once: what callers may spend, how long a request may take, which documents count."""

from dataclasses import dataclass
from pathlib import Path

from registry.config import Settings

MOST = 10**9
MOST_SECONDS = 3_600
MOST_PROXIES, MOST_WORKERS = 10, 64


@dataclass(frozen=True, slots=True)
class Budget:
    """What a caller may spend: on one request, and in a minute of one process (None: as much as they like)."""

    name: str
    request: int
    minute: int | None


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the settings say of this door. `deadline` is in seconds, 0 for none."""

    anonymous: Budget
    token: Budget
    deadline: int
    documents: Path
    trusted_only: bool
    proxies: int

    @classmethod
    def of(cls, settings: Settings) -> "Bounds":
        """Raises SettingUnfit."""
        return cls(
            _budget(settings, "anonymous"),
            _budget(settings, "token"),
            settings.whole("api_deadline", least=0, most=MOST_SECONDS),
            Path(settings.api_documents or Path(settings.folder) / "trusted-documents"),
            bool(settings.api_trusted_only),
            settings.whole("proxies", least=0, most=MOST_PROXIES),
        )


def _budget(settings: Settings, name: str) -> Budget:
    """Each process counts for itself, so that each gives out its part; a single request must still fit into it."""
    request = settings.whole(f"api_{name}_cost", least=1, most=MOST)
    minute = settings.whole(f"api_{name}_rate", least=0, most=MOST)
    part = max(minute // settings.whole("workers", least=1, most=MOST_WORKERS), request)
    return Budget(name, request, part if minute else None)
