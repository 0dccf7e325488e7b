"""What is the same for every app of a process, compiled once: templates, statements, and the makers of addresses.

A registry is put together for every test; a server does it once in its life, so nothing of this is in `registry/`.
"""

from collections.abc import Callable
from types import CodeType
from typing import Any, ClassVar

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from registry.store.base import db


class Templates(BytecodeCache):
    """Compiled templates in memory, by their name and the sum of their text: a changed one is compiled anew."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self.kept[bucket.key, bucket.checksum] = bucket.code


class RuleOnce(Rule):
    """A rule whose maker of addresses is written and compiled once for all rules of the same text.

    The function that werkzeug makes knows its rule by `self` only; defaults stand in it, so rules with some have their
    own. Should werkzeug make it in another way some day, this is not called, and nothing but time is lost.
    """

    made: ClassVar[dict[tuple[Any, ...], Callable[..., tuple[str, str]]]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        if self.defaults:
            return super()._compile_builder(append_unknown)
        text = (self.rule, *self._trace, append_unknown)
        if text not in self.made:
            self.made[text] = super()._compile_builder(append_unknown)
        return self.made[text]


TEMPLATES = Templates()


FIRST: dict[str, Engine] = {}
"""The first engine of each kind: what it knows of its kind of database the later ones share."""
STATEMENTS: LRUCache[Any, Any] = LRUCache(10_000)


def share_compiled(app: Flask) -> Flask:
    """The same app, with the templates and the statements that others have compiled.

    SQLAlchemy keeps a compiled statement by engine and dialect; should it name these otherwise some day, this does
    nothing any more, and nothing but time is lost.
    """
    app.jinja_env.bytecode_cache = TEMPLATES
    with app.app_context():
        engine = db.engine
        if engine.dialect.name not in FIRST:
            engine.connect().close()  # a dialect learns of its database with the first connection of its engine
        first = FIRST.setdefault(engine.dialect.name, engine)
        engine.dialect = engine.pool._dialect = first.dialect
        engine._compiled_cache = STATEMENTS
    return app
