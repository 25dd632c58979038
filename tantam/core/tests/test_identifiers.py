import pytest
from hypothesis import given
from hypothesis import strategies as st

from tantam.core.values.identifiers import (
    CaseNumber,
    NotAnEmailAddress,
    case_numbers,
    customer_code,
    email_key,
    new_uuid,
    normal_email,
    normal_plate,
    plate_key,
    plates_in,
    tax_code_problem,
    time_ordered_uuid,
)


def test_uuids_are_of_version_7_and_differ():
    first, second = new_uuid(), new_uuid()
    assert (first.version, first.variant) == (7, "specified in RFC 4122")
    assert first != second


def test_a_uuid_holds_its_milliseconds():
    uuid = time_ordered_uuid(1_645_557_742_000 * 10**6, randomness=0x18C4DC0C0C07398F)
    assert str(uuid) == "017f22e2-79b0-7000-98c4-dc0c0c07398f"


@given(st.integers(0, 2**47 * 10**6), st.integers(0, 2**62 - 1), st.integers(0, 2**62 - 1))
def test_uuids_sort_by_time(nanoseconds, one, other):
    later = time_ordered_uuid(nanoseconds + 1_000, randomness=other)
    assert time_ordered_uuid(nanoseconds, randomness=one) < later


def test_numbers_and_codes_are_written_as_people_know_them():
    assert str(CaseNumber("TT", 2026, 4812)) == "TT-26-004812"
    assert str(CaseNumber("TT", 2026, 1_234_567)) == "TT-26-1234567"
    assert customer_code(1) == "KH000001"


def test_case_numbers_are_found_in_a_subject():
    subject = "Re: [TT-26-004812] về phiếu TL-26-000007, đơn TL-10482, XTT-26-0048123456789"
    assert case_numbers(subject) == [CaseNumber("TT", 2026, 4812), CaseNumber("TL", 2026, 7)]


@pytest.mark.parametrize(
    ("typed", "plate"),
    [
        ("29MĐ1-000.41", "29MĐ1-000.41"),
        ("29MD1-00041", "29MĐ1-000.41"),
        ("29md1 000.41", "29MĐ1-000.41"),
        ("29MD100041", "29MĐ1-000.41"),
        ("30A-123.45", "30A-123.45"),
        ("30a12345", "30A-123.45"),
        ("29-X1 123.45", "29X1-123.45"),
        ("29X1-1234", "29X1-1234"),
        ("51LD-123.45", "51LD-123.45"),
        ("29AA-123.45", "29AA-123.45"),
    ],
)
def test_a_plate_is_written_one_way(typed, plate):
    assert normal_plate(typed) == plate
    assert plates_in(f"xe {typed}, nhé") == [plate]
    assert plate_key(plate) == plate_key(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "TL-10482",
        "0912345678",
        "29MĐ1",
        "05A-123.45",
        "12.900.000",
        "3/4",
        "TT-26-004812",
        "30A-123.456",
        "25 xe 1234",
    ],
)
def test_what_is_no_plate_is_none(typed):
    assert normal_plate(typed) is None
    assert plates_in(typed) == []


@pytest.mark.parametrize(
    "code", ["0100109106", "0100109106-001", "0100109106001", "0101248141", " 0101248141 ", "001090000001"]
)
def test_a_right_tax_code_has_no_problem(code):
    assert tax_code_problem(code) is None


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("0100109107", "check_digit"),
        ("0100000000", "check_digit"),
        ("0100109107-001", "check_digit"),
        ("", "shape"),
        ("123", "shape"),
        ("0100109106-01", "shape"),
        ("٠١٠٠١٠٩١٠٦", "shape"),
        ("0100109106\n-001x", "shape"),
    ],
)
def test_a_wrong_tax_code_is_named(code, problem):
    assert tax_code_problem(code) == problem


@given(st.integers(0, 999_999_999), st.integers(1, 9))
def test_one_wrong_digit_at_the_end_of_a_tax_code_is_always_seen(number, off):
    codes = [f"{number:09}{last}" for last in range(10)]
    right = [code for code in codes if tax_code_problem(code) is None]
    assert len(right) <= 1
    for code in right:
        assert tax_code_problem(code[:9] + str((int(code[9]) + off) % 10)) == "check_digit"


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        (" Hoa.Nghiem@ThuanLo.EXAMPLE\t", "Hoa.Nghiem@thuanlo.example"),
        ("a+b@b.example", "a+b@b.example"),
        ("cskh@thuậnlộ.example", "cskh@xn--thunl-n31bwm.example"),
    ],
)
def test_an_address_is_stripped_and_its_domain_lowered(typed, address):
    assert normal_email(typed) == address


def test_addresses_compare_without_letter_case():
    assert email_key("Hoa@ThuanLo.example") == email_key("hoa@thuanlo.example")


@pytest.mark.parametrize(
    "typed",
    [
        "", "a", "@b.example", "a@", "a@b", "a b@c.example", "a@b.example, c@d.example", "a@b.example\n",
        "a@b.example\r\nBcc: x@y.example", "a\x00@b.example", '"a b"@c.example', "a@-b.example", "a..b@c.example",
        ".a@c.example", "a@b..example", "<a@b.example>", "a@b@c.example", "a" * 65 + "@b.example",
        "a@" + "b" * 64 + ".example", "a@" + "b." * 126 + "example",
    ],
)  # fmt: skip
def test_what_cannot_be_written_to_is_refused(typed):
    with pytest.raises(NotAnEmailAddress):
        normal_email(typed)


@given(st.text(max_size=60))
def test_nothing_that_is_accepted_can_break_a_header(text):
    for typed in (text, f"{text}@b.example", f"a@{text}.example"):
        try:
            address = normal_email(typed)
        except NotAnEmailAddress:
            continue
        assert not set(address) & set("\r\n\0,;<> \t")
