import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tantam.core.values.text import (
    MAX_TERM,
    all_of,
    canonical_syllable,
    fold,
    nfc,
    query_terms,
    query_words,
    search_terms,
    sort_key,
)


def test_folding_drops_case_and_diacritics_and_makes_đ_a_d():
    assert fold("Hoá ĐƠN Ưu Việt") == "hoa don uu viet"


def test_composed_and_decomposed_text_fold_alike():
    assert fold(unicodedata.normalize("NFD", "Đặng Thuỳ")) == fold("Đặng Thuỳ") == "dang thuy"


def test_words_sort_by_letters_first_and_tones_in_dictionary_order():
    words = ["Ư", "Hóa", "Ánh", "Hoạ", "An", "Ân", "Hỏa", "Anh", "Hoà", "Ăn", "Đức", "Dũng", "Hoa", "Hõa"]
    assert sorted(words, key=sort_key) == [
        *("An", "Anh", "Ánh", "Ăn", "Ân", "Dũng", "Đức", "Hoa", "Hoà", "Hỏa", "Hõa", "Hóa", "Hoạ", "Ư"),
    ]


def test_a_shorter_first_word_sorts_before_a_longer_one():
    assert sorted(["Anh Đào", "An Bình", "Án Bình"], key=sort_key) == ["An Bình", "Án Bình", "Anh Đào"]


def test_the_two_places_of_a_tone_mark_sort_and_compare_alike():
    assert sort_key("hoà") == sort_key("Hòa")
    assert canonical_syllable("hòa") == canonical_syllable("HOÀ") == "hoa1"


def test_sort_keys_of_vietnamese_are_ascii_for_byte_order():
    assert sort_key("Trịnh Thu Uyên, Đặng Ưởng").isascii()


def test_a_text_gives_its_syllables_and_adjacent_pairs():
    assert search_terms("Hóa đơn đỏ") == ["hoa", "don", "hoa_don", "do", "don_do"]


@pytest.mark.parametrize(
    ("typed", "term"),
    [
        ("đơn TL-10482 của chị", "tl10482"),
        ("xe 29MĐ1-000.41 đi bảo dưỡng", "29md100041"),
        ("gọi 0912 345 678 nhé", "0912345678"),
        ("gọi +84 912.345.678 nhé", "0912345678"),
        ("tổng đài 1900 0000", "19000000"),
        ("gửi A.Nh+1@ThuanLo.example giúp", "a.nh+1@thuanlo.example"),
    ],
)
def test_codes_numbers_and_addresses_are_whole_terms_in_the_text_and_in_the_question(typed, term):
    assert term in search_terms(typed)
    assert term in query_terms(typed)


def test_a_phrase_asks_for_its_pairs_with_or_without_diacritics():
    assert query_terms("hóa đơn") == query_terms("hoa don") == ["hoa_don"]
    assert query_terms("nguyễn thị hoà") == ["nguyen_thi", "thi_hoa"]


def test_a_lone_word_asks_for_itself():
    assert query_terms(" Hoà ") == ["hoa"]


def test_a_code_in_a_phrase_stands_beside_the_phrase():
    assert query_terms("hoá đơn TL-10482") == ["hoa_don", "tl10482"]


def test_single_words_are_offered_for_a_wider_search():
    assert query_words("mũ kem, mũ đỏ") == ["mu", "kem", "do"]


def test_terms_are_quoted_for_the_database():
    assert all_of(query_terms("o'neil x\\y")) == "'o_neil' & 'neil_x' & 'x_y'"


def test_a_huge_text_gives_a_bounded_number_of_bounded_terms():
    terms = search_terms(" ".join(f"word{number}" for number in range(50_000)) + " " + "x" * 5000)
    assert len(terms) == 4000
    assert max(map(len, search_terms("x" * 5000 + "@" + "y" * 500 + ".example"))) <= MAX_TERM


@given(st.text(max_size=200))
def test_terms_are_safe_whatever_is_typed(text):
    for term in search_terms(text) + query_terms(text):
        assert re.fullmatch(r"[\w@.+-]+", term), term
        assert 1 <= len(term) <= MAX_TERM


@given(st.lists(st.sampled_from(["hoá", "đơn", "TL-10482", "0912 345 678", "trả", "góp", "a@b.example"]), max_size=8))
def test_a_text_is_found_by_any_beginning_of_itself(parts):
    text = ", ".join(parts)
    for count in range(1, len(parts) + 1):
        assert set(query_terms(", ".join(parts[:count]))) <= set(search_terms(text))


def test_stored_text_is_composed():
    assert nfc("e\u0302\u0323") == "ệ"
