"""A small mail server on the loopback interface: takes what it is given, or refuses it, and remembers."""

import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage


class PostOffice:
    """What came in, and how the server behaves: whom it refuses, whether it hangs up after taking a mail, at which
    step it goes on answering for ever, and what happens when a message begins, and when it is complete.
    """

    def __init__(self) -> None:
        self.taken: list[tuple[str, EmailMessage]] = []
        self.refuses: set[str] = set()
        self.hangs_up = False
        self.dawdles_at = ""
        self.on_data: Callable[[], object] = lambda: None
        self.on_taken: Callable[[], object] = lambda: None
        self.connections = 0
        self.port = 0

    def ids(self) -> list[str]:
        return [str(message["Message-ID"]) for _, message in self.taken]


class _Session(socketserver.StreamRequestHandler):
    office: PostOffice

    def handle(self) -> None:
        self.office.connections += 1
        self.to = ""
        try:
            self._answer()
        except OSError:  # whoever called has gone
            return

    def _answer(self) -> None:
        self._dawdle("greeting", b"220-wait\r\n")
        self._say("220 here")
        while line := self.rfile.readline():
            verb = line.decode().strip().upper()
            self._dawdle(verb[:4], b"250-wait\r\n")
            if verb.startswith("EHLO"):
                self._say("250-here\r\n250 STARTTLS")
            elif verb == "STARTTLS":
                self._say("220 go on")
                self.wfile.write(b"\x16\x03\x03\x40\x00")  # a record of TLS that never becomes whole
                self._dawdle("TLS", b"\x00")
            elif verb == "DATA":
                self._take()
                if self.office.hangs_up:
                    return
            elif verb.startswith("RCPT"):
                self.to = line.decode().partition("<")[2].partition(">")[0]
                self._say("550 no such box" if self.to in self.office.refuses else "250 fine")
            elif verb == "QUIT":
                return self._say("221 bye")
            else:
                self._say("250 fine")

    def _take(self) -> None:
        self.office.on_data()
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return  # what has no end is not taken
            lines.append(line)
        message = message_from_bytes(b"".join(lines), policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.office.taken.append((self.to, message))
        self.office.on_taken()
        self._dawdle(".", b"250-wait\r\n")
        if not self.office.hangs_up:
            self._say("250 taken")

    def _dawdle(self, step: str, piece: bytes) -> None:
        """Send a piece again and again, so that no single wait is long, until whoever called has gone."""
        while self.office.dawdles_at == step:
            self.wfile.write(piece)
            time.sleep(0.02)

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def post_office() -> Iterator[PostOffice]:
    """A mail server that runs until the block ends."""
    office = PostOffice()
    handler = type("Session", (_Session,), {"office": office})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        office.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield office
        server.shutdown()
