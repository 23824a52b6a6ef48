"""An index that holds just the paused clocks: of many cases, few wait."""

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
        migrations.RunPython(count, migrations.RunPython.noop, elidable=True),
    ]
