"""The tokens, in the form of each database: they stand beside the entries, under the same number."""

from django.db import migrations


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE TABLE search_tokens (id bigint PRIMARY KEY, tokens tsvector NOT NULL)")
        schema_editor.execute("CREATE INDEX search_tokens_gin ON search_tokens USING gin (tokens)")
    else:  # our tokens are words already: they are cut at the spaces between them and nowhere else
        schema_editor.execute(
            "CREATE VIRTUAL TABLE search_tokens USING fts5(tokens, content='', detail='none', tokenize='ascii')"
        )


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE search_tokens")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunPython(make, drop, elidable=False)]
