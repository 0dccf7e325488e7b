"""The public keys by which slips are checked, for anybody and for ever; and where this installation's own lie."""

from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, url_for

from registry.domain.errors import NotFound
from registry.services.signing import FOLDER, KeyRing
from registry.store.signing_keys import find_signing_key, signing_keys

pages = Blueprint("signing_keys", __name__)


def own_ring() -> KeyRing:
    """The private keys of this installation."""
    return KeyRing(Path(current_app.config["SETTINGS"].folder) / FOLDER)


@pages.get("/keys.json")
def keys() -> dict[str, Any]:
    """Every key that ever signed here, the latest first."""
    return {
        "algorithm": "Ed25519",
        "keys": [
            {
                "id": one.id,
                "madeAt": one.made_at.isoformat(),
                "pem": one.public_pem,
                "address": url_for("signing_keys.pem", key=one.id),
            }
            for one in signing_keys()
        ],
    }


@pages.get("/keys/<key>.pem")
def pem(key: str) -> Response:
    """One key, as openssl reads it."""
    found = find_signing_key(key[:20])
    if found is None:
        raise NotFound("signing_key", key)
    answer = Response(found.public_pem, mimetype="application/x-pem-file")
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.id}.pem"'
    return answer
