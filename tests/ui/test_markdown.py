"""Written text becomes safe HTML: it may emphasise, list and link, and do nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuxing.ui.markdown import to_html

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](https://example.org/seen.gif)",
    "<a href='https://example.org' onclick='x()'>y</a>",
    "<style>*{display:none}</style>",
    "<https://example.org/?a=<script>>",
    "[x]: javascript:alert(1)\n\n[x]",
    "<svg/onload=alert(1)>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_acts_comes_through(text: str) -> None:
    html = to_html(text)

    assert not any(each in html for each in ("<script", "<img", "<style", "<svg", 'href="javascript', 'href="data'))
    assert not any(f"<a {each}=" in html for each in ("onclick", "onload", "style"))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("一行\n两行", "<p>一行<br>\n两行</p>"),
        ("**先断电**", "<p><strong>先断电</strong></p>"),
        ("- 门封\n- 卡箍", "<ul>\n<li>门封</li>\n<li>卡箍</li>\n</ul>"),
        ("# 3 号门", "<p># 3 号门</p>"),
        ("1 < 2 & 3", "<p>1 &lt; 2 &amp; 3</p>"),
    ],
)
def test_words_keep_their_shape(text: str, html: str) -> None:
    assert to_html(text).strip() == html


def test_a_link_does_not_vouch_for_where_it_leads() -> None:
    assert 'rel="noopener nofollow ugc"' in to_html("[手册](https://example.org/)")


@given(st.text(max_size=200))
def test_any_text_is_shown_without_a_mistake(text: str) -> None:
    assert "<script" not in to_html(text)
