"""A small receiver of webhooks on the loopback interface: takes what it is sent, or refuses it, and remembers."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Receiver:
    """What came in, and how it answers: with which status, where it redirects to, how long it dawdles."""

    def __init__(self) -> None:
        self.taken: list[tuple[dict[str, str], bytes]] = []
        self.refused = 0
        self.status = 204
        self.location = ""
        self.drips = False
        self.url = ""

    def told(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.taken]


class _Session(BaseHTTPRequestHandler):
    receiver: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.receiver.drips:
            return self._drip()
        if self.receiver.status < 300:
            self.receiver.taken.append((dict(self.headers), body))
        else:
            self.receiver.refused += 1
        self.send_response(self.receiver.status)
        if self.receiver.location:
            self.send_header("Location", self.receiver.location)
        self.end_headers()

    def _drip(self) -> None:
        """A header that never ends, a byte at a time: no step of it ever takes long."""
        try:
            for _ in range(600):
                self.wfile.write(b"H")
                self.wfile.flush()
                time.sleep(0.1)
        except OSError:
            self.receiver.refused += 1

    def log_message(self, *_told: Any) -> None:
        """Nothing is printed."""


@contextmanager
def receiver() -> Iterator[Receiver]:
    """A receiver that runs while the block does."""
    one = Receiver()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Session", (_Session,), {"receiver": one}))
    server.daemon_threads = True
    one.url = f"http://127.0.0.1:{server.server_port}/hook"
    running = threading.Thread(target=server.serve_forever)
    running.start()
    try:
        yield one
    finally:
        server.shutdown()
        running.join()
        server.server_close()
