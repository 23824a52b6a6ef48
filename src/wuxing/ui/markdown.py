"""Written text to safe HTML: paragraphs, lists, emphasis, links and code; no headings, pictures or markup of its own."""

from __future__ import annotations

import nh3
from markdown_it import MarkdownIt

TAGS = {"p", "br", "strong", "em", "s", "code", "pre", "ul", "ol", "li", "blockquote", "a", "hr"}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto", "tel"}

# A heading would compete with the headings of the page, a picture would tell its server who reads.
PARSER = (
    MarkdownIt("commonmark", {"html": False, "breaks": True})
    .enable("strikethrough")
    .disable(["heading", "lheading", "image", "html_block", "html_inline", "reference"])
)


def to_html(text: str) -> str:
    """Safe HTML of a text that somebody wrote. Cleaned a second time, should the parser let something through."""
    html = PARSER.render(text)
    return nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener nofollow ugc")
