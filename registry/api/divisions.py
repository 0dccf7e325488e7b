"""Places as types: a division and the chain above it."""

from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from typing import Any

import graphene

from registry.api.fields import by_public_name, flag, list_of, one, perhaps, text
from registry.api.options import enum_of
from registry.api.scalars import JSON, Date, DateTime
from registry.domain.divisions import Division as DomainDivision
from registry.domain.divisions import Level, NoticeCode, Place
from registry.domain.successions import ChangeKind
from registry.services.successions import history_of
from registry.words import Words


class Division(graphene.ObjectType):
    """一个行政区划。 / One administrative division."""

    class Meta:
        default_resolver = by_public_name

    code = text("12 位代码。 / Its 12-digit code.")
    name = text("名称。 / Its name.")
    level = one(enum_of(Level), "层级。 / Its level.")


class Notice(graphene.ObjectType):
    """答复之外要告知的事。 / Something to be told beside an answer."""

    class Meta:
        default_resolver = by_public_name

    code = one(enum_of(NoticeCode), "公开代码，不随语言变化。 / A public code, the same in every language.")
    facts = one(JSON, "说明它的事实。 / The facts that show it.")
    text = text("用所选语言写成的一句话。 / A sentence in the language asked for.")


class FormerName(graphene.ObjectType):
    """一个地点用过的名称。 / A name that a place bore."""

    class Meta:
        default_resolver = by_public_name

    name = text("名称。 / The name.")
    since = perhaps(Date, "自何日起；空为最初。 / From which day on; null for at first.")


class FormerDivision(graphene.ObjectType):
    """变更时的一个区划。 / A division as it stood in a change."""

    class Meta:
        default_resolver = by_public_name

    code = text("12 位代码。 / Its 12-digit code.")
    name = text("当时的名称。 / Its name then.")


class DivisionStep(graphene.ObjectType):
    """区划变更中的一对代码。 / One pair of codes of a change of divisions."""

    class Meta:
        default_resolver = by_public_name

    change = text("变更的编号。 / The number of the change.")
    kind = one(enum_of(ChangeKind), "变更类别。 / What sort of change.")
    effective_on = one(Date, "自何日起。 / From which day on.")
    recorded_at = one(DateTime, "何时登记。 / When it was recorded.")
    basis = text("依据的文号；无则为空。 / The document number it rests on; empty for none.")
    to_be_confirmed = flag("是否待核实（没有依据）。 / Whether it is to be confirmed, having no basis.")
    before = one(FormerDivision, "变更前。 / What was before.")
    after = perhaps(FormerDivision, "变更后；空为撤销。 / What is after; null where nothing follows.")


class PlaceType(graphene.ObjectType):
    """一个地点：区划以及它的各级上级。 / A place: a division with the chain above it."""

    class Meta:
        name = "Place"
        default_resolver = by_public_name

    code = text("12 位代码。 / Its 12-digit code.")
    name = text("名称。 / Its name.")
    level = one(enum_of(Level), "层级。 / Its level.")
    full_name = text("县、乡镇、村连写的名称。 / County, township and village in one, as an address is written.")
    path = list_of(Division, "从省到本级。 / From the province down to the place itself.")
    former_names = list_of(FormerName, "用过的全部名称，依次。 / Every name it bore, in order.")
    predecessors = list_of(DivisionStep, "由何而来。 / What it came of.")
    successors = list_of(DivisionStep, "后来如何，将要生效的也在内。 / What became of it, changes to come included.")
    is_current = flag("这一天是否在用。 / Whether its code is in use on the day.")
    succeeded_by = list_of(graphene.String, "已不在用时，这一天对应的代码。 / Where it is not: the codes in its place.")
    list_from = text("按哪个乡镇的清单；无则为空。 / The code of the township whose list holds; empty for none.")
    edition = text("该清单的文号；无则为空。 / The document number of that list; empty for none.")
    notices = list_of(Notice, "须告知的事，如按旧代码查到。 / What is to be told, as that an old code was given.")


def shown(place: Place, words: Words, *, on: date, known_at: datetime) -> dict[str, Any]:
    """A place as the type above shows it; its past and future are looked up only if asked for."""

    @cache
    def history() -> dict[str, Any]:
        found = history_of(place.code, on=on, known_at=known_at)
        return found.as_data() if found else _NO_HISTORY

    notices = [{"code": n.code, "facts": dict(n.facts), "text": words.notice(n.code, n.facts)} for n in place.notices]
    return {
        **_division(place.itself),
        "fullName": place.full_name,
        "path": [_division(d) for d in place.path],
        "formerNames": lambda: history()["names"],
        "notices": notices,
        **{name: _later(history, name) for name in _NO_HISTORY if name != "names"},
    }


_NO_HISTORY: dict[str, Any] = {
    "names": [],
    "predecessors": [],
    "successors": [],
    "isCurrent": True,
    "succeededBy": [],
    "listFrom": "",
    "edition": "",
}


def _later(history: Callable[[], dict[str, Any]], name: str) -> Callable[[], Any]:
    return lambda: history()[name]


def _division(division: DomainDivision) -> dict[str, Any]:
    return {"code": division.code, "name": division.name, "level": division.level}
