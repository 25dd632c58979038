"""What the standard itself says an expression is worth (DMN 1.5, chapter 10), with exact values."""

import pytest

from tantam.process.engine.feel import compile_expression, to_json


def worth(text: str) -> object:
    return to_json(compile_expression(text)({}))


ARITHMETIC = [
    ("1 + 2 * 3", 7),
    ("(1 + 2) * 3", 9),
    ("10 - 2 - 3", 5),
    ("2 ** 3 ** 2", 64),
    ("-2 ** 2", 4),
    ("1 / 3", float("0.3333333333333333333333333333333333")),
    ("0.1 + 0.2 = 0.3", True),
    ("1 / 0", None),
    ('"a" + "b"', "ab"),
    ('"a" + 1', None),
    ("1.2e3", 1200),
    ("- - 5", 5),
]

LOGIC = [
    ("true and null", None),
    ("false and null", False),
    ("true or null", True),
    ("false or null", None),
    ("not(true)", False),
    ('not("x")', None),
    ("1 = null", False),
    ("null = null", True),
    ('1 = "1"', None),
    ("1 < null", None),
    ("[1] = 1", True),
    ('if null then "a" else "b"', "b"),
    ("5 between 1 and 5", True),
    ("null between 1 and 5", None),
    ("5 in (> 3, 1)", True),
    ("5 in [1..5)", False),
    ("5 in ]4..5]", True),
    ("5 in (null..10]", None),
    ("[1, 2] in [[1, 2], [3]]", True),
    ('"b" in ["a".."c"]', True),
]

LISTS = [
    ("[1, 2, 3][1]", 1),
    ("[1, 2, 3][-1]", 3),
    ("[1, 2, 3][0]", None),
    ("[1, 2, 3][item >= 2]", [2, 3]),
    ("[{a: 1}, {a: 2}][a > 1]", [{"a": 2}]),
    ("[{a: 1}, {b: 2}].a", [1, None]),
    ('[1, 2]["no condition"]', None),
    ("100[1]", 100),
    ("for x in [1, 2], y in [x, 10] return x * y", [1, 10, 4, 20]),
    ("for i in 3..1 return i", [3, 2, 1]),
    ("for i in 0..4 return if i = 0 then 1 else i * partial[-1]", [1, 1, 2, 6, 24]),
    ("for i in 1..3 return partial", [[], [[]], [[], [[]]]]),
    ('for d in @"2026-02-27"..@"2026-03-01" return d', ["2026-02-27", "2026-02-28", "2026-03-01"]),
    ("for i in null return i", None),
    ("some x in [1, null] satisfies x > 0", True),
    ("some x in [-1, null] satisfies x > 0", None),
    ("every x in [] satisfies false", True),
    ("every x in [1, 2], y in [3] satisfies x < y", True),
    ("{a: 1, b: a + 1}.b", 2),
    ("{a: 1, a: 2}", None),
    ("{f: function(n) if n <= 1 then 1 else n * f(n - 1), r: f(20)}.r", 2432902008176640000),
    ("(function(a: number) a)([7])", 7),
    ('(function(a: number) a)("7")', None),
    ("{g: function(x) function(y) x - y, r: g(10)(3)}.r", 7),
]

STRINGS = [
    ('substring("foobar", 3)', "obar"),
    ('substring("foobar", 3, 3)', "oba"),
    ('substring("foobar", -2, 1)', "a"),
    ('substring("\\U01F40Eab", 2)', "ab"),
    ('string length("\\uD83D\\uDC0E")', 1),
    ('upper case("đơn hàng")', "ĐƠN HÀNG"),
    ('substring before("foobar", "bar")', "foo"),
    ('substring before("foobar", "xyz")', ""),
    ('substring after("foobar", "ob")', "ar"),
    ('substring after("", "a")', ""),
    ('contains("foobar", "of")', False),
    ('starts with("foobar", "fo")', True),
    ('ends with("foobar", "r")', True),
    ('replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")', "[1=ab][2=]cd"),
    ('matches("foobar", "^fo*b")', True),
    ('split("a;b;c;;", ";")', ["a", "b", "c", "", ""]),
    ('string join(["a", null, "c"], "_")', "a_c"),
    ('string join([1], "_")', None),
    ("string(1.50)", "1.5"),
    ('string(["a", {b: 1}])', '["a", {b: 1}]'),
    ('number("1 000,5", " ", ",")', 1000.5),
    ('number("1,000", ",", ",")', None),
]

NUMBERS = [
    ("decimal(1/3, 2)", 0.33),
    ("decimal(2.5, 0)", 2),
    ("floor(-1.56, 1)", -1.6),
    ("ceiling(-1.5)", -1),
    ("round up(5.5, 0)", 6),
    ("round down(-5.5, 0)", -5),
    ("round half up(-5.5, 0)", -6),
    ("round half down(5.5, 0)", 5),
    ("round up(5.5, 6177)", None),
    ('abs(@"-PT5H")', "PT5H"),
    ("modulo(-12, 5)", 3),
    ("modulo(12, -5)", -3),
    ("modulo(10.1, 4.5)", 1.1),
    ("sqrt(16)", 4),
    ("sqrt(-1)", None),
    ("log(0)", None),
    ("odd(5)", True),
    ("even(2)", True),
]

STATISTICS = [
    ("min(1, 2, 3)", 1),
    ('max(["a", "c", "b"])', "c"),
    ('max(1, "a")', None),
    ("sum([])", None),
    ("mean(1, 2, 3)", 2),
    ("median(8, 2, 5, 3, 4)", 4),
    ("mode([6, 1, 9, 6, 1])", [1, 6]),
    ("product(2, 3, 4)", 24),
    ("all([true, null])", None),
    ("all([false, null])", False),
    ("any([])", False),
    ("count([1, null])", 2),
    ("sublist([4, 5, 6], 2)", [5, 6]),
    ("append([1], 2, 3)", [1, 2, 3]),
    ("concatenate([1], [2, 3])", [1, 2, 3]),
    ("insert before([1, 3], 2, 2)", [1, 2, 3]),
    ("remove([1, 2, 3], -1)", [1, 2]),
    ("list replace([2, 4, 7, 8], 3, 6)", [2, 4, 6, 8]),
    ("list replace([2, 4, 7, 8], function(item, newItem) item < newItem, 5)", [5, 5, 7, 8]),
    ("index of([1, 2, 3, 2], 2)", [2, 4]),
    ("union([1, 2], [2, 3])", [1, 2, 3]),
    ("flatten([[1, 2], [[3]], 4])", [1, 2, 3, 4]),
    ("sort([3, 1, 2], function(x, y) x < y)", [1, 2, 3]),
    ('get value({a: {b: 1}}, ["a", "b"])', 1),
    ("get entries({a: 1})", [{"key": "a", "value": 1}]),
    ('context([{key: "a", value: 1}])', {"a": 1}),
    ('context put({x: 1, y: {a: 0}}, ["y", "a"], 2)', {"x": 1, "y": {"a": 2}}),
    ("context merge([{a: 1}, {a: 2, b: 3}])", {"a": 2, "b": 3}),
    ('substring(start position: 3, string: "foobar")', "obar"),
    ('substring(strin: "foobar", start position: 3)', None),
]


@pytest.mark.parametrize(("text", "value"), [*ARITHMETIC, *LOGIC, *LISTS, *STRINGS, *NUMBERS, *STATISTICS])
def test_an_expression_is_worth_what_the_standard_says(text, value):
    found = worth(text)
    assert (found, type(found)) == (value, type(value))


TEMPORAL = [
    ('date("2024-02-29") + duration("P1Y")', "2025-02-28"),
    ('date("2026-01-31") + duration("P1M")', "2026-02-28"),
    ('date("2026-02-30")', None),
    ('date("-2017-12-31")', "-2017-12-31"),
    ('date("998-12-31")', None),
    ('date("2026-03-01") - date("2026-02-28")', "P1D"),
    ('time("23:59:60")', None),
    ('time("11:30:00") + duration("PT14H")', "01:30:00"),
    ('time(11, 59, 45, duration("-PT2H45M55S"))', "11:59:45-02:45:55"),
    ('date and time("2026-11-22T24:00:00")', "2026-11-23T00:00:00"),
    ('date and time("2026-11-22T07:00:00@Asia/Ho_Chi_Minh") = date and time("2026-11-22T00:00:00Z")', True),
    ('date and time("2026-11-22T07:00:00") < date and time("2026-11-22T00:00:00Z")', None),
    ('date and time("2018-12-08T10:30:00@Etc/UTC").timezone', "Etc/UTC"),
    ('date and time("2018-12-10T10:30:00+05:00").time offset', "PT5H"),
    ('@"P2DT100M"', "P2DT1H40M"),
    ('@"-P100M"', "-P8Y4M"),
    ('duration("P1Y") = duration("P365D")', None),
    ('duration("P1Y2M").months', 2),
    ('2.5 * @"PT23H"', "P2DT9H30M"),
    ('@"P10Y" / @"P4Y"', 2.5),
    ('years and months duration(@"2017-12-15", @"2013-08-24")', "-P4Y3M"),
    ('day of week(@"2026-11-22")', "Sunday"),
    ('week of year(@"2005-01-01")', 53),
    ('day of year(@"2020-12-31")', 366),
    ('is(@"23:00:50Z", @"23:00:50+00:00")', True),
    ('is(@"23:00:50@Etc/GMT", @"23:00:50Z")', False),
    ('@"nothing of the kind"', None),
    ('@"2026-01-01" instance of date', True),
    ("[1, 2] instance of list<number>", True),
    ("[1..2] instance of range<number>", True),
    ('{a: "x"} instance of context<a: string, b: number>', False),
    ("abs instance of function<number> -> number", True),
    ("null instance of Null", True),
    ("null instance of number", False),
    ("1 + 2 instance of number", True),
    ("-1 instance of number", True),
    ("count(null)", None),
]


@pytest.mark.parametrize(("text", "value"), TEMPORAL)
def test_dates_times_durations_and_types_follow_the_standard(text, value):
    assert worth(text) == value


RELATIONS = [
    ("before(1, 10)", True),
    ("before(1, (1..10])", True),
    ("before([1..10], [10..20])", False),
    ("before([1..10), [10..20])", True),
    ("after((11..20], [1..11])", True),
    ("meets([1..5], [5..10])", True),
    ("meets([1..5), [5..10])", False),
    ("met by([5..10], [1..5])", True),
    ("overlaps([1..5], [5..8])", True),
    ("overlaps([1..5], (5..8])", False),
    ("overlaps before([1..5), (1..5])", True),
    ("overlaps before([1..5], [1..5])", False),
    ("overlaps after((1..5], [1..5])", True),
    ("overlaps after([5..8], [1..5))", False),
    ("finishes(10, [1..10))", False),
    ("finishes((1..10], [1..10])", True),
    ("finished by([1..10], 10)", True),
    ("includes([1..10], (1..10))", True),
    ("during((1..10), [1..10])", True),
    ("starts((1..5], [1..10])", False),
    ("started by([1..10], 1)", True),
    ("coincides([1..5], [1..5))", False),
    ("meets(1, [1..2])", None),
    ('before(1, "a")', None),
    ("[1..10[.end included", False),
    ("(< 10).start", None),
    ("(= 10).end included", True),
    ('range("[1..3)") = [1..3)', True),
    ('range("[3..1]")', None),
]


@pytest.mark.parametrize(("text", "value"), RELATIONS)
def test_points_and_ranges_stand_in_the_relations_of_the_standard(text, value):
    assert worth(text) is value
