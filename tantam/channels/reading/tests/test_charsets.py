"""Vietnamese in every set it was ever sent in, with true, missing and lying labels."""

import base64
import unicodedata

import pytest

from tantam.channels.reading.charsets import decode
from tantam.channels.reading.read import read_mail
from tantam.channels.reading.vietnamese import TCVN3, VISCII, VNI, vietnamese_share

TEXT = "Kính gửi Quý công ty, tôi đã mua xe đạp điện ở cửa hàng nhưng sạc không vào điện, đề nghị bảo hành sớm."
TONES = "\u0300\u0301\u0303\u0309\u0323"


def by_table(table: dict[int, str], text: str) -> bytes:
    codes = {letter: code for code, letter in table.items()}
    return bytes(codes.get(letter, ord(letter) if letter.isascii() else 63) for letter in text)


def vni(text: str) -> bytes:
    pairs = {new: old for old, new in reversed(VNI.items())}
    return "".join(pairs.get(letter, letter) for letter in text).encode("cp1252")


def windows_1258(text: str) -> bytes:
    """Base letters with their quality, the tone after them, as Windows keyboards send it."""
    done = b""
    for letter in text:
        spread = unicodedata.normalize("NFD", letter)
        base = unicodedata.normalize("NFC", "".join(mark for mark in spread if mark not in TONES))
        done += base.encode("cp1258") + "".join(mark for mark in spread if mark in TONES).encode("cp1258")
    return done


SENT = {
    "utf-8": TEXT.encode(),
    "decomposed": unicodedata.normalize("NFD", TEXT).encode(),
    "windows-1258": windows_1258(TEXT),
    "tcvn3": by_table(TCVN3, TEXT),
    "viscii": by_table(VISCII, TEXT),
    "vni": vni(TEXT),
    "utf-16": TEXT.encode("utf-16"),
    "utf-16le": TEXT.encode("utf-16-le"),
}
LABELS = [
    None,
    "utf-8",
    "us-ascii",
    "iso-8859-1",
    "windows-1252",
    "windows-1258",
    "x-unknown",
    "no-such-set",
    "gb2312",
    "",
]


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("sent", SENT)
def test_a_body_is_read_whatever_its_label_says(sent: str, label: str | None):
    charset = f"; charset={label}" if label is not None else ""
    head = f"From: a@b.vn\nContent-Type: text/plain{charset}\nContent-Transfer-Encoding: base64\n\n".encode()
    assert read_mail(head + base64.encodebytes(SENT[sent])).text == TEXT


@pytest.mark.parametrize(("sent", "label"), [("tcvn3", "x-viet-tcvn"), ("viscii", "VISCII"), ("vni", "x-viet-vni")])
def test_the_old_sets_are_read_by_their_names(sent: str, label: str):
    assert decode(SENT[sent], label) == (TEXT, None)


@pytest.mark.parametrize("sent", ["tcvn3", "viscii", "vni", "windows-1258"])
@pytest.mark.parametrize("words", ["Hoá đơn", "Nguyễn", "Đơn hàng 123", "Trần Thị Bích", "Bảo hành xe"])
def test_a_raw_subject_of_a_word_or_two_is_enough(sent: str, words: str):
    coders = {"tcvn3": TCVN3, "viscii": VISCII}
    raw = by_table(coders[sent], words) if sent in coders else (vni if sent == "vni" else windows_1258)(words)
    assert read_mail(b"From: a@b.vn\nSubject: " + raw + b"\n\nx").subject == words


@pytest.mark.parametrize(
    "text",
    [
        "Café à emporter, été très agréable, où êtes-vous déjà allé? Ça va être génial.",
        "Müller grüßt Österreich über Äpfel und Öl",
        "São Paulo não é a capital, José está aqui, amanhã não",
        "España mañana señor ¿qué? también",
        "Blåbær på Ærø, smørrebrød",
        "Der Preis beträgt 5 €",
    ],
)
@pytest.mark.parametrize("label", ["iso-8859-1", "windows-1252", None])
def test_other_latin_languages_are_not_taken_for_vietnamese(text: str, label: str | None):
    assert decode(text.encode("cp1252"), label)[0] == text


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("euc-kr", "대부분의 마찬가지로"),
        ("gb2312", "您好，订单已发货"),
        ("big5", "您好，訂單已出貨"),
        ("shift_jis", "お問い合わせ"),
        ("iso-2022-jp", "お問い合わせ"),
        ("koi8-r", "Здравствуйте"),
        ("windows-1251", "Здравствуйте"),
    ],
)
def test_other_scripts_keep_their_labels(label: str, text: str):
    assert decode(text.encode(label), label) == (text, None)


def test_utf8_wins_over_a_label_and_says_so():
    assert decode("điện".encode(), "iso-8859-1") == ("điện", "charset_lying")


def test_utf8_cut_in_a_letter_is_still_utf8():
    text, problem = decode("bảo hành sớm, cảm ơn nhiều ạ".encode()[:-1], "utf-8")
    assert text.startswith("bảo hành sớm, cảm ơn nhiều ")
    assert problem == "charset_damaged"


def test_utf8_encoded_twice_is_decoded_twice():
    assert decode("Tráº§n Thá»‹ BÃ­ch".encode(), "utf-8")[0] == "Trần Thị Bích"


def test_no_text_holds_what_a_database_refuses():
    assert decode(b"a\x00b\x07c", None) == ("abc", None)
    assert decode(b"+2D0-", "utf-7")[0].encode() is not None


def test_labels_that_are_no_charsets_do_no_harm():
    for label in ("idna", "punycode", "zlib", "rot13", "unicode_escape", "hex", "x" * 5000, "\x00", "undefined"):
        assert decode("điện".encode(), label)[0] == "điện"


def test_syllables_are_told_from_gibberish():
    assert vietnamese_share("Cộng hòa xã hội chủ nghĩa Việt Nam") == (7, 7)
    assert vietnamese_share("Kính gửi quyển khuỷu nguyệt ướt") == (6, 6)
    assert vietnamese_share("Müller grüßt größer")[0] == 0
