"""What people do with a case, each act a mutation of its own."""

from collections.abc import Callable, Iterable
from typing import Any

import graphene
from graphene.utils.str_converters import to_snake_case
from graphql import GraphQLResolveInfo

from registry.api.acting import (
    Act,
    Acting,
    Data,
    Given,
    done,
    input_of,
    mutation,
    payload,
    typed_list,
    typed_number,
    typed_text,
)
from registry.api.cases import Case, shown
from registry.api.fields import perhaps
from registry.api.options import enum_of
from registry.domain.cases import Status
from registry.domain.errors import MissingAnswer
from registry.services import cases
from registry.store.cases import CaseRecord

CasePayload = payload(
    "CasePayload",
    "办理的结果：办件，或者须改正之处。 / What came of it: the case, or what is to be mended.",
    case=perhaps(Case, "办理后的办件；有错误时为空。 / The case as it stands now; null where there are errors."),
)


def _number() -> graphene.InputField:
    return typed_text("办件编号。 / The case's number.")


def _reason() -> graphene.InputField:
    return typed_text("理由。 / Why.")


def _steps_seen() -> graphene.InputField:
    return typed_number(
        "读到的 steps 的步数；此后办件又有别的办理（只是到期上报的除外），就不办理，答复 CASE_MOVED。"
        " / How many `steps` the case had when it was read; where somebody took another since (all but an escalation),"
        " nothing is done and the answer is CASE_MOVED.",
        required=False,
    )


CaseInput = input_of("CaseInput", "一个办件。 / A case.", {"number": _number(), "seen": _steps_seen()})
ReasonedCaseInput = input_of(
    "ReasonedCaseInput",
    "一个办件和理由。 / A case, and why.",
    {"number": _number(), "reason": _reason(), "seen": _steps_seen()},
)


class FixedFactInput(graphene.InputObjectType):
    """认定的一项事实：以新的回答代替原来的。 / A fact that is fixed: an answer in place of the one given."""

    name = typed_text(
        "问题的名称，与 kinds 中的相同，如 matter。 / The question's name, as `kinds` tells it: matter, say."
    )
    values = typed_list(
        graphene.String, "回答；可选多项的写多个。 / The answer; several where several may be chosen.", required=True
    )


SettleCaseInput = input_of(
    "SettleCaseInput",
    "核定一个办件。 / How a case is settled.",
    {
        "number": _number(),
        "reason": _reason(),
        "seen": _steps_seen(),
        "fixed": typed_list(
            FixedFactInput, "认定的事实；据此重新判断。 / The facts that are fixed; it is judged again by them."
        ),
        "cleared": typed_list(
            graphene.String, "要去掉回答的问题的名称。 / The names of the questions whose answers are taken away."
        ),
        "ruling": graphene.InputField(
            enum_of(Status),
            description="仍不能准入时：SETTLED_REJECTED 或 TO_ADJUSTMENT。"
            " / Where it still does not admit: SETTLED_REJECTED or TO_ADJUSTMENT.",
        ),
    },
)


def _mutation(of_input: Any, description: str) -> graphene.Field:
    return mutation(CasePayload, of_input, description)


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
        return done(info, asked, _case(_plain(cases.verify)))

    @staticmethod
    def resolve_dispute_case(_root: None, info: GraphQLResolveInfo, asked: Given) -> Data:
        return done(info, asked, _case(_reasoned(cases.dispute)))

    @staticmethod
    def resolve_settle_case(_root: None, info: GraphQLResolveInfo, asked: Given) -> Data:
        return done(info, asked, _case(_settled))

    @staticmethod
    def resolve_reconsider_case(_root: None, info: GraphQLResolveInfo, asked: Given) -> Data:
        return done(info, asked, _case(_plain(cases.reconsider)))

    @staticmethod
    def resolve_withdraw_case(_root: None, info: GraphQLResolveInfo, asked: Given) -> Data:
        return done(info, asked, _case(_reasoned(cases.withdraw)))

    @staticmethod
    def resolve_end_case(_root: None, info: GraphQLResolveInfo, asked: Given) -> Data:
        return done(info, asked, _case(_reasoned(cases.end)))

    @staticmethod
    def resolve_revoke_case(_root: None, info: GraphQLResolveInfo, asked: Given) -> Data:
        return done(info, asked, _case(_reasoned(cases.revoke)))


def _plain(act: Callable[..., CaseRecord]) -> Callable[[Given, Data], CaseRecord]:
    return lambda given, by: act(given["number"], seen=given.get("seen"), **by)


def _reasoned(act: Callable[..., CaseRecord]) -> Callable[[Given, Data], CaseRecord]:
    return lambda given, by: act(given["number"], given["reason"], seen=given.get("seen"), **by)


def _settled(given: Given, by: Data) -> CaseRecord:
    ruling = given.get("ruling")
    fixed = facts_fixed(given.get("fixed") or ())
    cleared = [to_snake_case(name) for name in given["cleared"]]
    chosen = Status(ruling).value if ruling else ""
    number, reason, seen = given["number"], given["reason"], given.get("seen")
    return cases.settle(number, fixed, reason, cleared=cleared, ruling=chosen, seen=seen, **by)


def facts_fixed(facts: Iterable[Given]) -> dict[str, Any]:
    """Facts that are fixed, as the services take them. Raises MissingAnswer for one without an answer."""
    fixed: dict[str, Any] = {}
    for fact in facts:
        values = list(fact["values"])
        if not values:
            raise MissingAnswer(str(fact["name"])[:60])
        fixed[to_snake_case(fact["name"])] = values if len(values) > 1 else values[0]
    return fixed


def _case(step: Callable[[Given, Data], CaseRecord]) -> Act:
    """A step of a case as an act that gives the case."""

    def act(asked: Given, acting: Acting) -> Data:
        return {"case": shown(step(asked, acting.by), acting.words, acting.caller)}

    return act
