"""Up to a hundred checks in one call, of any kinds: each answer in its place, what cannot be judged as data there."""

from collections.abc import Mapping, Sequence
from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from registry.api.caller import told_in
from registry.api.cases import UserError
from registry.api.fields import argument, by_public_name, list_of, perhaps
from registry.api.options import Language, language_argument
from registry.api.question import CheckInput, demand_of, path_of
from registry.api.verdict import Verdict, spoken
from registry.domain.errors import BadInput, TooMany
from registry.services import access
from registry.words import words_in

MOST = 100
Data = dict[str, Any]
Given = Mapping[str, Any]


class CheckAnswer(graphene.ObjectType):
    """对一项检查的答复：结论，或者须改正之处。 / The answer to one check: its verdict, or what is to be mended."""

    class Meta:
        default_resolver = by_public_name

    verdict = perhaps(Verdict, "结论；须改正的为空。 / The verdict; null where something is to be mended.")
    errors = list_of(UserError, "须改正之处。 / What is to be mended.")


class CheckQueries(graphene.ObjectType):
    """What can be asked of the law, many at once."""

    checks = graphene.Field(
        graphene.List(graphene.NonNull(CheckAnswer)),
        required=True,
        demands=argument(
            graphene.List(graphene.NonNull(CheckInput)),
            f"要问的各项，最多 {MOST} 项；各项用各自的语言作答。"
            f" / What is asked, at most {MOST}, each answered in its own language.",
            name="inputs",
        ),
        language=language_argument(),
        description="一次问多项要求是否合规，各类要求都可以；次序相同，什么都不保存，不需要令牌。"
        " / Whether several demands, of any kinds, are lawful, in the same order; nothing is kept, no token is needed.",
    )

    @staticmethod
    def resolve_checks(
        _root: None, info: GraphQLResolveInfo, demands: Sequence[Given], language: Language
    ) -> list[Data]:
        with told_in(words_in(language)):
            if not 1 <= len(demands) <= MOST:
                raise TooMany("inputs", given=len(demands), most=MOST)
        return [_checked(asked, place, info) for place, asked in enumerate(demands)]


def _checked(asked: Given, place: int, info: GraphQLResolveInfo) -> Data:
    words = words_in(asked.get("language") or Language.ZH)
    with told_in(words):
        try:
            answer = access.check(demand_of(asked), now=info.context.now)
        except BadInput as error:
            path = ["inputs", str(place), *path_of(error, asked)[1:]]
            return {"verdict": None, "errors": [{"code": error.code, "path": path, "message": words.error(error)}]}
    return {"verdict": spoken(answer.verdict.as_data(), words), "errors": []}
