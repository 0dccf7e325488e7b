"""The second door: GraphQL for other systems. It translates and decides nothing."""

from flask import Flask

from registry.api.downloads import LetterWriter, open_downloads
from registry.api.sheets import SHEETS, Sheets
from registry.api.view import answer

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
"""All of them, because a method that is not served is answered in JSON too."""


def open_door(app: Flask, letters: LetterWriter, sheets: Sheets) -> None:
    """Open /graphql on an app, and what is fetched from below it; `letters` and `sheets` are what the file door does
    for it."""
    app.extensions[SHEETS] = sheets
    app.add_url_rule("/graphql", endpoint="graphql", view_func=answer, methods=METHODS)
    open_downloads(app, letters)
