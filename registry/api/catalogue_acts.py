"""A province's catalogues and a county's retained list: the next version tried, then put on record."""

from typing import Any

import graphene
from graphene.utils.str_converters import to_camel_case

from registry.api.acting import (
    Acting,
    Data,
    Given,
    act_of,
    chosen,
    input_of,
    payload,
    to_mend,
    typed_day,
    typed_flag,
    typed_list,
    typed_text,
)
from registry.api.fields import by_public_name, list_of, one, perhaps, text
from registry.api.files import FileInput
from registry.api.options import enum_of
from registry.api.scalars import JSON, Date
from registry.api.sheets import bare_name, sheets
from registry.domain.catalogues import CatalogueSort, Change, Difference
from registry.domain.errors import RegistryError
from registry.services import catalogues, certificates
from registry.services.catalogue_rows import COLUMNS
from registry.store.certificates import RetainedListRecord

_COLUMNS = "; ".join(f"{sort.value}: {', '.join(columns)}" for sort, columns in COLUMNS.items())


class CatalogueVersion(graphene.ObjectType):
    """省级目录的一个版本。 / One version of a province's catalogue."""

    class Meta:
        default_resolver = by_public_name

    code = text("编号。 / Its code.")
    version = text("版本名称。 / What it is called.")
    effective_on = one(Date, "自哪天起。 / From which day.")


class CatalogueDifference(graphene.ObjectType):
    """与前一版不同的一项。 / One entry that differs from the version before."""

    class Meta:
        default_resolver = by_public_name

    change = one(enum_of(Change), "怎样变化。 / What became of it.")
    name = text("名称；限额的为村的类别。 / Its name; for a quota the class of village.")
    fields = one(JSON, "变化的各栏，前后内容。 / The fields that changed, before and after.")


class RetainedList(graphene.ObjectType):
    """一个县的保留证明清单。 / What a county retains."""

    class Meta:
        default_resolver = by_public_name

    code = text("编号。 / Its code.")
    county = text("县区的代码。 / The county's code.")
    document_number = text("文号。 / Its document number.")
    effective_on = one(Date, "自哪天起。 / From which day.")
    names = list_of(graphene.String, "保留的证明。 / The certificates retained.")


RecordCatalogueInput = input_of(
    "RecordCatalogueInput",
    f"省级目录的一个版本，CSV 或 JSON 文件。 / A version of a province's catalogue, as CSV or JSON. {_COLUMNS}.",
    {
        "sort": chosen(CatalogueSort, "哪一种目录。 / Which catalogue."),
        "place": typed_text("省，代码或名称。 / The province, by code or name."),
        "version": typed_text("版本名称。 / What the version is called."),
        "effective_on": typed_day("自哪天起。 / From which day."),
        "file": graphene.InputField(FileInput, required=True, description="文件。 / The file."),
        "dry_run": typed_flag("只检查，什么都不保存。 / Only check; nothing is kept."),
    },
)
RecordCataloguePayload = payload(
    "RecordCataloguePayload",
    "登记的结果；有须改正之处就什么都不保存。 / What recording came to; nothing is kept where there are errors.",
    catalogue=perhaps(CatalogueVersion, "这个版本；试办或有错误时为空。 / The version; null where nothing was kept."),
    count=graphene.Int(description="共几项。 / How many entries it has."),
    before=graphene.String(description="当日有效的前一版；空为没有。 / The version in force then; empty for none."),
    entries=graphene.Field(
        graphene.List(graphene.NonNull(CatalogueDifference)),
        description="与前一版不同的各项。 / The entries that differ.",
    ),
    quotas=graphene.Field(
        graphene.List(graphene.NonNull(CatalogueDifference)),
        description="与前一版不同的限额。 / The quotas that differ.",
    ),
)
RetainCertificatesInput = input_of(
    "RetainCertificatesInput",
    "一个县由省级清单保留的证明。 / What a county retains of its province's list.",
    {
        "place": typed_text("县区，代码或名称。 / The county, by code or name."),
        "names": typed_list(graphene.String, "保留的证明。 / The certificates retained."),
        "nothing": typed_flag("一项都不保留。 / Nothing at all is retained."),
        "document_number": typed_text("文号。 / Its document number."),
        "effective_on": typed_day("自哪天起。 / From which day."),
        "dry_run": typed_flag("只检查，什么都不保存。 / Only check; nothing is kept."),
    },
)
RetainCertificatesPayload = payload(
    "RetainCertificatesPayload",
    "登记的结果。 / What recording came to.",
    retained_list=perhaps(RetainedList, "保留清单；试办或有错误时为空。 / The list; null where nothing was kept."),
)


def _recorded(asked: Given, acting: Acting) -> Data:
    sort, about = CatalogueSort(asked["sort"]), {"version": asked["version"], "effective_on": asked["effective_on"]}
    catalogues.may_record(sort, acting.actor, asked["place"], now=acting.now)
    try:
        rows = list(sheets().rows_in(asked["file"]["content"], bare_name(asked["file"]["name"])))
    except RegistryError as error:
        return to_mend(error, acting.words, ["input", "file"])
    found = catalogues.proposed(sort, asked["place"], rows, **about, **acting.by)
    if found.problems:
        wrong = [error for problem in found.problems for error in to_mend(problem, acting.words, _FILE)["errors"]]
        return {"errors": wrong}
    told = {
        "count": found.number,
        "before": found.before,
        "entries": [_difference(one) for one in found.entries],
        "quotas": [_difference(one) for one in found.quotas],
    }
    if asked["dry_run"]:
        return told
    kept = catalogues.record_catalogue(sort, asked["place"], rows, **about, **acting.by)
    version = {"code": kept.code, "version": kept.version, "effectiveOn": kept.effective_on}
    return {**told, "catalogue": version}


_FILE = ["input", "file"]


def _difference(found: Difference) -> Data:
    fields: list[dict[str, Any]] = [
        {"field": to_camel_case(field), "before": before, "after": after} for field, before, after in found.fields
    ]
    return {"change": found.change, "name": found.name, "fields": fields}


def _retained(asked: Given, acting: Acting) -> Data:
    made = certificates.record_retained_list(
        asked["place"],
        list(asked["names"]),
        document_number=asked["document_number"],
        effective_on=asked["effective_on"],
        nothing=asked["nothing"],
        dry_run=asked["dry_run"],
        **acting.by,
    )
    return {"retainedList": None if asked["dry_run"] else _list(made)}


def _list(made: RetainedListRecord) -> Data:
    return {
        "code": made.code,
        "county": made.division,
        "documentNumber": made.document_number,
        "effectiveOn": made.effective_on,
        "names": made.names,
    }


class CatalogueMutations(graphene.ObjectType):
    """What can be done with catalogues."""

    record_catalogue = act_of(
        RecordCataloguePayload,
        RecordCatalogueInput,
        "登记省级目录的下一版；同日再登记的更正前者。"
        " / Record the next version of a province's catalogue; one recorded later for the same day corrects it.",
        _recorded,
    )
    retain_certificates = act_of(
        RetainCertificatesPayload,
        RetainCertificatesInput,
        "登记县级保留证明清单；下一份接替它。 / Record what a county retains; the next list supersedes it.",
        _retained,
    )
