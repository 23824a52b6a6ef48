"""Integrations that open cases and write on them through the API, and keep account of every word they were promised.

A request that breaks off is sent again with the same idempotency key until it is answered, as a good client does.
"""

import http.client
import json
import random
import threading
import time
from dataclasses import dataclass, field
from uuid import UUID

PAUSE = 0.05  # seconds before a request that broke off is sent again


@dataclass
class Account:
    """What clients sent and what was acknowledged: words → number of the case."""

    cases: dict[str, str] = field(default_factory=dict)
    messages: dict[str, str] = field(default_factory=dict)
    broken_off: int = 0

    @property
    def acknowledged(self) -> int:
        return len(self.cases) + len(self.messages)


class Client(threading.Thread):
    """One integration: it opens a case, then writes on it or on an earlier one, and so on."""

    def __init__(self, port: int, key: str, account: Account, gate: threading.Event, seed: int) -> None:
        super().__init__(daemon=True)
        self.port, self.key, self.account, self.gate = port, key, account, gate
        self.in_flight = ""
        self.refused: list[str] = []
        self._chance = random.Random(seed)
        self._ending = threading.Event()
        self._connection: http.client.HTTPConnection | None = None
        self._own: list[str] = []

    def run(self) -> None:
        while not self._ending.is_set() and not self.refused:
            self.gate.wait()
            words = str(UUID(int=self._chance.getrandbits(128)))
            if self._own and self._chance.random() < 0.4:
                ref = self._chance.choice(self._own[-20:])
                if self._write(f"/api/v1/cases/{ref}/messages", {"kind": "customer", "body": words}, words):
                    self.account.messages[words] = ref
                continue
            asked = {
                "subject": words,
                "body": words,
                "class": {"business": "consultation"},
                "customer": {"name": "Lin", "phone": "13800000001"},
            }
            if answer := self._write("/api/v1/cases", asked, words):
                self.account.cases[words] = answer["ref"]
                self._own.append(answer["ref"])

    def stop(self) -> None:
        """End after the write under way."""
        self._ending.set()

    def _write(self, path: str, asked: dict[str, object], words: str) -> dict[str, str]:
        """The answer, however often it takes; nothing where it was refused. While the gate is closed nothing is sent."""
        while not self.refused:
            self.gate.wait()
            self.in_flight = words
            try:
                status, answer = self._send(path, asked, words)
            except (OSError, http.client.HTTPException, ValueError):
                self.account.broken_off += 1
                self._connection = None
                time.sleep(PAUSE)
                continue
            finally:
                self.in_flight = ""
            if status in (200, 201):
                return answer
            if status not in (429, 503, 409):
                self.refused.append(f"{status} {answer}")
            time.sleep(PAUSE)
        return {}

    def _send(self, path: str, asked: dict[str, object], words: str) -> tuple[int, dict[str, str]]:
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {
            "Authorization": f"Bearer {self.key}",
            "Content-Type": "application/json",
            "Idempotency-Key": words,
        }
        self._connection.request("POST", path, json.dumps(asked), headers)
        answer = self._connection.getresponse()
        return answer.status, json.loads(answer.read() or b"{}")
