"""What the templates of the report read: the figures of report.json beside their names, marks and places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from wuxing.core.replay.rate import rate, wilson
from wuxing.history.reports import charts, findings
from wuxing.history.reports.curve import curve, limit_seconds
from wuxing.history.reports.hours import hour_chart
from wuxing.history.reports.report_rows import Line, Promise, Row, Share, Side, Table, Unseen
from wuxing.history.reports.words import Words

Report = Mapping[str, Any]

UNFOLDED = 3
"""So many promises stand open when the report is opened: those with the most to say."""
RULES = 2
"""So many limits of each standard are drawn on a curve: those of the classes with the most cases."""


class Links(Protocol):
    """Where a report leads: empty where a place has no page, as in a file that is sent around."""

    def case(self, commitment: str, flip: Mapping[str, Any]) -> str:
        """Why a promise flips: its case, judged under both standards."""

    def clause(self, side: str, clause: str) -> str:
        """A clause of the standard of a side."""


class Nowhere:
    """A report that leads nowhere."""

    def case(self, commitment: str, flip: Mapping[str, Any]) -> str:
        return ""

    def clause(self, side: str, clause: str) -> str:
        return ""


NOWHERE = Nowhere()


@dataclass(frozen=True, slots=True)
class Page:
    """The report in one language."""

    words: Words
    report: Report
    sides: tuple[Side, ...]
    total: Row
    shares: tuple[Share, ...]
    scale: charts.Scale
    promises: tuple[Promise, ...]
    flips: charts.FlipChart | None
    unseen: tuple[Unseen, ...]
    links: Links = NOWHERE

    @property
    def lang(self) -> str:
        return "zh-Hans" if self.words.language == "zh" else "en"

    @property
    def title(self) -> str:
        return findings.page_title(self.report, self.words)

    @property
    def is_judged(self) -> bool:
        """Whether any promise was judged at all."""
        return any(promise.row.tally for promise in self.promises)

    @property
    def is_compared(self) -> bool:
        return len(self.sides) == 2

    @property
    def is_comparable(self) -> bool:
        """Whether anything was judged under both standards."""
        both = self.report["totals"].get("both")
        return self.is_compared and (not both or both["n"] > 0)

    @property
    def table(self) -> Table:
        """All promises with their sum."""
        return Table((*(promise.row for promise in self.promises), self.total))

    @property
    def used(self) -> tuple[Promise, ...]:
        return tuple(promise for promise in self.promises if promise.is_used)

    @property
    def unused(self) -> list[str]:
        """What the promises are called that no case had."""
        return [promise.row.name for promise in self.promises if not promise.is_used]

    @property
    def gap(self) -> float | None:
        """What the rate gains or loses, of what can be compared."""
        rates = [share.rate for share in self.shares]
        if not self.is_comparable or rates[0] is None or rates[-1] is None:
            return None
        return rates[-1] - rates[0]

    def kind(self, kind: str) -> str:
        """What a kind of event is called, by the standards first; nothing where nobody has a word for it."""
        named = self.report.get("kinds", {}).get(kind)
        word = self.words.text(named) if named else self.words.kind(kind)
        return "" if word == kind else word

    def clauses_of(self, promise: Promise) -> list[tuple[Side, str, str]]:
        """The clause of a promise in each standard that has it, with where it stands; none where links lead nowhere."""
        keys = {"standard": "clause", "against": "clause_against"}
        told = ((side, str(promise.data.get(keys[side.key]) or "")) for side in self.sides)
        found = [(side, clause, self.links.clause(side.key, clause)) for side, clause in told if clause]
        return [each for each in found if each[2]]

    def anchor_of(self, commitment: str) -> str:
        """Where a commitment stands on this page; nothing when it does not."""
        return next((promise.anchor for promise in self.promises if promise.data["commitment"] == commitment), "")

    def label_of(self, seen: Mapping[str, Any]) -> str:
        """The short name of the standard that a promise belongs to."""
        for side in self.sides:
            standard = self.report[side.key]
            if seen.get("side") == side.key or seen["standard"] == f"{standard['name']}@{standard['version']}":
                return side.label
        return str(seen["standard"])


def page_of(report: Report, words: Words, links: Links = NOWHERE) -> Page:
    """The report with its words, charts and rows in one language."""
    maker = _Maker(report, words, _sides(report, words))
    commitments = report["commitments"]
    scale = charts.rate_scale(_lows(commitments))
    return Page(
        words=words,
        report=report,
        sides=maker.sides,
        total=_total(maker.row(report["totals"], words("合计", "Total"), scale)),
        shares=tuple(_shares(report, maker.sides)),
        scale=scale,
        promises=tuple(maker.promise(data, number, scale) for number, data in enumerate(commitments, 1)),
        flips=charts.flip_chart(report["flips"]),
        unseen=tuple(_unseen(findings.felt(report["not_observable"]))),
        links=links,
    )


def _sides(report: Report, words: Words) -> tuple[Side, ...]:
    ours, theirs = findings.labels(report, words)
    if not report.get("against"):
        return (Side("standard", ours, "", "b"),)
    return (Side("against", theirs, words("改前", "Before"), "a"), Side("standard", ours, words("改后", "After"), "b"))


def _total(row: Row) -> Row:
    """The sum of all promises, without a difference where the standards have not judged the same number."""
    counts = {line.tally["n"] if line.tally else 0 for line in row.lines}
    return row if len(counts) == 1 else replace(row, gap=None)


def _shares(report: Report, sides: Iterable[Side]) -> Iterable[Share]:
    """The rates to be told first: of two standards, over what both have judged; nothing else can be compared."""
    totals = report["totals"]
    both = totals.get("both")
    for side in sides:
        if both and both["n"]:
            met = both["met"] if side.key == "standard" else both["met_against"]
            low, high = wilson(met, both["n"]) or (None, None)
            yield Share(side, both["n"], rate(met, both["n"] - met), low, high)
        else:
            tally = totals[side.key]
            yield Share(side, tally["n"], tally["rate"], tally["rate_low"], tally["rate_high"])


def _lows(rows: Iterable[Mapping[str, Any]]) -> list[float | None]:
    """What an axis has to show: the lower bounds, but of a few cases, whose bound says little, only the rate."""
    tallies = [row[side] for row in rows for side in ("standard", "against") if row.get(side)]
    return [tally["rate_low" if tally["n"] >= charts.FEW else "rate"] for tally in tallies]


def _unseen(rows: Iterable[Mapping[str, Any]]) -> Iterable[Unseen]:
    """Rows by the kinds they miss, most cases first: what to record to see the most."""
    groups: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}
    for row in rows:
        groups.setdefault(tuple(row["missing_kinds"]), []).append(row)
    ordered = sorted(groups.items(), key=lambda group: -sum(row["cases"] for row in group[1]))
    return (Unseen(kinds, tuple(promises)) for kinds, promises in ordered)


@dataclass(frozen=True, slots=True)
class _Maker:
    report: Report
    words: Words
    sides: tuple[Side, ...]

    def row(self, data: Mapping[str, Any], name: str, scale: charts.Scale) -> Row:
        limits = {"standard": data.get("limit"), "against": data.get("limit_against")}
        tallies = {side.key: data.get(side.key) for side in self.sides}
        is_compared = len(tallies) == 2 and all(tally and tally["n"] for tally in tallies.values())
        flips = (data.get("flips") or {}) if is_compared else {}
        spans = {key: charts.span(tally, scale) for key, tally in tallies.items()}
        heights = {"a": 7, "b": 19} if all(spans.values()) and len(spans) == 2 else {}
        return Row(
            name=name,
            lines=tuple(
                Line(
                    side,
                    tallies[side.key],
                    self.words.limit(limits[side.key]),
                    spans[side.key],
                    heights.get(side.mark, 13),
                )
                for side in self.sides
            ),
            gap=findings.gap(data),
            to_late=flips.get("to_late"),
            to_met=flips.get("to_met"),
        )

    def promise(self, data: Mapping[str, Any], number: int, scale: charts.Scale) -> Promise:
        flips = self.flips_of(data["commitment"])
        counts = {way: sum(flip[way] for flip in flips) for way in ("to_late", "to_met")}
        cells = charts.rate_scale(_lows(data["cells"]))
        return Promise(
            anchor=f"{self.words.language}-promise-{number}",
            data=data,
            row=self.row({**data, "flips": counts}, findings.promise_name(data, self.words), scale),
            cells=Table(tuple(self.row(cell, self.words.text(cell["labels"]), cells) for cell in data["cells"]), cells),
            curve=curve(data["curve"], self.limits_of(data["cells"]), self.words),
            hours=hour_chart(data["by_hour"]),
            flips=flips,
            is_open=data["commitment"] in self.unfolded(),
        )

    def flips_of(self, commitment: str) -> tuple[Mapping[str, Any], ...]:
        return tuple(flip for flip in self.report["flips"] if flip["commitment"] == commitment)

    def unfolded(self) -> list[str]:
        """The commitments with the most flips, or misses where nothing is compared."""
        weights = {
            data["commitment"]: (
                sum(flip["to_late"] + flip["to_met"] for flip in self.flips_of(data["commitment"])),
                data["standard"]["late"] if data["standard"] else 0,
            )
            for data in self.report["commitments"]
        }
        heavy = (name for name in weights if any(weights[name]))
        return sorted(heavy, key=lambda name: weights[name], reverse=True)[:UNFOLDED]

    def limits_of(self, cells: Iterable[Mapping[str, Any]]) -> dict[int, str]:
        """Limits for the curve: seconds to whose they are (`a`, `b` or both), of the classes with the most cases."""
        found: dict[int, str] = {}
        keys = {"against": "limit_against", "standard": "limit"}
        for side in self.sides:
            counts: dict[int, int] = {}
            for cell in cells:
                if seconds := limit_seconds(cell.get(keys[side.key])):
                    counts[seconds] = counts.get(seconds, 0) + ((cell.get(side.key) or {}).get("n") or 0)
            for seconds in sorted(counts, key=lambda each: -counts[each])[:RULES]:
                found[seconds] = found.get(seconds, "") + side.mark
        return found
