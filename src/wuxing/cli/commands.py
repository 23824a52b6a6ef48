"""What `wuxing` can do: names, options, examples, and where each command lives (a dotted string, loaded when called)."""

from __future__ import annotations

from wuxing.cli.command import JSON, PROCESSES, Command, Group, Option
from wuxing.cli.product_commands import PRODUCT
from wuxing.core.source import Text

NAME = Option(
    ("name",),
    Text(
        "标准：文件路径，或自带、已发布的标准 名称[@版本]",
        "a standard: a path, or a shipped or published one as NAME[@VERSION]",
    ),
    {"metavar": "NAME"},
)

STANDARD = Group(
    "standard",
    Text("服务标准：列出、查看、检查、判定表、比较", "Service standards: list, show, check, table, diff"),
    (
        Command(
            "list",
            "wuxing.cli.standard_list:list_",
            Text("列出自带的标准包", "List the shipped packs"),
            ("wuxing standard list", "wuxing standard list --json"),
            (JSON,),
        ),
        Command(
            "show",
            "wuxing.cli.standard:show",
            Text("逐条说明一份标准", "Say a standard clause by clause"),
            (
                "wuxing standard show rectified",
                "wuxing standard show rectified 1.1",
                "wuxing standard show my-standard.yaml --text",
            ),
            (
                NAME,
                Option(
                    ("clause",),
                    Text("只看一条，例如 1.1", "one clause only, such as 1.1"),
                    {"nargs": "?", "metavar": "CLAUSE"},
                ),
                Option(("--text",), Text("原文", "the text as written"), {"action": "store_true"}),
                JSON,
            ),
        ),
        Command(
            "check",
            "wuxing.cli.standard:check",
            Text("检查一份标准及其例句；有错误时退出码为 1", "Check a standard and its sentences; exits 1 on errors"),
            (
                "wuxing standard check my-standard.yaml",
                "wuxing standard check src/wuxing/packs/rectified/2026.1 --json",
            ),
            (NAME, JSON),
        ),
        Command(
            "table",
            "wuxing.cli.standard:table",
            Text(
                "判定表：每一类工单的时限、条款与缺口",
                "The decision table: limit and clause of every class of case, and its gaps",
            ),
            ("wuxing standard table reference", "wuxing standard table rectified --json"),
            (NAME, JSON),
        ),
        Command(
            "diff",
            "wuxing.cli.standard_diff:diff",
            Text(
                "比较两份标准：哪些条款收紧、放宽、新增、删除",
                "Compare two standards: what became stricter, looser, new, gone",
            ),
            ("wuxing standard diff five-star reference", "wuxing standard diff old.yaml new.yaml --json"),
            (
                Option(("before",), Text("原标准", "the standard before"), {"metavar": "A"}),
                Option(("after",), Text("新标准", "the standard after"), {"metavar": "B"}),
                JSON,
            ),
        ),
    ),
)

CALENDAR = Group(
    "calendar",
    Text("工作日历：工作时间的推算", "Working calendars: the arithmetic of working time"),
    (
        Command(
            "run",
            "wuxing.cli.calendar:run",
            Text(
                "逐行回答：标准输入每行一个 JSON 问题，标准输出每行一个答案",
                "Answer one JSON question a line, from standard input to standard output",
            ),
            (
                """echo '{"id": 1, "calendar": "office", "op": "add", "start": "2026-09-30T16:00+08:00", "seconds": 14400}'"""
                " | wuxing calendar run --standard reference",
                """echo '{"calendar": {"timezone": "Asia/Shanghai", "week": {"mon-fri": ["09:00-18:00"]}}, "op": "next_open","""
                """ "start": "2026-03-07T10:00+08:00"}' | wuxing calendar run""",
            ),
            (
                Option(
                    ("--standard",),
                    Text("按名称使用这份标准的工作日历", "lets lines call the calendars of this standard by name"),
                    {"metavar": "NAME"},
                ),
                JSON,
            ),
        ),
    ),
)

CLOCK = Group(
    "clock",
    Text("时钟：一件工单的每个承诺现在怎样、为什么", "Clocks: where each promise of a case stands, and why"),
    (
        Command(
            "run",
            "wuxing.cli.clock:run",
            Text("逐行回答：每行一件工单的故事，答以读数", "Answer one story a line with its readings"),
            (
                """echo '{"calendars": {"c": {"timezone": "Asia/Shanghai", "week": "always"}}, "commitments": {"reply":"""
                """ {"starts": "case.opened", "stops": "message.agent", "calendar": "c", "within": [{"limit": "3 min"}]}},"""
                """ "class": {}, "events": [{"at": "2026-03-02T10:00+08:00", "kind": "case.opened"}],"""
                """ "ask": [{"at": "2026-03-02T10:02+08:00"}]}' | wuxing clock run""",
            ),
            (JSON,),
        ),
    ),
)

EVENTS = Option(
    ("--events",),
    Text(
        "事件文件（Parquet 或 JSONL），由 wuxing import 生成", "an event file (Parquet or JSONL) made by wuxing import"
    ),
    {"required": True, "metavar": "PATH"},
)
MAPPING = Option(
    ("--mapping",),
    Text(
        "映射：YAML 文件，或 servicenow、nyc311、openrepair、generic",
        "a YAML file, or servicenow, nyc311, openrepair, generic",
    ),
    {"metavar": "MAP"},
)
IMPORT = Command(
    "import",
    "wuxing.cli.history:import_",
    Text("把外部日志转成事件文件", "Turn a foreign log into an event file"),
    (
        "wuxing import incident_event_log.csv.gz --mapping servicenow --out incidents.parquet",
        "wuxing import 工单日志.csv --mapping my-mapping.yaml --out events.jsonl",
    ),
    (
        Option(
            ("log",),
            Text("日志：CSV、CSV.gz、JSONL、Parquet", "a log: CSV, CSV.gz, JSONL, Parquet"),
            {"metavar": "LOG"},
        ),
        MAPPING,
        Option(
            ("--out",),
            Text("写到哪个事件文件（.parquet 或 .jsonl）", "the event file to write (.parquet or .jsonl)"),
            {"required": True, "metavar": "EVENTS"},
        ),
        JSON,
    ),
)

ENGINE = Option(
    ("--engine",),
    Text(
        "由谁来算：local 为本机的进程，spark 为 Spark 集群（见 docs/scale.zh-CN.md）",
        "who does the work: local, processes of this machine, or spark, a cluster (see docs/scale.md)",
    ),
    {"choices": ("local", "spark"), "default": "local"},
)

REPLAY = Command(
    "replay",
    "wuxing.cli.history:replay",
    Text(
        "把标准放到历史上重放：哪些承诺守住了，换一份标准会怎样",
        "Run a standard over history: which promises were kept, and what another standard would change",
    ),
    (
        "wuxing replay --standard reference --events incidents.parquet",
        "wuxing replay --standard reference --against five-star --events incidents.parquet --out report",
    ),
    (
        Option(("--standard",), Text("要试的标准", "the standard to try"), {"required": True, "metavar": "NAME"}),
        Option(("--against",), Text("与之比较的标准", "the standard to compare with"), {"metavar": "NAME"}),
        EVENTS,
        Option(("--out",), Text("报告目录", "the folder of the report"), {"default": "report", "metavar": "DIR"}),
        Option(
            ("--at",),
            Text("截至时刻，默认为最后一个事件", "the instant to judge at, by default the last event's"),
            {"metavar": "INSTANT"},
        ),
        PROCESSES,
        ENGINE,
        JSON,
    ),
)

TRY = Command(
    "try",
    "wuxing.cli.history:try_",
    Text(
        "试一试：导入自带的历史（或您的日志），在两份标准下重放并写出报告",
        "Try it: import the shipped history (or your log), replay it under two standards, write the report",
    ),
    ("wuxing try", "wuxing try --log incident_event_log.csv.gz --mapping servicenow"),
    (
        Option(("--log",), Text("您的日志", "your log"), {"metavar": "LOG"}),
        MAPPING,
        Option(("--standard",), Text("要试的标准", "the standard to try"), {"default": "reference", "metavar": "NAME"}),
        Option(
            ("--against",),
            Text("与之比较的标准", "the standard to compare with"),
            {"default": "five-star", "metavar": "NAME"},
        ),
        Option(("--out",), Text("报告目录", "the folder of the report"), {"default": "out", "metavar": "DIR"}),
        PROCESSES,
        JSON,
    ),
)

COMPLETION = Command(
    "completion",
    "wuxing.cli.completion:print_script",
    Text("输出命令行补全脚本", "Print a completion script for your shell"),
    ('eval "$(wuxing completion bash)"', "wuxing completion zsh > ~/.zfunc/_wuxing"),
    (Option(("shell",), Text("命令行类型", "your shell"), {"choices": ("bash", "zsh", "tcsh")}),),
)

GROUPS: tuple[Command | Group, ...] = (*PRODUCT, STANDARD, CALENDAR, CLOCK, IMPORT, REPLAY, TRY, COMPLETION)
