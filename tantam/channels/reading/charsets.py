"""Bytes to text: UTF-8 first, then what the label says, then Vietnamese legacy sets; labels are known to lie."""

import codecs
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import chain

from .vietnamese import decode_tcvn3, decode_viscii, decode_vni, vietnamese_share

Decoder = Callable[[bytes], str]

NO_LABEL = frozenset(
    str.split("us-ascii ascii ansi_x3.4-1968 ansi-x3.4-1968 unknown x-unknown unknown-8bit 8bit default none")
)
WIDER = {  # labels commonly used for the larger set that contains them (WHATWG Encoding Standard)
    "utf8": "utf-8",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "big5": "big5hkscs",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "ksc5601": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "sjis": "cp932",
    "macintosh": "mac-roman",
    "x-mac-roman": "mac-roman",
    "unicode-1-1-utf-7": "utf-7",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-6-i": "iso-8859-6",
}
VIETNAMESE: dict[str, Decoder] = {
    **dict.fromkeys(
        str.split("tcvn tcvn3 tcvn-5712 tcvn5712 tcvn5712-1 x-viet-tcvn x-viet-tcvn5712 x-tcvn abc"), decode_tcvn3
    ),
    **dict.fromkeys(str.split("viscii viscii1.1-1 csviscii x-viet-viscii x-viscii"), decode_viscii),
    **dict.fromkeys(str.split("vni vni-win vni-windows x-vni x-viet-vni"), decode_vni),
}
UNSAFE = frozenset(str.split("idna punycode unicode-escape raw-unicode-escape undefined utf-8-sig"))
STATEFUL = ("iso2022", "utf-7", "hz", "utf-16", "utf-32")
EASTERN = ("gb", "big5", "cp949", "cp932", "euc", "johab", "shift")
WESTERN = ("cp1252", "cp1258", "iso8859-15", "mac-roman", "cp850", "cp437", "utf-8")
DOUBLED = re.compile("[\u00c2-\u00c6][\u0080-\u00bf\u2018-\u2122]|\u00e1[\u00ba\u00bb]|\u00e2\u20ac")
DIRT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def decode(data: bytes, label: str | None = None) -> tuple[str, str | None]:
    """The text in ``data`` labelled ``label``, in NFC without NUL, and a problem code where it had to guess or lose.

    Codes: ``charset_lying``, ``charset_guessed``, ``charset_unknown``, ``charset_damaged``.
    """
    if data.isascii() and b"\x1b" not in data and b"\x00" not in data and not _is_stateful(label):
        return clean(data.decode("ascii")), None
    text, problem = _decode(data, _plain_label(label))
    return clean(unicodedata.normalize("NFC", _undo_doubling(text))), problem


def clean(text: str) -> str:
    """Without what no database or page can hold: NUL, control characters, lone surrogates."""
    return DIRT.sub("", text) if DIRT.search(text) else text


def _is_stateful(label: str | None) -> bool:
    return label is not None and _codec(_plain_label(label)).startswith(STATEFUL)


def _plain_label(label: str | None) -> str:
    return (label or "").strip(" \t\"'").lower().partition("*")[0]


@lru_cache(maxsize=256)
def _codec(label: str) -> str:
    """The codec for a label, or an empty string: unlabelled, unknown, or not one for text."""
    if not label or label in NO_LABEL or len(label) > 40:
        return ""
    try:
        name = codecs.lookup(WIDER.get(label, label)).name
        "".encode(name)
    except (LookupError, ValueError, TypeError):
        return ""
    return "" if name in UNSAFE else name


def _decode(data: bytes, label: str) -> tuple[str, str | None]:
    for way in (_by_mark, _by_state):
        text = way(data, label)
        if text is not None:
            return text, None
    codec = _codec(label)
    text = _strict(data, "utf-8")
    if text is not None and not _is_eastern_by_chance(text, data, codec):
        return text.removeprefix("\ufeff"), None if codec in ("", "utf-8") else "charset_lying"
    if text is None:
        text = _damaged_utf8(data)
        if text is not None and codec in ("", "utf-8"):
            return text, "charset_damaged"
    return _decode_legacy(data, label, codec)


def _by_mark(data: bytes, label: str) -> str | None:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) and not label.startswith("utf-32"):
        return data.decode("utf-16", "replace")
    if label.startswith("utf-32"):
        return None
    even, odd = data[0:400:2].count(0), data[1:400:2].count(0)
    looks_wide = len(data) >= 8 and max(even, odd) * 3 > len(data[:400]) and min(even, odd) * 10 <= max(even, odd)
    if label.startswith("utf-16") or looks_wide:
        exact = label if label in ("utf-16le", "utf-16be") else "utf-16-le" if odd >= even else "utf-16-be"
        return data.decode(exact, "replace")
    return None


def _by_state(data: bytes, label: str) -> str | None:
    codec = _codec(label)
    if codec.startswith(STATEFUL):
        text = _strict(data, codec)
        return data.decode(codec, "replace") if text is None and data.isascii() else text
    if b"\x1b$" in data or b"\x1b(J" in data:
        return _strict(data, "iso2022_jp_2")
    return None


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, ValueError):
        return None


def _is_eastern_by_chance(text: str, data: bytes, codec: str) -> bool:
    """A few double-byte letters of an eastern set can pass for UTF-8: then all of them look two bytes long."""
    if not codec.startswith(EASTERN):
        return False
    if max(text) >= "\u0800" or _strict(data, codec) is None:
        return False
    sound, words = vietnamese_share(unicodedata.normalize("NFC", text))
    return 2 * sound < words


def _damaged_utf8(data: bytes) -> str | None:
    text = data.decode("utf-8", "replace")
    lost = text.count("\ufffd")
    sound = sum(1 for letter in text[:20000] if letter > "\u007f") - min(lost, 20000)
    return text if sound >= 4 * lost else None


def _decode_legacy(data: bytes, label: str, codec: str) -> tuple[str, str | None]:
    if label in VIETNAMESE:
        return VIETNAMESE[label](data), None
    text = _strict(data, codec) if codec else None
    if text is not None and not codec.startswith(WESTERN):
        return text, None
    best = _most_vietnamese(data, text)
    if best is not None:
        return best, "charset_guessed"
    if text is not None:
        return text, None
    return _last_resort(data, codec)


def _most_vietnamese(data: bytes, believed: str | None) -> str | None:
    """The Vietnamese legacy set that makes syllables of nearly all marked words, unless what is believed does too."""
    sound, words = vietnamese_share(believed) if believed is not None else (0, 1)
    share = sound / words if words else 0.0
    best: tuple[float, int, str] | None = None
    for text in _vietnamese_readings(data):
        sound, words = vietnamese_share(text)
        if words and sound / words >= max(0.75, share + 0.2) and (best is None or (sound / words, sound) > best[:2]):
            best = (sound / words, sound, text)
    return best[2] if best else None


def _vietnamese_readings(data: bytes) -> Iterator[str]:
    composed = unicodedata.normalize("NFC", data.decode("cp1258", "replace"))
    return chain([composed], (decoder(data) for decoder in (decode_tcvn3, decode_vni, decode_viscii)))


def _last_resort(data: bytes, codec: str) -> tuple[str, str | None]:
    if codec and codec != "utf-8":
        return data.decode(codec, "replace"), "charset_damaged"
    return data.decode("cp1252", "replace"), "charset_unknown"


def _undo_doubling(text: str) -> str:
    """UTF-8 read as Latin and encoded once more by a sender: back to what was written."""
    if len(DOUBLED.findall(text[:4000])) < 2:
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text
