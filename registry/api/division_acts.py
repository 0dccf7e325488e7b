"""What becomes of divisions: renamed, given a new code, merged, split, abolished; many at once, all or none."""

from typing import Any

import graphene
from graphene.utils.str_converters import to_camel_case

from registry.api.acting import (
    Acting,
    Data,
    Given,
    act_of,
    chosen,
    input_of,
    parts,
    payload,
    typed_day,
    typed_flag,
    typed_list,
    typed_text,
)
from registry.domain.errors import RegistryError
from registry.domain.successions import ChangeKind
from registry.services.successions import MOST_CHANGES, TypedChange, record_division_changes

DivisionChangeInput = parts(
    "DivisionChangeInput",
    "一次区划变更。 / One change of divisions.",
    {
        "kind": chosen(ChangeKind, "变更类别。 / What sort of change."),
        "before": typed_list(graphene.String, "变更前的代码；合并的有几个。 / The codes before.", required=True),
        "after": typed_list(graphene.String, "变更后的代码；拆分的有几个。 / The codes after."),
        "names": typed_list(graphene.String, "变更后的名称，与代码依次对应。 / The names after, one by one."),
        "parents": typed_list(
            graphene.String, "上级的代码，代码不能表明时填。 / What they lie in, where the digits do not say."
        ),
        "effective_on": typed_day("自哪天起。 / From which day."),
        "basis": typed_text("依据的文号；没有则显示为待核实。 / Its document number.", required=False),
        "list_from": typed_text("合并后沿用谁的清单，代码。 / After a merger, whose list goes on.", required=False),
        "village_class": typed_text("新村（社区）的类别。 / The class of a new village.", required=False),
        "keep_numbers": typed_flag("以下各级保留末位代码。 / All below keep the last digits of theirs."),
    },
)
ChangeDivisionsInput = input_of(
    "ChangeDivisionsInput",
    f"区划变更，依次办理，最多 {MOST_CHANGES} 次，全部或都不。"
    f" / Changes of divisions, in order, at most {MOST_CHANGES}; all or none.",
    {
        "changes": typed_list(DivisionChangeInput, "各次变更。 / The changes.", required=True),
        "dry_run": typed_flag("只检查，什么都不保存。 / Only check; nothing is kept."),
    },
)
ChangeDivisionsPayload = payload(
    "ChangeDivisionsPayload",
    "变更的结果。 / What changing came to.",
    numbers=graphene.Field(
        graphene.List(graphene.NonNull(graphene.String)),
        description="各次变更的编号；试办时为空表。 / The number of each change; none in a dry run.",
    ),
    steps=graphene.Int(description="共几对代码。 / How many pairs of codes they hold."),
)


def _changed(asked: Given, acting: Acting) -> Data:
    typed = [_typed(change) for change in asked["changes"]]
    found = record_division_changes(typed, dry_run=asked["dry_run"], **acting.by)
    return {"numbers": list(found.numbers), "steps": found.steps}


def _typed(change: Given) -> TypedChange:
    lists: dict[str, Any] = {name: list(change[name]) for name in ("before", "after", "names", "parents")}
    said: dict[str, Any] = {name: change.get(name) or "" for name in ("basis", "list_from", "village_class")}
    more: dict[str, Any] = {"effective_on": change["effective_on"], "keep_numbers": change["keep_numbers"]}
    return TypedChange(kind=change["kind"].value, **lists, **said, **more)


def _path_of(error: RegistryError, _asked: Given) -> list[str]:
    """Which of the changes, and what of it."""
    row, field = error.facts.get("row"), str(error.facts.get("field", ""))
    field = {"change_kind": "kind"}.get(field, field)
    if not row:
        return ["input", "changes"]
    known = [to_camel_case(field)] if field in DivisionChangeInput._meta.fields else []
    return ["input", "changes", str(int(str(row)) - 1), *known]


class DivisionMutations(graphene.ObjectType):
    """What can be done with divisions."""

    change_divisions = act_of(
        ChangeDivisionsPayload,
        ChangeDivisionsInput,
        "登记区划变更；旧代码此后指其承接者。 / Record changes; old codes mean what took their place from then on.",
        _changed,
        path_of=_path_of,
    )
