"""The door: one raw e-mail in, one ``Mail`` out, for any bytes."""

from dataclasses import replace

from .addresses import read_addresses
from .automatic import read_auto_reply, read_bounce, read_quiet
from .body import Body, read_body
from .charsets import decode
from .content_key import content_key
from .dates import read_date
from .encoded_words import decode_value
from .heads import Head
from .identifiers import read_ids
from .mail import Address, Limits, Mail, Problem
from .parts import Part, read_parts
from .replies import split_reply

LIST_HEADERS = (
    "list-id",
    "list-unsubscribe",
    "list-unsubscribe-post",
    "list-post",
    "list-archive",
    "list-help",
    "list-owner",
    "precedence",
)
STANDARD = Limits()


def read_mail(raw: bytes, *, limits: Limits = STANDARD) -> Mail:
    """Read one e-mail. Never raises: what could not be read is in ``Mail.problems``, the caller keeps the original."""
    problems: list[Problem] = []
    try:
        return _read(raw, limits, problems, depth=0)
    except Exception as error:
        problems.append(Problem("internal_error", type(error).__name__))
        text = decode(raw[: limits.text])[0]
        return Mail(text=text, new_text=text, content_type="text/plain", problems=tuple(problems))


def _read(raw: bytes, limits: Limits, problems: list[Problem], *, depth: int) -> Mail:
    if b"\n" not in raw:
        raw = raw.replace(b"\r", b"\n")
    root = read_parts(raw, limits=limits, problems=problems)
    body = read_body(root, problems=problems)
    mail = _headers(root.head, problems)
    mail = _with_text(mail, root, body, limits, problems, depth)
    return replace(mail, content_key=content_key(root, root.head, problems=problems), problems=tuple(problems))


def _headers(head: Head, problems: list[Problem]) -> Mail:
    subject, stated = head.get("subject"), head.get("date")
    replied = read_ids(head.all("in-reply-to"))
    date = read_date(decode_value(stated)) if stated else None
    if stated and date is None:
        problems.append(Problem("date_unreadable", decode_value(stated)[:80]))
    return Mail(
        subject=None if subject is None else decode_value(subject),
        from_=_first(head, "from"),
        sender=_first(head, "sender"),
        to=read_addresses(head.all("to")),
        cc=read_addresses(head.all("cc")),
        reply_to=read_addresses(head.all("reply-to")),
        date=date,
        message_id=next(iter(read_ids(head.all("message-id")[:1])), None),
        in_reply_to=replied[0] if replied else None,
        in_reply_to_all=replied,
        references=read_ids(head.all("references")),
        list_headers={name: decode_value(value) for name in LIST_HEADERS if (value := head.get(name)) is not None},
        authentication_results=tuple(map(decode_value, head.all("authentication-results"))),
        return_path=_path(head),
        delivered_to=tuple(map(decode_value, (*head.all("delivered-to"), *head.all("x-original-to")))),
    )


def _first(head: Head, name: str) -> Address | None:
    return next(iter(read_addresses(head.all(name)[:1])), None)


def _path(head: Head) -> str | None:
    value = head.get("return-path")
    return None if value is None else decode_value(value).strip("<> ")


def _with_text(mail: Mail, root: Part, body: Body, limits: Limits, problems: list[Problem], depth: int) -> Mail:
    bounce = read_bounce(root, root.head, body.text, sender=mail.from_)
    auto = read_auto_reply(root.head, bounce=bounce, content_type=root.content_type, sender=mail.from_)
    kind, text, marked, html = body.content_type, body.text, body.marked, body.html
    nested = _nested(body, limits, problems, depth) if kind is None and body.nested else []
    if nested:
        kind, html = nested[0].content_type, nested[0].html if len(nested) == 1 else None
        text = marked = "\n\n".join(one.text for one in nested if one.text)
    if len(text) > limits.text:
        problems.append(Problem("text_cut", str(limits.text)))
        text, marked = text[: limits.text], marked[: limits.text]
    reply = split_reply(marked, subject=mail.subject or "", whole=bool(nested) or bounce is not None)
    return replace(
        mail,
        content_type=kind,
        text=text,
        html=html,
        new_text=reply.new_text,
        quoted_text=reply.quoted_text,
        interleaved=reply.interleaved,
        forwarded=reply.forwarded,
        attachments=body.attachments,
        auto_reply=auto,
        quiet=read_quiet(root.head),
        bounce=bounce,
    )


def _nested(body: Body, limits: Limits, problems: list[Problem], depth: int) -> list[Mail]:
    """A mail that only carries other mails shows their text."""
    if depth + 1 >= limits.depth:
        problems.append(Problem("nested_too_deep", str(limits.depth)))
        return []
    inner: list[Problem] = []
    mails = [_read(raw, limits, inner, depth=depth + 1) for raw in body.nested[:20]]
    problems += [problem for problem in inner if problem.code in ("nested_too_deep", "too_many_parts")]
    return mails
