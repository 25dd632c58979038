"""Between the host and an expression: values in, values out, lent functions, the clock."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from tantam.process.engine.feel import FeelError, compile_expression, from_python, to_json, to_python

SAIGON = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = dt.datetime(2026, 11, 22, 9, 30, tzinfo=SAIGON)


class Agent:
    name = "secret"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1, "1"),
        (0.1, "0.1"),
        (True, "true"),
        (Decimal("1.50"), "1.5"),
        (float("nan"), None),
        (("a", 1), '["a", 1]'),
        (dt.date(2026, 11, 22), "2026-11-22"),
        (dt.time(9, 30), "09:30:00"),
        (NOW, "2026-11-22T09:30:00@Asia/Ho_Chi_Minh"),
        (dt.datetime(2026, 11, 22, 2, 30, tzinfo=dt.UTC), "2026-11-22T02:30:00Z"),
        (dt.timedelta(hours=36), "P1DT12H"),
    ],
)
def test_a_python_value_is_seen_as_the_feel_value(value, text):
    assert compile_expression("string(x)", names=("x",))({"x": value}) == text


@pytest.mark.parametrize(
    "value", [None, True, "a", Decimal(1), dt.date(2026, 1, 2), dt.time(3, 4, 5, 6), NOW, dt.timedelta(days=-1), [{}]]
)
def test_a_value_goes_in_and_comes_out_the_same(value):
    assert to_python(from_python(value)) == value


def test_json_gets_whole_numbers_floats_and_texts():
    value = compile_expression('{a: 1.0, b: 0.5, c: @"P1Y2M", d: [date("2026-01-02"), null], e: 10 ** 400}')({})
    assert to_json(value) == {"a": 1, "b": 0.5, "c": "P1Y2M", "d": ["2026-01-02", None], "e": "1E+400"}


@pytest.mark.parametrize("text", ["x", "x.name", "[x][1].name", "x.__class__", "string(x)"])
def test_no_attribute_of_a_python_object_is_ever_reached(text):
    with pytest.raises(FeelError) as caught:
        compile_expression(text, names=("x",))({"x": Agent()})
    assert caught.value.code == "bad_value"


@pytest.mark.parametrize("text", ["x.__class__", "x.keys", "y.upper", "z.append", "x.get", "f.__globals__"])
def test_names_of_python_methods_mean_nothing(text):
    context = {"x": {"a": 1}, "y": "text", "z": []}
    assert compile_expression(text, functions={"f": lambda: 1})(context) in (None, [])


def test_a_lent_function_gets_plain_values_and_gives_any():
    seen = []

    def mentions(text, words):
        seen.append((text, words))
        return any(word in text for word in words)

    expression = compile_expression('mentions(subject, ["hỏng", "vỡ"])', functions={"mentions": mentions})
    assert expression({"subject": "Hàng bị vỡ"}) is True
    assert seen == [("Hàng bị vỡ", ["hỏng", "vỡ"])]


def test_a_lent_function_called_with_a_wrong_number_of_arguments_is_null():
    assert compile_expression("f(1, 2)", functions={"f": lambda a: a})({}) is None


def test_a_lent_function_may_be_called_by_the_names_of_its_parameters():
    assert compile_expression("f(b: 1, a: 5)", functions={"f": lambda a, b: a - b})({}) == 4


def test_a_lent_function_that_fails_is_reported_by_its_name():
    def broken():
        raise ValueError("no such team")

    with pytest.raises(FeelError) as caught:
        compile_expression("broken()", functions={"broken": broken})({})
    assert caught.value.message_en == "The function “broken” failed: no such team"


def test_the_clock_is_the_hosts():
    assert to_json(compile_expression("now()")({}, now=NOW)) == "2026-11-22T09:30:00@Asia/Ho_Chi_Minh"
    assert to_json(compile_expression("today()")({}, now=NOW)) == "2026-11-22"
    assert compile_expression("now()")({}) is None


def test_the_hosts_lists_and_contexts_are_left_as_they_were():
    context = {"xs": [3, 1, 2], "c": {"a": {"b": 1}}}
    text = '{s: sort(xs, function(a, b) a < b), p: context put(c, ["a", "b"], 2), r: append(xs, 9)}'
    compile_expression(text)(context)
    assert context == {"xs": [3, 1, 2], "c": {"a": {"b": 1}}}
