"""Makes what is made from other files: every django.po under src becomes the django.mo that Django reads, and the
dictionaries of pypinyin become the table of how characters sound that palette and mentions read.

Hatch runs it as a build hook, so that wheels and editable installs carry both; `python hatch_build.py` does the same
in a checkout.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOUNDS = "src/wuxing/search/pinyin.txt"
CHARACTERS = range(0x4E00, 0xA000)
SURNAMES = (
    "单 shan 仇 qiu 解 xie 查 zha 曾 zeng 朴 piao 区 ou 盖 ge 员 yun 翟 zhai 覃 qin 郗 chi 佴 nai 缪 miao 召 shao 黑 he 折 she 乜 nie "
    "秘 bi 祭 zhai 种 chong 能 nai 句 gou 乐 yue 尉 yu 晟 cheng 牟 mu 繁 po 车 che 阚 kan 洗 xian 冼 xian 逄 pang 褚 chu"
)
HEAD = (
    "# From pypinyin {version} (https://github.com/mozillazg/python-pinyin), MIT licence, (c) 2016 mozillazg, 闲耘.\n"
)
UMLAUTS = {"lve": "lue", "nve": "nue"}  # typed either way

UNCHANGING = datetime(2026, 1, 1, tzinfo=UTC)  # the same texts give the same file


def compile_all(root: Path) -> list[Path]:
    """Write every .mo that is older than its .po, or missing; return the written ones."""
    written = []
    for source in sorted((root / "src").rglob("locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalog = read_po(file, locale=source.parent.parent.name, abort_invalid=True)
        catalog.creation_date = catalog.revision_date = UNCHANGING
        with target.open("wb") as file:
            write_mo(file, catalog)
        written.append(target)
    return written


def write_sounds(root: Path) -> None:
    """Write how Chinese characters sound, without tones, a line for each set of readings; not where it is written already.

    The library itself would cost each process half a second and 57 MB; this table of 68 kB is read in milliseconds.
    """
    target = root / SOUNDS
    if target.exists():
        return
    lines = defaultdict(list)
    for character, sounds in _readings().items():
        lines[" ".join(sounds)].append(character)
    table = "".join(f"{sounds} {''.join(characters)}\n" for sounds, characters in sorted(lines.items()))
    target.write_text(HEAD.format(version=version("pypinyin")) + table, encoding="utf-8", newline="\n")


def _readings() -> dict[str, list[str]]:
    """The readings of each character that are in use: its first one, those in some phrase, and those of surnames."""
    from pypinyin.contrib.tone_convert import to_normal  # noqa: PLC0415 - slow, and rarely needed
    from pypinyin.phrases_dict import phrases_dict  # noqa: PLC0415
    from pypinyin.pinyin_dict import pinyin_dict  # noqa: PLC0415

    heard: dict[str, set[str]] = defaultdict(set)
    names = SURNAMES.split()
    for phrase, spoken in phrases_dict.items():
        for character, sound in zip(phrase, spoken, strict=False):
            heard[character].add(to_normal(sound[0]))
    for character, surname in zip(names[::2], names[1::2], strict=True):
        heard[character].add(surname)
    found = {}
    for character in map(chr, CHARACTERS):
        every = [to_normal(each) for each in pinyin_dict.get(ord(character), "").split(",") if each]
        used = [each for place, each in enumerate(every) if place == 0 or each in heard[character]]
        used += [each for each in sorted(heard[character]) if character in names and each not in used]
        if used:
            found[character] = list(dict.fromkeys(used + [UMLAUTS[each] for each in used if each in UMLAUTS]))
    return found


def make_all(root: Path) -> None:
    """Everything that is made."""
    compile_all(root)
    write_sounds(root)


if __name__ == "__main__":
    make_all(Path(__file__).parent)
elif TYPE_CHECKING or __name__ != "__main__":
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface

    class Words(BuildHookInterface[Any]):
        """Called by Hatch before it collects the files."""

        PLUGIN_NAME = "custom"

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            make_all(Path(self.root))
            build_data["artifacts"] += ["*.mo", SOUNDS]
