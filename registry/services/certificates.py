"""The certificates that hold at a place, and recording what a county retains of its province's list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from registry.domain.actors import Action, Actor
from registry.domain.as_of import dates_asked
from registry.domain.certificates import CertificateCatalogue, ProhibitedType, RetainedType, require_narrowing
from registry.domain.divisions import Level, Place
from registry.domain.errors import MissingAnswer, NoCatalogue, NothingAndSomething, NotKeptHere, TooMany
from registry.domain.kind import read_text
from registry.domain.question import day
from registry.services.divisions import place_called, place_today
from registry.services.permitting import permit
from registry.store import certificates, events
from registry.store.access import next_number
from registry.store.base import begin_writing, db
from registry.store.turns import ACCESS, take_turn

MOST_NAMES = 200


@dataclass(frozen=True)
class Effective:
    """What holds at a place on a day, as known at a time: the province's catalogue narrowed by the county's list."""

    place: Place
    on: date
    known_at: datetime
    catalogue: CertificateCatalogue

    def as_data(self) -> dict[str, Any]:
        """Under the public names that every door shows."""
        catalogue, by = self.catalogue, self.catalogue.narrowed_by
        return {
            "place": self.place.code,
            "placeName": self.place.full_name or self.place.name,
            "on": self.on.isoformat(),
            "knownAt": self.known_at.isoformat(),
            "catalogue": catalogue.version,
            "catalogueEffectiveOn": catalogue.effective_on.isoformat() if catalogue.effective_on else None,
            "countyList": by.document_number if by else "",
            "countyListEffectiveOn": by.effective_on.isoformat() if by else None,
            "sample": catalogue.sample,
            "prohibited": [_prohibited(one) for one in catalogue.prohibited],
            "retained": [_retained(one) for one in catalogue.retained],
        }


def _prohibited(one: ProhibitedType) -> dict[str, Any]:
    return {
        "name": one.name,
        "listed": one.prohibited_by.value,
        "number": one.number,
        "instead": one.instead,
        "competentBody": one.competent_body,
        "statute": one.statute,
        "article": one.article,
    }


def _retained(one: RetainedType) -> dict[str, Any]:
    return {
        "name": one.name,
        "statute": one.statute,
        "article": one.article,
        "toBeConfirmed": one.to_be_confirmed,
        "use": one.use,
        "procedure": one.procedure,
        "form": one.form,
        "competentBody": one.competent_body,
        "instead": one.instead,
    }


def effective_at(place: str, *, on: str = "", known_at: str = "", now: datetime) -> Effective:
    """The certificates that hold at a place; a village or township through its county.

    Raises what `place_called` raises, MalformedDate, KnownAtInFuture, NoCatalogue.
    """
    asked_day, known = dates_asked(on, known_at, now=now).both()
    found = place_called(place, on=asked_day, known_at=known)
    catalogue = certificates.effective_catalogue(found, asked_day, known)
    if catalogue is None:
        raise NoCatalogue(found.province.name, asked_day)
    return Effective(found, asked_day, known, catalogue)


def record_retained_list(
    place: str,
    names: Sequence[str],
    *,
    document_number: str,
    effective_on: str,
    actor: Actor,
    now: datetime,
    nothing: bool = False,
    dry_run: bool = False,
) -> certificates.RetainedListRecord:
    """Record what a county retains of its province's list from a day on; the next list supersedes it. A county that
    retains nothing at all says so with `nothing`.

    One recorded later for the same day corrects the one before. A dry run checks the same and keeps nothing.
    Raises NotPermitted, NotKeptHere, NoCatalogue, ProhibitedCertificate, NotRetainedByProvince, NothingAndSomething,
    other BadInput.
    """
    begin_writing()
    now = take_turn(ACCESS, now)
    county = place_today(place, now=now)
    if county.level is not Level.COUNTY:
        raise NotKeptHere(county.name, county.level.value, [Level.COUNTY.value])
    permit(actor, Action.RECORD_RETAINED_LIST, at=county)
    begins = day(effective_on, field="effective_on")
    record = certificates.RetainedListRecord(
        code=f"RL-{county.code[:6]}-{next_number('retained lists'):05d}",
        division=county.code,
        document_number=read_text(document_number, field="document_number", longest=60),
        effective_on=begins,
        recorded_at=now,
        names=list(_narrowing(names, county, begins, now, nothing=nothing)),
    )
    if dry_run:
        db.session.rollback()
        return record
    db.session.add(record)
    facts = {"division": county.code, "document_number": record.document_number, "names": record.names}
    facts["effective_on"] = begins.isoformat()
    events.write(
        stream="catalogues", verb="record_retained_list", actor=actor.name, about=record.code, facts=facts, at=now
    )
    db.session.commit()
    return record


def _narrowing(names: Sequence[str], county: Place, begins: date, now: datetime, *, nothing: bool) -> tuple[str, ...]:
    """The names a county may retain, as the province names them; none only where that was said."""
    if len(names) > MOST_NAMES:
        raise TooMany("names", given=len(names), most=MOST_NAMES)
    typed = [read_text(name, field="names", longest=100) for name in names if name.strip()]
    if typed and nothing:
        raise NothingAndSomething(typed)
    if not typed and not nothing:
        raise MissingAnswer("names")
    catalogue = certificates.catalogue_in_force(county, begins, now)
    if catalogue is None:
        raise NoCatalogue(county.province.name, begins)
    return require_narrowing(typed, catalogue)
