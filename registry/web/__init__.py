"""The first door: pages for people. It translates between forms and services, and decides nothing."""

from flask import Flask
from flask_bootstrap import Bootstrap5

from registry.web import (
    account,
    adjustments,
    ask,
    attachments,
    cases,
    catalogue_recording,
    catalogues,
    certificates,
    chiefs,
    delegated,
    division_changes,
    draft_rows,
    drafts,
    errors,
    headers,
    health,
    language,
    law,
    limits,
    list_import,
    lists,
    places,
    request_drafts,
    requests,
    search,
    sessions,
    villages,
    work,
)
from registry.web.catalogue_recording import TABLE_DOOR, TableDoor
from registry.web.list_import import FILE_DOOR, FileDoor

BLUEPRINTS = (
    ask.pages,
    requests.pages,
    request_drafts.pages,
    attachments.pages,
    cases.pages,
    work.pages,
    law.pages,
    search.pages,
    places.pages,
    adjustments.pages,
    limits.pages,
    certificates.pages,
    villages.pages,
    catalogues.pages,
    catalogue_recording.pages,
    division_changes.pages,
    delegated.pages,
    chiefs.pages,
    lists.pages,
    drafts.pages,
    draft_rows.pages,
    list_import.pages,
    account.pages,
    health.pages,
)


def open_door(app: Flask, files: FileDoor, tables: TableDoor) -> None:
    """Put the pages on an app; `files` and `tables` are what the file door does for them."""
    app.extensions[FILE_DOOR] = files
    app.extensions[TABLE_DOOR] = tables
    Bootstrap5(app)
    sessions.open_sessions(app)
    language.speak(app)
    headers.protect(app, BLUEPRINTS)
    errors.explain(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
