"""Files that come and go at this door: sent in base64 with an act, fetched from an address with the same token."""

from collections.abc import Iterable
from typing import Any

import graphene
from flask import url_for

from registry.api.acting import Data, Given, typed_text
from registry.api.fields import by_public_name, one, text
from registry.api.scalars import Bytes, DateTime
from registry.domain.attachments import CONTENT_TYPES, Media
from registry.domain.documents import Document
from registry.services.attachments import Files
from registry.services.documents import read_document
from registry.store.attachments import AttachmentRecord


class FileInput(graphene.InputObjectType):
    """要上传的文件：每个不超过 10 MiB，一次请求正文不超过 20 MiB，请用变量传递。 / A file to send: at most 10 MiB each
    and 20 MiB of body in one request; send it in a variable."""

    name = typed_text("文件名，带扩展名。 / Its name, with its ending.")
    content = graphene.InputField(Bytes, required=True, description="内容，base64。 / What it holds, in base64.")


class Attachment(graphene.ObjectType):
    """要求或草稿所附的一份文件。 / A file that is attached to a request, or to a draft of one."""

    class Meta:
        default_resolver = by_public_name

    number = text("编号。 / Its number.")
    name = text("文件名。 / Its name.")
    content_type = text("是什么文件，按内容判断。 / What it is, by its content.")
    size = one(graphene.Int, "大小，字节。 / Its size in bytes.")
    sha256 = text("内容的 SHA-256。 / The SHA-256 of what it holds.")
    added_by_name = text("谁上传的。 / Who sent it.")
    added_at = one(DateTime, "何时上传。 / When it was sent.")
    address = text("下载的地址，用同一令牌 GET。 / Where it is fetched with GET and the same token.")


def files_given(given: Iterable[Given]) -> Files:
    """Files as they were sent."""
    return [(file["name"], file["content"]) for file in given]


def document_given(given: Given | None) -> Document | None:
    """A paper as it was sent. Raises DocumentRefused."""
    return read_document(given["name"], given["content"]) if given else None


def attached(records: Iterable[AttachmentRecord]) -> list[Data]:
    """Attachments, as the type above shows them."""
    return [_shown(record) for record in records]


def _shown(record: AttachmentRecord) -> dict[str, Any]:
    return {
        "number": record.number,
        "name": record.name,
        "contentType": CONTENT_TYPES[Media(record.media)],
        "size": record.size,
        "sha256": record.sha256,
        "addedByName": record.added_by_name,
        "addedAt": record.added_at,
        "address": url_for("graphql_attachment", number=record.number),
    }
