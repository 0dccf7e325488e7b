"""The way of a draft to an edition: sent, approved, returned, taken over, published; a correction carried to all."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import graphene
from graphene.utils.str_converters import to_camel_case

from registry.api.acting import (
    Act,
    Acting,
    Data,
    Given,
    act_of,
    input_of,
    parts,
    payload,
    typed_day,
    typed_flag,
    typed_list,
    typed_text,
)
from registry.api.fields import by_public_name, flag, list_of, one, perhaps, text
from registry.api.list_row_acts import ListDraftPayload, draft_code
from registry.api.list_rows import as_shown, seen_of
from registry.api.list_types import Edition, edition_shown
from registry.api.lists import Draft, draft_shown
from registry.api.scalars import JSON, Date
from registry.domain.overlay import Kept
from registry.domain.question import day
from registry.services import drafts, editions, rehoming
from registry.services.master_sweep import Reached
from registry.store.editions import DraftRecord


class KeptAsPublished(graphene.ObjectType):
    """草稿和公布的清单都改了的一处，以公布的为准。 / What both a draft and the published list changed; it stays as
    published."""

    class Meta:
        default_resolver = by_public_name

    code = text("事项的固定编码。 / The duty's stable code.")
    matter = text("事项名称。 / Its matter.")
    field = text("栏目；空为整项。 / The field; empty for the whole row.")
    published = perhaps(JSON, "公布的内容。 / What is published.")
    draft = perhaps(JSON, "草稿里的内容。 / What the draft said.")


class ReachedList(graphene.ObjectType):
    """公布母版（或更正）对一份清单的影响。 / What publishing a master, or a correction, does to a list."""

    class Meta:
        default_resolver = by_public_name

    township = text("地点的代码。 / The place's code.")
    township_name = text("地点名称。 / Its name.")
    effective_on = one(Date, "自哪天起。 / From which day.")
    corrects = perhaps(graphene.String, "更正那里的哪一版。 / The edition there that is corrected.")
    edition = perhaps(graphene.String, "由此公布的版本；预览或不变时为空。 / The edition that came of it, or null.")
    differs = one(graphene.Int, "有几项变化。 / How many duties change.")
    own_word = list_of(KeptAsPublished, "那里另有规定、保持不变的。 / What stays as the township says it.")
    beyond = flag("已属别的县，只告知、不改动。 / It lies in another county by now, and is only told.")
    left_wrong = flag(
        "与有误的第一版母版相同，未改动（见 carryCorrection）。"
        " / It says what the wrong first master said, and is left (see carryCorrection)."
    )


def _draft_input(name: str, described: str, **more: Any) -> Any:
    return input_of(name, described, {"draft": draft_code(), "changed_at": as_shown(), **more})


ListDraftInput = _draft_input("ListDraftInput", "一份草稿。 / A draft of a list.")
ReturnListDraftInput = _draft_input(
    "ReturnListDraftInput", "退回一份草稿。 / A draft that is given back.", reason=typed_text("理由。 / Why.")
)
RehomeListDraftInput = _draft_input(
    "RehomeListDraftInput",
    "转到新代码上的草稿。 / A draft that goes on under another code.",
    to=typed_text("拆分后的哪一部分，代码。 / To which part of what was split, by code.", required=False),
)
MasterWinsInput = parts(
    "MasterWinsInput",
    "一个乡镇自己的写法让位于母版的事项。 / The duties in which a township's own word gives way to the master.",
    {
        "township": typed_text("乡镇的代码。 / The township's code."),
        "duties": typed_list(graphene.String, "事项的固定编码。 / The duties, by stable code.", required=True),
    },
)
PublishListDraftInput = _draft_input(
    "PublishListDraftInput",
    "公布一份审核通过的草稿。 / Publish a reviewed draft.",
    document_number=typed_text("文号；预览可不填。 / Its document number; not needed to foresee.", required=False),
    effective_on=typed_day("自哪天起生效；预览可不填。 / From which day; not needed to foresee.", required=False),
    reason=typed_text("理由。 / Why.", required=False),
    master_wins=typed_list(MasterWinsInput, "以母版为准的。 / Where the master wins."),
    as_history=typed_flag("作为历史补登。 / An old list, entered behind the one in force."),
    foresee=typed_flag("只预览对各乡镇的影响，什么都不保存。 / Only foresee what it would do to each township."),
)
CarriedPayload = payload(
    "CarriedListDraftPayload",
    "办理的结果，和保持公布内容的各处。 / What came of it, and what stayed as published.",
    draft=perhaps(Draft, "办理后的草稿；有错误时为空。 / The draft as it stands now; null where there are errors."),
    kept=graphene.Field(
        graphene.List(graphene.NonNull(KeptAsPublished)),
        description="双方都改、以公布为准的。 / What both changed, and stays as published.",
    ),
)
PublishListDraftPayload = payload(
    "PublishListDraftPayload",
    "公布的结果。 / What publishing came to.",
    edition=perhaps(Edition, "公布的版本；预览或有错误时为空。 / The edition; null where nothing was published."),
    reached=graphene.Field(
        graphene.List(graphene.NonNull(ReachedList)),
        description="随之改变的清单。 / The lists that change with it.",
    ),
)
Step = Callable[..., DraftRecord]


def _step(step: Step) -> Act:
    """A step with a draft that takes nothing but the draft."""
    return lambda asked, acting: _draft(step(asked["draft"], **_how(asked, acting)), acting)


def _how(asked: Given, acting: Acting) -> Data:
    return {"seen": seen_of(asked), **acting.by}


def _draft(draft: DraftRecord, acting: Acting) -> Data:
    return {"draft": draft_shown(draft, acting.words, acting.now)}


def _returned(asked: Given, acting: Acting) -> Data:
    return _draft(drafts.return_draft(asked["draft"], reason=asked["reason"], **_how(asked, acting)), acting)


def _carried_on(asked: Given, acting: Acting) -> Data:
    draft, kept = drafts.carry_on(asked["draft"], **_how(asked, acting))
    return {**_draft(draft, acting), "kept": [_kept(one) for one in kept]}


def _rehomed(asked: Given, acting: Acting) -> Data:
    draft, kept = rehoming.rehome(asked["draft"], to=asked.get("to") or "", **_how(asked, acting))
    return {**_draft(draft, acting), "kept": [_kept(one) for one in kept]}


def _published(asked: Given, acting: Acting) -> Data:
    if asked["foresee"]:
        reached = editions.preview(asked["draft"], actor=acting.actor, now=acting.now)
        return {"edition": None, "reached": [_reached(one) for one in reached]}
    made = editions.publish(
        asked["draft"],
        document_number=asked.get("document_number") or "",
        effective_on=day(asked.get("effective_on") or "", field="effective_on"),
        reason=asked.get("reason") or "",
        master_wins={one["township"]: list(one["duties"]) for one in asked["master_wins"]},
        as_history=asked["as_history"],
        **_how(asked, acting),
    )
    return {"edition": edition_shown(made.edition, acting.words), "reached": [_reached(one) for one in made.reached]}


def _kept(kept: Kept) -> Data:
    told = asdict(kept)
    shown = {"code": kept.code, "matter": kept.matter, "field": to_camel_case(kept.field)}
    return {**shown, "published": told["township"], "draft": told["master"]}


def _reached(reached: Reached) -> Data:
    return {
        "township": reached.township.code,
        "townshipName": reached.township.name,
        "effectiveOn": reached.effective_on,
        "corrects": reached.corrects or None,
        "edition": reached.edition or None,
        "differs": len(reached.amended.descents),
        "ownWord": [_kept(one) for one in reached.amended.kept],
        "beyond": reached.beyond,
        "leftWrong": reached.left_wrong,
    }


class ListDraftMutations(graphene.ObjectType):
    """What can be done with a draft on its way."""

    send_list_draft = act_of(ListDraftPayload, ListDraftInput, "送审。 / Send a draft to review.", _step(drafts.send))
    approve_list_draft = act_of(
        ListDraftPayload,
        ListDraftInput,
        "审核通过；不能审核自己写的。 / Approve it for publication; nobody reviews their own words.",
        _step(drafts.approve),
    )
    return_list_draft = act_of(ListDraftPayload, ReturnListDraftInput, "退回修改。 / Give it back.", _returned)
    withdraw_list_draft = act_of(
        ListDraftPayload, ListDraftInput, "撤回，仍留存。 / Give it up; it stays on file.", _step(drafts.withdraw)
    )
    carry_on_list_draft = act_of(
        CarriedPayload,
        ListDraftInput,
        "接到其后公布的清单上，重新送审。 / Take it over to the list that was published since; to be reviewed anew.",
        _carried_on,
    )
    rehome_list_draft = act_of(
        CarriedPayload,
        RehomeListDraftInput,
        "转到接替原代码的新代码上。 / Let it go on under the code that took the place of its own.",
        _rehomed,
    )
    publish_list_draft = act_of(
        PublishListDraftPayload,
        PublishListDraftInput,
        "公布；县级母版随之推及各乡镇。 / Publish it; a county's master reaches its townships with it.",
        _published,
    )
