"""What can go wrong when a registry is dumped and loaded."""

from registry.domain.errors.base import RegistryError


class RegistryNotEmpty(RegistryError):
    """A dump is loaded into an empty registry only."""

    code = "REGISTRY_NOT_EMPTY"

    def __init__(self, table: str) -> None:
        super().__init__(table=table)


class SchemaNotCurrent(RegistryError):
    """The database is not at the schema of this release; `found` is empty where it has none."""

    code = "SCHEMA_NOT_CURRENT"

    def __init__(self, found: str, needed: str) -> None:
        super().__init__(found=found, needed=needed)


class DumpNotWritten(RegistryError):
    """`reason` is EXISTS or FAILED."""

    code = "DUMP_NOT_WRITTEN"

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(file=file, reason=reason)


class DumpRefused(RegistryError):
    """Nothing of it was kept. `reason` is a public code too; `part` names the part, or the stream."""

    code = "DUMP_REFUSED"

    def __init__(self, file: str, reason: str, *, part: str = "") -> None:
        super().__init__(file=file, reason=reason, part=part[:80])


class DumpOfAnotherSchema(RegistryError):
    """It was written by a release with another schema."""

    code = "DUMP_OF_ANOTHER_SCHEMA"

    def __init__(self, file: str, given: str, needed: str) -> None:
        super().__init__(file=file, given=given, needed=needed)
