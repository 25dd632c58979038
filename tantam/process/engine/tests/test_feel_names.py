"""Names: Vietnamese, with spaces, with operators in them; and what is wrong is said with its place."""

from decimal import Decimal

import pytest

from tantam.process.engine.feel import FeelError, compile_expression, compile_unary_tests


@pytest.mark.parametrize(
    ("text", "names", "context", "value"),
    [
        ("tổng tiền * 2", (), {"tổng tiền": 5}, 10),
        ("tổng tiền - phí = 3", ("tổng tiền - phí",), {"tổng tiền - phí": 3}, True),
        ("a-b", ("a", "b"), {"a": 5, "b": 2}, 3),
        ("a-b", ("a", "b", "a-b"), {"a": 5, "b": 2, "a-b": 9}, 9),
        ("terms and conditions", ("terms and conditions",), {"terms and conditions": "ok"}, "ok"),
        ("khách.ngày sinh.year", (), {"khách": {"ngày sinh": None}}, None),
        ("date of birth", (), {"date of birth": "x"}, "x"),
        ("phiếu[mức độ = 2].mã", (), {"phiếu": [{"mức độ": 2, "mã": "A"}]}, ["A"]),
        ('date("2026-01-02").day + date', ("date",), {"date": 1}, 3),
        ("{foo+bar: 1, x: foo+bar}.x", (), {}, 1),
        ("for số dòng in [1, 2] return số dòng + 1", (), {}, [2, 3]),
        ("customer's age", ("customer's age",), {"customer's age": 4}, 4),
        ("1 + /* ghi chú */ 1 // hết", (), {}, 2),
        ("(function(số.thứ tự) số.thứ tự + 1)(số.thứ tự: 3)", (), {}, 4),
        ("(function(a**b) a**b + 1)(a**b: 3)", (), {}, 4),
        ("(function(đơn/giá-gốc) đơn/giá-gốc * 2)(đơn/giá-gốc: 3)", (), {}, 6),
    ],
)
def test_a_name_is_read_as_people_write_it(text, names, context, value):
    assert compile_expression(text, names=names)(context) == value


def test_a_name_typed_in_decomposed_letters_is_the_same_name():
    assert compile_expression("phi\u0301")({"phí": 7}) == Decimal(7)


def test_the_free_names_are_those_the_host_must_give():
    expression = compile_expression('a.b > c and contains(d, "x") and (some e in f satisfies e = 1)')
    assert expression.free_names == {"a", "c", "d", "f"}


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("", "unexpected_end", 1, 1),
        ("1 +", "unexpected_end", 1, 4),
        ("a = = b", "unexpected", 1, 5),
        ("a and\n  )", "unexpected", 2, 3),
        ('"abc', "unclosed_string", 1, 1),
        ("1 /* abc", "unclosed_comment", 1, 3),
        ("a # b", "bad_character", 1, 3),
        ("1e99999", "bad_number", 1, 1),
        ("if a then b", "unexpected_end", 1, 12),
        ("[1, 2", "unexpected_end", 1, 6),
        ("f(a: 1, 2)", "mixed_arguments", 1, 10),
        ("x instance of nonsense", "bad_type", 1, 15),
        ("(1, 2)", "unexpected", 1, 7),
        ("a.__class__.__mro__ and 1 1", "unexpected", 1, 27),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_place(text, code, line, column):
    with pytest.raises(FeelError) as caught:
        compile_expression(text)
    assert (caught.value.code, caught.value.line, caught.value.column) == (code, line, column)


def test_a_refusal_speaks_both_languages():
    with pytest.raises(FeelError) as caught:
        compile_expression("a = )")
    assert caught.value.message_vi == "Không hiểu “)” ở chỗ này."
    assert caught.value.message_en == "“)” is not expected here."


@pytest.mark.parametrize(
    ("text", "value", "passes"),
    [
        ("-", 5, True),
        ("", 5, True),
        ("5", 5, True),
        ("-5", -5, True),
        ("> 3, 1", 1, True),
        ("[1..5)", 5, False),
        ("not(1, 2)", 3, True),
        ("not(1, 2)", 2, False),
        ("not(null)", None, False),
        ("null", None, True),
        ('"a", "b"', "b", True),
        ("< 10", "x", None),
        ("? > 3 and ? < limit", 5, True),
        ('contains(?, "vi")', "dịch vụ viễn thông", True),
        ("allowed", 2, True),
        ("true", False, False),
        ("false", False, True),
        ("limit > 5", "anything", True),
        ("limit < 5", "anything", None),
        ('> date("2026-01-01")', None, None),
    ],
)
def test_a_table_cell_tests_its_value(text, value, passes):
    number = Decimal(value) if type(value) is int else value
    tests = compile_unary_tests(text, names=("limit", "allowed"))
    assert tests(number, {"limit": 10, "allowed": [1, 2]}) is passes
