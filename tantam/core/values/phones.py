"""Phone numbers as E.164, read and shown the Vietnamese way. Numbering plans come from the `phonenumbers` library.

Added by us: the 11-digit mobile prefixes that ended in 2018 and the Hanoi code of before 2017 are mapped to today's
(decision 798/QĐ-BTTTT of 2014 and plan 2036 of 2018), and numbers are grouped as people here read them.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

Kind = Literal["mobile", "landline", "service", "other"]

_ENDED_MOBILE = """
120 70, 121 79, 122 77, 126 76, 128 78, 123 83, 124 84, 125 85, 127 81, 129 82,
162 32, 163 33, 164 34, 165 35, 166 36, 167 37, 168 38, 169 39, 186 56, 188 58, 199 59
"""
_MOBILE_SINCE_2018 = {pair.split()[0]: pair.split()[1] for pair in _ENDED_MOBILE.split(",")}
_OLD_MOBILE = re.compile(r"(?:\+84|0084|84|0)(1(?:2\d|6[2-9]|8[68]|99))(\d{7})")
_OLD_HANOI = re.compile(r"(?:\+84|0084|84|0)4(\d{8})")
_NOISE = re.compile(r"[\s.\-()/\u00a0\u2010-\u2015]+")
_SERVICE = re.compile(r"(?:\+84|0084|84|0)?(1[89]00\d{4,6})")

_IN_TEXT = re.compile(r"(?<![\w.,+@/-])(?:\+\d|\(?0|84\d|1[89]00)(?:[ .()\-]{0,2}\d){4,14}(?![\w@])")
_DIGIT_ENDS = re.compile(r"\d(?!\d)")
_AMOUNT = re.compile(r"\d{1,3}(?:[.,]\d{3})+")

_MAX_TYPED = 40


class NotAPhoneNumber(ValueError):
    """The text is no possible phone number."""


@dataclass(frozen=True)
class Phone:
    """A phone number: `e164` is its identity (`+84912345678`), `kind` says what sort it is."""

    e164: str
    kind: Kind

    def __str__(self) -> str:
        """The number as shown to people in Vietnam."""
        return shown(self.e164)


@dataclass(frozen=True)
class FoundPhone:
    """A number standing in a text at [start, end)."""

    phone: Phone
    start: int
    end: int


def parse_phone(typed: str, *, region: str = "VN") -> Phone:
    """The number meant by what was typed; raises `NotAPhoneNumber`.

    Without a country code the number is of `region` (ISO 3166). Shared numbers (1900 0000) are of kind `service`.
    """
    if len(typed) > _MAX_TYPED:
        raise NotAPhoneNumber(typed[:_MAX_TYPED])
    compact = _NOISE.sub("", typed) if region == "VN" else typed
    service = _SERVICE.fullmatch(compact) if region == "VN" else None
    if service:
        return Phone("+84" + service.group(1), "service")
    try:
        number = phonenumbers.parse(_todays_number(compact) if region == "VN" else typed, region)
    except NumberParseException:
        raise NotAPhoneNumber(typed) from None
    if not phonenumbers.is_valid_number(number):
        raise NotAPhoneNumber(typed)
    return Phone(phonenumbers.format_number(number, PhoneNumberFormat.E164), _kind(number))


def _todays_number(compact: str) -> str:
    """A Vietnamese number of an ended prefix under its prefix of today, any other one unchanged."""
    mobile = _OLD_MOBILE.fullmatch(compact)
    if mobile:
        return f"+84{_MOBILE_SINCE_2018[mobile.group(1)]}{mobile.group(2)}"
    hanoi = _OLD_HANOI.fullmatch(compact)
    return f"+8424{hanoi.group(1)}" if hanoi else compact


def _kind(number: PhoneNumber) -> Kind:
    match phonenumbers.number_type(number):
        case PhoneNumberType.MOBILE | PhoneNumberType.FIXED_LINE_OR_MOBILE:
            return "mobile"
        case PhoneNumberType.FIXED_LINE:
            return "landline"
        case PhoneNumberType.TOLL_FREE | PhoneNumberType.PREMIUM_RATE | PhoneNumberType.SHARED_COST:
            return "service"
        case _:
            return "other"


@lru_cache(maxsize=2048)
def shown(e164: str) -> str:
    """The number as people here read it: `0912 345 678`, `024 3822 1234`, `1900 0000`; a foreign one with its code."""
    if not e164.startswith("+84"):
        return international(e164)
    digits = e164[3:]
    if digits.startswith(("1800", "1900")):
        return " ".join((digits[:4], *_grouped(digits[4:])))
    home = "0" + digits
    if len(home) == 10:
        return f"{home[:4]} {home[4:7]} {home[7:]}"
    if len(home) == 11 and home.startswith("02"):
        area = 3 if home.startswith(("024", "028")) else 4
        return " ".join((home[:area], *_grouped(home[area:])))
    return home


def _grouped(digits: str) -> list[str]:
    first = 4 if len(digits) in {4, 7, 8} else 3
    return [digits[:first], digits[first:]] if len(digits) > first else [digits]


def international(e164: str) -> str:
    """The number with its country code, grouped: `+84 912 345 678`."""
    if e164.startswith("+84") and len(e164) == 12:
        return f"+84 {e164[3:6]} {e164[6:9]} {e164[9:]}"
    try:
        number = phonenumbers.parse(e164)
    except NumberParseException:
        return e164
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)


def masked(e164: str) -> str:
    """The number with its middle hidden, for those who may not see it whole: `0912 *** 678`."""
    text = shown(e164)
    places = [place for place, char in enumerate(text) if char.isdigit()]
    hidden = set(places[4:-3]) if len(places) >= 9 else set(places[2:-2])
    return "".join("*" if place in hidden else char for place, char in enumerate(text))


def find_phones(text: str, *, region: str = "VN") -> list[FoundPhone]:
    """The numbers in a text, in order; prices, dates and codes are none."""
    found: list[FoundPhone] = []
    position = 0
    while match := _IN_TEXT.search(text, position):
        here = None if _AMOUNT.fullmatch(match.group()) else _longest(match.group(), at=match.start(), region=region)
        found.extend([here] if here else [])
        position = here.end if here else match.end()
    return found


def _longest(digits: str, *, at: int, region: str) -> FoundPhone | None:
    """The longest beginning of a run of digits that is a number: two numbers may stand side by side."""
    for end in sorted((match.end() for match in _DIGIT_ENDS.finditer(digits)), reverse=True):
        try:
            return FoundPhone(parse_phone(digits[:end], region=region), at, at + end)
        except NotAPhoneNumber:
            continue
    return None
