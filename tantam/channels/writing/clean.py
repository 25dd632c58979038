"""The few things that a written message may hold: lines, lists, quotes, tables, links, pictures of its own.

A line is a `<p>`, as one types it: two of them stand right below each other, an empty one is an empty line. A picture
is `<img src="cid:UUID">` with the id of a file that goes along; there are no others.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from uuid import UUID

import nh3

from tantam.channels.reading.depth import is_deeper

TAGS = {*str.split("a b blockquote br em i img li ol p s strong table tbody td th thead tr u ul")}
ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt", "width"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
DROPPED_WITH_CONTENT = {*str.split("script style title head noscript template textarea select object svg math iframe")}
LINK = re.compile(r"\s*(?:https?://|mailto:|tel:)", re.IGNORECASE)
PICTURE = re.compile(r"cid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NUMBER = re.compile(r"[1-9][0-9]{0,3}")
MOST_NESTED = 100
MOST_SPANNED = 100
_SOURCE = re.compile(rf' src="({PICTURE.pattern})"')
_NO_PICTURE = re.compile(r'<img(?![^>]* src="cid:)[^>]*>')
_LOOKS = re.compile(r"<(?!/?(?:p|br)\b)")


def clean_written(html: str) -> str:
    """Only what a message of ours may hold; "" for what is nested too deep to be written by anybody."""
    if is_deeper(html, MOST_NESTED):
        return ""
    safe = nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags=DROPPED_WITH_CONTENT,
        attributes=ATTRIBUTES,
        attribute_filter=_keep,
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        strip_comments=True,
    )
    return _NO_PICTURE.sub("", safe) if "<img" in safe else safe


def has_looks(html: str) -> bool:
    """Whether it holds more than lines of text: where not, the text says it all."""
    return _LOOKS.search(html) is not None


def pictures_of(html: str) -> list[UUID]:
    """The files that stand as pictures in it, in order, once each."""
    return list(dict.fromkeys(UUID(source[4:]) for source in _SOURCE.findall(html)))


def shown_from(html: str, address: Callable[[str], str | None]) -> str:
    """With its pictures from `address(id)`; those that have none stay parts of the mail."""
    return _SOURCE.sub(lambda found: f' src="{address(found[1][4:]) or found[1]}"', html)


def _keep(tag: str, name: str, value: str) -> str | None:
    if name == "href":
        return value if LINK.match(value) else None
    if name == "src":
        return value if PICTURE.fullmatch(unescape(value)) else None
    if name in {"colspan", "rowspan"}:
        return value if NUMBER.fullmatch(value) and int(value) <= MOST_SPANNED else None
    if name in {"start", "width"}:
        return value if NUMBER.fullmatch(value) else None
    return value
