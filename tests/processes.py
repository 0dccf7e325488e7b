"""Acts done at once in processes of their own.

The registry is loaded once, in a server that the processes are forked from: a race begins with its first act, not with
seconds of imports after which the first to be ready has done all before the second begins.
"""

import multiprocessing
from collections.abc import Callable, Sequence
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from typing import Any, TypeVar

from flask import Flask

from registry.app import create_app
from registry.config import Settings

T = TypeVar("T")
_FORKED = multiprocessing.get_context("forkserver")
_FORKED.set_forkserver_preload(["registry.cli", "tests.conftest"])
LONGEST = 900
"""Seconds that an act may take."""


def at_once(acts: Sequence[Callable[[], T]]) -> list[T]:
    """What each act gave, done at the same moment; each must be importable by name, with what it takes. Raises what
    one of them raised.
    """
    gate, running = _FORKED.Barrier(len(acts)), []
    for act in acts:
        here, there = _FORKED.Pipe(duplex=False)
        process = _FORKED.Process(target=_do, args=(act, gate, there))
        process.start()
        there.close()
        running.append((process, here))
    given = [here.recv() if here.poll(LONGEST) else TimeoutError(f"{LONGEST} s") for _, here in running]
    for process, _ in running:
        process.join(LONGEST)
    for one in given:
        if isinstance(one, BaseException):
            raise one
    assert [process.exitcode for process, _ in running] == [0] * len(acts)
    return given


def with_app(act: Callable[..., T], database_url: str, folder: object, *more: Any) -> Callable[[], T]:
    """`act(app, …)`, where `app` is the registry on that database as that process opens it."""
    return partial(_with_app, act, database_url, str(folder), more)


def _with_app(act: Callable[..., T], database_url: str, folder: str, more: tuple[Any, ...]) -> T:
    app: Flask = create_app(Settings(database_url=database_url, folder=folder))
    return act(app, *more)


def _do(act: Callable[[], Any], gate: Barrier, to: Connection) -> None:
    gate.wait(LONGEST)
    try:
        to.send(act())
    except BaseException as error:
        to.send(error)
        raise
