"""Facts from the suites of other engines, and stories made for this project: ../shared/vectors."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

VECTORS = Path(__file__).parents[3] / "shared" / "vectors"
needs_vectors = pytest.mark.skipif(not VECTORS.is_dir(), reason="../shared/vectors is not beside this checkout")


def answered(group: str, file: str) -> Iterator[tuple[Any, Any]]:
    lines = (VECTORS / file).read_text(encoding="utf-8")
    command = [sys.executable, "-m", "wuxing", group, "run"]
    done = subprocess.run(command, input=lines, capture_output=True, text=True, check=True)
    answers = done.stdout.splitlines()
    questions = lines.splitlines()
    assert len(answers) == len(questions) > 10
    return zip(map(json.loads, questions), map(json.loads, answers), strict=True)


def same(got: Any, wanted: Any) -> bool:
    if isinstance(got, list) and isinstance(wanted, list):
        return len(got) == len(wanted) and all(map(same, got, wanted))
    if isinstance(got, str) and isinstance(wanted, str) and got != wanted:
        return datetime.fromisoformat(got) == datetime.fromisoformat(wanted)
    return bool(got == wanted)


@needs_vectors
def test_working_time_agrees_with_every_peer_vector() -> None:
    wrong = [
        (question["id"], answer, question["expect"])
        for question, answer in answered("calendar", "calendar_sample.jsonl")
        if not same(answer.get("result"), question["expect"])
    ]

    assert wrong == []


@needs_vectors
def test_clock_stories_read_as_expected() -> None:
    wrong = []
    for question, answer in answered("clock", "clock_sample.jsonl"):
        for expected in question["expect"]:
            reading = newest(answer["readings"], expected)
            if reading is None and expected["state"] == "none":
                continue
            fields = {} if reading is None else {key: reading[key] for key in expected}
            if not all(key in fields and same(fields[key], value) for key, value in expected.items()):
                wrong.append((question["id"], expected, fields))

    assert wrong == []


def newest(readings: list[dict[str, Any]], expected: dict[str, Any]) -> dict[str, Any] | None:
    found = [
        reading
        for reading in readings
        if reading["commitment"] == expected["commitment"]
        and same(reading["at"], expected["at"])
        and reading["cycle"] == expected.get("cycle", reading["cycle"])
    ]
    return found[-1] if found else None
