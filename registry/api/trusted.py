"""Documents that are asked for by their hash: trusted ones in a folder, and those that clients have made known.

A trusted document is a file of the folder, called after the SHA-256 of what it holds. Others become known as Apollo's
clients do it: sent once with their hash, they are remembered for a while by this process.
"""

import hashlib
import re
from collections import OrderedDict
from pathlib import Path
from threading import Lock

from graphql import GraphQLError

from registry.api import refusals
from registry.api.asking import Asking
from registry.api.documents import LONGEST_REMEMBERED, MOST_REMEMBERED, BadDocument

PREFIX, SUFFIX = "sha256:", ".graphql"
_HASH = re.compile(r"[0-9a-f]{64}")


def hash_of(text: str) -> str:
    """What a document is called: the SHA-256 of its UTF-8, in 64 small hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


class TrustedDocuments:
    """The folder of trusted documents. A file whose text is not what its name says is not there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, str] = {}

    def text(self, called: str) -> str | None:
        """The document of this hash. One that was added while we serve is found; one removed, after a restart, not."""
        if called not in self._read and _HASH.fullmatch(called):
            found = self._found(self._folder / f"{called}{SUFFIX}")
            if found is not None and hash_of(found) == called:
                self._read[called] = found
        return self._read.get(called)

    @staticmethod
    def _found(path: Path) -> str | None:
        try:
            return path.read_bytes().decode()
        except (FileNotFoundError, NotADirectoryError, UnicodeDecodeError):
            return None

    def add(self, text: str) -> str:
        """Keep a document that was found good, and say its hash. Raises OSError."""
        called = hash_of(text)
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / f"{called}{SUFFIX}").write_bytes(text.encode())
        return called

    def listed(self) -> list[tuple[str, str]]:
        """All of them by their hashes, in their order, with their texts."""
        names = sorted(path.name.removesuffix(SUFFIX) for path in self._folder.glob(f"*{SUFFIX}"))
        return [(name, text) for name in names if (text := self.text(name)) is not None]


class KnownDocuments:
    """Documents that clients have made known to this process; the longest unused is forgotten first."""

    def __init__(self) -> None:
        self._texts: OrderedDict[str, str] = OrderedDict()
        self._turn = Lock()

    def text(self, called: str) -> str | None:
        with self._turn:
            if called in self._texts:
                self._texts.move_to_end(called)
            return self._texts.get(called)

    def remember(self, text: str) -> None:
        """Remember a document that was found good; long ones are not worth the memory."""
        if len(text) > LONGEST_REMEMBERED:
            return
        with self._turn:
            self._texts[hash_of(text)] = text
            while len(self._texts) > MOST_REMEMBERED:
                self._texts.popitem(last=False)


class DocumentsByHash:
    """Both kinds, as they are asked for."""

    def __init__(self, folder: Path) -> None:
        self.trusted = TrustedDocuments(folder)
        self._known = KnownDocuments()

    def text(self, asking: Asking, *, trusted_only: bool) -> str:
        """The document that is asked for. Raises BadDocument where there is none, Refusal where it may not be."""
        if asking.query is not None and asking.hashed and hash_of(asking.query) != asking.hashed:
            raise refusals.OTHER_HASH
        if asking.query is not None and not trusted_only:
            return asking.query
        called = asking.document_id or asking.hashed or hash_of(asking.query or "")
        text = self.trusted.text(called)
        if text is None and asking.query is not None:
            raise refusals.NOT_TRUSTED
        if text is None and not asking.document_id and not trusted_only:
            text = self._known.text(called)
        if text is None:
            raise BadDocument([_not_there(asking)])
        return text

    def remember(self, text: str) -> None:
        """A client made a good document known, and may ask for it by its hash alone from now on."""
        self._known.remember(text)


def _not_there(asking: Asking) -> GraphQLError:
    if asking.document_id:
        told = "没有这个 documentId 的文档。 / There is no trusted document of this documentId."
        return GraphQLError(told, extensions={"code": "DOCUMENT_NOT_FOUND"})
    # The words and the code by which Apollo's clients know that they are to send the text.
    return GraphQLError("PersistedQueryNotFound", extensions={"code": "PERSISTED_QUERY_NOT_FOUND"})
