"""The mail that asks for a score: a question, a line for each score with its address, and what stands around them.

A mail program that shows plain text needs the addresses; who reads the ticket needs the question and the scores.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_LINE = re.compile(r"^[ \t]*(\d{1,2})(?::|[ \t])[ \t]*(https?://[^\s/]+/\S*\?score=\1)[ \t]*$")


@dataclass(frozen=True, kw_only=True)
class ScoreRow:
    """Such a mail, taken apart: the words before and after, and each score with its address."""

    before: str
    scores: tuple[tuple[int, str], ...]
    after: str


def score_row(text: str) -> ScoreRow | None:
    """The parts of a mail that asks for a score, None for any other text."""
    lines = text.splitlines()
    found = {number: match for number, line in enumerate(lines) if (match := _LINE.match(line))}
    if len(found) < 2:
        return None
    first, last = min(found), max(found)
    return ScoreRow(
        before="\n".join(lines[:first]).strip(),
        scores=tuple((int(match[1]), match[2]) for match in found.values()),
        after="\n".join(lines[last + 1 :]).strip(),
    )
