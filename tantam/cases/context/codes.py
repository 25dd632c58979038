"""Ticket numbers in running text do not break at their hyphens; copied, they are the plain characters."""

from __future__ import annotations

import re

_CODE = re.compile(r"<[^>]*>|\b[A-Z]{1,6}-\d{2}-\d{6,9}\b")


def whole(html: str) -> str:
    """Escaped text or HTML with each ticket number kept on one line; what stands inside a tag is left alone."""
    return _CODE.sub(_kept, html)


def _kept(found: re.Match[str]) -> str:
    code = found.group()
    return code if code.startswith("<") else f'<span class="whitespace-nowrap">{code}</span>'
