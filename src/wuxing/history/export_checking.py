"""Whether the exported files still are what was written, and what the ledger says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from wuxing.cases.models import Case
from wuxing.core.source import Problems, Text
from wuxing.history.events.stream import Case as Written
from wuxing.history.events.stream import cases_of
from wuxing.history.live_files import (
    STREAMS,
    Heads,
    Month,
    folder,
    histories_of,
    path_of,
    read_manifest,
    sha256_of,
)
from wuxing.ledger.verifying import Difference


@dataclass(slots=True)
class Seen:
    """How much was looked at."""

    months: int = 0
    cases: int = 0
    events: int = 0


def verify(seen: Seen) -> Iterator[Difference]:
    """Every difference between the files, their manifest and the ledger; what was recorded since is none."""
    manifest = read_manifest()
    files = {path.stem for path in folder().glob("*.parquet")}
    for month in sorted(files - set(manifest.months)):
        yield Difference(path_of(month).name, Text("清单里没有这个文件。", "It is not in the manifest."))
    for month, told in manifest.months.items():
        seen.months += 1
        if month in files:
            yield from _of_month(month, told, seen)
        else:
            yield Difference(path_of(month).name, Text("文件不见了。", "The file is missing."))


def _of_month(month: str, told: Month, seen: Seen) -> Iterator[Difference]:
    path, heads = path_of(month), Heads()
    if sha256_of(path) != told.sha256:
        yield Difference(path.name, Text("文件的指纹与清单不符。", "Its fingerprint is not that of the manifest."))
    try:
        cases = cases_of(source=path)
        while chunk := list(islice(cases, STREAMS)):
            yield from _of_cases(path.name, chunk, heads)
    except Problems as problems:
        yield Difference(path.name, problems.found[0].says)
        return
    seen.cases, seen.events = seen.cases + heads.cases, seen.events + heads.events
    if (heads.cases, heads.events, heads.sha256) != (told.cases, told.events, told.heads):
        says = Text("账本的链头与清单不符。", "The heads of the ledger are not those of the manifest.")
        yield Difference(path.name, says)


def _of_cases(name: str, chunk: Sequence[Written], heads: Heads) -> Iterator[Difference]:
    streams = dict(Case.objects.filter(ref__in=[ref for ref, _ in chunk]).values_list("ref", "stream_id"))
    told = {ref: (events, hashes) for ref, events, hashes in histories_of(streams.items())}
    for ref, own in chunk:
        events, hashes = told.get(ref, ([], []))
        if events[: len(own)] != own:
            says = Text("事件与账本不符。", "Its events are not those of the ledger.")
            yield Difference(f"{name}, {ref}", says)
        heads.add(ref, len(own), hashes[len(own) - 1] if len(own) <= len(hashes) else "")
