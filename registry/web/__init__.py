"""The first door: pages for people. It translates between forms and services, and decides nothing."""

from flask import Flask
from flask_bootstrap import Bootstrap5

from registry.web import (
    account,
    adjustments,
    ask,
    catalogues,
    certificates,
    chiefs,
    delegated,
    errors,
    headers,
    health,
    language,
    law,
    limits,
    places,
    requests,
    search,
    sessions,
    villages,
)

BLUEPRINTS = (
    ask.pages,
    requests.pages,
    law.pages,
    search.pages,
    places.pages,
    adjustments.pages,
    limits.pages,
    certificates.pages,
    villages.pages,
    catalogues.pages,
    delegated.pages,
    chiefs.pages,
    account.pages,
    health.pages,
)


def open_door(app: Flask) -> None:
    """Put the pages on an app."""
    Bootstrap5(app)
    sessions.open_sessions(app)
    language.speak(app)
    headers.protect(app, BLUEPRINTS)
    errors.explain(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
