"""Things as data of which only what is asked for is worked out: a page holds many, and each has more than is asked."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar


class Told(dict[str, Any]):
    """One thing under the public names of its fields. What `TELL` names is worked out when it is first looked at."""

    TELL: ClassVar[Mapping[str, Callable[[Any], Any]]] = {}

    def __missing__(self, name: str) -> Any:
        value = self[name] = self.TELL[name](self)
        return value
