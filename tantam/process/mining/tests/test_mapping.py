"""What a drawing allows, and what it does not: whole small languages."""

from __future__ import annotations

import pytest

from tantam.process.engine import bpmn
from tantam.process.mining.alignment import Aligner
from tantam.process.mining.mapping import net_of, node_name
from tantam.process.mining.outline import outline_of
from tantam.process.mining.tests.made import END, START, arrows, model, net, tasks
from tantam.process.mining.tests.search import words


def said(made):
    """All that a net without loops can say, as words."""
    return {"".join(word) for word in words(made)}


def gateway(kind, *ids):
    return "".join(f'<{kind}Gateway id="{name}"/>' for name in ids)


def timer(host, name, *, stops=True):
    return (
        f'<boundaryEvent id="{name}" attachedToRef="{host}" cancelActivity="{str(stops).lower()}">'
        f"<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></boundaryEvent>"
    )


def inside(name, parts, flows, *, kind="subProcess", more=""):
    return f'<{kind} id="{name}" {more}>{parts}{arrows(flows, prefix=f"{name}f")}</{kind}>'


def test_one_of_several_branches():
    assert said(net(START + tasks("ABC") + gateway("exclusive", "g", "h") + END, "s-g g-A g-B A-h B-h h-C C-e")) == {
        "AC",
        "BC",
    }


def test_several_ends_and_branches_that_nobody_joins():
    made = net(
        START + tasks("AB") + '<endEvent id="e"/><endEvent id="d"/>' + gateway("parallel", "g"), "s-g g-A g-B A-e B-d"
    )
    assert said(made) == {"AB", "BA"}


def test_a_step_after_branches_that_nobody_joined_is_done_for_each():
    assert said(net(START + tasks("ABC") + gateway("parallel", "g") + END, "s-g g-A g-B A-C B-C C-e")) == {
        "ABCC",
        "BACC",
        "ACBC",
        "BCAC",
    }


@pytest.mark.parametrize("default", ["", ' default="f2gB"'])
def test_an_inclusive_join_waits_for_the_branches_that_were_chosen_and_no_others(default):
    made = net(
        START + tasks("ABC") + f'<inclusiveGateway id="g"{default}/><inclusiveGateway id="h"/>' + END,
        f"s-g g-A* g-B{'' if default else '*'} A-h B-h h-C C-e",
    )
    assert made.approximations == ()
    assert said(made) == ({"AC", "BC"} if default else {"AC", "BC", "ABC", "BAC"})


def test_an_inclusive_choice_of_many_branches_is_asked_one_by_one():
    made = net(
        START + tasks("ABCDEF") + gateway("inclusive", "g", "h") + END,
        " ".join(["s-g", *(f"g-{name}*" for name in "ABCDEF"), *(f"{name}-h" for name in "ABCDEF"), "h-e"]),
    )
    aligner = Aligner(made)
    cost = {line: found.cost for line in ("", "A", "FA", "ABCDEF", "AA") if (found := aligner.align(line))}
    assert cost == {"": 1, "A": 0, "FA": 0, "ABCDEF": 0, "AA": 1}


def test_an_inclusive_join_of_unknown_split_is_said_to_be_taken_generously():
    made = net(
        START + tasks("ABC") + gateway("parallel", "g", "k") + gateway("inclusive", "h") + END,
        "s-g g-A g-k k-B k-C A-h B-h C-h h-e",
    )
    assert [(one.code, one.node) for one in made.approximations] == [("inclusive_join", "h")]
    assert "ABC" in said(made)


def test_events_race_and_one_of_them_decides():
    caught = "".join(
        f'<intermediateCatchEvent id="{name}"><messageEventDefinition messageRef="m{name}"/></intermediateCatchEvent>'
        for name in "xy"
    )
    more = '<message id="mx" name="mx"/><message id="my" name="my"/>'
    made = net(
        START + caught + tasks("AB") + gateway("eventBased", "g") + END, "s-g g-x g-y x-A y-B A-e B-e", more=more
    )
    assert said(made) == {"A", "B"}


def test_a_boundary_event_stops_a_step_before_it_is_done():
    made = net(START + tasks("ABC") + timer("A", "t") + END, "s-A A-B B-e t-C C-e")
    assert said(made) == {"AB", "C"}


def test_an_event_beside_a_step_comes_at_most_once_and_only_while_it_lasts():
    made = net(START + tasks("ABC") + timer("A", "t", stops=False) + END, "s-A A-B B-e t-C C-e")
    assert said(made) == {"AB", "CAB", "ACB", "ABC"}
    assert made.approximations == ()


def test_a_sub_process_ends_with_the_last_of_its_branches():
    body = inside("S", START.replace('"s"', '"si"') + tasks("AB") + gateway("parallel", "g"), "si-g g-A g-B")
    assert said(net(START + body + tasks("C") + END, "s-S S-C C-e")) == {"ABC", "BAC"}


def test_a_sub_process_is_stopped_with_all_its_branches():
    body = inside("S", START.replace('"s"', '"si"') + tasks("AB") + gateway("parallel", "g"), "si-g g-A g-B")
    made = net(START + body + timer("S", "t") + tasks("CD") + END, "s-S S-C C-e t-D D-e")
    assert said(made) == {"ABC", "BAC", "D", "AD", "BD"}


def test_a_sub_process_within_another_is_stopped_with_it():
    inner = inside("T", START.replace('"s"', '"sj"') + tasks("AB") + gateway("parallel", "g"), "sj-g g-A g-B")
    body = inside("S", START.replace('"s"', '"si"') + inner + tasks("E"), "si-T T-E")
    made = net(START + body + timer("S", "t") + tasks("CD") + END, "s-S S-C C-e t-D D-e")
    begun = {"", "A", "B", "AB", "BA"}
    assert said(made) == {"ABEC", "BAEC"} | {word + "D" for word in begun}


def test_terminate_ends_what_goes_on_beside():
    end = '<endEvent id="x"><terminateEventDefinition/></endEvent>'
    made = net(START + tasks("AB") + gateway("parallel", "g") + end + END, "s-g g-A g-B A-x B-e")
    assert said(made) == {"A", "BA", "AB"}  # the last only because silence may last: said as an approximation
    assert [(one.code, one.node) for one in made.approximations] == [("late_end", "x")]


def test_an_error_goes_to_the_border_that_catches_it_and_without_one_all_ends():
    error = '<endEvent id="x"><errorEventDefinition errorRef="r"/></endEvent>'
    catch = '<boundaryEvent id="b" attachedToRef="S"><errorEventDefinition errorRef="r"/></boundaryEvent>'
    body = inside("S", START.replace('"s"', '"si"') + tasks("A") + error, "si-A A-x")
    more = '<error id="r" errorCode="E"/>'
    caught = net(START + body + catch + tasks("CD") + END, "s-S S-C C-e b-D D-e", more=more)
    assert said(caught) == {"D", "AD"}  # anything done inside may fail too
    assert said(net(START + body + tasks("C") + END, "s-S S-C C-e", more=more)) == {"A"}


def test_an_event_sub_process_takes_over_or_comes_beside():
    def made(stops):
        start = (
            f'<startEvent id="hs" isInterrupting="{stops}"><timerEventDefinition><timeDuration>PT1H</timeDuration>'
            "</timerEventDefinition></startEvent>"
        )
        handler = inside("H", start + tasks("X"), "hs-X", more='triggeredByEvent="true"')
        return net(START + tasks("AB") + handler + END, "s-A A-B B-e")

    assert said(made("true")) == {"AB", "X", "AX"}
    assert said(made("false")) == {"AB", "XAB", "AXB", "ABX"}


def test_loops_may_go_round_any_number_of_times():
    again = '<userTask id="A"><standardLoopCharacteristics testBefore="true"/></userTask>'
    aligner = Aligner(net(START + again + tasks("B") + END, "s-A A-B B-e"))
    assert [found.cost for line in ("B", "AB", "AAAAB", "A") if (found := aligner.align(line))] == [0, 0, 0, 1]


def test_a_called_process_of_the_file_is_looked_into_and_one_of_elsewhere_is_a_step():
    called = (
        '<process id="q"><startEvent id="qs"/><userTask id="Q"/>'
        '<sequenceFlow id="q1" sourceRef="qs" targetRef="Q"/></process>'
    )
    calls = '<callActivity id="S" calledElement="q"/><callActivity id="T" calledElement="elsewhere"/>'
    assert said(net(START + calls + END, "s-S S-T T-e", more=called)) == {"QT"}


def test_a_process_that_calls_itself_is_a_step():
    calls = '<callActivity id="S" calledElement="q"/>'
    called = (
        '<process id="q"><startEvent id="qs"/><exclusiveGateway id="g"/><userTask id="Q"/>'
        '<callActivity id="R" calledElement="q"/><sequenceFlow id="q1" sourceRef="qs" targetRef="g"/>'
        '<sequenceFlow id="q2" sourceRef="g" targetRef="Q"/>'
        '<sequenceFlow id="q3" sourceRef="g" targetRef="R"/></process>'
    )
    made = net(START + calls + END, "s-S S-e", more=called)
    assert said(made) == {"Q", "R"}
    assert [(one.code, one.node) for one in made.approximations] == [("recursion", "R")]


def test_several_instances_at_once_of_a_sub_process_may_mix():
    loop = "<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>"
    body = inside("S", START.replace('"s"', '"si"') + tasks("AB") + loop, "si-A A-B")
    made = net(START + body + tasks("C") + END, "s-S S-C C-e")
    aligner = Aligner(made)
    assert [found.cost for line in ("ABABC", "AABBC", "C", "CA") if (found := aligner.align(line))] == [0, 0, 0, 1]
    assert {one.code for one in made.approximations} == {"several_instances", "several_instances_at_once"}
    assert all(one.sentence("vi") and one.sentence("en") for one in made.approximations)


def test_events_may_be_shown_and_steps_called_by_name():
    drawing = bpmn.read(model(START + tasks("A") + timer("A", "t") + tasks("B") + END, "s-A A-e t-B B-e"))
    made = net_of(outline_of(drawing), visible=lambda node: node.kind != "startEvent", label=node_name)
    assert words(made) == {("Step A", "e"), ("t", "Step B", "e")}
    assert made.hidden == {"s"}


def test_a_message_beside_may_come_any_number_of_times():
    event = (
        '<boundaryEvent id="b" attachedToRef="A" cancelActivity="false"><messageEventDefinition messageRef="m"/>'
        "</boundaryEvent>"
    )
    made = net(START + tasks("AC") + event + END, "s-A A-e b-C C-e", more='<message id="m" name="m"/>')
    aligner = Aligner(made)
    assert [found.cost for line in ("A", "CCCCCCCCA", "ACCC", "C") if (found := aligner.align(line))] == [0, 0, 0, 1]
    assert [one.code for one in made.approximations] == ["waiting_events"]


def test_a_transaction_that_is_cancelled_goes_on_by_its_border_and_only_then():
    cancel = '<endEvent id="x"><cancelEventDefinition/></endEvent>'
    catch = '<boundaryEvent id="b" attachedToRef="S"><cancelEventDefinition/></boundaryEvent>'
    parts = START.replace('"s"', '"si"') + tasks("AB") + gateway("exclusive", "g") + cancel
    body = inside("S", parts, "si-A A-g g-B g-x", kind="transaction")
    assert said(net(START + body + catch + tasks("CD") + END, "s-S S-C C-e b-D D-e")) == {"ABC", "AD"}


def test_compensation_may_undo_in_any_order():
    undo = (
        '<boundaryEvent id="u" attachedToRef="A"><compensateEventDefinition/></boundaryEvent>'
        '<userTask id="U" isForCompensation="true"/><association id="a" sourceRef="u" targetRef="U"/>'
        '<intermediateThrowEvent id="t"><compensateEventDefinition/></intermediateThrowEvent>'
    )
    made = net(START + tasks("A") + undo + END, "s-A A-t t-e")
    aligner = Aligner(made)
    assert [found.cost for line in ("AU", "A", "UA") if (found := aligner.align(line))] == [0, 0, 1]
    assert [one.code for one in made.approximations] == ["compensation"]


def test_an_ad_hoc_sub_process_has_its_steps_in_any_order_and_all_of_them():
    body = inside("S", tasks("AB"), "", kind="adHocSubProcess")
    assert said(net(START + body + tasks("C") + END, "s-S S-C C-e")) == {"ABC", "BAC"}
    enough = inside("S", tasks("AB") + "<completionCondition>true</completionCondition>", "", kind="adHocSubProcess")
    made = net(START + enough + tasks("C") + END, "s-S S-C C-e")
    assert said(made) == {"C", "AC", "BC", "ABC", "BAC"}
    assert "ad_hoc" in {one.code for one in made.approximations}
