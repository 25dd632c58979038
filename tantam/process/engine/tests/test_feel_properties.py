"""Properties: arithmetic equals that of Python's decimals; noise never does more than be refused."""

from decimal import ROUND_HALF_EVEN, Context, Decimal, DecimalException, DivisionByZero, InvalidOperation, Overflow
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tantam.process.engine.feel import FeelError, compile_expression, from_python, to_json
from tantam.process.engine.feel.values.civil import civil_from_days, days_from_civil, week_of_year, weekday
from tantam.process.engine.feel.values.temporal import Date, DateTime, Time
from tantam.process.engine.feel.values.temporal_text import date_time_text, parse_date_time

ORACLE = Context(
    prec=34, Emin=-6143, Emax=6144, rounding=ROUND_HALF_EVEN, traps=[DivisionByZero, InvalidOperation, Overflow]
)
OPERATIONS = {"+": ORACLE.add, "-": ORACLE.subtract, "*": ORACLE.multiply, "/": ORACLE.divide}

numbers = st.decimals(min_value=0, max_value=10**9, allow_nan=False, allow_infinity=False, places=3).map(abs)
trees = st.recursive(
    numbers,
    lambda inner: st.one_of(st.tuples(st.sampled_from("+-*/"), inner, inner), st.tuples(st.just("neg"), inner)),
    max_leaves=25,
)


def written(tree: Any) -> str:
    if isinstance(tree, Decimal):
        return format(tree, "f")
    if tree[0] == "neg":
        return f"-({written(tree[1])})"
    return f"({written(tree[1])} {tree[0]} {written(tree[2])})"


def reckoned(tree: Any) -> Decimal | None:
    if isinstance(tree, Decimal):
        return tree
    parts: list[Any] = [reckoned(part) for part in tree[1:]]
    if None in parts:
        return None
    try:
        return ORACLE.minus(parts[0]) if tree[0] == "neg" else OPERATIONS[tree[0]](*parts)
    except DecimalException:
        return None


@given(trees)
@settings(max_examples=300, deadline=None)
def test_arithmetic_equals_that_of_decimals(tree):
    assert compile_expression(written(tree))({}) == reckoned(tree)


@given(st.lists(st.sampled_from(["1", "2.5", "0.1", "3"]), min_size=2, max_size=12), st.data())
@settings(max_examples=200, deadline=None)
def test_precedence_is_that_of_python(operands, data):
    operators = [data.draw(st.sampled_from(["+", "-", "*"])) for _ in operands[1:]]
    text = operands[0] + "".join(f" {op} {value}" for op, value in zip(operators, operands[1:], strict=True))
    decimals = "".join(f"Decimal('{part}')" if part[0].isdigit() else part for part in text.split(" "))
    assert compile_expression(text)({}) == eval(decimals, {"Decimal": Decimal})  # noqa: S307 - the oracle


PIECES = st.sampled_from(
    [
        *("1", "a", '"x"', "(", ")", "[", "]", "{", "}", ",", ":", ".", "..", "+", "-", "*", "**", "/", "=", "<", ">="),
        *("and", "or", "not", "in", "between", "if", "then", "else", "for", "return", "some", "every", "satisfies"),
        *("instance of", "list<", "number", "function(", "null", "true", "@", "?", "item", "partial", "date(", "sum("),
    ]
)


def refusal(text: str, context: dict[str, object]) -> FeelError | None:
    try:
        to_json(compile_expression(text, names=tuple(context))(context))
    except FeelError as error:
        return error
    return None


@given(st.lists(PIECES, max_size=30).map(" ".join))
@settings(max_examples=500, deadline=None)
def test_a_heap_of_tokens_is_evaluated_or_refused_with_a_place(text):
    error = refusal(text, {"a": [1, {"x": 2}]})
    if error is not None:
        assert error.message_vi
        assert error.message_en
        assert error.line >= 1 or error.code in ("too_deep", "too_much_work", "too_large")


@given(st.text(max_size=40))
@settings(max_examples=300, deadline=None)
def test_any_text_is_evaluated_or_refused(text):
    error = refusal(text, {})
    assert error is None or error.line >= 1


@given(st.text(max_size=20))
def test_a_text_survives_being_written_as_a_literal(text):
    literal = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    expected = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace") if "\\" in literal else text
    assert compile_expression(literal)({}) == expected


@given(st.dates())
def test_the_calendar_agrees_with_pythons(date):
    days = days_from_civil(date.year, date.month, date.day)
    assert days == date.toordinal() - 719_163
    assert civil_from_days(days) == (date.year, date.month, date.day)
    assert weekday(days) == date.isoweekday()
    assert week_of_year(date.year, date.month, date.day) == date.isocalendar().week


@given(st.integers(-999_999_999, 999_999_999), st.integers(1, 12), st.integers(1, 28), st.integers(0, 86_399))
def test_a_date_and_time_of_any_year_is_read_as_written(year, month, day, second):
    value = DateTime(Date(year, month, day), Time(second * 1_000_000_000, 25_200))
    assert parse_date_time(date_time_text(value)) == value
    assert DateTime.from_local_nanos(value.local_nanos, 25_200) == value


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**50), 2**50) | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
        max_leaves=20,
    )
)
@settings(max_examples=200, deadline=None)
def test_json_values_pass_through_unchanged(value):
    assert to_json(from_python(value)) == value
    assert to_json(compile_expression("x", names=("x",))({"x": value})) == value
