"""How text becomes tokens, the same for both databases and for text and question.

A run of Chinese (and of Japanese and Korean) gives its characters and its pairs of neighbours: 洗衣机 gives 洗 衣 机
洗衣 衣机, so that a word of any length is found, wherever a dictionary would cut. A run of letters and digits gives
itself, its pieces, and where it is a long number its tails: WD-1016 gives wd1016 wd 1016, and 138-1234-5621 is found by
5621. Every token is a word of letters and digits: neither database cuts it again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

CJK = "\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
RUN = re.compile(f"[{CJK}]+|[^\\W_{CJK}]+(?:[-_./@+:#&'’][^\\W_{CJK}]+)*")
PIECE = re.compile(r"[^\W_]+")
PART = re.compile(r"\d+|[^\W\d_]+")
LONGEST = 40
"""Characters of a token; of a longer one its beginning counts."""
MOST = 4_000
"""Tokens of one text at most: a log of ten thousand lines in a message is found by its beginning."""
_RADICALS = (
    "⺁厂⺇几⺌小⺎兀⺏尢⺐尢⺒巳⺓幺⺛旡⺝月⺟母⺠民⺩王⺪疋⺫目⺬示⺮竹⺯糸⺰纟⺱网⺲罒⺳网⺴网⺶羊⺷羊⺸羊⺹老⺺聿⺻聿⺼肉⺽臼⺾艹⺿艹⻀艹⻁虎⻂衣⻃覀⻄西⻅见⻆角⻇角⻈讠⻉贝⻊足⻋车"
    "⻌辶⻍辶⻎辶⻏阝⻐金⻑長⻒長⻓长⻔门⻕阜⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻠食⻡食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)
FOLDED = {
    **dict.fromkeys([0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0xFEFF]),
    **{ord(radical): char for radical, char in zip(_RADICALS[::2], _RADICALS[1::2], strict=True)},
}
"""What is copied from a PDF or a web page: soft hyphens and marks without a width go; the radicals that look like
characters (⻓ for 长) become these. NFKC knows the Kangxi radicals only. Source: Unicode, EquivalentUnifiedIdeograph."""
ODD = re.compile(f"[{''.join(map(chr, FOLDED))}]")
TAILS = range(4, 9)
TAIL = "尾"
"""Stands before the last digits of a long number, so that a tail is not mistaken for a number of its own."""


def normal(text: str) -> str:
    """Text as it is compared: full and half width, upper and lower case are the same, and so is what looks the same."""
    seen = text.translate(FOLDED) if ODD.search(text) else text
    return unicodedata.normalize("NFKC", seen).casefold()


def runs(text: str) -> Iterator[str]:
    """The words of a text, normalised: runs of Chinese, and runs of letters and digits with what joins them."""
    return (found[0] for found in RUN.finditer(normal(text)))


def is_cjk(run: str) -> bool:
    """Whether a run is one of characters that are written without spaces."""
    return bool(re.match(f"[{CJK}]", run))


def tokens_of(text: str) -> list[str]:
    """The tokens under which a text is found, each once."""
    found: dict[str, None] = {}
    for run in runs(text):
        found.update(dict.fromkeys(_of_cjk(run) if is_cjk(run) else _of_word(run)))
        if len(found) >= MOST:
            break
    return list(found)[:MOST]


def pairs(run: str) -> list[str]:
    """The neighbours in a run of Chinese; of a single character itself."""
    return [run[place : place + 2] for place in range(len(run) - 1)] or [run]


def pieces(run: str) -> list[str]:
    """What stands between the joints of a word: wd-1016 gives wd and 1016."""
    return [piece[:LONGEST] for piece in PIECE.findall(run)]


def _of_cjk(run: str) -> Iterator[str]:
    yield from run
    if len(run) > 1:
        yield from pairs(run)


def _of_word(run: str) -> Iterator[str]:
    apart = pieces(run)
    whole = "".join(apart)[:LONGEST]
    yield whole
    yield from apart
    for piece in apart:
        yield from PART.findall(piece)
    for number in {whole, *PART.findall(whole)}:
        if number.isdecimal():
            yield from (TAIL + number[-length:] for length in TAILS if length < len(number))
