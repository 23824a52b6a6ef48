"""The cases of the sample history that are written by hand, and the rows that cannot be read: plants.yaml."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import yaml

from sample_history.cases import SEED, Case


@dataclass(frozen=True)
class Plant:
    """The story of one planted case: its steps after the opening, as they stand in plants.yaml."""

    steps: tuple[str, ...]

    def __call__(self, case: Case) -> None:
        """Log all of it."""
        case.open()
        for step in self.steps:
            head, _, tail = step.partition(" | ")
            words = head.split(" ")
            moment = words.pop(0) if len(words[0]) == 8 else f"{words.pop(0)} {words.pop(0)}"
            day = f"{case.opened:%Y-%m-%d} " if len(moment) == 8 else f"{case.opened:%Y}-"
            event, by, *note = words
            more = {key: named(case, text) for key, text in (pair.split("=") for pair in tail.split())}
            case.log(event, datetime.fromisoformat(day + moment), by, " ".join(note), **more)


def named(case: Case, text: str) -> str:
    """Put the number of a planted case for its name."""
    return case.others[text[1:]].number if text.startswith("@") else text.replace("T", " ")


def planted_cases() -> dict[str, Case]:
    """All of them, by name."""
    return {name: planted(entry) for name, entry in plants()["cases"].items()}


def planted(entry: dict[str, Any]) -> Case:
    """Make one case of its entry."""
    business, customer, urgency, topic = entry["class"].split()
    outlet = entry.get("outlet", "")
    return Case(
        opened=datetime.fromisoformat(f"2026-{entry['opened']}"),
        classes=(business, customer, urgency, topic),
        subject=entry["subject"],
        channel="热线" if outlet else "微信",
        story=Plant(tuple(entry["steps"])),
        rng=Random(SEED),
        outlet=outlet,
        product="洗衣机" if "洗" in entry["subject"] else "净水器",
    )


def bad_rows() -> list[tuple[int, dict[str, str]]]:
    """The rows that cannot be read, with the place of each."""
    return [(row.pop("place"), row) for row in plants()["bad_rows"]]


def plants() -> dict[str, Any]:
    """Read plants.yaml."""
    found: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("plants.yaml").read_text("utf-8"))
    return found
