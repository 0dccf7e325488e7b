"""Provincial approvals as types: read by anybody, a page at a time."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

import graphene
from flask import url_for
from graphql import GraphQLResolveInfo

from registry.api.caller import told_in
from registry.api.connections import One, connected, connection
from registry.api.fields import argument, by_public_name, flag, list_of, one, perhaps, text
from registry.api.ids import Node, known_by
from registry.api.options import Language, enum_of, language_argument, words_of
from registry.api.ordering import in_order, in_time
from registry.api.scalars import Date, DateTime
from registry.domain.approvals import ApprovalState, Issuer, ProvincialApproval
from registry.domain.divisions import Place
from registry.domain.forms import ApprovalForm, DemandForm
from registry.domain.question import CHINA
from registry.services.approvals import approval_called
from registry.services.divisions import place_today
from registry.services.many_places import places_following
from registry.store import approvals
from registry.store.approvals import ApprovalRecord, approvals_page
from registry.words import words_in

Data = dict[str, Any]
LONGEST = 60


class ApprovalPlace(graphene.ObjectType):
    """一份批准适用的一个地方，连同它下面的所有地方。 / A division that an approval covers, with all below it."""

    class Meta:
        default_resolver = by_public_name

    code = text("12 位代码。 / Its 12-digit code.")
    name = text("今天的名称。 / Its name today.")


@known_by("code")
class Approval(graphene.ObjectType):
    """一份省级批准，或者作为证据保存的下级文件。只有状态为 IN_FORCE 的才解除情形。 / A provincial approval, or a lower
    paper kept as evidence. Only one that is IN_FORCE lifts anything."""

    class Meta:
        interfaces = (Node,)
        default_resolver = by_public_name

    code = text("编号。 / Its code.")
    number = text("文号。 / The document number.")
    title = text("标题。 / The title.")
    form = one(enum_of(ApprovalForm), "批准的形式。 / The form of approval.")
    state = one(enum_of(ApprovalState), "今天的状态。 / How it stands today.")
    issuers = list_of(enum_of(Issuer), "发文机关。 / Who issued it.")
    agreed_by = list_of(enum_of(Issuer), "文中写明同意的机关。 / Whom it names as agreed.")
    issued_on = one(Date, "成文日期。 / The day of issue.")
    in_force_from = one(Date, "生效日期。 / The first day it holds.")
    valid_until = perhaps(Date, "最后一天；空为长期。 / The last day it holds; null where none is set.")
    revoked_on = perhaps(
        Date, "自何日起不再有效；空为没有撤销或者修改。 / The first day it no longer holds, if it was ended."
    )
    revocation_reason = text("撤销的理由，可为空。 / Why it was revoked; may be empty.")
    names = list_of(
        graphene.String, "写明的事项、组织、牌子或证明。 / The matters, bodies, plaques or certificates it names."
    )
    places = list_of(ApprovalPlace, "适用的地方。 / The places it covers.")
    most_places = perhaps(
        graphene.Int, "最多用于几个地点；空为不限。 / To how many places it is limited; null for no limit."
    )
    places_taken = one(graphene.Int, "已用几个地点，只在有限制时计数。 / Places taken, counted where they are limited.")
    demand_forms = list_of(enum_of(DemandForm), "写明允许的下达形式。 / The forms of demand it names.")
    kept_share = text("部门保留的职责。 / What the department keeps.")
    posts = perhaps(graphene.Int, "随附编制；空为没有登记。 / Posts that come with it; null where not on record.")
    money = perhaps(graphene.String, "随附经费；空为没有登记。 / Money; null where not on record.")
    money_channel = text("经费渠道和年度。 / Where the money comes from.")
    powers = perhaps(graphene.String, "随附权限；空为没有登记。 / Powers; null where not on record.")
    systems = text("系统账号和数据权限。 / Access to systems.")
    training = text("技术和培训支持。 / Training.")
    assessment = text("承接评估。 / The assessment of what townships can carry.")
    statute = text("法律法规。 / The statute.")
    article = text("条款。 / Its article.")
    reinstated_by = text("恢复这一证明的依据。 / What reinstates a certificate.")
    demanders = list_of(graphene.String, "允许索要的单位。 / The bodies that may demand it.")
    quota = perhaps(graphene.Int, "挂牌限额提高到。 / What it raises the plaque quota to.")
    amends = text("所修改批准的编号，可为空。 / The code of what it amends; may be empty.")
    amended_by = list_of(graphene.String, "修改它的批准的编号。 / The codes of what amends it.")
    recorded_at = one(DateTime, "何时登记。 / When it came on record.")
    recorded_for = text("登记单位的代码，可为空。 / The code of the unit that recorded it; may be empty.")
    confirmed_at = perhaps(DateTime, "省级何时确认；空为没有。 / When the province confirmed it, if it has.")
    document_sha256 = text("文件的 SHA-256，可为空。 / The SHA-256 of its file; may be empty.")
    document_address = perhaps(
        graphene.String,
        "文件的地址，用令牌 GET；空为没有文件。"
        " / Where its file is fetched with GET and a token; null where there is none.",
    )
    sample = flag("是否为示例。 / Whether it is a sample.")


class ApprovalQueries(graphene.ObjectType):
    """What can be asked about approvals."""

    approval = graphene.Field(
        Approval,
        code=argument(graphene.String, "批准的编号。 / The approval's code."),
        language=language_argument(),
        description="一份省级批准。 / One provincial approval.",
    )
    approvals = connection(
        Approval,
        "省级批准台账，最近登记的在前。 / The register of approvals, the latest recorded first.",
        text=argument(
            graphene.String, "文号、标题或者事项的一部分。 / Part of a number, title or name.", required=False
        ),
        place=argument(
            graphene.String, "适用于哪里，代码或名称。 / A place it covers, by code or name.", required=False
        ),
        order_by=in_time(),
        language=language_argument(),
    )

    @staticmethod
    def resolve_approval(_root: None, info: GraphQLResolveInfo, code: str, language: Language) -> Data:
        with told_in(words_in(language)):
            return shown(approval_called(code), info.context.now)

    @staticmethod
    def resolve_approvals(_root: None, info: GraphQLResolveInfo, **asked: Any) -> Data:
        words, now = words_of(asked), info.context.now
        with told_in(words):
            covering = place_today(asked["place"], now=now).codes() if asked.get("place") else ()
            about = "".join(c for c in asked.get("text") or "" if c.isprintable()).strip()[:LONGEST]
            found = approvals_page(now, about=about, covering=covering)
            return connected(One(in_order(found, asked), lambda rows: shown_together(rows, now), words), info, asked)


def shown(record: ApprovalRecord, now: datetime) -> Data:
    """An approval as the type above shows it."""
    return shown_together([record], now)[0]


def shown_together(rows: Sequence[ApprovalRecord], now: datetime) -> list[Data]:
    """The approvals of a page: what stands in other tables is looked up once for all."""
    codes = [row.code for row in rows]
    known = {approval.code: approval for approval in approvals.as_known(rows, now)}

    @cache
    def amended() -> dict[str, list[str]]:
        return approvals.amending(codes)

    @cache
    def documents() -> set[str]:
        return approvals.with_documents(codes)

    @cache
    def named() -> dict[str, Place]:
        wanted = {code for approval in known.values() for code in approval.places}
        return places_following(wanted, on=now.astimezone(CHINA).date(), known_at=now)

    def one(record: ApprovalRecord) -> Data:
        approval = known[record.code]
        return {
            **_of_the_paper(approval, now),
            **_of_the_record(record),
            "places": lambda: [_place(code, named().get(code)) for code in approval.places],
            "amendedBy": lambda: amended().get(record.code, []),
            "documentAddress": lambda: _address(record) if record.code in documents() else None,
            "sample": approval.sample,
        }

    return [one(record) for record in rows]


def _of_the_record(record: ApprovalRecord) -> Data:
    return {
        "revocationReason": record.revocation_reason,
        "keptShare": record.kept_share,
        "moneyChannel": record.money_channel,
        "systems": record.systems,
        "training": record.training,
        "assessment": record.assessment,
        "amends": record.amends,
        "recordedAt": record.recorded_at,
        "recordedFor": record.recorded_for,
        "confirmedAt": record.confirmed_at,
        "documentSha256": record.document_sha256,
    }


def _address(record: ApprovalRecord) -> str | None:
    return url_for("graphql_document", code=record.code) if record.document_sha256 else None


def _of_the_paper(approval: ProvincialApproval, now: datetime) -> Data:
    return {
        "code": approval.code,
        "number": approval.number,
        "title": approval.title,
        "form": approval.form,
        "state": approval.state_on(now.astimezone(CHINA).date()),
        "issuers": sorted(approval.issuers),
        "agreedBy": sorted(approval.agreed_by),
        "issuedOn": approval.issued_on,
        "inForceFrom": approval.in_force_from,
        "validUntil": approval.valid_until,
        "revokedOn": approval.revoked_on,
        "names": list(approval.names),
        "mostPlaces": approval.most_places,
        "placesTaken": len(approval.places_taken),
        "demandForms": sorted(approval.demand_forms),
        "posts": approval.posts,
        "money": approval.money,
        "powers": approval.powers,
        "statute": approval.statute,
        "article": approval.article,
        "reinstatedBy": approval.reinstated_by,
        "demanders": list(approval.demanders),
        "quota": approval.quota,
    }


def _place(code: str, place: Place | None) -> Data:
    return {"code": code, "name": place.full_name or place.name if place else code}
