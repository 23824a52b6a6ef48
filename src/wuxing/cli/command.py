"""What a command is made of; `commands` and `product_commands` hold them all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wuxing.core.source import Text


@dataclass(frozen=True, slots=True)
class Option:
    """One argument of a command, in argparse's words."""

    names: tuple[str, ...]
    help: Text
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Command:
    """One command; `run` is `module:function` and takes the parsed options."""

    name: str
    run: str
    summary: Text
    examples: tuple[str, ...]
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Commands about one thing."""

    name: str
    summary: Text
    commands: tuple[Command, ...]


JSON = Option(("--json",), Text("输出 JSON", "print JSON"), {"action": "store_true"})
PROCESSES = Option(
    ("--processes",), Text("并行进程数", "processes to use"), {"type": int, "default": 2, "metavar": "N"}
)
