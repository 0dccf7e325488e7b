"""Bringing lists in: from files as they circulate or as rows, tried first or kept as a draft; or begun from the list
there is."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import graphene

from registry.api.acting import (
    Acting,
    Data,
    Given,
    act_of,
    input_of,
    payload,
    to_mend,
    typed_flag,
    typed_list,
    typed_text,
)
from registry.api.fields import by_public_name, list_of, one, perhaps, text
from registry.api.files import FileInput
from registry.api.list_changes import Comparison, compared_shown
from registry.api.list_rows import DutyRowInput, rows_meant
from registry.api.lists import Draft, draft_shown
from registry.api.options import enum_of
from registry.api.scalars import JSON, Bytes
from registry.api.sheets import bare_name, sheets
from registry.domain.actors import Action
from registry.domain.comparing import compare
from registry.domain.duties import Duty, DutyTier
from registry.domain.errors import MissingAnswer, RegistryError, TooMany
from registry.services import drafting
from registry.services.keepers import asked_for
from registry.services.permitting import permit
from registry.words import Words

MOST_FILES, MOST_PROBLEMS = 10, 500
_PLACE = (
    "哪里的清单：乡镇（县区则为母版），代码或带县名的名称。"
    " / Whose list: a township's (or a county's master), by code or by name with county."
)
_CORRECTS = "更正哪一版；不填为下一版。 / The edition to correct; without it the next one."
_DRAFT = perhaps(Draft, "草稿；有错误或者试办时为空。 / The draft; null where there are errors, or in a dry run.")


class FilePart(graphene.ObjectType):
    """文件中的一张清单。 / One part of the list in a file."""

    class Meta:
        default_resolver = by_public_name

    tier = one(enum_of(DutyTier), "所在部分。 / The part of the list.")
    rows = one(graphene.Int, "读到几项。 / How many rows were read.")


class FileProblem(graphene.ObjectType):
    """文件中须改正的一处。 / Something in a file that is to be mended."""

    class Meta:
        default_resolver = by_public_name

    code = text("公开代码。 / A public code.")
    sheet = text("工作表，或文档中的第几张表。 / The sheet, or which table of a document.")
    row = one(graphene.Int, "行，从 1 起。 / The row, from 1.")
    column = text("列的字母；空为整行。 / The column's letter; empty for the whole row.")
    facts = one(JSON, "事实。 / The facts.")
    message = text("一句话，说明怎样改正。 / One sentence that says what to do.")


class ReadFile(graphene.ObjectType):
    """一个文件读到了什么。 / What was read in one file."""

    class Meta:
        default_resolver = by_public_name

    name = text("文件名。 / Its name.")
    sha256 = text("内容的 SHA-256。 / The SHA-256 of what it holds.")
    parts = list_of(FilePart, "其中的清单。 / The parts of a list in it.")
    problem_count = one(graphene.Int, "须改正的有几处。 / How many things are to be mended.")
    problems = list_of(FileProblem, f"须改正之处，至多 {MOST_PROBLEMS} 处。 / These, at most {MOST_PROBLEMS}.")
    warnings = list_of(graphene.String, "异常之处，不妨碍保存。 / What is odd, and keeps nothing from being kept.")
    remarked = one(Bytes, "同一文件，须改正之处旁写有提示。 / The same file, with remarks beside what is to be mended.")


ImportListInput = input_of(
    "ImportListInput",
    "一份清单：文件或者逐项填写，恰好一种；没有的部分沿用现有清单（文件）。"
    " / A list, in files or as rows, one of the two; parts that no file has stay as they are.",
    {
        "place": typed_text(_PLACE),
        "corrects": typed_text(_CORRECTS, required=False),
        "files": typed_list(
            FileInput,
            f"流转的 .xlsx 或 .docx，最多 {MOST_FILES} 个。 / Workbooks or documents, at most {MOST_FILES}.",
        ),
        "rows": typed_list(DutyRowInput, "逐项填写的整份清单。 / The whole list, row by row."),
        "document_number": typed_text(
            "文号；不填则用文件里的。 / Its document number; else that of the files.", required=False
        ),
        "dry_run": typed_flag("只检查，什么都不保存。 / Only check; nothing is kept."),
    },
)
ImportListPayload = payload(
    "ImportListPayload",
    "导入的结果。 / What importing came to.",
    draft=_DRAFT,
    files=graphene.Field(
        graphene.List(graphene.NonNull(ReadFile)),
        description="各文件读到的内容和须改正之处。 / What was read in each file, and what is to be mended there.",
    ),
    rows=graphene.Int(description="清单共几项。 / How many rows the list has."),
    unknown_departments=graphene.Field(
        graphene.List(graphene.NonNull(graphene.String)),
        description="不在名录中的部门。 / Departments that are no unit on record.",
    ),
    another_place=graphene.String(
        description="文件写明的另一个地方；空为没有。 / Another place that a file says it is of; empty for none."
    ),
    comparison=perhaps(
        Comparison, "与现有清单的不同；没有则为空。 / What differs from the list there is; null for none."
    ),
)
BeginListDraftInput = input_of(
    "BeginListDraftInput",
    "由现有清单起一份草稿。 / A draft that says what the list there is says.",
    {"place": typed_text(_PLACE), "corrects": typed_text(_CORRECTS, required=False)},
)
BeginListDraftPayload = payload("BeginListDraftPayload", "起草的结果。 / What beginning a draft came to.", draft=_DRAFT)


def _imported(asked: Given, acting: Acting) -> Data:
    place = asked_for(asked["place"], asked.get("corrects") or "", acting.now)
    permit(acting.actor, Action.DRAFT_LIST, at=place)
    if bool(asked["files"]) is bool(asked["rows"]):
        raise MissingAnswer("files")
    if asked["rows"]:
        listed = drafting.latest_list(place, now=acting.now)
        meant = rows_meant(asked["rows"], place, listed.duties if listed else ())
        rows = [replace(row, code=row.code or f"row-{at}") for at, row in enumerate(meant)]  # until codes are carried
        none: Data = {"files": [], "unknownDepartments": [], "anotherPlace": ""}
        return _kept(asked, acting, rows, {"place": place.code, **none}, {})
    try:
        found = _read(place, asked["files"], acting)
    except RegistryError as error:
        return to_mend(error, acting.words, ["input", "files"])
    told = {
        "files": [_file(*one, acting.words) for one in zip(found.sources, found.problems, strict=True)],
        "unknownDepartments": list(found.unknown),
        "anotherPlace": found.names_another_place,
    }
    if not found.is_fine:
        return {**told, "errors": [] if asked["dry_run"] else _to_mend(found.problems, acting.words)}
    number = next((one.read.document_number for one in found.sources if one.read.document_number), "")
    source = "、".join(one.name for one in found.sources)
    paper = {"document_number": number, "source": source, "source_sha256": found.sources[0].sha256}
    return _kept(asked, acting, found.duties, {"place": place.code, **told}, paper)


def _kept(asked: Given, acting: Acting, rows: Sequence[Duty], told: Data, paper: Data) -> Data:
    """Kept as a draft, or only tried; either way told with what differs from the list there is."""
    place = told.pop("place")
    corrects = asked.get("corrects") or ""
    prepared = drafting.prepare(place, rows, now=acting.now, corrects=corrects)
    before = prepared.before
    differs = compare(before.duties, prepared.carried.duties) if before else ()
    told |= {
        "rows": len(rows),
        "comparison": compared_shown(before.edition, None, differs, acting.words) if before else None,
    }
    if asked["dry_run"]:
        return told
    if asked.get("document_number"):
        paper["document_number"] = asked["document_number"]
    draft = drafting.import_list(place, rows, corrects=corrects, **paper, **acting.by)
    return {**told, "draft": draft_shown(draft, acting.words, acting.now)}


def _read(place: Any, files: Sequence[Given], acting: Acting) -> Any:
    if len(files) > MOST_FILES:
        raise TooMany("files", given=len(files), most=MOST_FILES)
    door = sheets()
    sources = [door.read(file["content"], bare_name(file["name"])) for file in files]
    return door.bring_together(place, sources, drafting.latest_list(place, now=acting.now))


def _to_mend(problems: Sequence[Sequence[Any]], words: Words) -> list[Data]:
    """One error for each file in which something is to be mended; what, stands with the file."""
    said = words.say("page.import_to_mend")
    wrong = [str(at) for at, found in enumerate(problems) if found]
    return [{"code": "FILE_TO_MEND", "path": ["input", "files", at], "message": said} for at in wrong]


def _file(source: Any, problems: Sequence[Any], words: Words) -> Data:
    def say(problem: Any) -> str:
        return words.problem(problem.code, problem.facts)

    return {
        "name": source.name,
        "sha256": source.sha256,
        "parts": [{"tier": part.tier, "rows": len(part.items)} for part in source.read.parts],
        "problemCount": len(problems),
        "problems": [_problem(problem, say) for problem in problems[:MOST_PROBLEMS]],
        "warnings": [words.warning(one.code, one.facts) for one in source.read.all_warnings],
        "remarked": lambda: sheets().remarked(source.content, problems, say, source.name),
    }


def _problem(problem: Any, say: Callable[[Any], str]) -> Data:
    told = {name: getattr(problem, name) for name in ("code", "sheet", "row", "column")}
    return {**told, "facts": dict(problem.facts), "message": say(problem)}


def _begun(asked: Given, acting: Acting) -> Data:
    draft = drafting.draft_from_latest(asked["place"], corrects=asked.get("corrects") or "", **acting.by)
    return {"draft": draft_shown(draft, acting.words, acting.now)}


class ListImportMutations(graphene.ObjectType):
    """How drafts of lists come to be."""

    import_list = act_of(
        ImportListPayload,
        ImportListInput,
        "导入清单，存为下一版（或更正版）的草稿；有一处须改正就什么都不保存。"
        " / Bring a list in as the draft of the next edition (or of a correcting one); nothing is kept while anything "
        "is to be mended.",
        _imported,
        where={"file": "files", "duties": "rows"},
    )
    begin_list_draft = act_of(
        BeginListDraftPayload,
        BeginListDraftInput,
        "由现有清单起草，可以再改；没改过的同一份草稿不另起。"
        " / Begin a draft from the list there is; asked again before it was touched, it is the same draft.",
        _begun,
    )
