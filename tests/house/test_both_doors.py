"""What people read at the pages, systems read over GraphQL: through the same services, or for a reason said here."""

import ast
import importlib
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FunctionType, ModuleType

import registry.api
import registry.web

WEB, API = Path(registry.web.__file__).parent, Path(registry.api.__file__).parent

OTHERWISE: dict[str, str] = {}
"""What a page reads by a function that the other door does not use, and how systems read the same."""


def used_in(room: Path) -> Iterator[FunctionType]:
    """The functions of services and of the store that a room uses."""
    for file in sorted(room.glob("*.py")):
        yield from _used(ast.parse(file.read_text(encoding="utf-8")))


def _used(tree: ast.Module) -> Iterator[FunctionType]:
    modules: dict[str, ModuleType] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("registry.services", "registry.store")):
            for name in node.names:
                found = getattr(importlib.import_module(str(node.module)), name.name, None)
                if found is None:
                    found = importlib.import_module(f"{node.module}.{name.name}")
                if isinstance(found, ModuleType):
                    modules[name.asname or name.name] = found
                elif isinstance(found, FunctionType):
                    yield found
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
            found = getattr(modules[node.value.id], node.attr, None)
            if isinstance(found, FunctionType):
                yield found


def writes(function: FunctionType, seen: set[FunctionType]) -> bool:
    """Whether a function, or one that it calls, takes a turn to write."""
    if function in seen:
        return False
    seen.add(function)
    names = set(_names(function.__code__))
    if "begin_writing" in names:
        return True
    called = [function.__globals__.get(name) for name in names]
    inside = [getattr(module, name, None) for module in called if isinstance(module, ModuleType) for name in names]
    ours = [f for f in (*called, *inside) if isinstance(f, FunctionType) and f.__module__.startswith("registry.")]
    return any(writes(one, seen) for one in ours)


def _names(code: object) -> Iterator[str]:
    yield from code.co_names  # type: ignore[attr-defined]
    for constant in code.co_consts:  # type: ignore[attr-defined]
        if inspect.iscode(constant):
            yield from _names(constant)


def named(function: Callable[..., object]) -> str:
    return f"{function.__module__.removeprefix('registry.')}.{function.__name__}"


def test_what_pages_read_systems_can_read_too() -> None:
    read_there = {named(one) for one in used_in(WEB) if not writes(one, set())}
    read_here = {named(one) for one in used_in(API)}
    assert len(read_there) > 60 and len(read_here) > 60
    assert sorted(read_there - read_here - OTHERWISE.keys()) == []


def test_what_is_said_to_be_read_otherwise_is_read_at_a_page_and_nowhere_else() -> None:
    read_there, read_here = {named(one) for one in used_in(WEB)}, {named(one) for one in used_in(API)}
    assert sorted(OTHERWISE.keys() - read_there) == [] and sorted(OTHERWISE.keys() & read_here) == []
    assert all(len(how) > 15 for how in OTHERWISE.values())
