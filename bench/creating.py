"""A case opened over the API: key, rate limit, rights, idempotency, the event, four clocks."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

from django.utils import timezone

from calling import Application
from company import URGENT, make_customers
from wuxing.accounts.actors import of_user
from wuxing.accounts.models import Role, Team, User
from wuxing.cases.models import Case, Clock
from wuxing.channels import keys

BATCH, BATCHES, WARM = 20, 15, 40


def created() -> dict[str, Any]:
    """Seconds of processor time of one: in the quickest batch, in the median one; clocks that it started."""
    team = Team.objects.order_by("pk")[0]
    maker = User.objects.create(username="key-maker", role=Role.ADMIN)
    wanted = keys.Wanted("bench", ["cases:write", "customers:read"], team=team, per_minute=1_000_000)
    token = keys.make(wanted, by=of_user(maker), at=timezone.now())[1]
    make_customers(1, timezone.now())
    application, number = Application(), count(1)

    def one() -> float:
        customer = {"name": "林女士", "phone": "13800000000"}
        asked = {"subject": "洗衣机漏水", "body": "门封漏水，地板湿了。", "class": URGENT, "customer": customer}
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": f"bench-{next(number)}"}
        answer = application("POST", "/api/v1/cases", json.dumps(asked), **headers)
        assert answer.status == 201, answer.body[:500]
        return answer.seconds

    for _ in range(WARM):
        one()
    batches = sorted(sum(one() for _ in range(BATCH)) / BATCH for _ in range(BATCHES))
    last = Case.objects.latest("pk")
    with application.counting() as queries:
        one()
    return {
        "best": batches[0],
        "median": batches[len(batches) // 2],
        "clocks": Clock.objects.filter(case=last).count(),
        "queries": len(queries),
    }
