"""What stories and vectors say is said again when their cases are judged many at once."""

import json
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from history.replayed import case, event_file, report_on
from referee.histories import history
from wuxing.core.clock.sentences import read_sentences
from wuxing.core.clock.telling import read_event, read_story_standard
from wuxing.core.standard.document import EVENT_KINDS
from wuxing.history.events.file import SCHEMA, canonical_json
from wuxing.history.replays.reading_rows import table_of
from wuxing.history.replays.readings import Judging
from wuxing.packs.finding import calendars, find_standard, load_standard

VECTORS = Path(__file__).parents[3] / "shared" / "vectors" / "clock_sample.jsonl"
PACKS = ("reference", "five-star", "rectified", "service-norm", "efficiency", "system@2026.1", "system@2026.2")


def in_class(events, case_class):
    """The events, the class of the case told by its opening where nothing else tells it."""
    first, *others = events
    is_opening = first.kind == "case.opened" and "class" not in first.payload
    return [first._replace(payload={**first.payload, "class": dict(case_class)}) if is_opening else first, *others]


def event_table(stories):
    rows = [
        (name, each.seq, each.kind, each.at, each.recorded_at, each.by, each.speaker, canonical_json(each.payload))
        for name, events in stories
        for each in events
    ]
    return pa.table(
        [pa.array(each, form.type) for each, form in zip(zip(*rows, strict=True), SCHEMA, strict=True)], SCHEMA
    )


def judged_twice(standard, stories, at):
    """How many clocks the kernel judged, once both ways have said the same."""
    supplies = (
        *EVENT_KINDS,
        *standard.events,
        *(kind for _, events in stories for kind in (each.kind for each in events)),
    )
    needed = (kind for each in standard.commitments.values() for kind in (*each.starts, *each.stops))
    job = Judging(standard, None, tuple({*supplies, *needed}), at)

    share = job.judge(event_table(stories))

    alone = [row for name, events in stories for row in job.rows(name, events)]
    assert share.table.to_pylist() == table_of(alone).to_pylist()
    return share.together


@pytest.mark.parametrize("name", PACKS)
def test_the_sentences_of_a_pack(name):
    standard, found = load_standard(name), find_standard(name)
    text = found.sentences.read_text("utf-8")
    together = 0
    for number, each in enumerate(read_sentences(text, file=name, standard=standard)):
        events = [event for event in in_class(each.events, each.case_class) if event.at <= each.at]
        together += judged_twice(standard, [(f"S-{number}", events)], each.at) if events else 0

    assert together > 0


def asked(line):
    """The standard of a line, its events, and the instants that it asks about."""
    standard = read_story_standard(line, calendars())
    events = [read_event(each, place) for place, each in enumerate(line["events"], 1)]
    instants = [read_event({"at": ask["at"], "kind": "-"}, 1).at for ask in line["ask"]]
    return replace(standard, name="story", version="1"), in_class(events, line.get("class") or {}), instants


@pytest.mark.skipif(not VECTORS.is_file(), reason="../shared/vectors is not beside this checkout")
def test_the_clock_vectors():
    together = 0
    for line in map(json.loads, VECTORS.read_text("utf-8").splitlines()):
        standard, events, instants = asked(line)
        for at in instants:
            known = [event for event in events if event.at <= at]
            together += judged_twice(standard, [(line["id"], known)], at) if known else 0

    assert together > 10


def test_histories_in_which_every_rule_occurs():
    together = 0
    for seed in range(60):
        standard, events, instants = asked(history(seed).line)
        together += judged_twice(standard, [("H", events)], max(instants))

    assert together > 0


def test_the_report_says_how_many_were_judged_at_once(tmp_path):
    told = [
        case((5, "message.agent"), (60, "case.resolved")),
        case((5, "case.classified", {"class": {"urgency": "normal"}})),
    ]
    judged = report_on(event_file(tmp_path / "events.parquet", told), tmp_path / "out")["judged"]

    assert judged == {"clocks": 2, "together": 1, "alone": 1}
