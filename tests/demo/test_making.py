"""Making the demo company: the same twice, and gone on with after `kill -9`."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from made import user
from serving import Server, world
from wuxing.cases.models import Case
from wuxing.core.source import Refusal
from wuxing.demo import company
from wuxing.demo.scenes import SCENES

NOW = datetime(2026, 11, 18, 3, 20, tzinfo=UTC)
MAKE = """
    import os, signal
    from datetime import datetime
    from django.conf import settings
    from wuxing.cases.models import Case
    from wuxing.demo import company

    def make(killed_after):
        def tell(done, of):
            if done == killed_after:
                os.kill(os.getpid(), signal.SIGKILL)
        at = datetime.fromisoformat(now)
        return len(company.make(at=at, tell=tell, past_cases=12, scenes=()))

    def cases():
        return list(Case.objects.exclude(channel="duty").values_list("subject", "opened_at__minute"))

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    before = len(cases())
    passwords = [make(killed_after), make(0)]
    result = {"before": before, "passwords": passwords, "cases": cases()}
"""


def drawn():
    """What a small company holds, made and thrown away."""
    with transaction.atomic():
        company.make(at=NOW, tell=lambda done, of: None, past_cases=6, scenes=SCENES[:3])
        cases = list(Case.objects.order_by("pk"))
        first = int(cases[0].ref.partition("-")[2])
        transaction.set_rollback(True)
    return [(int(case.ref.partition("-")[2]) - first, case.subject, case.opened_at) for case in cases]


@pytest.mark.django_db
def test_the_same_instant_makes_the_same_cases_under_the_same_numbers():
    assert drawn() == drawn()


@pytest.mark.django_db
def test_nobody_s_own_company_gets_the_demo_mixed_in():
    user()

    with pytest.raises(Refusal, match="There is a company here already"):
        company.make(at=NOW, tell=lambda done, of: None)

    assert not Case.objects.exists()


@pytest.mark.database
def test_making_goes_on_after_a_kill(tmp_path):
    with world(tmp_path) as environment:
        server = Server(environment, port=0)
        with pytest.raises(AssertionError):
            server.python(MAKE, now=NOW.isoformat(), killed_after=7)

        made = server.python(MAKE, now=NOW.isoformat(), killed_after=0)

    assert (made["before"], made["passwords"]) == (7, [10, 0])
    assert len(made["cases"]) == len({tuple(each) for each in made["cases"]}) == 13
