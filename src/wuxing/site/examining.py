"""What `wuxing doctor` looks at: each check says in one line how it is, and where it is not well, what to do."""

from __future__ import annotations

import shutil
import smtplib
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryFile
from typing import NamedTuple

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.mail import get_connection
from django.db import DatabaseError, connection
from django.db.models import Max, Min
from django.utils.translation import gettext as translated
from django.utils.translation import override

from wuxing.accounts.models import Role, User
from wuxing.cases.models import Clock, Outbound
from wuxing.core.source import Text
from wuxing.ledger.models import Delivery, Event
from wuxing.ledger.running import parked
from wuxing.site.tables import missing_migrations
from wuxing.standards.finding import NoStandard, in_force

LEAST_FREE = 1_000_000_000
LATE = timedelta(minutes=2)
"""Work that waits for longer says that nobody does it."""
SKEW = timedelta(seconds=5)


class Finding(NamedTuple):
    """How one thing is."""

    name: Text
    is_ok: bool
    says: Text


class Check(NamedTuple):
    """One thing to look at; `look` says how it is, or raises Unwell."""

    name: Text
    look: Callable[[datetime], Text]


class Unwell(Exception):
    """Something is not as it should be: what, and what to do."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.says = Text(zh, en)


def examine(at: datetime) -> Iterator[Finding]:
    """Every check, one after the other; one that breaks is a finding too."""
    for check in CHECKS:
        try:
            yield Finding(check.name, True, check.look(at))
        except Unwell as unwell:
            yield Finding(check.name, False, unwell.says)
        except (DatabaseError, OSError) as error:
            yield Finding(check.name, False, Text(f"无法检查：{error}", f"cannot be examined: {error}"))


def _database(_: datetime) -> Text:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA quick_check(1)")
            said = cursor.fetchone()[0]
            if said != "ok":
                raise Unwell(
                    f"文件已损坏（{said}）。从备份恢复：wuxing restore",
                    f"the file is damaged ({said}); restore a backup: wuxing restore",
                )
            cursor.execute("SELECT sqlite_version()")
        else:
            cursor.execute("SHOW server_version")
        version = cursor.fetchone()[0]
    name = connection.display_name
    return Text(f"{name} {version}", f"{name} {version}")


def _tables(_: datetime) -> Text:
    if missing := missing_migrations():
        raise Unwell(
            f"缺少 {len(missing)} 项更新。运行：wuxing migrate",
            f"{len(missing)} migrations are missing; run: wuxing migrate",
        )
    return Text("与本版本一致", "those of this version")


def _folders(_: datetime) -> Text:
    for folder in (settings.HOME, settings.ATTACHMENTS):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with TemporaryFile(dir=folder) as file:
            file.write(b"x")
    return Text(f"可写：{settings.HOME}", f"can be written: {settings.HOME}")


def _secret(_: datetime) -> Text:
    file = settings.HOME / "secret"
    if file.exists() and file.stat().st_mode & 0o077:
        raise Unwell(
            f"其他用户可读取密钥。运行：chmod 600 {file}", f"others can read the secret; run: chmod 600 {file}"
        )
    return (
        Text("只有本用户可读", "readable by this user only")
        if file.exists()
        else Text("来自环境变量", "from the environment")
    )


def _space(_: datetime) -> Text:
    free = min(shutil.disk_usage(folder).free for folder in (settings.HOME, _existing(settings.ATTACHMENTS)))
    if free < LEAST_FREE:
        raise Unwell(f"只剩 {free / 1e9:.1f} GB。清理或扩容。", f"only {free / 1e9:.1f} GB are left; make room")
    return Text(f"剩余 {free / 1e9:.1f} GB", f"{free / 1e9:.1f} GB free")


def _clock(at: datetime) -> Text:
    latest = Event.objects.aggregate(latest=Max("recorded_at"))["latest"]
    if latest and latest > at + SKEW:
        raise Unwell(
            f"本机时间早于最近的事件（{latest:%Y-%m-%d %H:%M:%S} UTC）。校准时间（NTP）。",
            f"this machine's clock is behind the last event ({latest:%Y-%m-%d %H:%M:%S} UTC); set it right (NTP)",
        )
    if connection.vendor == "postgresql":
        _compare_with_database(at)
    said = f"{at.astimezone():%Y-%m-%d %H:%M:%S %z} · {settings.TIME_ZONE}"
    return Text(said, said)


def _compare_with_database(at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        apart = abs(cursor.fetchone()[0] - at)
    if apart > SKEW:
        seconds = apart.total_seconds()
        raise Unwell(
            f"与数据库的时间相差 {seconds:.0f} 秒。两台机器都要校时（NTP）。",
            f"the database's clock is {seconds:.0f} s apart; set both right (NTP)",
        )


def _mail(_: datetime) -> Text:
    if not settings.EMAIL_URL:
        folder = settings.EMAIL_FILE_PATH
        return Text(
            f"未配置邮件服务器，邮件写入 {folder}（WUXING_EMAIL_URL）",
            f"no mail server: mails are written to {folder} (WUXING_EMAIL_URL)",
        )
    server = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        with closing(get_connection(timeout=5)) as mail:
            mail.open()
    except (OSError, smtplib.SMTPException) as error:
        raise Unwell(
            f"{server} 无法连接（{error}）。检查 WUXING_EMAIL_URL。",
            f"{server} cannot be used ({error}); check WUXING_EMAIL_URL",
        ) from None
    return Text(f"{server} 可用", f"{server} answers")


def _work(at: datetime) -> Text:
    waiting = Delivery.objects.filter(state=Delivery.State.WAITING, attempts=0).aggregate(since=Min("not_before"))
    sweeping = Clock.objects.aggregate(since=Min("next_at"))
    since = [each["since"] for each in (waiting, sweeping) if each["since"] and each["since"] < at - LATE]
    if since:
        minutes = (at - min(since)).total_seconds() / 60
        raise Unwell(
            f"有工作等待了 {minutes:,.0f} 分钟。服务是否在运行：wuxing run（PostgreSQL：wuxing worker）",
            f"work has waited for {minutes:,.0f} minutes; does the server run? wuxing run (PostgreSQL: wuxing worker)",
        )
    return Text("没有积压", "nothing waits")


def _parked(_: datetime) -> Text:
    count, failed = parked().count(), Outbound.objects.filter(state=Outbound.State.FAILED).count()
    if count:
        raise Unwell(
            f"{count} 项后续处理多次失败，已搁置。在主数据页查看原因并重试。",
            f"{count} deliveries failed time and again and are parked; see why and retry them under Master data",
        )
    return Text(f"没有搁置；{failed} 封邮件无法送达", f"nothing is parked; {failed} mails could not be delivered")


def _standard(at: datetime) -> Text:
    try:
        ref = in_force(at).ref
    except NoStandard:
        raise Unwell(
            "没有生效的标准，无法新建工单。发布一份标准。",
            "no standard is in force, no case can be opened; publish one",
        ) from None
    return Text(f"生效：{ref}", f"in force: {ref}")


def _administrator(_: datetime) -> Text:
    count = User.objects.active().filter(role=Role.ADMIN).count()
    if not count:
        raise Unwell(
            "没有可登录的管理员。运行：wuxing password NAME", "no administrator can sign in; run: wuxing password NAME"
        )
    return Text(f"{count} 人", f"{count}")


def _pages(_: datetime) -> Text:
    if missing := [name for name in ("ui/tokens.css", "live/live.js") if finders.find(name) is None]:
        raise Unwell(f"缺少文件 {missing[0]}。重新安装。", f"the file {missing[0]} is missing; install again")
    with override("zh-hans"):
        if translated("Sign out") == "Sign out":
            raise Unwell(
                "缺少中文文本。运行：python hatch_build.py 或重新安装。",
                "the Chinese texts are missing; run python hatch_build.py, or install again",
            )
    return Text("样式、脚本和文本齐全", "styles, scripts and texts are there")


def _address(_: datetime) -> Text:
    if not settings.BEHIND_TLS and settings.BASE_URL.split("//")[1].split(":")[0] not in ("localhost", "127.0.0.1"):
        raise Unwell(
            f"{settings.BASE_URL} 未加密。在反向代理上启用 HTTPS，并设置 WUXING_BASE_URL=https://…",
            f"{settings.BASE_URL} is not encrypted; put HTTPS before it and set WUXING_BASE_URL=https://…",
        )
    return Text(settings.BASE_URL, settings.BASE_URL)


def _existing(folder: Path) -> Path:
    return folder if folder.exists() or folder == folder.parent else _existing(folder.parent)


CHECKS = (
    Check(Text("数据库", "database"), _database),
    Check(Text("数据库结构", "tables"), _tables),
    Check(Text("目录", "folders"), _folders),
    Check(Text("密钥", "secret"), _secret),
    Check(Text("磁盘空间", "disk space"), _space),
    Check(Text("时间", "time"), _clock),
    Check(Text("邮件", "mail"), _mail),
    Check(Text("后台处理", "background work"), _work),
    Check(Text("搁置的处理", "parked deliveries"), _parked),
    Check(Text("标准", "standard"), _standard),
    Check(Text("管理员", "administrators"), _administrator),
    Check(Text("页面文件", "page files"), _pages),
    Check(Text("地址", "address"), _address),
)
