"""The drawer of kinds. A new kind is a file here, an import and a line in KINDS; no other code knows its name."""

from registry.domain.errors import UnknownKind
from registry.domain.hearing import Heard, who_asks
from registry.domain.kind import LONGEST_TEXT, Kind
from registry.domain.kinds.certificate_demand import CERTIFICATE_DEMAND
from registry.domain.kinds.delegation import DELEGATION
from registry.domain.kinds.plaque import PLAQUE
from registry.domain.kinds.village_body import VILLAGE_BODY

KINDS: dict[str, Kind] = {kind.code: kind for kind in (DELEGATION, VILLAGE_BODY, PLAQUE, CERTIFICATE_DEMAND)}

HEARD_IN_TURN = (CERTIFICATE_DEMAND, PLAQUE, VILLAGE_BODY, DELEGATION)
"""The order in which kinds are asked whether a text means them: the most special first, whatever is left last."""


def heard(text: str) -> Heard:
    """What a text as people say or paste it asks for, and of which kind; every text asks for something.

    What is longer than any answer may be is not searched: whoever judges it says that it is too long.
    """
    if len(text) > LONGEST_TEXT:
        return Heard(DELEGATION.code, {DELEGATION.subject: text})
    found = ((kind.code, kind.hears(text)) for kind in HEARD_IN_TURN)
    code, answers = next((code, answers) for code, answers in found if answers)
    return Heard(code, answers, who_asks(text))


def kind_called(code: str) -> Kind:
    """The kind of this code, however it is cased. Raises UnknownKind."""
    kind = KINDS.get(str(code)[:60].strip().lower().replace("-", "_"))
    if kind is None:
        raise UnknownKind(str(code), KINDS)
    return kind
