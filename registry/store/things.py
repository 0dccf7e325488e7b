"""Which tables make up which thing of the change feed, which columns stay here, and which tables are never told."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from registry.domain.feed import ThingKind as K


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one table that belong to a thing: those whose column `of` holds its key.

    `name` is what the list of them is called; empty for the one row whose columns are the thing's own. `withheld` are
    columns that are not told: sign-in names, marks of forms, bytes of files, and what is worked out from the rest.
    """

    table: str
    of: str
    name: str = ""
    withheld: frozenset[str] = frozenset()


def _part(keyed_by: str, name: str = "", withheld: str = "") -> Part:
    table, _, of = keyed_by.partition(".")
    return Part(table, of, name, frozenset(withheld.split()))


THINGS: Mapping[K, tuple[Part, ...]] = {
    K.DIVISION: (_part("divisions.code"), _part("village_classes.village", "classes", "recorded_by")),
    K.DIVISION_CHANGE: (
        _part("division_changes.code", "", "recorded_by"),
        _part("division_steps.change", "steps"),
    ),
    K.NUMBER_PREFIX: (_part("number_prefixes.province_code", "prefixes"),),
    K.UNIT: (_part("units.code"), _part("unit_names.unit", "names", "plain_name")),
    K.WORK_CALENDAR_DAY: (_part("work_calendar_days.day", "entries"),),
    K.STATUTORY_DUTY: (_part("statutory_duties.code"),),
    K.EDITION: (
        _part("editions.code"),
        _part("duties.edition", "duties"),
        _part("duty_shares.edition", "shares"),
        _part("duty_descents.edition", "descents"),
        _part("edition_origins.edition", "origins", "draft published_by"),
    ),
    K.APPROVAL: (
        _part("approvals.code", "", "plain_number recorded_by confirmed_by revoked_by"),
        _part("approval_names.approval", "names", "plain_name"),
        _part("approval_places.approval", "places"),
        _part("approval_documents.approval", "documents", "content"),
    ),
    K.EMERGENCY: (_part("emergencies.code", "", "opened_by closed_by"),),
    K.ASSESSMENT: (_part("assessments.code"),),
    K.PLAQUE_CATALOGUE: (
        _part("plaque_catalogues.code"),
        _part("plaque_entries.catalogue", "entries"),
        _part("plaque_quotas.catalogue", "quotas"),
    ),
    K.CERTIFICATE_CATALOGUE: (
        _part("certificate_catalogues.code"),
        _part("certificate_types.catalogue", "types"),
        _part("certificate_particulars.catalogue", "particulars"),
    ),
    K.RETAINED_LIST: (_part("retained_lists.code"),),
    K.INVENTORY_PLAQUE: (_part("plaques.code"), _part("plaque_hangings.plaque", "hangings", "recorded_by")),
    K.INVENTORY_BODY: (_part("village_bodies.code", "", "recorded_by"),),
    K.INVENTORY_DECISION: (_part("inventory_decisions.number", "", "recorded_by"),),
    K.DELEGATED_MATTER: (
        _part("delegated_matters.code", "versions", "recorded_by"),
        _part("delegated_steps.matter", "steps", "by"),
    ),
    K.CHIEF_DUTY: (
        _part("chief_duties.code", "", "added_by"),
        _part("chief_duty_endings.duty", "endings", "ended_by"),
    ),
    K.SIGNING_KEY: (_part("signing_keys.id", "", "made_by"),),
    K.ADMISSION: (
        _part("admissions.case", "", "end_reason"),
        _part("admission_items.case", "items"),
        _part("admission_lifters.case", "lifters"),
    ),
    K.LIMIT: (_part("county_limits.county", "limits", "recorded_by"),),
    K.REQUEST: (
        _part("access_requests.number", "", "submitted_by once"),
        _part("attachments.request", "attachments", "draft content added_by added_by_name"),
    ),
    K.CASE: (_part("cases.number", "", "open_matter"), _part("case_steps.case", "steps", "actor actor_name")),
    K.SLIP: (_part("slips.number", "", "issued_by once"),),
    K.ADJUSTMENT: (
        _part("adjustments.number", "", "once"),
        _part("adjustment_versions.adjustment", "versions", "recorded_by"),
        _part("adjustment_steps.adjustment", "steps", "actor actor_name"),
        _part("adjustment_consulted.adjustment", "consulted"),
        _part("adjustment_opinions.adjustment", "opinions", "recorded_by"),
    ),
}
"""In an order in which what is referred to comes before what refers to it, as far as kinds can be so ordered."""

NEVER_TOLD: Mapping[str, str] = {
    "api_tokens": "keys to the registry",
    "changes": "the feed itself",
    "drafts": "lists that nobody published; a draft is read by those who draft and review it",
    "events": "the chain of events: what each tells of is told itself, and it holds reasons and names",
    "feed": "the feed itself",
    "kept_answers": "answers kept for a day for whoever sends the same act again",
    "mail_addresses": "where people are reached",
    "mails": "letters to people",
    "mark_counts": "worked out from what is told, for searching",
    "notices": "what lies in people's boxes",
    "people": "people and their passwords",
    "recovery_codes": "what signs people in without their phone",
    "report_steps": "could tell who reported an unlawful demand",
    "reporters": "who reported an unlawful demand",
    "reports": "could tell who reported an unlawful demand",
    "request_drafts": "what nobody submitted",
    "second_factors": "what signs people in",
    "seed_loads": "which files this installation loaded",
    "sequences": "the last numbers given out",
    "sessions": "who is signed in",
    "share_matters": "worked out from what is told, for searching",
    "sign_in_counts": "who tried to sign in how often",
    "sign_in_links": "what signs people in",
    "sign_in_wishes": "who asked for a link",
    "streams": "heads of the chain of events",
    "turns": "locks of this installation",
    "webhooks": "where systems of others are told, and how far they were",
    "wording_divisions": "worked out from what is told, for searching",
    "wording_marks": "worked out from what is told, for searching",
    "wordings": "worked out from what is told, for searching",
}
"""Tables that no thing is made of, each with the reason."""


def _by_table() -> Iterator[tuple[str, tuple[K, str]]]:
    for kind, parts in THINGS.items():
        for part in parts:
            yield part.table, (kind, part.of)


OF_TABLE: Mapping[str, tuple[K, str]] = dict(_by_table())
"""The thing that a table's rows belong to, and the column that holds its key."""
