"""A slip as an official letter 公文: title, addressee, body, signed and dated, on one page of A4.

Lists are cut short where the page would overflow, and say so; what the law says is never cut, but told once.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.domain.slips import Reply
from registry.words import Words

Data = Mapping[str, Any]

LONGEST_TITLE, LONGEST_MATTER, LONGEST_SHARE, LONGEST_SAID = 40, 120, 420, 260
MOST_DUTIES, MOST_GROUNDS, MOST_CURES, MOST_CONDITIONS = 6, 4, 3, 3


@dataclass(frozen=True, slots=True)
class Letter:
    """The letter's parts as they are set on the page; paragraphs in order."""

    sender: str
    document_number: str
    title: str
    addressee: str
    paragraphs: tuple[str, ...]
    signed: str
    day: str
    number: str
    sample: bool


def letter_of(number: str, reply: Reply, called: Data, verdict: Data, *, day: date, words: Words) -> Letter:
    """The letter of a slip. `called` are its names as kept, `verdict` is its verdict as kept."""
    return Letter(
        sender=called["unit"],
        document_number=called["document_number"],
        title=words.say("page.slip_letter_title", matter=_cut(called["matter"], LONGEST_TITLE)),
        addressee=called["demander"] or words.option("DemanderKind", called["demander_kind"]),
        paragraphs=tuple(_paragraphs(reply, called, words.verdict(verdict), words)),
        signed=called["unit"],
        day=words.day(day),
        number=number,
        sample=bool(verdict["basis"]["sample"]),
    )


def _paragraphs(reply: Reply, called: Data, spoken: Data, words: Words) -> Iterator[str]:
    yield _opening(called, spoken, words)
    yield _answer(reply, called, spoken, words)
    if reply is Reply.WITHIN_SHARE:
        yield from _share(called["row"], words)
    yield from _reasons(spoken, words)
    yield from _conditions(spoken, words)
    yield from _what_to_do(reply, called, spoken, words)
    yield words.say("page.slip_closing")


def _opening(called: Data, spoken: Data, words: Words) -> str:
    basis = spoken["basis"]
    paper = _cut(called["paper"], LONGEST_MATTER)
    key = "page.slip_received_paper" if paper else "page.slip_received"
    received = words.say(key, paper=paper, matter=_cut(called["matter"], LONGEST_MATTER), place=called["place"])
    if not basis["editionNumber"]:
        return received + words.say("page.slip_judged")
    facts = {"edition": basis["editionNumber"], "effective_on": basis["editionEffectiveOn"]}
    return received + words.say("page.slip_judged_by_list", **facts)


def _answer(reply: Reply, called: Data, spoken: Data, words: Words) -> str:
    """The reply in a sentence, with the row it rests on."""
    matched = spoken["matched"]
    doubt = ".doubt" if reply is Reply.RETURN and spoken["outcome"] == "REFER" else ""
    answer = words.say(f"page.slip_answer.{reply.value}{doubt}")
    if matched is None:
        return answer
    tier, number = words.option("DutyTier", matched["tier"]), matched["number"]
    row = words.say("page.slip_row", part=tier, row=number, listed=_cut(matched["matter"], LONGEST_MATTER))
    over = called["row"]["taken_over_by"] if called["row"] else ""
    return row + (words.say("page.slip_taken_over", by=over) if over else "") + answer


def _share(row: Data | None, words: Words) -> Iterator[str]:
    """The township's share as the row says it; a long one is cut after whole duties, and the rest is counted."""
    duties = list(row["township_share"]) if row else []
    shown: list[str] = []
    for duty in duties[:MOST_DUTIES]:
        said = duty.rstrip("。；;，, ")
        if shown and sum(map(len, shown)) + len(said) > LONGEST_SHARE:
            break
        shown.append(_cut(said, LONGEST_SHARE))
    if shown:
        share = words.say("join.clauses").join(shown)
        more = words.say("page.slip_share_more", count=len(duties) - len(shown)) if len(duties) > len(shown) else ""
        yield words.say("page.slip_share", share=share) + more


def _reasons(spoken: Data, words: Words) -> Iterator[str]:
    """The grounds, the leading one first, each with its clause; of further ones at least the clause is named."""
    found = list({(g["code"], g["text"]): g for g in spoken["grounds"]}.values())
    shown, rest = found[:MOST_GROUNDS], found[MOST_GROUNDS:]
    for place, ground in enumerate(shown, start=1):
        text = _cut(ground["text"], LONGEST_SAID)
        yield words.say("page.slip_ground", place=place, text=text, citation=ground["citation"])
    if rest:
        clauses = words.say("join.items").join(dict.fromkeys(ground["citation"] for ground in rest))
        yield words.say("page.slip_grounds_more", count=len(rest), citations=clauses)


def _conditions(spoken: Data, words: Words) -> Iterator[str]:
    """The conditions, without the share, which is quoted already."""
    told = [one["text"] for one in spoken["conditions"] if one["code"] != "WITHIN_SHARE"][:MOST_CONDITIONS]
    if told:
        yield words.say("page.slip_conditions", conditions="".join(_cut(text, LONGEST_SAID) for text in told))


def _what_to_do(reply: Reply, called: Data, spoken: Data, words: Words) -> Iterator[str]:
    """What would make it lawful; and that without a valid number the township may refuse."""
    cures = [_cut(cure["text"], LONGEST_SAID) for cure in spoken["cure"][:MOST_CURES]]
    if cures:
        yield words.say("page.slip_cures", cures="".join(cures))
    if called["admission"]:
        yield words.say("page.slip_admitted", admission=called["admission"])
    elif spoken["outcome"] != "ADMIT":
        yield words.say("page.slip_no_number")
    elif any(ground["liftedBy"] for ground in spoken["grounds"]):
        yield words.say("page.slip_number_first")


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
