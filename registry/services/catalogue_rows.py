"""The rows of a catalogue as they are typed: read into a catalogue, and a catalogue told as rows again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

from registry.domain.catalogues import CatalogueSort
from registry.domain.certificates import CertificateCatalogue, ProhibitedBy, ProhibitedType, RetainedType
from registry.domain.errors import BadInput, MalformedCatalogue
from registry.domain.kind import number, read, text
from registry.domain.plaques import PlaqueCatalogue, PlaqueEntry, PlaquePosition, PlaqueStyle
from registry.domain.wording import plain, require_says_something

Rows = Sequence[Mapping[str, Any]]
_MARK = "|"
_NOTHING = "无"
"""In place of a pattern that a row of quotas does not have."""


class YesNo(StrEnum):
    TRUE = "TRUE"
    FALSE = "FALSE"


class Listed(StrEnum):
    NATION = "NATION"
    PROVINCE = "PROVINCE"
    RETAINED = "RETAINED"


@dataclass(frozen=True)
class PlaqueRow:
    """One entry, or the quota of one class of village; lengths in millimetres, colours parted by |."""

    pattern: str = text(longest=100, default="")
    statutory: YesNo = YesNo.FALSE
    position: PlaquePosition | None = None
    max_width_mm: int | None = number(least=1)
    max_height_mm: int | None = number(least=1)
    colours: str = text(longest=100, default="")
    basis: str = text(default="")
    village_class: str = text(longest=20, default="")
    quota: int | None = number(least=0)


@dataclass(frozen=True)
class CertificateRow:
    """One type; other names parted by |."""

    name: str = text(longest=100)
    listed: Listed = Listed.RETAINED
    number: int | None = number(least=1)
    instead: str = text(default="")
    competent_body: str = text(longest=100, default="")
    statute: str = text(default="")
    article: str = text(longest=40, default="")
    to_be_confirmed: YesNo = YesNo.FALSE
    other_names: str = text(default="")
    use: str = text(default="")
    procedure: str = text(default="")
    form: str = text(default="")


_NAME: Mapping[type[Any], str] = {PlaqueRow: "pattern", CertificateRow: "name"}
COLUMNS: Mapping[CatalogueSort, tuple[str, ...]] = {
    CatalogueSort.PLAQUES: tuple(one.name for one in fields(PlaqueRow)),
    CatalogueSort.CERTIFICATES: tuple(one.name for one in fields(CertificateRow)),
}
"""The columns of a file, in the order in which it is handed out."""


def _typed(of: type[Any], rows: Rows) -> Iterator[tuple[int, Any]]:
    """Each row read, with its number from 1. Raises MalformedCatalogue naming row and column."""
    for position, row in enumerate(rows, start=1):
        yield position, _one(of, position, row)


def _one(of: type[Any], position: int, row: Mapping[str, Any]) -> Any:
    """One row read, by itself fit for a catalogue. Raises MalformedCatalogue naming row and column."""
    try:
        typed = read(of, {name: _flat(value) for name, value in row.items()})
        require_says_something(typed.name if of is CertificateRow else typed.pattern or _NOTHING, _NAME[of])
    except BadInput as error:
        raise MalformedCatalogue("UNREADABLE", row=position, names=[error.field]) from error
    if of is PlaqueRow and not typed.pattern and not (typed.village_class and typed.quota is not None):
        raise MalformedCatalogue("NEITHER", row=position)
    if of is CertificateRow and typed.listed is not Listed.RETAINED and not typed.instead:
        raise MalformedCatalogue("NOTHING_INSTEAD", row=position)
    return typed


def problems_in(sort: CatalogueSort, rows: Rows, version: str, *, national: frozenset[str]) -> list[MalformedCatalogue]:
    """All that is to be mended, row by row; what concerns the whole only where every row by itself is fine."""
    of = PlaqueRow if sort is CatalogueSort.PLAQUES else CertificateRow
    found = []
    for position, row in enumerate(rows, start=1):
        try:
            _one(of, position, row)
        except MalformedCatalogue as error:
            found.append(error)
    if found:
        return found
    try:
        read_rows(sort, rows, version, national=national)
    except MalformedCatalogue as error:
        return [error]
    return []


def read_rows(
    sort: CatalogueSort, rows: Rows, version: str, *, national: frozenset[str]
) -> PlaqueCatalogue | CertificateCatalogue:
    """The catalogue in these rows. Raises MalformedCatalogue."""
    if sort is CatalogueSort.PLAQUES:
        return plaque_catalogue(rows, version)
    return certificate_catalogue(rows, version, national=national)


def _flat(value: Any) -> Any:
    """Lists and truth values, as JSON has them, typed as in a table."""
    if isinstance(value, list):
        return _MARK.join(str(part) for part in value)
    return str(value).upper() if isinstance(value, bool) else value


def _parted(typed: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in typed.split(_MARK) if part.strip())


def plaque_catalogue(rows: Rows, version: str) -> PlaqueCatalogue:
    """The catalogue of plaques in these rows. Raises MalformedCatalogue."""
    entries: list[PlaqueEntry] = []
    quotas: dict[str, int] = {}
    for position, row in _typed(PlaqueRow, rows):
        if row.pattern:
            entries.append(_entry(row))
        elif row.village_class and row.quota is not None and row.village_class not in quotas:
            quotas[row.village_class] = row.quota
        else:
            raise MalformedCatalogue("NEITHER", row=position)
    _require_once([entry.pattern for entry in entries])
    if not quotas:
        raise MalformedCatalogue("NO_QUOTA")
    return PlaqueCatalogue(version, tuple(entries), quotas)


def _entry(row: PlaqueRow) -> PlaqueEntry:
    style = PlaqueStyle(row.position, row.max_width_mm, row.max_height_mm, _parted(row.colours))
    return PlaqueEntry(row.pattern, row.statutory is YesNo.TRUE, style, row.basis)


def certificate_catalogue(rows: Rows, version: str, *, national: frozenset[str]) -> CertificateCatalogue:
    """The catalogue of certificates in these rows, the national list (plain names) whole. Raises MalformedCatalogue."""
    typed = list(_typed(CertificateRow, rows))
    _require_once([row.name for _, row in typed])
    _require_on_one_list([row for _, row in typed])
    prohibited = [_prohibited(row, n) for n, (_, row) in enumerate(typed, 1) if row.listed is not Listed.RETAINED]
    if not national <= {plain(p.name) for p in prohibited if p.prohibited_by is ProhibitedBy.NATION}:
        raise MalformedCatalogue("NATIONAL_INCOMPLETE")
    return CertificateCatalogue(
        version,
        tuple(prohibited),
        tuple(_retained(row) for _, row in typed if row.listed is Listed.RETAINED),
    )


def _require_on_one_list(rows: Sequence[CertificateRow]) -> None:
    """Nothing is retained under a name that stands for what is prohibited: the verdict would be both."""
    prohibited = {plain(n) for r in rows if r.listed is not Listed.RETAINED for n in (r.name, *_parted(r.other_names))}
    both = [row.name for row in rows if row.listed is Listed.RETAINED and plain(row.name) in prohibited]
    if both:
        raise MalformedCatalogue("RETAINED_AND_PROHIBITED", names=both)


def _prohibited(row: CertificateRow, position: int) -> ProhibitedType:
    return ProhibitedType(
        name=row.name,
        prohibited_by=ProhibitedBy(row.listed.value),
        number=row.number or position,
        instead=row.instead,
        competent_body=row.competent_body,
        other_names=_parted(row.other_names),
        statute=row.statute,
        article=row.article,
    )


def _retained(row: CertificateRow) -> RetainedType:
    return RetainedType(
        name=row.name,
        statute=row.statute,
        article=row.article,
        to_be_confirmed=row.to_be_confirmed is YesNo.TRUE or not row.statute,
        instead=row.instead,
        other_names=_parted(row.other_names),
        competent_body=row.competent_body,
        use=row.use,
        procedure=row.procedure,
        form=row.form,
    )


def _require_once(names: Sequence[str]) -> None:
    """A catalogue holds something, and each name once."""
    if not names:
        raise MalformedCatalogue("EMPTY")
    seen = [plain(name) for name in names]
    twice = [name for name in names if seen.count(plain(name)) > 1]
    if twice:
        raise MalformedCatalogue("TWICE", names=list(dict.fromkeys(twice)))


def entries_of(catalogue: PlaqueCatalogue | CertificateCatalogue) -> list[dict[str, Any]]:
    """The entries of a catalogue, field by field, each by its `name`."""
    if isinstance(catalogue, CertificateCatalogue):
        prohibited = [{**asdict(one), "listed": one.prohibited_by.value} for one in catalogue.prohibited]
        retained = [{**asdict(one), "listed": Listed.RETAINED.value} for one in catalogue.retained]
        return [{k: v for k, v in row.items() if k != "prohibited_by"} for row in (*prohibited, *retained)]
    return [_entry_fields(entry) for entry in catalogue.entries]


def _entry_fields(entry: PlaqueEntry) -> dict[str, Any]:
    style = asdict(entry.style)
    return {"name": entry.pattern, "statutory": entry.statutory, **style, "basis": entry.basis}


def quotas_of(catalogue: PlaqueCatalogue | CertificateCatalogue) -> list[dict[str, Any]]:
    """The quotas of a catalogue of plaques, by class of village."""
    quotas = catalogue.quotas if isinstance(catalogue, PlaqueCatalogue) else {}
    return [{"name": of_class, "quota": quota} for of_class, quota in sorted(quotas.items())]


def rows_of(catalogue: PlaqueCatalogue | CertificateCatalogue) -> list[dict[str, Any]]:
    """A catalogue as rows that read as the same catalogue again."""
    if isinstance(catalogue, CertificateCatalogue):
        return entries_of(catalogue)
    entries = [{"pattern" if name == "name" else name: v for name, v in e.items()} for e in entries_of(catalogue)]
    return entries + [{"village_class": one["name"], "quota": one["quota"]} for one in quotas_of(catalogue)]
