"""Asking a server from many connections at once, from a process of its own: how many answers a second, how late.

Plain HTTP/1.1 over sockets that stay open: a connection sends what comes next as soon as it has its answer. What is
sent is made up beforehand, so that asking takes as little as it can of the cores that it shares with the server.
"""

import selectors
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from statistics import quantiles

CONNECTIONS = 16
HOST = "127.0.0.1"
LARGEST = 1 << 20


@dataclass(frozen=True)
class Sent:
    """What is sent in turn to one server, and how it is called."""

    port: int
    messages: tuple[bytes, ...]


@dataclass(frozen=True)
class Took:
    """What a turn came to: answers a second, the milliseconds that half of them, and 99 of 100, took at most, and the
    answers in all, those that warmed up too."""

    each_second: float
    median: float
    slow: float
    answers: int
    failed: int


def message(method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
    """One request as it goes over the wire."""
    given = {"Host": HOST, "Accept": "application/json", **headers}
    if body:
        given |= {"Content-Type": "application/json", "Content-Length": str(len(body))}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in given.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def answer(port: int, asked: bytes) -> bytes:
    """The body of one answer. Raises RuntimeError where it is no 200."""
    with socket.create_connection((HOST, port)) as connection:
        connection.sendall(asked)
        held = bytearray()
        while (end := _end(held)) is None or len(held) < end:
            more = connection.recv(LARGEST)
            if not more:
                raise RuntimeError(f"the answer broke off: {bytes(held[:400])!r}")
            held += more
    if not held.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(bytes(held[:2000]).decode(errors="replace"))
    head, _, body = bytes(held).partition(b"\r\n\r\n")
    return _whole(body) if b"chunked" in head.lower() else body


def _end(held: bytearray) -> int | None:
    """Where an answer ends; None as long as that cannot be said."""
    head = held.find(b"\r\n\r\n")
    if head < 0:
        return None
    lowered = bytes(held[:head]).lower()
    at = lowered.find(b"content-length:")
    if at >= 0:
        return head + 4 + int(lowered[at + 15 :].split(b"\r\n", 1)[0])
    last = held.find(b"\r\n0\r\n\r\n", head)
    return None if last < 0 else last + 7


def _whole(chunked: bytes) -> bytes:
    parts = []
    while chunked:
        size, _, rest = chunked.partition(b"\r\n")
        parts.append(rest[: int(size, 16)])
        chunked = rest[int(size, 16) + 2 :]
    return b"".join(parts)


class Asker:
    """The process that asks."""

    def __init__(self) -> None:
        self._pipe, other = get_context("spawn").Pipe()
        self._process = get_context("spawn").Process(target=_live, args=(other,), daemon=True)
        self._process.start()

    def ask(self, sent: Sent, seconds: float, connections: int = CONNECTIONS) -> Took:
        """One turn of so many seconds."""
        self._pipe.send((sent, seconds, connections))
        took = self._pipe.recv()
        assert isinstance(took, Took)
        return took

    def end(self) -> None:
        """Let the process go."""
        self._pipe.send(None)
        self._process.join()


def _live(pipe: Connection) -> None:
    while (asked := pipe.recv()) is not None:
        pipe.send(_turn(*asked))


def _turn(sent: Sent, seconds: float, many: int) -> Took:
    """Ask for so long; the first tenth warms up and is not counted."""
    open_ones = [socket.create_connection((HOST, sent.port)) for _ in range(many)]
    selector = selectors.DefaultSelector()
    for at, one in enumerate(open_ones):
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(one, selectors.EVENT_READ, at)
    took = _asked(open_ones, selector, sent.messages, seconds)
    for one in open_ones:
        one.close()
    return took


def _unknown(many: int) -> list[int | None]:
    return [None] * many


def _asked(
    open_ones: Sequence[socket.socket], selector: selectors.BaseSelector, messages: Sequence[bytes], seconds: float
) -> Took:
    """Whoever has its answer asks next, and time being up no more; what was on its way then still counts."""
    clock, late, failed, number, waiting = time.perf_counter, [], 0, len(open_ones), len(open_ones)
    held, ends, begun = [bytearray() for _ in open_ones], _unknown(len(open_ones)), [clock()] * len(open_ones)
    counted_from = begun[0] + seconds / 10
    for at, one in enumerate(open_ones):
        one.sendall(messages[at % len(messages)])
    while waiting:
        for key, _ in selector.select():
            at, one = key.data, open_ones[key.data]
            held[at] += one.recv(LARGEST)
            end = ends[at] = ends[at] or _end(held[at])
            if end is None or len(held[at]) < end:
                continue
            now = clock()
            if begun[at] >= counted_from:
                late.append(now - begun[at])
            failed += not held[at].startswith(b"HTTP/1.1 200")
            held[at], ends[at], begun[at] = bytearray(), None, now
            if now < counted_from + seconds * 9 / 10:
                one.sendall(messages[number % len(messages)])
                number += 1
            else:
                waiting -= 1
    cut = quantiles(late, n=100) if len(late) > 1 else [0.0] * 99
    return Took(len(late) / (clock() - counted_from), cut[49] * 1e3, cut[98] * 1e3, number, failed)
