"""Requests and their cases as types."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import graphene

from registry.api import cases
from registry.api.cases import Case
from registry.api.fields import by_public_name, flag, list_of, one, perhaps, text
from registry.api.files import Attachment, attached
from registry.api.ids import Node, known_by
from registry.api.scalars import JSON, Date, DateTime
from registry.api.told import Parts, Together, Told
from registry.api.units import Unit
from registry.api.units import shown as unit_shown
from registry.services.case_pages import cases_of_requests, forms_of, submitted
from registry.store.access import RequestRecord
from registry.store.attachments import AttachmentRecord, attachments_of_requests
from registry.store.case_pages import departments
from registry.store.request_pages import Form
from registry.words import Words

Data = dict[str, Any]


@known_by("number")
class Request(graphene.ObjectType):
    """一项已提交的要求。 / A request that was submitted."""

    class Meta:
        interfaces = (Node,)
        default_resolver = by_public_name

    number = text("要求的编号。 / Its number.")
    kind = text("哪一类要求。 / The kind of request.")
    subject = text("要求的是什么。 / What it asks for.")
    unit = text("提出要求的单位的代码。 / The code of the unit that asks.")
    unit_name = text("单位提出要求时的名称。 / Its name when it asked.")
    department = perhaps(
        Unit, "提出要求的单位；已不在名录的为空。 / The unit that asks; null where it is on record no more."
    )
    on = one(Date, "按哪一天判断。 / The day it was judged for.")
    known_at = one(DateTime, "以何时已登记的情况为准。 / What had been recorded by then counted.")
    submitted_at = one(DateTime, "何时提交。 / When it was submitted.")
    sample = flag("是否依据示例数据。 / Whether it rests on sample data.")
    application = one(JSON, "申请中填写的内容。 / What the application says.")
    cases = list_of(
        Case,
        "每个地点一个办件，至多200个；只有持令牌者可读的。 / A case for each place, at most 200: those one may read.",
    )
    attachments = list_of(Attachment, "所附的文件。 / The files attached.")


def shown(record: RequestRecord, words: Words, caller: Any) -> Data:
    """A request on file, as the type above shows it."""
    return shown_together([record], words, caller)[0]


def shown_together(rows: Sequence[Any], words: Words, caller: Any) -> Together:
    """The requests of a page, as rows or records: their cases are looked up together."""
    return Together(_Told, rows, _Page(rows, words, caller))


@dataclass(frozen=True)
class _Page:
    """Requests that are shown together."""

    rows: Sequence[Any]
    words: Words
    caller: Any

    @cached_property
    def cases(self) -> Parts:
        numbers = [row.number for row in self.rows]
        found = cases_of_requests(numbers, self.caller.actor(), self.caller.now)
        of_each = [found.get(number, ()) for number in numbers]
        every = cases.shown_together([row for of_one in of_each for row in of_one], self.words, self.caller)
        return Parts(every, [len(of_one) for of_one in of_each])

    @cached_property
    def cases_by_request(self) -> dict[str, Together]:
        return {row.number: of_one for row, of_one in zip(self.rows, self.cases, strict=True)}

    def cases_of(self, rows: Sequence[Any]) -> Sequence[Together]:
        """The cases of each of these of them."""
        return self.cases if rows is self.rows else [self.cases_by_request[row.number] for row in rows]

    @cached_property
    def forms(self) -> dict[str, Form]:
        return forms_of(self.rows)

    @cached_property
    def units(self) -> dict[str, Data]:
        return {code: unit_shown(unit) for code, unit in departments({row.unit for row in self.rows}).items()}

    @cached_property
    def files(self) -> dict[str, list[AttachmentRecord]]:
        return attachments_of_requests([row.number for row in self.rows])


class _Told(Told):
    """One of them."""

    def __init__(self, row: Any, page: _Page) -> None:
        super().__init__(number=row.number, kind=row.kind, subject=row.subject, unit=row.unit)
        self.row, self.page = row, page


_Told.TELL = {
    "unitName": lambda told: told.page.forms[told.row.number].asked_by["name"],
    "department": lambda told: told.page.units.get(told.row.unit),
    "on": lambda told: told.row.on,
    "knownAt": lambda told: told.row.known_at,
    "submittedAt": lambda told: told.row.submitted_at,
    "sample": lambda told: bool(told.row.sample),
    "application": lambda told: told.page.forms[told.row.number].application,
    "attachments": lambda told: attached(told.page.files.get(told.row.number, [])),
    "cases": lambda told: told.page.cases_by_request[told.row.number],
}
_Told.COLUMNS = {
    "number": lambda rows, _page: [row.number for row in rows],
    "subject": lambda rows, _page: [row.subject for row in rows],
    "department": lambda rows, page: [page.units.get(row.unit) for row in rows],
    "submittedAt": lambda rows, _page: submitted(rows),
    "cases": lambda rows, page: page.cases_of(rows),
}
