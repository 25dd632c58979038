"""Whatever a function or an operator is given, it answers with a value or a refusal, never with an error of Python."""

import json
from itertools import product

import pytest

from tantam.process.engine.feel import FeelError, compile_expression, to_json
from tantam.process.engine.feel.builtins import BUILTINS
from tantam.process.engine.feel.limits import Run

VALUES = [
    *("null", "true", "0", "1", "-1", "2.5", "1e6000", "-1e6100", "1e-6100", "9e6144", "1e34"),
    *('""', '"a"', '"[a"', '"(a)?"', '"$1"', '"P1D"', '"Europe/Paris"', '"NaN"', '"1_0"'),
    *("[]", "[1]", "[3, 1, 2]", '["b", "a"]', "[null]", "[[1], [2]]", "[true, null]", "{}", "{a: 1}"),
    *('{key: "a", value: 1}', "[1..5]", "(> 5)", '["a".."c"]', "[null..5]"),
    *('@"2026-01-01"', '@"-999999999-01-01"', '@"10:00:00@Europe/Paris"', '@"2026-03-29T02:30:00@Europe/Paris"'),
    *('@"999999999-12-31T23:59:59Z"', '@"PT0.000000001S"', '@"P900000000000000000D"', '@"-P90000000000Y"'),
    *("function(x, y) x < y", "abs"),
]
GIVEN = {f"v{place}": compile_expression(f"[{text}]")({})[0] for place, text in enumerate(VALUES)}  # type: ignore[index]
OPERATORS = ["+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "and", "or", "in"]
FORMS = [
    *("a[b]", "for x in a return x", "[a..b]", "[b..a].start", "a in [a..b]", "a between a and b", "-a", "string(a)"),
    *("some x in a satisfies x = b", "if a then b else a", "a.time offset", "a.weekday", "a.days", "a.year", "a.start"),
    *("a instance of list<number>", "(function(x: date and time) x)(a)", "{x: a, y: x = b}.y"),
]


def answer(evaluate):
    """What can be written as JSON, or a refusal that says why in both languages."""
    try:
        return json.dumps(to_json(evaluate(Run(steps=5_000))))
    except FeelError as error:
        refusal = error
    assert refusal.message_vi
    assert refusal.message_en
    return refusal.code


@pytest.mark.parametrize("name", sorted(BUILTINS))
def test_a_function_answers_to_whatever_it_is_given(name):
    function = BUILTINS[name]
    most = max(2 if signature.variadic else min(len(signature.parameters), 3) for signature in function.signatures)
    given = list(GIVEN.values())
    for count in range(min(most, 2) + 1):
        for arguments in product(given, repeat=count):
            everything = [*arguments, *given[3 : 3 + max(most - 2, 0)]]
            first = answer(lambda run: function.call(run, everything))  # noqa: B023 - called at once
            assert answer(lambda run: function.call(run, everything)) == first  # noqa: B023


@pytest.mark.parametrize("form", [*(f"a {operator} b" for operator in OPERATORS), *FORMS])
def test_an_operator_answers_to_whatever_it_is_given(form):
    expression = compile_expression(form)
    for a, b in product(GIVEN.values(), repeat=2):
        given = {"a": a, "b": b}
        first = answer(lambda run: expression.within(given, run))  # noqa: B023 - called at once
        assert answer(lambda run: expression.within(given, run)) == first  # noqa: B023


def test_overflow_and_division_by_zero_are_null():
    for text in ("9e6144 + 9e6144", "median([9e6144, 9e6144])", "0 ** -1", "1 / 0", "sum([9e6144, 9e6144])", "0 / 0"):
        assert compile_expression(text)({}) is None


def test_the_standard_deviation_is_reckoned_with_all_digits():
    text = "string(stddev([1e30 + 0.5, 1e30 + 1.5, 1e30 + 2.5]))"
    assert compile_expression(text)({}) == "1"
