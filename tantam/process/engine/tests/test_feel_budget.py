"""The budget bounds the work really done: the interpreter's own calls are counted, not the time.

Whatever an expression does, the calls that Python makes while it runs stay below a fixed number for each step of its
budget. What a single call may cost is bounded by the size of values, which the budget pays for too.
"""

import sys
from collections.abc import Callable

import pytest

from tantam.process.engine.feel import FeelError, compile_expression
from tantam.process.engine.feel.errors import MESSAGES
from tantam.process.engine.feel.limits import MAX_STEPS, MAX_TEXT, Run

STEPS = 20_000
CALLS_A_STEP = 12
PATTERN_CALLS = 400_000  # compiling the largest pattern there may be, which is paid for only after it is done
CALLS_A_CHARACTER = 100

# 60 names, each a list of the one before twice: 2^60 items to whoever walks through them
SHARED = "{v0: [1, 1], " + ", ".join(f"v{i}: [v{i - 1}, v{i - 1}]" for i in range(1, 60)) + ", r: "
LISTS = "list<" * 60 + "Any" + ">" * 60
THOUSAND = "{l: for i in 1..1000 return i, r: "

WALKS = [
    "v59 = v59",
    "v59 in v59",
    f"v59 instance of {LISTS}",
    "v59.a",
    "string(v59)",
    "distinct values([v59, v59])",
    "list contains(v59, v58)",
    "index of(v59, v58)",
    "is(v59, v59)",
    "union(v59, v58)",
    "v59[item = v58]",
    "flatten(v59)",
    "every x in v59 satisfies x = v58",
    "sort(v59, function(x, y) x = y)",
    f"(function(a: {LISTS}) 1)(v59)",
]
LOOPS = [
    "[1][1e6000]",
    "[1, 2][item * 0 + 1e6000]",
    "odd(1e6000)",
    "even(-1e6000)",
    'substring("abc", 1e6000, 1e6000)',
    "sublist([1], 1e6000)",
    "date(1e6000, 1e6000, 1e6000)",
    '@"P1D" * 1e6000',
    '@"P1M" / 1e-6000',
    "decimal(1, 1e6000)",
    "round up(1e6000, -6000)",
    "modulo(1e6100, 7)",
    "string(1e6000)",
    'number("1e6000") + i',
    "1.0000001 ** 1e30",
    "1e6000 ** 0.5",
    "sqrt(2)",
    "exp(5000)",
    "log(1e6000)",
    'matches("a", "(a{1000}){9}" + string(i))',
    'matches("a", "(a{1000}){1000}" + string(i))',
    'matches("a", "(?:(?:(?:){1000}){1000}){1000}" + string(i))',
    'week of year(@"999999999-01-01")',
    '@"2020-01-01T00:00:00@Europe/Paris" < @"2020-01-01T00:00:00Z"',
    'upper case("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")',
    "{a: i, b: a, c: [a, b]}",
    "for j in 1..1000 return j",
    "some j in 1..1000 satisfies j < 0",
    "(1..1000)[item < 0]",
    "partial",
]
LISTINGS = [
    "for i in l return sum(l)",
    "for i in l return median(l)",
    "for i in l return mode(l)",
    "for i in l return stddev(l)",
    "for i in l return max(l)",
    "for i in l return all(l)",
    "for i in l return reverse(l)",
    "for i in l return append(l, i)",
    "for i in l return concatenate(l, l)",
    "for i in l return insert before(l, 1, i)",
    "for i in l return list replace(l, 1, i)",
    "for i in l return list contains(l, 0)",
    "for i in l return sort(l, function(x, y) x > y)",
    "for i in l return string(l)",
    "for i in l return count(l[item > i])",
    "for i in l return l = l",
    "for i in l return l instance of list<number>",
]
OTHERS = [
    "for i in 1..10**30 return i",
    "some i in [1e33..2e33] satisfies false",
    'for d in @"0001-01-01"..@"999999999-01-01" return d',
    "for " + ", ".join(f"x{i} in [1, 2]" for i in range(40)) + " return 1",
    "**".join(["1.1"] * 10_000),
    '{t: string join(for i in 1..500 return "a"), p: string join(for i in 1..1000 return "(a)?"), r: matches(t, p)}.r',
    'matches("' + "a" * 500 + '!", "(a|aa)+\\\\1$")',
    'split("' + "a" * 10_000 + '", "a?b|a")',
    'replace("' + "a" * 1000 + '", "a", "' + "$0" * 1000 + '")',
    "{f: function(n) [f(n + 1), f(n + 1)], r: f(1)}.r",
    "{f: function(n) if n = 0 then 1 else f(n - 1) + f(n - 1), r: f(30)}.r",
]
ATTACKS = [
    *(f"{SHARED}{walk}}}.r" for walk in WALKS),
    *(f"for i in 1..100000 return {body}" for body in LOOPS),
    *(f"{THOUSAND}{body}}}.r" for body in LISTINGS),
    *OTHERS,
]


def calls_of(work: Callable[[], object]) -> tuple[int, str]:
    """How many calls Python made, of its own functions and of C's, and how the work ended."""
    count = 0

    def seen(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(seen)
    try:
        work()
        ended = "done"
    except FeelError as error:
        ended = error.code
    finally:
        sys.setprofile(None)
    return count, ended


@pytest.mark.parametrize("text", ATTACKS)
def test_the_work_done_is_bounded_by_the_budget(text):
    expression = compile_expression(text)
    count, ended = calls_of(lambda: expression.within({}, Run(steps=STEPS)))
    assert ended in ("too_much_work", "too_large", "too_deep")
    assert count < CALLS_A_STEP * STEPS + (PATTERN_CALLS if "matches" in text else 0)


@pytest.mark.parametrize(
    "text",
    [
        "{" + ", ".join(f"a {i}: {i}" for i in range(4_000)) + "}",
        "{" + ", ".join(f"a {i}: 1" for i in range(2_000)) + ", r: a 1" + " + a 1999" * 2_000 + "}",
        "{" + ", ".join(f"a {i} b: 1" for i in range(1_000)) + ", r: " + "a " * 10_000 + "}",
        "f(" + "a + " * 15_000 + "a)",
        "f(" + ", ".join(["a + a"] * 8_000) + ")",
        "[" * 90 + "a" + ", a]" * 90,
        "a[" * 90 + "b" + "]" * 90,
        "for " + ", ".join(f"x{i} in [x{i - 1}]" for i in range(1, 3_000)) + " return 1",
        '"' + "\\u0041" * 10_000 + '"',
        "/*" * 30_000,
        "- " * 30_000 + "1",
        "1" * 60_000,
        "a[a[a[1]]]" + " + a[a[a[1]]]" * 4_000,
        "a." * 30_000 + "a",
        "a " * 32_000,
        "x instance of context<" + ", ".join(f"a{i}: number" for i in range(4_000)) + ">",
    ],
)
def test_reading_costs_in_proportion_to_the_text(text):
    assert len(text) < MAX_TEXT
    count, _ = calls_of(lambda: compile_expression(text))
    assert count < CALLS_A_CHARACTER * len(text)


@pytest.mark.parametrize(
    "text", ["{a: [1], b: a instance of list<number>}", "1.1 ** 2", "count(a)", "for i in a return i", "a[b > 1]"]
)
def test_whatever_could_grow_pays_from_a_budget(text):
    with pytest.raises(FeelError) as refused:
        compile_expression(text).within({"a": [1, 2]}, Run(steps=0))
    assert refused.value.code == "too_much_work"
    assert (refused.value.message_vi, refused.value.message_en) == MESSAGES["too_much_work"]


def test_a_condition_as_people_write_it_costs_next_to_nothing():
    run = Run()
    text = 'loai = "complaint" and tien_den_bu > 500000 and contains(lower case(noi_dung), "hoàn tiền")'
    context = {"loai": "complaint", "tien_den_bu": 700_000, "noi_dung": "Tôi muốn HOÀN TIỀN"}
    assert compile_expression(text).within(context, run) is True
    assert MAX_STEPS - run.steps < 50


@pytest.mark.parametrize(
    ("pattern", "sentences"), [("hoàn (tiền|hàng)", 6_000), ("!$", 6_000), ("^Kính gửi.*hoàn tiền", 2_000)]
)
def test_a_word_is_looked_for_in_a_long_mail_at_little_cost(pattern, sentences):
    mail = "Kính gửi " + "tôi đã đặt hàng và chưa nhận được; " * sentences + "xin hoàn tiền!"
    run = Run()
    assert compile_expression("matches(mail, pattern)").within({"mail": mail, "pattern": pattern}, run) is True
    assert MAX_STEPS - run.steps < 10 * len(mail)
