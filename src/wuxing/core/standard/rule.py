"""A clause that binds people rather than a clock."""

from __future__ import annotations

from dataclasses import dataclass

from wuxing.core.source import Text


@dataclass(frozen=True, slots=True)
class Rule:
    """Its `key` in the document, its number and name, and what it says in a sentence."""

    key: str
    clause: str
    title: Text
    says: Text

    @property
    def id(self) -> str:
        """How it is called in data."""
        return self.key
