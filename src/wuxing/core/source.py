"""Documents with their lines, and what is wrong with them.

A document (YAML text, or JSON already parsed) becomes a tree of `Node`s that remember where they stand. Reading a
document collects every problem, so that an author sees all of them at once, each with file, line, clause, key, what is
wrong and a right value, in Chinese and English.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DEEPEST = 40
LARGEST = 4_000_000


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
        zh, en = ([self.position] if self.position else [], [self.position] if self.position else [])
        if self.clause:
            zh, en = [*zh, f"条款 {self.clause}"], [*en, f"clause {self.clause}"]
        if self.place:
            zh, en = [*zh, self.place], [*en, self.place]
        return Text(
            " · ".join(zh) + ("：" if zh else "") + self.says.zh,
            " · ".join(en) + (": " if en else "") + self.says.en,
        ).in_language(language)

    @property
    def position(self) -> str:
        """`file:line`, as far as known."""
        return f"{self.file}:{self.line}" if self.line else self.file


class Problems(ValueError):
    """A document that cannot be used, with everything that is wrong with it."""

    def __init__(self, found: Iterable[Problem]) -> None:
        self.found = tuple(sorted(found, key=lambda problem: problem.line))
        super().__init__("\n".join(problem.in_language("en") for problem in self.found))

    def in_language(self, language: str) -> str:
        """All messages, one a line."""
        return "\n".join(problem.in_language(language) for problem in self.found)


@dataclass(frozen=True, slots=True)
class Node:
    """A piece of a document: a text, nothing, a list or a mapping, and where it stands."""

    value: str | list[Node] | dict[str, Node] | None
    place: str = ""
    line: int = 0

    @property
    def shown(self) -> str:
        """How the value looks in a message, shortened."""
        if isinstance(self.value, dict):
            return "{…}"
        if isinstance(self.value, list):
            return "[…]"
        text = "null" if self.value is None else self.value
        return text if len(text) <= 60 else text[:57] + "…"


@dataclass(slots=True)
class Reader:
    """Collects the problems of one document while it is read."""

    file: str = ""
    found: list[Problem] = field(default_factory=list)
    clause: str = ""

    def problem(self, code: str, node: Node, zh: str, en: str) -> None:
        """Put a mistake on record where a node stands."""
        self.found.append(Problem(code, Text(zh, en), self.file, node.line, node.place, self.clause))

    def require_no_problems(self) -> None:
        """Raise Problems when anything was found."""
        if self.found:
            raise Problems(self.found)

    def mapping(self, node: Node) -> dict[str, Node]:
        """The entries of a mapping; a problem and nothing where it is none."""
        if isinstance(node.value, dict):
            return node.value
        self.problem(
            "not-a-mapping",
            node,
            f"这里应为“键: 值”，而不是 {node.shown}。",
            f"A mapping is needed here, not {node.shown}.",
        )
        return {}

    def items(self, node: Node) -> list[Node]:
        """The entries of a list; a problem and nothing where it is none."""
        if isinstance(node.value, list):
            return node.value
        self.problem(
            "not-a-list",
            node,
            f"这里应为列表 […]，而不是 {node.shown}。",
            f"A list […] is needed here, not {node.shown}.",
        )
        return []

    def text(self, node: Node, *, example: str) -> str | None:
        """A text that is not empty; else a problem that shows a right one."""
        if isinstance(node.value, str) and node.value.strip():
            return node.value
        self.problem(
            "not-a-text",
            node,
            f"这里应为文字，例如 {example}，而不是 {node.shown}。",
            f"A text is needed here, for example {example}, not {node.shown}.",
        )
        return None

    def choice(self, node: Node, allowed: Iterable[str], *, zh: str, en: str) -> str | None:
        """One of the allowed words (named zh / en in the message), else a problem with the nearest of them."""
        words = list(allowed)
        if isinstance(node.value, str) and node.value in words:
            return node.value
        right = nearest(node.shown, words)
        self.problem(
            "unknown-word",
            node,
            f"没有名为“{node.shown}”的{zh}。可用：{listing(words)}；是否为 {right}？",
            f"There is no {en} “{node.shown}”. Known: {listing(words)}. Did you mean {right}?",
        )
        return None

    def fields(self, node: Node, allowed: Iterable[str], required: Iterable[str] = ()) -> dict[str, Node]:
        """The entries of a mapping whose keys are known; unknown and missing ones become problems."""
        entries, known = self.mapping(node), list(allowed)
        for key, entry in entries.items():
            if key not in known:
                right = nearest(key, known)
                self.problem(
                    "unknown-key",
                    entry,
                    f"没有“{key}”这个键。可用：{listing(known)}；是否为 {right}？",
                    f"There is no key “{key}”. Known: {listing(known)}. Did you mean {right}?",
                )
        if isinstance(node.value, dict):
            for key in required:
                if key not in entries:
                    self.problem("missing-key", node, f"缺少“{key}”。", f"The key “{key}” is missing.")
        return {key: entry for key, entry in entries.items() if key in known}


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that looks most like this one."""
    words = list(known)
    close = difflib.get_close_matches(word, words, n=1, cutoff=0.0)
    return close[0] if close else "—"


def listing(words: Iterable[str]) -> str:
    """Known words in a message: all of them when few, else the first and how many more."""
    every = list(words)
    return ", ".join(every) if len(every) <= 24 else ", ".join(every[:20]) + f" … (+{len(every) - 20})"


def read_yaml(text: str, file: str = "") -> Node:
    """The tree of a YAML text, its scalars as text (`2026.10` stays `2026.10`), null as None.

    Raises Problems where it is no YAML, holds a key twice, uses aliases, or is too deep or too large.
    """
    reader = Reader(file)
    require_reasonable(text, reader)
    try:
        root = yaml.compose(text, Loader=LOADER)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        said = getattr(error, "problem", None) or type(error).__name__
        reader.problem(
            "not-yaml",
            Node(None, "", mark.line + 1 if mark else 0),
            f"这不是有效的 YAML：{said}。请检查缩进与冒号。",
            f"This is not valid YAML: {said}. Check the indentation and the colons.",
        )
        raise Problems(reader.found) from None
    tree = _grown(root, "", reader, 0, set()) if root is not None else Node({}, "", 1)
    reader.require_no_problems()
    return tree


def require_reasonable(text: str, reader: Reader) -> None:
    """Refuse a text too large, or nested so deeply that reading it could exhaust the stack."""
    deepest = depth = 0
    for character in text if len(text) <= LARGEST else "":
        if character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    if len(text) > LARGEST or deepest > DEEPEST:
        reader.problem(
            "too-large",
            Node(None),
            f"文件过大或嵌套过深（上限 {LARGEST:,} 字符、{DEEPEST} 层）。",
            f"The document is too large or nested too deeply (at most {LARGEST:,} characters and {DEEPEST} levels).",
        )
    reader.require_no_problems()


def _grown(found: Any, place: str, reader: Reader, depth: int, seen: set[int]) -> Node:
    line = found.start_mark.line + 1
    if id(found) in seen or depth > DEEPEST:
        reader.problem(
            "alias",
            Node(None, place, line),
            "标准中不能使用 YAML 别名（&、*）或过深的嵌套，请把内容写全。",
            "YAML aliases (& and *) and very deep nesting cannot be used in a standard; write the text out.",
        )
        return Node(None, place, line)
    seen.add(id(found))
    if isinstance(found, yaml.ScalarNode):
        empty = not found.style and found.value in ("", "null", "~")
        return Node(None if empty else found.value, place, line)
    if isinstance(found, yaml.SequenceNode):
        return Node(
            [_grown(each, f"{place}[{index}]", reader, depth + 1, seen) for index, each in enumerate(found.value)],
            place,
            line,
        )
    entries: dict[str, Node] = {}
    for key_node, each in found.value:
        key = key_node.value if isinstance(key_node, yaml.ScalarNode) else "?"
        inner = f"{place}.{key}" if place else key
        if key in entries:
            reader.problem(
                "key-twice",
                Node(None, inner, key_node.start_mark.line + 1),
                f"“{key}”写了两次，请只保留一处。",
                f"“{key}” is given twice; keep one of them.",
            )
        entries[key] = Node(_grown(each, inner, reader, depth + 1, seen).value, inner, key_node.start_mark.line + 1)
    return Node(entries, place, line)


def from_plain(value: Any, place: str = "") -> Node:
    """The tree of a value that came as JSON: numbers and truth values become text, as in YAML."""
    if isinstance(value, Mapping):
        inner = f"{place}." if place else ""
        return Node({str(key): from_plain(each, f"{inner}{key}") for key, each in value.items()}, place)
    if isinstance(value, list | tuple):
        return Node([from_plain(each, f"{place}[{index}]") for index, each in enumerate(value)], place)
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
