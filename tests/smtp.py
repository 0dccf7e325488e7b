"""A small mail server on the loopback interface: takes what it is given, or refuses it, and remembers."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage


class PostOffice:
    """What came in, and how the server behaves: whom it refuses, and whether it hangs up after taking a mail."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, EmailMessage]] = []
        self.refuses: set[str] = set()
        self.hangs_up = False
        self.connections = 0
        self.port = 0

    def ids(self) -> list[str]:
        return [str(message["Message-ID"]) for _, message in self.taken]


class _Session(socketserver.StreamRequestHandler):
    office: PostOffice

    def handle(self) -> None:
        self.office.connections += 1
        self.to = ""
        self._say("220 here")
        while line := self.rfile.readline():
            verb = line.decode().strip().upper()
            if verb == "DATA":
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
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        message = message_from_bytes(b"".join(lines), policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.office.taken.append((self.to, message))
        if not self.office.hangs_up:
            self._say("250 taken")

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
