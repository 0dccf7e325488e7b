"""Where the notices of a unit or village go by mail."""

import graphene
from graphql import GraphQLResolveInfo

from registry.api.acting import Acting, Data, Given, act_of, input_of, payload, typed_text
from registry.api.caller import told_in
from registry.api.costs import weighing
from registry.api.fields import by_public_name, flag, list_of, one, perhaps, text
from registry.api.options import Language, language_argument
from registry.api.scalars import DateTime
from registry.services import mailing
from registry.store.mails import mail_server
from registry.words import words_in


class MailAddress(graphene.ObjectType):
    """一个单位（村）收通知的邮箱。 / Where the notices of a unit or village go by mail."""

    class Meta:
        default_resolver = by_public_name

    holder = text("单位或村的代码。 / The unit or village, by code.")
    mail = text("邮箱地址。 / The address.")


class WaitingMail(graphene.ObjectType):
    """等待发送的一封邮件。 / A mail that waits to be sent."""

    class Meta:
        default_resolver = by_public_name

    holder = text("单位或村的代码。 / The unit or village, by code.")
    to = text("发往哪里。 / Where it goes.")
    attempts = one(graphene.Int, "试过几次。 / How often it was tried.")
    next_at = perhaps(DateTime, "下一次最早何时发送。 / When it is tried next, at the earliest.")
    last_error = text("最近的错误，可为空。 / What went wrong last; may be empty.")


class MailBox(graphene.ObjectType):
    """邮件的设置。 / How mail is set."""

    class Meta:
        default_resolver = by_public_name

    holder = text("本单位（本村）的代码。 / One's own unit or village, by code.")
    mail = text("本单位（本村）的邮箱；没有留下的为空。 / Its address; empty where none was left.")
    is_sent = flag("登记处是否设置了邮件服务器。 / Whether the registry has a mail server.")
    addresses = list_of(MailAddress, "全部邮箱；只给管理员。 / All addresses, for the administrator; else none.")
    waiting = list_of(WaitingMail, "等待发送的；只给管理员。 / What waits, for the administrator; else none.")


class MailQueries(graphene.ObjectType):
    """What can be asked about mail."""

    mail_box = weighing(
        graphene.Field(
            MailBox,
            language=language_argument(),
            description="本单位（本村）收通知的邮箱，管理员另见全部邮箱和等待发送的；需要令牌。"
            " / The address of one's unit or village; for the administrator all, and what waits; needs a token.",
        ),
        10,
    )

    @staticmethod
    def resolve_mail_box(_root: None, info: GraphQLResolveInfo, language: Language) -> Data:
        with told_in(words_in(language)):
            actor = info.context.actor()
            own = mailing.own_address(actor)
            known, waiting = mailing.watched(actor) if mailing.watches(actor) else ((), ())
        return {
            "holder": mailing.holder_of(actor),
            "mail": own,
            "isSent": mail_server() is not None,
            "addresses": [{"holder": one.holder, "mail": one.mail} for one in known],
            "waiting": [
                {
                    "holder": one.holder,
                    "to": one.to,
                    "attempts": one.attempts,
                    "nextAt": one.next_at,
                    "lastError": one.last_error,
                }
                for one in waiting
            ],
        }


SetMailAddressInput = input_of(
    "SetMailAddressInput",
    "本单位（村）收通知的邮箱；留空为收回。 / The address of one's unit or village for notices; empty takes it back.",
    {
        "mail": typed_text("邮箱地址。 / The address."),
        "holder": typed_text(
            "单位或村的代码，只有管理员可以指定；默认本单位。"
            " / The unit or village, by code, which only an administrator may choose; one's own by default.",
            required=False,
        ),
    },
)
SetMailAddressPayload = payload(
    "SetMailAddressPayload",
    "设定的结果。 / What setting came to.",
    holder=graphene.String(description="单位或村的代码；有错误时为空。 / Whose address it is, or null."),
)


def _set(asked: Given, acting: Acting) -> Data:
    holder = asked.get("holder") or ""
    return {"holder": mailing.set_address(holder, asked["mail"], **acting.by)}


class MailMutations(graphene.ObjectType):
    """What can be done about mail."""

    set_mail_address = act_of(
        SetMailAddressPayload,
        SetMailAddressInput,
        "留下、更换或收回邮箱。 / Leave an address, change it, or take it back.",
        _set,
    )
