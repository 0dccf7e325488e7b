"""`registry tick`, `registry mail`: what is due because time passes, once for cron or again and again."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click
from flask import Flask, current_app

from registry.app import create_app
from registry.cli.languages import language_for
from registry.cli.opening import told_plainly
from registry.domain.notices import Subject, subject_of
from registry.domain.people import Purpose
from registry.services import clock, delivering, links, mailing
from registry.store.mails import mail_server
from registry.store.notices import NoticeRecord
from registry.store.people import PersonRecord
from registry.words import words_in

MINUTE = 60
PAGES = {
    Subject.CASE: "/cases/",
    Subject.APPROVAL: "/approvals/",
    Subject.REPORT: "/reports/",
    Subject.WEBHOOK: "/webhooks/",
    Subject.MAIL: "/mail",
}
"""Where the page of each stands, before its number; of all mail there is one page."""
NOT_ALL_DONE = 1
_log = logging.getLogger(__name__)


@click.command()
@click.option("--every", type=click.IntRange(1, 86400), help="go on, every so many seconds, until stopped")
@click.option("--beside", type=int, hidden=True, help="stop when the process of this number is no longer the parent")
def tick(every: int | None, beside: int | None) -> None:
    """Do what is due: pass on cases past their limit, end what is over, announce what ends soon, send waiting mail,
    tell webhooks of what changed.

    Once, for cron; doing it again, or twice at once, changes nothing. `registry up` does it every minute by itself.
    """
    with told_plainly():
        app = create_app()
        if every is None:
            sys.exit(0 if _once(app) else NOT_ALL_DONE)
    _again_and_again(app, every, beside)


@click.command()
def mail() -> None:
    """Send the mail that waits; what a server refuses waits longer each time, and is never lost."""
    with told_plainly(), create_app().app_context():
        if mail_server() is None:
            click.echo("No mail server is set (REGISTRY_SMTP_HOST): nothing is sent.")
            return
        sys.exit(0 if _send() else NOT_ALL_DONE)


def start_clock() -> None:
    """Start the clock in a process of its own, which ends when this process, or what it becomes, does."""
    command = [sys.executable, "-m", "registry", "tick", "--every", str(MINUTE), "--beside", str(os.getpid())]
    subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603 - our own interpreter and arguments, no shell


def _again_and_again(app: Flask, every: int, beside: int | None) -> None:
    """Whatever goes wrong in one round stands in the log, and the next round comes."""
    next_at = time.monotonic()
    with _told_to_stop() as stop:
        while not stop.is_set() and (beside is None or os.getppid() == beside):
            if time.monotonic() >= next_at:
                next_at = time.monotonic() + every
                _guarded(_once, app)
            stop.wait(min(1, every))


@contextmanager
def _told_to_stop() -> Iterator[threading.Event]:
    """Set once the process is told to stop: an exception thrown into the middle of a round would fall anywhere, also
    where a transaction is being undone, and pass for a round that failed. A second signal ends the process at once.
    """
    stop, before = threading.Event(), {one: signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)}

    def after_this_round(given: int, _frame: object) -> None:
        stop.set()
        signal.signal(given, before[signal.Signals(given)])

    for one in before:
        signal.signal(one, after_this_round)
    try:
        yield stop
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _guarded(act: Callable[[Flask], bool], app: Flask) -> None:
    try:
        act(app)
    except Exception:
        _log.exception("this round of the clock failed; the next one comes")


def _once(app: Flask) -> bool:
    """One round, told where something was done; whether everything was."""
    with app.app_context():
        done = clock.tick(now=datetime.now(UTC))
        for what in ("escalated", "ended", "numbered", "announced", "failed"):
            numbers = getattr(done, what)
            if numbers:
                click.echo(f"{what} {len(numbers)}: {' '.join(numbers)}", err=what == "failed")
        if done.told_of:
            click.echo(f"told whom approvals help {len(done.told_of)}: {' '.join(done.told_of)}")
        sent = mail_server() is None or _send()
        return _deliver() and sent and not done.failed


def _deliver() -> bool:
    """Webhooks: what was taken, and who refused; whether nobody did."""
    done = delivering.deliver_due(clock=lambda: datetime.now(UTC))
    if done.taken:
        click.echo(f"webhooks: {done.taken} changes taken")
    for what, numbers in (("refused", done.refused), ("paused", done.paused)):
        if numbers:
            click.echo(f"webhooks {what}: {' '.join(numbers)}", err=True)
    return not done.refused


def _send() -> bool:
    linked = links.mail_links(_link_letter, clock=lambda: datetime.now(UTC))
    if linked:
        click.echo(f"links: {linked} sent")
    done = mailing.send_due(_letter, clock=lambda: datetime.now(UTC))
    if done.sent or done.refused:
        click.echo(f"mail: {done.sent} sent, {done.refused} refused and waiting {done.error}".rstrip())
    return not done.refused


def _letter(notice: NoticeRecord) -> tuple[str, str]:
    """A notice as a mail, in the installation's language."""
    words = words_in(language_for(""))
    told = words.told(notice.code, notice.facts)
    subject = words.say("page.mail_subject", headline=words.news(notice.code))
    return subject, words.say("page.mail_text", told=told, about=notice.about, address=_address(notice))


def _link_letter(person: PersonRecord, purpose: Purpose, key: str) -> tuple[str, str]:
    """A link to set a password as a mail, in the installation's language."""
    words, address = words_in(language_for("")), current_app.config["SETTINGS"].address.strip().rstrip("/")
    facts = {"person_name": person.name, "sign_in_name": person.sign_in_name, "address": f"{address}/link/{key}"}
    return words.say(f"page.link_mail_subject.{purpose.value}"), words.say(f"page.link_mail.{purpose.value}", **facts)


def _address(notice: NoticeRecord) -> str:
    """Where what a notice is about stands, for a mail; empty where the registry's own address is not set."""
    address = current_app.config["SETTINGS"].address.strip().rstrip("/")
    page = PAGES[subject_of(notice.code)]
    return f"{address}{page}{notice.about if page.endswith('/') else ''}" if address else ""
