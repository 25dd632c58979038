"""An expression written to do harm is stopped with a message, whatever it tries (how soon: `test_feel_budget`)."""

import pytest

from tantam.process.engine.feel import FeelError, compile_expression, compile_unary_tests, to_json

DOUBLING = "for i in 1..64 return [partial[-1], partial[-1]]"


def outcome(text: str) -> str:
    """The code of the refusal, or "done"."""
    try:
        to_json(compile_expression(text)({"a": 1}))
        return "done"
    except FeelError as error:
        return error.code


@pytest.mark.parametrize(
    "text",
    [
        "(" * 10_000,
        "(" * 10_000 + "1" + ")" * 10_000,
        "[" * 10_000,
        "{a:" * 10_000,
        "f(" * 10_000,
        "not(" * 10_000,
        "-" * 10_000 + "1",
        "if a then " * 5_000,
        "for x in " * 5_000,
        "function(x) " * 5_000,
        "a" + ".b" * 10_000,
        "a" + "[1]" * 10_000,
        "a" + "(1)" * 10_000,
        "a" + " = 1" * 10_000,
        "x instance of " + "list<" * 5_000 + "number" + ">" * 5_000,
        "{f: function(n) f(n + 1), r: f(1)}.r",
        "for i in 1..100000 return [partial[-1]]",
    ],
)
def test_deep_nesting_is_too_deep(text):
    assert outcome(text) == "too_deep"


@pytest.mark.parametrize(
    "text",
    [
        "count(for i in 1..10**30 return i)",
        "some i in 1..10**30 satisfies false",
        "every i in 1..1000, j in 1..1000, k in 1..1000 satisfies true",
        "count((for i in 1..1000 return i)[count((for j in 1..10000 return j)[item > 5]) = 0])",
        "for i in 1..10**6 return 1.1 ** 2.2",
        f"flatten({DOUBLING})",
        f"string({DOUBLING})",
        "string(for i in 1..100000 return [partial[-1]])",
        f"{{a: {DOUBLING}, b: a = a}}.b",
        "distinct values(for i in 1..100000 return i)",
        'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "(a+)+\\1$")',
        'for i in 1..100000 return matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaa", "(a?){28}a{28}$")',
        "{f: function(n) if n > 20 then 1 else f(n + 1) + f(n + 1), r: f(1)}.r",
    ],
)
def test_endless_work_is_too_much_work(text):
    assert outcome(text) == "too_much_work"


@pytest.mark.parametrize(
    "text",
    [
        'for i in 1..64 return if i = 1 then "aaaaaaaa" else partial[-1] + partial[-1]',
        'string join(for i in 1..100000 return "aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb")',
        "for i in 1..64 return if i = 1 then [1] else concatenate(partial[-1], partial[-1])",
        DOUBLING,
    ],
)
def test_a_value_beyond_measure_is_too_large(text):
    assert outcome(text) == "too_large"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("10**(10**10)", None),
        ("9.9e6144 * 10", None),
        ("exp(10**9)", None),
        ('duration("P1D") * 10**6000', None),
        ('date("2026-01-01") + duration("P999999999999999D")', None),
        ('substring("a", 10**6000)', ""),
        ("[1][10**6000]", None),
        ('number("' + "9" * 50_000 + '")', None),
        ('matches("' + "a" * 60 + '!", "(a+)+$")', False),
        ('matches("a", "a{1000}{1000}")', None),
        ('matches("a", "' + "(" * 200 + '")', None),
        ("1" + " + 1" * 15_000, 15_001),
        ('time("10:00:00@../../etc/passwd")', None),
        ('date and time("2026-01-01T00:00:00@' + "a" * 1000 + '")', None),
    ],
)
def test_huge_numbers_and_texts_have_a_plain_answer(text, value):
    assert to_json(compile_expression(text)({})) == value


def test_a_text_beyond_the_limit_is_too_long():
    assert outcome('"' + "a" * 70_000 + '"') == "too_long"
    with pytest.raises(FeelError, match="too long"):
        compile_unary_tests("1," * 40_000)


def test_a_long_ladder_and_a_long_list_of_conditions_are_no_attack():
    ladder = "".join(f"if a = {i} then {i} else " for i in range(2_000)) + "-1"
    assert compile_expression(ladder)({"a": 1999}) == 1999
    assert compile_expression(" or ".join(["a = 0"] * 5_000) + " or a = 1")({"a": 1}) is True
