"""Which parts are the text of a mail, which view of it is shown, and what is an attachment (RFC 2046, 2183, 2387)."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape

from .encoded_words import decode_value
from .flowed import unflow
from .html_text import LIMIT as PAGE
from .html_text import marked_text, without_marks
from .mail import Attachment, Problem
from .parts import Part, bare_name
from .transfer import take_uuencoded

NEVER_BODY = frozenset(
    str.split(
        "text/calendar text/vcard text/x-vcard text/directory text/rfc822-headers text/csv text/xml text/css "
        "text/javascript text/ecmascript text/tab-separated-values text/rtf text/sgml"
    )
)
SPARE_VIEWS = frozenset(str.split("text/x-amp-html text/watch-html text/enriched text/richtext text/x-aol"))
MESSAGES = frozenset(str.split("message/rfc822 message/global message/news"))
ENCRYPTED = frozenset(
    str.split("application/pkcs7-mime application/x-pkcs7-mime multipart/encrypted application/pgp-encrypted")
)
STUB = re.compile(
    r"html|does not support|trình duyệt|không hỗ trợ|view (?:this|the) (?:e-?mail|message)|xem (?:thư|email)",
    re.IGNORECASE,
)
ENRICHED = re.compile(r"</?[\w-]+>")
CID = re.compile(r"[cC][iI][dD]:([^\"'\s>)]+)")
PGP = "-----BEGIN PGP MESSAGE-----"


@dataclass(slots=True)
class View:
    """The parts shown, as plain text and as HTML, and every part that is neither."""

    plain: list[Part] = field(default_factory=list)
    html: list[Part] = field(default_factory=list)
    attached: list[Part] = field(default_factory=list)


@dataclass(slots=True)
class Body:
    """The chosen body. ``marked`` is the text with private marks of quotation areas, for the separator."""

    content_type: str | None
    text: str
    marked: str
    html: str | None
    attachments: tuple[Attachment, ...]
    nested: tuple[bytes, ...]


def read_body(root: Part, *, problems: list[Problem]) -> Body:
    """Choose and decode the text, and gather everything else as attachments."""
    view = _look(root, in_alternative=False)
    if not view.plain:
        named = next((part for part in view.attached if _is_named_text(part)), None)
        view.plain, view.html = ([named], [named]) if named else ([], [])
    texts = [_marked(part) for part in view.plain]
    found: list[Attachment] = []
    texts = [_take_uuencoded(text, found) if "\nbegin " in "\n" + text else text for text in texts]
    marked = "\n\n".join(kept for kept in (text.strip("\n") for text in texts) if kept.strip())
    html = _join_html(view.html)
    _state_problems(root, view, marked, problems)
    cids = {match.lower() for match in CID.findall(html)} if html and ("cid:" in html or "CID:" in html) else set()
    attachments = (*(_attachment(part, cids) for part in view.attached), *found)
    nested = tuple(part.decoded[0] for part in view.attached if part.content_type in MESSAGES)
    kind = _kind(view.plain)
    is_of_html = any(part.content_type == "text/html" for part in view.plain)
    return Body(kind, without_marks(marked) if is_of_html else marked, marked, html, attachments, nested)


def _look(part: Part, *, in_alternative: bool) -> View:
    """Depth is limited by the cutter, so recursion is safe here."""
    if part.is_open:
        views = [_look(child, in_alternative=part.content_type == "multipart/alternative") for child in part.children]
        if part.content_type == "multipart/alternative":
            return _alternative(views)
        if part.content_type == "multipart/related":
            return _related(part, views)
        return _together(views)
    if in_alternative and part.content_type in SPARE_VIEWS:
        return View(plain=[part])
    if _is_body(part, in_alternative=in_alternative):
        return View(plain=[part], html=[part])
    return View(attached=[part]) if part.children or not _is_nothing(part) else View()


def _is_body(part: Part, *, in_alternative: bool) -> bool:
    kind = part.content_type
    if not kind.startswith("text/") or kind in NEVER_BODY or part.disposition.main == "attachment":
        return False
    return part.filename is None or (
        in_alternative and kind in ("text/plain", "text/html") and not part.disposition.main
    )


def _is_named_text(part: Part) -> bool:
    return part.content_type in ("text/plain", "text/html") and part.disposition.main != "attachment"


def _is_nothing(part: Part) -> bool:
    """An empty part without a name or type of its own: a boundary line too many."""
    return not part.head.fields and not part.encoded.strip()


def _together(views: list[View]) -> View:
    whole = View()
    for view in views:
        whole.plain += view.plain
        whole.html += view.html
        whole.attached += view.attached
    return whole


def _related(part: Part, views: list[View]) -> View:
    """RFC 2387: one part is the document, the others belong to it."""
    start = (part.parameters.text("start") or "").strip("<> ")
    index = next((n for n, child in enumerate(part.children) if start and child.content_id == start), 0)
    whole = View()
    for number, (child, view) in enumerate(zip(part.children, views, strict=True)):
        if number == index or child.content_id is None:
            whole.plain += view.plain
            whole.html += view.html
            whole.attached += view.attached
        else:
            whole.attached += view.attached or [child]
    return whole


def _alternative(views: list[View]) -> View:
    attached = [part for view in views for part in view.attached]
    plains = [view.plain for view in views if view.plain and _is_plain(view.plain)]
    htmls = [view.html for view in views if any(part.content_type == "text/html" for part in view.html)]
    others = [view.plain for view in views if view.plain]
    html = htmls[-1] if htmls else []
    plain = next((parts for parts in plains if any(part.text[0].strip() for part in parts)), [])
    if html and plain and _is_stub(plain, html):
        plain = html
    return View(plain or html or (others[0] if others else []), html or plain, attached)


def _is_plain(parts: list[Part]) -> bool:
    return parts[0].content_type not in SPARE_VIEWS and parts[0].content_type != "text/html"


def _is_stub(plain: list[Part], html: list[Part]) -> bool:
    """A plain part that only says that the mail is in HTML."""
    text = "".join(part.text[0] for part in plain).strip()
    if len(text) > 300 or not STUB.search(text):
        return False
    return len("".join(marked_text(part.text[0]) for part in html if part.content_type == "text/html")) > 2 * len(text)


def _marked(part: Part) -> str:
    text = part.text[0]
    if part.content_type == "text/html":
        return marked_text(text)
    if part.content_type in SPARE_VIEWS:
        return ENRICHED.sub("", text)
    if (part.parameters.raw("format") or b"").lower() == b"flowed":
        return unflow(text, delete_space=(part.parameters.raw("delsp") or b"").lower() == b"yes")
    return text


def _take_uuencoded(text: str, found: list[Attachment]) -> str:
    """Files in the middle of the text, as mail programs before MIME sent them."""
    files, rest = take_uuencoded(text.encode())
    for raw_name, content in files:
        name = bare_name(raw_name.decode("utf-8", "replace")) or None
        found.append(_make(name, "application/octet-stream", content, inline=False, content_id=None))
    return rest.decode() if files else text


def _join_html(parts: list[Part]) -> str | None:
    if not any(part.content_type == "text/html" for part in parts):
        return None
    if len(parts) == 1:
        return parts[0].text[0]
    return "\n".join(_as_html(part) for part in parts)


def _as_html(part: Part) -> str:
    text = part.text[0]
    return text if part.content_type == "text/html" else f"<pre>{escape(text.strip())}</pre>" if text.strip() else ""


def _kind(parts: list[Part]) -> str | None:
    shown = next((part for part in parts if part.text[0].strip()), parts[0] if parts else None)
    return shown.content_type if shown else None


def _attachment(part: Part, cids: set[str]) -> Attachment:
    content_id = part.content_id
    shown = content_id is not None and content_id.lower() in cids
    name = part.filename or _located(part) or None
    data = part.encoded if part.is_open else part.decoded[0]
    return _make(
        name, part.content_type, data, inline=shown or part.disposition.main == "inline", content_id=content_id
    )


def _make(name: str | None, kind: str, data: bytes, *, inline: bool, content_id: str | None) -> Attachment:
    return Attachment(
        filename=name,
        content_type=kind,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        inline=inline,
        content_id=content_id,
        data=data,
    )


def _located(part: Part) -> str | None:
    """A plain Content-Location names the file where nothing else does."""
    location = decode_value(part.head.get("content-location") or b"").strip('" ')
    return location if re.fullmatch(r"[^/:?#\s][^/:?#]{0,200}\.\w{1,8}", location) else None


def _state_problems(root: Part, view: View, text: str, problems: list[Problem]) -> None:
    for part in (*view.plain, *(part for part in view.html if part not in view.plain)):
        for code in (part.decoded[1], part.text[1]):
            _state(problems, code, part.content_type)
    if any(part.content_type == "text/html" and len(part.text[0]) > PAGE for part in view.plain):
        _state(problems, "text_cut", str(PAGE))
    for part in view.attached:
        _state(problems, part.decoded[1], part.filename or part.content_type)
    if root.content_type == "multipart/encrypted" or PGP in text:
        _state(problems, "encrypted", root.content_type)
    for part in view.attached:
        if part.content_type in ENCRYPTED and (part.parameters.text("smime-type") or "enveloped-data") != "signed-data":
            _state(problems, "encrypted", part.content_type)


def _state(problems: list[Problem], code: str | None, detail: str) -> None:
    if code and (problem := Problem(code, detail)) not in problems:
        problems.append(problem)


def leaves(root: Part) -> Iterator[Part]:
    """Every part that was not opened, in the order of the mail."""
    waiting = [root]
    while waiting:
        part = waiting.pop()
        if part.is_open:
            waiting += reversed(part.children)
        else:
            yield part
