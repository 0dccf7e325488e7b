"""Mail: the server that sends it, which addresses can be written to, and when a refused mail is tried again."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from registry.domain.errors.mails import BadMailAddress

LONGEST_ADDRESS = 254
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9-]+)*")
LEASE = timedelta(minutes=10)
"""How long a sender keeps a mail to itself; far longer than `Patience` lets any server take."""
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
_MOST_DOUBLINGS = 10


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds a mail server may take: for one step, for all until the message is complete, then for its
    answer to that (who stops waiting here sends twice), and for parting."""

    step: float = 30
    talk: float = 120
    answer: float = 300
    parting: float = 5


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in. `starttls`: nothing is said before the line is encrypted; port 465 is so from the start.

    `user` empty: no signing in. `sender` stands as From.
    """

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""
    starttls: bool = True


def read_address(typed: str) -> str:
    """A mail address; empty for none. Raises BadMailAddress."""
    wanted = typed.strip()
    if wanted and (len(wanted) > LONGEST_ADDRESS or not _ADDRESS.fullmatch(wanted)):
        raise BadMailAddress(wanted)
    return wanted


def mailbox(address: str) -> str:
    """What two spellings of one address have in common: no server we know of tells boxes apart by capitals."""
    return address.lower()


def message_id(number: int, created_at: datetime, to: str, sender: str) -> str:
    """The Message-ID of a mail on file, the same however often it is sent, so that a reader's system keeps one."""
    spelled = f"{number}|{created_at.isoformat()}|{to}"
    return f"<{hashlib.sha256(spelled.encode()).hexdigest()[:32]}@{sender.rpartition('@')[2]}>"


def next_try(attempts: int, at: datetime) -> datetime:
    """When to try again after so many attempts: a minute, two, four …, at most six hours; it is never given up."""
    return at + min(_FIRST_WAIT * (1 << min(attempts - 1, _MOST_DOUBLINGS)), _LONGEST_WAIT)
