"""Vietnamese names, family name first: the given name people are called by, initials, and tidying what was typed."""

import re

from tantam.core.values.text import fold, nfc, sort_key

_FAMILIES = """
nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý lí đào đoàn vương trịnh trương đinh lâm
phùng mai tô tạ hà lương lưu cao châu tôn thái thạch thân thiều tăng tống triệu từ ung văn vi viên yên quách quản
quang khổng khúc kiều kim la lã lại lạc lục lò lường lữ mạc mã mạch mẫn ma nghiêm nông ninh nhâm nhan ông ôn phí phó
phương bế bạch bành bá biện cấn chử chu cù cung cáp cái đàm đậu điền đồng doãn diệp giang giáp hán hạ hứa hình hùng hy
khương khuất khưu âu an ân sầm sơn sử tiêu tiết trà trang trầm vòng xa chế đái đới đổng đường hầu hàn nhữ
"""
_FAMILY_NAMES = frozenset(_FAMILIES.split())
_TITLES = frozenset({"anh", "chị", "em", "cô", "chú", "bác", "ông", "bà", "bạn", "bé", "mr", "mrs", "ms", "dr"})

_COMPANY = re.compile(
    r"\b(công ty|cty|tnhh|cổ phần|doanh nghiệp|dntn|tập đoàn|hợp tác xã|htx|hộ kinh doanh|cửa hàng|đại lý|siêu thị|"
    r"chi nhánh|văn phòng|ngân hàng|trường|bệnh viện|ubnd|ủy ban|uỷ ban|trung tâm|khách sạn|nhà hàng|xí nghiệp|"
    r"company|ltd|jsc|corp|inc|llc|co)\b",
    re.IGNORECASE,
)

_SYLLABLE = re.compile(
    r"(ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(ch|ng|nh|[cmnpt])?", re.IGNORECASE
)


#: What stands around a word without being letters, digits or their marks: pictures, quotes, brackets, joiners.
_BESIDE = re.compile(r"^[\W_]+|(?:(?![.'’])[\W_])+$")


def is_syllable(word: str) -> bool:
    """Whether a word can be one Vietnamese syllable, marks or not: `Hoà`, `Nguyen`, but not `John`."""
    return _SYLLABLE.fullmatch(fold(word)) is not None


def is_company(name: str) -> bool:
    """Whether a name reads as that of a company, shop or authority rather than a person's."""
    return _COMPANY.search(nfc(name)) is not None


def name_words(full_name: str) -> list[str]:
    """The words of a person's name without a title before it and without pictures (`🌸 Mai 🌸`). The family name Ông is
    no title (`Ông Thị Nhàn`)."""
    words = [bare for word in nfc(full_name).replace("\u00a0", " ").split() if (bare := _BESIDE.sub("", word))]
    if len(words) < 2 or words[0].lower().rstrip(".") not in _TITLES:
        return words
    is_also_family_name = words[0].lower() in _FAMILY_NAMES
    if is_also_family_name and words[1].lower() not in _FAMILY_NAMES:
        return words
    return words[1:]


def given_name(full_name: str) -> str:
    """The name a person is called by: the last word of a Vietnamese name, the first of one written the Western way.

    `given_name("Nghiêm Thị Hoà") == "Hoà"`, `given_name("John Smith") == "John"`, `""` for no name.
    """
    words = name_words(full_name)
    if not words:
        return ""
    if "'" in words[0] or "’" in words[0] or not is_syllable(words[0]):
        return words[0]
    return words[-1]


def family_name(full_name: str) -> str:
    """The family name, `""` where the name has one word."""
    words = name_words(full_name)
    if len(words) < 2:
        return ""
    return words[-1] if given_name(full_name) == words[0] else words[0]


def initials(full_name: str) -> str:
    """Two capitals for a face without a picture: family and given name, one where there is one word."""
    words = name_words(full_name)
    if not words:
        return ""
    return (words[0][0] if len(words) == 1 else words[0][0] + words[-1][0]).upper()


def name_sort_key(full_name: str) -> str:
    """A key that sorts people as Vietnamese lists do: by given name, then by the whole name."""
    return f"{sort_key(given_name(full_name))}\t{sort_key(full_name)}"


def tidy_name(name: str) -> str:
    """A person's name typed all in capitals or all in lower case, written properly; spaces made single.

    A company's name, a mixed one and a lone abbreviation (`VNPT`) stay as typed: their letters mean something.
    """
    spaced = " ".join(nfc(name).replace("\u00a0", " ").split())
    if is_company(spaced) or any(char.isdigit() for char in spaced):
        return spaced
    if not (spaced.isupper() or spaced.islower()):
        return spaced
    if spaced.isupper() and " " not in spaced and not is_syllable(spaced):
        return spaced
    return re.sub(r"[^\W\d_]+", lambda word: word.group()[0].upper() + word.group()[1:].lower(), spaced)
