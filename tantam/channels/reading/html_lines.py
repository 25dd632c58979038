"""The lines of a page while it is read: paragraphs, lists, table rows, quotations, links."""

import re
from collections.abc import Callable
from html import unescape

SPACE = re.compile(r"[ \t\r\n\f]+")
HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"?|'([^']*)'?|([^\s>]+))""", re.IGNORECASE)
ALT = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"?|'([^']*)'?|([^\s>]+))""", re.IGNORECASE)
TINY = re.compile(r"""\b(?:width|height)\s*=\s*["']?[01](?:px)?["'\s/]""", re.IGNORECASE)
UNSEEN = re.compile("[\u00ad\u034f\u200b\u2060\ufeff]")
QUOTE_AREA = re.compile(
    r"""(?:class|id)\s*=\s*["']?[^"'>]*(?:\bgmail_quote\b|\bgmail_attr\b|divRplyFwdMsg|appendonsend|yahoo_quoted|"""
    r"""moz-cite-prefix|zmail_extra|protonmail_quote|OLK_SRC_BODY_SECTION|mail-editor-reference-message)""",
    re.IGNORECASE,
)
SIGNATURE_AREA = re.compile(
    r"""(?:class|id)\s*=\s*["']?[^"'>]*(?:\bgmail_signature\b|moz-signature|AppleMailSignature|"""
    r"""ms-outlook-mobile-signature|"""
    r"""protonmail_signature_block|zm_signature)""",
    re.IGNORECASE,
)
AREA = re.compile(r"quote|[Ss]ignature|RplyFwd|appendonsend|zmail_|OLK_SRC|moz-cite|mail-editor")
INDENT = re.compile(
    r"border\s*:\s*(?:none|0)|margin-left|margin:\s*0(?:px)?\s+0(?:px)?\s+0(?:px)?\s+40px", re.IGNORECASE
)
QUOTE_MARK, SIGNATURE_MARK = "\ue0f0", "\ue0f1"
GAPS = re.compile(r"\n{3,}")
PARAGRAPHS = frozenset(str.split("p h1 h2 h3 h4 h5 h6 ul ol dl table pre"))
BLOCKS = frozenset(
    str.split(
        "div tr li section article header footer main nav aside address center form fieldset figure figcaption "
        "dt dd thead tbody tfoot caption body html option"
    )
)


class Writer:
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
        self.tight = False
        self.fresh = False  # just inside a table cell: the margin of its first paragraph does not count

    def text(self, raw: str) -> None:
        plain = unescape(raw) if "&" in raw else raw
        if self.pre:
            self._pre(plain)
            return
        if not plain.strip(" \t\r\n\f"):
            if plain and self.line and not self.wanted and not self.line[-1].endswith((" ", "\t")):
                self.line.append(" ")
            return
        uneven = "\n" in plain or "  " in plain or "\t" in plain or "\r" in plain or "\f" in plain
        words = SPACE.sub(" ", plain) if uneven else plain
        if self.wanted or self.fresh:
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
        action = BEGIN.get(name)
        if action is not None:
            action(self, attributes)
        if attributes and ("class" in attributes or "id=" in attributes) and AREA.search(attributes):
            self._mark(attributes)

    def end(self, name: str) -> None:
        action = END.get(name)
        if action is not None:
            action(self)

    def _begin_block(self, _: str) -> None:
        if not self.fresh:
            self._want(1)

    def _begin_paragraph(self, attributes: str) -> None:
        self.tight = "Mso" in attributes  # Word's paragraphs have no margins
        if not self.fresh:
            self._want(1 if self.tight else 2)

    def _begin_pre(self, _: str) -> None:
        self._want(2)
        self.pre += 1

    def _end_block(self) -> None:
        self._want(1)

    def _end_paragraph(self) -> None:
        self._want(1 if self.tight else 2)
        self.tight = False

    def _end_pre(self) -> None:
        self.pre -= 1 if self.pre else 0
        self._want(2)

    def _end_list(self) -> None:
        if self.lists:
            self.lists.pop()
        self._want(1 if self.lists else 2)

    def _end_row(self) -> None:
        self.wanted = 1 if self.cells > 1 and not self.row_lines else max(self.wanted, 1)
        self.fresh = False

    def _want(self, lines: int) -> None:
        if lines > self.wanted:
            self.wanted = lines

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

    def _break(self, _: str = "") -> None:
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

    def _begin_bullets(self, _: str) -> None:
        self._want(1 if self.lists else 2)
        self.lists.append(0)

    def _begin_numbers(self, _: str) -> None:
        self._want(1 if self.lists else 2)
        self.lists.append(1)

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
        shown = _bare_address("".join(self.line[start:]))
        bare = _bare_address(target)
        if shown and bare not in shown:
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


def _bare_address(address: str) -> str:
    """An address as people write it, for comparing."""
    return address.strip().lower().rpartition("://")[2].removeprefix("www.").rstrip("/")


BEGIN: dict[str, Callable[[Writer, str], None]] = {
    **dict.fromkeys(BLOCKS, Writer._begin_block),
    **dict.fromkeys(PARAGRAPHS, Writer._begin_paragraph),
    "pre": Writer._begin_pre,
    "br": Writer._break,
    "blockquote": Writer._begin_quote,
    "li": Writer._begin_item,
    "ul": Writer._begin_bullets,
    "ol": Writer._begin_numbers,
    "td": Writer._begin_cell,
    "th": Writer._begin_cell,
    "tr": Writer._begin_row,
    "hr": Writer._rule,
    "a": Writer._begin_link,
    "img": Writer._image,
}
END: dict[str, Callable[[Writer], None]] = {
    **dict.fromkeys(BLOCKS, Writer._end_block),
    **dict.fromkeys(PARAGRAPHS, Writer._end_paragraph),
    "pre": Writer._end_pre,
    "blockquote": Writer._end_quote,
    "ul": Writer._end_list,
    "ol": Writer._end_list,
    "tr": Writer._end_row,
    "a": Writer._end_link,
}
