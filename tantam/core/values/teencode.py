"""What people type for short in Vietnamese chats, and the words they mean.

Only spellings that mean one thing to a shop's customers are in the table; those that depend on their neighbours
(`5 k`, `12 tr`, `3 h`, `còn bh`) are decided in `spelled_out`.
"""

from collections.abc import Sequence


def _words(spaced: str) -> frozenset[str]:
    return frozenset(spaced.split())


_MEANINGS = {
    "không": "ko k kô hk hok hông hong hổng hôg khong khg kh kg khum hem hơm k0",
    "được": "dc đc đk dk đx duoc đuợc dươc đươc đựơc",
    "gì": "j ji gj",
    "vậy": "z zậy zạy zị dzậy zay dzay",
    "rồi": "r rùi rui roài òi gòi",
    "trả": "tr",
    "shop": "sốp sóp sop shọp sọp",
    "inbox": "ib ibox inb",
    "bao nhiêu": "bn bnhiu bnhiêu",
    "nhiêu": "nhiu",
    "biết": "bít bik",
    "chuyển khoản": "ck",
    "facebook": "fb phây",
    "điện thoại": "đt",
    "số điện thoại": "sđt sdt",
    "công ty": "cty",
    "sản phẩm": "sp",
    "nhân viên": "nv",
    "trước": "trc",
    "mình": "mik mk mih",
    "luôn": "lun luông",
    "quá": "wá qá wa",
    "người": "ng ngừi",
    "với": "vs zới",
    "như thế nào": "ntn",
    "cảm ơn": "tks thks",
    "hôm nay": "hnay",
    "hôm qua": "hqua",
    "bảo hành": "bhanh bhành",
    "thích": "thik",
    "nhắn tin": "nt",
}

MEANT: dict[str, tuple[str, ...]] = {
    short: tuple(words.split()) for words, shorts in _MEANINGS.items() for short in shorts.split()
}
"""Spelling in lower case → the syllables it stands for."""

NEEDS_NEIGHBOURS = frozenset({"k", "kg", "tr", "h", "r", "bh"})
"""Spellings whose meaning depends on the words beside them."""

_AFTER_A_NUMBER = {"k": "nghìn", "tr": "triệu", "kg": "kg", "h": "giờ", "r": "r"}
_HOURS_BEFORE = frozenset({"bao", "mấy", "may"})
_WARRANTY_BEFORE = _words("còn con hết het đi di phiếu phieu thẻ the hạn han sổ so trung đc được")
_WARRANTY_AFTER = _words("xe pin sạc sac mấy may bao tháng thang năm nam bình binh máy ở của cua k ko không")


def spelled_out(words: Sequence[str], position: int) -> tuple[str, ...]:
    """The syllables meant by the word at a position of a text in lower case; itself where it is no short form."""
    word = words[position]
    before = words[position - 1] if position else ""
    if before.isdigit() and word in _AFTER_A_NUMBER:
        return (_AFTER_A_NUMBER[word],)
    if word == "h":
        return ("giờ",) if before in _HOURS_BEFORE else ("h",)
    if word == "bh":
        after = words[position + 1] if position + 1 < len(words) else ""
        is_warranty = before in _WARRANTY_BEFORE or after in _WARRANTY_AFTER
        return ("bảo", "hành") if is_warranty else ("bao", "giờ")
    return MEANT.get(word, (word,))
