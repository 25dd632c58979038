"""A person's initials and colour, from the name alone."""

from zlib import crc32

_COMPANY = {"công", "ty", "tnhh", "cp", "cổ", "phần", "cửa", "hàng", "company", "ltd", "co."}
HUES = 8


def initials(name: str) -> str:
    """Two letters as Vietnamese people say a name: middle and given (Trần Đặng Ngọc Ánh → NÁ); one word gives one."""
    words = [word for word in name.split() if word[0].isalnum()]
    telling = [word for word in words if word.casefold() not in _COMPANY] or words
    if not any(char.isalpha() for char in name):
        return "#" if words else "?"  # a phone in place of a name
    return "".join(word[0] for word in telling[-2:]).upper() or "?"


def hue(name: str) -> int:
    """A number below `HUES`, always the same for the same name."""
    return crc32(name.encode()) % HUES
