"""What can go wrong with a key under which something is sent, so that it is done once."""

from collections.abc import Sequence

from registry.domain.errors.base import BadInput


class IdempotencyKeyReused(BadInput):
    """Something else was sent under the same key within the last day: another act, or another input."""

    code = "IDEMPOTENCY_KEY_REUSED"

    def __init__(self) -> None:
        super().__init__(field="idempotency_key")


class IdempotencyAnswerLost(BadInput):
    """It was done under this key, but the machine stopped before its answer could be kept; it is not done again."""

    code = "IDEMPOTENCY_ANSWER_LOST"

    def __init__(self, at: str) -> None:
        super().__init__(field="idempotency_key", at=at)


class IdempotencyOtherFields(BadInput):
    """The same was done under this key, but fields of its answer are asked for now that were not then, and that cannot
    be told of what was done; `ids` are of what can be read by `node`. It is not done again."""

    code = "IDEMPOTENCY_OTHER_FIELDS"

    def __init__(self, at: str, fields: Sequence[str], ids: Sequence[str]) -> None:
        super().__init__(field="idempotency_key", at=at, fields=", ".join(fields), ids=list(ids))
