"""The drawer of kinds: nothing outside it knows a kind's name, and every kind is whole."""

import ast
import dataclasses
import inspect
import re
from pathlib import Path

import pytest

from registry.domain.kind import AnswerType, Kind, as_answers
from registry.domain.kinds import KINDS

ROOT = Path(__file__).parents[2]
OUTSIDE = [p for p in (ROOT / "registry").rglob("*.py") if "kinds" not in p.parts]
every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.code)


def test_nothing_outside_the_drawer_knows_a_kinds_name() -> None:
    constants = {kind.code.upper() for kind in KINDS.values()}
    found = []
    for path in OUTSIDE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = isinstance(node, ast.Constant) and node.value in KINDS
            taken = isinstance(node, ast.Name) and node.id in constants
            found += [f"{path.relative_to(ROOT)}:{node.lineno}"] if named or taken else []
    assert found == []


def test_no_template_knows_a_kinds_name() -> None:
    name = re.compile("|".join(rf"['\"]{code}['\"]" for code in KINDS))
    assert [str(p) for p in (ROOT / "templates").rglob("*.html") if name.search(p.read_text(encoding="utf-8"))] == []


@every_kind
def test_a_kinds_details_are_frozen_and_its_subject_is_one_of_them(kind: Kind) -> None:
    assert dataclasses.is_dataclass(kind.details)
    assert kind.details.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert kind.subject in {asked.name for asked in kind.questions()}


@every_kind
def test_a_kind_asks_in_types_that_a_form_can_show(kind: Kind) -> None:
    for asked in kind.questions():
        assert isinstance(asked.answer_type, AnswerType)
        assert (asked.options is not None) == (asked.answer_type in (AnswerType.CHOICE, AnswerType.CHOICES))


@every_kind
def test_answers_that_are_kept_read_back_as_the_same_details(kind: Kind) -> None:
    answers = {asked.name: "特种设备安全监督检查" for asked in kind.questions() if asked.required}
    details = kind.read(answers)
    assert kind.read(as_answers(details)) == details


@every_kind
def test_a_kinds_drawer_is_one_file_without_postponed_annotations(kind: Kind) -> None:
    source = inspect.getsource(inspect.getmodule(kind.judge))  # type: ignore[arg-type]
    assert "from __future__ import annotations" not in source
