"""What can go wrong with a key under which something is sent, so that it is done once."""

from registry.domain.errors.base import BadInput


class IdempotencyKeyReused(BadInput):
    """Something else was sent under the same key within the last day: another act, input, or fields of the answer."""

    code = "IDEMPOTENCY_KEY_REUSED"

    def __init__(self) -> None:
        super().__init__(field="idempotency_key")


class IdempotencyAnswerLost(BadInput):
    """It was done under this key, but the machine stopped before its answer could be kept; it is not done again."""

    code = "IDEMPOTENCY_ANSWER_LOST"

    def __init__(self, at: str) -> None:
        super().__init__(field="idempotency_key", at=at)
