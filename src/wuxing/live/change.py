"""What travels to open pages: that something changed, for whom, never what it is now."""

from __future__ import annotations

import json
from typing import NamedTuple

ACCESS = "access"
"""Kind of a change of somebody's rights: streams of the visitors in `keys` end and come back with the new ones."""


PRESENCE = "presence"
"""The kinds of changes that tell who has a case open begin with it: see `presence`. They are not kept for anybody."""


SOMETHING = "something"
"""The kind of a change of which only is told that it was: to who may know of no case by its number, as a screen on a wall."""


class Change(NamedTuple):
    """`id` is that of the ledger's event (0: none), `ref` the case (empty: none), `keys` the audience that may know."""

    id: int
    ref: str
    keys: frozenset[str]
    kind: str

    @property
    def is_presence(self) -> bool:
        """Whether it only tells who is there."""
        return self.kind.startswith(PRESENCE)

    @property
    def unnamed(self) -> Change:
        """The same without what changed."""
        return Change(self.id, "", self.keys, SOMETHING)

    def as_json(self) -> str:
        """For another process."""
        return json.dumps([self.id, self.ref, sorted(self.keys), self.kind])

    @staticmethod
    def from_json(text: str) -> Change:
        """What `as_json` wrote."""
        number, ref, keys, kind = json.loads(text)
        return Change(number, ref, frozenset(keys), kind)
