"""Write how Chinese characters sound: `python tools/make_pinyin.py [--out FILE]`.

The readings come from the library `pypinyin`, without tones. The dictionaries behind it keep every reading that was ever
written down; here a character has its first one, those that some phrase of the library uses, and those of surnames.
The library itself would cost each process half a second and 57 MB; this table is read in a few milliseconds.
"""

import argparse
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path

from pypinyin.contrib.tone_convert import to_normal
from pypinyin.phrases_dict import phrases_dict
from pypinyin.pinyin_dict import pinyin_dict

OUT = Path(__file__).parents[1] / "src" / "wuxing" / "desk" / "pinyin.txt"
CHARACTERS = range(0x4E00, 0xA000)
SURNAMES = (
    "单 shan 仇 qiu 解 xie 查 zha 曾 zeng 朴 piao 区 ou 盖 ge 员 yun 翟 zhai 覃 qin 郗 chi 佴 nai 缪 miao 召 shao 黑 he 折 she 乜 nie "
    "秘 bi 祭 zhai 种 chong 能 nai 句 gou 乐 yue 尉 yu 晟 cheng 牟 mu 繁 po 车 che 阚 kan 洗 xian 冼 xian 逄 pang 褚 chu"
)
UMLAUTS = {"lve": "lue", "nve": "nue"}  # typed either way
HEAD = """\
# How Chinese characters sound, the usual reading first; made by tools/make_pinyin.py.
# From pypinyin {version} (https://github.com/mozillazg/python-pinyin), MIT licence, (c) 2016 mozillazg, 闲耘.
"""


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, default=OUT)
    parser.parse_args().out.write_text(table(), encoding="utf-8", newline="\n")


def table() -> str:
    """A line for each set of readings, with the characters that have it."""
    lines = defaultdict(list)
    for character, sounds in readings().items():
        lines[" ".join(sounds)].append(character)
    return HEAD.format(version=version("pypinyin")) + "".join(
        f"{sounds} {''.join(characters)}\n" for sounds, characters in sorted(lines.items())
    )


def readings() -> dict[str, list[str]]:
    """The readings of each character that are in use."""
    heard, names = in_phrases(), SURNAMES.split()
    for character, sound in zip(names[::2], names[1::2], strict=True):
        heard[character].add(sound)
    found = {}
    for character in map(chr, CHARACTERS):
        every = [to_normal(each) for each in pinyin_dict.get(ord(character), "").split(",") if each]
        used = [each for place, each in enumerate(every) if place == 0 or each in heard[character]]
        used += [each for each in sorted(heard[character]) if character in names and each not in used]
        if used:
            found[character] = list(dict.fromkeys(used + [UMLAUTS[each] for each in used if each in UMLAUTS]))
    return found


def in_phrases() -> dict[str, set[str]]:
    """The readings that a character has in some phrase."""
    heard = defaultdict(set)
    for phrase, sounds in phrases_dict.items():
        for character, sound in zip(phrase, sounds, strict=False):
            heard[character].add(to_normal(sound[0]))
    return heard


if __name__ == "__main__":
    main()
