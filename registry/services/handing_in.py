"""Handing a message to a mail server: within a time that is fixed beforehand, however slowly the server answers.

A server that says something every few seconds never runs into the limit of one step. So the whole conversation has
a limit too, far within the lease of the mail; when it is over the line is cut, whatever it is in the middle of.
"""

import re
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from email.message import EmailMessage

from registry.domain.mails import MailServer, Patience

TLS_FROM_THE_START = 465
_GO_ON = 354
_DOT_FIRST = re.compile(rb"(?m)^\.")


class ClaimLost(smtplib.SMTPException):
    """Before the message was complete somebody else took the mail over, or its address was changed or taken back."""


class _Line:
    """The connection, held by a second handle: it can be cut while it is wrapped in TLS or waits for an answer."""

    def __init__(self) -> None:
        self.is_late = False
        self._lock = threading.Lock()
        self._held: socket.socket | None = None
        self._watch: threading.Timer | None = None

    def limit(self, seconds: float) -> None:
        """Cut it after so many seconds from now, and no sooner."""
        self._end_watch()
        self._watch = threading.Timer(seconds, self._cut)
        self._watch.daemon = True
        self._watch.start()

    def hold(self, connected: socket.socket) -> None:
        """Raises TimeoutError where the time was over before there was a connection."""
        with self._lock:
            if self.is_late:
                connected.close()
                raise TimeoutError
            self._held = connected.dup()

    def close(self) -> None:
        self._end_watch()
        with self._lock:
            if self._held is not None:
                self._held.close()
                self._held = None

    def _end_watch(self) -> None:
        if self._watch is not None:
            self._watch.cancel()

    def _cut(self) -> None:
        with self._lock:
            self.is_late = True
            if self._held is not None:
                with suppress(OSError):
                    self._held.shutdown(socket.SHUT_RDWR)


class _Conversation(smtplib.SMTP):
    """One conversation, from the connection to the server's answer to the whole message."""

    def __init__(self, server: MailServer, line: _Line, patience: Patience, is_still_ours: Callable[[], bool]) -> None:
        self._line, self._patience, self._is_still_ours = line, patience, is_still_ours
        self._ends = time.monotonic() + patience.talk
        super().__init__(server.host, server.port, timeout=patience.step)

    def _get_socket(self, host: str, port: int, _timeout: float) -> socket.socket:
        """Where the library lets TLS from the start come in; the connection is put under watch here."""
        plain = _connected(host, port, self._ends, self._patience.step)
        self._line.hold(plain)
        if port != TLS_FROM_THE_START:
            return plain
        try:
            return ssl.create_default_context().wrap_socket(plain, server_hostname=host)
        except BaseException:
            plain.close()
            raise

    def data(self, msg: bytes | str) -> tuple[int, bytes]:  # type: ignore[override]
        """Send the message, and its end only while the mail is still ours: without the end no server takes it.

        The end once sent, the server is waited for longer: whoever hangs up then does not learn that it was taken.
        """
        code, told = self.docmd("data")
        if code != _GO_ON:
            raise smtplib.SMTPDataError(code, told)
        content = msg.encode("ascii") if isinstance(msg, str) else msg
        whole = _DOT_FIRST.sub(b"..", content)
        self.send(whole if whole.endswith(b"\r\n") else whole + b"\r\n")
        if not self._is_still_ours():
            self.close()
            raise ClaimLost("another sender has it, or its address was changed")
        self._line.limit(self._patience.answer)
        if self.sock is not None:
            self.sock.settimeout(self._patience.answer)
        self.send(b".\r\n")
        return self.getreply()


def hand_in(
    server: MailServer, message: EmailMessage, *, patience: Patience, is_still_ours: Callable[[], bool]
) -> None:
    """Hand a message over; once the server has taken it, nothing that goes wrong in parting counts any more.

    `is_still_ours` is asked just before the message is complete. Raises SMTPException, OSError.
    """
    line = _Line()
    line.limit(patience.talk)
    try:
        _talk(server, message, line, patience, is_still_ours)
    except (smtplib.SMTPException, OSError) as error:
        if line.is_late:
            raise TimeoutError("the server took too long") from error
        raise
    finally:
        line.close()


def _talk(
    server: MailServer, message: EmailMessage, line: _Line, patience: Patience, is_still_ours: Callable[[], bool]
) -> None:
    connection = _Conversation(server, line, patience, is_still_ours)
    try:
        if server.starttls and server.port != TLS_FROM_THE_START:
            connection.starttls(context=ssl.create_default_context())
        if server.user:
            connection.login(server.user, server.password)
        connection.send_message(message)
    finally:
        line.limit(patience.parting)
        with suppress(OSError, smtplib.SMTPException):
            connection.quit()
        connection.close()


def _connected(host: str, port: int, ends: float, step: float) -> socket.socket:
    """A connection to the first address that takes one before the time is over. Raises OSError."""
    failed = OSError("the server's name has no address")
    for family, kind, protocol, _, where in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        left = ends - time.monotonic()
        if left <= 0:
            raise TimeoutError("the server took too long")
        plain = socket.socket(family, kind, protocol)
        plain.settimeout(min(step, left))
        try:
            plain.connect(where)
        except OSError as error:
            plain.close()
            failed = error
        else:
            plain.settimeout(step)
            return plain
    raise failed
