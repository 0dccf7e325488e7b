"""What can go wrong with a report: nobody who could answer it, or a step that is not due."""

from registry.domain.errors.base import BadInput, RegistryError


class ReportNotHere(BadInput):
    """The only office that could answer is the one reported (or nobody holds it): the level above has to be told."""

    code = "REPORT_NOT_HERE"

    def __init__(self, demander: str) -> None:
        super().__init__(field="demander", demander=demander)


class ReportNotPossible(RegistryError):
    """The status does not allow it: somebody was faster."""

    code = "REPORT_NOT_POSSIBLE"

    def __init__(self, verb: str, status: str) -> None:
        super().__init__(report_verb=verb, report_status=status)
