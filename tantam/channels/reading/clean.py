"""HTML of strangers made safe to show (an allow-list through nh3); remote images are held back."""

import re
from collections.abc import Mapping
from html import escape, unescape

import nh3

from .depth import is_deeper

TAGS = {
    *str.split(
        "a abbr address b bdi bdo big blockquote br caption center cite code col colgroup dd del dfn div dl dt em font"
    ),
    *str.split(
        "h1 h2 h3 h4 h5 h6 hr i img ins kbd li ol p pre q s samp small span strike strong sub sup table tbody td"
    ),
    *str.split("tfoot th thead tr tt u ul var wbr"),
}
SIZES = {"align", "valign", "width", "height"}
ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height", "align"},
    "td": {*SIZES, "colspan", "rowspan"},
    "th": {*SIZES, "colspan", "rowspan", "scope"},
    "table": {*SIZES, "border", "cellpadding", "cellspacing"},
    "tr": SIZES,
    "col": {"width", "span"},
    "ol": {"start", "type"},
    "div": {"align", "dir"},
    "p": {"align", "dir"},
    "blockquote": {"type"},
    "bdo": {"dir"},
    "span": {"dir"},
}
#: Elements in one another; parsing takes the square of it, and nobody writes as deep.
MOST_NESTED = 5_000
DROPPED_WITH_CONTENT = {
    "script",
    "style",
    "title",
    "noscript",
    "template",
    "textarea",
    "select",
    "object",
    "svg",
    "math",
    "iframe",
}
LINK = re.compile(r"\s*(?:https?://|mailto:|tel:)", re.IGNORECASE)
REMOTE = re.compile(r"\s*(?:https?:)?//", re.IGNORECASE)
PICTURE = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,[a-z0-9+/=\s]+\Z", re.IGNORECASE)
IMAGE = re.compile(r'(<img\b(?:\s[^\s=>]+="[^"]*")*?)\ssrc="([^"]*)"', re.IGNORECASE)


def clean_html(html: str, cids: Mapping[str, str]) -> str:
    """Safe HTML: no script, style, form or handler; links open apart and pass nothing on.

    ``cids`` maps the Content-ID of inline images to the address they are shown from; an image whose id is unknown
    loses its source. A remote image keeps its address only in ``data-remote-src``, for a person's click. Of what
    is nested too deep nothing is left: the text of the mail is shown.
    """
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
        url_schemes={"http", "https", "mailto", "tel", "cid", "data"},
        strip_comments=True,
    )
    if "<img" not in safe:
        return safe
    known = {key.strip("<> ").lower(): value for key, value in cids.items()}
    return IMAGE.sub(lambda match: match[1] + _source(unescape(match[2]), known), safe)


def _keep(tag: str, name: str, value: str) -> str | None:
    if name == "href":
        return value if LINK.match(value) else None
    if name == "src":
        known = value.lower().startswith("cid:") or REMOTE.match(value) or PICTURE.match(value)
        return value if tag == "img" and known else None
    return value


def _source(source: str, cids: Mapping[str, str]) -> str:
    if source.lower().startswith("cid:"):
        shown = cids.get(source[4:].strip("<> ").lower())
        return f' src="{escape(shown)}"' if shown else ""
    if source.lower().startswith("data:"):
        return f' src="{escape(source)}"'
    return f' data-remote-src="{escape(source)}"'
