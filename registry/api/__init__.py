"""The second door: GraphQL for other systems. It translates and decides nothing."""

from collections.abc import Mapping

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from registry.api.downloads import LetterWriter, open_downloads
from registry.api.sheets import SHEETS, Sheets
from registry.api.straight import Straight
from registry.api.view import DOOR, Door, answer, replied

ADDRESS = "/graphql"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT")
"""All of them, because a method that is not served is answered in JSON too."""


def open_door(app: Flask, letters: LetterWriter, sheets: Sheets, safe: Mapping[str, str]) -> None:
    """Open /graphql on an app, and what is fetched from below it; `letters` and `sheets` are what the file door does
    for it, `safe` the headers that every answer of the app has.

    Raises SettingUnfit.
    """
    door = app.extensions[DOOR] = Door.of(app.config["SETTINGS"])
    app.extensions[SHEETS] = sheets
    app.wsgi_app = Straight(app, ADDRESS, replied, safe)  # type: ignore[method-assign]
    if door.bounds.proxies:  # addresses alone: whoever calls through none could write all the other headers themselves
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=door.bounds.proxies, x_proto=0)  # type: ignore[method-assign]
    app.add_url_rule(ADDRESS, endpoint="graphql", view_func=answer, methods=METHODS)
    open_downloads(app, letters)
