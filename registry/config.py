"""Every setting, with its default and a sentence about it. Each is read from the environment as REGISTRY_<NAME>."""

import contextlib
import os
import secrets
from dataclasses import dataclass, field, fields
from pathlib import Path

ROOT = Path(__file__).parents[1]


def _setting(default: str, about: str) -> str:
    value: str = field(default=default, metadata={"about": about})
    return value


class SettingUnfit(ValueError):
    """A setting that must be a number within bounds, and is not; said to whoever runs the registry."""


@dataclass(frozen=True)
class Settings:
    """The settings of one process. `PORT` alone has no prefix, because hosts set it so."""

    database_url: str = _setting(
        "", "Where the registry is kept: empty for an embedded SQLite file under var/, or a postgresql:// address."
    )
    folder: str = _setting(
        str(ROOT / "var"),
        "The folder for what this installation keeps beside the database: secret key, sample password.",
    )
    secret_key: str = _setting(
        "",
        "Signs sessions and forms; empty makes one and keeps it in the folder. Machines that serve together share one.",
    )
    language: str = _setting(
        "zh", "The language of pages, answers and commands where the reader has not chosen: zh or en."
    )
    sample_people: str = _setting(
        "",
        "1 lets the invented people of the seed sign in, with a password made here; for trying out only.",
    )
    behind_https: str = _setting("", "1 where a proxy serves https: cookies are then sent over https only.")
    address: str = _setting(
        "",
        "Where strangers reach the registry, as https://…; QR codes lead there. Empty: the address a reader came by.",
    )
    workers: str = _setting("2", "How many server processes `registry serve` starts.")
    proxies: str = _setting(
        "0", "How many proxies stand before the server: a caller's address is then read from X-Forwarded-For."
    )
    api_anonymous_cost: str = _setting("10000", "What one GraphQL request without a token may cost.")
    api_token_cost: str = _setting("50000", "What one GraphQL request with a token may cost.")
    api_anonymous_rate: str = _setting(
        "60000", "What the requests of one address without a token may cost a minute, all together; 0: no limit."
    )
    api_token_rate: str = _setting(
        "600000", "What the requests with one token may cost a minute, all together; 0: no limit."
    )
    api_deadline: str = _setting("30", "How many seconds a GraphQL request may take; 0: no limit.")
    api_documents: str = _setting(
        "", "The folder of trusted GraphQL documents, one file each; empty: trusted-documents in the folder above."
    )
    api_trusted_only: str = _setting("", "1 answers only trusted documents to callers without a token.")
    smtp_host: str = _setting("", "The server that mail is handed to; empty: no mail is written or sent.")
    smtp_port: str = _setting("587", "Its port; 465 speaks TLS from the start.")
    smtp_user: str = _setting("", "Signs in at the mail server; empty: it takes mail without.")
    smtp_password: str = _setting("", "The password that goes with it.")
    smtp_from: str = _setting("", "The address that mail comes from; needed where a mail server is set.")
    smtp_starttls: str = _setting("1", "0 hands mail over without TLS: only on one's own machine or network.")

    sign_in_attempts: str = _setting("5", "After so many wrong passwords a sign-in name is locked for a while.")
    sign_in_address_attempts: str = _setting("100", "After so many wrong passwords an address is locked for a while.")
    sign_in_minutes: str = _setting("15", "Within so many minutes they are counted, and so long it is locked.")
    session_idle_minutes: str = _setting("60", "A session that is not used for so many minutes ends.")
    session_hours: str = _setting("12", "After so many hours every session ends.")
    administrators_need_code: str = _setting("", "1 lets administrators in with a code of their phone only.")
    oidc_issuer: str = _setting("", "The address of a provider of single sign-on (OpenID Connect); empty: none.")
    oidc_client_id: str = _setting("", "The name that the registry has there.")
    oidc_client_secret: str = _setting("", "The secret that goes with it.")
    oidc_only: str = _setting("", "1 lets nobody sign in with a password where single sign-on is set.")

    webhooks_inside: str = _setting(
        "",
        "1 lets webhooks lead into the server's own network, also over http; only where their receivers stand there.",
    )

    @classmethod
    def from_environment(cls) -> "Settings":
        """The settings as the environment gives them."""
        given = {f.name: os.environ.get(f"REGISTRY_{f.name.upper()}", "") for f in fields(cls)}
        return cls(**{name: value for name, value in given.items() if value})

    @property
    def url(self) -> str:
        """The database address in the spelling SQLAlchemy takes: psycopg for PostgreSQL."""
        if not self.database_url:
            return f"sqlite:///{Path(self.folder) / 'registry.sqlite3'}"
        for short in ("postgresql://", "postgres://"):
            if self.database_url.startswith(short):
                return "postgresql+psycopg://" + self.database_url.removeprefix(short)
        return self.database_url

    def whole(self, name: str, *, least: int, most: int) -> int:
        """A setting that is a number. Raises SettingUnfit."""
        typed = str(getattr(self, name))
        if not (typed.isascii() and typed.isdecimal()) or not least <= int(typed[:12]) <= most:
            raise SettingUnfit(f"REGISTRY_{name.upper()} is {typed[:60]!r}; give a number from {least} to {most}.")
        return int(typed)

    def kept(self, name: str) -> str:
        """A secret of this installation, made at first use and kept in the folder, readable by its owner only."""
        path = Path(self.folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            own = path.with_name(f".{name}.{os.getpid()}.{secrets.token_hex(4)}")
            own.touch(mode=0o600)
            own.write_text(secrets.token_urlsafe(32), encoding="ascii")
            # Of several processes that start at once the first to link wins, and nobody reads half a secret.
            with contextlib.suppress(FileExistsError):
                path.hardlink_to(own)
            own.unlink()
        return path.read_text(encoding="ascii").strip()
