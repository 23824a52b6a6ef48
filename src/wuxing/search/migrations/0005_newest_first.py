"""On PostgreSQL the index knows which 65,536 an entry is of, so that the newest can be asked for first."""

from django.db import migrations

TABLE = "search_tokens"


def index_parts(apps, schema_editor):
    """Beside those who work; an index that a stop left half made is begun anew."""
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(f"DROP INDEX IF EXISTS {TABLE}_newest")
    schema_editor.execute(f"CREATE INDEX CONCURRENTLY {TABLE}_newest ON {TABLE} USING gin (tokens, (ARRAY[id >> 16]))")
    schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {TABLE}_gin")
    schema_editor.execute(f"ALTER INDEX {TABLE}_newest RENAME TO {TABLE}_gin")
    schema_editor.execute(f"ANALYZE {TABLE}")


def index_tokens(apps, schema_editor):
    """As it was."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX {TABLE}_gin")
        schema_editor.execute(f"CREATE INDEX {TABLE}_gin ON {TABLE} USING gin (tokens)")


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("search", "0004_traces")]

    operations = [migrations.RunPython(index_parts, index_tokens, elidable=False)]
