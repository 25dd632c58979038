"""What was written now, apart from quotations and signatures: for Vietnamese and English mail programs first.

Nothing is lost: every line goes either into ``new_text`` or into ``quoted_text``.
"""

import re
from dataclasses import dataclass
from enum import Enum

from . import reply_words as words
from .html_lines import QUOTE_MARK, SIGNATURE_MARK
from .signatures import signature_lines

LINES = 6000  # lines looked at; what is new stands near the top
LINE = 400  # characters of a line looked at; quotation marks and labels stand at its ends
HEADER_LINES = 4  # an attribution is wrapped over at most so many lines
BLOCK_LINES = 9  # a header block as Outlook writes it, with wrapped recipients
CANDIDATE = re.compile("[\\d:：@>\ue0f0\ue0f1道-]")
COLON = re.compile("[:：]")
BEFORE = " \t>*_"  # what may stand before a divider or a label
WROTE_ENDS = (":", "：", "-", "道", "ル", "成")
QUOTED = re.compile(r"^[ \t]{0,3}>")


@dataclass(frozen=True, slots=True)
class Reply:
    """``interleaved``: answers stand between quoted lines; ``forwarded``: a forwarded mail was kept in the new text."""

    new_text: str
    quoted_text: str
    interleaved: bool = False
    forwarded: bool = False


class Kind(Enum):
    NEW = "new"
    FOLDED = "folded"
    MARK = "mark"


def split_reply(text: str, *, subject: str = "", whole: bool = False) -> Reply:
    """Separate the newest text from what is quoted. ``whole`` keeps everything (a delivery report, a bare forward).

    A forwarded mail is part of what its sender says now, so it is kept: known by its divider, or by a subject that
    says so before an Outlook header block.
    """
    lines = text.split("\n")
    if len(lines) > LINES:
        lines = [*lines[:LINES], "\n".join(lines[LINES:])]
    if whole:
        return Reply(_join([line for line in lines if line not in (QUOTE_MARK, SIGNATURE_MARK)]), "")
    return _Separator(lines, is_forward=bool(words.FORWARD_SUBJECT.match(words.fold(subject)))).run()


class _Separator:
    """Gives each line a kind, from the top down."""

    def __init__(self, lines: list[str], *, is_forward: bool) -> None:
        self.lines = lines
        # Most lines are plain sentences: only those that could be something else are folded and looked at.
        self.folded = [words.fold(_ends(line)) if CANDIDATE.search(line) else "" for line in lines]
        self.is_forward = is_forward
        self.forwarded = False
        self.kinds = [Kind.NEW] * len(lines)

    def run(self) -> Reply:
        index = 0
        while index < len(self.lines):
            index = self._step(index)
        self._fold_signatures()
        new = [line for line, kind in zip(self.lines, self.kinds, strict=True) if kind is Kind.NEW]
        old = [line for line, kind in zip(self.lines, self.kinds, strict=True) if kind is Kind.FOLDED]
        return Reply(self._new_text(), _join(old), self._is_interleaved(), self.forwarded and bool(new))

    def _step(self, index: int) -> int:
        """Decide about the line at ``index``; the next line to look at."""
        line = self.lines[index]
        if not self.folded[index] or line == SIGNATURE_MARK:
            return index + 1
        if line == QUOTE_MARK:
            return self._quote_area(index)
        if self._is_forwarded(index):
            self.forwarded = True
            return len(self.lines)
        if QUOTED.match(line):
            return self._fold(self._attribution_above(index), self._quoted_until(index))
        end = self._header_end(index)
        return index + 1 if end is None else self._fold_from(index, end)

    def _is_forwarded(self, index: int) -> bool:
        bare = self.folded[index].lstrip(BEFORE)
        return bare.startswith(words.FORWARD_STARTS) and words.FORWARDED.match(self.folded[index]) is not None

    def _fold_from(self, index: int, end: int) -> int:
        """A header was found at ``index``: fold it and what it introduces."""
        is_block = words.FROM_LABEL.match(self.folded[index]) or words.ORIGINAL.match(self.folded[index])
        if is_block and self.is_forward:
            self.forwarded = True
            return len(self.lines)
        start = self._rules_above(index)
        after = self._skip_blank(end)
        if after < len(self.lines) and QUOTED.match(self.lines[after]):
            return self._fold(start, self._quoted_until(after))
        return self._fold(start, len(self.lines))

    def _quote_area(self, index: int) -> int:
        """A quotation area of HTML: its header or marked lines follow, or a forward."""
        self.kinds[index] = Kind.MARK
        after = self._skip_blank(index + 1)
        if after >= len(self.lines) or self._is_forwarded(after):
            return after
        if self.lines[after] == QUOTE_MARK or QUOTED.match(self.lines[after]) or self._header_end(after) is not None:
            return after
        following = (n for n in range(after, min(after + HEADER_LINES, len(self.lines))) if self.lines[n].strip())
        if any(
            QUOTED.match(self.lines[n]) or (words.DATED.search(self.folded[n]) and self.folded[n].endswith(":"))
            for n in following
        ):
            return self._fold(after, self._quoted_until(after + 1))
        return index + 1

    def _fold(self, start: int, end: int) -> int:
        for index in range(start, end):
            self.kinds[index] = Kind.MARK if self.lines[index] in (QUOTE_MARK, SIGNATURE_MARK) else Kind.FOLDED
        return end

    def _skip_blank(self, index: int) -> int:
        while index < len(self.lines) and not self.lines[index].strip():
            index += 1
        return index

    def _quoted_until(self, index: int) -> int:
        """Quoted lines from here, blank lines between them included."""
        end = index
        while index < len(self.lines):
            if QUOTED.match(self.lines[index]):
                end = index + 1
            elif self.lines[index].strip() and self.lines[index] != QUOTE_MARK:
                break
            index += 1
        return end

    def _attribution_above(self, index: int) -> int:
        """Where the line that introduces these marked lines starts, in whichever language it is."""
        above = index - 1
        while above >= 0 and not self.lines[above].strip() and index - above <= 2:
            above -= 1
        if above < 0 or self.kinds[above] is not Kind.NEW:
            return index
        folded = self.folded[above]
        wrote = words.WROTE.search(folded) and words.DATED.search(folded)
        if wrote or words.ADDRESS_COLON.match(folded) or words.SHORT_WROTE.match(folded):
            return above
        return index

    def _rules_above(self, index: int) -> int:
        """Rules drawn above a header belong to it."""
        above = index
        while above > 0 and (
            not self.lines[above - 1].strip()
            or self.kinds[above - 1] is Kind.MARK
            or words.RULE.match(_ends(self.lines[above - 1]))
        ):
            above -= 1
            if words.RULE.match(_ends(self.lines[above])):
                index = above
        return index

    def _header_end(self, index: int) -> int | None:
        """Where the header of a quotation that starts here ends; None if none starts here."""
        folded = self.folded[index]
        if folded.lstrip(BEFORE).startswith("-") and words.ORIGINAL.match(folded):
            return index + 1
        if COLON.search(folded, 0, 30) and words.FROM_LABEL.match(folded):
            return self._block_end(index)
        if words.OPENER.match(folded):
            return self._attribution_end(index)
        return index + 1 if "@" in folded and words.NAMED_WROTE.match(folded) else None

    def _attribution_end(self, index: int) -> int | None:
        """``On … wrote:``, possibly wrapped; a later line that opens one itself is the better start."""
        joined = ""
        for end in range(index, min(index + HEADER_LINES, len(self.lines))):
            folded = self.folded[end]
            if not folded.strip() or QUOTED.match(self.lines[end]):
                return None
            if end > index and words.OPENER.match(folded) and words.DATED.search(folded) and words.WROTE.search(folded):
                return None
            joined = f"{joined} {folded}" if joined else folded
            if len(joined) > 3 * LINE:
                return None
            if not folded.rstrip(" *_").endswith(WROTE_ENDS) and "@" not in joined:
                continue
            if words.WROTE.search(joined) or words.WROTE_THEN_TEXT.search(joined):
                return end + 1 if words.DATED.search(joined) and not words.NARRATED.search(joined) else None
        return None

    def _block_end(self, index: int) -> int | None:
        """``From: / Sent: / To: / Subject:`` in a row, lines wrapped, in any order after the first."""
        found: set[str] = set()
        end = index + 1
        for number in range(index + 1, min(index + 1 + BLOCK_LINES, len(self.lines))):
            folded = self.folded[number]
            if not folded.strip():
                if found:
                    break
                continue
            label = words.OTHER_LABEL.match(folded)
            if label:
                found.add(label.lastgroup or "")
                end = number + 1
            elif found >= {"when", "subject"} or (not found and number > index + 2):
                break
        return end if len(found & {"when", "to", "subject"}) >= 2 else None

    def _fold_signatures(self) -> None:
        """Each stretch of new lines may end in a signature of its own."""
        if self.forwarded:
            return
        start = 0
        for index in range(len(self.lines) + 1):
            if index < len(self.lines) and self.kinds[index] is Kind.NEW:
                continue
            if index > start:
                for number in signature_lines(self.lines[start:index]):
                    self.kinds[start + number] = Kind.FOLDED
            start = index + 1

    def _new_text(self) -> str:
        """Stretches of new lines, each trimmed, a blank line between them."""
        stretches: list[str] = []
        current: list[str] = []
        for line, kind in zip(self.lines, self.kinds, strict=True):
            if kind is Kind.NEW:
                if line not in (SIGNATURE_MARK, QUOTE_MARK):
                    current.append(line)
            elif kind is Kind.FOLDED and current:
                stretches.append(_join(current))
                current = []
        stretches.append(_join(current))
        return "\n\n".join(stretch for stretch in stretches if stretch.strip())

    def _is_interleaved(self) -> bool:
        """New words below quoted ones."""
        first = next((n for n, kind in enumerate(self.kinds) if kind is Kind.FOLDED), len(self.kinds))
        rest = zip(self.lines[first:], self.kinds[first:], strict=True)
        return any(kind is Kind.NEW and line.strip() for line, kind in rest)


def _ends(line: str) -> str:
    """A very long line by its two ends."""
    return line if len(line) <= LINE else line[: LINE // 2] + " " + line[-LINE // 2 :]


def _join(lines: list[str]) -> str:
    """Lines as text, without blank lines at its ends and spaces at the ends of lines."""
    return re.sub(r"[ \t]+$", "", "\n".join(lines), flags=re.MULTILINE).strip("\n")
