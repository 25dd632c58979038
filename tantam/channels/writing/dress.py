"""A written message as mail: every mail program has margins and lines of its own, so each element says its own."""

from __future__ import annotations

import re

from tantam.channels.reading import html_to_text

FONT = "font-family:Arial,Helvetica,sans-serif;font-size:14px;line-height:1.5;color:#1f2328"
STYLES = {
    "blockquote": "margin:8px 0;padding:0 0 0 12px;border-left:3px solid #c9ced6;color:#57606a",
    "ul": "margin:4px 0;padding:0 0 0 26px",
    "ol": "margin:4px 0;padding:0 0 0 26px",
    "table": "border-collapse:collapse;margin:8px 0",
    "td": "border:1px solid #c9ced6;padding:4px 8px;vertical-align:top;text-align:left",
    "th": "border:1px solid #c9ced6;padding:4px 8px;vertical-align:top;text-align:left",
    "img": "max-width:100%;height:auto",
}
_STYLED = re.compile(rf"<({'|'.join(STYLES)})(?=[\s>])")
_FIRST_OF_ITEM = re.compile(r"<(li|td|th)([^>]*)>\s*<p>(.*?)</p>", re.DOTALL)


def text_of(html: str) -> str:
    """The same as plain text, for who reads no HTML, for search and for lists."""
    return html_to_text(_lines(html))


def dressed(html: str) -> str:
    """The whole part of a mail."""
    body = _STYLED.sub(lambda found: f'<{found[1]} style="{STYLES[found[1]]}"', _lines(html))
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><div style="{FONT}">{body}</div></body></html>'
    )


def _lines(html: str) -> str:
    """Lines as `<div>`, which no program spaces; the first of an item or cell without any."""
    flat = _FIRST_OF_ITEM.sub(r"<\1\2>\3", html)
    return flat.replace("<p></p>", "<div><br></div>").replace("<p>", "<div>").replace("</p>", "</div>")
