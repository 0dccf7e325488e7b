"""The first door: Flask pages for people."""

from flask import Flask


def open_door(app: Flask) -> None:
    """Open the pages on an app."""
