"""The colours of tokens.css can be read: WCAG AA on every ground they stand on, by day and by night."""

import re
from pathlib import Path

import pytest

import wuxing.ui

TOKENS = Path(wuxing.ui.__file__).parent / "static" / "ui" / "tokens.css"
PAIR = re.compile(r"--([\w-]+):\s*(?:light-dark\((#\w{6}), (#\w{6})\)|(#\w{6}));")
GROUNDS = "paper surface sunken raised hover".split()
TINTS = "brand-tint met-tint risk-tint late-tint hold-tint inner-tint".split()

# What stands on what: text needs 4.5, edges of controls and fills 3.
TEXT = [
    *((ink, ground) for ink in ("ink", "ink-2", "ink-3", "brand") for ground in GROUNDS),
    *((ink, tint) for ink in ("ink", "ink-2") for tint in TINTS),
    *(("ink-3", tint) for tint in ("brand-tint", "hold-tint")),
    *((name, f"{name}-tint") for name in ("brand", "met", "risk", "late", "hold", "inner")),
    *((name, ground) for name in ("met", "risk", "late", "hold", "inner") for ground in ("paper", "surface", "raised")),
    *((ink, "deep") for ink in ("deep-ink", "deep-ink-2", "deep-mark")),
    *(("ink-3-strong", ground) for ground in GROUNDS),
    *((ink, "chosen") for ink in ("ink", "ink-2", "late")),
    *(("on-solid", ground) for ground in ("brand-solid", "brand-solid-hover", "late-solid")),
]
EDGES = [
    *(("line-strong", ground) for ground in ("paper", "surface", "raised")),
    *((fill, "surface") for fill in ("brand-solid", "met-fill", "risk-fill", "late-solid")),
    *(("risk-fill", ground) for ground in ("risk-tint",)),
]  # fmt: skip


def colours() -> dict[str, tuple[str, str]]:
    found = PAIR.findall(TOKENS.read_text(encoding="utf-8"))
    return {name: (light or plain, dark or plain) for name, light, dark, plain in found}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_white_on_black_has_the_contrast_of_the_definition() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("least", "pairs"), [(4.5, TEXT), (3, EDGES)], ids=["text", "edges"])
def test_what_stands_on_a_ground_can_be_read(least: float, pairs: list[tuple[str, str]], theme: int) -> None:
    colour = colours()

    weak = [(a, b, round(contrast(colour[a][theme], colour[b][theme]), 2)) for a, b in pairs]

    assert [each for each in weak if each[2] < least] == []


def test_only_the_tokens_name_colours() -> None:
    parts = (TOKENS.parent / "components.css").read_text(encoding="utf-8")
    screen = parts[: parts.index("@media print")]

    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?!-)", re.sub(r"url\(#[^)]*\)|/\*.*?\*/|:has\(#[^)]*\)", "", screen)) == []
