"""Text → tokens. Words are single; names of several words are put together by the parser."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from .errors import FeelError
from .limits import MAX_TEXT

# Every alternative below reads forward only and has no nested repetition: scanning is linear.
_SPACE: Final = "\t\n\x0b\x0c\r \x85\xa0\u1680\u180e\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff"
_NAME_START: Final = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME_PART: Final = _NAME_START + "0-9\u00b7\u0300-\u036f\u203f-\u2040"
_TOKEN: Final = re.compile(
    rf"(?P<space>[{_SPACE}]+|//[^\r\n]*)"
    rf"|(?P<comment>/\*)"
    r"|(?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    rf"|(?P<name>[{_NAME_START}][{_NAME_PART}]*)"
    r'|(?P<string>"(?:[^"\\]|\\.)*")'
    r"|(?P<symbol>\*\*|\.\.|<=|>=|!=|->|[-+*/=<>()\[\]{},.:?@'])",
    re.DOTALL,
)
_ESCAPE: Final = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|(.))", re.DOTALL)
_PLAIN_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "'": "'", "\\": "\\"}

KEYWORDS: Final = frozenset(
    {
        *("and", "or", "in", "between", "instance", "then", "else", "return", "satisfies"),
        *("if", "for", "some", "every", "function", "true", "false", "null"),
    }
)


@dataclass(frozen=True, slots=True)
class Token:
    """`kind` is number, name, string, symbol or end; `text` as written, strings already decoded."""

    kind: str
    text: str
    start: int
    end: int


def tokenize(text: str) -> list[Token]:
    """The tokens of `text`, with one of kind `end` last. FeelError with line and column."""
    if len(text) > MAX_TEXT:
        raise FeelError("too_long", limit=MAX_TEXT)
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise _unreadable(text, at)
        at = _skip_comment(text, at) if match.lastgroup == "comment" else match.end()
        token = _token(match)
        if token:
            tokens.append(token)
    tokens.append(Token("end", "", len(text), len(text)))
    return tokens


def _token(match: re.Match[str]) -> Token | None:
    kind = match.lastgroup or ""
    if kind in ("space", "comment"):
        return None
    text = match.group()
    if kind == "string":
        text = decode_string(text[1:-1])
    elif kind == "name":
        text = unicodedata.normalize("NFC", text)
    return Token(kind, text, match.start(), match.end())


def _skip_comment(text: str, at: int) -> int:
    end = text.find("*/", at + 2)
    if end < 0:
        raise error_at(text, at, "unclosed_comment")
    return end + 2


def _unreadable(text: str, at: int) -> FeelError:
    if text[at] == '"':
        return error_at(text, at, "unclosed_string")
    return error_at(text, at, "bad_character", found=text[at])


def error_at(text: str, at: int, code: str, **parameters: object) -> FeelError:
    """A FeelError at the offset `at` of `text`."""
    line = text.count("\n", 0, at) + 1
    return FeelError(code, line=line, column=at - text.rfind("\n", 0, at), **parameters)


def decode_string(inner: str) -> str:
    """The characters a string literal stands for; an unknown escape keeps its backslash, as patterns need."""
    if "\\" not in inner:
        return inner
    return _join_surrogates(_ESCAPE.sub(_decode_escape, inner))


def _decode_escape(match: re.Match[str]) -> str:
    short, long, plain = match.groups()
    if plain is not None:
        return _PLAIN_ESCAPES.get(plain, match.group())
    code = int(short or long, 16)
    return chr(code) if code <= 0x10FFFF else "\ufffd"


def _join_surrogates(text: str) -> str:
    if any("\ud800" <= char <= "\udfff" for char in text):
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
