"""Certificates that may, or may not, be demanded of villages (P17)."""

from dataclasses import dataclass
from enum import StrEnum

from registry.domain.wording import plain


class ProhibitedBy(StrEnum):
    """Whose list a prohibited type stands on."""

    NATION = "NATION"  # the national 20 (民发〔2020〕20号)
    PROVINCE = "PROVINCE"


@dataclass(frozen=True, slots=True)
class ProhibitedType:
    """A type villages must not issue, with what serves instead and who gives it. Other names are people's words."""

    name: str
    prohibited_by: ProhibitedBy
    number: int
    instead: str
    competent_body: str = ""
    other_names: tuple[str, ...] = ()

    def is_called(self, name: str) -> bool:
        return any(plain(name) == plain(n) for n in (self.name, *self.other_names))


@dataclass(frozen=True, slots=True)
class RetainedType:
    """A type the province retains, with its basis. `to_be_confirmed` where the basis was not verified."""

    name: str
    statute: str
    article: str
    to_be_confirmed: bool
    instead: str = ""
    other_names: tuple[str, ...] = ()

    def is_called(self, name: str) -> bool:
        return any(plain(name) == plain(n) for n in (self.name, *self.other_names))


@dataclass(frozen=True, slots=True)
class CertificateCatalogue:
    """One version of a province's catalogue, the national 20 included."""

    version: str
    prohibited: tuple[ProhibitedType, ...]
    retained: tuple[RetainedType, ...]
    sample: bool = False

    def prohibited_type(self, name: str) -> ProhibitedType | None:
        """The prohibited type of this name, the nation's list before the province's; None where it is on neither."""
        ranked = sorted(self.prohibited, key=lambda t: t.prohibited_by is not ProhibitedBy.NATION)
        return next((t for t in ranked if t.is_called(name)), None)

    def retained_type(self, name: str) -> RetainedType | None:
        """The retained type of this name; None where the province retains none."""
        return next((t for t in self.retained if t.is_called(name)), None)
