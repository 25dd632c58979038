"""Deviations are named after what people would call them, on the drawing's elements."""

from tantam.process.mining.alignment import Aligner, conformance
from tantam.process.mining.deviations import KINDS, deviations_of, followed, kinds_in
from tantam.process.mining.tests.made import END, START, net, tasks, variant

LINE = net(START + tasks("ABCD") + END, "s-A A-B B-C C-D D-e")


def found(*variants, made=LINE):
    deviations = deviations_of(conformance(made, variants), made)
    return [(one.kind, one.label, one.node, one.after, one.cases, one.times) for one in deviations]


def test_a_step_left_out_is_skipped():
    assert found(variant("ABD", 3), variant("ABCD", 9)) == [("skipped", "C", "C", "B", 3, 3)]


def test_a_step_that_is_not_drawn_is_unknown():
    assert found(variant("ABXXCD", 2)) == [("unknown", "X", "", "B", 2, 4)]


def test_a_step_done_again_is_repeated():
    assert found(variant("ABCCD")) == [
        ("repeated", "C", "C", "B" if found(variant("ABCCD"))[0][3] == "B" else "C", 1, 1)
    ]


def test_a_step_done_at_another_place_is_moved_and_said_once():
    assert found(variant("ACBD", 4)) == [("moved", "C", "C", "A", 4, 4)]


def test_a_step_of_another_branch_is_extra():
    branches = net(
        START + tasks("ABC") + '<exclusiveGateway id="g"/><exclusiveGateway id="h"/>' + END,
        "s-g g-A g-B A-h B-h h-C C-e",
    )
    assert [one[0] for one in found(variant("ABC"), made=branches)] == ["extra"]


def test_deviations_know_the_variants_behind_them_the_most_frequent_first():
    deviations = deviations_of(conformance(LINE, [variant("ABD", 2), variant("AB", 1), variant("ABDD", 5)]), LINE)
    skipped = next(one for one in deviations if (one.kind, one.label) == ("skipped", "C"))
    assert [("".join(one.steps), one.count) for one in skipped.variants] == [("ABDD", 5), ("ABD", 2), ("AB", 1)]
    assert skipped.cases == 8


def test_each_element_says_how_often_it_was_followed():
    counted = {
        one.node: (one.as_drawn, one.skipped, one.otherwise)
        for one in followed(conformance(LINE, [variant("ABCD", 5), variant("ABD", 2), variant("ABCCD", 1)]), LINE)
    }
    assert counted == {"A": (8, 0, 0), "B": (8, 0, 0), "C": (6, 2, 1), "D": (8, 0, 0)}


def test_what_was_not_computed_tells_nothing():
    none = conformance(LINE, [variant("ABD", 2)], clock=iter([0.0, 99.0]).__next__)
    assert deviations_of(none, LINE) == ()


def test_the_path_of_one_case_is_told_step_by_step():
    alignment = Aligner(LINE).align("ABXD")
    assert alignment is not None
    told = [(step.label, kind) for step, kind in kinds_in(alignment, LINE)]
    assert told == [("A", None), ("B", None), ("C", "skipped"), ("X", "unknown"), ("D", None)]


def test_every_kind_has_words_in_both_languages():
    assert all(vi and en for vi, en in KINDS.values())
