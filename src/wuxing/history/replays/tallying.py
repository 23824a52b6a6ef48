"""The report in figures: what a table of readings says of each promise, as one JSON object."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from wuxing import __version__
from wuxing.core.instant import format_instant
from wuxing.core.replay.cell import Labels, limit_in, place_of, words_of
from wuxing.core.replay.flips import TO_LATE, TO_MET
from wuxing.core.replay.observing import missing_kinds
from wuxing.core.source import Text
from wuxing.core.standard.document import EVENT_KINDS, Commitment, Standard
from wuxing.history.events.file import Header
from wuxing.history.replays.counting import Counts, Example, Limit, counting
from wuxing.history.replays.readings import AGAINST, TRIED
from wuxing.history.replays.tallies import Json, Tallies, rounded
from wuxing.history.reports.headline import headline_of

MOST_LIMITS = 8  # of a commitment, as points of its curve


@dataclass(frozen=True, slots=True)
class Replayed:
    """What was replayed: one standard or two over one event file. `span` is from its first instant to its last.

    `clocks` are the cycles judged, `together` those that the kernel judged, many at once.
    """

    standard: Standard
    against: Standard | None
    header: Header
    events_file: str
    events_sha256: str
    cases: int
    events: int
    clocks: int
    together: int
    span: tuple[int, int] | None
    at: int | None

    @property
    def sides(self) -> Mapping[str, Standard]:
        """The standards by the side under which their readings stand."""
        return {TRIED: self.standard} | ({AGAINST: self.against} if self.against else {})


def report_of(run: Replayed, readings: Path, scratch: Path) -> Json:
    """The report on a table of readings; `scratch` is a folder for what does not fit into memory."""
    with counting(readings, scratch) as counts:
        report = _Report(run, counts)
        found: Json = {
            "wuxing": __version__,
            "at": report.instant(run.at),
            "events": report.events(),
            "standard": _named(run.standard),
            "against": _named(run.against) if run.against else None,
            "totals": report.totals(),
            "commitments": report.commitments(),
            "flips": report.flips(),
            "not_observable": list(report.unseen()),
            "kinds": report.kinds(),
            "provisional": sum(group.provisional for group in report.tallies.groups),
            "failed": report.failed(),
            "judged": {"clocks": run.clocks, "together": run.together, "alone": run.clocks - run.together},
        }
    return found | {"headline": headline_of(found)}


class _Report:
    """The pieces of a report, from counts made once."""

    def __init__(self, run: Replayed, counts: Counts) -> None:
        self.run = run
        self.labels = _labels(run)
        self.tallies = Tallies(counts)
        self.cells = counts.cells()
        self.curves = counts.curves(list(_limits(run)))
        self.hours = counts.hours()
        self.examples = counts.examples()
        self.failures = counts.failures()

    def instant(self, seconds: int | None) -> str | None:
        zone = ZoneInfo(self.run.header.timezone or "UTC")
        return None if seconds is None else format_instant(seconds, zone)

    def events(self) -> Json:
        run = self.run
        first, last = run.span or (None, None)
        return {
            "name": run.events_file,
            "sha256": run.events_sha256,
            "mapping": run.header.mapping,
            "source": run.header.source,
            "supplies": list(run.header.supplies),
            "assumes": [dict(each) for each in run.header.assumes],
            "cases": run.cases,
            "events": run.events,
            "from": self.instant(first),
            "to": self.instant(last),
        }

    def totals(self) -> Json:
        tallies = {side: self.tallies.tally(side) for side in self.run.sides}
        return {
            "standard": tallies[TRIED],
            "against": tallies.get(AGAINST),
            "flips": self.tallies.flips(TRIED),
            "both": self._both() if self.run.against else None,
        }

    def _both(self) -> Json:
        """What was judged under both standards: only that can be compared."""
        common = [group for group in self.tallies.groups if group.compared]
        met = {side: sum(g.readings for g in common if (g.side, g.outcome) == (side, "met")) for side in self.run.sides}
        n = sum(group.readings for group in common if group.side == TRIED)
        return {"n": n, "met": met[TRIED], "met_against": met[AGAINST]}

    def commitments(self) -> list[Json]:
        """Each commitment of either standard: those of the one tried first."""
        every = dict.fromkeys(name for standard in self.run.sides.values() for name in standard.commitments)
        return [self._commitment(name) for name in every]

    def _commitment(self, name: str) -> Json:
        own = {side: standard.commitments.get(name) for side, standard in self.run.sides.items()}
        tried, against = own[TRIED], own.get(AGAINST)
        first = tried or against
        assert first
        return {
            "commitment": name,
            "clause": tried.clause if tried else None,
            "clause_against": against.clause if against else None,
            "title": _both_languages(first.title),
            "missing_kinds": list(missing_kinds(first, self.run.header.supplies)),
            "standard": self.tallies.tally(TRIED, name) if tried else None,
            "against": self.tallies.tally(AGAINST, name) if against else None,
            "cells": self._cells(name, own),
            "curve": self._curve(name, TRIED if tried else AGAINST),
            "by_hour": self._by_hour(name, [side for side, each in own.items() if each]),
        }

    def _cells(self, name: str, own: Mapping[str, Commitment | None]) -> list[Json]:
        order = {cell: (place_of(self.cells[cell], self.run.standard), cell) for cell in self.tallies.cells(name)}
        return [self._cell(cell, name, own) for cell in sorted(order, key=order.__getitem__)]

    def _cell(self, cell: str, name: str, own: Mapping[str, Commitment | None]) -> Json:
        limits = {side: limit_in(self.cells[cell], each, self.labels) if each else None for side, each in own.items()}
        return {
            "cell": cell,
            "labels": _both_languages(words_of(self.cells[cell], self.labels)),
            "limit": _both_languages(limits[TRIED]),
            "limit_against": _both_languages(limits.get(AGAINST)),
            "standard": self.tallies.tally(TRIED, name, cell) if own[TRIED] else None,
            "against": self.tallies.tally(AGAINST, name, cell) if own.get(AGAINST) else None,
            "flips": self.tallies.flips(TRIED, name, cell),
        }

    def _curve(self, name: str, side: str) -> list[list[float | None]]:
        """The share of all that were judged and had ended within so many seconds; what has not ended is never reached."""
        n = self.tallies.tally(side, name)["n"]
        points = self.curves.get((side, name), [])
        return [[seconds, rounded(reached / n)] for seconds, reached in points]

    def _by_hour(self, name: str, sides: Sequence[str]) -> list[Json]:
        counted = {(side, hour, outcome): n for side, each, hour, outcome, n in self.hours if each == name}
        return [
            {
                side: {key: counted.get((side, hour, key), 0) for key in ("met", "late")} if side in sides else None
                for side in (TRIED, AGAINST)
            }
            for hour in range(24)
        ]

    def flips(self) -> list[Json]:
        """The clauses under which promises flip, the most flips first, with the nearest to the limit as examples."""
        found = []
        for name, commitment in self.run.standard.commitments.items():
            count = self.tallies.flips(TRIED, name)
            if any(count.values()):
                title = _both_languages(commitment.title)
                cases = [_example(each) for each in self.examples if each.commitment == name]
                found.append({"clause": commitment.clause, "commitment": name, "title": title, **count, "cases": cases})
        return sorted(found, key=lambda flip: -flip[TO_LATE] - flip[TO_MET])

    def unseen(self) -> Iterator[Json]:
        """The promises that this history cannot speak about, and how many cases had them."""
        for side, standard in self.run.sides.items():
            for commitment in standard.commitments.values():
                if missing := missing_kinds(commitment, self.run.header.supplies):
                    yield {
                        "side": side,
                        "standard": standard.ref,
                        "commitment": commitment.id,
                        "clause": commitment.clause,
                        "title": _both_languages(commitment.title),
                        "missing_kinds": list(missing),
                        "cases": self.tallies.tally(side, commitment.id)["not_observable"],
                    }

    def kinds(self) -> Json:
        """What the missing kinds of events are called."""
        known = dict(EVENT_KINDS)
        for standard in self.run.sides.values():
            known.update(standard.events)
        missing = {kind for each in self.unseen() for kind in each["missing_kinds"]}
        return {kind: _both_languages(known[kind]) for kind in sorted(missing)}

    def failed(self) -> Json:
        count, first = self.failures
        examples = [{"case": case, "standard": standard, "why": why} for case, standard, why in first]
        return {"cases": count, "examples": examples}


def _example(flip: Example) -> Json:
    before, after = ("met", "late") if flip.compared == TO_LATE else ("late", "met")
    shown = flip._asdict()
    return {key: shown[key] for key in shown if key not in ("commitment", "compared")} | {"from": before, "to": after}


def _limits(run: Replayed) -> Iterator[Limit]:
    """The limits in working time that the curve of a commitment has to show exactly."""
    for name in dict.fromkeys(name for standard in run.sides.values() for name in standard.commitments):
        own = [standard.commitments[name] for standard in run.sides.values() if name in standard.commitments]
        limits = [row.limit for each in own for row in each.within if row.limit and not row.limit.is_days]
        side = TRIED if name in run.standard.commitments else AGAINST
        for seconds in sorted({limit.amount for limit in limits})[:MOST_LIMITS]:
            yield side, name, seconds


def _labels(run: Replayed) -> Labels:
    """What class values are called: by the standards, else by the event file."""
    found: dict[str, dict[str, Text]] = {
        dimension: {value: Text(label["zh"], label["en"]) for value, label in values.items()}
        for dimension, values in run.header.classes.items()
    }
    for standard in reversed(list(run.sides.values())):
        for dimension, values in standard.classes.items():
            found[dimension] = {**found.get(dimension, {}), **values}
    return found


def _named(standard: Standard) -> Json:
    title = _both_languages(standard.title)
    return {"name": standard.name, "version": standard.version, "title": title, "sha256": standard.sha256}


def _both_languages(text: Text | None) -> dict[str, str] | None:
    return {"zh": text.zh, "en": text.en} if text else None
