"""The ranks that import-linter cannot see: foreign keys and migrations follow them too; models and migrations agree."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import AppConfig, apps
from django.core.management import call_command
from django.db import models
from django.db.migrations.loader import MigrationLoader

ROOT = Path(__file__).parent.parent
OURS = [app for app in apps.get_app_configs() if app.name.startswith("wuxing.")]


def ranks() -> dict[str, int]:
    """Package → rank, the lowest 0; as pyproject.toml writes them for import-linter."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = next(each["layers"] for each in contracts if each["containers"] == ["wuxing"])
    return {name.strip(" ()"): rank for rank, line in enumerate(reversed(layers)) for name in line.split("|")}


def foreign_apps(app: AppConfig) -> Iterator[tuple[str, str]]:
    """Every relation of a package's records that leads to another package of ours."""
    for model in app.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            other = field.related_model if field.concrete and isinstance(field, models.Field) else None
            if isinstance(other, type) and other._meta.app_config in OURS and other._meta.app_config is not app:
                yield f"{model.__name__}.{field.name}", other._meta.app_config.name.removeprefix("wuxing.")


@pytest.mark.parametrize("app", OURS, ids=lambda app: app.label)
def test_foreign_keys_go_down_the_ranks(app: AppConfig) -> None:
    rank = ranks()
    mine = rank[app.name.removeprefix("wuxing.")]

    assert [(field, other) for field, other in foreign_apps(app) if rank[other] >= mine] == []


def test_migrations_go_down_the_ranks() -> None:
    rank, labels = ranks(), {app.label: app.name.removeprefix("wuxing.") for app in OURS}
    loader = MigrationLoader(connection=None)

    wrong = [
        (app, name, other)
        for (app, name), migration in loader.disk_migrations.items()
        for other, _ in migration.dependencies
        if app in labels and other in labels and app != other and rank[labels[other]] >= rank[labels[app]]
    ]

    assert wrong == []


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
