"""The second door: GraphQL for other systems. It translates and decides nothing."""

from flask import Flask

from registry.api.view import answer

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
"""All of them, because a method that is not served is answered in JSON too."""


def open_door(app: Flask) -> None:
    """Open /graphql on an app."""
    app.add_url_rule("/graphql", endpoint="graphql", view_func=answer, methods=METHODS)
