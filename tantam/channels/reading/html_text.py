"""HTML to readable text: paragraphs, lists, tables, links and quotations, in one pass and for any input."""

import re

from .html_lines import GAPS, QUOTE_MARK, SIGNATURE_MARK, Writer

TAG = re.compile(r"(/?)([a-zA-Z][^\s/]*)(.*)", re.DOTALL)
Tag = tuple[bool, str, str]  # closing, name, attributes
LIMIT = 2_000_000  # characters of a page read
HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
MARKS = re.compile(f"\n?[{QUOTE_MARK}{SIGNATURE_MARK}]")

SKIPPED = frozenset(str.split("script style title head template noscript textarea select svg math object"))
VOID = frozenset(str.split("area base br col embed hr img input link meta param source track wbr"))


def html_to_text(html: str) -> str:
    """The text of a page without any mark of where quotations or signatures begin."""
    return without_marks(marked_text(html))


def without_marks(text: str) -> str:
    """The text as people see it."""
    return GAPS.sub("\n\n", MARKS.sub("", text)).strip("\n")


def marked_text(html: str) -> str:
    """As ``html_to_text``, with private letters on lines of their own where a program began a quote or signature."""
    html = html[:LIMIT]
    page = _Page(html, skip_hidden=True)
    page.read()
    if page.hidden:  # something hidden was never closed: too much was hidden
        page = _Page(html, skip_hidden=False)
        page.read()
    return page.writer.result()


class _Page:
    """Walks the tags of a page and feeds a writer. Cut at each ``<``: pages repeat their tags, each is parsed once."""

    def __init__(self, html: str, *, skip_hidden: bool) -> None:
        self.html, self.skip_hidden = html, skip_hidden
        self.writer = Writer()
        self.position = 0  # where the piece being read starts
        self.until = ""  # the end of what is being skipped
        self.hidden = ""
        self.nested = 0
        self.tags: dict[str, Tag | None] = {}
        self.last_ends: dict[str, int] = {}

    def read(self) -> None:
        """Feed the whole page; ``hidden`` is left set if something hidden was never closed."""
        first, *pieces = self.html.split("<")
        self.writer.text(first)
        self.position = len(first)
        for piece in pieces:
            text = self._past_skipped(piece) if self.until else self._piece(piece)
            if text and not self.hidden:
                self.writer.text(text)
            self.position += len(piece) + 1

    def _piece(self, piece: str) -> str:
        """Handle the tag this piece starts with; the text behind it."""
        source, _, text = piece.partition(">")
        tag = self.tags[source] if source in self.tags else self._parse(source)
        if tag is None:
            return "<" + piece
        closing, name, attributes = tag
        if name == "!":
            return self._comment(piece, text)
        if self.hidden:
            self._count(name, closing)
        elif name in SKIPPED:
            return text if closing else self._skip(name, text)
        elif closing:
            self.writer.end(name)
        elif attributes and ("none" in attributes or "hide" in attributes) and self._hides(name, attributes):
            self.hidden, self.nested = name, 1
        else:
            self.writer.begin(name, attributes)
        return text

    def _parse(self, source: str) -> Tag | None:
        found = TAG.match(source)
        tag = (bool(found[1]), found[2].lower(), found[3]) if found else None
        if source[:1] in ("!", "?"):
            tag = (False, "!", "")
        self.tags[source] = tag
        return tag

    def _hides(self, name: str, attributes: str) -> bool:
        return self.skip_hidden and name not in VOID and HIDDEN.search(attributes) is not None

    def _count(self, name: str, closing: bool) -> None:
        """Inside something hidden only tags of its own name matter."""
        if name == self.hidden:
            self.nested += -1 if closing else 1
            self.hidden = self.hidden if self.nested else ""

    def _comment(self, piece: str, text: str) -> str:
        if not piece.startswith("!--"):
            return text
        _, ends, behind = piece[2:].partition("-->")
        if ends:
            return behind
        if self._ends_later("-->"):
            self.until = "-->"
            return ""
        return piece[3:]

    def _skip(self, name: str, text: str) -> str:
        """Up to the end tag; of a head that was never closed, only its start tag."""
        end = f"/{name}"
        if self._ends_later("<" + end) or name not in ("head", "object", "noscript"):
            self.until = end
            return ""
        return text

    def _ends_later(self, end: str) -> bool:
        """Is there such an end behind this piece? Looked up once per kind, however often it is asked."""
        if end not in self.last_ends:
            self.last_ends[end] = self.html.lower().rfind(end)
        return self.last_ends[end] > self.position

    def _past_skipped(self, piece: str) -> str:
        if self.until == "-->":
            _, ends, behind = piece.partition("-->")
        else:
            ends = "" if piece[: len(self.until)].lower() != self.until else ">"
            behind = piece.partition(">")[2]
        if not ends:
            return ""
        self.until = ""
        return behind
