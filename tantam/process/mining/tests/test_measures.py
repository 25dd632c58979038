"""What is counted over a log."""

from datetime import timedelta

from tantam.process.mining.log import START, Case, Event, Step, by_activity, steps_of
from tantam.process.mining.measures import count
from tantam.process.mining.tests.made import MONDAY, case


def follows(measures):
    return {(one.source, one.target): (one.count, one.cases) for one in measures.follows}


def test_starts_lend_their_time_to_the_completion_that_follows():
    at = [MONDAY + timedelta(minutes=minute) for minute in range(5)]
    events = (
        Event(activity="A", at=at[0], lifecycle=START),
        Event(activity="A", at=at[1], lifecycle=START),
        Event(activity="A", at=at[2], lifecycle="suspend"),
        Event(activity="A", at=at[3], resource="Lan"),
        Event(activity="A", at=at[4]),
    )
    assert steps_of(Case(id="1", events=events)) == (
        Step("A", "", "Lan", at[0], at[3]),
        Step("A", "", "", at[1], at[4]),
    )


def test_where_nothing_is_ever_completed_each_event_counts():
    events = tuple(Event(activity=name, lifecycle=START) for name in "AB")
    assert [step.activity for step in steps_of(Case(id="1", events=events))] == ["A", "B"]


def test_variants_have_counts_and_an_example_and_the_most_frequent_come_first():
    measures = count([case("1", "AC"), case("2", "AB"), case("3", "AB"), case("4", "")])
    assert [(one.steps, one.count, one.example) for one in measures.variants] == [
        (("A", "B"), 2, "2"),
        ((), 1, "4"),
        (("A", "C"), 1, "1"),
    ]
    assert (measures.cases, measures.events, measures.starts, measures.ends) == (
        4,
        6,
        (("A", 3),),
        (("B", 2), ("C", 1)),
    )


def test_what_follows_what_is_counted_by_times_and_by_cases_with_the_wait_between():
    measures = count([case("1", "ABAB", minutes=10), case("2", "AB", minutes=30)])
    assert follows(measures) == {("A", "B"): (3, 2), ("B", "A"): (1, 1)}
    first = measures.follows[0]
    assert (first.waits.seconds, first.mean_seconds) == (3000.0, 1000.0)
    assert abs((first.waits.percentile(0.5) or 0) - 600) < 600 * 0.045


def test_waits_of_steps_that_overlap_are_none_not_negative():
    events = (
        Event(activity="A", at=MONDAY, lifecycle=START),
        Event(activity="B", at=MONDAY + timedelta(minutes=1), lifecycle=START),
        Event(activity="A", at=MONDAY + timedelta(minutes=5)),
        Event(activity="B", at=MONDAY + timedelta(minutes=9)),
    )
    measures = count([Case(id="1", events=events)])
    assert measures.follows[0].waits.seconds == 0
    assert {one.key: one.lengths.seconds for one in measures.activities} == {"A": 300.0, "B": 480.0}


def test_rework_is_a_step_done_again_in_a_case():
    measures = count([case("1", "ABAA"), case("2", "AB"), case("3", "ABA")])
    assert [(one.key, one.cases, one.repeats, one.most) for one in measures.rework] == [("A", 2, 3, 3)]
    assert measures.reworked_cases == 2


def test_hand_overs_go_from_one_person_to_another_and_pass_over_what_nobody_did():
    measures = count([case("1", "ABCDE", who="LL-MM"), case("2", "AB", who="LM"), case("3", "AB", who="LL")])
    assert [(one.source, one.target, one.count, one.cases) for one in measures.hand_overs] == [("L", "M", 2, 2)]
    assert measures.handed_over_cases == 2


def test_the_key_says_what_a_step_is():
    events = (Event(activity="Hỏi lại", node="t1"), Event(activity="Hỏi lại", node="t2"))
    assert count([Case(id="1", events=events)]).variants[0].steps == ("t1", "t2")
    assert count([Case(id="1", events=events)], key=by_activity).variants[0].steps == ("Hỏi lại", "Hỏi lại")
