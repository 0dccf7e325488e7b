"""What a draft of a list says: amended as a whole, or row by row, moved, merged, split."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

import graphene

from registry.api.acting import Act, Acting, Data, Given, act_of, input_of, payload, typed_list, typed_text
from registry.api.fields import perhaps
from registry.api.list_rows import DescentInput, DutyRowInput, as_shown, mergers_of, row_meant, rows_meant, seen_of
from registry.api.lists import Draft, draft_shown
from registry.domain.divisions import Place
from registry.domain.errors import NotFound
from registry.services import draft_rows, drafts
from registry.store.editions import DraftRecord

ListDraftPayload = payload(
    "ListDraftPayload",
    "办理的结果：草稿，或者须改正之处。 / What came of it: the draft, or what is to be mended.",
    draft=perhaps(Draft, "办理后的草稿；有错误时为空。 / The draft as it stands now; null where there are errors."),
)


class Way(StrEnum):
    """Which way a row is moved."""

    UP = "UP"
    DOWN = "DOWN"


_WAYS = graphene.Enum.from_enum(
    Way,
    name="MoveWay",
    description=lambda way: {None: "移动的方向。 / Which way.", Way.UP: "上移 / up", Way.DOWN: "下移 / down"}[way],
)


def draft_code() -> graphene.InputField:
    """Which draft."""
    return typed_text("草稿的编号。 / The draft's code.")


def _code() -> graphene.InputField:
    return typed_text("事项的固定编码。 / The duty's stable code.")


AmendListDraftInput = input_of(
    "AmendListDraftInput",
    "整份草稿改成这样：有编码的是原有事项，没有编码的是新增，未列的是删除。"
    " / A draft said anew as a whole: a row with a code is the duty of that code, one without is new, "
    "what is not there is dropped.",
    {
        "draft": draft_code(),
        "changed_at": as_shown(),
        "rows": typed_list(DutyRowInput, "各项，按次序。 / The rows, in order.", required=True),
        "mergers": typed_list(DescentInput, "合并和拆分。 / The mergers and splits."),
    },
)
PutListRowInput = input_of(
    "PutListRowInput",
    "改一项，或者（没有编码的）加一项。 / One row said anew, or (without a code) added.",
    {
        "draft": draft_code(),
        "changed_at": as_shown(),
        "row": graphene.InputField(DutyRowInput, required=True, description="这一项。 / The row."),
    },
)
TakeOutListRowInput = input_of(
    "TakeOutListRowInput",
    "删去一项。 / Take a row out.",
    {"draft": draft_code(), "changed_at": as_shown(), "code": _code()},
)
MoveListRowInput = input_of(
    "MoveListRowInput",
    "在同类别中上移或下移一位。 / Move a row one up or down within its category.",
    {
        "draft": draft_code(),
        "changed_at": as_shown(),
        "code": _code(),
        "way": graphene.InputField(_WAYS, required=True, description="方向。 / Which way."),
    },
)
MergeListRowsInput = input_of(
    "MergeListRowsInput",
    "几项合并为一项。 / Make one row of several.",
    {
        "draft": draft_code(),
        "changed_at": as_shown(),
        "codes": typed_list(
            graphene.String, "要合并的事项的编码。 / The duties that are merged, by code.", required=True
        ),
        "row": graphene.InputField(DutyRowInput, required=True, description="合并后的一项。 / What they become."),
    },
)
SplitListRowInput = input_of(
    "SplitListRowInput",
    "一项拆成几项，其余各栏不变。 / Make several rows of one; all else stays as it was.",
    {
        "draft": draft_code(),
        "changed_at": as_shown(),
        "code": _code(),
        "matters": typed_list(graphene.String, "拆分后各项的名称。 / The matters it becomes.", required=True),
    },
)
Seen = Callable[[Given, Acting, DraftRecord, Place], DraftRecord]


def _on_a_draft(step: Seen) -> Act:
    """An act on a draft that the actor may see, as it was seen; the services ask whether it may be done."""

    def act(asked: Given, acting: Acting) -> Data:
        draft = drafts.draft_called(asked["draft"], actor=acting.actor, now=acting.now)
        place = drafts.place_of(draft, now=acting.now)
        if place is None:
            raise NotFound("draft", asked["draft"])
        return {"draft": draft_shown(step(asked, acting, draft, place), acting.words, acting.now)}

    return act


def _how(asked: Given, acting: Acting) -> dict[str, Any]:
    return {"seen": seen_of(asked), **acting.by}


def _amended(asked: Given, acting: Acting, draft: DraftRecord, place: Place) -> DraftRecord:
    rows = [duty.as_data() for duty in rows_meant(asked["rows"], place, draft.says())]
    return drafts.amend_draft(draft.code, rows, mergers=mergers_of(asked["mergers"]), **_how(asked, acting))


def _put(asked: Given, acting: Acting, draft: DraftRecord, place: Place) -> DraftRecord:
    before = next((duty for duty in draft.says() if duty.code == (asked["row"].get("code") or "")), None)
    return draft_rows.put_row(draft.code, row_meant(asked["row"], place, before), **_how(asked, acting))


def _taken_out(asked: Given, acting: Acting, draft: DraftRecord, _place: Place) -> DraftRecord:
    return draft_rows.take_out_row(draft.code, asked["code"], **_how(asked, acting))


def _moved(asked: Given, acting: Acting, draft: DraftRecord, _place: Place) -> DraftRecord:
    by = -1 if asked["way"] == Way.UP else 1
    return draft_rows.move_row(draft.code, asked["code"], by, **_how(asked, acting))


def _merged(asked: Given, acting: Acting, draft: DraftRecord, place: Place) -> DraftRecord:
    meant = row_meant({**asked["row"], "code": ""}, place)
    return draft_rows.merge_rows(draft.code, list(asked["codes"]), meant, **_how(asked, acting))


def _split(asked: Given, acting: Acting, draft: DraftRecord, _place: Place) -> DraftRecord:
    return draft_rows.split_row(draft.code, asked["code"], list(asked["matters"]), **_how(asked, acting))


class ListRowMutations(graphene.ObjectType):
    """What can be done with the rows of a draft."""

    amend_list_draft = act_of(
        ListDraftPayload,
        AmendListDraftInput,
        "整份改写草稿。 / Say a draft anew as a whole.",
        _on_a_draft(_amended),
        where={"duties": "rows"},
    )
    put_list_row = act_of(
        ListDraftPayload,
        PutListRowInput,
        "改一项或加一项。 / Say one row anew, or add one.",
        _on_a_draft(_put),
        where={"duties": "row", "rows": "row"},
    )
    take_out_list_row = act_of(
        ListDraftPayload, TakeOutListRowInput, "删去一项。 / Take a row out.", _on_a_draft(_taken_out)
    )
    move_list_row = act_of(ListDraftPayload, MoveListRowInput, "移动一项。 / Move a row.", _on_a_draft(_moved))
    merge_list_rows = act_of(
        ListDraftPayload,
        MergeListRowsInput,
        "合并几项。 / Merge rows.",
        _on_a_draft(_merged),
        where={"duties": "row", "rows": "codes"},
    )
    split_list_row = act_of(
        ListDraftPayload,
        SplitListRowInput,
        "拆分一项。 / Split a row.",
        _on_a_draft(_split),
        where={"duties": "matters"},
    )
