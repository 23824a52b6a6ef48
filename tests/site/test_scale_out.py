"""Several processes on one PostgreSQL: pages here, streams there, work elsewhere."""

from collections.abc import Iterator

import pytest

from live.pages import Page
from serving import POSTGRES, Server, free_port, wait_for, world

pytestmark = [pytest.mark.database, pytest.mark.skipif(not POSTGRES, reason="SQLite takes one process")]

PREPARE = """
    from django.utils import timezone
    from wuxing.accounts.models import Role, User
    from wuxing.packs.finding import find_standard
    from wuxing.accounts.actors import SYSTEM
    from wuxing.standards.publishing import publish
    publish(find_standard("reference").text, effective_at=timezone.now(), by=SYSTEM, at=timezone.now())
    User.objects.create_user("lead", name="Lead", role=Role.SUPERVISOR, on_duty=True)
"""
OPEN = """
    from django.utils import timezone
    from wuxing.accounts.actors import SYSTEM
    from wuxing.accounts.models import User
    from wuxing.cases.assigning import assign
    from wuxing.cases.opening import Request, open_case
    asked = Request(subject="x", body="x", channel="duty", case_class={"business": "consultation"}, customer=None)
    case = open_case(asked, by=SYSTEM, at=timezone.now())
    assign(ref=case.ref, to=User.objects.get(), by=SYSTEM, at=timezone.now())
    result = case.ref
"""
WAITING = "from wuxing.ledger.models import Delivery\nresult = Delivery.objects.filter(state='waiting').count()"


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Server]]:
    """A process for each part, on ports of their own."""
    with world(tmp_path_factory.mktemp("home")) as environment:
        parts = {name: Server(environment, free_port()) for name in ("web", "stream", "worker")}
        parts["web"].python(PREPARE)
        parts["web"].start("web")
        parts["stream"].start("stream")
        yield parts
        for server in parts.values():
            server.kill()


def test_each_part_does_its_own_and_nothing_else(company: dict[str, Server]) -> None:
    with Page(company["web"].port) as page:
        assert page.status == 404
    with Page(company["stream"].port) as page:
        assert page.status == 401


def test_what_one_process_commits_reaches_pages_that_listen_to_another(company: dict[str, Server]) -> None:
    with Page(company["stream"].port, company["web"].session_of("lead")) as page:
        ref = company["web"].python(OPEN)

        assert ref in page.block()["data"]


def test_a_worker_does_what_others_left(company: dict[str, Server]) -> None:
    company["web"].python(OPEN)
    assert company["web"].python(WAITING) > 0

    company["worker"].start_worker()

    wait_for(lambda: company["web"].python(WAITING) == 0, 20)
    assert company["worker"].stop() < 3


def test_streams_come_back_after_the_database_was_away(company: dict[str, Server]) -> None:
    cut = "from django.db import connection\nconnection.cursor().execute(statement)"
    statement = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN %%'"
    with Page(company["stream"].port, company["web"].session_of("lead")) as page:
        company["web"].python(cut, statement=statement.replace("%%", "%"))

        assert page.block() == {"event": "refetch", "data": "{}"}
        ref = company["web"].python(OPEN)
        assert ref in page.block()["data"]
