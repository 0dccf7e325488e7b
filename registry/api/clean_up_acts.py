"""The clean-up of what was delegated before: put on record, heard, assessed, kept, taken back, corrected; and the
register of chief and grid duties."""

from collections.abc import Callable, Mapping
from typing import Any

import graphene
from graphene.utils.str_converters import to_camel_case

from registry.api import chiefs as chief_types
from registry.api import delegated as matter_types
from registry.api.acting import (
    Act,
    Acting,
    Data,
    Given,
    act_of,
    answers_of,
    given_of,
    input_of,
    parts,
    payload,
    typed_list,
    typed_text,
)
from registry.api.chiefs import ChiefDuty
from registry.api.delegated import DelegatedMatterType
from registry.api.fields import perhaps
from registry.domain import delegated_answers as asked_of
from registry.domain.chiefs import AddAnswers, EndAnswers
from registry.domain.delegated import DelegatedMatter
from registry.domain.errors import MattersRefused, RegistryError
from registry.domain.question import CHINA
from registry.services import chiefs, delegated
from registry.services import delegated_recording as recording
from registry.services.delegated import matter_called

LABELS: Mapping[str, str] = {
    "place": "page.clean_up_laid_on",
    "matter": "page.clean_up_matter",
    "department": "page.clean_up_department",
}


def _recorded_of() -> Data:
    """The questions; a department's clerk need not name their own."""
    named = typed_text("下放部门，部门经办不填为本单位。 / The department; a clerk's own by default.", required=False)
    return {**answers_of(asked_of.RecordAnswers, LABELS), "department": named}


_MATTER = perhaps(DelegatedMatterType, "办理后的事项；有错误时为空。 / The matter as it stands now; or null.")
DelegatedMatterPayload = payload("DelegatedMatterPayload", "办理的结果。 / What came of it.", delegated_matter=_MATTER)
DelegatedMattersPayload = payload(
    "DelegatedMattersPayload",
    "登记的结果；有错误时什么都没有登记，每处错误写明第几项。"
    " / What recording came to; where there are errors nothing was recorded, and each tells which one it is about.",
    delegated_matters=graphene.Field(
        graphene.List(graphene.NonNull(DelegatedMatterType)),
        description="登记的事项；有错误时为空。 / The matters; null where there are errors.",
    ),
)
RecordDelegatedMatterInput = input_of(
    "RecordDelegatedMatterInput",
    "此前下放的一项。 / One matter that was delegated before.",
    _recorded_of(),
)
DelegatedMatterInput = parts(
    "DelegatedMatterInput",
    "此前下放的一项。 / One matter that was delegated before.",
    _recorded_of(),
)
RecordDelegatedMattersInput = input_of(
    "RecordDelegatedMattersInput",
    f"此前下放的多项，最多 {recording.MOST_AT_ONCE} 项，全部登记或都不登记。"
    f" / Many at once, at most {recording.MOST_AT_ONCE}; all or none.",
    {"matters": typed_list(DelegatedMatterInput, "各项。 / The matters.", required=True)},
)
_STEPS: Mapping[str, tuple[type[Any], str]] = {
    "Hear": (asked_of.HearAnswers, "乡镇自己的意见。 / The township's own word."),
    "Assess": (asked_of.AssessAnswers, "编办的评估。 / The list office's assessment."),
    "Keep": (asked_of.KeepAnswers, "保留，须有随事划转的资源。 / It is kept, with the resources that moved."),
    "TakeBack": (asked_of.TakeBackAnswers, "部门收回，并写明工作方式。 / A department takes it back."),
    "Correct": (asked_of.CorrectAnswers, "更正登记；不填的不变。 / A correction; what is not told stays."),
}


def _input(verb: str) -> Any:
    answers, described = _STEPS[verb]
    labels = {**LABELS, **({"department": "page.clean_up_taken_over_by"} if verb == "TakeBack" else {})}
    code = typed_text("事项的编号。 / The matter's number.")
    return input_of(f"{verb}DelegatedMatterInput", described, {"code": code, **answers_of(answers, labels)})


def _step(step: Callable[..., DelegatedMatter], verb: str) -> Act:
    answers, _ = _STEPS[verb]

    def act(asked: Given, acting: Acting) -> Data:
        return {"delegatedMatter": _shown(step(asked["code"], given_of(answers, asked), **acting.by), acting)}

    return act


def _recorded(asked: Given, acting: Acting) -> Data:
    facts = recording.record(given_of(asked_of.RecordAnswers, asked), **acting.by)
    return {"delegatedMatter": _called(facts.code, acting)}


def _recorded_many(asked: Given, acting: Acting) -> Data:
    rows = [given_of(asked_of.RecordAnswers, row) for row in asked["matters"]]
    try:
        kept = recording.record_many(rows, **acting.by)
    except MattersRefused as refused:
        words = acting.words
        found = [
            {"code": error.code, "path": _path_in_row(row, error), "message": words.error(error)}
            for row, error in refused.rows
        ]
        return {"errors": found}
    return {"delegatedMatters": [_called(facts.code, acting) for facts in kept]}


def _path_in_row(row: int, error: RegistryError) -> list[str]:
    field = str(error.facts.get("field", ""))
    known = [to_camel_case(field)] if field in DelegatedMatterInput._meta.fields else []
    return ["input", "matters", str(row - 1), *known]


def _called(code: str, acting: Acting) -> Data:
    today = acting.now.astimezone(CHINA).date()
    return _shown(matter_called(code, on=today, known_at=acting.now), acting)


def _shown(matter: DelegatedMatter, acting: Acting) -> Data:
    today = acting.now.astimezone(CHINA).date()
    return matter_types.shown_at(matter, acting.words, today, acting.now, acting.caller)


def _act(verb: str, step: Callable[..., DelegatedMatter]) -> graphene.Field:
    return act_of(DelegatedMatterPayload, _input(verb), _STEPS[verb][1], _step(step, verb))


ChiefDutyPayload = payload(
    "ChiefDutyPayload",
    "登记的结果。 / What recording came to.",
    chief_duty=perhaps(ChiefDuty, "这项职责；有错误时为空。 / The duty; null where there are errors."),
)
AddChiefDutyInput = input_of(
    "AddChiefDutyInput",
    "落到“某长”或网格员身上的一项职责，须有依据。 / A duty laid on a chief or on grid workers, with its basis.",
    {
        "place": typed_text("登记在哪里，代码或名称。 / Where it is on record, by code or name."),
        **answers_of(AddAnswers),
    },
)
EndChiefDutyInput = input_of(
    "EndChiefDutyInput",
    "一项职责的最后一天。 / The last day of a duty.",
    {"code": typed_text("职责的编号。 / The duty's code."), **answers_of(EndAnswers)},
)


def _added(asked: Given, acting: Acting) -> Data:
    code = chiefs.add(asked["place"], given_of(AddAnswers, asked), **acting.by)
    return {"chiefDuty": _duty(code, acting)}


def _ended(asked: Given, acting: Acting) -> Data:
    chiefs.end(asked["code"], given_of(EndAnswers, asked), **acting.by)
    return {"chiefDuty": _duty(asked["code"], acting)}


def _duty(code: str, acting: Acting) -> Data:
    return chief_types.shown(chiefs.duty_called(code, now=acting.now), acting.now.astimezone(CHINA).date())


class CleanUpMutations(graphene.ObjectType):
    """What can be done in the clean-up."""

    record_delegated_matter = act_of(
        DelegatedMatterPayload,
        RecordDelegatedMatterInput,
        "登记此前下放的一项。 / Put on record what was delegated before.",
        _recorded,
    )
    record_delegated_matters = act_of(
        DelegatedMattersPayload,
        RecordDelegatedMattersInput,
        "一次登记多项，全部或都不。 / Put many on record, all or none.",
        _recorded_many,
        where={"matter": "matters"},
    )
    hear_delegated_matter = _act("Hear", delegated.hear)
    assess_delegated_matter = _act("Assess", delegated.assess)
    keep_delegated_matter = _act("Keep", delegated.keep)
    take_back_delegated_matter = _act("TakeBack", delegated.take_back)
    correct_delegated_matter = _act("Correct", delegated.correct)
    add_chief_duty = act_of(
        ChiefDutyPayload, AddChiefDutyInput, "登记一项某长、网格职责。 / Put a chief or grid duty on record.", _added
    )
    end_chief_duty = act_of(
        ChiefDutyPayload,
        EndChiefDutyInput,
        "登记它的最后一天；再次登记为更正。 / Put its last day on record; once more corrects it.",
        _ended,
    )
