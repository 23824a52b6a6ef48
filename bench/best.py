"""How rates are measured: several short repeats, of which the quickest counts.

Other work on the machine only ever adds time, so the minimum is the nearest to what the program needs; for the same
reason the time is that of the processor in this process (on a quiet machine the same as by the clock). Garbage is
collected as Python does by default.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from time import process_time
from typing import TypeVar

Given = TypeVar("Given")


def best_of(repeats: int, act: Callable[[], object]) -> float:
    """The seconds of the quickest run of an act."""
    return best_over((None for _ in range(repeats)), lambda _: act())


def best_over(prepared: Iterable[Given], act: Callable[[Given], object]) -> float:
    """The same where each run gets something of its own, whose making is not counted."""
    taken = []
    for given in prepared:
        begun = process_time()
        act(given)
        taken.append(process_time() - begun)
    return min(taken)
