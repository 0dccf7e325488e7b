"""The words people read: sentences for every code of the ground floor and of files, in Chinese and in English."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from registry.domain.errors import RegistryError
from registry.domain.law import ARTICLES
from registry.words.catalogue import Catalogue

__all__ = ["LANGUAGES", "Words", "words_in"]

LANGUAGES = ("zh", "en")
"""The languages there are words in; the first is the default."""

_FULL_WIDTH = str.maketrans(",;:()", "，；：（）")
_NUMERALS = "〇一二三四五六七八九"
_TEN = 10

Facts = Mapping[str, Any]


class Words(Catalogue):
    """Everything that can be said in one language: plain keys by `say`, codes by the methods here."""

    def ground(self, code: str, facts: Facts) -> str:
        """What was found, in a sentence or two."""
        return self.say(f"ground.{code}", **facts)

    def headline(self, code: str) -> str:
        """A ground in a few words."""
        return self.say(f"headline.{code}")

    def cure(self, code: str, facts: Facts) -> str:
        """Who does what to make it lawful."""
        return self.say(f"cure.{code}", **facts)

    def condition(self, code: str, facts: Facts) -> str:
        """What an admitted demand stays bound to."""
        return self.say(f"condition.{code}", **facts)

    def notice(self, code: str, facts: Facts) -> str:
        """What is told beside an answer: that a place or a list is another one's successor."""
        return self.say(f"notice.{code}", **facts)

    def news(self, code: str) -> str:
        """What a notice in somebody's box is about, in a few words."""
        return self.say(f"news.{code}")

    def told(self, code: str, facts: Facts) -> str:
        """What a notice in somebody's box tells; where it says why, in the words of the ground and the first cure."""
        said = dict(facts)
        if because := facts.get("because"):
            said["found"] = self.ground(because["code"], because["facts"])
        if cure := facts.get("cure"):
            said["remedy"] = self.cure(cure["code"], cure["facts"])
        return self.say(f"told.{code}", **said)

    def step(self, step: Facts) -> str:
        """One step of a change of divisions (`Step.as_data`) in a sentence."""
        before, after = step["before"], step["after"] or {"code": "", "name": ""}
        facts = {"effective_on": step["effectiveOn"], "change_kind": step["kind"], "basis": step["basis"]}
        codes = {"old_name": before["name"], "before": before["code"], "new_name": after["name"]}
        key = "page.place_step_before" if after["code"] else "page.place_step_gone"
        return self.say(key, **facts, **codes, after=after["code"])

    def list_followed(self, history: Facts) -> str:
        """Whose list is in force at a place (`History.as_data`)."""
        township = next((d["code"] for d in history["path"] if d["level"] == "TOWNSHIP"), "")
        if not history["edition"]:
            return self.say("page.place_list_none")
        key = "page.place_list_own" if history["listFrom"] == township else "page.place_list_followed"
        return self.say(key, edition=history["edition"], predecessor=history["listFrom"])

    def named(self, name: str, since: str | None) -> str:
        """A name with the day from which it was borne."""
        key = "page.place_name_from" if since else "page.place_name_first"
        return self.say(key, name=name, effective_on=since)

    def error(self, error: RegistryError) -> str:
        """What went wrong and what to do."""
        return self.say(f"error.{error.code}", **error.facts)

    def problem(self, code: str, facts: Facts) -> str:
        """What must be mended in a file before it can be taken, and how."""
        return self.say(f"problem.{code}", **facts)

    def warning(self, code: str, facts: Facts) -> str:
        """What is odd about a list in a file."""
        return self.say(f"warning.{code}", **facts)

    def flag(self, code: str, facts: Facts) -> str:
        """What is odd about one row of a list in a file."""
        return self.say(f"flag.{code}", **facts)

    def article(self, code: str) -> str:
        """The gist of an article, in our own words."""
        article = ARTICLES[code]
        return article.zh.translate(_FULL_WIDTH) if self.language == "zh" else article.en

    def citation(self, code: str) -> str:
        """Instrument and clause of an article, as officials cite them."""
        article = ARTICLES[code]
        first, _, last = article.clause.partition("–")
        facts = {
            "title": article.instrument.title,
            "english": article.instrument.english,
            "document_number": article.instrument.document_number,
            "to_be_confirmed": article.to_be_confirmed,
            **{name: self._clause(clause) for name, clause in (("clause", first), ("begins", first), ("last", last))},
        }
        return self.say(f"citation.{article.instrument.code}", **facts)

    def _clause(self, clause: str) -> str:
        return chinese_number(int(clause)) if clause.isdecimal() and self.language == "zh" else clause

    def kind(self, code: str) -> str:
        """What a kind of request is called."""
        return self.say(f"kind.{code}")

    def question(self, kind: str, field: str) -> str:
        """The label of a question."""
        return self.say(f"question.{kind}.{field}")

    def question_help(self, kind: str, field: str) -> str:
        """What helps to answer a question."""
        return self.say(f"help.{kind}.{field}")

    def outcome(self, value: str) -> str:
        """What a verdict, or one ground of it, comes to."""
        return self.say(f"outcome.{value}")

    def status(self, value: str) -> str:
        """Where a case stands."""
        return self.option("Status", value)

    def number_lacks(self, held: Facts | None) -> str:
        """Why no admission number holds (`NumberHeld.as_data`); slips of before kept no reason."""
        return self._of_number("number_lacks", held)

    def number_cure(self, held: Facts | None) -> str:
        """How to come by a number that holds."""
        return self._of_number("number_cure", held)

    def slip_stands(self, sentence: str, *, on: date, admission: str, lacks: Facts | None) -> str:
        """How a slip stands on a day (`Standing.sentence`), with the number issued since, or why it has none."""
        why = self.number_lacks(lacks) if lacks else ""
        return self.say(sentence, on=on, admission=admission, why=why)

    def _of_number(self, part: str, held: Facts | None) -> str:
        facts = held or {"state": "NOT_TOLD", "admission": "", "case": "", "begins": None}
        begins = self.day(facts["begins"]) if facts["begins"] else ""
        named = facts["admission"] or facts["case"]
        return self.say(f"{part}.{facts['state']}", case=facts["case"], named=named, begins=begins)

    def village_class(self, value: str) -> str:
        """A class of village, as quotas are given by; one without words is told as it is."""
        return self._messages.get(f"village_class.{value}", value)

    def catalogue_field(self, name: str) -> str:
        """A field of a catalogue's entry."""
        return self._messages.get(f"catalogue_field.{name}", name)

    def verdict(self, data: Facts) -> dict[str, Any]:
        """A verdict's data as every door tells it: a `text` on each ground, cure, condition and notice, the `citation`
        of each ground's clause, a `summary` in one sentence, and whether it rests on a `sample`."""
        return {
            **data,
            "summary": self.summary(data),
            "sample": data["basis"]["sample"],
            "grounds": [{**ground, **self._said_of(ground)} for ground in data["grounds"]],
            "cure": [{**cure, "text": self.cure(cure["code"], cure["facts"])} for cure in data["cure"]],
            "conditions": [{**c, "text": self.condition(c["code"], c["facts"])} for c in data["conditions"]],
            "notices": [{**n, "text": self.notice(n["code"], n["facts"])} for n in data.get("notices", [])],
        }

    def _said_of(self, ground: Facts) -> dict[str, str]:
        return {"text": self.weighed(ground), "citation": self.citation(ground["code"])}

    def weighed(self, ground: Facts) -> str:
        """A ground, and what lifted it where something did."""
        found, lifter = self.ground(ground["code"], ground["facts"]), ground["liftedBy"]
        return self.say(f"lifted.{lifter['kind']}", found=found, number=lifter["number"]) if lifter else found

    def summary(self, data: Facts) -> str:
        """A verdict in one sentence."""
        leading = data["leadingGround"]
        lifters = [ground["liftedBy"] for ground in data["grounds"] if ground["liftedBy"]]
        return self.say(
            f"summary.{data['outcome']}",
            headline=self.headline(leading) if leading else "",
            citation=self.citation(leading) if leading else "",
            lifted_by=lifters[0]["kind"] if lifters else "",
            number=lifters[0]["number"] if lifters else "",
            conditions=data["conditions"],
        )


def chinese_number(number: int) -> str:
    """A number from 1 to 99 as clauses are counted: 十六."""
    tens, ones = divmod(number, _TEN)
    counted = "" if not tens else "十" if tens == 1 else f"{_NUMERALS[tens]}十"
    return counted + (_NUMERALS[ones] if ones or not tens else "")


@cache
def words_in(language: str) -> Words:
    """The words of a language, read once. Raises KeyError for a language there are none in."""
    if language not in LANGUAGES:
        raise KeyError(language)
    return Words(language)
