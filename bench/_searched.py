"""A database filled with made lists, and the process that searches it: one size of the registry."""

import time
from collections.abc import Callable
from datetime import date
from itertools import cycle, islice
from multiprocessing import get_context
from multiprocessing.connection import Connection

from rapidfuzz import fuzz, process
from sqlalchemy import func, select, text

from bench._filling import published
from bench._gansu340 import duties_of, townships
from bench._paraphrases import Paraphrase, mechanical
from bench._province import NOW, opened
from registry.domain.searching import Sought, WordingKind, search_in
from registry.services.search import search_as_typed
from registry.store.base import db
from registry.store.duties import DutyRecord, forget_editions, list_in_force
from registry.store.search import WordingRecord, filed_wordings

READ = 8
"""So many townships' lists are read in turn."""
_ON = date(2026, 6, 1)
_ASKED = (
    "防汛",
    "低保",
    "改厕",
    "烟花爆竹零售",
    "农村生活垃圾分类",
    "谁来管村里的路灯",
    "矛盾纠纷排查",
    "高龄老人补贴",
)
_SCORERS: dict[str, Callable[..., float]] = {
    "RapidFuzz ratio": fuzz.ratio, "RapidFuzz WRatio": fuzz.WRatio, "RapidFuzz token ratio": fuzz.token_ratio
}  # fmt: skip


class Searched:
    """One size: its figures, and questions to its process."""

    def __init__(self, url: str, beginning: str) -> None:
        context = get_context("spawn")
        self._pipe, other = context.Pipe()
        self._process = context.Process(target=_live, args=(other, url, beginning), daemon=True)
        self._process.start()

    def wait(self) -> None:
        """Wait until the database is filled; several fill at once."""
        self.townships, self.duties, self.wordings, self.filling, self.indexing = self._pipe.recv()

    def ask(self, act: str, place: str, times: int) -> float:
        """Seconds that one look-up took, on the average of so many."""
        self._pipe.send((act, place, times))
        return float(self._pipe.recv()) / times

    def recall(self, paraphrases: list[Paraphrase], *, compared: bool = True) -> dict[str, tuple[float, float, float]]:
        """Per way: recall@1, recall@5, seconds each."""
        self._pipe.send(("recall", paraphrases, compared))
        found: dict[str, tuple[float, float, float]] = self._pipe.recv()
        return found

    def end(self) -> None:
        """Let the process go."""
        self._pipe.send(None)
        self._process.join()


def _live(pipe: Connection, url: str, beginning: str) -> None:
    with opened(url):
        places = [code for code in townships() if code.startswith(beginning)]
        our = published(places)
        if db.engine.dialect.name == "postgresql":
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("vacuum analyze"))  # as the server does by itself soon after
        duties = db.session.scalar(select(func.count()).select_from(DutyRecord))
        wordings = db.session.scalar(select(func.count()).where(WordingRecord.kind == WordingKind.MATTER))
        pipe.send((len(places), duties, wordings, sum(our.lists), sum(our.index)))
        while (asked := pipe.recv()) is not None:
            act, what, times = asked
            pipe.send(_recall(what, places, compared=times) if act == "recall" else _timed(act, what, times, places))


def _timed(act: str, place: str, times: int, places: list[str]) -> float:
    texts = cycle([*_ASKED, *(one.text for one in mechanical()["easy (one word other, marks gone)"][:8])])
    if act == "read":  # reading lists into memory is measured apart
        for place_read in places[:READ]:
            list_in_force(place_read, _ON, NOW)
    begin = time.perf_counter()
    for number in range(times):
        if act == "search":
            search_as_typed(next(texts), place=place, on="2026-06-01", now=NOW)
        else:
            if act == "read_anew":
                forget_editions()
            list_in_force(places[number % min(READ, len(places))], _ON, NOW)
        db.session.remove()
    return time.perf_counter() - begin


def _recall(
    paraphrases: list[Paraphrase], places: list[str], *, compared: bool
) -> dict[str, tuple[float, float, float]]:
    """Every way over all matters on file; RapidFuzz scans every distinct wording."""
    codes: dict[str, set[str]] = {}
    for place in places:
        for duty in duties_of(place):
            codes.setdefault(duty.matter, set()).add(duty.code)
    everything = sorted(codes)

    def ours(sought: str) -> list[str]:
        asked = Sought(sought)
        on_file = filed_wordings([WordingKind.MATTER], asked, {})
        found = [one.text for one in islice(search_in(on_file[WordingKind.MATTER], asked), 5)]
        db.session.remove()
        return found

    ways: dict[str, Callable[[str], list[str]]] = {"registry (wordings only)": ours}
    for name, scorer in (_SCORERS if compared else {}).items():
        ways[name] = lambda sought, scorer=scorer: [  # type: ignore[misc]
            one[0] for one in process.extract(sought, everything, scorer=scorer, limit=5)
        ]
    return {name: _scored(way, paraphrases, codes) for name, way in ways.items()}


def _scored(
    way: Callable[[str], list[str]], paraphrases: list[Paraphrase], codes: dict[str, set[str]]
) -> tuple[float, float, float]:
    first = five = 0
    begin = time.perf_counter()
    for one in paraphrases:
        met = [any(map(one.is_met_by, codes[found])) for found in way(one.text)]
        first, five = first + any(met[:1]), five + any(met)
    many = len(paraphrases)
    return first / many, five / many, (time.perf_counter() - begin) / many
