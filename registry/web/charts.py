"""Charts as plain shapes that a template writes as SVG: readable at 360 pixels and on paper, loading nothing."""

from dataclasses import dataclass, field

from registry.words.overviews import Table

WIDTH = 360
LINE, BAR, GAP = 14, 12, 10
"""Heights, in the chart's own units: a row's name, its bar, the space below it."""
NUMBERS = 34
"""The width kept for the number behind the longest bar."""
TALL, FOOT = 120, 18
"""The height of columns over time, and of what stands below them."""
MOST_LABELS, SIDE = 7, 24
"""How many names stand below them at most, and half the room that one takes."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A rectangle in one of the looks."""

    x: float
    y: float
    width: float
    height: float
    look: str


@dataclass(frozen=True, slots=True)
class Label:
    """A text at a point; `anchor` is start, middle or end."""

    x: float
    y: float
    text: str
    anchor: str = "start"


@dataclass(slots=True)
class Chart:
    """What is drawn, and how high it is; always 360 units wide."""

    height: float
    shapes: list[Shape] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)


def chart_of(table: Table) -> Chart:
    """The chart of a table: columns side by side for what follows in time, else a bar for each row."""
    return _columns(table) if table.over_time else _bars(table)


def _bars(table: Table) -> Chart:
    most = max((_all(table, place) for place in range(len(table.rows))), default=0) or 1
    chart = Chart(len(table.rows) * (LINE + BAR + GAP))
    for place, row in enumerate(table.rows):
        top = place * (LINE + BAR + GAP)
        chart.labels.append(Label(0, top + LINE - 3, row.name))
        x = 0.0
        for look, at in zip(table.looks, table.charted, strict=True):
            width = _scaled(row.numbers[at], most, WIDTH - NUMBERS)
            if width:
                chart.shapes.append(Shape(x, top + LINE, width, BAR, look))
            x = round(x + width, 2)
        chart.labels.append(Label(x + 4, top + LINE + BAR - 2, str(_all(table, place))))
    return chart


def _columns(table: Table) -> Chart:
    most = max((_all(table, place) for place in range(len(table.rows))), default=0) or 1
    chart, each = Chart(TALL + FOOT + LINE), WIDTH / max(len(table.rows), 1)
    step = -(-len(table.rows) // MOST_LABELS)
    for place, row in enumerate(table.rows):
        x, y = round(place * each, 2), float(TALL + LINE)
        for look, at in zip(table.looks, table.charted, strict=True):
            height = _scaled(row.numbers[at], most, TALL)
            y = round(y - height, 2)
            if height:
                chart.shapes.append(Shape(round(x + each * 0.15, 2), y, round(each * 0.7, 2), height, look))
        middle = round(x + each / 2, 2)
        if _all(table, place) and each >= NUMBERS / 2:
            chart.labels.append(Label(middle, y - 3, str(_all(table, place)), "middle"))
        if place % step == 0:
            chart.labels.append(_below(row.short or row.name, middle))
    return chart


def _below(name: str, middle: float) -> Label:
    """A label below a column, kept within the chart at both ends."""
    y = TALL + LINE + FOOT - 4
    if middle < SIDE:
        return Label(0, y, name)
    return Label(WIDTH, y, name, "end") if middle > WIDTH - SIDE else Label(middle, y, name, "middle")


def _all(table: Table, place: int) -> int:
    return sum(table.rows[place].numbers[at] or 0 for at in table.charted)


def _scaled(number: int | None, most: int, length: float) -> float:
    return round((number or 0) / most * length, 2)
