"""The drawer of kinds. A new kind is a file here, an import and a line in KINDS; no other code knows its name."""

from registry.domain.errors import UnknownKind
from registry.domain.kind import Kind
from registry.domain.kinds.certificate_demand import CERTIFICATE_DEMAND
from registry.domain.kinds.delegation import DELEGATION
from registry.domain.kinds.plaque import PLAQUE
from registry.domain.kinds.village_body import VILLAGE_BODY

KINDS: dict[str, Kind] = {kind.code: kind for kind in (DELEGATION, VILLAGE_BODY, PLAQUE, CERTIFICATE_DEMAND)}


def kind_called(code: str) -> Kind:
    """The kind of this code, however it is cased. Raises UnknownKind."""
    kind = KINDS.get(str(code)[:60].strip().lower().replace("-", "_"))
    if kind is None:
        raise UnknownKind(str(code), KINDS)
    return kind
