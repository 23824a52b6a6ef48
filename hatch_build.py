"""Compiles the texts for people: every django.po under src becomes the django.mo that Django reads.

Hatch runs it as a build hook, so that wheels and editable installs carry them; `python hatch_build.py` does the same
in a checkout. It needs Babel and nothing else.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

UNCHANGING = datetime(2026, 1, 1, tzinfo=UTC)  # the same texts give the same file


def compile_all(root: Path) -> list[Path]:
    """Write every .mo that is older than its .po, or missing; return the written ones."""
    written = []
    for source in sorted((root / "src").rglob("locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalog = read_po(file, locale=source.parent.parent.name, abort_invalid=True)
        catalog.creation_date = catalog.revision_date = UNCHANGING
        with target.open("wb") as file:
            write_mo(file, catalog)
        written.append(target)
    return written


if __name__ == "__main__":
    compile_all(Path(__file__).parent)
elif TYPE_CHECKING or __name__ != "__main__":
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface

    class Words(BuildHookInterface[Any]):
        """Called by Hatch before it collects the files."""

        PLUGIN_NAME = "custom"

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            compile_all(Path(self.root))
            build_data["artifacts"].append("*.mo")
