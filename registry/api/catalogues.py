"""The versions of a province's catalogues of plaques and certificates, what each holds, and two compared."""

from collections.abc import Sequence
from typing import Any

import graphene
from graphene.utils.str_converters import to_camel_case
from graphql import GraphQLResolveInfo

from registry.api.caller import told_in
from registry.api.connections import One, below, connected, connection
from registry.api.costs import weighing
from registry.api.fields import argument, by_public_name, flag, list_of, one, text
from registry.api.ids import Node, known_by
from registry.api.list_changes import FieldChange
from registry.api.options import Language, enum_of, language_argument, words_of
from registry.api.scalars import JSON, Date, DateTime
from registry.domain.catalogues import CatalogueSort, Change, Difference
from registry.domain.pages import InMemory
from registry.services import catalogues
from registry.services.catalogues import Version
from registry.words import Words, words_in

Data = dict[str, Any]


class CatalogueEntry(graphene.ObjectType):
    """目录的一项。 / One entry of a catalogue."""

    class Meta:
        default_resolver = by_public_name

    name = text("名称。 / Its name.")
    facts = one(
        JSON, "其余各栏，名称与导入文件的列相同。 / All else it says, under the names of the columns of its file."
    )


class CatalogueQuota(graphene.ObjectType):
    """一类村（社区）的挂牌限额。 / The plaque quota of a class of village."""

    class Meta:
        default_resolver = by_public_name

    village_class = text("村的类别。 / The class of village.")
    quota = one(graphene.Int, "限额。 / Its quota.")


@known_by("key")
class CatalogueVersion(graphene.ObjectType):
    """省级目录的一版，不再改动。 / One version of a province's catalogue; never edited."""

    class Meta:
        interfaces = (Node,)
        default_resolver = by_public_name

    code = text("编号。 / Its code.")
    sort = one(enum_of(CatalogueSort), "哪一种目录。 / What it is a catalogue of.")
    division = text("省的 12 位代码。 / The province's 12-digit code.")
    version = text("版本。 / What the version is called.")
    effective_on = one(Date, "生效日。 / Its first day.")
    recorded_at = one(DateTime, "登记时间。 / When it was recorded.")
    sample = flag("是否示例。 / Whether it is a sample.")
    entries = below(CatalogueEntry, "各项，按目录的次序。 / Its entries, in its order.")
    quotas = list_of(CatalogueQuota, "挂牌限额；证明目录没有。 / Its plaque quotas; none of certificates.")


class CatalogueDifference(graphene.ObjectType):
    """两版目录的一处不同。 / One entry that is not the same in both."""

    class Meta:
        default_resolver = by_public_name

    change = one(enum_of(Change), "增加、删除或改动。 / Added, removed or changed.")
    name = text("名称。 / Its name.")
    fields = list_of(FieldChange, "改动的各栏。 / Every field that changed.")


class CatalogueComparison(graphene.ObjectType):
    """两版目录的比较。 / Two versions compared."""

    class Meta:
        default_resolver = by_public_name

    earlier = one(CatalogueVersion, "原来的一版。 / The version before.")
    later = one(CatalogueVersion, "现在的一版。 / The version after.")
    entries = list_of(CatalogueDifference, "各项的不同，至多1000项。 / What entries differ; at most 1000.")
    quotas = list_of(CatalogueDifference, "限额的不同。 / What quotas differ.")


def _sort() -> graphene.Argument:
    return argument(enum_of(CatalogueSort), "哪一种目录。 / What it is a catalogue of.")


class CatalogueQueries(graphene.ObjectType):
    """What can be asked about catalogues."""

    catalogue_versions = weighing(
        connection(
            CatalogueVersion,
            "一处所在省的目录各版，最近生效的在前。"
            " / The versions of the catalogue of a place's province, the latest first.",
            sort=_sort(),
            place=argument(graphene.String, "代码或名称。 / A place, by code or name."),
            language=language_argument(),
        ),
        100,
    )
    compare_catalogues = weighing(
        graphene.Field(
            CatalogueComparison,
            required=True,
            sort=_sort(),
            earlier=argument(graphene.String, "原来一版的编号。 / The code of the version before."),
            later=argument(graphene.String, "现在一版的编号。 / The code of the version after."),
            language=language_argument(),
            description="两版目录逐项逐栏比较。 / Two versions of a catalogue, entry by entry and field by field.",
        ),
        200,
    )

    @staticmethod
    def resolve_catalogue_versions(_root: None, info: GraphQLResolveInfo, **asked: Any) -> Data:
        words = words_of(asked)
        with told_in(words):
            sort = CatalogueSort(asked["sort"])
            found = catalogues.versions(sort, asked["place"], now=info.context.now)
            in_order = InMemory(sorted(found, key=_behind), _behind, (int, float, str))
            return connected(One(in_order, lambda rows: versions_shown(rows, words), words), info, asked)

    @staticmethod
    def resolve_compare_catalogues(
        _root: None, _info: GraphQLResolveInfo, sort: CatalogueSort, earlier: str, later: str, language: Language
    ) -> Data:
        words = words_in(language)
        with told_in(words):
            found = catalogues.compared(CatalogueSort(sort), earlier, later)
        before, after = versions_shown([found.earlier, found.later], words)
        entries, quotas = ([_difference(one) for one in part] for part in (found.entries, found.quotas))
        return {"earlier": before, "later": after, "entries": entries, "quotas": quotas}


def _behind(version: Version) -> tuple[int, float, str]:
    return -version.effective_on.toordinal(), -version.recorded_at.timestamp(), version.code


def versions_shown(rows: Sequence[Version], words: Words) -> list[Data]:
    """Versions as the type above shows them; what each holds only where it is asked for."""
    return [_shown(version, words) for version in rows]


def _shown(version: Version, words: Words) -> Data:
    def entries(_asked: Any) -> One:
        numbered = InMemory(
            list(enumerate(catalogues.held_by(version.sort, version.code).entries)), lambda at: (at[0],), (int,)
        )
        return One(numbered, lambda page: [_entry(entry) for _, entry in page], words)

    def quotas() -> list[Data]:
        held = catalogues.held_by(version.sort, version.code).quotas
        return [{"villageClass": entry["name"], "quota": entry["quota"]} for entry in held]

    return {
        "key": f"{version.sort.value}/{version.code}",
        "code": version.code,
        "sort": version.sort,
        "division": version.division,
        "version": version.version,
        "effectiveOn": version.effective_on,
        "recordedAt": version.recorded_at,
        "sample": version.sample,
        "entries": entries,
        "quotas": quotas,
    }


def _entry(entry: Any) -> Data:
    facts = {to_camel_case(name): value for name, value in entry.items() if name != "name"}
    return {"name": entry["name"], "facts": facts}


def _difference(found: Difference) -> Data:
    fields = [{"field": to_camel_case(name), "before": before, "after": after} for name, before, after in found.fields]
    return {"change": found.change, "name": found.name, "fields": fields}
