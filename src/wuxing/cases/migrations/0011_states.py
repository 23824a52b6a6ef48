"""Indexes that hold just the paused clocks, and the running ones by their warning: of many cases, few are either."""

from django.db import migrations, models


def count(apps, schema_editor):
    """SQLite takes an index for as good as any other until it has counted its rows."""
    schema_editor.execute("ANALYZE cases_clock")


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_ended")]

    operations = [
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                condition=models.Q(("cancelled", False), ("paused", True), ("stopped_at", None)),
                fields=["case"],
                name="clock_on_hold",
            ),
        ),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                condition=models.Q(("cancelled", False), ("paused", False), ("stopped_at", None)),
                fields=["risk_at"],
                name="clock_risk",
            ),
        ),
        migrations.RunPython(count, migrations.RunPython.noop, elidable=True),
    ]
