"""Names that machines and people give to things: UUIDs, case numbers, customer codes, plates, tax codes, e-mail."""

import re
import secrets
import time
from dataclasses import dataclass
from uuid import UUID

from tantam.core.values.text import fold, nfc

MAX_EMAIL, MAX_LOCAL_PART = 254, 64
"""Longest address and longest part before the @ in octets (RFC 5321, 4.5.3.1)."""


def new_uuid() -> UUID:
    """A new UUID, ordered by time: for primary use as a model's default. The one value here that reads the clock."""
    return time_ordered_uuid(time.time_ns(), randomness=secrets.randbits(62))


def time_ordered_uuid(nanoseconds: int, *, randomness: int) -> UUID:
    """A version 7 UUID (RFC 9562, 5.7): milliseconds since 1970, a finer fraction in 12 bits, 62 random bits."""
    milliseconds, rest = divmod(nanoseconds, 1_000_000)
    fraction = rest * 4096 // 1_000_000
    top = (milliseconds & (1 << 48) - 1) << 16 | 7 << 12 | fraction
    return UUID(int=top << 64 | 0b10 << 62 | randomness & (1 << 62) - 1)


@dataclass(frozen=True)
class CaseNumber:
    """The public number of a case: brand, year and place in a sequence. Never proof of access."""

    brand: str
    year: int
    sequence: int

    def __str__(self) -> str:
        """`TT-26-004812`; a sequence beyond a million simply has more digits."""
        return f"{self.brand}-{self.year % 100:02}-{self.sequence:06}"


_CASE_NUMBER = re.compile(r"(?<![^\W_])([A-Z]{2,6})-(\d{2})-(\d{6,9})(?![^\W_])", re.ASCII)


def case_numbers(text: str) -> list[CaseNumber]:
    """The case numbers standing in a text such as a subject, in order; the century is this one."""
    return [CaseNumber(brand, 2000 + int(year), int(number)) for brand, year, number in _CASE_NUMBER.findall(text)]


def customer_code(sequence: int) -> str:
    """The code of a customer: `KH000001`."""
    return f"KH{sequence:06}"


_PLATE = re.compile(
    r"(?<![^\W_])(?P<province>[1-9]\d)[.-]?(?P<series>M[ĐD]\d|[A-Z][A-ZĐ]|[A-Z](?=\d{5}(?!\w))|[A-Z]\d|[A-Z])"
    r"[ .-]{0,2}(?P<number>\d{3}[.]?\d{2}|\d{4})(?![^\W_])(?![.,-]\d)",
    re.IGNORECASE,
)


def plates_in(text: str) -> list[str]:
    """The Vietnamese licence plates in a text, written the usual way: `29MĐ1-000.41`, `30A-123.45`, `29X1-1234`."""
    return [_plate(match) for match in _PLATE.finditer(nfc(text)) if _is_plate(match)]


def normal_plate(typed: str) -> str | None:
    """A plate as typed in the usual way of writing, `None` where it is none."""
    match = _PLATE.fullmatch(nfc(typed).strip())
    return _plate(match) if match and _is_plate(match) else None


def plate_key(plate: str) -> str:
    """The letters and digits of a plate for comparing, đ as d: `29md100041`."""
    return "".join(char for char in fold(plate) if char.isalnum())


def _is_plate(match: re.Match[str]) -> bool:
    """Whether it looks like a plate and not like a size or a date: a lone letter needs its separator or five digits."""
    return len(match["number"]) > 4 or any(char in match.group() for char in "-. ")


def _plate(match: re.Match[str]) -> str:
    series = re.sub(r"^MD(?=\d)", "MĐ", match["series"].upper())
    digits = match["number"].replace(".", "")
    return f"{match['province']}{series}-" + (f"{digits[:3]}.{digits[3:]}" if len(digits) == 5 else digits)


_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


def tax_code_problem(typed: str) -> str | None:
    """What is wrong with a Vietnamese tax code: `"shape"` or `"check_digit"`; `None` where it can be right.

    Ten digits for a company, thirteen (`0100109106-001`) for a branch, twelve (the personal identification number) for
    people and household businesses since 2025-07-01. Check digit: 10 less the weighted sum of nine digits modulo 11.
    """
    code = re.sub(r"[\s.]", "", typed)
    if re.fullmatch(r"0\d{11}", code, re.ASCII):
        return None
    match = re.fullmatch(r"(\d{9})(\d)(?:-?(\d{3}))?", code, re.ASCII)
    if match is None:
        return "shape"
    total = sum(int(digit) * weight for digit, weight in zip(match[1], _TAX_WEIGHTS, strict=True))
    return None if 10 - total % 11 == int(match[2]) else "check_digit"


class NotAnEmailAddress(ValueError):
    """The text is no e-mail address that could be written to."""


_LOCAL = re.compile(r"[^\s\"(),:;<>@\[\\\]\x00-\x1f\x7f-\x9f]+")
_DOMAIN = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}\Z", re.ASCII)


def normal_email(typed: str) -> str:
    """An e-mail address stripped, its domain in lower case and ASCII; the part before the @ stays as typed.

    Raises `NotAnEmailAddress`: also for anything with spaces, line breaks or several addresses in it. Quoted local
    parts (`"a b"@…`) are refused: nobody's customer has one, and they are a way to smuggle headers.
    """
    local, at, domain = nfc(typed).strip(" \t").rpartition("@")
    if not at or not _LOCAL.fullmatch(local) or local.startswith(".") or local.endswith(".") or ".." in local:
        raise NotAnEmailAddress(typed[:MAX_EMAIL])
    try:
        ascii_domain = domain.lower().encode("idna").decode("ascii")
    except UnicodeError:
        raise NotAnEmailAddress(typed[:MAX_EMAIL]) from None
    address = f"{local}@{ascii_domain}"
    if not _DOMAIN.match(ascii_domain) or len(local.encode()) > MAX_LOCAL_PART or len(address.encode()) > MAX_EMAIL:
        raise NotAnEmailAddress(typed[:MAX_EMAIL])
    return address


def email_key(address: str) -> str:
    """An address for comparing: wholly in lower case, as every mailbox in use treats it."""
    return normal_email(address).lower()
