"""The texts of the demo: who works there, what customers ask, what is said; read from `scripts/`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

SCRIPTS = Path(__file__).with_name("scripts")
DEFAULTS: Mapping[str, Mapping[str, str]] = {
    "questions": {"business": "consultation", "customer": "individual"},
    "repairs": {"business": "after-sales", "customer": "individual", "topic": "technical"},
    "emergencies": {"business": "after-sales", "customer": "individual", "topic": "technical"},
    "complaints": {"business": "complaint", "customer": "individual"},
    "suggestions": {"business": "consultation", "customer": "individual"},
    "companies": {"customer": "enterprise"},
    "english": {"customer": "individual", "language": "en"},
    "spam": {"business": "consultation", "customer": "individual", "topic": "usage"},
}
"""What the scripts of a file have in common."""
PRODUCTS = ("washer", "fridge", "water-heater", "range-hood", "air-conditioner", "water-purifier")


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody's turn; one of the texts is drawn. `maybe` holds turns that are taken together in some cases only."""

    kind: str
    texts: tuple[str, ...] = ()
    maybe: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True)
class Script:
    """One kind of conversation: how it begins, and the turns that follow."""

    id: str
    file: str
    case_class: Mapping[str, str]
    subjects: tuple[str, ...]
    bodies: tuple[str, ...]
    turns: tuple[Turn, ...]
    models: tuple[str, ...] = ()
    part: str = ""
    clients: tuple[str, ...] = ()
    language: str = "zh"
    weight: int = 6


@lru_cache(maxsize=1)
def scripts() -> Sequence[Script]:
    """All conversations, in the order of the files."""
    return tuple(_script(file, entry) for file in DEFAULTS for entry in _read(file))


@lru_cache(maxsize=1)
def company() -> Mapping[str, Any]:
    """Outlets, teams, people, customers and products."""
    found: dict[str, Any] = _read("people")
    return found


@lru_cache(maxsize=2)
def words(language: str) -> Mapping[str, Sequence[str]]:
    """What all conversations of a language share; the other language stands in where it says nothing."""
    chinese: dict[str, Sequence[str]] = _read("words")
    return chinese if language == "zh" else {**chinese, **_read("words-en")}


def standard_text() -> bytes:
    """The company's service standard, byte for byte."""
    return Path(__file__).with_name("standard.yaml").read_bytes()


def _read(file: str) -> Any:
    return yaml.load((SCRIPTS / f"{file}.yaml").read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def _script(file: str, entry: Mapping[str, Any]) -> Script:
    said = {**DEFAULTS[file], **entry}
    dimensions = ("business", "customer", "topic", "product")
    case_class = {name: said[name] for name in dimensions if name in said} | {"urgency": said.get("urgency", "normal")}
    return Script(
        id=said["id"],
        file=file,
        case_class=case_class,
        subjects=tuple(said["subject"]),
        bodies=tuple(said["body"]),
        turns=tuple(_turn(each) for each in said["turns"]),
        models=tuple(said.get("models", ())),
        part=said.get("part", ""),
        clients=tuple(said.get("clients", ())),
        language=said.get("language", "zh"),
        weight=said.get("weight", 6),
    )


def _turn(entry: Mapping[str, Any]) -> Turn:
    ((kind, said),) = entry.items()
    if kind == "maybe":
        return Turn(kind, maybe=tuple(_turn(each) for each in said))
    return Turn(kind, tuple(str(each) for each in said) if isinstance(said, list) else (str(said),))
