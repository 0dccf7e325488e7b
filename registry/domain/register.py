"""All that is held about one place on one day, as far as it was known: what a rule may look at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from registry.domain.approvals import ProvincialApproval
from registry.domain.assessments import UnifiedAssessment
from registry.domain.certificates import CertificateCatalogue
from registry.domain.divisions import Place
from registry.domain.duties import ChiefDuty, DutyList, LaidOn, StatutoryDuty
from registry.domain.emergencies import EmergencyResponse
from registry.domain.plaques import PlaqueCatalogue, VillageStanding

NO_PREFIXES: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Register:
    """What the record shows for a place. `approvals` and `emergencies` may be narrowed to those that could matter
    to the question; everything else is whole. `foreign_prefixes` maps prefixes of document numbers of other
    provinces to the province's name (a hint)."""

    place: Place
    on: date
    known_at: datetime
    duty_list: DutyList | None = None
    statutory_duties: tuple[StatutoryDuty, ...] = ()
    chief_duties: tuple[ChiefDuty, ...] = ()
    assessments: tuple[UnifiedAssessment, ...] = ()
    emergencies: tuple[EmergencyResponse, ...] = ()
    approvals: tuple[ProvincialApproval, ...] = ()
    plaque_catalogue: PlaqueCatalogue | None = None
    village: VillageStanding | None = None
    certificate_catalogue: CertificateCatalogue | None = None
    foreign_prefixes: Mapping[str, str] = field(default_factory=lambda: NO_PREFIXES)

    def statute_naming(self, subjects: frozenset[str]) -> StatutoryDuty | None:
        """A statute on record that names townships for one of these subjects (P15)."""
        return next((s for s in self.statutory_duties if s.is_of(subjects)), None)

    def chief_duty_on_record(self, subjects: frozenset[str], laid_on: LaidOn) -> bool:
        """Whether this chief's or grid duty already stands on record here, so that it is not new (P15)."""
        return any(
            duty.laid_on is laid_on
            and duty.holds(self.on)
            and self.place.lies_in(duty.place, since=duty.in_force_from)
            and duty.is_of(subjects)
            for duty in self.chief_duties
        )

    def unified_assessments(self) -> tuple[UnifiedAssessment, ...]:
        """This year's unified assessment of the place, where one is on record (P9)."""
        return tuple(a for a in self.assessments if a.is_of(self.place, self.on.year))
