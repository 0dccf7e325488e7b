"""Opening and closing emergency responses, and the cases under one."""

from collections.abc import Sequence

import graphene
from graphql import GraphQLResolveInfo

from registry.api import affected, cases
from registry.api.acting import (
    Acting,
    Data,
    Given,
    answers_of,
    done,
    given_of,
    input_of,
    mutation,
    payload,
    typed_list,
    typed_text,
)
from registry.api.affected import AffectedAdmission
from registry.api.caller import told_in
from registry.api.cases import Case
from registry.api.emergencies import EmergencyResponse, shown
from registry.api.fields import argument, perhaps
from registry.api.options import Language, language_argument
from registry.api.scalars import Date
from registry.domain.emergency_answers import OpenAnswers
from registry.services import emergencies
from registry.services.case_parties import may_read
from registry.store.cases import cases_under
from registry.words import words_in

MOST_CASES = 200

_EMERGENCY = perhaps(EmergencyResponse, "这次响应；有错误时为空。 / The response; null where there are errors.")
_AFFECTED = graphene.Field(
    graphene.List(graphene.NonNull(AffectedAdmission)),
    description="因此变化的准入；有错误时为空。 / The admissions that it reaches; null where there are errors.",
)
EmergencyPayload = payload(
    "EmergencyPayload",
    "启动或结束响应的结果。 / What opening or closing a response came to.",
    emergency=_EMERGENCY,
    affected=_AFFECTED,
)
OpenEmergencyInput = input_of(
    "OpenEmergencyInput",
    "一次已经宣布的应急响应；没有写明的事项不在其内。"
    " / A response that was declared; what it does not name is not covered.",
    {
        **answers_of(OpenAnswers),
        "response_matters": typed_list(graphene.String, "写明的事项。 / The matters it names.", required=True),
    },
)
CloseEmergencyInput = input_of(
    "CloseEmergencyInput",
    "结束一次响应。 / Close a response.",
    {
        "code": typed_text("响应的编号。 / The response's code."),
        "response_end": graphene.InputField(Date, required=True, description="最后一天。 / Its last day."),
    },
)

CorrectEmergencyEndInput = input_of(
    "CorrectEmergencyEndInput",
    "更正登记错了的结束日期。 / Correct a last day that was recorded wrongly.",
    {
        "code": typed_text("响应的编号。 / The response's code."),
        "response_end": graphene.InputField(
            Date,
            description="正确的最后一天；不填为响应没有结束。 / The right last day; none where the response goes on.",
        ),
        "reason": typed_text("哪里错了。 / What was wrong."),
    },
)
CorrectEmergencyEndPayload = payload(
    "CorrectEmergencyEndPayload",
    "更正的结果。 / What correcting came to.",
    emergency=_EMERGENCY,
    affected=_AFFECTED,
    stay_ended=graphene.Field(
        graphene.List(graphene.NonNull(graphene.String)),
        description="因错误日期终止、不能恢复的办件，可以重新申请。"
        " / The cases that the wrong day ended, which stay ended and "
        "may be asked for again.",
    ),
)


class EmergencyActQueries(graphene.ObjectType):
    """What people who act look up of responses."""

    emergency_cases = graphene.Field(
        graphene.List(graphene.NonNull(Case)),
        required=True,
        code=argument(graphene.String, "响应的编号。 / The response's code."),
        language=language_argument(),
        description=f"依据这次响应的办件中持令牌者可读的，最多 {MOST_CASES} 个；需要令牌。"
        f" / Those cases under a response that the token's person may read, at most {MOST_CASES}; needs a token.",
    )

    @staticmethod
    def resolve_emergency_cases(_root: None, info: GraphQLResolveInfo, code: str, language: Language) -> Sequence[Data]:
        words, caller = words_in(language), info.context
        with told_in(words):
            actor = caller.actor()
            found = cases_under(emergencies.response_called(code).code, most=MOST_CASES)
            return cases.shown_together([case for case in found if may_read(case, actor, caller.now)], words, caller)


class EmergencyMutations(graphene.ObjectType):
    """What can be done with emergency responses."""

    open_emergency = mutation(
        EmergencyPayload, OpenEmergencyInput, "登记启动应急响应。 / Put a declared response on record."
    )
    close_emergency = mutation(
        EmergencyPayload,
        CloseEmergencyInput,
        "登记结束应急响应；依据它的准入随之终止。 / Put its end on record; what was admitted under it ends with it.",
    )

    correct_emergency_end = mutation(
        CorrectEmergencyEndPayload,
        CorrectEmergencyEndInput,
        "更正结束日期；原来的日期仍留在记录中。 / Correct its last day; the wrong one stays on record.",
    )

    @staticmethod
    def resolve_open_emergency(_root: None, info: GraphQLResolveInfo, asked: Given) -> Data:
        return done(info, asked, _opened)

    @staticmethod
    def resolve_close_emergency(_root: None, info: GraphQLResolveInfo, asked: Given) -> Data:
        return done(info, asked, _closed)

    @staticmethod
    def resolve_correct_emergency_end(_root: None, info: GraphQLResolveInfo, asked: Given) -> Data:
        return done(info, asked, _corrected)


def _opened(asked: Given, acting: Acting) -> Data:
    made = emergencies.open_response(given_of(OpenAnswers, asked), list(asked["response_matters"]), **acting.by)
    return {"emergency": shown(made), "affected": []}


def _closed(asked: Given, acting: Acting) -> Data:
    reached = emergencies.close_response(asked["code"], asked["response_end"], **acting.by)
    return {"emergency": shown(emergencies.response_called(asked["code"])), "affected": affected.told(reached)}


def _corrected(asked: Given, acting: Acting) -> Data:
    found = emergencies.correct_end(asked["code"], asked.get("response_end") or "", asked["reason"], **acting.by)
    response = shown(emergencies.response_called(asked["code"]))
    return {"emergency": response, "affected": affected.told(found.affected), "stayEnded": list(found.stay_ended)}
