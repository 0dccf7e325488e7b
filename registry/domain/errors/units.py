"""What can go wrong when the units of a county are kept."""

from registry.domain.errors.base import BadInput, RegistryError


class UnitNameTaken(BadInput):
    """Two units of one county may not go by one name: a name must mean one of them."""

    code = "UNIT_NAME_TAKEN"

    def __init__(self, given: str, unit: str, unit_name: str, *, field: str = "unit_name") -> None:
        super().__init__(field=field, given=given[:60], unit=unit, unit_name=unit_name)


class UnitReplaced(RegistryError):
    """Another unit took the place of this one: what is done is done to that one."""

    code = "UNIT_REPLACED"

    def __init__(self, unit_name: str, successor: str, successor_name: str) -> None:
        super().__init__(unit_name=unit_name, successor=successor, successor_name=successor_name)


class UnitOfAnotherCounty(BadInput):
    """A unit is merged into one of its own division, and not into itself."""

    code = "UNIT_OF_ANOTHER_COUNTY"

    def __init__(self, given: str, place: str) -> None:
        super().__init__(field="into", given=given[:60], place=place)
