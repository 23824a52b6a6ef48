"""Documents with their lines, and what is wrong with them.

A document (YAML text, or JSON already parsed) becomes a tree of `Node`s that remember where they stand. Reading a
document collects every problem, so that an author sees all of them at once, each with file, line, clause, key, what is
wrong and a right value, in Chinese and English.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DEEPEST = 40
LARGEST = 4_000_000
MOST_PROBLEMS = 1_000
NO_TEXT = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
WIDE = {chr(code + 0xFEE0): chr(code) for code in range(0x21, 0x7F)} | dict(
    zip("“”„‘’–—−、。\u3000\xa0", '"""\'\'---,.  ', strict=True)
)


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in both languages."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The sentence in `zh` or `en`, or both when the language is neither."""
        if language in ("zh", "en"):
            return self.zh if language == "zh" else self.en
        return f"{self.zh} / {self.en}"


def shortened(text: str, longest: int = 60) -> str:
    """A text short enough for a message."""
    return text if len(text) <= longest else text[: longest - 3] + "…"


def on_one_line(text: str) -> str:
    """A text that cannot break a line or steer a terminal: what has no shape of its own is shown as its code."""
    return "".join(each if each.isprintable() else repr(each)[1:-1] for each in text)


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a document: what is wrong and what would be right, and where it stands."""

    code: str
    says: Text
    file: str = ""
    line: int = 0
    place: str = ""
    clause: str = ""

    def in_language(self, language: str) -> str:
        """The whole message, place first: `standard.yaml:12 · clause 1.1 · commitments.x.stops: …`."""
        clause = Text(f"条款 {self.clause}", f"clause {self.clause}") if self.clause else Text("", "")
        zh = " · ".join(each for each in (self.position, clause.zh, shortened(self.place, 160)) if each)
        en = " · ".join(each for each in (self.position, clause.en, shortened(self.place, 160)) if each)
        whole = Text(f"{zh}：{self.says.zh}" if zh else self.says.zh, f"{en}: {self.says.en}" if en else self.says.en)
        return on_one_line(whole.in_language(language))

    @property
    def position(self) -> str:
        """`file:line`, as far as known."""
        return f"{self.file}:{self.line}" if self.line else self.file


class Problems(ValueError):
    """A document that cannot be used, with everything that is wrong with it."""

    def __init__(self, found: Iterable[Problem]) -> None:
        self.found = tuple(sorted(found, key=lambda problem: (problem.file, problem.line)))
        super().__init__(self.in_language("en"))

    def in_language(self, language: str) -> str:
        """All messages, one a line."""
        return "\n".join(problem.in_language(language) for problem in self.found)


@dataclass(frozen=True, slots=True)
class Node:
    """A piece of a document: a text, nothing, a list or a mapping, and where it stands."""

    value: str | list[Node] | dict[str, Node] | None
    place: str = ""
    line: int = 0
    file: str = ""

    @property
    def shown(self) -> str:
        """How the value looks in a message, shortened."""
        if isinstance(self.value, dict):
            return "{…}"
        if isinstance(self.value, list):
            return "[…]"
        return "null" if self.value is None else shortened(self.value)

    @property
    def said(self) -> Text:
        """What the value is, in words."""
        if isinstance(self.value, dict):
            return Text("一组“键: 值”", "a mapping")
        if isinstance(self.value, list):
            return Text("列表", "a list")
        if self.value is None:
            return Text("空白", "an empty value")
        return quoted(self.shown)

    def saying(self, word: str) -> Node:
        """The same place with another value: a key that is looked up as a word."""
        return Node(word, self.place, self.line, self.file)


@dataclass(slots=True)
class Reader:
    """Collects the problems of one document while it is read."""

    file: str = ""
    found: list[Problem] = field(default_factory=list)
    clause: str = ""

    def problem(self, code: str, node: Node, zh: str, en: str) -> None:
        """Put a mistake on record where a node stands. Raises Problems where there are more than anybody repairs at once."""
        self.found.append(Problem(code, Text(zh, en), node.file or self.file, node.line, node.place, self.clause))
        if len(self.found) >= MOST_PROBLEMS:
            raise Problems(self.found)

    def require_no_problems(self) -> None:
        """Raise Problems when anything was found."""
        if self.found:
            raise Problems(self.found)

    def mapping(self, node: Node, *, example: str = "") -> dict[str, Node]:
        """The entries of a mapping; a problem and nothing where it is none."""
        if isinstance(node.value, dict):
            return node.value
        self._needs(node, "not-a-mapping", Text("“键: 值”", "mapping"), example)
        return {}

    def items(self, node: Node, *, example: str = "") -> list[Node]:
        """The entries of a list; a problem and nothing where it is none."""
        if isinstance(node.value, list):
            return node.value
        self._needs(node, "not-a-list", Text("列表", "list"), example)
        return []

    def text(self, node: Node, *, example: str) -> str | None:
        """A text that is not empty; else a problem that shows a right one."""
        if isinstance(node.value, str) and node.value.strip():
            return node.value
        self._needs(node, "not-a-text", Text("文字", "text"), example)
        return None

    def choice(self, node: Node, allowed: Iterable[str], *, zh: str, en: str) -> str | None:
        """One of the allowed words (named zh / en in the message), else a problem with the likeliest of them."""
        words = list(allowed)
        if not isinstance(node.value, str):
            self._needs(node, "unknown-word", Text(zh, en), "".join(words[:1]))
            return None
        if node.value in words:
            return node.value
        said, odd, known = node.said, wide_character(node.value), known_words(words, likely(node.value, allowed))
        zh = f"没有名为{said.zh}的{zh}。{odd.zh}{known.zh}"
        en = f"There is no {en} {said.en}. {odd.en}{known.en}"
        self.problem("unknown-word", node, zh, en)
        return None

    def _needs(self, node: Node, code: str, what: Text, example: str) -> None:
        such, article = for_example(example), "An" if what.en[0] in "aeiou" else "A"
        self.problem(
            code,
            node,
            f"这里应为{what.zh}{such.zh}，而不是{node.said.zh}。",
            f"{article} {what.en} is needed here{such.en}, not {node.said.en}.",
        )

    def fields(
        self, node: Node, allowed: Iterable[str], required: Iterable[str] = (), *, example: str = ""
    ) -> dict[str, Node]:
        """The entries of a mapping whose keys are known; unknown and missing ones become problems.

        `required` may be a mapping: to each key a right entry, which the message shows.
        """
        entries, known = self.mapping(node, example=example), list(allowed)
        for key, entry in entries.items():
            if key not in known:
                self._unknown_key(key, entry, known)
        for key in required if isinstance(node.value, dict) else ():
            if key not in entries:
                such = for_example(required[key] if isinstance(required, Mapping) else "")
                zh = f"缺少“{key}”{such.zh}。"
                en = f"The key “{key}” is missing{such.en}."
                self.problem("missing-key", Node(None, f"{node.place}.{key}".lstrip("."), node.line, node.file), zh, en)
        return {key: entry for key, entry in entries.items() if key in known}

    def _unknown_key(self, key: str, entry: Node, known: list[str]) -> None:
        odd, rest, said = wide_character(key), known_words(known, likely(key, known)), quoted(shortened(key))
        if ":" in key or "：" in key:
            odd = Text("冒号要写成半角，后面空一格：“: ”。", "Write the colon with a space after it: “: ”. ")
        elif entry.value is None and not odd.zh:
            odd = Text(
                '如果它是前面文字的一部分，请给整句加引号，例如 en: "Service norm, rectified"。',
                'If it is part of the text before it, put that in quotes, for example en: "Service norm, rectified". ',
            )
        zh = f"没有{said.zh}这个键。{odd.zh}{rest.zh}"
        en = f"There is no key {said.en}. {odd.en}{rest.en}"
        self.problem("unknown-key", entry, zh, en)


def for_example(right: str) -> Text:
    """A right value in the middle of a message; nothing where there is none."""
    return Text(f"，例如 {right}", f", for example {right}") if right else Text("", "")


def known_words(known: Iterable[str], likeliest: str) -> Text:
    """The end of a message: which words there are, and which of them was probably meant."""
    words = list(known)
    if not words:
        return Text("目前还没有声明任何名称。", "None is declared yet.")
    zh, en = f"可用：{listing(words, '、')}", f"Known: {listing(words)}."
    return Text(f"{zh}；是否为 {likeliest}？", f"{en} Did you mean {likeliest}?") if likeliest else Text(f"{zh}。", en)


def likely(word: str, known: Iterable[str]) -> str:
    """The known word that was probably meant, by its spelling or its label; empty where none is near."""
    labels = known.items() if isinstance(known, Mapping) else ()
    named = [name for name, label in labels if isinstance(label, Text) and _names(word, label)]
    if len(named) == 1:
        return str(named[0])
    folded = word[:80].lower().replace("-", "_").replace(" ", "_")
    spelled = {each.lower().replace("-", "_"): each for each in known}
    close = difflib.get_close_matches(folded, spelled, n=1, cutoff=0.7)
    close += [each for each in spelled if len(folded) > 2 and (each.startswith(folded) or folded.endswith(each))]
    close += [each for each in spelled if each and folded.startswith(each)]
    return spelled[close[0]] if close else ""


def _names(word: str, label: Text) -> bool:
    return word in (label.zh, label.en) or (not word.isascii() and word in label.zh)


def quoted(text: str) -> Text:
    """A value in the middle of a message, in quotes that it does not hold itself."""
    return Text(f"「{text}」", f'"{text}"') if any(each in text for each in "“”") else Text(f"“{text}”", f"“{text}”")


def wide_character(text: str) -> Text:
    """A remark where a text holds a character of Chinese typing that looks like one of the keyboard's."""
    for character in text:
        if plain := WIDE.get(character):
            if plain in " \"'":
                zh, en = ("空格", "spaces") if plain == " " else ("引号", "quotes")
                return Text(f"请把全角{zh}改为半角{zh}。", f"Write plain {en} instead of wide ones. ")
            return Text(f"“{character}”请改用半角“{plain}”。", f"Write “{plain}” instead of “{character}”. ")
    return Text("", "")


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that looks most like this one."""
    words = list(known)
    close = difflib.get_close_matches(word, words, n=1, cutoff=0.0)
    return close[0] if close else "—"


def listing(words: Iterable[str], comma: str = ", ") -> str:
    """Known words in a message: all of them when few, else the first and how many more."""
    every = list(words)
    return comma.join(every) if len(every) <= 24 else comma.join(every[:20]) + f" … (+{len(every) - 20})"


TOO_DEEP = Text(f"嵌套过深：最多 {DEEPEST} 层。", f"Nested too deeply: at most {DEEPEST} levels.")
SLIPS = (
    (r"^ *\t", Text("这一行用了制表符缩进，请改用空格。", "This line is indented with a tab; use spaces.")),
    (
        r"^[ -]*[\"']?[\w.-]+[\"']? *：",
        Text("键后面的全角“：”请改为半角“: ”。", "A wide colon “：” follows the key; write “: ”."),
    ),
    (
        r"\{[^}]*，\s*\w+ *:",
        Text("{…} 各项之间的全角“，”请改为半角“, ”。", "A wide comma “，” parts the entries of {…}; write “, ”."),
    ),
)
"""Slips of a Chinese keyboard that make a line unreadable, looked for where the parser gave up."""

_INDENT = Text(
    "缩进与上文不一致，或引号后面还有文字。请对齐，或给整句加引号。",
    "the indentation differs from above, or text follows a closing quote. Align it, or put all of it in quotes.",
)
_OPENING = Text(
    "文字不能以 @ ` % * & ! | > 开头，请给整句加引号。", "a text cannot begin with @ ` % * & ! | >; put it in quotes."
)
_OPEN_QUOTE = Text("从这里开始的引号没有收尾，请补上。", "the quote that opens here is not closed; close it.")
TROUBLES: Mapping[str, Text] = {
    "mapping values are not allowed": Text(
        "这里不能再有“: ”。请与上一行对齐；文字里有“: ”时，给整句加引号。",
        "another “: ” cannot stand here. Indent like the line before, or put a text that holds “: ” in quotes.",
    ),
    "did not find expected ',' or": Text(
        "从第 {line} 行开始的括号没有收尾，或各项之间少了“, ”。",
        "the bracket opened on line {line} is not closed, or a “, ” is missing between its entries.",
    ),
    "could not find expected ':'": Text("这里少了“: ”。请写成 键: 值。", "a “: ” is missing. Write it as key: value."),
    "found unknown escape": Text(
        "双引号里不能有“\\”，请改用单引号。", "“\\” cannot stand in double quotes; use single."
    ),
    "block sequence entries": Text("“- ”前面请换行。", "begin a new line before “- ”."),
    "found unexpected end of stream": _OPEN_QUOTE,
    "did not find expected key": _INDENT,
    "did not find expected '-' indicator": _INDENT,
    "found character that cannot start any token": _OPENING,
    "did not find expected alphabetic or numeric": _OPENING,
    "did not find expected whitespace or line break": _OPENING,
    "did not find expected comment or line break": _OPENING,
}
AT_THE_OPENING = ("could not find expected ':'", "found unexpected end of stream")
TROUBLE = Text("请检查缩进、冒号和引号。", "check the indentation, the colons and the quotes.")


def read_yaml(text: str, file: str = "") -> Node:
    """The tree of a YAML text, its scalars as text (`2026.10` stays `2026.10`), null as None.

    Raises Problems where it is no YAML, holds a key twice, uses aliases or tags, or is too deep or too large.
    """
    reader, text = Reader(file), text.removeprefix("\ufeff")
    require_reasonable(text, reader)
    try:
        tree = _tree(text, reader)
    except yaml.YAMLError as error:
        _not_yaml(error, text, reader)
        raise Problems(reader.found) from None
    reader.require_no_problems()
    return tree


def require_reasonable(text: str, reader: Reader) -> None:
    """Refuse a text that is too large, or that holds characters no text has."""
    if len(text) > LARGEST:
        zh = f"文件过大：上限为 {LARGEST:,} 个字符。"
        en = f"The document is too large: at most {LARGEST:,} characters."
        reader.problem("too-large", Node(None), zh, en)
    elif odd := NO_TEXT.search(text):
        zh = f"这里有文字中不会出现的字符 U+{ord(odd[0]):04X}，请删除。"
        en = f"Here is a character that no text holds, U+{ord(odd[0]):04X}; delete it."
        reader.problem("not-text", Node(None, "", len(text[: odd.start() + 1].splitlines())), zh, en)
    reader.require_no_problems()


def _tree(text: str, reader: Reader) -> Node:
    """Built from the parser's events, not by its composer: that one recurses without a bound and ends the process."""
    events: Iterator[Any] = yaml.parse(text, Loader=LOADER)
    tree, documents = Node({}, "", 1, reader.file), 0
    for event in events:
        line = event.start_mark.line + 1
        documents += isinstance(event, yaml.DocumentStartEvent)
        if documents > 1:
            zh = "一个文件只能有一份文档，请删去这里的“---”及其后的内容。"
            en = "A file holds one document; delete this “---” and what follows it."
            raise Problems([*reader.found, Problem("two-documents", Text(zh, en), reader.file, line)])
        if isinstance(event, yaml.NodeEvent):
            tree = _grown(event, events, "", reader, 0)
    return tree


def _grown(event: Any, events: Iterator[Any], place: str, reader: Reader, depth: int) -> Node:
    line = event.start_mark.line + 1
    if depth > DEEPEST:
        reader.problem("too-deep", Node(None, place, line), TOO_DEEP.zh, TOO_DEEP.en)
        raise Problems(reader.found)
    _refuse_marks(event, place, line, reader)
    value: Any = getattr(event, "value", None)
    if isinstance(event, yaml.SequenceStartEvent):
        value = list(_items(events, place, reader, depth))
    elif isinstance(event, yaml.MappingStartEvent):
        value = _entries(events, place, reader, depth)
    elif value in ("", "null", "~") and not event.style:
        value = None
    return Node(value, place, line, reader.file)


def _items(events: Iterator[Any], place: str, reader: Reader, depth: int) -> Iterator[Node]:
    for number, event in enumerate(events):
        if isinstance(event, yaml.SequenceEndEvent):
            return
        yield _grown(event, events, f"{place}[{number}]", reader, depth + 1)


def _entries(events: Iterator[Any], place: str, reader: Reader, depth: int) -> dict[str, Node]:
    entries: dict[str, Node] = {}
    for event in events:
        if isinstance(event, yaml.MappingEndEvent):
            break
        key, line = getattr(event, "value", "?"), event.start_mark.line + 1
        inner = f"{place}.{key}" if place else key
        if not isinstance(event, yaml.ScalarEvent):
            reader.problem(
                "bad-key", Node(None, inner, line), "键应为文字，请加引号。", "A key is a text; put it in quotes."
            )
            _grown(event, events, inner, reader, depth + 1)
        _refuse_marks(event, inner, line, reader)
        if key in entries:
            zh = f"“{key}”在第 {entries[key].line} 行已经写过，请只保留一处。"
            en = f"“{key}” is already given on line {entries[key].line}; keep one of them."
            reader.problem("key-twice", Node(None, inner, line), zh, en)
        entries[key] = Node(_grown(next(events), events, inner, reader, depth + 1).value, inner, line, reader.file)
    return entries


def _refuse_marks(event: Any, place: str, line: int, reader: Reader) -> None:
    """Aliases and tags are not read: a text that begins with &, * or ! would be lost without a word."""
    if event.anchor is None and getattr(event, "tag", None) is None:
        return
    mark = f"&{event.anchor}" if event.anchor else event.tag.replace("tag:yaml.org,2002:", "!!")
    mark = f"*{event.anchor}" if isinstance(event, yaml.AliasEvent) else mark
    zh = f"不能使用 YAML 的别名、锚点或类型标记（{mark}）。请把内容写全；若是文字，请加引号。"
    en = f"YAML aliases, anchors and tags ({mark}) cannot be used. Write it out in full, and a text in quotes."
    reader.problem("yaml-mark", Node(None, place, line), zh, en)


def _not_yaml(error: Any, text: str, reader: Reader) -> None:
    """What the parser stumbled over, told in an author's words."""
    said = str(getattr(error, "problem", None) or "")
    found, opened = (getattr(error, name, None) for name in ("problem_mark", "context_mark"))
    mark = opened if said in AT_THE_OPENING else found
    lines, at = text.splitlines(), mark.line if mark else 0
    for number in (at, at - 1):
        for pattern, slip in SLIPS:
            if 0 <= number < len(lines) and re.search(pattern, lines[number]):
                reader.problem("not-yaml", Node(None, "", number + 1), slip.zh, slip.en)
                return
    told = next((told for start, told in TROUBLES.items() if said.startswith(start)), TROUBLE)
    if quote := _quote_until(at, text):
        told, at = _OPEN_QUOTE, quote
    zh, en = (each.replace("{line}", str(opened.line + 1 if opened else at + 1)) for each in (told.zh, told.en))
    reader.problem("not-yaml", Node(None, "", at + 1), f"这不是有效的 YAML：{zh}", f"This is not valid YAML: {en}")


def _quote_until(line: int, text: str) -> int:
    """Where a quote opens that was closed only by the next one, on the line where the parser gave up."""
    opened = ended = 0
    try:
        events: Iterator[Any] = yaml.parse(text, Loader=LOADER)
        for event in events:
            if getattr(event, "style", None) in ("'", '"') and event.start_mark.line < event.end_mark.line:
                opened, ended = event.start_mark.line, event.end_mark.line
    except yaml.YAMLError:
        return opened if ended == line else 0
    return 0


def from_plain(value: Any, place: str = "") -> Node:
    """The tree of a value that came as JSON: numbers and truth values become text, as in YAML.

    Raises Problems where it is too deep.
    """
    return _planted(value, place, 0)


def _planted(value: Any, place: str, depth: int) -> Node:
    if depth > DEEPEST:
        raise Problems([Problem("too-deep", TOO_DEEP, place=place)])
    if isinstance(value, Mapping):
        inner = f"{place}." if place else ""
        return Node({str(key): _planted(each, f"{inner}{key}", depth + 1) for key, each in value.items()}, place)
    if isinstance(value, list | tuple):
        return Node([_planted(each, f"{place}[{index}]", depth + 1) for index, each in enumerate(value)], place)
    if isinstance(value, bool):
        return Node("true" if value else "false", place)
    return Node(None if value is None else str(value), place)


def to_plain(node: Node) -> Any:
    """The tree as plain values, for JSON."""
    if isinstance(node.value, dict):
        return {key: to_plain(each) for key, each in node.value.items()}
    if isinstance(node.value, list):
        return [to_plain(each) for each in node.value]
    return node.value


class Refusal(ValueError):
    """A question that cannot be answered: a code for programs and a sentence for people."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(en)
        self.code = code
        self.says = Text(zh, en)
