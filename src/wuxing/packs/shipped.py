"""The packs that ship with Wuxing, by name and version, and what a list says of them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from wuxing.core.source import LOADER, Text

PACKS = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Outline:
    """The head of a pack; `commitments` are their ids, those of its base with them."""

    name: str
    version: str
    title: Text
    commitments: frozenset[str]
    sha256: str


def shipped() -> list[tuple[str, str]]:
    """Name and version of every shipped pack, in order."""
    return sorted((path.parent.parent.name, path.parent.name) for path in PACKS.glob("*/*/standard.yaml"))


def outlines() -> list[Outline]:
    """Every shipped pack, in order, without reading it as a standard: that would cost ten times as much."""
    return [_outline(name, version) for name, version in shipped()]


def _outline(name: str, version: str) -> Outline:
    text = (PACKS / name / version / "standard.yaml").read_text(encoding="utf-8")
    top = _entries(yaml.compose(text, Loader=LOADER))  # our own text, which the suite reads in full
    title = {key: node.value for key, node in _entries(top["title"]).items()}
    below = _outline(*top["extends"].value.split("@")).commitments if "extends" in top else frozenset[str]()
    own = frozenset(_entries(top["commitments"])) if "commitments" in top else frozenset[str]()
    return Outline(
        name, version, Text(title["zh"], title["en"]), below | own, hashlib.sha256(text.encode()).hexdigest()
    )


def _entries(node: Any) -> dict[str, Any]:
    return {key.value: value for key, value in node.value}
