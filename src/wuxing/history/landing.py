"""Files that appear whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def landing(path: Path) -> Iterator[Path]:
    """A place beside `path` to write to; on leaving, what was written takes the name `path`.

    After an error nothing is left; after a kill a hidden `.part` file is, which the next call for this path removes.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    _remove_abandoned(path)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield part
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def keep_newest(folder: Path, ending: str, most: int) -> None:
    """Remove all but the newest files of a folder with this ending."""
    every = sorted(folder.glob(f"*{ending}"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in every[most:]:
        path.unlink(missing_ok=True)


def _remove_abandoned(path: Path) -> None:
    for part in path.parent.glob(f".{path.name}.*.part"):
        owner = part.name.split(".")[-2]
        if owner.isdigit() and not _is_running(int(owner)):
            part.unlink(missing_ok=True)


def _is_running(process: int) -> bool:
    if os.name != "posix":  # elsewhere signal 0 ends the process that is asked about
        return True
    with suppress(PermissionError):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
    return True
