"""The first door: pages for people. It translates between forms and services, and decides nothing."""

from flask import Flask
from flask_bootstrap import Bootstrap5

from registry.domain.errors import ClocksDiffer
from registry.web import (
    account,
    adjustments,
    admissions,
    approval_recording,
    approvals,
    ask,
    attachments,
    box,
    cases,
    catalogue_recording,
    catalogues,
    certificates,
    chiefs,
    delegated,
    division_changes,
    draft_rows,
    drafts,
    emergencies,
    errors,
    explorer,
    headers,
    health,
    language,
    law,
    left_wrong,
    limits,
    links,
    list_import,
    lists,
    mail,
    notices,
    overviews,
    own_account,
    people,
    place_notices,
    places,
    reports,
    request_drafts,
    requests,
    search,
    sessions,
    signing_keys,
    single_sign_on,
    slip_checks,
    slips,
    units,
    villages,
    waiting,
    webhooks,
    work,
)
from registry.web.catalogue_recording import TABLE_DOOR, TableDoor
from registry.web.explorer import SCHEMA_DOOR, SchemaDoor
from registry.web.list_import import FILE_DOOR, FileDoor
from registry.web.overviews import OVERVIEW_DOOR, OverviewDoor
from registry.web.slips import LETTER_DOOR, LetterDoor

BLUEPRINTS = (
    ask.pages,
    box.pages,
    requests.pages,
    notices.pages,
    overviews.pages,
    webhooks.pages,
    reports.pages,
    mail.pages,
    admissions.pages,
    slips.pages,
    slip_checks.pages,
    signing_keys.pages,
    request_drafts.pages,
    attachments.pages,
    cases.pages,
    work.pages,
    law.pages,
    search.pages,
    places.pages,
    adjustments.pages,
    approvals.pages,
    approval_recording.pages,
    emergencies.pages,
    limits.pages,
    units.pages,
    certificates.pages,
    villages.pages,
    catalogues.pages,
    catalogue_recording.pages,
    division_changes.pages,
    delegated.pages,
    chiefs.pages,
    lists.pages,
    drafts.pages,
    left_wrong.pages,
    draft_rows.pages,
    list_import.pages,
    account.pages,
    own_account.pages,
    links.pages,
    people.pages,
    explorer.pages,
    health.pages,
)


def open_door(
    app: Flask, files: FileDoor, tables: TableDoor, letters: LetterDoor, schema: SchemaDoor, *, seen: OverviewDoor
) -> None:
    """Put the pages on an app; `files`, `tables`, `letters` and `seen` are what the file door does for them, `schema`
    is what the GraphQL door tells of itself."""
    app.extensions[FILE_DOOR] = files
    app.extensions[TABLE_DOOR] = tables
    app.extensions[LETTER_DOOR] = letters
    app.extensions[SCHEMA_DOOR] = schema
    app.extensions[OVERVIEW_DOOR] = seen
    Bootstrap5(app)
    single_sign_on.open_single_sign_on(app)
    sessions.open_sessions(app, account.ask_to_sign_in)
    language.speak(app)
    place_notices.open_notices(app)
    notices.count_in_head(app)
    headers.protect(app, BLUEPRINTS)
    errors.explain(app)
    app.register_error_handler(ClocksDiffer, waiting.clocks_differ)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
