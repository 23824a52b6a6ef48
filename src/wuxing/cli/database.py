"""What commands with a database have in common: Django made ready, the refusals of verbs told like all others."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from wuxing.core.source import Refusal, Text


@contextmanager
def database(*, migrated: bool = True) -> Iterator[None]:
    """Django ready for the block. Raises Refusal: a wrong setting, no database, tables of another version."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "wuxing.site.settings"
    import django
    from django.db import OperationalError

    from wuxing.ui.refusal import Refused

    django.setup()
    try:
        if migrated:
            require_migrated()
        yield
    except Refused as refusal:
        said = in_both_languages(refusal)
        raise Refusal(refusal.code, said.zh, said.en) from refusal
    except OperationalError as error:
        raise Refusal(
            "no-database",
            f"数据库无法使用（{error}）。检查 WUXING_DATABASE_URL 和 WUXING_HOME，或运行 wuxing doctor。",
            f"The database cannot be used ({error}). Check WUXING_DATABASE_URL and WUXING_HOME, or run wuxing doctor.",
        ) from error


def require_migrated() -> None:
    """Refuse to work on tables of another version."""
    from wuxing.site.tables import missing_migrations

    if missing := missing_migrations():
        raise Refusal(
            "not-migrated",
            f"数据库缺少 {len(missing)} 项结构更新。先运行：wuxing migrate",
            f"The database lacks {len(missing)} migrations. First run: wuxing migrate",
        )


def require_postgresql() -> None:
    """Refuse to be one of several processes on SQLite, which one process at a time can write."""
    from django.conf import settings

    if settings.IS_SQLITE:
        raise Refusal(
            "one-process",
            "SQLite 上由一个进程完成全部工作：wuxing run。要分成多个进程，把 WUXING_DATABASE_URL 设为 PostgreSQL。",
            "On SQLite one process does everything: wuxing run. For several, set WUXING_DATABASE_URL to a PostgreSQL.",
        )


def in_both_languages(words: object) -> Text:
    """Words of Django's catalogues, which are translated when they become a text."""
    from django.utils import translation

    with translation.override("zh-hans"):
        zh = str(words)
    with translation.override("en"):
        return Text(zh, str(words))


def tell_lines(*lines: Text) -> None:
    """Sentences, each language as a block of its own where none is chosen."""
    from wuxing.cli.language import chosen_now

    languages = [chosen_now()] if chosen_now() else ["zh", "en"]
    for language in languages:
        print("\n".join(line.in_language(language) for line in lines), flush=True)
