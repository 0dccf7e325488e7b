"""The life of a case as a state diagram, drawn from `MOVES`; `python -m tests.house.diagram` puts it in the README."""

from pathlib import Path

from registry.domain.cases import FINAL, MOVES, Status, Verb, following

README = Path(__file__).parents[2] / "README.md"
BEGINS, ENDS = "<!-- state diagram: drawn from MOVES by tests/house/diagram.py -->", "<!-- end of the state diagram -->"


def diagram() -> str:
    """The diagram in mermaid's words: every move, with the outcome it needs where it needs one."""
    arrows = [f"    {before} --> {after}: {label}" for before, after, label in moves()]
    finals = [f"    {status.value} --> [*]" for status in Status if status in FINAL]
    return "\n".join(["```mermaid", "stateDiagram-v2", "    [*] --> draft", *arrows, *finals, "```"])


def moves() -> list[tuple[str, str, str]]:
    """(from, to, label) of every move, in the order of the statuses and verbs."""
    statuses, verbs, found = list(Status), list(Verb), []
    for (before, verb), leads in sorted(MOVES.items(), key=lambda m: (statuses.index(m[0][0]), verbs.index(m[0][1]))):
        outcomes = [None] if isinstance(leads, Status) else list(leads)
        for outcome in outcomes:
            label = f"{verb.value} / {outcome.value}" if outcome else verb.value
            after = sorted(following(before, verb, outcome), key=statuses.index)
            found += [(before.value, status.value, label) for status in after]
    return found


def in_readme(text: str) -> str:
    """The diagram as the README has it."""
    return text.partition(BEGINS)[2].partition(ENDS)[0].strip()


if __name__ == "__main__":
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGINS)
    README.write_text(f"{before}{BEGINS}\n{diagram()}\n{ENDS}{rest.partition(ENDS)[2]}", encoding="utf-8")
