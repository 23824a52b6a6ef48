"""A norm in Word or PDF as plain text, to be read beside the editor.

Files are hostile until shown otherwise: they are read in a process of its own with a limit on time and memory, so the
worst a file can do is not to be read.
"""

from __future__ import annotations

import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import PurePath

from django.utils.translation import gettext_lazy as _

from wuxing.ui.refusal import Refused

LARGEST = 20_000_000
LARGEST_UNPACKED = 60_000_000
LONGEST_TEXT = 1_000_000
SECONDS = 25
"""The reader ends by itself before: it has limits of its own."""

KINDS = (".docx", ".pdf", ".txt", ".md")


class UnreadableNorm(Refused):
    """No text can be taken from the file."""

    code = "unreadable-norm"
    says = _(
        "No text can be read from %(name)s: %(why)s. Save it again as .docx or PDF with text in it, or paste the text."
    )


def text_of(name: str, raw: bytes) -> str:
    """The text of a file, by its ending. Raises UnreadableNorm."""
    kind = PurePath(name).suffix.lower()
    if kind not in KINDS:
        raise UnreadableNorm(name=name, why=_("only Word (.docx), PDF and plain text are read"))
    if len(raw) > LARGEST:
        raise UnreadableNorm(name=name, why=_("it is larger than 20 MB"))
    if kind == ".docx" and _unpacked(raw) > LARGEST_UNPACKED:
        raise UnreadableNorm(name=name, why=_("it unpacks to more than 60 MB"))
    text = _plain(raw) if kind in (".txt", ".md") else _in_its_own_process(name, kind, raw)
    if not text.strip():
        raise UnreadableNorm(name=name, why=_("there is no text in it, perhaps only pictures of pages"))
    return text[:LONGEST_TEXT]


def _plain(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def _unpacked(raw: bytes) -> int:
    try:
        with zipfile.ZipFile(BytesIO(raw)) as packed:
            return sum(each.file_size for each in packed.infolist())
    except (zipfile.BadZipFile, ValueError):
        return 0  # no zip: the reader says so


def _in_its_own_process(name: str, kind: str, raw: bytes) -> str:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "wuxing.standards.norm_reader", kind],
            input=raw,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UnreadableNorm(name=name, why=_("reading it takes too long")) from None
    if done.returncode:
        raise UnreadableNorm(name=name, why=_("it is damaged, locked with a password, or no such file"))
    return done.stdout.decode("utf-8", "replace").replace("\x00", "")
