"""Submitting a request: its input, and what it becomes; a draft and files may go along."""

import graphene
from graphql import GraphQLResolveInfo

from registry.api import access as request_types
from registry.api.acting import (
    Acting,
    Data,
    Given,
    answers_of,
    done,
    given_of,
    input_of,
    mutation,
    path_in_input,
    payload,
    typed_list,
    typed_text,
)
from registry.api.fields import perhaps
from registry.api.files import FileInput, files_given
from registry.api.question import cites, demand_of, kind_fields, path_of
from registry.domain.applications import ApplicationDetails
from registry.domain.errors import RegistryError
from registry.domain.kind import questions_of
from registry.domain.kinds import KINDS
from registry.services import requests
from registry.services.requests import MOST_PLACES

_APPLIED = frozenset(asked.name for asked in questions_of(ApplicationDetails))

ApplicationInput = type(
    "ApplicationInput",
    (graphene.InputObjectType,),
    {
        **answers_of(ApplicationDetails),
        "Meta": {
            "description": "准入申请：乡镇和编办办理前看到的内容，不作判断。"
            " / The application: what the township and the list "
            "office read before they act; nothing of it is judged."
        },
    },
)
SubmitRequestInput = input_of(
    "SubmitRequestInput",
    "以本单位名义提交的要求；各类要求中恰好填写一类。"
    " / What a unit submits in its own name; exactly one of the kinds is to be given.",
    {
        "places": typed_list(
            graphene.String,
            f"一个或多个地点，最多 {MOST_PLACES} 个；每个地点一个办件。"
            f" / One or many places, at most {MOST_PLACES}; each becomes a case.",
            required=True,
        ),
        "cites": cites(),
        "application": graphene.InputField(ApplicationInput, description="准入申请。 / The application."),
        "files": typed_list(FileInput, "要附上的文件。 / Files to attach."),
        "draft": typed_text(
            "由哪份草稿而来：草稿随之消失，所附文件转到要求上。 / The draft it comes from, which is gone then; what is "
            "attached to it goes along.",
            required=False,
        ),
        "once": typed_text(
            "自定的标记，长期有效：同一人用同一标记再次提交，得到原来的要求。"
            "一天之内要原样的答复，用 idempotencyKey。"
            " / A mark of your own that holds for ever: sent again with it by the same person, it gives the request "
            "that is there. For the very same answer within a day use idempotencyKey.",
            required=False,
        ),
        **kind_fields(),
    },
)
SubmitRequestPayload = payload(
    "SubmitRequestPayload",
    "提交的结果：保存下来的要求，或者须改正之处。 / What submitting came to: the request, or what is to be mended.",
    request=perhaps(
        request_types.Request, "保存下来的要求；有错误时为空。 / The request as kept; null where there are errors."
    ),
)


class SubmitMutations(graphene.ObjectType):
    """Submitting."""

    submit_request = mutation(
        SubmitRequestPayload,
        SubmitRequestInput,
        "以本单位名义提交一项要求，每个地点一个办件，按今天已登记的情况判断并保存。"
        " / Submit a request in one's unit's own name: a case for each place, judged by what is on record, and kept.",
    )

    @staticmethod
    def resolve_submit_request(_root: None, info: GraphQLResolveInfo, asked: Given) -> Data:
        return done(info, asked, _submitted, path_of=_path_of)


def _submitted(asked: Given, acting: Acting) -> Data:
    record = requests.submit(
        demand_of(asked),
        places=list(asked["places"]),
        application=given_of(ApplicationDetails, asked.get("application") or {}),
        files=files_given(asked["files"]),
        draft=asked.get("draft") or "",
        once=asked.get("once") or "",
        **acting.by,
    )
    return {"request": request_types.shown(record, acting.words, acting.caller)}


def _path_of(error: RegistryError, asked: Given) -> list[str]:
    """Where it stands: in the question, else in the application; files and marks beside them."""
    field = str(error.facts.get("field", ""))
    kind = next((code for code in KINDS if asked.get(code) is not None), "")
    asks = kind and field in {question.name for question in KINDS[kind].questions()}
    if not asks and field in _APPLIED:
        return ["input", "application", *path_in_input(error, asked)[1:]]
    return path_of(error, asked)
