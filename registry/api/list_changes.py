"""Two lists compared, as types: what became of each duty, and every field that changed."""

from collections.abc import Sequence
from typing import Any

import graphene
from graphene.utils.str_converters import to_camel_case

from registry.api.connections import One, below
from registry.api.fields import by_public_name, list_of, one, perhaps, text
from registry.api.list_types import Duty, Edition, duty_plain, duty_shown, edition_shown
from registry.api.options import enum_of
from registry.api.scalars import JSON
from registry.domain.comparing import Difference
from registry.domain.duties import Edition as OneEdition
from registry.domain.editions import DescentKind
from registry.domain.pages import InMemory
from registry.words import Words

Data = dict[str, Any]


class FieldChange(graphene.ObjectType):
    """一栏的前后内容。 / One field before and after."""

    class Meta:
        default_resolver = by_public_name

    field = text("栏目，名称与事项的字段相同。 / The field, by the name it has on a duty.")
    before = perhaps(JSON, "原来的内容。 / What it said before.")
    after = perhaps(JSON, "现在的内容。 / What it says after.")


class ListDifference(graphene.ObjectType):
    """一项事项的变化。 / What became of one duty."""

    class Meta:
        default_resolver = by_public_name

    kinds = list_of(enum_of(DescentKind), "怎样变化。 / What it underwent.")
    before = list_of(
        Duty, "原来的事项；合并的有几项，新增的没有。 / The duty before: several for a merger, none for an addition."
    )
    after = perhaps(Duty, "现在的事项；删除的为空。 / The duty after; null where it was dropped.")
    fields = list_of(FieldChange, "变化的各栏。 / Every field that changed.")


class Comparison(graphene.ObjectType):
    """两份清单的比较。 / Two lists compared."""

    class Meta:
        name = "ListComparison"
        default_resolver = by_public_name

    before = one(Edition, "原来的一版。 / The edition before.")
    after = perhaps(Edition, "现在的一版；草稿则为空。 / The edition after; null for a draft.")
    count = one(graphene.Int, "共有几项变化。 / How many duties differ.")
    differences = below(ListDifference, "逐项变化。 / Every difference.")


def compared_shown(
    before: OneEdition, after: OneEdition | None, differences: Sequence[Difference], words: Words, *, now_in: str = ""
) -> Data:
    """Two lists compared, as the type above shows it; a draft, whose code is `now_in`, is no edition yet."""
    codes = before.code, after.code if after else now_in
    numbered = InMemory(list(enumerate(differences)), lambda one: (one[0],), (int,))
    return {
        "before": edition_shown(before, words),
        "after": edition_shown(after, words) if after else None,
        "count": len(differences),
        "differences": One(numbered, lambda page: [difference_shown(found, *codes) for _, found in page], words),
    }


def difference_shown(found: Difference, before: str, after: str) -> Data:
    """One difference as the type above shows it; `before` and `after` are the codes of the two lists."""
    return difference_plain(found) | {
        "before": [duty_shown(duty, before) for duty in found.before],
        "after": duty_shown(found.after, after) if found.after else None,
    }


def difference_plain(found: Difference) -> Data:
    """One difference under its public names."""
    return {
        "kinds": [kind.value for kind in found.kinds],
        "before": [duty_plain(duty) for duty in found.before],
        "after": duty_plain(found.after) if found.after else None,
        "fields": [
            {"field": to_camel_case(change.field), "before": change.before, "after": change.after}
            for change in found.fields
        ],
    }
