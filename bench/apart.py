"""Each measurement in a process of its own, so that none leaves memory, caches or garbage to the next.

The one who asks stays small: a new process inherits the peak of the memory of the one that started it.
"""

from __future__ import annotations

import gc
import json
import resource
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

UNIT = 1 << 20 if sys.platform == "darwin" else 1 << 10  # of ru_maxrss in a MiB
SHOWN = 12  # lines of what a broken step said


class StepFailed(Exception):
    """A step ended without a result; the message is the end of what it said."""


class Done(NamedTuple):
    """What a step returned, and the peak of its memory (MiB): its own, and that of its largest child."""

    result: Any
    own_peak: float
    child_peak: float

    @property
    def peak(self) -> float:
        """The peak of the largest process of the step."""
        return max(self.own_peak, self.child_peak)


def apart(step: str, **arguments: Any) -> Done:
    """Run `module:function` of this folder with plain values, in a new process. Raises StepFailed."""
    command = [sys.executable, str(Path(__file__)), step, json.dumps(arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise StepFailed("\n".join(done.stderr.splitlines()[-SHOWN:]) or f"{step}: exit {done.returncode}")
    return Done(**json.loads(done.stdout.splitlines()[-1]))


def main(step: str, arguments: str) -> None:
    """The other side: run the step and print what it returned."""
    module, function = step.split(":")
    measured = getattr(import_module(module), function)
    gc.freeze()  # as a server does: what was loaded is no garbage
    result = measured(**json.loads(arguments))
    peaks = (resource.getrusage(who).ru_maxrss / UNIT for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(json.dumps(Done(result, *peaks)._asdict()))


if __name__ == "__main__":
    main(*sys.argv[1:])
