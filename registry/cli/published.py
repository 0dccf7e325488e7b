"""What came of publishing, told at a terminal: the edition, whom it reached, and whom it did not."""

from typing import Any

from registry.services.editions import Published
from registry.words import Words


def came_of(made: Published) -> dict[str, Any]:
    """The editions that it led to, and the townships by code that it only tells, for programs."""
    reached = [
        {
            "township": r.township.code,
            "edition": r.edition,
            "effectiveOn": r.effective_on.isoformat(),
            "corrects": r.corrects,
            "kept": [kept.code for kept in r.amended.kept],
        }
        for r in made.reached
        if r.edition
    ]
    return {"reached": reached, "beyond": sorted(_beyond(made)), "leftWrong": list(_left(made))}


def lines_of_published(made: Published, words: Words) -> list[str]:
    """The same in sentences."""
    one = made.edition
    facts = {"edition": one.code, "number": one.document_number, "effective_on": one.effective_on}
    lines = [words.say("lists.import_published", **facts)]
    lines += [f"  {r.township.name}: {r.edition} ({r.effective_on})" for r in made.reached if r.edition]
    carried = "、".join(r.corrects for r in made.reached if r.edition and r.corrects)
    if one.corrects and carried and not made.of_a_county:
        lines.append(words.say("page.draft_carried_on", editions=carried))
    if _beyond(made):
        names = (name for _, name in sorted(_beyond(made).items()))
        lines.append(words.say("page.draft_beyond_left", townships="、".join(names)))
    if _left(made):
        lines.append(words.say("page.draft_left_wrong", townships="、".join(_left(made).values())))
    return lines


def _beyond(made: Published) -> dict[str, str]:
    return {r.township.code: r.township.name for r in made.reached if r.beyond}


def _left(made: Published) -> dict[str, str]:
    return {r.township.code: r.township.name for r in made.reached if r.left_wrong}
