"""Cases that go to another version: what stays, what is awaited anew or no longer, and what may not go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tantam.process.engine import run
from tantam.process.engine.changeover import Crossed, Crossing, check_map, holds, propose, receivers
from tantam.process.engine.changeover.objections import CODES, Objection
from tantam.process.engine.changes import ActionRequested
from tantam.process.engine.graph import Graph
from tantam.process.engine.state import State
from tantam.process.engine.tests.drawing import MONDAY, Drawing, FakeHost, after, cycle, instances
from tantam.process.engine.tests.following import complete, fire, standing, token_at

Draw = Callable[[Drawing], object]


def drawn(draw: Draw) -> Graph:
    drawing = Drawing()
    drawing.start()
    draw(drawing)
    return drawing.graph()


def line(*tasks: str) -> Draw:
    return lambda d: d.path("s", *(d.user(task, name=task) for task in tasks), d.end())


def begun(graph: Graph, *done: str) -> State:
    host = FakeHost()
    result = run.start(graph, host)
    for node in done:
        result = complete(graph, result, node, host)
    return result.state


def cross(old: Graph, new: Graph, state: State, **chosen: str) -> Crossed:
    return Crossing(old, new, propose(old, new) | chosen).cross(state, FakeHost(now=MONDAY + timedelta(hours=5)))


def codes(crossed: Crossed) -> list[tuple[str, str]]:
    return [(objection.code, objection.node) for objection in crossed.objections]


def test_what_is_still_there_stays_with_its_id_its_times_and_its_variables() -> None:
    old, new = drawn(line("a", "b")), drawn(line("a", "x", "b"))
    state = run.start(old, FakeHost(), variables={"k": 1}).state
    crossed = cross(old, new, state)
    assert crossed.objections == ()
    assert (crossed.state.variables, list(crossed.state.tokens)) == ({"k": 1}, list(state.tokens))
    assert crossed.state.tokens == state.tokens
    host = FakeHost(now=MONDAY)
    result = run.complete(new, crossed.state, token_at(crossed.state, "a").id, host)
    assert standing(result) == [("x", "waiting")]


def test_what_is_gone_stays_unless_a_person_says_what_it_becomes() -> None:
    old, new = drawn(line("a", "b")), drawn(line("a2", "b"))
    state = begun(old)
    assert codes(cross(old, new, state)) == [("no_target", "a")]
    assert cross(old, new, state).state is state
    moved = cross(old, new, state, a="a2")
    assert [(token.node, token.entered_at) for token in moved.state.tokens.values()] == [("a2", MONDAY)]


def test_receivers_run_alike_and_the_one_of_the_same_name_comes_first() -> None:
    def draw(d: Drawing) -> None:
        d.path("s", d.user("x", name="khác"), d.user("y", name="a"), d.catch("t", after("PT1H")), d.end())

    assert receivers(drawn(line("a")), drawn(draw), "a") == ["y", "x"]


@pytest.mark.parametrize(
    ("chosen", "code"),
    [({"a": "zz"}, "unknown_element"), ({"a": "e"}, "other_kind"), ({"zz": "a"}, "unknown_element")],
)
def test_a_map_that_makes_no_sense_says_so(chosen: dict[str, str], code: str) -> None:
    graph = drawn(line("a"))
    assert [(found.code, found.node) for found in check_map(graph, graph, chosen)] == [(code, next(iter(chosen)))]


def test_an_approval_is_no_other_work() -> None:
    def draw(d: Drawing) -> None:
        d.path("s", d.user("a", extension='<t:work done="approval"/>'), d.end())

    assert "a" not in propose(drawn(line("a")), drawn(draw))


def timed(duration: str = "PT2H", *, boundary: str = "late", interrupting: bool = True) -> Draw:
    def draw(d: Drawing) -> None:
        d.path("s", d.user("a"), d.end())
        if boundary:
            d.boundary(boundary, "a", after(duration), interrupting=interrupting)
            d.path(boundary, d.user("rescue"), d.end("e2"))

    return draw


def test_a_timer_that_is_there_in_both_stays_due_when_it_was_due() -> None:
    old, new = drawn(timed("PT2H")), drawn(timed("PT9H"))
    crossed = cross(old, new, begun(old))
    assert token_at(crossed.state, "late").due_at == MONDAY + timedelta(hours=2)


def test_a_timer_that_is_new_counts_from_the_move_and_one_that_is_gone_is_awaited_no_more() -> None:
    bare, timer = drawn(timed(boundary="")), drawn(timed())
    came = cross(bare, timer, begun(bare))
    wait = token_at(came.state, "late")
    assert (wait.due_at, wait.attached_to) == (MONDAY + timedelta(hours=7), token_at(came.state, "a").id)
    host = FakeHost(now=MONDAY + timedelta(hours=7))
    assert standing(run.timer(timer, came.state, wait.id, host)) == [("rescue", "waiting")]
    gone = cross(timer, bare, begun(timer))
    assert [token.node for token in gone.state.tokens.values()] == ["a"]


def test_a_timer_that_came_once_already_is_not_awaited_again() -> None:
    graph = drawn(timed(interrupting=False))
    host = FakeHost()
    state = fire(graph, run.start(graph, host), "late", host).state
    assert cross(graph, graph, state).state == state


def test_a_renamed_timer_goes_with_its_step_and_a_cycle_keeps_what_is_left_of_it() -> None:
    def repeating(d: Drawing) -> None:
        d.path("s", d.user("a"), d.end())
        d.boundary("again", "a", cycle("R3/PT1H"), interrupting=False)
        d.path("again", d.end("e2"))

    old, new = drawn(repeating), drawn(timed(interrupting=False))
    wait = token_at(cross(old, new, begun(old), again="late").state, "late")
    assert (wait.due_at, wait.repeats) == (MONDAY + timedelta(hours=1), None)
    back = token_at(cross(new, old, begun(new), late="again").state, "again")
    assert (back.due_at, back.repeats) == (MONDAY + timedelta(hours=2), 2)


def test_a_message_is_awaited_by_the_name_that_the_new_drawing_gives() -> None:
    def waiting(name: str) -> Draw:
        return lambda d: d.path("s", d.catch("m", d.message(name)), d.end())

    old, new = drawn(waiting("x")), drawn(waiting("y"))
    assert token_at(cross(old, new, begun(old)).state, "m").wait_key == "y"


def racing(*events: str) -> Draw:
    def draw(d: Drawing) -> None:
        d.path("s", d.gateway("g", "eventBased"))
        for event in events:
            d.path("g", d.catch(event, d.message(event)), d.end(f"e_{event}"))

    return draw


def test_at_an_event_based_gateway_events_come_and_go_but_one_must_be_left() -> None:
    old, new = drawn(racing("x", "y")), drawn(racing("y", "z"))
    crossed = cross(old, new, begun(old))
    assert {(token.node, token.flow) for token in crossed.state.tokens.values()} == {
        ("g", "s-g"), ("y", "g-y"), ("z", "g-z"),
    }  # fmt: skip


def within(sub: str, *tasks: str, kind: str = "subProcess", inner: str = "") -> Draw:
    def draw(d: Drawing) -> None:
        with d.inside(sub, kind, inner):
            d.start("i")
            d.path("i", *(d.user(task) for task in tasks), d.end("ie"))
        d.path("s", sub, d.end())

    return draw


def test_what_runs_in_a_sub_process_moves_with_it_only() -> None:
    old = drawn(within("sub", "a"))
    state = begun(old)
    assert codes(cross(old, drawn(within("sub", "a", kind="transaction")), state)) == [
        ("scope_gone", "sub"),
        ("no_target", "a"),
    ]
    other = drawn(within("sub2", "a2"))
    several = drawn(within("sub2", "a2", inner=instances("2")))
    assert [(one.code, one.node) for one in check_map(old, several, {"a": "a2"})] == [("other_scope", "a")]
    moved = cross(old, other, state, sub="sub2", a="a2")
    assert {token.node for token in moved.state.tokens.values()} == {"sub2", "a2"}
    assert sorted(scope.node for scope in moved.state.scopes.values()) == ["P", "sub2"]


def test_a_sub_process_is_no_transaction_and_several_are_not_one() -> None:
    old = drawn(within("sub", "a"))
    assert "sub" not in propose(old, drawn(within("sub", "a", kind="transaction")))
    assert "sub" not in propose(old, drawn(within("sub", "a", inner=instances("2"))))


def split(*branches: str) -> Draw:
    def draw(d: Drawing) -> None:
        d.path("s", d.gateway("fork", "parallel"))
        join = d.gateway("join", "parallel")
        for branch in branches:
            d.path("fork", d.user(branch), join)
        d.path("join", d.user("z"), d.end())

    return draw


def test_a_join_must_not_wait_for_a_path_that_never_began() -> None:
    old, new = drawn(split("a", "b")), drawn(split("a", "b", "c"))
    assert codes(cross(old, new, begun(old))) == [("would_wait_for_ever", "join")]
    assert codes(cross(old, new, begun(old, "a"))) == [("would_wait_for_ever", "join")]
    assert cross(old, new, begun(old, "a", "b")).objections == ()


def test_what_ran_side_by_side_must_not_come_one_after_the_other_nor_stand_on_one_step() -> None:
    old, new = drawn(split("a", "b")), drawn(line("a", "b"))
    assert codes(cross(old, new, begun(old))) == [("one_after_other", "a")]
    assert codes(cross(old, new, begun(old), b="a")) == [("two_on_one", "a")]


def test_a_path_that_has_reached_a_join_needs_its_way_there() -> None:
    old, new = drawn(split("a", "b")), drawn(split("x", "b"))
    assert codes(cross(old, new, begun(old, "a"))) == [("way_gone", "join")]
    assert cross(old, new, begun(old, "a"), a="x").objections == ()


def test_what_was_done_must_still_be_undoable() -> None:
    def undone(d: Drawing) -> None:
        d.path("s", d.user("a"), d.user("b"), d.end())
        d.undone_by("a", "back")

    old, new = drawn(undone), drawn(line("a", "b"))
    assert codes(cross(old, new, begun(old, "a"))) == [("compensation_lost", "a")]
    assert cross(old, new, begun(old)).objections == ()


def test_a_step_that_failed_moves_and_is_tried_again_with_the_new_settings() -> None:
    def acting(action: str) -> Draw:
        return lambda d: d.path("s", d.service("v", action), d.end())

    old, new = drawn(acting("x.old")), drawn(acting("x.new"))
    host = FakeHost()
    result = run.start(old, host)
    token = token_at(result.state, "v").id
    assert codes(cross(old, new, result.state)) == [("under_way", "v")]
    failed = run.action_failed(old, result.state, token, host, code="c", message_vi="h", message_en="b").state
    again = run.retry(new, cross(old, new, failed).state, token, host)
    assert [change.name for change in again.changes if isinstance(change, ActionRequested)] == ["x.new"]


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_reason_is_said_in_both_languages(code: str) -> None:
    objection = Objection(code=code, node="a", target="b")
    said = {objection.words(name="Bước A", target="Bước B", language=language) for language in ("vi", "en")}
    assert len(said) == 2
    assert not any("{" in words for words in said)


def test_what_hangs_on_a_chosen_step_goes_with_it_and_what_was_left_out_stays_out() -> None:
    old, new = drawn(timed()), drawn(renamed_host)
    assert set(propose(old, new)) == {"s", "e", "rescue", "e2"}
    assert propose(old, new, chosen={"a": "a2"}) == {
        "s": "s", "e": "e", "rescue": "rescue", "e2": "e2", "a": "a2", "late": "late",
    }  # fmt: skip
    assert "rescue" not in propose(old, new, left_out=["rescue"])


def renamed_host(d: Drawing) -> None:
    d.path("s", d.user("a2"), d.end())
    d.boundary("late", "a2", after("PT2H"))
    d.path("late", d.user("rescue"), d.end("e2"))


def test_only_that_is_asked_for_where_somebody_may_stand() -> None:
    graph = drawn(timed())
    assert [node.id for node in graph.nodes if holds(graph, node)] == ["a", "late", "rescue"]
