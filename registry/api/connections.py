"""Connections: the one way in which this door tells what grows, a page at a time.

A service gives something `Paged` (or, below each of many rows, something found for all of them at once); rows become
data together, so that what costs a query is asked once for a page and not once for a row.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from itertools import accumulate
from typing import Any, Protocol

import graphene
from graphql import GraphQLResolveInfo

from registry.api.caller import told_in
from registry.api.cursors import bound_to, cursor, window_of
from registry.api.fields import argument, by_public_name, flag, list_of, one, perhaps, text
from registry.domain.pages import (
    LEAST_ON_A_PAGE,
    MOST_COUNTED,
    MOST_ON_A_PAGE,
    USUAL_ON_A_PAGE,
    Paged,
    Portion,
    Position,
    Ranked,
)
from registry.domain.pages import Window as Wanted
from registry.words import Words

Data = dict[str, Any]
Shown = Callable[[Sequence[Any]], Sequence[Data]]
_SIZE = (
    f"{LEAST_ON_A_PAGE} 至 {MOST_ON_A_PAGE}，默认 {USUAL_ON_A_PAGE}"
    f" / {LEAST_ON_A_PAGE} to {MOST_ON_A_PAGE}, by default {USUAL_ON_A_PAGE}"
)


class PageInfo(graphene.ObjectType):
    """一页的前后情况。 / What lies before and behind a page."""

    class Meta:
        default_resolver = by_public_name

    has_next_page = flag("后面是否还有。 / Whether there is more behind it.")
    has_previous_page = flag("前面是否还有。 / Whether there is more before it.")
    start_cursor = perhaps(
        graphene.String, "第一条的游标；空页为空。 / The cursor of the first; null where it is empty."
    )
    end_cursor = perhaps(
        graphene.String, "最后一条的游标；空页为空。 / The cursor of the last; null where it is empty."
    )


@dataclass(frozen=True)
class Page:
    """One page: its things as data, and how to tell where each stands."""

    nodes: Sequence[Data]
    standing: Callable[[], Sequence[Position]]
    has_previous: bool
    has_next: bool


class Source(Protocol):
    """What a connection is read from."""

    @property
    def kinds(self) -> tuple[type, ...]:
        """The types of what a position is made of."""

    @property
    def words(self) -> Words:
        """In which what is to be mended is told."""

    def page(self, window: Wanted) -> Page:
        """One page."""

    def count(self, most: int) -> int:
        """How many there are, counted no further than this."""


@dataclass(frozen=True)
class One:
    """A connection of its own: the rows of its page are shown together."""

    paged: Paged[Any]
    shown: Shown
    words: Words

    @property
    def kinds(self) -> tuple[type, ...]:
        return self.paged.kinds

    def page(self, window: Wanted) -> Page:
        found = self.paged.portion(window)
        standing = partial(self.paged.positions, found.rows)
        if isinstance(self.paged, Ranked):  # a rank is known for the portion found last
            standing = partial(list, standing())
        return Page(self.shown(found.rows), standing, found.has_previous, found.has_next)

    def count(self, most: int) -> int:
        return self.paged.count(most)


class FoundBelow(Protocol):
    """What stands below each of many rows, found for all of them at once (`store/keysets.Below`)."""

    @property
    def order(self) -> Any: ...

    @property
    def counts(self) -> Mapping[str, int]: ...

    def portions(self, window: Wanted) -> Mapping[str, Portion[Any]]: ...


@dataclass
class Many:
    """The connections below each row of a page: whichever is asked first brings the same page of all the others."""

    below: FoundBelow
    shown: Shown
    words: Words
    _pages: dict[Wanted, Mapping[str, Page]] = field(default_factory=dict)

    def of(self, key: str) -> "OneOfMany":
        return OneOfMany(self, key)

    def pages(self, window: Wanted) -> Mapping[str, Page]:
        if window not in self._pages:
            self._pages[window] = self._shown(self.below.portions(window))
        return self._pages[window]

    def _shown(self, portions: Mapping[str, Portion[Any]]) -> Mapping[str, Page]:
        nodes = self.shown([row for portion in portions.values() for row in portion.rows])

        def standing(portion: Portion[Any]) -> list[Position]:
            return [self.below.order.position(row) for row in portion.rows]

        ends = accumulate(len(portion.rows) for portion in portions.values())
        return {
            key: Page(nodes[end - len(p.rows) : end], partial(standing, p), p.has_previous, p.has_next)
            for (key, p), end in zip(portions.items(), ends, strict=True)
        }


@dataclass(frozen=True)
class OneOfMany:
    """The connection below one row of a page."""

    many: Many
    key: str

    @property
    def kinds(self) -> tuple[type, ...]:
        return tuple(self.many.below.order.kinds)

    @property
    def words(self) -> Words:
        return self.many.words

    def page(self, window: Wanted) -> Page:
        nothing = Page((), tuple, has_previous=window.after is not None, has_next=window.before is not None)
        return self.many.pages(window).get(self.key, nothing)

    def count(self, most: int) -> int:
        return min(self.many.below.counts.get(self.key, 0), most)


def connected(source: Source, info: GraphQLResolveInfo, asked: Mapping[str, Any]) -> Data:
    """A connection's data; what is not asked for is not looked up. Raises what `window_of` raises."""
    found = _Connected(source, f"{info.parent_type.name}.{info.field_name}", asked)
    return {
        "edges": found.edges,
        "nodes": found.nodes,
        "pageInfo": found.page_info,
        "totalCount": lambda: min(found.counted, MOST_COUNTED),
        "totalIsFloor": lambda: found.counted > MOST_COUNTED,
    }


class _Connected:
    """One connection as it was asked for: its page is found once, and so is how many there are."""

    def __init__(self, source: Source, field: str, asked: Mapping[str, Any]) -> None:
        self._source, self._field, self._asked = source, field, asked
        self._window = window_of(asked, lambda: self._bound, lambda: source.kinds)

    @cached_property
    def _bound(self) -> str:
        return bound_to(self._field, self._asked)

    @cached_property
    def _page(self) -> Page:
        with told_in(self._source.words):
            return self._source.page(self._window)

    @cached_property
    def counted(self) -> int:
        with told_in(self._source.words):
            return self._source.count(MOST_COUNTED + 1)

    def nodes(self) -> Sequence[Data]:
        return self._page.nodes

    def edges(self) -> list[Data]:
        of_nodes = zip(self._page.nodes, self._page.standing(), strict=True)
        return [{"cursor": cursor(self._bound, at), "node": node} for node, at in of_nodes]

    def page_info(self) -> Data:
        page, positions = self._page, self._page.standing()
        ends = [cursor(self._bound, positions[place]) for place in (0, -1)] if positions else [None, None]
        more = {"hasNextPage": page.has_next, "hasPreviousPage": page.has_previous}
        return {**more, "startCursor": ends[0], "endCursor": ends[1]}


@cache
def connection_type(of_type: Any) -> Any:
    """The connection of a type, one and the same wherever it is used."""
    name = of_type._meta.name
    edge = _made(
        f"{name}Edge",
        f"{name} 的一条及其游标。 / One {name}, with its cursor.",
        cursor=text("游标，不透明。 / Its cursor, which is opaque."),
        node=one(of_type, "这一条。 / The thing itself."),
    )
    count = f"共有多少条，最多数到 {MOST_COUNTED}。 / How many there are in all, counted up to {MOST_COUNTED}."
    return _made(
        f"{name}Connection",
        f"{name} 的一页。 / A page of {name}.",
        edges=list_of(edge, "各条及其游标。 / What is on the page, each with its cursor."),
        nodes=list_of(of_type, "各条。 / What is on the page."),
        page_info=one(PageInfo, "前后情况。 / What lies before and behind it."),
        total_count=one(graphene.Int, count),
        total_is_floor=flag("是否不止所数的这些。 / Whether there are more than were counted."),
    )


def _made(name: str, description: str, **fields: Any) -> Any:
    meta = {"default_resolver": by_public_name, "description": description}
    return type(name, (graphene.ObjectType,), {**fields, "Meta": meta})


def connection(
    of_type: Any, description: str, *, resolver: Any = None, **arguments: graphene.Argument
) -> graphene.Field:
    """A field that is a connection. `of_type` is a type, or a function that gives it where it is not made yet."""

    def made() -> Any:
        return connection_type(of_type if isinstance(of_type, type) else of_type())

    return graphene.Field(made, required=True, description=description, resolver=resolver, **_of_a_page(), **arguments)


def _of_a_page() -> dict[str, graphene.Argument]:
    first, last = (
        f"{zh}（{_SIZE.split(' / ', maxsplit=1)[0]}）。 / {en} ({_SIZE.split(' / ')[1]})." for zh, en in _FROM
    )
    return {
        "first": argument(graphene.Int, first, required=False),
        "after": argument(graphene.String, "接着哪个游标往后。 / Behind which cursor.", required=False),
        "last": argument(graphene.Int, last, required=False),
        "before": argument(graphene.String, "在哪个游标之前。 / Before which cursor.", required=False),
    }


_FROM = (("从头起多少条", "How many from the beginning"), ("从末尾起多少条", "How many from the end"))


def below(of_type: Any, description: str, **arguments: graphene.Argument) -> graphene.Field:
    """A connection of a type's own: its data hold, under the field's name, a source or a function of what is asked."""
    return connection(of_type, description, resolver=_held, **arguments)


def _held(held: Mapping[str, Any], info: GraphQLResolveInfo, **asked: Any) -> Data:
    found = held[info.field_name]
    source: Source = found(asked) if callable(found) else found
    with told_in(source.words):
        return connected(source, info, asked)
