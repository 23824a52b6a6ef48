"""Small readers of the environment that stop the start on a bad value and say which."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from wuxing.core.source import Refusal

TRUE, FALSE = ("1", "true", "yes", "on"), ("0", "false", "no", "off", "")


def env(name: str, default: str = "") -> str:
    """A variable's text."""
    return os.environ.get(name, default)


def env_bool(name: str, *, default: bool) -> bool:
    """A variable that says yes or no."""
    value = env(name, "1" if default else "0").strip().lower()
    if value not in (*TRUE, *FALSE):
        raise _bad(name, value, "1 / 0")
    return value in TRUE


def env_int(name: str, *, default: int) -> int:
    """A variable that says a whole number, not below 0."""
    value = env(name, str(default)).strip()
    if not value.isdigit():
        raise _bad(name, value, str(default))
    return int(value)


def env_choice(name: str, default: str, choices: Sequence[str]) -> str:
    """A variable that says one of a few words."""
    value = env(name) or default
    if value not in choices:
        raise _bad(name, value, " / ".join(choices))
    return value


def env_url(name: str, default: str, schemes: Sequence[str] = ("http", "https")) -> str:
    """A variable that says an address with a host, without a slash at its end; empty where the default is."""
    value = (env(name) or default).rstrip("/")
    if value and (urlsplit(value).scheme not in schemes or not urlsplit(value).hostname):
        raise _bad(name, value, f"{schemes[0]}://service.example.com")
    return value


def env_zone(name: str, default: str) -> str:
    """A variable that names a time zone."""
    value = env(name) or default
    try:
        return ZoneInfo(value).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise _bad(name, value, default) from None


def env_secret(name: str, file: Path) -> str:
    """A variable's text, else what the file holds; a first start writes 50 random characters there."""
    if value := env(name):
        return value
    try:
        if not file.exists():
            _write_once(file, secrets.token_urlsafe(50))
        return file.read_text()
    except OSError as error:
        raise Refusal(
            "bad-home",
            f"数据目录 {file.parent} 无法读写（{error.strerror}）。换一个目录：WUXING_HOME=/path，或改好权限。",
            f"The data folder {file.parent} cannot be used ({error.strerror}). Choose another with WUXING_HOME=/path, or mend its rights.",
        ) from None


def _write_once(file: Path, text: str) -> None:
    """Whole or not at all, and only by the first of several processes that start together."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, name = mkstemp(dir=file.parent, prefix=f".{file.name}-")  # readable by its owner only
    with os.fdopen(descriptor, "w") as handle:
        handle.write(text)
    with suppress(FileExistsError):
        file.hardlink_to(name)
    Path(name).unlink()


def _bad(name: str, value: str, right: str) -> Refusal:
    return Refusal(
        "bad-setting",
        f"环境变量 {name} 的值“{value}”不对，例如：{right}。",
        f"{name}={value!r} cannot be used; a right value: {right}.",
    )
