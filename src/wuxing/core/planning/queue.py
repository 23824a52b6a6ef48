"""Work that arrives at random and people who take it in turn: what every formula of planning is asked with."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite


@dataclass(frozen=True, slots=True)
class Work:
    """Work that arrives at random, evenly within the hour.

    `arrivals` per hour; `handling` is how long a person is busy with one, on average, in seconds. Raises ValueError
    where `arrivals` is negative or `handling` is not above 0.
    """

    arrivals: float
    handling: float

    def __post_init__(self) -> None:
        if not (isfinite(self.arrivals) and self.arrivals >= 0 and isfinite(self.handling) and self.handling > 0):
            raise ValueError(f"work needs arrivals of at least 0 and handling above 0: {self}")

    @property
    def load(self) -> float:
        """The work in erlangs: how many people would be busy if nobody ever waited."""
        return self.arrivals * self.handling / 3600

    @property
    def per_second(self) -> float:
        """Arrivals per second."""
        return self.arrivals / 3600


@dataclass(frozen=True, slots=True)
class Service:
    """What customers and people get: shares from 0 to 1, lengths in seconds.

    `waiting` is the share that cannot be served at once, `within` the share of all arrivals that is served within the
    time asked about, `lost` the share that leaves before it is served, `mean_wait` the average over all arrivals,
    `busy` the share of their time that people work.
    """

    waiting: float
    within: float
    lost: float
    mean_wait: float
    busy: float
