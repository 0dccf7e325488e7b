"""Editions and duties as types, by the same names as at every door."""

from collections.abc import Collection, Sequence
from typing import Any

import graphene

from registry.api.fields import argument, by_public_name, flag, list_of, one, perhaps, text
from registry.api.options import enum_of
from registry.api.scalars import Date, DateTime
from registry.domain import duties
from registry.domain.duties import DutyList, DutyTier, matching
from registry.services.duties import edition_called

MOST = 500
Data = dict[str, Any]


class Share(graphene.ObjectType):
    """一个部门在配合事项中的职责。 / One department's share of a supporting duty."""

    class Meta:
        name = "DutyShare"
        default_resolver = by_public_name

    unit = perhaps(
        graphene.String, "部门的代码；空为泛指或不在名录中。 / The unit's code; null where none is on record."
    )
    department = text("清单上写的部门。 / The department as the list writes it.")
    duties = list_of(graphene.String, "该部门的职责。 / Its share.")


class Duty(graphene.ObjectType):
    """清单上的一项。 / One row of a list."""

    class Meta:
        default_resolver = by_public_name

    code = text("固定编码，各版相同。 / Its stable code, the same across editions.")
    tier = one(enum_of(DutyTier), "所在部分。 / The part of the list.")
    number = one(graphene.Int, "印在清单上的序号。 / The printed number.")
    category = text("类别。 / The category.")
    matter = text("事项名称。 / The matter.")
    shares = list_of(Share, "对应上级部门及其职责。 / Each department's share.")
    township_share = list_of(graphene.String, "乡镇配合职责。 / The township's share.")
    taken_over_by = text("承接部门。 / The department that took it over.")
    way_of_working = text("工作方式。 / Way of working.")


class Filter:
    """How duties are asked for: a part, words to find, how many."""

    @staticmethod
    def field() -> graphene.Field:
        """A field of duties, filtered and of bounded size."""
        return graphene.Field(
            graphene.List(graphene.NonNull(Duty)),
            required=True,
            tier=argument(enum_of(DutyTier), "只要哪一部分。 / Only this part.", required=False),
            search=argument(graphene.String, "要找的字句。 / Words to find.", required=False),
            first=graphene.Argument(
                graphene.Int,
                default_value=MOST,
                description=f"至多几项，不超过{MOST}。 / At most so many, up to {MOST}.",
            ),
            skip=graphene.Argument(
                graphene.Int, default_value=0, description="跳过前几项。 / So many are passed over."
            ),
            description="事项，按清单的次序。 / The duties, in the order of the list.",
        )


class Edition(graphene.ObjectType):
    """清单的一版，公布后不再改动。 / A published edition; never edited."""

    class Meta:
        name = "ListEdition"
        default_resolver = by_public_name

    code = text("编号。 / Its code.")
    township = text("地点的代码。 / The code of the place it is of.")
    document_number = text("文号。 / Its document number.")
    effective_on = one(Date, "生效日期。 / The first day it is in force.")
    recorded_at = one(DateTime, "登记时间。 / When it was recorded.")
    sample = flag("是否示例。 / Whether it is a sample.")
    corrects = perhaps(graphene.String, "更正哪一版；空为没有。 / The edition it corrects; null for none.")
    corrected = flag("是否已被更正。 / Whether a later edition corrects it.")
    duties = Filter.field()

    @staticmethod
    def resolve_duties(held: Data, _info: Any, **asked: Any) -> list[Data]:
        return filtered(held["dutyList"](), **asked)


def edition_shown(edition: duties.Edition, corrected: Collection[str] = ()) -> Data:
    """An edition as the type above shows it. `corrected` are the codes of those that are."""
    return {
        "code": edition.code,
        "township": edition.township,
        "documentNumber": edition.document_number,
        "effectiveOn": edition.effective_on,
        "recordedAt": edition.recorded_at,
        "sample": edition.sample,
        "corrects": edition.corrects or None,
        "corrected": edition.code in corrected,
        "dutyList": lambda: edition_called(edition.code),
    }


def duty_shown(duty: duties.Duty) -> Data:
    """A duty's plain data under its public names."""
    told = duty.as_data()
    return {
        **{name: told[name] for name in ("code", "tier", "number", "category", "matter", "shares")},
        "townshipShare": told["township_share"],
        "takenOverBy": told["taken_over_by"],
        "wayOfWorking": told["way_of_working"],
    }


def filtered(
    rows: DutyList | Sequence[duties.Duty],
    tier: DutyTier | None = None,
    search: str = "",
    first: int = MOST,
    skip: int = 0,
) -> list[Data]:
    """The duties of a part that hold these words, at most 500."""
    asked = search[:100]
    found = rows.matching(asked, tier) if isinstance(rows, DutyList) else matching(rows, asked, tier)
    begin = max(skip, 0)
    return [duty_shown(duty) for duty in found[begin : begin + min(max(first, 0), MOST)]]
