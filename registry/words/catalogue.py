"""A catalogue of sentences (gettext PO files, one for each room of words, read at start) and how facts fill them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from string import Formatter
from typing import Any

from babel.dates import format_date
from babel.messages.pofile import read_po

from registry.domain.kinds import KINDS
from registry.domain.question import CHINA
from registry.words.variants import DAYS, JOINS, OPTIONS, options_class, stated, variant_of

HERE = Path(__file__).parent


def messages_of(language: str) -> dict[str, str]:
    """Every sentence of a language by its key; a key stands in one file only.

    Raises FileNotFoundError for a language without a catalogue, ValueError for a key that is written twice.
    """
    found: dict[str, str] = {}
    for path in catalogues_of(language):
        with path.open("rb") as file:
            here = {str(m.id): str(m.string) for m in read_po(file, locale=language) if m.id and m.string}
        twice = sorted(found.keys() & here.keys())
        if twice:
            raise ValueError(f"{path.name} says again what another catalogue says: {', '.join(twice)}")
        found |= here
    return found


def catalogues_of(language: str) -> list[Path]:
    """The PO files of a language. Raises FileNotFoundError where there are none."""
    paths = sorted((HERE / language / "LC_MESSAGES").glob("*.po"))
    if not paths:
        raise FileNotFoundError(f"no words for {language}")
    return paths


class Catalogue:
    """The sentences of one language. What is asked for must be there: a missing key is a KeyError."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._messages = messages_of(language)

    def keys(self) -> frozenset[str]:
        """Every key the catalogue holds."""
        return frozenset(self._messages)

    def say(self, key: str, /, **facts: object) -> str:
        """The sentence of this key, in the variant that its facts choose, with the facts filled in."""
        template = self._messages[variant_of(key, facts)]
        names = {name for _, name, _, _ in Formatter().parse(template) if name}
        return template.format_map({name: self._filled(key, name, facts) for name in names})

    def option(self, enum_class_name: str, value: str) -> str:
        """The words for one option."""
        return self._messages[f"option.{enum_class_name}.{value}"]

    def day(self, when: date | datetime | str) -> str:
        """A day as officials write it; a time is told as its day in China."""
        moment = datetime.fromisoformat(when) if isinstance(when, str) else when
        if isinstance(moment, datetime) and moment.tzinfo is not None:
            moment = moment.astimezone(CHINA)
        return format_date(moment, self._messages["format.day"], locale=self.language)

    def field(self, name: str) -> str:
        """What an answer is called: one that every request asks for, else a question of a kind."""
        keys = (f"field.{name}", *(f"question.{kind}.{name}" for kind in KINDS), "field.other")
        return next(self._messages[key] for key in keys if key in self._messages)

    def _filled(self, key: str, name: str, facts: Mapping[str, Any]) -> str:
        """One fact in words; a name that is no fact is a phrase made of the facts."""
        if name not in facts:
            return self.say(f"phrase.{name}", **facts)
        value = facts[name]
        if not stated(value) and value != 0:
            return self._messages.get(f"absent.{name}", self._messages["absent"])
        if name == "options":
            return self._options(value)
        if name == "field" and key != "error.UNKNOWN_FIELD":
            return self.field(str(value))
        return self._readable(name, value)

    def _readable(self, name: str, value: Any) -> str:
        if isinstance(value, (list, tuple)):
            return self._joined(name, (self._readable(name, item) for item in value))
        if isinstance(value, Mapping):
            return self._described(name, value)
        if isinstance(value, date) or name in DAYS:
            return self.day(value)
        if name in OPTIONS:
            return self.option(OPTIONS[name], str(value))
        if name == "kinds":
            return self._messages[f"kind.{value}"]
        if name == "known":
            return self.field(str(value))
        if name == "what":
            return self._messages.get(f"thing.{value}", self._messages["thing.record"])
        return str(value).rstrip("。;；")

    def _options(self, values: Iterable[str]) -> str:
        known = options_class(values)
        return self._joined("options", (self.option(known, value) if known else value for value in values))

    def _described(self, name: str, parts: Mapping[str, Any]) -> str:
        """A choice by its name and code; anything else part by part, leaving out what is not stated."""
        if "name" in parts:
            return self.say("phrase.choice", **parts)
        if "flaw" in parts:
            return self.say(f"flaw.{parts['flaw']}", **parts)
        said = [self.say(f"style.{part}", **parts) for part, value in parts.items() if stated(value)]
        return self._joined(name, said) if said else self._messages[f"absent.{name}"]

    def _joined(self, name: str, items: Iterable[str]) -> str:
        return self._messages[JOINS.get(name, "join.items")].join(items)
