"""The tables of the database: whether they are those of this version, and bringing them there."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def missing_migrations() -> list[str]:
    """Names of the migrations that this database lacks."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def migrate() -> list[str]:
    """Bring the database to this version; the migrations that it lacked."""
    missing = missing_migrations()
    if missing:
        call_command("migrate", interactive=False, verbosity=0)
    if not settings.IS_SQLITE:
        call_command("createcachetable", verbosity=0)
    return missing


def sqlite_file() -> Path:
    """Where the database lies, on SQLite."""
    return Path(str(connection.settings_dict["NAME"]))
