"""``tantam mail parse FILE``: the reading of one mail as one JSON object, without a database."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from .mail import Address, Attachment, Bounce, Mail
from .read import read_mail


def main(argv: list[str]) -> int:
    """Print the reading of the file (``-``: standard input). 0 for any content, 2 if the file cannot be opened."""
    parser = argparse.ArgumentParser(
        prog="tantam mail parse", description="Đọc một email, in ra JSON · Read one e-mail, print JSON"
    )
    parser.add_argument("file", help="FILE.eml, - = stdin")
    name = parser.parse_args(argv).file
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        sys.stderr.write(f"{name}: {error.strerror}\n")
        return 2
    sys.stdout.write(json.dumps(as_json(read_mail(raw)), ensure_ascii=True) + "\n")
    return 0


def as_json(mail: Mail) -> dict[str, Any]:
    """The reading with every key present, null where absent."""
    return {
        "subject": mail.subject,
        "from": _box(mail.from_) if mail.from_ else None,
        "to": [_box(box) for box in mail.to],
        "cc": [_box(box) for box in mail.cc],
        "reply_to": [_box(box) for box in mail.reply_to],
        "date": mail.date.isoformat() if mail.date else None,
        "message_id": mail.message_id,
        "in_reply_to": mail.in_reply_to,
        "references": list(mail.references),
        "content_type": mail.content_type,
        "text": mail.text,
        "html": mail.html,
        "new_text": mail.new_text,
        "attachments": [_file(attachment) for attachment in mail.attachments],
        "auto_reply": mail.auto_reply.is_auto,
        "bounce": _bounce(mail.bounce) if mail.bounce else None,
    }


def _box(box: Address) -> dict[str, str | None]:
    return {"name": box.name, "address": box.address}


def _file(attachment: Attachment) -> dict[str, Any]:
    return {
        "filename": attachment.filename,
        "content_type": attachment.content_type,
        "size": attachment.size,
        "sha256": attachment.sha256,
        "inline": attachment.inline,
    }


def _bounce(bounce: Bounce) -> dict[str, str | None]:
    return {"final_recipient": bounce.final_recipient, "action": bounce.action, "status": bounce.status}
