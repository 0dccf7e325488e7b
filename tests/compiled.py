"""What is the same for every app of a process, compiled once: templates, and the makers of addresses.

A registry is put together for every test; a server does it once in its life, so nothing of this is in `registry/`.
"""

from collections.abc import Callable
from types import CodeType
from typing import Any, ClassVar

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule


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


def share_templates(app: Flask) -> Flask:
    """The same app, with the templates that others have compiled."""
    app.jinja_env.bytecode_cache = TEMPLATES
    return app
