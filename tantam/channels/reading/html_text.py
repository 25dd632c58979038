"""HTML to readable text: paragraphs, lists, tables, links and quotations, in one pass and for any input."""

import re

from .html_lines import GAPS, QUOTE_MARK, SIGNATURE_MARK, Writer

TAG = re.compile(r"<(?:(/?)([a-zA-Z][^\s<>/]*)([^<>]*)>?|!--|[!?][^<>]*>)")
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
    """Walks the tags of a page and feeds a writer."""

    def __init__(self, html: str, *, skip_hidden: bool) -> None:
        self.html, self.skip_hidden = html, skip_hidden
        self.writer = Writer()
        self.position = 0
        self.hidden = ""
        self.nested = 0
        self.unclosed: set[str] = set()  # ends searched for in vain; searching each time would take for ever

    def read(self) -> None:
        html, size = self.html, len(self.html)
        while match := TAG.search(html, self.position):
            if match.start() > self.position and not self.hidden:
                self.writer.text(html[self.position : match.start()])
            self.position = match.end()
            if match[2] is None:
                self._comment(match[0])
            elif self.hidden:
                self._count(match[2].lower(), match[1])
            else:
                self._tag(match[2].lower(), match[3], match[1])
        if self.position < size and not self.hidden:
            self.writer.text(html[self.position :])

    def _tag(self, name: str, attributes: str, closing: str) -> None:
        if name in SKIPPED:
            if not closing and name not in self.unclosed:
                self._skip_element(name)
        elif closing:
            self.writer.end(name)
        elif attributes and ("none" in attributes or "hide" in attributes) and self._hides(name, attributes):
            self.hidden, self.nested = name, 1
        else:
            self.writer.begin(name, attributes)

    def _hides(self, name: str, attributes: str) -> bool:
        return self.skip_hidden and name not in VOID and HIDDEN.search(attributes) is not None

    def _count(self, name: str, closing: str) -> None:
        """Inside something hidden only tags of its own name matter."""
        if name == self.hidden:
            self.nested += -1 if closing else 1
            self.hidden = self.hidden if self.nested else ""

    def _comment(self, tag: str) -> None:
        if tag != "<!--" or "!" in self.unclosed:
            return
        end = self.html.find("-->", self.position)
        if end < 0:
            self.unclosed.add("!")
        else:
            self.position = end + 3

    def _skip_element(self, name: str) -> None:
        """Behind the end tag; for a head that was never closed, behind its start tag only."""
        match = re.compile(f"</{name}\\b[^<>]*>?", re.IGNORECASE).search(self.html, self.position)
        if match:
            self.position = match.end()
            return
        self.unclosed.add(name)
        if name not in ("head", "object", "noscript"):
            self.position = len(self.html)
