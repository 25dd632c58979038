"""Filters as people type them, as they are stored, and what instants in them mean."""

from __future__ import annotations

import random
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from tantam.core.values.days import NotADay
from tantam.core.values.filter_days import bounds_of, read_moment, write_token
from tantam.core.values.filter_text import gap_at, read_text, without, write_text
from tantam.core.values.filters import (
    EVERYTHING,
    MOST_TESTS,
    All,
    Any,
    Filter,
    Not,
    NotAFilter,
    Option,
    Test,
    Word,
    both,
    each_test,
    from_json,
    narrowed,
    parts_of,
    to_json,
)

TODAY = date(2026, 11, 23)
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=HANOI)


def _option(value: str, vi: str, en: str) -> Option:
    return Option(value=value, names={"vi": (vi,), "en": (en,)})


STATES = [
    _option("open", "mở", "open"),
    _option("waiting", "chờ-khách", "waiting"),
    _option("closed", "đóng", "closed"),
]
TEAMS = [_option("1", "Tổ Hỗ trợ", "Support"), _option("2", "Tổ Bảo hành", "Repairs")]
WORDS = [
    Word(key="customer", kind="text", names={"vi": ("từ", "khách"), "en": ("from", "customer")}),
    Word(key="state", kind="choice", names={"vi": ("tình-trạng",), "en": ("status",)}, options=lambda: STATES),
    Word(key="team", kind="choice", names={"vi": ("tổ", "nhóm"), "en": ("team",)}, options=lambda: TEAMS),
    Word(key="due", kind="moment", names={"vi": ("hạn",), "en": ("due",)}, is_ahead=True),
    Word(key="opened", kind="moment", names={"vi": ("tạo",), "en": ("opened",)}),
]
SAID = Test("text", "phrase", ("giao chậm",))


def read(text: str) -> Filter:
    reading = read_text(text, WORDS, today=TODAY)
    assert reading.faults == (), reading.faults
    return reading.filter


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("", EVERYTHING),
        ('từ:lan tình-trạng:mở hạn:<24/11 "giao chậm"',
         All((Test("customer", "has", ("lan",)), Test("state", "is", ("open",)), Test("due", "<", ("2026-11-24",)),
              SAID))),
        ("from:lan status:open", All((Test("customer", "has", ("lan",)), Test("state", "is", ("open",))))),
        ("TINH-TRANG:Cho_khach,đóng", All((Test("state", "is", ("waiting", "closed")),))),
        ('team:"bảo hành"', All((Test("team", "is", ("2",)),))),
        ("team:sup", All((Test("team", "is", ("1",)),))),
        ('từ:"Nguyễn Thị Lan"', All((Test("customer", "phrase", ("Nguyễn Thị Lan",)),))),
        ("“giao chậm”", All((SAID,))),
        ("giao chậm -đổi", All((Test("text", "has", ("giao chậm",)), Not(Test("text", "has", ("đổi",)))))),
        ("-status:closed", All((Not(Test("state", "is", ("closed",))),))),
        ("team:1 OR team:2", Any((Test("team", "is", ("1",)), Test("team", "is", ("2",))))),
        ("status:open (team:1 HOẶC -(từ:lan lỗi))",
         All((Test("state", "is", ("open",)),
              Any((Test("team", "is", ("1",)),
                   Not(All((Test("customer", "has", ("lan",)), Test("text", "has", ("lỗi",)))))))))),
        ("hạn:hôm-nay", All((Test("due", "is", ("today",)),))),
        ("due:2h", All((Test("due", "is", ("+2h",)),))),
        ("tạo:7ngày", All((Test("opened", "is", ("-7d",)),))),
        ("opened:1/11..5/11/2026", All((Test("opened", "between", ("2026-11-01", "2026-11-05")),))),
        ("xem https://vidu.vn/a", All((Test("text", "has", ("xem https://vidu.vn/a",)),))),
    ],
)  # fmt: skip
def test_what_is_typed_in_either_language_is_understood(text, meant):
    assert read(text) == meant


@pytest.mark.parametrize(
    ("text", "code", "what", "near", "rest"),
    [
        ("từ:lan tinh-trag:mở", "field", "tinh-trag:", ("tình-trạng:",), "từ:lan"),
        ("status:opne từ:lan", "value", "opne", ("mở",), "từ:lan"),
        ("tổ:tổ từ:lan", "several", "tổ", ("Tổ Hỗ trợ", "Tổ Bảo hành"), "từ:lan"),
        ("hạn:<32/13 từ:lan", "day", "<32/13", (), "từ:lan"),
        ("từ:lan hạn:", "no-value", "", (), "từ:lan"),
        ("từ:lan )", "bracket", ")", (), "từ:lan"),
        ("hạn:<không từ:lan", "day", "<không", (), "từ:lan"),
    ],
)
def test_what_is_wrong_is_named_in_its_place_and_the_rest_still_counts(text, code, what, near, rest):
    reading = read_text(text, WORDS, today=TODAY)
    (fault,) = reading.faults
    assert (fault.code, fault.what, fault.near) == (code, what, near)
    assert text[fault.start : fault.end] == what
    assert write_text(reading.filter, WORDS, language="vi") == rest


def test_one_wrong_value_of_several_leaves_the_others():
    reading = read_text("status:open,xyz,closed", WORDS, today=TODAY)
    assert reading.filter == All((Test("state", "is", ("open", "closed")),))
    assert [fault.what for fault in reading.faults] == ["xyz"]


def test_fifty_tests_and_five_brackets_are_read_and_more_is_said():
    many = " ".join(f"từ:k{n}" for n in range(MOST_TESTS))
    assert len(parts_of(read(many))) == MOST_TESTS
    more = read_text(f"{many} từ:zu-viel", WORDS, today=TODAY)
    assert [(fault.code, fault.what) for fault in more.faults] == [("too-many", "từ:zu-viel")]
    nested = "(" * 5 + "từ:a OR từ:b" + ")" * 5
    assert read(nested) == All((Any((Test("customer", "has", ("a",)), Test("customer", "has", ("b",)))),))
    deeper = read_text(f"từ:x ({nested})", WORDS, today=TODAY)
    assert [fault.code for fault in deeper.faults] == ["too-deep"]
    assert write_text(deeper.filter, WORDS, language="vi") == "từ:x"


def test_ten_thousand_letters_and_what_looks_like_a_pattern_are_read_at_once():
    long = read_text("từ:lan " + "a" * 10_000, WORDS, today=TODAY)
    assert [fault.code for fault in long.faults] == ["too-long"]
    assert write_text(long.filter, WORDS, language="vi") == "từ:lan"
    for text in ("(((((((((((" * 100, "(a+)+$ [^x]*.* \\", '"' * 999, "- - - -", ":::: a: :b", "a:b:c:d", "%(x)s {}"):
        read_text(text, WORDS, today=TODAY)


def _random_filter(random: random.Random, depth: int = 0) -> Filter:
    kind = random.randrange(6 if depth < 2 else 3)
    if kind == 3:
        return Not(_random_filter(random, depth + 1))
    if kind > 3:
        return (All, Any)[kind - 4](tuple(_random_filter(random, depth + 1) for _ in range(random.randint(2, 3))))
    return random.choice(
        [
            Test("customer", "has", ("lan",)),
            Test("customer", "phrase", ("bá, (x)",)),
            Test("team", "is", ("2", "1")),
            Test("state", "is", ("waiting",)),
            Test("due", random.choice(["<", ">=", "is"]), (random.choice(["2026-02-28", "today", "+30m", "-1w"]),)),
            Test("due", "between", ("2026-11-01", "this-month")),
            SAID,
        ]
    )


@pytest.mark.parametrize("language", ["vi", "en"])
def test_text_says_what_is_stored_whatever_it_is(language):
    """What is written is read as the same, and written the same again; JSON loses nothing."""
    luck = random.Random(11)  # noqa: S311
    for _ in range(300):
        made = both(_random_filter(luck), Test("state", "is", ("open",)))
        assert from_json(to_json(made)) == made
        text = write_text(made, WORDS, language=language)
        reading = read_text(text, WORDS, today=TODAY)
        assert reading.faults == (), text
        assert write_text(reading.filter, WORDS, language=language) == text


@pytest.mark.parametrize(
    ("stored", "place"),
    [
        ([], "filter: not an object"),
        ({"all": [{"field": "x", "op": "is", "values": ["a"]}, {"any": 3}]}, "filter.all[1].any: not a list"),
        ({"not": {"field": "", "op": "is", "values": ["a"]}}, "filter.not.field: missing"),
        ({"field": "x", "op": "~", "values": ["a"]}, "filter.op: '~' is unknown"),
        ({"field": "x", "op": "is", "values": [3]}, "filter.values"),
        ({"not": {"not": {"not": {"not": {"not": {"not": {}}}}}}}, "nested deeper"),
    ],
)
def test_what_is_stored_wrongly_is_refused_with_its_place(stored, place):
    with pytest.raises(NotAFilter, match=place.replace("[", r"\[").replace("]", r"\]")):
        from_json(stored)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("hạn:<24/11", None, "2026-11-24T00:00"),
        ("hạn:<=24/11", None, "2026-11-25T00:00"),
        ("hạn:>24/11", "2026-11-25T00:00", None),
        ("hạn:24/11", "2026-11-24T00:00", "2026-11-25T00:00"),
        ("hạn:hôm-nay", "2026-11-23T00:00", "2026-11-24T00:00"),
        ("hạn:this-week", "2026-11-23T00:00", "2026-11-30T00:00"),
        ("hạn:tháng-trước", "2026-10-01T00:00", "2026-11-01T00:00"),
        ("hạn:<bây-giờ", None, "2026-11-23T09:00"),
        ("hạn:30p", "2026-11-23T09:00", "2026-11-23T09:30"),
        ("tạo:2d", "2026-11-21T09:00", "2026-11-23T09:00"),
        ("tạo:>-1w", "2026-11-16T09:00", None),
        ("tạo:1/11..3/11", "2026-11-01T00:00", "2026-11-04T00:00"),
    ],
)
def test_instants_mean_stretches_of_the_house_s_days(text, start, end):
    (test,) = each_test(read(text))
    told = tuple(at.isoformat(timespec="minutes")[:16] if at else None for at in bounds_of(test, now=NOW))
    assert told == (start, end)


def test_tokens_are_written_as_they_are_read_and_rubbish_is_none():
    for token in ("now", "today", "none", "any", "+30m", "-7d", "last-month", "2026-11-24"):
        for language in ("vi", "en"):
            assert read_moment(write_token(token, language=language), today=TODAY, is_ahead=False) == token
    with pytest.raises(NotADay):
        bounds_of(Test("due", "<", ("rubbish",)), now=NOW)


def test_what_is_typed_in_a_view_goes_before_what_the_view_says_of_the_same_field():
    view = read("status:open team:1")
    assert write_text(narrowed(view, read("status:closed")), WORDS, language="en") == "team:Support status:closed"
    assert narrowed(view, EVERYTHING) == view


def test_a_part_is_taken_out_and_completion_knows_its_place():
    text = "từ:lan  status:open đổi"
    pieces = read_text(text, WORDS, today=TODAY).pieces
    assert [text[one.start : one.end] for one in pieces] == ["từ:lan", "status:open", "đổi"]
    assert without(text, pieces[1]) == "từ:lan đổi"
    gap = gap_at("từ:lan status:op,clo", 20, WORDS)
    assert (gap.start, gap.end, gap.typed, gap.word and gap.word.key) == (17, 20, "clo", "state")
    gap = gap_at("từ:lan sta", 10, WORDS)
    assert (gap.typed, gap.word) == ("sta", None)
    gap = gap_at("status:", 7, WORDS)
    assert (gap.typed, gap.word and gap.word.key) == ("", "state")
