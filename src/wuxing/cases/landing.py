"""Cases that were imported: rows over their streams, marked as history; no promise, no reading, no notice."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from wuxing.cases.acting import columns
from wuxing.cases.folding import audience_of, fold_history
from wuxing.cases.models import Audience, Case
from wuxing.core.clock.event import Event
from wuxing.ledger import landing
from wuxing.ledger.models import Stream
from wuxing.ledger.writing import writing

LONGEST_REF = 32
LONGEST_SUBJECT = 160
NOT_IN_A_REF = re.compile(r"[^\w.-]+")


def land_cases(*, history: str, cases: Sequence[tuple[str, Sequence[Event]]]) -> None:
    """Take cases with their events in; `history` is the key of the log, each case has its own name there.

    All of them land, or none. Keep a call small (some hundred events): others wait while they are written.
    """
    with writing():
        streams = landing.open_streams(len(cases))
    chains = [landing.chained(stream, events) for stream, (_, events) in zip(streams, cases, strict=True)]
    rows = [_row(history, name, stream, events) for stream, (name, events) in zip(streams, cases, strict=True)]
    write_down(chains, rows)


def write_down(chains: Sequence[landing.Chain], rows: Sequence[Case]) -> None:
    """The one transaction that others wait for: everything is computed already."""
    nobody = audience_of(fold_history(()), {})
    with writing():
        landing.land(chains)
        Case.objects.bulk_create(rows)
        Audience.objects.bulk_create([Audience(case=row, key=key) for row in rows for key in nobody])


def _row(history: str, name: str, stream: Stream, events: Sequence[Event]) -> Case:
    return Case(
        ref=ref_of(history, name),
        history=history,
        subject=name.replace("\0", "")[:LONGEST_SUBJECT],
        stream=stream,
        **columns(fold_history(events)),
    )


def ref_of(history: str, name: str) -> str:
    """H3-INC0000045: the number of a case in its own system, behind the log's key; a digest where it is no number."""
    plain = NOT_IN_A_REF.sub("-", name).strip("-.")
    ref = f"{history}-{plain}"
    if plain == name and len(ref) <= LONGEST_REF:
        return ref
    digest = hashlib.sha256(name.encode(errors="replace")).hexdigest()[:8]
    return f"{ref[: LONGEST_REF - 9]}~{digest}"
