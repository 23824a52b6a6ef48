"""The commands of the product: what serves, and what an operator does."""

from __future__ import annotations

from wuxing.cli.command import JSON, PROCESSES, Command, Group, Option
from wuxing.core.source import Text

HOST = Option(
    ("--host",),
    Text("监听地址；0.0.0.0 为所有网卡", "the address to listen on; 0.0.0.0 is every one"),
    {"default": "127.0.0.1", "metavar": "HOST"},
)
PORT = Option(("--port",), Text("端口", "the port"), {"type": int, "default": 8000, "metavar": "PORT"})

RUN = Command(
    "run",
    "wuxing.cli.serving:run",
    Text("启动五星：页面、接口、实时更新和后台处理", "Start Wuxing: pages, API, live updates and background work"),
    ("wuxing run", "wuxing run --demo --port 8001", "WUXING_HOME=/srv/wuxing wuxing run --host 0.0.0.0"),
    (
        HOST,
        PORT,
        Option(
            ("--demo",),
            Text("首次启动时建立演示公司", "make the demo company at the first start"),
            {"action": "store_true"},
        ),
    ),
)
DEMO = Command(
    "demo",
    "wuxing.cli.demo:demo",
    Text(
        "建立演示公司，不启动服务；--cases 把它扩充到大公司的规模，用来试速度",
        "Make the demo company without serving it; --cases brings it to the size of a large firm, to try its speed",
    ),
    (
        "wuxing demo",
        "WUXING_HOME=/srv/large wuxing demo --cases 1000000",
        "wuxing demo --cases 100000 --processes 4",
    ),
    (
        Option(
            ("--cases",),
            Text("扩充到这么多件工单", "bring it to so many cases"),
            {"type": int, "default": 0, "metavar": "N"},
        ),
        PROCESSES,
    ),
)
WEB = Command(
    "web",
    "wuxing.cli.serving:web",
    Text("只提供页面和接口（多进程部署，PostgreSQL）", "Serve pages and API only (several processes, PostgreSQL)"),
    ("wuxing web --port 8001",),
    (HOST, PORT),
)
STREAM = Command(
    "stream",
    "wuxing.cli.serving:stream",
    Text("只提供实时更新（多进程部署，PostgreSQL）", "Serve live updates only (several processes, PostgreSQL)"),
    ("wuxing stream --port 8002",),
    (HOST, PORT),
)
WORKER = Command(
    "worker",
    "wuxing.cli.serving:worker",
    Text(
        "只做后台处理：时钟、提醒、邮件（多进程部署，PostgreSQL）",
        "Background work only: clocks, notices, mail (several processes, PostgreSQL)",
    ),
    ("wuxing worker",),
)
MIGRATE = Command(
    "migrate",
    "wuxing.cli.serving:migrate",
    Text("把数据库结构更新到本版本", "Bring the tables of the database to this version"),
    ("wuxing migrate",),
)
PASSWORD = Command(
    "password",
    "wuxing.cli.people:password",
    Text("为一位同事设置新的随机密码并显示一次", "Give a person a new random password and show it once"),
    ("wuxing password admin",),
    (Option(("name",), Text("工号", "the staff number"), {"metavar": "NAME"}),),
)
DOCTOR = Command(
    "doctor",
    "wuxing.cli.doctor:doctor",
    Text(
        "检查安装：数据库、目录、邮件、时间、空间、积压；有问题时退出码为 1",
        "Examine the installation: database, folders, mail, time, space, backlog; exits 1 on a fault",
    ),
    ("wuxing doctor", "wuxing doctor --json"),
    (JSON,),
)
BACKUP = Command(
    "backup",
    "wuxing.cli.backup:backup",
    Text(
        "备份数据库、附件、导入的历史和密钥到一个文件；服务可以继续运行",
        "Back up database, attachments, imported histories and secret into one file; the server may run",
    ),
    ("wuxing backup /backup/wuxing-2026-11-22.tar",),
    (Option(("path",), Text("备份文件（.tar）", "the file to write (.tar)"), {"metavar": "PATH"}),),
)
RESTORE = Command(
    "restore",
    "wuxing.cli.backup:restore",
    Text(
        "从备份恢复；先停止服务，不覆盖已有数据，除非加 --force",
        "Restore a backup; stop the server first; data are overwritten with --force only",
    ),
    ("wuxing restore /backup/wuxing-2026-11-22.tar", "WUXING_HOME=/tmp/look wuxing restore wuxing.tar"),
    (
        Option(("path",), Text("备份文件", "the backup"), {"metavar": "PATH"}),
        Option(("--force",), Text("覆盖已有数据", "overwrite what is there"), {"action": "store_true"}),
    ),
)
SEARCH = Group(
    "search",
    Text("搜索：查找、重建", "Search: find, make the index anew"),
    (
        Command(
            "find",
            "wuxing.cli.search:find",
            Text("查找工单、消息、条款和客户", "Find cases, messages, clauses and customers"),
            ("wuxing search find 门封 漏水", "wuxing search find 5621", "wuxing search find 空调 status:waiting"),
            (
                Option(("words",), Text("要查的词", "what to look for"), {"nargs": "+", "metavar": "WORD"}),
                Option(
                    ("--limit",), Text("最多几条", "how many at most"), {"type": int, "default": 20, "metavar": "N"}
                ),
                JSON,
            ),
        ),
        Command(
            "rebuild",
            "wuxing.cli.search:rebuild",
            Text(
                "重建索引；服务可以继续运行，中断后再运行会接着做",
                "Make the index anew; the server may run, and after a stop it goes on where it was",
            ),
            ("wuxing search rebuild", "wuxing search rebuild --anew"),
            (
                Option(
                    ("--anew",),
                    Text("先清空再做；做完之前有些内容搜不到", "empty it first; until the end not everything is found"),
                    {"action": "store_true"},
                ),
            ),
        ),
    ),
)
LEDGER = Group(
    "ledger",
    Text("账本：核对、导出", "The ledger: verify it, export it"),
    (
        Command(
            "verify",
            "wuxing.cli.ledger:verify",
            Text(
                "重算全部链、读数和信号；与记录不符时逐条列出，退出码为 1",
                "Compute every chain, reading and signal again; prints differences and exits 1 when there are any",
            ),
            ("wuxing ledger verify", "wuxing ledger verify --json", "wuxing ledger verify --sample 10000"),
            (
                Option(
                    ("--sample",),
                    Text(
                        "只核对随机抽取的这么多件工单，不看封存",
                        "look at so many cases only, drawn at random, and at no checkpoint",
                    ),
                    {"type": int, "default": 0, "metavar": "N"},
                ),
                JSON,
            ),
        ),
        Command(
            "export",
            "wuxing.cli.export:export",
            Text(
                "把账本按月导出为事件文件（Parquet），供重放；只重写有新事件的月份",
                "Export the ledger as event files (Parquet) by month, for replay; only months with news are written",
            ),
            ("wuxing ledger export", "wuxing ledger export --verify", "wuxing ledger export --json"),
            (
                Option(
                    ("--verify",),
                    Text(
                        "不导出，只核对已导出的文件与账本；有不符时退出码为 1",
                        "compare the files with the ledger instead; exits 1 on a difference",
                    ),
                    {"action": "store_true"},
                ),
                JSON,
            ),
        ),
    ),
)

PRODUCT: tuple[Command | Group, ...] = (
    RUN,
    DEMO,
    WEB,
    WORKER,
    STREAM,
    MIGRATE,
    PASSWORD,
    SEARCH,
    LEDGER,
    DOCTOR,
    BACKUP,
    RESTORE,
)
