"""What an act did, or would do, to admissions that rested on what it changed."""

from collections.abc import Iterable
from typing import Any

import graphene

from registry.api.fields import by_public_name, one, perhaps, text
from registry.api.options import enum_of
from registry.domain.admissions import Fate
from registry.services.approval_effects import Affected


class AffectedAdmission(graphene.ObjectType):
    """一项受影响的准入，以及它怎样了。 / An admission that was reached, and what became of it."""

    class Meta:
        default_resolver = by_public_name

    case = text("办件编号。 / The number of its case.")
    number = perhaps(graphene.String, "准入编号；尚未发号的为空。 / Its number; null where none was issued yet.")
    place = text("地点，12 位代码。 / Its place, by the 12-digit code.")
    place_name = text("地点的名称。 / The place's name.")
    unit = text("申请单位的代码。 / The code of the unit that asked.")
    subject = text("准入的是什么。 / What was admitted.")
    fate = one(enum_of(Fate), "怎样了。 / What became of it.")


def told(affected: Iterable[Affected]) -> list[dict[str, Any]]:
    """Admissions as the type above shows them."""
    return [
        {
            "case": found.case,
            "number": found.number or None,
            "place": found.place,
            "placeName": found.place_name,
            "unit": found.unit,
            "subject": found.subject,
            "fate": found.fate,
        }
        for found in affected
    ]
