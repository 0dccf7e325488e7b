"""Where the notices of a unit or village go by mail."""

import graphene

from registry.api.acting import Acting, Data, Given, act_of, input_of, payload, typed_text
from registry.services import mailing

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
    mailing.set_address(holder, asked["mail"], **acting.by)
    return {"holder": holder.strip().upper() or mailing.holder_of(acting.actor)}


class MailMutations(graphene.ObjectType):
    """What can be done about mail."""

    set_mail_address = act_of(
        SetMailAddressPayload,
        SetMailAddressInput,
        "留下、更换或收回邮箱。 / Leave an address, change it, or take it back.",
        _set,
    )
