"""HTML to readable text: paragraphs, lists, tables, links and quotations, in one pass and for any input."""

import re
from collections.abc import Callable
from html import unescape

TAG = re.compile(r"<(?:(/?)([a-zA-Z][^\s<>/]*)([^<>]*)>?|!--|[!?][^<>]*>)")
LIMIT = 2_000_000  # characters of a page read
SPACE = re.compile(r"[ \t\r\n\f]+")
HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"?|'([^']*)'?|([^\s>]+))""", re.IGNORECASE)
ALT = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"?|'([^']*)'?|([^\s>]+))""", re.IGNORECASE)
TINY = re.compile(r"""\b(?:width|height)\s*=\s*["']?[01](?:px)?["'\s/]""", re.IGNORECASE)
HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
UNSEEN = re.compile("[\u00ad\u034f\u200b\u2060\ufeff]")
QUOTE_AREA = re.compile(
    r"""(?:class|id)\s*=\s*["']?[^"'>]*(?:\bgmail_quote\b|\bgmail_attr\b|divRplyFwdMsg|appendonsend|yahoo_quoted|"""
    r"""moz-cite-prefix|zmail_extra|protonmail_quote|OLK_SRC_BODY_SECTION|mail-editor-reference-message)""",
    re.IGNORECASE,
)
SIGNATURE_AREA = re.compile(
    r"""(?:class|id)\s*=\s*["']?[^"'>]*(?:\bgmail_signature\b|moz-signature|AppleMailSignature|"
    r"ms-outlook-mobile-signature|"""
    r"""protonmail_signature_block|zm_signature)""",
    re.IGNORECASE,
)
INDENT = re.compile(
    r"border\s*:\s*(?:none|0)|margin-left|margin:\s*0(?:px)?\s+0(?:px)?\s+0(?:px)?\s+40px", re.IGNORECASE
)
QUOTE_MARK, SIGNATURE_MARK = "\ue0f0", "\ue0f1"
MARKS = re.compile(f"\n?[{QUOTE_MARK}{SIGNATURE_MARK}]")
GAPS = re.compile(r"\n{3,}")

SKIPPED = frozenset(str.split("script style title head template noscript textarea select svg math object"))
VOID = frozenset(str.split("area base br col embed hr img input link meta param source track wbr"))
PARAGRAPHS = frozenset(str.split("p h1 h2 h3 h4 h5 h6 ul ol dl table pre"))
BLOCKS = frozenset(
    str.split(
        "div tr li section article header footer main nav aside address center form fieldset figure figcaption "
        "dt dd thead tbody tfoot caption body html option"
    )
)


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
        self.writer = _Writer()
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
        elif self.skip_hidden and attributes and name not in VOID and HIDDEN.search(attributes):
            self.hidden, self.nested = name, 1
        else:
            self.writer.begin(name, attributes)

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


class _Writer:
    """Lines being written. ``wanted``: line ends owed before the next word (2 leaves a blank line)."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line: list[str] = []
        self.wanted = 0
        self.quotes: list[bool] = []
        self.lists: list[int] = []
        self.link: tuple[str, int] | None = None
        self.row_lines = 0
        self.cells = 0
        self.pre = 0
        self.fresh = False  # just inside a table cell: the margin of its first paragraph does not count

    def text(self, raw: str) -> None:
        plain = unescape(raw) if "&" in raw else raw
        if self.pre:
            self._pre(plain)
            return
        words = SPACE.sub(" ", plain)
        if words == " " or not words:
            if words and self.line and not self.wanted and not self.line[-1].endswith((" ", "\t")):
                self.line.append(" ")
            return
        self._settle()
        at_start = not self.line or self.line[-1].endswith((" ", "\t"))
        self.line.append(words.lstrip(" ") if at_start else words)

    def _pre(self, plain: str) -> None:
        for number, line in enumerate(plain.replace("\r", "").split("\n")):
            if number:
                self._break()
            if line:
                self._settle()
                self.line.append(line)

    def begin(self, name: str, attributes: str) -> None:
        if name == "br":
            self._break()
        elif name in BLOCKS or name in PARAGRAPHS or name in ("blockquote", "td", "th", "hr"):
            self._begin_block(name, attributes)
        elif name == "a":
            self._begin_link(attributes)
        elif name == "img":
            self._image(attributes)
        if attributes:
            self._mark(attributes)

    def _begin_block(self, name: str, attributes: str) -> None:
        special = SPECIAL.get(name)
        if special is not None:
            special(self, name if name in ("ul", "ol") else attributes)
        elif not self.fresh:
            tight = name == "p" and "msonormal" in attributes.lower()
            self._want(2 if name in PARAGRAPHS and not tight else 1)
        if name == "pre":
            self.pre += 1

    def end(self, name: str) -> None:
        if name == "a":
            self._end_link()
        elif name == "blockquote":
            self._end_quote()
        elif name in ("ul", "ol"):
            if self.lists:
                self.lists.pop()
            self._want(1 if self.lists else 2)
        elif name == "p":
            self._want(2)
        elif name == "tr":
            self.wanted = 1 if self.cells > 1 and not self.row_lines else max(self.wanted, 1)
            self.fresh = False
        elif name in PARAGRAPHS:
            self.pre -= 1 if name == "pre" and self.pre else 0
            self._want(2)
        elif name in BLOCKS:
            self._want(1)

    def _want(self, lines: int) -> None:
        self.wanted = max(self.wanted, lines)

    def _settle(self) -> None:
        """Pay the line ends owed: words follow."""
        self.fresh = False
        if not self.wanted:
            return
        if self.line and self.line != ["\t"]:
            self._push()
        if self.wanted > 1 and self.lines and self.lines[-1].strip("> "):
            self.lines.append(self._prefix().rstrip())
        self.wanted = 0

    def _push(self) -> None:
        line = "".join(self.line).replace("\u00a0", " ")
        self.lines.append((self._prefix() + UNSEEN.sub("", line).rstrip(" \t")).rstrip(" "))
        self.line = []
        self.row_lines += 1

    def _prefix(self) -> str:
        depth = sum(self.quotes)
        return ">" * depth + " " if depth else ""

    def _break(self) -> None:
        self._settle()
        self._push()

    def _begin_quote(self, attributes: str) -> None:
        self._flush()
        self._want(2)
        self._settle()
        self.quotes.append("cite" in attributes or "quote" in attributes or not INDENT.search(attributes))

    def _end_quote(self) -> None:
        self._flush()
        if self.quotes:
            self.quotes.pop()
        self._want(2)

    def _flush(self) -> None:
        if "".join(self.line).strip():
            self._push()
        self.line = []

    def _begin_list(self, name: str) -> None:
        self._want(1 if self.lists else 2)
        self.lists.append(1 if name == "ol" else 0)

    def _begin_item(self, _: str) -> None:
        self._want(1)
        self._settle()
        self._flush()
        number = self.lists[-1] if self.lists else 0
        if number:
            self.lists[-1] = number + 1
        self.line = ["  " * (len(self.lists) - 1) + (f"{number}. " if number else "- ")]

    def _begin_row(self, _: str) -> None:
        self._want(1)
        self.cells = 0
        self.row_lines = 0

    def _begin_cell(self, _: str) -> None:
        """Cells of one line stand side by side; a cell that has lines of its own stands alone."""
        if self.cells and self.row_lines == 0 and self.line:
            self.wanted = 0
            self.line.append("\t")
        else:
            self._want(1)
            self._settle()
            self.row_lines = 0
        self.cells += 1
        self.fresh = True

    def _rule(self, _: str) -> None:
        self._want(1)
        self._settle()
        self.line = ["-" * 20]
        self._want(1)

    def _image(self, attributes: str) -> None:
        alt = ALT.search(attributes)
        if alt and not TINY.search(attributes + " "):
            words = SPACE.sub(" ", unescape(alt[1] or alt[2] or alt[3] or "")).strip()
            if words:
                self._settle()
                self.line.append(f"[{words[:200]}]")

    def _begin_link(self, attributes: str) -> None:
        self._end_link()
        href = HREF.search(attributes)
        target = unescape(href[1] or href[2] or href[3] or "").strip() if href else ""
        if target.lower().startswith(("http://", "https://", "ftp://")):
            self.link = (target, len(self.line) if not self.wanted else 0)

    def _end_link(self) -> None:
        if self.link is None:
            return
        target, start = self.link
        self.link = None
        shown = "".join(self.line[start:]).strip()
        if (
            shown
            and _bare_address(target) not in _bare_address(shown)
            and _bare_address(shown) != _bare_address(target)
        ):
            self.line.append(f" <{SPACE.sub('%20', target)}>")

    def _mark(self, attributes: str) -> None:
        mark = QUOTE_MARK if QUOTE_AREA.search(attributes) else ""
        mark = mark or (SIGNATURE_MARK if SIGNATURE_AREA.search(attributes) else "")
        if mark:
            self._flush()
            self.lines.append(mark)

    def result(self) -> str:
        self._flush()
        return GAPS.sub("\n\n", "\n".join(self.lines)).strip("\n")


SPECIAL: dict[str, Callable[[_Writer, str], None]] = {
    "blockquote": _Writer._begin_quote,
    "li": _Writer._begin_item,
    "ul": _Writer._begin_list,
    "ol": _Writer._begin_list,
    "td": _Writer._begin_cell,
    "th": _Writer._begin_cell,
    "tr": _Writer._begin_row,
    "hr": _Writer._rule,
}


def _bare_address(address: str) -> str:
    return re.sub(r"^[a-z]+://(?:www\.)?", "", address.strip().lower()).rstrip("/")
