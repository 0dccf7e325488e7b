"""Whatever people do at the pages, systems do over GraphQL, through the same services."""

import ast
from collections.abc import Mapping
from pathlib import Path

REGISTRY = Path(__file__).parents[2] / "registry"


def services_that_write() -> set[str]:
    """Public functions of services that begin to write, by themselves or through another one, as `room.name`."""
    calls: dict[str, set[str]] = {}
    for path in sorted((REGISTRY / "services").glob("*.py")):
        tree, names = ast.parse(path.read_text(encoding="utf-8")), imported(path)
        for made in (node for node in tree.body if isinstance(node, ast.FunctionDef)):
            calls[f"{path.stem}.{made.name}"] = {
                *(
                    names.get(node.id, f"{path.stem}.{node.id}")
                    for node in ast.walk(made)
                    if isinstance(node, ast.Name)
                ),
                *called_in(made, names),
            }
    writing = {name for name, uses in calls.items() if "base.begin_writing" in uses}
    while more := {name for name, uses in calls.items() if uses & writing} - writing:
        writing |= more
    return {name for name in writing if not name.partition(".")[2].startswith("_")}


def imported(path: Path) -> dict[str, str]:
    """What each name that a file imports from us stands for, as `room.name`, or as `.room` for a whole room."""
    found: dict[str, str] = {}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("registry"):
            room = str(node.module).rsplit(".", 1)[-1]
            whole = room in ("services", "store")
            found |= {a.asname or a.name: f".{a.name}" if whole else f"{room}.{a.name}" for a in node.names}
    return found


def called_in(tree: ast.AST, names: Mapping[str, str]) -> set[str]:
    """What is used of whole rooms that were imported: `drafts.send`, say."""
    used = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name))
    return {
        f"{names[node.value.id][1:]}.{node.attr}"  # type: ignore[attr-defined]
        for node in used
        if names.get(node.value.id, "").startswith(".")  # type: ignore[attr-defined]
    }


def done_at(door: str) -> set[str]:
    """The services that write which a door uses."""
    found: set[str] = set()
    for path in sorted((REGISTRY / door).glob("*.py")):
        tree, names = ast.parse(path.read_text(encoding="utf-8")), imported(path)
        found |= called_in(tree, names) | {
            names[n.id] for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id in names
        }
    return found & services_that_write()


def test_whatever_people_do_at_the_pages_systems_do_over_graphql() -> None:
    pages, systems = done_at("web"), done_at("api")
    assert {"drafts.send", "requests.submit", "inventories.record_plaque", "left_wrong.carry_to_all"} <= pages
    assert pages - systems == set()
