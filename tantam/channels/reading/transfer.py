"""Content transfer encodings (RFC 2045, uuencode), also damaged ones: what can be had, and that something was lost."""

import binascii
import re

NAME = re.compile(r"[\w-]+", re.ASCII)
NOT_BASE64 = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="))
PROSE = re.compile(rb"^[^\n]*\w [^\n]*[.,:_@<>()!?-][^\n]*$", re.MULTILINE)
UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]{1,255})\r?\n(?=[!-`][^\r\n]*\r?\n|\r?\n)", re.MULTILINE)
UU_END = re.compile(rb"^end[ \t]*\r?$", re.MULTILINE)


def decode_transfer(data: bytes, encoding: str) -> tuple[bytes, str | None]:
    """Bytes behind a Content-Transfer-Encoding, and a problem code or None."""
    found = NAME.search(encoding.lower())
    name = found[0] if found else ""
    if name in ("base64", "base-64", "b"):
        return decode_base64(data)
    if name in ("quoted-printable", "quoted", "quotedprintable", "q"):
        return binascii.a2b_qp(data), None
    if name in ("x-uuencode", "uuencode", "x-uue", "uue"):
        files, _ = take_uuencoded(data)
        return (files[0][1], None) if files else (data, "uuencode_damaged")
    known = name in ("", "7bit", "7-bit", "8bit", "8-bit", "8bits", "binary", "plain")
    return data, None if known else "transfer_unknown"


def decode_base64(data: bytes) -> tuple[bytes, str | None]:
    """Base64 as senders make it: no padding, padding in the middle, foreign letters, prose appended by gateways."""
    try:
        return binascii.a2b_base64(data.translate(None, b" \t\r\n"), strict_mode=True), None
    except binascii.Error:
        return _salvage_base64(data)


def _salvage_base64(data: bytes) -> tuple[bytes, str | None]:
    prose = PROSE.search(data)
    kept = (data[: prose.start()] if prose else data).translate(None, NOT_BASE64)
    lost = prose is not None or len(kept) < len(data.translate(None, b" \t\r\n"))
    decoded = []
    for run in re.split(rb"=+", kept):
        odd = len(run) % 4
        lost = lost or odd == 1
        run = run[: len(run) - 1] if odd == 1 else run
        decoded.append(binascii.a2b_base64(run + b"=" * (-len(run) % 4)))
    return b"".join(decoded), "base64_damaged" if lost else None


def take_uuencoded(data: bytes) -> tuple[list[tuple[bytes, bytes]], bytes]:
    """The (name, content) of each file between ``begin`` and ``end`` lines, and the text without them."""
    files: list[tuple[bytes, bytes]] = []
    rest: list[bytes] = []
    position = 0
    while begin := UU_BEGIN.search(data, position):
        end = UU_END.search(data, begin.end())
        if end is None:
            break
        rest.append(data[position : begin.start()])
        lines = data[begin.end() : end.start()].splitlines()
        files.append((begin[1], b"".join(_uu_line(line) for line in lines if line.strip())))
        position = end.end()
    return files, b"".join([*rest, data[position:]])


def _uu_line(line: bytes) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        # Some encoders pad or cut lines: the first character says how many bytes are meant.
        count = (((line[0] - 32) & 63) * 4 + 5) // 3
        try:
            return binascii.a2b_uu(line[:count].ljust(count, b" "))
        except binascii.Error:
            return b""
