"""Things as data of which only what is asked for is worked out: a page holds many, and each has more than is asked."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from typing import Any, ClassVar, overload

Column = Callable[[Sequence[Any], Any], Sequence[Any]]


class Told(dict[str, Any]):
    """One thing under the public names of its fields. What `TELL` names is worked out when it is first looked at.

    What `COLUMNS` names can be told of many at once, for their rows and the page that they stand on: the same values.
    """

    TELL: ClassVar[Mapping[str, Callable[[Any], Any]]] = {}
    COLUMNS: ClassVar[Mapping[str, Column]] = {}

    def __missing__(self, name: str) -> Any:
        value = self[name] = self.TELL[name](self)
        return value


class Together(Sequence[Any]):
    """Things that are shown together: each is made of its row and the page, when one of them is looked at; whoever
    wants a field of all of them asks for that."""

    def __init__(self, of: Any, rows: Sequence[Any], page: Any) -> None:
        self.of, self.rows, self.page = of, rows, page

    def column(self, name: str) -> Sequence[Any]:
        """This field of all of them."""
        column = self.of.COLUMNS.get(name)
        if column is not None:
            found: Sequence[Any] = column(self.rows, self.page)
            return found
        values = [one[name] for one in self._things]
        return [value() if callable(value) else value for value in values]

    @cached_property
    def _things(self) -> list[Any]:
        return [self.of(row, self.page) for row in self.rows]

    @overload
    def __getitem__(self, place: int) -> Any: ...

    @overload
    def __getitem__(self, place: slice) -> "Together": ...

    def __getitem__(self, place: int | slice) -> Any:
        if isinstance(place, slice):
            return Together(self.of, self.rows[place], self.page)
        return self._things[place]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._things)


class Parts(Sequence[Any]):
    """Lists, one of each of many things, whose items are all shown together: `lengths` says how many each list has."""

    def __init__(self, whole: Together, lengths: Sequence[int]) -> None:
        self.whole, self.lengths = whole, lengths

    @cached_property
    def _lists(self) -> list[Together]:
        ends = accumulate(self.lengths)
        return [self.whole[end - length : end] for end, length in zip(ends, self.lengths, strict=True)]

    @overload
    def __getitem__(self, place: int) -> Together: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Together]: ...

    def __getitem__(self, place: int | slice) -> Any:
        return self._lists[place]

    def __len__(self) -> int:
        return len(self.lengths)
