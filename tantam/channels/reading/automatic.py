"""Was it written by a machine? Automatic answers (RFC 3834), delivery reports (RFC 3464), lists."""

import re
from collections.abc import Iterator

from .addresses import read_addresses
from .encoded_words import decode_value
from .heads import Head, read_head
from .mail import Address, AutoReply, Bounce, FailedRecipient
from .parts import Part

SUBJECT = re.compile(
    r"\s*(?:re:\s*)?(?:auto(?:matic|mated)?[\s-]*(?:reply|response|answer)\b|out of (?:the )?office\b|"
    r"autoreply\b|auto:\s|"
    r"\[?(?:thư )?(?:trả lời|phản hồi) tự động|tự động (?:trả lời|phản hồi)|vắng mặt:|ngoài văn phòng:)",
    re.IGNORECASE,
)
DAEMON = re.compile(r"^(?:mailer[-_]?daemon|postmaster|mail[-_]?delivery|mmdf)\b", re.IGNORECASE)
FAILURE_SUBJECT = re.compile(
    r"undeliver|delivery (?:status|failure|failed|has failed|notification)|returned mail|mail delivery|failure notice|"
    r"could not (?:be delivered|send)|không (?:thể )?gửi được|thư bị trả lại",
    re.IGNORECASE,
)
STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
RECIPIENT = re.compile(r"<([^<>\s@]+@[^<>\s@]+)>")
REPLY_HEADERS = (
    "x-autoreply",
    "x-autorespond",
    "x-auto-reply",
    "x-autoresponder",
    "x-autoresponse",
    "x-mail-autoreply",
)
QUIET_HEADERS = ("list-id", "list-unsubscribe", "list-post", "feedback-id", "x-auto-response-suppress", "x-loop")
WORSE = {"failed": 0, "delayed": 1}


def read_bounce(root: Part, head: Head, text: str, *, sender: Address | None) -> Bounce | None:
    """The delivery report in this mail, or None. Reports older than RFC 3464 are known by who sent them."""
    status = next((part for part in _reports(root)), None)
    if status is not None:
        return _from_report(status, root)
    failed = head.get("x-failed-recipients")
    if failed:
        boxes = [box.address for box in read_addresses([failed]) if box.address]
        return _guessed(boxes, text) if boxes else None
    if _is_daemon(head, sender) and FAILURE_SUBJECT.search(decode_value(head.get("subject") or b"")):
        return _guessed(RECIPIENT.findall(text)[:1], text)
    return None


def _reports(part: Part) -> Iterator[Part]:
    waiting = [part]
    while waiting:
        part = waiting.pop(0)
        if part.is_open:
            waiting += part.children
        elif part.content_type in ("message/delivery-status", "message/global-delivery-status"):
            yield part


def _from_report(part: Part, root: Part) -> Bounce | None:
    groups = re.split(rb"\n[ \t]*\r?\n", part.decoded[0].replace(b"\r\n", b"\n").strip())
    found = [recipient for group in groups if (recipient := _group(group))]
    if not found:
        return None
    first = min(found, key=lambda one: WORSE.get(one.action or "", 2))
    return Bounce(first.final_recipient, first.action, first.status, tuple(found), _original_id(root))


def _group(raw: bytes) -> FailedRecipient | None:
    head = read_head(raw + b"\n\n")
    recipient = head.get("final-recipient") or head.get("original-recipient")
    action, status = head.get("action"), head.get("status")
    if not recipient and not action:
        return None
    code = STATUS.search(_plain(status))
    word = re.match(r"[a-z-]+", _plain(action).lower())
    return FailedRecipient(
        _recipient(recipient),
        word[0] if word else None,
        code[1] if code else None,
        _plain(head.get("diagnostic-code")) or None,
    )


def _plain(value: bytes | None) -> str:
    return decode_value(value) if value else ""


def _recipient(value: bytes | None) -> str | None:
    """``rfc822; a@b``: the address behind its type."""
    text = _plain(value)
    return text.partition(";")[2].strip(" <>") or text.strip(" <>") or None


def _original_id(root: Part) -> str | None:
    """The id of the mail that came back, from the copy or the headers that came with the report."""
    waiting = [root]
    while waiting:
        part = waiting.pop(0)
        waiting += part.children
        if part.content_type in ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers"):
            found = read_head(part.decoded[0] + b"\n\n").get("message-id")
            if found:
                return decode_value(found)
    return None


def _guessed(boxes: list[str], text: str) -> Bounce | None:
    if not boxes:
        return None
    code = STATUS.search(text)
    status = code[1] if code else None
    action = "delayed" if status and status.startswith("4") else "failed"
    return Bounce(boxes[0], action, status, tuple(FailedRecipient(box, action, status) for box in boxes))


def _is_daemon(head: Head, sender: Address | None) -> bool:
    local = (sender.address or "").partition("@")[0] if sender else ""
    return bool(DAEMON.match(local)) or (head.get("return-path") or b"").strip() == b"<>"


def read_auto_reply(head: Head, *, bounce: Bounce | None, content_type: str, sender: Address | None) -> AutoReply:
    """Whether a machine answered: then no case is opened and nothing is answered."""
    submitted = _plain(head.get("auto-submitted")).lower()
    if submitted and not submitted.startswith("no"):
        return AutoReply(True, f"auto-submitted: {submitted[:60]}")
    if bounce is not None:
        return AutoReply(True, "bounce")
    for name in REPLY_HEADERS:
        if (value := head.get(name)) is not None and _plain(value).lower() not in ("no", "false", "0"):
            return AutoReply(True, name)
    precedence = _plain(head.get("precedence")).lower()
    if precedence in ("auto_reply", "auto-reply", "junk"):
        return AutoReply(True, f"precedence: {precedence}")
    if content_type == "multipart/report":
        return AutoReply(True, "report")
    if SUBJECT.match(_plain(head.get("subject"))):
        return AutoReply(True, "subject")
    return AutoReply(True, "mailer-daemon") if _is_daemon(head, sender) else AutoReply(False)


def read_quiet(head: Head) -> str | None:
    """The header that asks for no automatic answer although a person may have written the mail."""
    precedence = _plain(head.get("precedence")).lower()
    if precedence in ("bulk", "list", "junk"):
        return f"precedence: {precedence}"
    return next((name for name in QUIET_HEADERS if head.get(name) is not None), None)
