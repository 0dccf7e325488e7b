"""The correction of a county's first master: which lists it left wrong, and carrying it to all of them."""

import graphene
from graphql import GraphQLResolveInfo

from registry.api.acting import Acting, Data, Given, act_of, input_of, payload, typed_text
from registry.api.caller import told_in
from registry.api.costs import weighing
from registry.api.fields import argument, by_public_name, list_of, one, text
from registry.api.list_changes import ListDifference, difference_shown
from registry.api.list_types import MOST, Edition, edition_shown
from registry.api.options import Language, language_argument
from registry.services import left_wrong
from registry.words import Words, words_in


class LeftWrong(graphene.ObjectType):
    """第一版母版更正后，仍照错的写的各份清单。 / The lists that still say what a first master said wrongly."""

    class Meta:
        default_resolver = by_public_name

    seen = text("这些清单的标记，办理时原样交回。 / A mark of these lists, to be given back with the act.")
    county = text("县区的代码。 / The county's code.")
    lists = list_of(lambda: LeftList, "这些清单，按乡镇和日期。 / These, by township and day.")


class LeftList(graphene.ObjectType):
    """其中的一份。 / One of them."""

    class Meta:
        default_resolver = by_public_name

    edition = one(Edition, "现在的版本。 / The edition there is.")
    township = text("地点的代码。 / The place's code.")
    township_name = text("地点名称。 / Its name.")
    differences = list_of(ListDifference, f"会怎样改，至多 {MOST} 项。 / What would change, at most {MOST}.")


CarryCorrectionInput = input_of(
    "CarryCorrectionInput",
    "把第一版母版的更正推及仍然有误的各乡镇。 / Carry a first master's correction to all townships still wrong.",
    {
        "edition": typed_text("更正版的编号。 / The correcting edition's code."),
        "seen": typed_text(
            "看到的 leftWrong.seen；清单有变动，就不办理。 / leftWrong.seen as it was read; nothing is done "
            "where the lists have changed.",
            required=False,
        ),
    },
)
CarryCorrectionPayload = payload(
    "CarryCorrectionPayload",
    "推及的结果。 / What carrying it came to.",
    editions=graphene.Field(
        graphene.List(graphene.NonNull(Edition)),
        description="由此公布的版本；没有剩下的则为空表。 / The editions that came of it; none where nothing was left.",
    ),
)


def _carried(asked: Given, acting: Acting) -> Data:
    made = left_wrong.carry_to_all(asked["edition"], seen=asked.get("seen") or "", **acting.by)
    return {"editions": [edition_shown(one, acting.words) for one in made]}


class LeftWrongQueries(graphene.ObjectType):
    """What a correction left."""

    left_wrong = weighing(
        graphene.Field(
            LeftWrong,
            required=True,
            edition=argument(graphene.String, "更正版的编号。 / The correcting edition's code."),
            language=language_argument(),
            description="第一版母版更正后仍有误的清单，供编办查看；需要令牌。"
            " / The lists that a first master's correction left as they were, for the list office; needs a token.",
        ),
        1000,
    )

    @staticmethod
    def resolve_left_wrong(_root: None, info: GraphQLResolveInfo, edition: str, language: Language) -> Data:
        words = words_in(language)
        with told_in(words):
            found = left_wrong.left_by(edition, actor=info.context.actor(), now=info.context.now)
        return {"seen": found.seen, "county": found.county.code, "lists": [_left(one, words) for one in found.lists]}


def _left(left: left_wrong.Left, words: Words) -> Data:
    there = left.there.code
    return {
        "edition": edition_shown(left.there, words),
        "township": left.reached.township.code,
        "townshipName": left.reached.township.name,
        "differences": [difference_shown(one, there, there) for one in left.differences[:MOST]],
    }


class CorrectionMutations(graphene.ObjectType):
    """What can be done about what a correction left."""

    carry_correction = act_of(
        CarryCorrectionPayload,
        CarryCorrectionInput,
        "把第一版母版的更正推及仍然有误的各乡镇，全部或都不。"
        " / Carry a first master's correction to every township that still says what was wrong; all or none.",
        _carried,
    )
