"""What can go wrong when somebody looks at a county or a province as a whole."""

from datetime import date

from registry.domain.errors.base import BadInput


class SpanBackwards(BadInput):
    """The last day lies before the first."""

    code = "SPAN_BACKWARDS"

    def __init__(self, since: date, until: date) -> None:
        super().__init__(field="until", since=since, until=until)


class SpanTooLong(BadInput):
    """Three years at most are looked at together."""

    code = "SPAN_TOO_LONG"

    def __init__(self, since: date, until: date, *, years: int = 3) -> None:
        super().__init__(field="since", since=since, until=until, years=years)
