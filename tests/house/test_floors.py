"""The floors: who may import whom, who may commit, and what the ground floor may use."""

import ast
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "registry"
MAY_IMPORT = {
    "domain": {"domain"},
    "store": {"store", "domain"},
    "services": {"services", "store", "domain"},
    "words": {"words", "domain"},
    "web": {"web", "services", "store", "domain", "words", "config"},
    "api": {"api", "services", "store", "domain", "words", "config"},
    "files": {"files", "services", "store", "domain", "words", "config"},
    "config": set(),
}
"""`app`, `cli`, `wsgi` and `__main__` know every room and are imported by none. Words is the hall that doors share."""


@cache
def modules() -> list[tuple[str, Path, ast.Module]]:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        found.append((room, path, ast.parse(path.read_text(encoding="utf-8"))))
    return found


def imports(tree: ast.Module) -> list[str]:
    names: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written from the top"
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return names


def test_each_floor_imports_only_what_lies_below_it() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for room, path, tree in modules()
        for name in imports(tree)
        if name.startswith("registry.") and room in MAY_IMPORT and name.split(".")[1] not in MAY_IMPORT[room]
    ]
    assert wrong == []


def test_every_room_of_the_house_has_a_rule() -> None:
    rooms = {room for room, _, _ in modules()}
    assert rooms - set(MAY_IMPORT) == {"__init__", "__main__", "app", "cli", "wsgi"}


def test_the_ground_floor_uses_the_standard_library_alone() -> None:
    foreign = [
        f"{path.relative_to(ROOT)} imports {name}"
        for room, path, tree in modules()
        if room == "domain"
        for name in imports(tree)
        if name.split(".")[0] != "registry" and name.split(".")[0] not in sys.stdlib_module_names
    ]
    assert foreign == []


def test_the_ground_floor_loads_without_flask_or_a_database() -> None:
    for name in (PACKAGE / "__init__.py", PACKAGE / "domain" / "__init__.py"):
        assert imports(ast.parse(name.read_text(encoding="utf-8"))) == []


def calls(tree: ast.Module, method: str) -> bool:
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == method
        for node in ast.walk(tree)
    )


def names(tree: ast.Module, *wanted: str) -> bool:
    """Whether an attribute of one of these names is touched at all, called or not."""
    return any(isinstance(node, ast.Attribute) and node.attr in wanted for node in ast.walk(tree))


def test_only_services_commit() -> None:
    committing = {room for room, _, tree in modules() if names(tree, "commit")}
    assert committing == {"services"}


def test_no_transaction_is_begun_outside_services_and_migrating() -> None:
    beginning = {
        str(p.relative_to(PACKAGE)) for room, p, tree in modules() if calls(tree, "begin") and room != "services"
    }
    assert beginning <= {"store/migrating.py"}


def test_the_ground_floor_never_asks_what_time_it_is() -> None:
    clocks = ("now", "today", "utcnow", "time_ns", "monotonic", "localtime", "gmtime")
    asking = [
        str(path.relative_to(ROOT))
        for room, path, tree in modules()
        if room in ("domain", "store") and (names(tree, *clocks) or {"time", "importlib"} & set(imports(tree)))
    ]
    assert asking == []


def test_no_import_hides_inside_a_function() -> None:
    hidden = [
        f"{path.relative_to(ROOT)}:{inner.lineno}"
        for _, path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def test_no_file_has_become_two_rooms_and_no_function_two_thoughts() -> None:
    long_files = [
        str(p.relative_to(ROOT)) for _, p, _ in modules() if len(p.read_text(encoding="utf-8").splitlines()) > 400
    ]
    long_functions = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for _, path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno > 50
    ]
    assert (long_files, long_functions) == ([], [])


def test_every_module_says_what_is_in_the_room() -> None:
    assert [str(path.relative_to(ROOT)) for _, path, tree in modules() if not ast.get_docstring(tree)] == []


def test_every_module_holds_something() -> None:
    empty = [p for _, p, tree in modules() if len(tree.body) < 2 and p.name != "__init__.py"]
    assert empty == []


def test_rooms_are_named_for_what_is_in_them() -> None:
    vague = {"utils", "helpers", "manager", "handler", "data", "info", "process", "common", "misc"}
    assert [str(p) for _, p, _ in modules() if vague & set(p.stem.split("_"))] == []


def test_adjusting_the_lists_and_access_are_two_channels() -> None:
    """An adjustment admits no request, and nothing that judges or keeps one reads an adjustment; a proposal names at
    most the case it came from, which must be on file."""
    adjusting = {"adjustments", "amending", "proposals", "proposing", "consultations", "adoption", "results"}
    for _, path, tree in modules():
        noun = path.stem
        named = {part for name in imports(tree) if name.startswith("registry.") for part in name.split(".")}
        if noun == "access" or path.parent.name == "kinds":
            assert not adjusting & named, path
        if noun in adjusting and path.parent.name in ("domain", "services"):
            read = {name for name in imports(tree) if ".access" in name}
            assert read <= {
                "registry.store.access.next_number",
                "registry.store.access.take_turns",
                "registry.services.requests.request_called",
            }, path
