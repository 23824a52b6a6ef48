"""`wuxing backup` and `wuxing restore`."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from wuxing.cli.database import database, tell_lines
from wuxing.core.source import Text


def backup(options: Namespace) -> int:
    """Everything into one file, while the server runs."""
    with database():
        from django.utils import timezone

        from wuxing.site.backups import make

        path = Path(options.path).absolute()
        files = make(path, timezone.now())["files"]
        size = path.stat().st_size / 1e6
        tell_lines(
            Text(
                f"已备份到 {path}（{size:,.1f} MB，{len(files):,} 个文件，已校验）。妥善保管：其中有密钥和客户资料。",
                f"Backed up to {path} ({size:,.1f} MB, {len(files):,} files, checked). Keep it safe: it holds the secret and customers' data.",
            )
        )
    return 0


def restore(options: Namespace) -> int:
    """Everything out of one file, while no server runs."""
    with database(migrated=False):
        from django.utils import timezone

        from wuxing.site.alone import alone
        from wuxing.site.restoring import restore as bring_back

        with alone():
            done = bring_back(Path(options.path), force=options.force, at=timezone.now())
        lines = [Text(f"已恢复 {done.made_at} 的备份。", f"Restored the backup of {done.made_at}.")]
        if done.put_aside:
            lines.append(Text(f"原有数据保存在 {done.put_aside}", f"What was there before is kept in {done.put_aside}"))
        if done.lost:
            lines.append(Text(f"备份中缺少 {done.lost} 个附件。", f"{done.lost} attachments are not in the backup."))
        lines.append(Text("核对：wuxing ledger verify", "Verify it: wuxing ledger verify"))
        tell_lines(*lines)
    return 1 if done.lost else 0
