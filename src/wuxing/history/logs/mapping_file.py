"""Mapping files: found by name or path, read, and checked; every mistake is told with its line and a right value."""

from __future__ import annotations

import codecs
import hashlib
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from wuxing.core.source import Node, Problem, Problems, Reader, Text, listing, nearest, read_yaml
from wuxing.core.standard.document import EVENT_KINDS
from wuxing.history.logs.mapping import LogMapping
from wuxing.history.logs.mapping_rules import Scope, name_in, read_class, read_fields, read_rules
from wuxing.history.logs.sources import FORMATS, Layout, Log
from wuxing.history.logs.times import FIXED

SHIPPED = Path(__file__).parent / "mappings"
REQUIRED = {  # and a right entry for each
    "mapping": "mapping: our-desk",
    "title": "title: {zh: 工单日志, en: Case log}",
    "time": 'time: {format: "%Y/%m/%d %H:%M", zone: Asia/Shanghai}',
    "case": "case: 工单号",
    "at": "at: 时间",
    "supplies": "supplies: seen",
    "events": "events: [{event: {from: 事件}}]",
}
KEYS = (*REQUIRED, "assumes", "log", "recorded_at", "order", "row_id", "kinds", "classes", "class", "fields")
LOG_KEYS = ("format", "separator", "encoding", "missing", "optional", "recognised_by")
SEEN = "seen"
TRIAL = datetime(2026, 3, 2, 13, 45, tzinfo=UTC)


def shipped_mappings() -> list[str]:
    """The names of the mappings that come with Wuxing."""
    return sorted(path.stem for path in SHIPPED.glob("*.yaml"))


def load_mapping(name: str | Path) -> LogMapping:
    """The mapping of a file, or the shipped one of this name. Raises Problems with all that is wrong with it."""
    path = SHIPPED / f"{name}.yaml" if str(name) in shipped_mappings() else Path(name)
    try:
        content = path.read_bytes()
        text = content.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "UTF-8?"
        zh = f"找不到或无法读取映射“{name}”（{why}）。随附的映射：{listing(shipped_mappings())}；也可给出 YAML 文件的路径。"
        en = f"The mapping “{name}” cannot be found or read ({why}). Shipped: {listing(shipped_mappings())}; or give the path of a YAML file."
        raise Problems([Problem("no-mapping", Text(zh, en))]) from None
    return read_mapping(text=text, file=path.name, sha256=hashlib.sha256(content).hexdigest())


def guess_mapping(log: Path) -> str | None:
    """The shipped mapping whose columns a log has, the one that knows most of them first; None when there is none."""
    shipped = [load_mapping(name) for name in shipped_mappings()]
    for mapping in sorted(shipped, key=lambda each: -len(each.recognised_by)):
        try:
            columns = set(Log(log, mapping.layout).columns())
        except Problems:
            continue
        if mapping.recognised_by and columns.issuperset(mapping.recognised_by):
            return mapping.name
    return None


def read_mapping(*, text: str, file: str = "", sha256: str = "") -> LogMapping:
    """The mapping that a YAML text describes. Raises Problems with all that is wrong with it."""
    reader = Reader(file)
    given = reader.fields(read_yaml(text, file), KEYS, REQUIRED)
    reader.require_no_problems()
    log = reader.fields(given["log"], LOG_KEYS) if "log" in given else {}
    scope = Scope(reader, (*EVENT_KINDS, *_texts(given.get("kinds"), reader)), _classes(given.get("classes"), reader))
    scope.at = name_in(given["at"], scope, example="updated_at") or ""
    scope.recorded_at = name_in(given.get("recorded_at"), scope, example="updated_at")
    scope.row_id = name_in(given.get("row_id"), scope, example="id")
    read_fields(given.get("fields"), scope)
    class_ = read_class(given.get("class"), scope)
    formats, zone = _time(given["time"], reader)
    rules = read_rules(given["events"], scope)
    found = LogMapping(
        name=reader.text(given["mapping"], example="servicenow") or "",
        title=_label(given["title"], reader),
        layout=_layout(log, reader),
        time_formats=formats,
        zone=zone,
        case=name_in(given["case"], scope, example="number") or "",
        at=scope.at,
        rules=rules,
        supplies=_supplies(given["supplies"], scope),
        order=_texts(given.get("order"), reader),
        row_id=scope.row_id,
        kinds=frozenset(scope.kinds),
        classes=scope.classes,
        class_=class_,
        fields=scope.fields,
        assumes=tuple(_label(each, reader) for each in (reader.items(given["assumes"]) if "assumes" in given else ())),
        missing=frozenset(_texts(log.get("missing"), reader)),
        optional=frozenset(_texts(log.get("optional"), reader)),
        recognised_by=_texts(log.get("recognised_by"), reader),
        sha256=sha256,
    )
    _require_supplied(found, given["supplies"], reader)
    reader.require_no_problems()
    return found


def _texts(node: Node | None, reader: Reader) -> tuple[str, ...]:
    found = [reader.text(each, example="name") for each in reader.items(node)] if node else []
    return tuple(each for each in found if each is not None)


def _label(node: Node, reader: Reader) -> Text:
    """A text in both languages, or one text for both."""
    if not isinstance(node.value, dict):
        text = reader.text(node, example="{zh: 售后, en: After-sales}") or ""
        return Text(text, text)
    given = reader.fields(node, ["zh", "en"], {"zh": "zh: 售后", "en": "en: After-sales"})
    texts = {key: reader.text(each, example="售后 / After-sales") or "" for key, each in given.items()}
    return Text(texts.get("zh", ""), texts.get("en", ""))


def _classes(node: Node | None, reader: Reader) -> dict[str, dict[str, Text]]:
    return {
        dimension: {value: _label(label, reader) for value, label in reader.mapping(values).items()}
        for dimension, values in (reader.mapping(node).items() if node else ())
    }


def _layout(log: dict[str, Node], reader: Reader) -> Layout:
    form = reader.choice(log["format"], FORMATS, zh="格式", en="format") if "format" in log else ""
    encoding = (reader.text(log["encoding"], example="utf-8") if "encoding" in log else None) or "utf-8"
    try:
        encoding = codecs.lookup(encoding).name
    except LookupError:
        zh = f"没有名为“{encoding}”的编码，可用 utf-8、gb18030 等。"
        reader.problem(
            "encoding", log["encoding"], zh, f"There is no encoding “{encoding}”; utf-8 and gb18030 are two."
        )
    return Layout(form or "", _separator(log.get("separator"), reader), encoding)


def _separator(node: Node | None, reader: Reader) -> str:
    given = "," if node is None else node.shown
    separator = "\t" if given in ("tab", "\\t") else given
    if node and (len(separator) != 1 or separator in '"\r\n'):
        zh, en = '分隔符是一个字符，例如 ","、";" 或 tab。', 'A separator is one character, such as ",", ";" or tab.'
        reader.problem("separator", node, zh, en)
    return separator


def _time(node: Node, reader: Reader) -> tuple[tuple[str, ...], ZoneInfo]:
    given = reader.fields(node, ["format", "zone"], {"format": "format: iso", "zone": "zone: Asia/Shanghai"})
    nodes = [given["format"]] if "format" in given else []
    if nodes and isinstance(nodes[0].value, list):
        nodes = nodes[0].value
    formats = tuple(each.shown for each in nodes if _require_time_format(each, reader))
    return formats, _zone(given["zone"], reader) if "zone" in given else ZoneInfo("UTC")


def _zone(node: Node, reader: Reader) -> ZoneInfo:
    name = reader.text(node, example="Asia/Shanghai") or "UTC"
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        zh, en = (
            f"没有名为“{name}”的时区，例如 Asia/Shanghai。",
            f"There is no time zone “{name}”; Asia/Shanghai is one.",
        )
        reader.problem("zone", node, zh, en)
        return ZoneInfo("UTC")


def _require_time_format(node: Node, reader: Reader) -> bool:
    if node.value in FIXED or (isinstance(node.value, str) and _tells_dates_apart(node.value)):
        return True
    example = '"%Y/%m/%d %H:%M"'
    zh = f"“{node.shown}”不是完整的时间格式。可用 {listing(FIXED)}，或含年、月、日的格式，例如 {example}。"
    en = f"“{node.shown}” is no complete time format. Use {listing(FIXED)}, or a pattern with year, month and day such as {example}."
    reader.problem("time-format", node, zh, en)
    return False


def _tells_dates_apart(pattern: str) -> bool:
    try:
        return datetime.strptime(TRIAL.strftime(pattern), pattern).date() == TRIAL.date()  # noqa: DTZ007 - dates only
    except ValueError:
        return False


def _supplies(node: Node, scope: Scope) -> tuple[str, ...] | None:
    if node.value == SEEN:
        return None
    given = scope.reader.items(node, example="[case.opened, case.resolved]; or the word seen")
    kinds = [scope.reader.choice(each, scope.kinds, zh="事件", en="event") for each in given]
    return tuple(sorted({kind for kind in kinds if kind}))


def _require_supplied(mapping: LogMapping, node: Node, reader: Reader) -> None:
    """What no rule makes, the source cannot supply."""
    made = [rule.event.outcomes() for rule in mapping.rules]
    if None in made:
        return
    every = {kind for kinds in made if kinds for kind in kinds}
    for kind in mapping.supplies or ():
        if kind not in every:
            right = nearest(kind, sorted(every))
            zh = f"supplies 中的 {kind} 没有任何规则产生；是否为 {right}？否则请补一条规则，或从 supplies 中去掉。"
            en = f"No rule makes {kind}, which supplies names. Did you mean {right}? Else add a rule, or leave it out."
            reader.problem("not-supplied", node, zh, en)
