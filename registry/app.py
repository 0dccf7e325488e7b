"""Putting the registry together: the only file that knows every room."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask

from registry import api, web
from registry.api.downloads import LetterWriter
from registry.api.first_steps import examples
from registry.api.reference import reference
from registry.api.schema import schema_text
from registry.api.sheets import Sheets
from registry.api.skeletons import skeleton
from registry.config import ROOT, Settings
from registry.domain.errors import BadMailAddress, MailSettingsUnfit
from registry.domain.mails import MailServer, read_address
from registry.domain.people import SignInRules
from registry.files import door
from registry.files.catalogues import catalogue_table, rows_in
from registry.files.importing import bring_together, read_source
from registry.files.letters import TYPE, letter_document
from registry.files.overviews import OVERVIEW_TYPES, overview_file
from registry.files.remarks import with_remarks
from registry.services.sign_in_engine import open_engine
from registry.store.base import db, prepare
from registry.store.bounding import watch
from registry.store.mails import MAIL_SERVER
from registry.store.sign_in import SIGN_IN_RULES
from registry.web.catalogue_recording import TableDoor
from registry.web.explorer import SchemaDoor
from registry.web.headers import SAFE
from registry.web.list_import import FileDoor
from registry.web.overviews import OverviewDoor
from registry.web.slips import LetterDoor

LAST_PORT = 65535
MOST_BYTES = 2**20
"""Of one body, unless the door takes more from whoever sends it."""


class _Registry(Flask):
    """What we serve is plain functions; Flask would ask of each, at every request, whether it is to be awaited."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


STATEMENTS = 2_000
"""So many compiled statements a process keeps; the rarest used go first."""


def create_app(settings: Settings | None = None) -> Flask:
    """The registry as a WSGI application."""
    chosen = settings or Settings.from_environment()
    app = _Registry(
        "registry", root_path=str(Path(__file__).parent), template_folder=str(ROOT / "templates"), static_folder=None
    )
    rules = _sign_in_rules(chosen)
    app.config.update(
        SETTINGS=chosen,
        SECRET_KEY=chosen.secret_key or chosen.kept("secret-key"),
        SQLALCHEMY_DATABASE_URI=chosen.url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(chosen.url),
        BOOTSTRAP_SERVE_LOCAL=True,
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=512 * 1024,
        PERMANENT_SESSION_LIFETIME=rules.longest,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=bool(chosen.behind_https),
        WTF_CSRF_TIME_LIMIT=None,
    )
    open_engine(app)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.extensions[MAIL_SERVER] = _mail_server(chosen)
    app.extensions[SIGN_IN_RULES] = rules
    db.init_app(app)
    with app.app_context():
        watch(db.engine)
        prepare(db.engine)
    tables = TableDoor(rows_in, catalogue_table)
    files = FileDoor(read_source, bring_together, with_remarks)
    told = SchemaDoor(reference, schema_text, skeleton, [one.as_data() for one in examples()])
    seen = OverviewDoor(overview_file, OVERVIEW_TYPES)
    web.open_door(app, files, tables, LetterDoor(letter_document, TYPE), told, seen=seen)
    sheets = Sheets(read_source, bring_together, with_remarks, rows_in)
    api.open_door(app, LetterWriter(letter_document, TYPE), sheets, SAFE)
    door.open_door(app)
    return app


def _sign_in_rules(chosen: Settings) -> SignInRules:
    """What the settings say of signing in. Raises SettingUnfit."""
    return SignInRules(
        attempts=chosen.whole("sign_in_attempts", least=1, most=1000),
        attempts_from_address=chosen.whole("sign_in_address_attempts", least=1, most=1_000_000),
        window=timedelta(minutes=chosen.whole("sign_in_minutes", least=1, most=1440)),
        idle=timedelta(minutes=chosen.whole("session_idle_minutes", least=1, most=1440)),
        longest=timedelta(hours=chosen.whole("session_hours", least=1, most=168)),
        factor_for_administrators=chosen.administrators_need_code == "1",
        mails_links=bool(chosen.smtp_host and chosen.address.strip()),
    )


def _mail_server(chosen: Settings) -> MailServer | None:
    """The mail server that the settings name; None for none. Raises MailSettingsUnfit."""
    if not chosen.smtp_host:
        return None
    if not chosen.smtp_port.isdecimal() or not 1 <= int(chosen.smtp_port) <= LAST_PORT:
        raise MailSettingsUnfit("port")
    try:
        sender = read_address(chosen.smtp_from)
    except BadMailAddress:
        sender = ""
    if not sender:
        raise MailSettingsUnfit("sender")
    encrypted = chosen.smtp_starttls != "0"
    port, user = int(chosen.smtp_port), chosen.smtp_user
    return MailServer(chosen.smtp_host, port, sender, user, chosen.smtp_password, encrypted)


def _engine_options(url: str) -> dict[str, object]:
    """A connection for every thread; PostgreSQL's are tried before use, so that a restart of it heals by itself.

    Statements that were compiled are kept: of GraphQL alone half the tests put 437 different ones (docs/measured.md),
    the pages put others, and SQLAlchemy's own 500 would compile some of them again and again.
    """
    pool = {"pool_size": 8, "max_overflow": 24, "pool_pre_ping": not url.startswith("sqlite")}
    return {**pool, "query_cache_size": STATEMENTS}
