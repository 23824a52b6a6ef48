"""The standards of a replay: a draft as it was then, everything else as it is for good."""

from __future__ import annotations

from dataclasses import dataclass

from wuxing.core.standard.document import Standard
from wuxing.history.choices import DRAFT, text_called
from wuxing.history.models import Replay
from wuxing.standards.finding import standard_of
from wuxing.standards.publishing import read_text
from wuxing.standards.texts import meaning_of


@dataclass(frozen=True, slots=True)
class Chosen:
    """A standard that was chosen: its key, its citation, what it means, and of a draft its text."""

    key: str
    ref: str
    meaning: str
    text: str


def chosen(key: str) -> Chosen:
    """What a key of `choices.standards` means now. Raises Problems, NoDraft, UnknownStandard."""
    bases: dict[str, str] = {}
    text = text_called(key)
    ref = read_text(text.encode(), bases, file=key).ref
    return Chosen(key, ref, meaning_of(text.encode(), bases), text if key.startswith(DRAFT) else "")


def standards_in(replay: Replay) -> tuple[Standard, Standard | None]:
    """The standard that was tried, and the other where there is one."""
    tried = _standard(replay.standard_ref, replay.standard_text)
    return tried, _standard(replay.against_ref, replay.against_text) if replay.against_ref else None


def _standard(ref: str, text: str) -> Standard:
    return read_text(text.encode(), file=ref) if text else standard_of(ref)
