"""Many values of one sort, recalled by key: those that are not remembered are all read in one statement."""

from collections.abc import Callable, Collection, Mapping
from typing import TypeVar

from registry.store.remembered import recalled

T = TypeVar("T")


def recalled_each(
    of: frozenset[str], sort: str, keys: Collection[str], read: Callable[[Collection[str]], Mapping[str, T]]
) -> dict[str, T]:
    """What `recalled` gives for each of these keys; `read` gives all of them at once, those that there are.

    Values are shared by whoever asks, and never changed.
    """
    read_now: dict[str, T] = {}
    is_read = False

    def one(key: str) -> T | None:
        nonlocal is_read
        if not is_read:
            read_now.update(read(keys))
            is_read = True
        return read_now.get(key)

    found = {key: recalled(of, (sort, key), lambda key=key: one(key)) for key in keys}  # type: ignore[misc]
    return {key: value for key, value in found.items() if value is not None}
