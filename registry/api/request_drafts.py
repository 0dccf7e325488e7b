"""Drafts of requests: kept as they were typed, read, discarded; a request that is submitted may come from one."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import graphene
from graphene.utils.str_converters import to_snake_case
from graphql import GraphQLResolveInfo

from registry.api.acting import (
    Acting,
    Data,
    Given,
    done,
    input_of,
    mutation,
    payload,
    typed_list,
    typed_text,
)
from registry.api.caller import told_in
from registry.api.connections import One, connected, connection
from registry.api.fields import argument, by_public_name, list_of, one, perhaps, text
from registry.api.files import Attachment, FileInput, attached, files_given
from registry.api.ids import Node, known_by
from registry.api.options import Language, language_argument, words_of
from registry.api.ordering import in_order, in_time
from registry.api.question import CitationInput, citations
from registry.api.scalars import JSON, DateTime
from registry.domain.applications import ApplicationDetails
from registry.domain.errors import UnknownField
from registry.domain.kind import questions_of
from registry.domain.kinds import kind_called
from registry.services import request_drafts
from registry.services.access import Demand
from registry.services.record_pages import request_drafts_of
from registry.store.attachments import AttachmentRecord
from registry.store.record_pages import attachments_of_drafts
from registry.store.request_drafts import RequestDraftRecord
from registry.words import words_in


@known_by("number")
class RequestDraft(graphene.ObjectType):
    """一份要求的草稿，按填写的原样保存，没有判断。 / A draft of a request, kept as it was typed, not judged."""

    class Meta:
        interfaces = (Node,)
        default_resolver = by_public_name

    number = text("草稿编号。 / Its number.")
    kind = text("哪一类要求。 / The kind of request.")
    subject = text("要求的是什么。 / What it asks for.")
    typed = one(
        JSON,
        "填写的内容：answers、place、places、department、demander、demander_name、cites、on、known_at。"
        " / What was typed: "
        "answers, place, places, department, demander, demander_name, cites, on, known_at.",
    )
    application = one(JSON, "申请中填写的内容。 / What the application says.")
    revision = one(graphene.Int, "第几次保存。 / How many times it was kept.")
    kept_by_name = text("最近由谁保存。 / Who kept it last.")
    kept_at = one(DateTime, "最近何时保存。 / When it was kept last.")
    attachments = list_of(Attachment, "所附的文件。 / The files attached.")


class TypedAnswerInput(graphene.InputObjectType):
    """填写的一个回答，可以不完整。 / An answer as it was typed; it need not be right yet."""

    name = typed_text("问题的名称，与 kinds 中的相同。 / The question's name, as `kinds` tells it.")
    values = typed_list(
        graphene.String, "回答；可选多项的写多个。 / The answer; several where several may be chosen.", required=True
    )


KeepRequestDraftInput = input_of(
    "KeepRequestDraftInput",
    "要保存的草稿。 / The draft to keep.",
    {
        "number": typed_text(
            "接着写的草稿编号；不填则另建。 / The draft to go on with; without it a new one.", required=False
        ),
        "revision": graphene.InputField(
            graphene.Int,
            description="看到的是第几次保存；期间别人保存过，就另存一份，两人的都不丢。"
            " / The revision that was seen; where "
            "somebody kept another since, it becomes a draft of its own, and neither is lost.",
        ),
        "kind": typed_text("哪一类要求。 / The kind of request."),
        "answers": typed_list(TypedAnswerInput, "对各问题的回答。 / The answers to its questions."),
        "places": typed_list(graphene.String, "地点。 / The places."),
        "department": typed_text("提出要求的单位。 / The unit that asks.", required=False),
        "demander": typed_text("机关以外的单位：它的性质。 / A body outside government: its sort.", required=False),
        "demander_name": typed_text(
            "机关以外的单位：它的名称。 / A body outside government: its name.", required=False
        ),
        "cites": typed_list(CitationInput, "援引的文件。 / The papers cited."),
        "application": typed_list(TypedAnswerInput, "申请中填写的内容。 / What the application says."),
        "files": typed_list(FileInput, "要附上的文件。 / Files to attach."),
    },
)
DiscardRequestDraftInput = input_of(
    "DiscardRequestDraftInput",
    "要丢弃的草稿。 / The draft to discard.",
    {"number": typed_text("草稿编号。 / The draft's number.")},
)
KeepRequestDraftPayload = payload(
    "KeepRequestDraftPayload",
    "保存草稿的结果。 / What keeping a draft came to.",
    draft=perhaps(RequestDraft, "草稿；有错误时为空。 / The draft; null where there are errors."),
)
DiscardRequestDraftPayload = payload(
    "DiscardRequestDraftPayload",
    "丢弃草稿的结果。 / What discarding a draft came to.",
    number=perhaps(
        graphene.String, "丢弃的草稿；有错误时为空。 / The draft that is gone; null where there are errors."
    ),
)


class RequestDraftQueries(graphene.ObjectType):
    """What can be asked about drafts of requests."""

    request_draft = graphene.Field(
        RequestDraft,
        number=argument(graphene.String, "草稿编号。 / The draft's number."),
        language=language_argument(),
        description="本单位的一份要求草稿；需要令牌。 / A draft of one's own unit; needs a token.",
    )
    request_drafts = connection(
        RequestDraft,
        "本单位的要求草稿，最近保存的在前；需要令牌。"
        " / The drafts of one's own unit, the latest kept first; needs a token.",
        order_by=in_time(),
        language=language_argument(),
    )

    @staticmethod
    def resolve_request_draft(_root: None, info: GraphQLResolveInfo, number: str, language: Language) -> Data:
        with told_in(words_in(language)):
            return shown(request_drafts.request_draft_called(number, actor=info.context.actor()))

    @staticmethod
    def resolve_request_drafts(_root: None, info: GraphQLResolveInfo, **asked: Any) -> Data:
        words = words_of(asked)
        with told_in(words):
            return connected(
                One(in_order(request_drafts_of(info.context.actor()), asked), shown_together, words), info, asked
            )


class RequestDraftMutations(graphene.ObjectType):
    """What can be done with drafts of requests."""

    keep_request_draft = mutation(
        KeepRequestDraftPayload,
        KeepRequestDraftInput,
        "保存要求的草稿，不判断；提交时在 submitRequest 的 draft 写明编号。"
        " / Keep a draft of a request, without judging; to "
        "submit it give its number as `draft` of submitRequest.",
    )
    discard_request_draft = mutation(
        DiscardRequestDraftPayload,
        DiscardRequestDraftInput,
        "丢弃一份草稿及其附件。 / Discard a draft with what is attached to it.",
    )

    @staticmethod
    def resolve_keep_request_draft(_root: None, info: GraphQLResolveInfo, asked: Given) -> Data:
        return done(info, asked, _kept)

    @staticmethod
    def resolve_discard_request_draft(_root: None, info: GraphQLResolveInfo, asked: Given) -> Data:
        return done(info, asked, _discarded)


def _kept(asked: Given, acting: Acting) -> Data:
    kind, number = kind_called(asked["kind"]), asked.get("number") or ""
    if number:
        request_drafts.request_draft_called(number, actor=acting.actor)  # a draft that is not there is not begun anew
    demand = Demand(
        kind=kind.code,
        place="",
        answers=_typed(asked["answers"], [question.name for question in kind.questions()]),
        cites=citations(asked["cites"]),
        **{name: asked.get(name) or "" for name in ("department", "demander", "demander_name")},
    )
    applied = _typed(asked["application"], [question.name for question in questions_of(ApplicationDetails)])
    record = request_drafts.keep(
        demand,
        places=list(asked["places"]),
        application={name: said for name, said in applied.items() if isinstance(said, str)},
        files=files_given(asked["files"]),
        number=number,
        revision=asked.get("revision"),
        **acting.by,
    )
    return {"draft": shown(record)}


def _typed(answers: Any, known: list[str]) -> dict[str, Any]:
    """Answers by the names of their questions; several values stay several. Raises UnknownField."""
    found: dict[str, Any] = {}
    for answer in answers:
        name, values = to_snake_case(answer["name"]), list(answer["values"])
        if name not in known:
            raise UnknownField(answer["name"], sorted(known))
        if values:
            found[name] = values if len(values) > 1 else values[0]
    return found


def _discarded(asked: Given, acting: Acting) -> Data:
    request_drafts.discard(asked["number"], **acting.by)
    return {"number": asked["number"].strip().upper()}


def shown(record: RequestDraftRecord) -> Data:
    """A draft as the type above shows it."""
    return shown_together([record])[0]


def shown_together(rows: Sequence[RequestDraftRecord]) -> list[Data]:
    """The drafts of a page: what is attached to them is looked up together."""

    @cache
    def files() -> dict[str, list[AttachmentRecord]]:
        return attachments_of_drafts([row.number for row in rows])

    return [_shown(row, files) for row in rows]


def _shown(record: RequestDraftRecord, files: Callable[[], dict[str, list[AttachmentRecord]]]) -> Data:
    return {
        "number": record.number,
        "kind": record.kind,
        "subject": record.subject,
        "typed": record.demand,
        "application": record.application,
        "revision": record.revision,
        "keptByName": record.kept_by_name,
        "keptAt": record.kept_at,
        "attachments": lambda: attached(files().get(record.number, [])),
    }
