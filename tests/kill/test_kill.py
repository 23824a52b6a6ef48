"""`kill -9` at any moment: nothing that was acknowledged is lost, nothing is there twice without saying so."""

import os
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path

import pytest

from kill.clients import Account, Client
from kill.processes import Inspector, Process, chosen
from post_office import PostOffice
from serving import POSTGRES, free_port, wait_for, world
from telling import Tell

KILLS, IN_FLIGHT, CLIENTS = 20, 15, 4
WINDOW = 0.2, 1.0  # seconds of load before a kill
LEADER = "leader@example.com"
SETTLE = 60.0  # seconds until everything that was set off is done

pytestmark = pytest.mark.database


@dataclass
class Product:
    """A running product, its clients, and what they know."""

    processes: list[Process]
    inspector: Inspector
    clients: list[Client]
    account: Account
    gate: threading.Event
    post: PostOffice
    seen_notices: dict[int, list[object]] = field(default_factory=dict)

    def in_flight(self) -> int:
        return sum(bool(client.in_flight) for client in self.clients)

    def refused(self) -> list[str]:
        return [each for client in self.clients for each in client.refused]


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    """On SQLite one process that does everything, on PostgreSQL one for pages and API and one that works."""
    post = PostOffice()
    post.open()
    with world(tmp_path) as environment:
        port = free_port()
        environment |= {
            "WUXING_EMAIL_URL": f"smtp://127.0.0.1:{post.port}",
            "WUXING_BASE_URL": f"http://localhost:{port}",
        }
        inspector = Inspector(environment)
        key = str(inspector.ask("prepare")["key"])
        words = [["web", "--port", str(port)], ["worker"]] if POSTGRES else [["run", "--port", str(port)]]
        health = f"http://localhost:{port}/health/"
        processes = [
            Process(each, environment, tmp_path / f"{each[0]}.log", health if each[0] != "worker" else "")
            for each in words
        ]
        account, gate = Account(), threading.Event()
        clients = [Client(port, key, account, gate, seed) for seed in range(CLIENTS)]
        try:
            yield Product(processes, inspector, clients, account, gate, post)
        finally:
            for client in clients:
                client.stop()
            for process in processes:
                process.stop()
            inspector.stop()
            post.close()


def test_what_was_acknowledged_survives_every_kill(product: Product, told_at_the_end: Tell) -> None:
    seed = int(os.environ.get("KILL_SEED") or time.time())
    for each in (*product.processes, *product.clients):
        each.start()

    began = time.monotonic()
    hit, flights = kill_again_and_again(product, random.Random(seed))
    killed = time.monotonic() - began
    settle(product)

    told, seconds = product.account, time.monotonic() - began
    told_at_the_end(
        f"kill test: seed {seed}, {KILLS} kills or more in {killed:.0f} s, {hit} of them into {flights} writes in flight; "
        f"acknowledged: {len(told.cases)} cases, {len(told.messages)} messages; broken off: {told.broken_off} "
        f"requests; made: {len(product.seen_notices)} notices, {len(product.post.mails)} mails; {seconds:.0f} s in all"
    )
    assert hit >= IN_FLIGHT
    require_all_words_once(product)
    require_all_notices(product)
    require_all_mails(product)


def kill_again_and_again(product: Product, chance: random.Random) -> tuple[int, int]:
    """Kill, start again, verify; how many kills hit work in flight, and how much of it.

    Where the machine is so busy that too many hit none, some more follow.
    """
    hit = flights = 0
    for number in range(2 * KILLS):
        if number >= KILLS and hit >= IN_FLIGHT:
            break
        for process in product.processes:
            process.wait_until_ready()
        product.gate.set()
        time.sleep(chance.uniform(*WINDOW))
        victim = chosen(product.processes, chance)
        flying = 0 if victim.name == "worker" else product.in_flight()
        victim.kill()
        flying += (
            int(product.inspector.ask("claimed", since=victim.started_at)) if victim.name in ("worker", "run") else 0
        )
        product.gate.clear()  # what is written has to be verified after every kill: nothing is added meanwhile
        hit, flights = hit + bool(flying), flights + flying
        victim.start()
        require_verified(product)
        assert product.refused() == []
    return hit, flights


def require_verified(product: Product) -> None:
    """The ledger and everything stored beside it agree; no notice that was there is gone."""
    assert product.inspector.ask("verified")["differences"] == []
    there = {each[0]: each for each in product.inspector.ask("notices")}
    assert product.seen_notices.keys() <= there.keys()
    product.seen_notices = there


def settle(product: Product) -> None:
    """Let everything that was set off be done."""
    product.gate.set()
    for client in product.clients:
        client.stop()
    for client in product.clients:
        client.join(30)
    time.sleep(4)  # the last promises break
    wait_for(lambda: product.inspector.ask("undone")["waiting"] == 0, SETTLE)
    assert product.inspector.ask("undone") == {"waiting": 0, "parked": 0}
    for process in product.processes:
        process.stop()
    product.inspector.ask("send_what_is_left")
    require_verified(product)


def require_all_words_once(product: Product) -> None:
    told = product.account
    cases = Counter(subject for _, subject in product.inspector.ask("cases"))
    messages = Counter(body for _, body in product.inspector.ask("messages"))
    stored = {(subject, ref) for ref, subject in product.inspector.ask("cases")}

    assert told.cases.keys() <= cases.keys(), "an acknowledged case is lost"
    assert told.messages.keys() <= messages.keys(), "an acknowledged message is lost"
    assert set(told.cases.items()) <= stored, "a case was acknowledged under another number"
    assert max(cases.values()) == 1, "a case is there twice"
    assert max(messages.values()) == 1, "a message is there twice"


def require_all_notices(product: Product) -> None:
    """Everybody who had to be told was told, once."""
    told = Counter((person, source) for _, person, source, _ in product.seen_notices.values())
    steps = {f"signal:{each}" for each in product.inspector.ask("steps")}
    leader = {source.rpartition(":")[0] for person, source in told if person == "leader"}

    assert steps
    assert steps <= leader, "a step of the escalation reached nobody"
    assert max(told.values()) == 1, "a notice is there twice"


def require_all_mails(product: Product) -> None:
    """Every notice's mail arrived; a second copy says that it may be one."""
    mails: dict[str, list[Message]] = {}
    for mail in product.post.mails:
        mails.setdefault(str(mail["Message-ID"]), []).append(mail)
    unmarked = [key for key, each in mails.items() if any(not copy["X-Wuxing-Attempt"] for copy in each[1:])]
    bodies = "".join(" ".join(mail.get_content().split()) for mail in product.post.mails if mail["To"] == LEADER)
    leaders = [words for _, person, _, words in product.seen_notices.values() if person == "leader"]

    assert unmarked == [], "a mail arrived twice without saying so"
    assert product.inspector.ask("unsent") == 0
    assert [words for words in leaders if words not in bodies] == [], "a mail is lost"
