"""Attaching files to a request that is open, and taking one off a draft."""

import graphene
from graphql import GraphQLResolveInfo

from registry.api.acting import Acting, Data, Given, done, input_of, mutation, payload, typed_list, typed_text
from registry.api.files import Attachment, FileInput, attached, files_given
from registry.domain.errors import MissingAnswer
from registry.services import attachments

AttachFilesInput = input_of(
    "AttachFilesInput",
    "要附到一项要求上的文件。 / Files to attach to a request.",
    {
        "request": typed_text("要求的编号；须尚未全部办结。 / The request's number; a case of it must be open still."),
        "files": typed_list(
            FileInput, "文件：PDF、DOCX、XLSX、PNG、JPEG。 / The files: PDF, DOCX, XLSX, PNG, JPEG.", required=True
        ),
    },
)
AttachFilesPayload = payload(
    "AttachFilesPayload",
    "上传的结果。 / What attaching came to.",
    attachments=graphene.Field(
        graphene.List(graphene.NonNull(Attachment)),
        description="新附上的文件；有错误时为空。 / The files that were attached; null where there are errors.",
    ),
)
RemoveAttachmentInput = input_of(
    "RemoveAttachmentInput",
    "要从草稿取下的文件。 / The file to take off a draft.",
    {"number": typed_text("文件的编号。 / The file's number.")},
)
RemoveAttachmentPayload = payload(
    "RemoveAttachmentPayload",
    "取下的结果。 / What taking it off came to.",
    draft=graphene.String(description="草稿编号；有错误时为空。 / The draft's number; null where there are errors."),
)


class AttachmentMutations(graphene.ObjectType):
    """What can be done with attachments."""

    attach_files = mutation(
        AttachFilesPayload,
        AttachFilesInput,
        "给本单位的要求附上文件；有一个不合格就都不保存。 / Attach files to a request of one's own unit; all or none.",
    )
    remove_attachment = mutation(
        RemoveAttachmentPayload,
        RemoveAttachmentInput,
        "从草稿取下一个文件；要求所附的不能取下。 / Take a file off a draft; what a request holds stays.",
    )

    @staticmethod
    def resolve_attach_files(_root: None, info: GraphQLResolveInfo, asked: Given) -> Data:
        return done(info, asked, _attached)

    @staticmethod
    def resolve_remove_attachment(_root: None, info: GraphQLResolveInfo, asked: Given) -> Data:
        return done(info, asked, _removed)


def _attached(asked: Given, acting: Acting) -> Data:
    if not asked["files"]:
        raise MissingAnswer("files")
    return {"attachments": attached(attachments.attach(asked["request"], files_given(asked["files"]), **acting.by))}


def _removed(asked: Given, acting: Acting) -> Data:
    return {"draft": attachments.remove(asked["number"], **acting.by)}
