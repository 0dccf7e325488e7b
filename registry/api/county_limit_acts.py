"""The limits in working days that a county sets for its steps."""

import graphene

from registry.api.acting import Acting, Data, Given, act_of, chosen, input_of, payload, typed_day, typed_number
from registry.api.fields import by_public_name, one, perhaps
from registry.api.options import enum_of
from registry.api.scalars import Date
from registry.domain.limits import LEAST_DAYS, MOST_DAYS, LimitStep
from registry.domain.question import CHINA
from registry.services import limits


class CountyLimit(graphene.ObjectType):
    """一个环节的期限。 / The limit of one step."""

    class Meta:
        default_resolver = by_public_name

    step = one(enum_of(LimitStep), "环节。 / The step.")
    working_days = one(graphene.Int, "工作日数。 / In working days.")
    in_force_from = perhaps(Date, "自哪天起；空为默认。 / From which day; null for the default.")


SetLimitInput = input_of(
    "SetLimitInput",
    "本县一个环节的期限。 / The limit of one step in one's county.",
    {
        "step": chosen(LimitStep, "环节。 / The step."),
        "working_days": typed_number(
            f"工作日数，{LEAST_DAYS} 到 {MOST_DAYS}。 / In working days, {LEAST_DAYS} to {MOST_DAYS}."
        ),
        "in_force_from": typed_day(
            "自哪天起，今天或以后；默认今天。 / From which day; today by default.", required=False
        ),
    },
)
SetLimitPayload = payload(
    "SetLimitPayload",
    "设定的结果。 / What setting came to.",
    limit=perhaps(CountyLimit, "设定的期限；有错误时为空。 / The limit as set; null where there are errors."),
)


def _set(asked: Given, acting: Acting) -> Data:
    begins = asked.get("in_force_from") or ""
    limits.set_limit(asked["step"].value, str(asked["working_days"]), begins=begins, **acting.by)
    first = begins or acting.now.astimezone(CHINA).date().isoformat()
    return {"limit": {"step": asked["step"], "workingDays": asked["working_days"], "inForceFrom": first}}


class CountyLimitMutations(graphene.ObjectType):
    """What a county sets."""

    set_limit = act_of(
        SetLimitPayload,
        SetLimitInput,
        "编办设定本县的办理期限；已经开始的环节不变。"
        " / The list office sets its county's limit; steps that run keep theirs.",
        _set,
        where={"limit_step": "step"},
    )
