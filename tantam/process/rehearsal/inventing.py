"""Texts of a real ticket with invented people in them: names, phones, mail addresses, addresses and numbers replaced.

The same is replaced by the same throughout, so that what belonged together still does. What is known of the customer
is replaced wherever it stands; beyond that what looks like a phone, a mailbox, a plate, a long number, an address or a
name behind a form of address. A text may hold more that only its reader recognises: they are asked to read it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from tantam.core.values.phones import find_phones

Sort = Literal["name", "phone", "email", "address", "number", "plate"]

_NAMES: Final = ("Trần Thị Mẫu", "Lê Văn Mẫu", "Phạm Ngọc Mẫu", "Hoàng Minh Mẫu", "Vũ Thu Mẫu", "Đỗ Quang Mẫu")
_ADDRESS: Final = "12 phố Ví Dụ, phường Mẫu"
_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PLATE: Final = re.compile(r"\b\d{2}-?[A-Z]{1,2}\d?[-. ]?\d{3}[. ]?\d{2}\b")
_LONG: Final = re.compile(r"(?<!\d)\d(?:[ .]?\d){8,}(?!\d)")
_WORD: Final = r"[A-ZÀ-ỸĐ][a-zà-ỹđ]*"
_HOUSE: Final = r"(?:(?i:số|ngõ|ngách|hẻm|kiệt|lô)\s+)?\d+[\dA-Za-z/]*"
_NAMED: Final = rf"{_WORD}(?:\s+{_WORD})*"
_AREA: Final = r"(?:(?i:phường|xã|quận|huyện|thành phố|tp\.?|tỉnh|p\.|q\.)\s*)?"
_PLACE: Final = re.compile(
    rf"{_HOUSE},?\s+(?:(?i:đường|phố|ngõ|hẻm|ấp|thôn)\s+)?{_NAMED}(?:,\s*{_AREA}[\dA-ZÀ-ỸĐ]\w*(?:\s+{_WORD})*)+"
    rf"|{_HOUSE}\s+(?i:đường|phố|ngõ|hẻm)\s+{_NAMED}"
)
_CALLED: Final = re.compile(
    rf"\b((?i:tên là|tên|tôi là|em là|mình là|cháu là|anh|chị|cô|chú|bác|ông|bà|bạn)\s+)({_WORD}(?:\s+{_WORD}){{0,3}})"
)
#: Words that begin with a capital behind "anh", "bà" … and name nobody.
_NO_NAMES: Final = frozenset(("Quốc", "Em", "Anh", "Chị", "Cô", "Chú", "Bác", "Ông", "Bà", "Shop", "Cửa", "Công"))


@dataclass(frozen=True, kw_only=True)
class Personal:
    """What is known of the people of a ticket: full names, mail addresses, addresses, and codes that are theirs."""

    names: Sequence[str] = ()
    emails: Sequence[str] = ()
    addresses: Sequence[str] = ()
    numbers: Sequence[str] = ()


@dataclass
class Inventor:
    """Replaces, and remembers by what."""

    known: Personal
    replaced: dict[tuple[Sort, str], str] = field(default_factory=dict)

    def value(self, value: object) -> object:
        """The value with invented people, however deep the texts lie in it."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {name: self.value(one) for name, one in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(one) for one in value]
        return value

    def text(self, text: str) -> str:
        """The text with invented people."""
        for sort, one in self._known():
            text = self._whole(text, one, sort)
        text = self._each(text, _EMAIL, "email")
        text = self._phones(text)
        text = self._each(text, _PLATE, "plate")
        text = self._each(text, _LONG, "number")
        text = self._each(text, _PLACE, "address")
        return _CALLED.sub(self._called, text)

    def by_sort(self) -> dict[Sort, list[str]]:
        """What stands there now instead, by sort, each once."""
        found: dict[Sort, list[str]] = {}
        for (sort, _old), new in self.replaced.items():
            if new not in found.setdefault(sort, []):
                found[sort].append(new)
        return found

    def _known(self) -> Iterator[tuple[Sort, str]]:
        pairs: list[tuple[Sort, str]] = [("email", one) for one in self.known.emails]
        pairs += [("address", one) for one in self.known.addresses]
        pairs += [("number", one) for one in self.known.numbers]
        pairs += [("name", one) for one in self.known.names]
        yield from sorted((pair for pair in pairs if pair[1].strip()), key=lambda pair: -len(pair[1]))
        for name in self.known.names:
            yield from (("name", one) for one in _given(name))

    def _whole(self, text: str, wanted: str, sort: Sort) -> str:
        given = sort == "name" and " " not in wanted
        pattern = re.compile(rf"(?<!\w){re.escape(wanted)}(?!\w)", 0 if given else re.IGNORECASE)
        return pattern.sub(lambda found: self._new(sort, wanted), text)

    def _each(self, text: str, pattern: re.Pattern[str], sort: Sort) -> str:
        invented = set(self.replaced.values())
        return pattern.sub(lambda found: found[0] if found[0] in invented else self._new(sort, found[0]), text)

    def _phones(self, text: str) -> str:
        invented = set(self.replaced.values())
        for one in reversed(find_phones(text)):
            if text[one.start : one.end] not in invented:
                text = text[: one.start] + self._new("phone", one.phone.e164) + text[one.end :]
        return text

    def _called(self, found: re.Match[str]) -> str:
        name = found[2]
        if name.split()[0] in _NO_NAMES or name.split()[-1] == "Mẫu":
            return found[0]
        return found[1] + self._new("name", name)

    def _new(self, sort: Sort, old: str) -> str:
        key = (sort, old.casefold())
        if key not in self.replaced:
            count = sum(one == sort for one, _old in self.replaced)
            self.replaced[key] = _INVENTED[sort](old, count)
        return self.replaced[key]


def _given(name: str) -> list[str]:
    """By what somebody is called beside the full name: the last syllable, and the last two."""
    syllables = name.split()
    return [" ".join(syllables[-2:]), syllables[-1]] if len(syllables) > 2 else syllables[-1:]


def _name(old: str, count: int) -> str:
    full = _NAMES[count % len(_NAMES)]
    return full if " " in old else full.split()[-1]


def _number(old: str, count: int) -> str:
    """As long as it was and with the letters it had; the digits count up."""
    digits = iter(str(10 ** max(1, sum(one.isdigit() for one in old)) - 1 - count))
    return "".join(next(digits) if one.isdigit() else one for one in old)


_INVENTED: Final[Mapping[Sort, Callable[[str, int], str]]] = {
    "name": _name,
    "phone": lambda old, count: f"0900 000 {count + 1:03}",
    "email": lambda old, count: f"khach{count + 1}@vidu.example",
    "address": lambda old, count: _ADDRESS,
    "number": _number,
    "plate": lambda old, count: f"99A-{count + 1:03}.99",
}
