"""Cells of a decision table in plain words, in both languages."""

from __future__ import annotations

import pytest

from tantam.process.engine.dmn.sheet import read_sheet
from tantam.process.engine.dmn.speaking import Speaker

VI = Speaker("vi", {"wholesale": "Khách sỉ", "complaint": "Khiếu nại", "warranty": "Bảo hành"})
EN = Speaker("en", {"wholesale": "Wholesale", "complaint": "Complaint", "warranty": "Warranty"})


@pytest.mark.parametrize(
    ("formula", "vi", "en"),
    [
        ('mentions(?, ["cháy", "khói"])', "có nhắc tới: cháy, khói", "mentions: cháy, khói"),
        ('not(mentions(?, ["cháy"]))', "không nhắc tới: cháy", "does not mention: cháy"),
        ('list contains(?, "wholesale")', "có: Khách sỉ", "includes: Wholesale"),
        ('"complaint", "warranty"', "Khiếu nại hoặc Bảo hành", "Complaint or Warranty"),
        ('not("complaint")', "không phải: Khiếu nại", "not: Complaint"),
        ("-", "bất kỳ", "anything"),
        ("> 2000000", "trên 2.000.000", "more than 2,000,000"),
        ("<= 0.5", "nhiều nhất 0,5", "at most 0.5"),
        ("[1..5]", "từ 1 đến 5", "1 to 5"),
        ("? >= 5 and (? < 7 or ? = 9)", "từ 5 trở lên và (dưới 7 hoặc 9)", "5 or more and (less than 7 or 9)"),
        ("true", "có", "yes"),
        ('>= date("2026-11-23")', "từ 23/11/2026", "from 23 Nov 2026"),
        ('< date("2026-11-02")', "trước 02/11/2026", "before 2 Nov 2026"),
    ],
)
def test_a_condition_is_said_in_both_languages(formula, vi, en):
    assert (VI.condition(formula), EN.condition(formula)) == (vi, en)


@pytest.mark.parametrize("formula", ["a + b", 'date("2026-02-31")', "1 +", "mentions(noi_dung, so_lan)"])
def test_what_has_no_plain_words_is_left_to_its_formula(formula):
    assert VI.condition(formula) is None


def test_a_result_is_its_name_or_nothing():
    assert [VI.result(text) for text in ('"complaint"', "null", '""', "-", "30", "a.b")] == [
        "Khiếu nại", "", "", "", "30", None,
    ]  # fmt: skip


def test_columns_and_rows_have_names_in_both_languages():
    sheet = read_sheet(
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:t="urn:tantam:bpmn:1"><decision>'
        '<decisionTable hitPolicy="COLLECT" aggregation="SUM"><input label="Nhóm"><inputExpression><text>nhom</text>'
        "</inputExpression><extensionElements><t:label lang='en'>Segment</t:label></extensionElements></input>"
        '<output name="loai"/><rule><description>Một</description><extensionElements><t:label lang="en">One</t:label>'
        "</extensionElements><inputEntry><text> - </text></inputEntry><outputEntry><text>1</text></outputEntry></rule>"
        "</decisionTable></decision></definitions>"
    )
    assert sheet is not None
    assert (sheet.policy, sheet.inputs[0].name, sheet.inputs[0].labels.pairs) == (
        "COLLECT SUM", "nhom", (("vi", "Nhóm"), ("en", "Segment")),
    )  # fmt: skip
    assert (sheet.rows[0].notes.pairs, sheet.rows[0].conditions) == ((("vi", "Một"), ("en", "One")), ("-",))


def test_what_is_not_one_table_is_no_sheet():
    assert read_sheet("no xml") is None
    assert read_sheet('<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"/>') is None
