"""The schema: what can be asked and done, each through the same services as at the other doors.

A room of nouns declares its own fields (`class …Queries(graphene.ObjectType)`), and `Query` inherits them here.
"""

from collections.abc import Mapping
from typing import Any

import graphene
from graphql import (
    GraphQLNamedType,
    GraphQLResolveInfo,
    is_introspection_type,
    is_specified_scalar_type,
    print_type,
)

from registry.api import access as request_types
from registry.api import divisions as places
from registry.api import kind as kind_types
from registry.api import law as articles
from registry.api.adjustment_acts import AdjustmentMutations
from registry.api.adjustments import AdjustmentQueries
from registry.api.admissions import AdmissionQueries
from registry.api.approval_acts import ApprovalMutations, ApprovalOfferQueries
from registry.api.approvals import ApprovalQueries
from registry.api.attachments import AttachmentMutations
from registry.api.caller import told_in
from registry.api.case_acts import CaseMutations
from registry.api.case_pages import CasePageQueries
from registry.api.cases import CaseQueries
from registry.api.catalogue_acts import CatalogueMutations
from registry.api.catalogues import CatalogueQueries
from registry.api.certificates import CertificateQueries
from registry.api.changes import ChangeQueries
from registry.api.checks import CheckQueries
from registry.api.chiefs import ChiefQueries
from registry.api.clean_up_acts import CleanUpMutations
from registry.api.costs import weighing
from registry.api.county_limit_acts import CountyLimitMutations
from registry.api.coverage import RegistryQueries
from registry.api.delegated import DelegatedQueries
from registry.api.division_acts import DivisionMutations
from registry.api.emergencies import EmergencyQueries
from registry.api.emergency_acts import EmergencyActQueries, EmergencyMutations
from registry.api.fields import argument
from registry.api.foreseen import ForeseenQueries
from registry.api.inbox import InboxMutations, InboxQueries
from registry.api.law import LawQueries
from registry.api.list_corrections import CorrectionMutations, LeftWrongQueries
from registry.api.list_draft_acts import ListDraftMutations
from registry.api.list_import_acts import ListImportMutations
from registry.api.list_row_acts import ListRowMutations
from registry.api.lists import ListQueries
from registry.api.mail_acts import MailMutations, MailQueries
from registry.api.nodes import NodeQueries
from registry.api.nulls import null_is_left_out
from registry.api.options import Language, language_argument, words_of
from registry.api.overviews import OverviewQueries
from registry.api.place_notices import telling
from registry.api.question import CheckInput, demand_of
from registry.api.reports import ReportMutations, ReportQueries
from registry.api.request_drafts import RequestDraftMutations, RequestDraftQueries
from registry.api.scalars import Date, DateTime
from registry.api.search import SearchQueries
from registry.api.signing_keys import SigningKeyQueries
from registry.api.slips import SlipMutations, SlipQueries
from registry.api.submitting import SubmitMutations
from registry.api.unit_acts import UnitMutations, UnitQueries
from registry.api.verdict import Verdict, spoken
from registry.api.village_acts import VillageMutations
from registry.api.villages import VillageQueries
from registry.api.webhooks import WebhookMutations, WebhookQueries
from registry.api.work import WorkQueries
from registry.api.work_calendar import WorkCalendarMutations, WorkCalendarQueries
from registry.domain.as_of import dates_asked
from registry.domain.kinds import KINDS
from registry.domain.law import articles_in_force
from registry.services import access, requests
from registry.services.divisions import place_called
from registry.words import words_in

Given = Mapping[str, Any]
Data = dict[str, Any]


class Query(
    AdjustmentQueries,
    CaseQueries,
    CasePageQueries,
    CheckQueries,
    RequestDraftQueries,
    ApprovalQueries,
    ApprovalOfferQueries,
    AdmissionQueries,
    CatalogueQueries,
    CertificateQueries,
    ChangeQueries,
    ChiefQueries,
    DelegatedQueries,
    OverviewQueries,
    EmergencyQueries,
    EmergencyActQueries,
    ForeseenQueries,
    InboxQueries,
    LawQueries,
    MailQueries,
    ListQueries,
    LeftWrongQueries,
    RegistryQueries,
    ReportQueries,
    SearchQueries,
    SigningKeyQueries,
    SlipQueries,
    WorkQueries,
    WorkCalendarQueries,
    UnitQueries,
    VillageQueries,
    WebhookQueries,
    NodeQueries,
    graphene.ObjectType,
):
    """What can be asked."""

    class Meta:
        description = (
            "可以查询的内容。按地点查的，旧代码、旧名称指其承接者，并在答复的 extensions.notices 中告知（附 path）。 "
            "/ What can be asked. Where it is asked for a place, an old code or name means what took its place, and "
            "the answer says so in extensions.notices, each with the path of its field."
        )

    check = weighing(
        graphene.Field(
            Verdict,
            required=True,
            asked=argument(CheckInput, "要问的事。 / What is asked.", name="input"),
            description="问一项要求是否合规；什么都不保存，不需要令牌。"
            " / Whether a demand is lawful; nothing is kept, no token is needed.",
        ),
        10,
    )
    kinds = graphene.Field(
        graphene.List(graphene.NonNull(kind_types.KindType)),
        required=True,
        language=language_argument(),
        description="各类要求及其问题。 / The kinds of request and their questions.",
    )
    law = weighing(
        graphene.Field(
            graphene.List(graphene.NonNull(articles.Article)),
            required=True,
            on=argument(Date, "哪一天；默认今天。 / As of which day; today by default.", required=False),
            language=language_argument(),
            description="某一天适用的全部条款。 / Every article in force on a day.",
        ),
        50,
    )
    article = graphene.Field(
        articles.Article,
        code=argument(graphene.String, "条款的公开代码。 / The article's public code."),
        language=language_argument(),
        description="一个条款，不论是否仍适用。 / One article, whether or not it still holds.",
    )
    place = graphene.Field(
        places.PlaceType,
        code=argument(
            graphene.String,
            "12 位代码、唯一的短代码，或带县名的名称。"
            " / 12 digits, a shorter code if unique, or a name with its county.",
        ),
        on=argument(Date, "哪一天；默认今天。 / As of which day; today by default.", required=False),
        known_at=argument(
            DateTime,
            "以何时已登记的情况为准；默认现在。 / What had been recorded by then; now by default.",
            required=False,
        ),
        language=language_argument(),
        description="一个地点；旧代码、旧名称指其承接者，并有告知。"
        " / One place; an old code or name means what took its place, with a notice.",
    )
    request = graphene.Field(
        request_types.Request,
        number=argument(graphene.String, "要求的编号。 / The request's number."),
        language=language_argument(),
        description="一项已提交的要求；需要令牌。 / A request that was submitted; needs a token.",
    )

    @staticmethod
    def resolve_check(_root: None, info: GraphQLResolveInfo, asked: Given) -> Data:
        words = words_of(asked)
        with told_in(words):
            answer = access.check(demand_of(asked), now=info.context.now)
        return spoken(answer.verdict.as_data(), words)

    @staticmethod
    def resolve_kinds(_root: None, _info: GraphQLResolveInfo, language: Language) -> list[Data]:
        return [kind_types.shown(kind, words_in(language)) for kind in KINDS.values()]

    @staticmethod
    def resolve_law(_root: None, info: GraphQLResolveInfo, language: Language, on: str | None = None) -> list[Data]:
        words = words_in(language)
        with told_in(words):
            asked_day, _ = dates_asked(on, "", now=info.context.now).both()
        return [articles.shown(article, words) for article in articles_in_force(asked_day)]

    @staticmethod
    def resolve_article(_root: None, _info: GraphQLResolveInfo, code: str, language: Language) -> Data:
        words = words_in(language)
        with told_in(words):
            return articles.shown(articles.article_called(code), words)

    @staticmethod
    def resolve_place(
        _root: None, info: GraphQLResolveInfo, code: str, language: Language, on: str = "", known_at: str = ""
    ) -> Data:
        words = words_in(language)
        with told_in(words):
            asked_day, known = dates_asked(on, known_at, now=info.context.now).both()
            return places.shown(place_called(code, on=asked_day, known_at=known), words, on=asked_day, known_at=known)

    @staticmethod
    def resolve_request(_root: None, info: GraphQLResolveInfo, number: str, language: Language) -> Data:
        words = words_in(language)
        with told_in(words):
            record = requests.request_called(number, actor=info.context.actor())
        return request_types.shown(record, words, info.context)


class Mutation(
    SubmitMutations,
    CaseMutations,
    RequestDraftMutations,
    AttachmentMutations,
    ApprovalMutations,
    EmergencyMutations,
    SlipMutations,
    ReportMutations,
    InboxMutations,
    WebhookMutations,
    ListImportMutations,
    ListRowMutations,
    ListDraftMutations,
    CorrectionMutations,
    AdjustmentMutations,
    CountyLimitMutations,
    CleanUpMutations,
    UnitMutations,
    VillageMutations,
    CatalogueMutations,
    DivisionMutations,
    MailMutations,
    WorkCalendarMutations,
    graphene.ObjectType,
):
    """What can be done."""

    class Meta:
        description = (
            "可以办理的事；都需要令牌。带 idempotencyKey 的，24 小时内再次发送同样的内容"
            "（同一人、同一办理、同样的输入）得到原样的答复，不重复办理；要另外的字段，则按当时办理的结果答复；"
            "同一键用于别的内容，报 IDEMPOTENCY_KEY_REUSED。什么都没有改变的（拒绝、须改正、试办、预览）不占用键。"
            " / What can be done; all of it needs a token. Sent with an idempotencyKey, the same thing sent again "
            "within 24 hours (by the same person: the same act and input) gives the very same answer and is not done "
            "again; where other fields are asked for, they are told of what was done then. Anything else under the "
            "key gives IDEMPOTENCY_KEY_REUSED. What changed nothing (refused, to be mended, a dry run, foreseen) takes "
            "up no key."
        )


schema = graphene.Schema(query=Query, mutation=Mutation)
telling(*(schema.graphql_schema.type_map[name] for name in ("Query", "Mutation")))
null_is_left_out(schema.graphql_schema)


def schema_text() -> str:
    """The schema in SDL: types in order of name, so that a change is a small difference; fields as declared."""
    types = schema.graphql_schema.type_map
    ours = sorted(name for name, found in types.items() if not _is_everybodys(found))
    return "\n\n".join(print_type(types[name]) for name in ours)


def _is_everybodys(found: GraphQLNamedType) -> bool:
    return is_introspection_type(found) or is_specified_scalar_type(found)
