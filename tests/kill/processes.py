"""The processes of the product, each of which can be killed at any moment and started again."""

import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from serving import wait_for

START = 60.0  # seconds that a busy machine may take


class Process:
    """One command of the product, started again as often as it is killed."""

    def __init__(self, words: Sequence[str], environment: Mapping[str, str], log: Path, health: str = "") -> None:
        self.name = words[0]
        self._command = [sys.executable, "-m", "wuxing", *words]
        self._environment, self._log, self._health = environment, log, health
        self._process: subprocess.Popen[bytes] | None = None
        self._said = 0
        self.started_at = 0.0

    def start(self) -> None:
        """Start it; it may take a while until it works."""
        self.started_at = time.time()
        with self._log.open("ab") as log:
            self._said = log.tell()
            self._process = subprocess.Popen(self._command, env=self._environment, stdout=log, stderr=log)

    def wait_until_ready(self) -> None:
        """Until it answers; a worker has nothing to answer, but says that it works."""
        wait_for(self._answers if self._health else self._speaks, START, self._log)

    def kill(self) -> None:
        """`kill -9`."""
        assert self._process is not None
        assert self._process.poll() is None, self._log.read_text()[-3000:]
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        """Make sure that it is gone."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    def _speaks(self) -> bool:
        return self._log.stat().st_size > self._said

    def _answers(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, self._log.read_text()[-3000:]
        try:
            with urlopen(self._health, timeout=5) as answer:
                return bool(answer.status == 200)
        except HTTPError:
            raise AssertionError(self._log.read_text()[-3000:]) from None
        except (URLError, OSError):
            return False


class Inspector:
    """A process beside the product that looks into its database: `ask` names a function of `inspector.py`."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        program = Path(__file__).with_name("inspector.py")
        self._process = subprocess.Popen(
            [sys.executable, str(program)],
            env={**environment, "DJANGO_SETTINGS_MODULE": "wuxing.site.settings"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._turn = threading.Lock()

    def ask(self, question: str, **values: object) -> object:
        """What it answers; fails where it does."""
        import json

        with self._turn:
            assert self._process.stdin
            assert self._process.stdout
            self._process.stdin.write(json.dumps([question, values]) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        answer = json.loads(line or '{"failed": "it is gone"}')
        assert "failed" not in answer, answer["failed"]
        return answer["found"]

    def stop(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()


def chosen(processes: Sequence[Process], chance: random.Random) -> Process:
    """Which one is killed: whoever takes requests, twice as often as a worker."""
    return chance.choices(processes, [2 if each.name != "worker" else 1 for each in processes])[0]
