"""A real Chromium, spoken to over a pipe: pages are opened, scripts asked for what they see, keys pressed."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
_QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-component-update"),
    *("--disable-background-networking", "--disable-sync", "--disable-dev-shm-usage", "--remote-debugging-pipe"),
)
_AS_3_AND_4 = """
import fcntl, os, sys
ends = [fcntl.fcntl(int(end), fcntl.F_DUPFD, 10) for end in sys.argv[1:3]]
for end, number in zip(ends, (3, 4)):
    os.dup2(end, number)
os.execv(sys.argv[3], sys.argv[3:])
"""
"""Chromium reads its pipe at 3 and writes at 4."""
PATIENCE = 30.0
"""Seconds that something on a page may take."""
CONTROL = 2
"""The Ctrl key, among what is held down."""


class Chromium:
    """One window. `requested` are the addresses that its pages asked for, `complaints` what its console said."""

    def __init__(self, told: int, heard: int) -> None:
        self._told, self._heard, self._rest, self._number = told, heard, b"", 0
        self.requested: list[dict[str, Any]] = []
        self.complaints: list[str] = []
        target = self._call("Target.createTarget", {"url": "about:blank"}, session="")["targetId"]
        attached = self._call("Target.attachToTarget", {"targetId": target, "flatten": True}, session="")
        self._session = attached["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self._call(f"{domain}.enable", {})

    def open(self, address: str) -> None:
        """Go there, and wait until it is loaded."""
        self._call("Page.navigate", {"url": address})
        self.wait_for(f"location.href === {json.dumps(address)} && document.readyState === 'complete'")

    def resize(self, width: int, height: int) -> None:
        """Be a window, or a phone, of this size."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self._call("Emulation.setDeviceMetricsOverride", size)

    def see(self, script: str) -> Any:
        """What an expression comes to on the page."""
        asked = {"expression": script, "returnByValue": True, "awaitPromise": True}
        found = self._call("Runtime.evaluate", asked)
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def wait_for(self, script: str) -> None:
        """Until an expression is true."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if self.see(f"Boolean({script})"):
                return
            time.sleep(0.05)
        raise TimeoutError(f"{script}\n{self.see('document.body.innerText')[:2000]}")

    def type(self, text: str) -> None:
        """As if it were typed, into whatever has the focus."""
        self._call("Input.insertText", {"text": text})

    def press(self, key: str, code: int, *, held: int = 0) -> None:
        """Press a key and let it go."""
        for sort in ("rawKeyDown", "keyUp"):
            self._call("Input.dispatchKeyEvent", {
                "type": sort, "key": key, "code": key, "windowsVirtualKeyCode": code, "modifiers": held,
            })  # fmt: skip

    def picture(self) -> str:
        """The page as a picture (PNG, in base64)."""
        found = self._call("Page.captureScreenshot", {"format": "png", "captureBeyondViewport": False})
        return str(found["data"])

    def _call(self, method: str, given: dict[str, Any], *, session: str | None = None) -> dict[str, Any]:
        self._number += 1
        asked: dict[str, Any] = {"id": self._number, "method": method, "params": given}
        to = getattr(self, "_session", "") if session is None else session
        os.write(self._told, json.dumps({**asked, "sessionId": to} if to else asked).encode() + b"\0")
        while (heard := self._next()).get("id") != self._number:
            self._note(heard)
        assert "error" not in heard, (method, heard["error"])
        return dict(heard["result"])

    def _note(self, heard: dict[str, Any]) -> None:
        if heard.get("method") == "Network.requestWillBeSent":
            self.requested.append(heard["params"]["request"])
        if heard.get("method") in ("Log.entryAdded", "Runtime.exceptionThrown"):
            self.complaints.append(json.dumps(heard["params"]))

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            portion = os.read(self._heard, 1 << 20)
            assert portion, "Chromium is gone"
            self._rest += portion
        first, _, self._rest = self._rest.partition(b"\0")
        return dict(json.loads(first))


@contextmanager
def chromium(folder: Path) -> Iterator[Chromium]:
    """A Chromium that runs while the block does; its profile lies in a folder."""
    assert CHROMIUM
    (their_in, our_out), (our_in, their_out) = os.pipe(), os.pipe()
    wrapped = [sys.executable, "-c", _AS_3_AND_4, str(their_in), str(their_out), CHROMIUM]
    silent = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
    profile = f"--user-data-dir={folder / 'profile'}"
    started = subprocess.Popen([*wrapped, *_QUIET, profile], pass_fds=(their_in, their_out), **silent)
    os.close(their_in)
    os.close(their_out)
    try:
        yield Chromium(our_out, our_in)
    finally:
        os.close(our_out)
        os.close(our_in)
        started.terminate()
        started.wait(timeout=20)
