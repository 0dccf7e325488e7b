"""What can go wrong with a report: nobody who could answer it, or a step that is not due."""

from registry.domain.errors.base import BadInput, RegistryError


class ReportNotHere(BadInput):
    """The only office that could answer is the one reported (or nobody holds it): the level above has to be told."""

    code = "REPORT_NOT_HERE"

    def __init__(self, demander: str) -> None:
        super().__init__(field="demander", demander=demander)


class ReportUnitsDiffer(BadInput):
    """Who demanded is one unit by its name and another by the choice: neither could be kept away for sure."""

    code = "REPORT_UNITS_DIFFER"

    def __init__(self, named: str, chosen: str) -> None:
        super().__init__(field="reported_unit", named=named, chosen=chosen)


class ReportNobodyAbove(BadInput):
    """The demander's unit is not known, and above the county nobody holds the office that is surely not of it."""

    code = "REPORT_NOBODY_ABOVE"

    def __init__(self, demander: str) -> None:
        super().__init__(field="reported_unit", demander=demander)


class ReportNotPossible(RegistryError):
    """The status does not allow it: somebody was faster."""

    code = "REPORT_NOT_POSSIBLE"

    def __init__(self, verb: str, status: str) -> None:
        super().__init__(report_verb=verb, report_status=status)
