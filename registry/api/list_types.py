"""Editions and duties as types, by the same names as at every door."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import graphene

from registry.api.connections import Many, One, Source, below
from registry.api.fields import argument, by_public_name, flag, list_of, one, perhaps, text
from registry.api.ids import Node, known_by
from registry.api.options import enum_of
from registry.api.scalars import Date, DateTime
from registry.api.told import Together, Told
from registry.domain import duties
from registry.domain.duties import DutyList, DutyTier, matching
from registry.domain.pages import InMemory
from registry.services.duties import edition_called
from registry.store.duty_pages import duties_below, duties_of
from registry.words import Words

MOST = 500
Data = dict[str, Any]
Asked = Mapping[str, Any]


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


@known_by("key")
class Duty(graphene.ObjectType):
    """清单上的一项。 / One row of a list."""

    class Meta:
        interfaces = (Node,)
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


def duties_field() -> graphene.Field:
    """The duties of a list: a page of them, of a part, or those that hold some words."""
    return below(
        Duty,
        "事项，按清单的次序。 / The duties, in the order of the list.",
        tier=argument(enum_of(DutyTier), "只要哪一部分。 / Only this part.", required=False),
        search=argument(graphene.String, "要找的字句。 / Words to find.", required=False),
    )


@known_by("code")
class Edition(graphene.ObjectType):
    """清单的一版，公布后不再改动。 / A published edition; never edited."""

    class Meta:
        name = "ListEdition"
        interfaces = (Node,)
        default_resolver = by_public_name

    code = text("编号。 / Its code.")
    township = text("地点的代码。 / The code of the place it is of.")
    document_number = text("文号。 / Its document number.")
    effective_on = one(Date, "生效日期。 / The first day it is in force.")
    recorded_at = one(DateTime, "登记时间。 / When it was recorded.")
    sample = flag("是否示例。 / Whether it is a sample.")
    corrects = perhaps(graphene.String, "更正哪一版；空为没有。 / The edition it corrects; null for none.")
    corrected = flag("是否已被更正。 / Whether a later edition corrects it.")
    duties = duties_field()


def edition_shown(edition: duties.Edition, words: Words, corrected: Collection[str] = ()) -> Data:
    """An edition as the type above shows it. `corrected` are the codes of those that are."""
    return editions_shown([edition], words, corrected)[0]


def editions_shown(editions: Sequence[duties.Edition], words: Words, corrected: Collection[str] = ()) -> list[Data]:
    """The editions of a page: their duties are looked up together."""
    together: dict[DutyTier | None, Many] = {}

    def of_part(tier: DutyTier | None) -> Many:
        if tier not in together:
            found = duties_below([edition.code for edition in editions], tier)
            together[tier] = Many(found, _rows_shown, words)
        return together[tier]

    def duties_for(code: str) -> Callable[[Asked], Source]:
        def source(asked: Asked) -> Source:
            if len(editions) == 1 or asked.get("search"):
                return listed(edition_called(code), code, words, asked)
            return of_part(asked.get("tier")).of(code)

        return source

    return [edition_plain(edition, corrected) | {"duties": duties_for(edition.code)} for edition in editions]


def edition_plain(edition: duties.Edition, corrected: Collection[str] = ()) -> Data:
    """What an edition is, without its duties."""
    return {
        "code": edition.code,
        "township": edition.township,
        "documentNumber": edition.document_number,
        "effectiveOn": edition.effective_on,
        "recordedAt": edition.recorded_at,
        "sample": edition.sample,
        "corrects": edition.corrects or None,
        "corrected": edition.code in corrected,
    }


def _rows_shown(rows: Sequence[Any]) -> list[Data]:
    return [duty_shown(duty, row.edition) for duty, row in zip(duties_of(rows), rows, strict=True)]


def duty_shown(duty: duties.Duty, of: str) -> Data:
    """A duty as the type above shows it; `of` is the edition, or the draft, that it stands in."""
    return {
        "code": duty.code,
        "tier": duty.tier.value,
        "number": duty.number,
        "category": duty.category,
        "matter": duty.matter,
        "shares": lambda: [share.as_data() for share in duty.shares],
        "townshipShare": duty.township_share,
        "takenOverBy": duty.taken_over_by,
        "wayOfWorking": duty.way_of_working,
        "key": f"{of}/{duty.code}",
    }


def duties_shown(rows: Sequence[duties.Duty], of: str) -> Together:
    """The duties of one edition, or draft, likewise."""
    return Together(_Told, rows, of)


class _Told(Told):
    """One of them."""

    def __init__(self, duty: duties.Duty, of: str) -> None:
        super().__init__(duty_shown(duty, of))


_Told.COLUMNS = {
    "code": lambda rows, _of: [duty.code for duty in rows],
    "tier": lambda rows, _of: [duty.tier for duty in rows],
    "number": lambda rows, _of: [duty.number for duty in rows],
    "category": lambda rows, _of: [duty.category for duty in rows],
    "matter": lambda rows, _of: [duty.matter for duty in rows],
}


def duty_plain(duty: duties.Duty) -> Data:
    """A duty's plain data under its public names."""
    told = duty.as_data()
    return {
        **{name: told[name] for name in ("code", "tier", "number", "category", "matter", "shares")},
        "townshipShare": told["township_share"],
        "takenOverBy": told["taken_over_by"],
        "wayOfWorking": told["way_of_working"],
    }


def listed(rows: DutyList | Sequence[duties.Duty], of: str, words: Words, asked: Asked) -> Source:
    """The duties of a list at hand that hold these words, or of a part of it."""
    sought, tier = (asked.get("search") or "")[:100], asked.get("tier")
    if isinstance(rows, DutyList) and not sought and tier is None:
        found: Sequence[duties.Duty] = rows.duties  # as they stand on the list
    else:
        found = rows.matching(sought, tier) if isinstance(rows, DutyList) else matching(rows, sought, tier)
        found = sorted(found, key=_place_on_list)
    in_order = InMemory(found, _place_on_list, (int, int, str))
    return One(in_order, lambda page: duties_shown(page, of), words)


def _place_on_list(duty: duties.Duty) -> tuple[int, int, str]:
    return _PARTS[duty.tier], duty.number, duty.code


_PARTS = {tier: place for place, tier in enumerate(DutyTier)}
