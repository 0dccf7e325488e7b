"""Recording, confirming, amending and revoking approvals, and the cases that one would cure."""

from typing import Any

import graphene
from graphene.utils.str_converters import to_camel_case
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
    path_in_input,
    payload,
    to_mend,
    typed_flag,
    typed_list,
    typed_text,
)
from registry.api.affected import AffectedAdmission
from registry.api.approvals import Approval, shown
from registry.api.caller import told_in
from registry.api.cases import Case
from registry.api.costs import weighing
from registry.api.fields import argument, by_public_name, flag, list_of, one, perhaps, text
from registry.api.files import FileInput, document_given
from registry.api.options import Language, language_argument
from registry.api.scalars import Date
from registry.api.verdict import Verdict, spoken
from registry.domain.approval_answers import FIELD_TO_MEND, LISTS, RecordAnswers
from registry.domain.errors import MalformedApproval, RegistryError
from registry.services import approval_recording, approvals
from registry.services.approval_effects import Affected, Cured, cured_by, offered_to
from registry.words import Words, words_in

_AFFECTED = graphene.Field(
    graphene.List(graphene.NonNull(AffectedAdmission)),
    description="因此变化的准入；有错误时为空。 / The admissions that it reaches; null where there are errors.",
)
_APPROVAL = perhaps(Approval, "这份批准；有错误时为空。 / The approval; null where there are errors.")
_KEPT = graphene.Boolean(description="是否已经办理；只预览的为否。 / Whether it was done; false where only foreseen.")

RecordApprovalPayload = payload(
    "RecordApprovalPayload",
    "登记的结果。 / What recording came to.",
    approval=_APPROVAL,
)
ApprovalPayload = payload(
    "ApprovalPayload",
    "确认或撤销的结果。 / What confirming or revoking came to.",
    approval=_APPROVAL,
    affected=_AFFECTED,
    kept=_KEPT,
)


def _code() -> graphene.InputField:
    return typed_text("批准的编号。 / The approval's code.")


def _foresee() -> graphene.InputField:
    return typed_flag("只预览会怎样，什么都不保存。 / Only foresee what it would do; nothing is kept.")


RecordApprovalInput = input_of(
    "RecordApprovalInput",
    "一份省级批准，或者作为证据的下级文件。县级登记须附文件或其 SHA-256，待省级确认后才起作用。"
    " / A provincial approval, "
    "or a lower paper as evidence. A county gives the paper's file or its SHA-256; it lifts nothing until confirmed.",
    {
        **answers_of(RecordAnswers, {"in_force_from": "page.approval_in_force_from"}),
        "approval_names": typed_list(
            graphene.String, "写明的事项、组织、牌子或证明。 / The matters, bodies, plaques or certificates it names."
        ),
        "approval_places": typed_list(
            graphene.String, "适用的地方，代码或名称。 / The places it covers, by code or name."
        ),
        "approval_demanders": typed_list(graphene.String, "允许索要的单位。 / The bodies that may demand it."),
        "amends": typed_text(
            "所修改批准的编号；它在本件确认之前继续有效。"
            " / The code of what it amends, which goes on until this is confirmed.",
            required=False,
        ),
        "document": graphene.InputField(
            FileInput, description="文件本身：PDF、OFD、PNG 或 JPEG。 / The paper itself: PDF, OFD, PNG or JPEG."
        ),
    },
)
ConfirmApprovalInput = input_of(
    "ConfirmApprovalInput", "确认一份批准。 / Confirm an approval.", {"code": _code(), "foresee": _foresee()}
)
RevokeApprovalInput = input_of(
    "RevokeApprovalInput",
    "撤销一份批准。 / Revoke an approval.",
    {
        "code": _code(),
        "revoked_on": graphene.InputField(
            Date, required=True, description="自何日起不再有效。 / The first day on which it no longer holds."
        ),
        "reason": typed_text("理由。 / Why."),
        "foresee": _foresee(),
    },
)


class CuredCase(graphene.ObjectType):
    """一个今天重新判断即可准入的办件；它没有因此改变。 / A case that would be admitted if it were judged again today;
    nothing was changed."""

    class Meta:
        default_resolver = by_public_name

    case = one(Case, "办件。 / The case.")
    subject = text("要求的是什么。 / What it asks for.")
    verdict = one(Verdict, "今天的结论。 / The verdict of today.")
    approvals = list_of(
        graphene.String, "起作用的批准的编号。 / The codes of the approvals that would lift its grounds."
    )


class Offers(graphene.ObjectType):
    """因批准而可以重新判断的办件。 / The cases that approvals would cure."""

    class Meta:
        default_resolver = by_public_name

    cured = list_of(CuredCase, "这些办件。 / Those cases.")
    is_whole = flag("后面是否再没有候选办件。 / Whether no candidates are left behind these.")
    next_after = perhaps(
        graphene.String,
        "后面还有候选办件时，下一次的 after；这一次可能一件也没有。"
        " / The `after` to ask with next where candidates are left; there may be none that is cured among these.",
    )


class ApprovalOfferQueries(graphene.ObjectType):
    """What approvals offer to cure."""

    approval_offers = weighing(
        graphene.Field(
            Offers,
            code=argument(
                graphene.String,
                "某一份批准：它能解决的、持令牌者可读的办件；不填则为本单位的办件。"
                " / An approval: the cases it would cure and "
                "the token's person may read; without it those of one's own unit.",
                required=False,
            ),
            after=argument(
                graphene.String, "上一次的 nextAfter。 / The `nextAfter` of the answer before.", required=False
            ),
            language=language_argument(),
            description="今天重新判断即可准入的办件；需要令牌。"
            " / Cases that approvals on record would cure today; needs a token.",
        ),
        500,
    )

    @staticmethod
    def resolve_approval_offers(
        _root: None, info: GraphQLResolveInfo, language: Language, code: str = "", after: str = ""
    ) -> Data:
        words, caller = words_in(language), info.context
        with told_in(words):
            actor = caller.actor()
            if code.strip():
                found = cured_by(approvals.approval_called(code).code, caller.now, actor=actor, after=after)
            else:
                found = offered_to(actor, caller.now, after=after)
        cured = [_cured(one, words, caller) for one in found.cured]
        return {"cured": cured, "isWhole": found.is_whole, "nextAfter": found.next_after or None}


def _cured(found: Cured, words: Words, caller: Any) -> Data:
    return {
        "case": cases.shown(found.case, words, caller),
        "subject": found.subject,
        "verdict": spoken(found.verdict.as_data(), words),
        "approvals": list(found.approvals),
    }


class ApprovalMutations(graphene.ObjectType):
    """What can be done with approvals."""

    record_approval = mutation(
        RecordApprovalPayload,
        RecordApprovalInput,
        "登记一份批准，或者修改另一份；确认之前不起作用。 / Record an approval, or one that amends another; it lifts "
        "nothing until it is confirmed.",
    )
    confirm_approval = mutation(
        ApprovalPayload,
        ConfirmApprovalInput,
        "省级确认；登记的人不能自己确认。 / The province confirms; nobody confirms what they recorded.",
    )
    revoke_approval = mutation(
        ApprovalPayload, RevokeApprovalInput, "省级撤销；影响的准入随即终止。 / The province revokes; admissions end."
    )

    @staticmethod
    def resolve_record_approval(_root: None, info: GraphQLResolveInfo, asked: Given) -> Data:
        return done(info, asked, _recorded, path_of=_path_of)

    @staticmethod
    def resolve_confirm_approval(_root: None, info: GraphQLResolveInfo, asked: Given) -> Data:
        return done(info, asked, _confirmed)

    @staticmethod
    def resolve_revoke_approval(_root: None, info: GraphQLResolveInfo, asked: Given) -> Data:
        return done(info, asked, _revoked)


def _recorded(asked: Given, acting: Acting) -> Data:
    answers = given_of(RecordAnswers, asked) | {name: list(asked.get(name) or ()) for name in LISTS}
    document = document_given(asked.get("document"))
    try:
        record = approval_recording.record(answers, document=document, amends=asked.get("amends") or "", **acting.by)
    except MalformedApproval as error:
        field = FIELD_TO_MEND.get(str(error.facts["reason"]), "")
        return to_mend(error, acting.words, ["input", to_camel_case(field)] if field else ["input"])
    return {"approval": shown(record, acting.now)}


def _path_of(error: RegistryError, asked: Given) -> list[str]:
    """A place is one of the places given; a file is the document."""
    field = {"place": "approvalPlaces", "file": "document"}.get(str(error.facts.get("field", "")), "")
    return ["input", field] if field else path_in_input(error, asked)


def _confirmed(asked: Given, acting: Acting) -> Data:
    act = approvals.foresee_confirmation if asked["foresee"] else approvals.confirm
    return _done(asked, acting, act(asked["code"], **acting.by))


def _revoked(asked: Given, acting: Acting) -> Data:
    act = approvals.foresee_revocation if asked["foresee"] else approvals.revoke
    return _done(asked, acting, act(asked["code"], asked["revoked_on"], asked["reason"], **acting.by))


def _done(asked: Given, acting: Acting, reached: list[Affected]) -> Data:
    record = approvals.approval_called(asked["code"])
    approval = shown(record, acting.now)
    return {"approval": approval, "affected": affected.told(reached), "kept": not asked["foresee"]}
