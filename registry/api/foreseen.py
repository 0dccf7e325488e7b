"""What a step of a case would find now, before anybody takes it, as the page of a case shows it; nothing is kept."""

from typing import Any

import graphene
from graphene.utils.str_converters import to_snake_case
from graphql import GraphQLResolveInfo

from registry.api.acting import Data
from registry.api.caller import told_in
from registry.api.case_acts import FixedFactInput, facts_fixed
from registry.api.costs import weighing
from registry.api.fields import argument, by_public_name, list_of, perhaps
from registry.api.options import Language, enum_of, language_argument
from registry.api.verdict import Verdict, spoken
from registry.domain.cases import Status, Verb, following
from registry.services.case_views import CaseView, as_it_would_be, case_view
from registry.words import words_in


class CaseForeseen(graphene.ObjectType):
    """办件如果现在办理，会怎样。 / What a step of a case would find now."""

    class Meta:
        default_resolver = by_public_name

    verdict = perhaps(
        Verdict,
        "填了 fixed 或 cleared 的，是按这些事实核定的结论；否则是今天核实或者重新判断的结论。"
        "没有这样的步骤或者无法判断的为空。"
        " / With fixed or cleared, what settling with those facts would find; else what verifying, or reconsidering, "
        "would find today. Null where there is no such step, or where it cannot be judged.",
    )
    becomes = list_of(
        enum_of(Status),
        "核实或者重新判断后可能的状态；核定的为空。"
        " / What it may stand as after verifying or reconsidering; empty for settling.",
    )
    trouble = graphene.String(
        description="今天为什么无法判断；可以判断的为空。 / Why it cannot be judged today; null where it can."
    )


class ForeseenQueries(graphene.ObjectType):
    """What would come of a step."""

    case_foreseen = weighing(
        graphene.Field(
            CaseForeseen,
            number=argument(graphene.String, "办件编号。 / The case's number."),
            fixed=graphene.Argument(
                graphene.List(graphene.NonNull(FixedFactInput)),
                description="拟认定的事实。 / The facts that one means to fix.",
            ),
            cleared=graphene.Argument(
                graphene.List(graphene.NonNull(graphene.String)),
                description="拟去掉回答的问题的名称。 / The questions whose answers one means to take away, by name.",
            ),
            language=language_argument(),
            description="一个办件如果现在办理，会怎样；什么都不保存，需要令牌。"
            " / What a step of a case would find now; nothing is kept, needs a token.",
        ),
        30,
    )

    @staticmethod
    def resolve_case_foreseen(
        _root: None,
        info: GraphQLResolveInfo,
        number: str,
        language: Language,
        fixed: list[Any] | None = None,
        cleared: list[str] | None = None,
    ) -> Data:
        words, now = words_in(language), info.context.now
        with told_in(words):
            view = case_view(number, actor=info.context.actor(), now=now)
            if fixed or cleared:
                gone = [to_snake_case(name) for name in cleared or ()]
                found = as_it_would_be(view.case, facts_fixed(fixed or ()), gone, now=now)
                return {"verdict": spoken(found.as_data(), words), "becomes": [], "trouble": None}
        verdict = spoken(view.foreseen.as_data(), words) if view.foreseen else None
        trouble = words.error(view.trouble) if view.trouble else None
        return {"verdict": verdict, "becomes": _becomes(view), "trouble": trouble}


def _becomes(view: CaseView) -> list[Status]:
    verb = next((verb for verb in (Verb.VERIFY, Verb.RECONSIDER) if verb in view.acts), None)
    if verb is None or view.foreseen is None:
        return []
    return sorted(following(view.status, verb, view.foreseen.outcome))
