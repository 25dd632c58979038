"""Content transfer encodings (RFC 2045, uuencode), also damaged ones: what can be had, and that something was lost."""

import binascii
import re

NOT_BASE64 = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="))
PROSE = re.compile(rb"^[^\n]*\w [^\n]*[.,:_@<>()!?-][^\n]*$", re.MULTILINE)
UU_BLOCK = re.compile(
    rb"^begin(?:-base64)? [0-7]{3,4} ([^\r\n]{1,255})\r?\n(.*?)^(?:end|====)[ \t]*\r?$", re.MULTILINE | re.DOTALL
)


def decode_transfer(data: bytes, encoding: str) -> tuple[bytes, str | None]:
    """Bytes behind a Content-Transfer-Encoding, and a problem code or None."""
    name = encoding.strip(" \t;\"'").lower()
    if name == "base64":
        return decode_base64(data)
    if name == "quoted-printable":
        return binascii.a2b_qp(data), None
    if name in ("x-uuencode", "uuencode", "x-uue", "uue"):
        match = UU_BLOCK.search(data)
        return (decode_uu(match[2]), None) if match else (data, "uuencode_damaged")
    known = name in ("", "7bit", "8bit", "binary")
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


def decode_uu(body: bytes) -> bytes:
    """The lines between ``begin`` and ``end``; a damaged line is taken as far as it goes."""
    return b"".join(_uu_line(line) for line in body.splitlines() if line.strip())


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
