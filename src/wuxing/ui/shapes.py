"""What templates of this package draw: plain values that other packages fill."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class View:
    """One entry of the views pane. `late` of the `count` are overdue; `note` stands where there is no count."""

    text: str
    href: str
    icon: str
    count: int | None = None
    late: int = 0
    note: str = ""
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under one heading."""

    title: str
    views: tuple[View, ...]


@dataclass(frozen=True, slots=True)
class Navigation:
    """The views pane: `head` stands above all, `foot` at the bottom, `bell` is the template of the notices bell.

    `tools` are templates beside the bell, `parts` stand at the end of every page: what one page does not own. `style` and
    `script` are the files of all of it, in place of those of a page that nobody has signed in to. `counts` is the
    address that answers the groups again.
    """

    head: tuple[View, ...] = ()
    groups: tuple[Group, ...] = ()
    foot: tuple[View, ...] = ()
    bell: str = ""
    tools: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    style: str = ""
    script: str = ""
    counts: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a time bar: `kind` used, open, paused, closed, over or after; place and width in percent."""

    kind: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A line across a time bar: `kind` now or due-mark; its place in percent."""

    kind: str
    x: float


@dataclass(frozen=True, slots=True)
class Word:
    """A word under a time bar; `anchor` start, or end for the last one."""

    text: str
    x: float
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class TimeBar:
    """A time bar. `says` is the whole of it in words, for those who hear it; empty where the words stand beside."""

    spans: tuple[Span, ...]
    marks: tuple[Mark, ...] = ()
    says: str = ""
    is_thin: bool = False
    words: tuple[Word, ...] = ()
