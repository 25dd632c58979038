import pytest
from hypothesis import given
from hypothesis import strategies as st

from tantam.core.values.phones import NotAPhoneNumber, find_phones, international, masked, parse_phone, shown


@pytest.mark.parametrize(
    ("typed", "e164", "kind", "seen"),
    [
        ("0912 345 678", "+84912345678", "mobile", "0912 345 678"),
        ("+84 (0)912-345.678", "+84912345678", "mobile", "0912 345 678"),
        ("84912345678", "+84912345678", "mobile", "0912 345 678"),
        ("0084912345678", "+84912345678", "mobile", "0912 345 678"),
        ("912345678", "+84912345678", "mobile", "0912 345 678"),
        ("0900 000 103", "+84900000103", "mobile", "0900 000 103"),
        ("024 3822 1234", "+842438221234", "landline", "024 3822 1234"),
        ("(04) 3822 1234", "+842438221234", "landline", "024 3822 1234"),
        ("0236 3822 123", "+842363822123", "landline", "0236 3822 123"),
        ("1900 0000", "+8419000000", "service", "1900 0000"),
        ("1900636467", "+841900636467", "service", "1900 636 467"),
        ("1800 1090", "+8418001090", "service", "1800 1090"),
        ("+1 650 253 0000", "+16502530000", "mobile", "+1 650-253-0000"),
    ],
)
def test_a_number_is_known_however_it_is_typed(typed, e164, kind, seen):
    phone = parse_phone(typed)
    assert (phone.e164, phone.kind, str(phone)) == (e164, kind, seen)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("0120", "070"), ("0121", "079"), ("0122", "077"), ("0126", "076"), ("0128", "078"),
        ("0123", "083"), ("0124", "084"), ("0125", "085"), ("0127", "081"), ("0129", "082"),
        ("0162", "032"), ("0163", "033"), ("0164", "034"), ("0165", "035"), ("0166", "036"),
        ("0167", "037"), ("0168", "038"), ("0169", "039"), ("0186", "056"), ("0188", "058"), ("0199", "059"),
    ],
)  # fmt: skip
def test_an_ended_eleven_digit_mobile_is_its_number_of_today(old, new):
    assert parse_phone(f"{old} 345 6789") == parse_phone(f"+84{old[1:]}3456789") == parse_phone(f"{new} 345 6789")


@pytest.mark.parametrize(
    "typed", ["", "123", "abc", "0912", "0100000000", "0130 345 6789", "9" * 400, "\x00", "0" * 10]
)
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(NotAPhoneNumber):
        parse_phone(typed)


def test_numbers_are_shown_abroad_with_their_country():
    assert international("+84912345678") == "+84 912 345 678"
    assert shown("+442083661177") == international("+442083661177") == "+44 20 8366 1177"


@pytest.mark.parametrize(
    ("e164", "hidden"),
    [
        ("+84912345678", "0912 *** 678"),
        ("+842438221234", "024 3*** *234"),
        ("+8419000000", "19** **00"),
    ],
)
def test_a_masked_number_keeps_its_shape_and_hides_its_middle(e164, hidden):
    assert masked(e164) == hidden


def test_numbers_are_found_in_a_text_and_other_figures_are_not():
    text = (
        "gọi 0912.345.678 hoặc (024) 3822-1234, giá 19.000.000đ, đơn TL-0912345678, ngày 20-12-2026 15:30, "
        "tổng đài 1900 0000, MST 0100000000, a0912345678@b.example, hai số: 0912 345 678 0987 654 321"
    )
    found = find_phones(text)
    assert [str(one.phone) for one in found] == [
        *("0912 345 678", "024 3822 1234", "1900 0000", "0912 345 678", "0987 654 321"),
    ]
    assert text[found[1].start : found[1].end] == "(024) 3822-1234"


@given(st.text(alphabet="0123456789+-. ()ab", max_size=80))
def test_finding_never_fails_and_found_places_hold_their_number(text):
    for one in find_phones(text):
        assert parse_phone(text[one.start : one.end]) == one.phone


@given(st.sampled_from(["32", "70", "81", "90", "91", "98"]), st.integers(0, 9_999_999))
def test_a_mobile_survives_being_shown_and_typed_again(prefix, rest):
    e164 = f"+84{prefix}{rest:07}"
    assert parse_phone(shown(e164)).e164 == parse_phone(international(e164)).e164 == e164
