"""Whether the registry is up, for whoever watches over it."""

from typing import Any

from flask import Blueprint

from registry.store.base import db
from registry.store.migrating import revision_of

pages = Blueprint("health", __name__)


@pages.get("/health")
def health() -> dict[str, Any]:
    """Up, and on a database of this schema."""
    return {"status": "ok", "schema": revision_of(db.engine)}
