"""What the readers of logs have in common: errors that name the place, instants, plain values."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final, Protocol

_SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "not_xml": (
        "Dòng {line}: tệp XES không đọc được ({detail}).",
        "Line {line}: the XES file cannot be read ({detail}).",
    ),
    "not_a_log": ("Dòng {line}: đây không phải tệp XES.", "Line {line}: this is not an XES file."),
    "entities": (
        "Dòng {line}: tệp khai báo kiểu tài liệu hoặc thực thể, không được phép.",
        "Line {line}: the file declares a document type or entities, which is not allowed.",
    ),
    "too_deep": ("Dòng {line}: các phần tử lồng nhau quá sâu.", "Line {line}: elements are nested too deeply."),
    "too_long": (
        "Dòng {line}: một phiếu dài hơn {detail} byte.",
        "Line {line}: one case is longer than {detail} bytes.",
    ),
    "bad_instant": ("Dòng {line}: không hiểu thời điểm “{detail}”.", "Line {line}: “{detail}” is not a point in time."),
    "bad_number": ("Dòng {line}: không hiểu số “{detail}”.", "Line {line}: “{detail}” is not a number."),
    "no_column": ("Dòng {line}: thiếu cột “{detail}”.", "Line {line}: the column “{detail}” is missing."),
    "case_in_pieces": (
        "Dòng {line}: các dòng của phiếu “{detail}” phải đứng liền nhau.",
        "Line {line}: the lines of the case “{detail}” must stand together.",
    ),
    "not_text": ("Dòng {line}: tệp không phải văn bản UTF-8.", "Line {line}: the file is not UTF-8 text."),
    "not_ocel": ("Tệp OCEL không đúng: {detail}.", "This is not a valid OCEL file: {detail}."),
    "too_big": ("Tệp lớn hơn {detail} byte.", "The file is larger than {detail} bytes."),
}


class Source(Protocol):
    """Anything bytes are read from."""

    def read(self, size: int = -1, /) -> bytes:
        """Up to that many bytes, none at the end."""


class UnreadableLog(Exception):
    """A log cannot be read. `code` is stable, `line` 1-based (0 = the whole file); said in both languages."""

    def __init__(self, code: str, *, line: int = 0, detail: str = "") -> None:
        vi, en = (sentence.format(line=line, detail=detail[:80]) for sentence in _SENTENCES[code])
        super().__init__(en)
        self.code, self.line, self.detail = code, line, detail
        self.message_vi, self.message_en = vi, en


def instant(text: str, *, line: int = 0) -> datetime:
    """An ISO 8601 instant; one without a zone is taken for UTC."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise UnreadableLog("bad_instant", line=line, detail=text) from None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def written(at: datetime) -> str:
    """An instant as logs write it: UTC, milliseconds."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
