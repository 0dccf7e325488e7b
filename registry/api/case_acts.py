"""What people do with a case, each act a mutation of its own."""

from collections.abc import Callable, Mapping
from typing import Any

import graphene
from graphene.utils.str_converters import to_camel_case
from graphql import GraphQLResolveInfo

from registry.api.caller import told_in
from registry.api.cases import Case, UserError, shown
from registry.api.fields import argument, by_public_name, list_of, perhaps
from registry.api.options import Language, enum_of, words_of
from registry.domain.cases import Status
from registry.domain.errors import BadInput, MissingAnswer
from registry.services import cases
from registry.store.cases import CaseRecord

Data = dict[str, Any]
Given = Mapping[str, Any]
Act = Callable[[Given, Any], CaseRecord]


class CasePayload(graphene.ObjectType):
    """办理的结果：办件，或者须改正之处。 / What came of it: the case, or what is to be mended."""

    class Meta:
        default_resolver = by_public_name

    case = perhaps(Case, "办理后的办件；有错误时为空。 / The case as it stands now; null where there are errors.")
    errors = list_of(UserError, "须改正之处；此时什么都没有改变。 / What is to be mended; nothing changed then.")


def _number() -> graphene.InputField:
    return graphene.InputField(graphene.String, required=True, description="办件编号。 / The case's number.")


def _reason(*, required: bool = True) -> graphene.InputField:
    return graphene.InputField(graphene.String, required=required, description="理由。 / Why.")


def _language() -> graphene.InputField:
    return graphene.InputField(
        enum_of(Language), default_value=Language.ZH, description="答复的语言。 / The language of the answer."
    )


class CaseInput(graphene.InputObjectType):
    """一个办件。 / A case."""

    number = _number()
    language = _language()


class ReasonedCaseInput(graphene.InputObjectType):
    """一个办件和理由。 / A case, and why."""

    number = _number()
    reason = _reason()
    language = _language()


class FixedFactInput(graphene.InputObjectType):
    """认定的一项事实：以新的回答代替原来的。 / A fact that is fixed: an answer in place of the one given."""

    name = graphene.InputField(
        graphene.String,
        required=True,
        description="问题的名称，如 matter、role。 / The question's name, as matter or role.",
    )
    values = graphene.InputField(
        graphene.List(graphene.NonNull(graphene.String)),
        required=True,
        description="回答；可选多项的写多个。 / The answer; several where several may be chosen.",
    )


class SettleCaseInput(graphene.InputObjectType):
    """核定一个办件。 / How a case is settled."""

    number = _number()
    reason = _reason()
    fixed = graphene.InputField(
        graphene.List(graphene.NonNull(FixedFactInput)),
        default_value=[],
        description="认定的事实；据此重新判断。 / The facts that are fixed; it is judged again by them.",
    )
    ruling = graphene.InputField(
        enum_of(Status),
        description="仍不能准入时：SETTLED_REJECTED 或 TO_ADJUSTMENT。"
        " / Where it still does not admit: SETTLED_REJECTED or TO_ADJUSTMENT.",
    )
    language = _language()


def _mutation(of_input: Any, description: str) -> graphene.Field:
    return graphene.Field(CasePayload, asked=argument(of_input, "办理的内容。 / What is to be done.", name="input"),
                          description=description)  # fmt: skip


class CaseMutations(graphene.ObjectType):
    """What can be done with a case."""

    verify_case = _mutation(CaseInput, "乡镇（街道）核实，当天重新判断。 / The township verifies it; judged again.")
    dispute_case = _mutation(ReasonedCaseInput, "乡镇（街道）提出异议。 / The township disputes it.")
    settle_case = _mutation(SettleCaseInput, "编办认定事实并核定。 / The list office fixes facts and settles it.")
    reconsider_case = _mutation(CaseInput, "申请单位请求重新判断。 / The unit that asked has it judged again.")
    withdraw_case = _mutation(ReasonedCaseInput, "申请单位撤回。 / The unit that asked withdraws it.")
    end_case = _mutation(ReasonedCaseInput, "编办终止准入。 / The list office ends an admission whose work is done.")
    revoke_case = _mutation(
        ReasonedCaseInput, "省级或编办撤销准入。 / The province or list office revokes an admission."
    )

    @staticmethod
    def resolve_verify_case(_root: None, info: GraphQLResolveInfo, asked: Given) -> Data:
        return _done(info, asked, lambda given, caller: cases.verify(given["number"], **caller))

    @staticmethod
    def resolve_dispute_case(_root: None, info: GraphQLResolveInfo, asked: Given) -> Data:
        return _done(info, asked, lambda given, caller: cases.dispute(given["number"], given["reason"], **caller))

    @staticmethod
    def resolve_settle_case(_root: None, info: GraphQLResolveInfo, asked: Given) -> Data:
        return _done(info, asked, _settled)

    @staticmethod
    def resolve_reconsider_case(_root: None, info: GraphQLResolveInfo, asked: Given) -> Data:
        return _done(info, asked, lambda given, caller: cases.reconsider(given["number"], **caller))

    @staticmethod
    def resolve_withdraw_case(_root: None, info: GraphQLResolveInfo, asked: Given) -> Data:
        return _done(info, asked, lambda given, caller: cases.withdraw(given["number"], given["reason"], **caller))

    @staticmethod
    def resolve_end_case(_root: None, info: GraphQLResolveInfo, asked: Given) -> Data:
        return _done(info, asked, lambda given, caller: cases.end(given["number"], given["reason"], **caller))

    @staticmethod
    def resolve_revoke_case(_root: None, info: GraphQLResolveInfo, asked: Given) -> Data:
        return _done(info, asked, lambda given, caller: cases.revoke(given["number"], given["reason"], **caller))


def _settled(given: Given, caller: Any) -> CaseRecord:
    ruling = given.get("ruling")
    fixed: dict[str, Any] = {}
    for fact in given.get("fixed") or ():
        values = list(fact["values"])
        if not values:
            raise MissingAnswer(str(fact["name"])[:60])
        fixed[fact["name"]] = values if len(values) > 1 else values[0]
    return cases.settle(
        given["number"], fixed, given["reason"], ruling=Status(ruling).value if ruling else "", **caller
    )


def _done(info: GraphQLResolveInfo, asked: Given, act: Act) -> Data:
    """What came of an act: the case, or the one thing in the input that is to be mended."""
    words, actor = words_of(asked), None
    with told_in(words):
        actor = info.context.actor()
        try:
            record = act(asked, {"actor": actor, "now": info.context.now})
        except BadInput as error:
            field = to_camel_case(str(error.facts.get("field", "")))
            return {"case": None, "errors": [{"code": error.code, "path": ["input", field] if field else ["input"],
                                              "message": words.error(error)}]}  # fmt: skip
        return {"case": shown(record, words, info.context), "errors": []}
