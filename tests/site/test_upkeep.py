"""SQLite chooses an index by the sizes that it knows."""

import pytest
from django.db import connection
from django.utils import timezone

import made
from wuxing.cases.models import Clock
from wuxing.site.upkeep import count_rows

pytestmark = pytest.mark.django_db


def test_the_rows_of_every_index_are_counted():
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL counts by itself")
    made.standard()
    for _ in range(3):
        made.case()
    with connection.cursor() as cursor:
        count_rows(timezone.now())
        cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = 'cases_clock' AND idx = 'clock_due'")
        counted = cursor.fetchone()[0].split()[0]

    assert int(counted) == Clock.objects.filter(stopped_at=None, cancelled=False).count() > 0
