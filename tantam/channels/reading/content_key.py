"""One key for the same mail whichever way it came: trace headers and transfer encodings do not count."""

import hashlib
import re

from .body import leaves
from .heads import Head
from .mail import Problem
from .parts import Part

# What the writer's program wrote. Everything else (Received, Return-Path, Delivered-To, ARC-*, DKIM-*, List-*, X-*,
# Authentication-Results, Status) is added, changed or dropped on the way.
WRITTEN = ("from", "sender", "reply-to", "to", "cc", "subject", "date", "message-id", "in-reply-to", "references")
SPACE = re.compile(rb"\s+")
CUT_SHORT = frozenset(("too_many_parts", "nested_too_deep"))


def content_key(root: Part, head: Head, *, problems: list[Problem]) -> str:
    """A SHA-256 in hex over the written headers and the decoded parts."""
    digest = hashlib.sha256()
    for name in WRITTEN:
        for value in head.all(name):
            digest.update(name.encode() + b":" + SPACE.sub(b"", value) + b"\n")
    for part in leaves(root):
        data = part.decoded[0]
        if part.content_type.startswith(("text/", "message/")):
            data = data.replace(b"\r\n", b"\n").rstrip()
        digest.update(part.content_type.encode() + b" %d\n" % len(data))
        digest.update(data)
    if any(problem.code in CUT_SHORT for problem in problems):
        digest.update(root.raw[root.head.body :].replace(b"\r\n", b"\n").rstrip())
    return digest.hexdigest()
