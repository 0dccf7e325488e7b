"""Webhooks as types: made, paused, resumed, set back, tried and removed; sent by the clock, see docs/feed.md."""

from dataclasses import asdict
from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from registry.api.acting import Acting, Data, Given, done, input_of, mutation, payload, typed_list, typed_text
from registry.api.caller import told_in
from registry.api.changes import Position
from registry.api.costs import weighing
from registry.api.fields import argument, by_public_name, list_of, one, perhaps, text
from registry.api.options import Language, enum_of, language_argument
from registry.api.scalars import DateTime
from registry.domain.feed import ThingKind
from registry.domain.webhooks import DeliveryState, PauseReason, WebhookState
from registry.services import webhooks
from registry.services.webhook_views import webhook_view
from registry.store.webhooks import WebhookRecord
from registry.words import words_in


class Webhook(graphene.ObjectType):
    """推送：每一次变更主动告知一个地址。 / A webhook: an address that is told of every change."""

    class Meta:
        default_resolver = by_public_name

    number = text("编号。 / Its number.")
    url = text("地址。 / Its address.")
    kinds = list_of(enum_of(ThingKind), "只告知的类别；空为全部。 / The kinds it is told of; none for all.")
    state = one(enum_of(WebhookState), "是否进行。 / Whether it is sent to.")
    paused_for = perhaps(enum_of(PauseReason), "为何暂停；没有暂停的为空。 / Why it is paused; null where it is not.")
    position = one(Position, "接收方已收到哪个位置。 / The last position that its receiver has taken.")
    failures = one(graphene.Int, "连续失败几次。 / How often in a row it was refused.")
    last_error = text("最近的错误，可为空。 / What went wrong last; may be empty.")
    last_taken_at = perhaps(DateTime, "最近一次收到的时间。 / When something was taken last.")
    next_at = one(DateTime, "下一次最早何时推送。 / When it is tried next, at the earliest.")
    created_at = one(DateTime, "何时设置。 / When it was made.")


class WebhookDelivery(graphene.ObjectType):
    """推送的一项变更。 / One change that a webhook is told of."""

    class Meta:
        default_resolver = by_public_name

    position = one(Position, "在变更流中的位置。 / Its position in the feed.")
    kind = one(enum_of(ThingKind), "类别。 / What sort of thing changed.")
    key = text("内容的编号或代码。 / The thing's number or code.")
    at = one(DateTime, "何时变更。 / When it changed.")
    state = one(enum_of(DeliveryState), "推送情况。 / How it stands.")
    error = text("没有送达的，出了什么错；其余为空。 / What went wrong where it was refused; else empty.")


class WebhookDeed(graphene.ObjectType):
    """对推送做过的一件事。 / One thing that was done with a webhook."""

    class Meta:
        default_resolver = by_public_name

    verb = text("create、pause、resume 或 replay。 / create, pause, resume or replay.")
    at = one(DateTime, "何时。 / When.")
    by_itself = one(graphene.Boolean, "是否由登记处自动暂停。 / Whether the registry paused it by itself.")
    position = one(Position, "当时的位置。 / The position it then had.")
    error = text("自动暂停的，出了什么错；其余为空。 / What went wrong where it was paused by itself; else empty.")


class WebhookInFull(graphene.ObjectType):
    """一个推送及其送达情况和经过。 / A webhook with its deliveries and what was done with it."""

    class Meta:
        default_resolver = by_public_name

    webhook = one(Webhook, "这个推送。 / The webhook.")
    last = one(Position, "变更流的最后位置。 / The last position of the feed.")
    deliveries = list_of(
        WebhookDelivery,
        "等待推送的前 10 项和最近送达的 10 项，新的在前；只含本人可读的。"
        " / The first 10 that wait and the last 10 that were taken, the latest first; as far as one may read them.",
    )
    deeds = list_of(WebhookDeed, "经过，新的在前。 / What was done with it, the latest first.")


def _input(name: str, description: str, **more: Any) -> Any:
    number = typed_text("推送的编号。 / The webhook's number.")
    return input_of(name, description, {"number": number, **more})


_MADE = perhaps(Webhook, "这个推送；有错误时为空。 / The webhook; null where there are errors.")
_SECRET = graphene.String(
    description="签名密钥，只显示这一次；有错误时为空。 / What it is signed with, shown this once; null on errors."
)
CreateWebhookInput = input_of(
    "CreateWebhookInput",
    "要设置的推送。 / The webhook to make.",
    {
        "url": typed_text("地址，https://…。 / The address, https://…."),
        "kinds": typed_list(enum_of(ThingKind), "只告知这些类别；不填则全部。 / These kinds only; all without it."),
    },
)
CreateWebhookPayload = payload(
    "CreateWebhookPayload", "设置的结果。 / What making it came to.", webhook=_MADE, secret=_SECRET
)
WebhookInput = _input("WebhookInput", "哪个推送。 / Which webhook.")
ReplayWebhookInput = _input(
    "ReplayWebhookInput",
    "从哪里再推送。 / From where to send again.",
    feed_position=typed_text("从这个位置之后再推送；0 为全部。 / Behind this position; 0 for all there is."),
)
WebhookPayload = payload("WebhookPayload", "办理的结果。 / What the act came to.", webhook=_MADE)
DeleteWebhookPayload = payload(
    "DeleteWebhookPayload",
    "取消的结果。 / What removing it came to.",
    number=graphene.String(description="它的编号；有错误时为空。 / Its number; null where there are errors."),
)
PingWebhookPayload = payload(
    "PingWebhookPayload",
    "试推送的结果。 / What the trial came to.",
    status=graphene.Int(description="接收方答复的 HTTP 状态；没有答复为 0。 / The HTTP status answered; 0 for none."),
    error=graphene.String(description="出了什么错；空为没有。 / What went wrong; empty for nothing."),
)


class WebhookQueries(graphene.ObjectType):
    """What can be asked about webhooks."""

    webhooks = graphene.Field(
        graphene.List(graphene.NonNull(Webhook)),
        required=True,
        language=language_argument(),
        description="本单位（本村）的推送；管理员看到全部；需要令牌。"
        " / The webhooks of one's unit or village, all for the administrator; needs a token.",
    )

    webhook = weighing(
        graphene.Field(
            WebhookInFull,
            number=argument(graphene.String, "推送的编号。 / The webhook's number."),
            language=language_argument(),
            description="一个推送，连同送达情况和经过；需要令牌。"
            " / A webhook with its deliveries and what was done with it; needs a token.",
        ),
        30,
    )

    @staticmethod
    def resolve_webhook(_root: None, info: GraphQLResolveInfo, number: str, language: Language) -> Data:
        with told_in(words_in(language)):
            view = webhook_view(number, actor=info.context.actor())
        deliveries = [{**asdict(one), "kind": one.kind.value, "state": one.state.value} for one in view.deliveries]
        deeds = [
            {"verb": deed.verb, "at": deed.at, "byItself": deed.by_itself, "error": "", **deed.facts}
            for deed in view.deeds
        ]
        return {"webhook": _shown(view.record), "last": view.last, "deliveries": deliveries, "deeds": deeds}

    @staticmethod
    def resolve_webhooks(_root: None, info: GraphQLResolveInfo, language: Language) -> list[Data]:
        with told_in(words_in(language)):
            return [_shown(record) for record in webhooks.listed(info.context.actor())]


class WebhookMutations(graphene.ObjectType):
    """What can be done with webhooks."""

    create_webhook = mutation(
        CreateWebhookPayload,
        CreateWebhookInput,
        "设置推送：从现在起的每一次变更，按本人可见的范围，签名后推送到一个地址。"
        " / Be told at an address, signed, of every change from now on, as far as one may read it.",
    )
    pause_webhook = mutation(WebhookPayload, WebhookInput, "暂停推送，不会遗漏。 / Pause it; nothing is lost.")
    resume_webhook = mutation(
        WebhookPayload, WebhookInput, "恢复推送，从停下的地方继续。 / Resume it: it goes on where it stopped."
    )
    replay_webhook = mutation(
        WebhookPayload, ReplayWebhookInput, "从某个位置之后再推送一遍。 / Send again every change behind a position."
    )
    ping_webhook = mutation(PingWebhookPayload, WebhookInput, "立即试推送一次。 / Send a signed trial now.")
    delete_webhook = mutation(DeleteWebhookPayload, WebhookInput, "取消推送。 / Have done with it.")

    @staticmethod
    def resolve_create_webhook(_root: None, info: GraphQLResolveInfo, asked: Given) -> Data:
        return done(info, asked, _created)

    @staticmethod
    def resolve_pause_webhook(_root: None, info: GraphQLResolveInfo, asked: Given) -> Data:
        return done(info, asked, lambda given, acting: _acted(webhooks.pause(given["number"], **acting.by)))

    @staticmethod
    def resolve_resume_webhook(_root: None, info: GraphQLResolveInfo, asked: Given) -> Data:
        return done(info, asked, lambda given, acting: _acted(webhooks.resume(given["number"], **acting.by)))

    @staticmethod
    def resolve_replay_webhook(_root: None, info: GraphQLResolveInfo, asked: Given) -> Data:
        def act(given: Given, acting: Acting) -> Data:
            return _acted(webhooks.replay(given["number"], given["feed_position"], **acting.by))

        return done(info, asked, act)

    @staticmethod
    def resolve_ping_webhook(_root: None, info: GraphQLResolveInfo, asked: Given) -> Data:
        def act(given: Given, acting: Acting) -> Data:
            sent = webhooks.ping(given["number"], **acting.by)
            return {"status": sent.status, "error": sent.error}

        return done(info, asked, act)

    @staticmethod
    def resolve_delete_webhook(_root: None, info: GraphQLResolveInfo, asked: Given) -> Data:
        return done(info, asked, lambda given, acting: {"number": webhooks.remove(given["number"], **acting.by)})


def _created(asked: Given, acting: Acting) -> Data:
    kinds = [kind.value for kind in asked["kinds"]]
    record = webhooks.create(asked["url"], kinds, **acting.by)
    return {"webhook": _shown(record), "secret": record.secret}


def _acted(record: WebhookRecord) -> Data:
    return {"webhook": _shown(record)}


def _shown(record: WebhookRecord) -> Data:
    return {
        "number": record.number,
        "url": record.url,
        "kinds": record.kinds,
        "state": record.state,
        "pausedFor": record.paused_for or None,
        "position": record.position,
        "failures": record.failures,
        "lastError": record.last_error,
        "lastTakenAt": record.last_taken_at,
        "nextAt": record.next_at,
        "createdAt": record.created_at,
    }
