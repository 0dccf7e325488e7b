"""Requests and their cases as types."""

from typing import Any

import graphene

from registry.api import cases
from registry.api.cases import Case
from registry.api.fields import by_public_name, flag, list_of, one, text
from registry.api.files import Attachment, attached
from registry.api.scalars import JSON, Date, DateTime
from registry.services.case_parties import may_read
from registry.store.access import RequestRecord
from registry.store.attachments import attachments_of
from registry.words import Words


class Request(graphene.ObjectType):
    """一项已提交的要求。 / A request that was submitted."""

    class Meta:
        default_resolver = by_public_name

    number = text("要求的编号。 / Its number.")
    kind = text("哪一类要求。 / The kind of request.")
    subject = text("要求的是什么。 / What it asks for.")
    unit = text("提出要求的单位的代码。 / The code of the unit that asks.")
    on = one(Date, "按哪一天判断。 / The day it was judged for.")
    known_at = one(DateTime, "以何时已登记的情况为准。 / What had been recorded by then counted.")
    submitted_at = one(DateTime, "何时提交。 / When it was submitted.")
    sample = flag("是否依据示例数据。 / Whether it rests on sample data.")
    application = one(JSON, "申请中填写的内容。 / What the application says.")
    cases = list_of(Case, "每个地点一个办件。 / A case for each place.")
    attachments = list_of(Attachment, "所附的文件。 / The files attached.")


def shown(record: RequestRecord, words: Words, caller: Any) -> dict[str, Any]:
    """A request on file, as the type above shows it."""
    return {
        "number": record.number,
        "kind": record.kind,
        "subject": record.subject,
        "unit": record.unit,
        "on": record.on,
        "knownAt": record.known_at,
        "submittedAt": record.submitted_at,
        "sample": record.sample,
        "application": record.application,
        "attachments": lambda: attached(attachments_of(request=record.number)),
        "cases": [
            cases.shown(case, words, caller) for case in record.cases if may_read(case, caller.actor(), caller.now)
        ],
    }
