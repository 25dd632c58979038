"""Repeated steps inside one another that give something: what comes out is what a plain list would hold."""

from __future__ import annotations

from random import Random

import pytest

from tantam.process.engine import run
from tantam.process.engine.graph import Graph
from tantam.process.engine.state import State, Token
from tantam.process.engine.tests.drawing import Drawing, FakeHost, instances

WALKS = 250


def _more(of: str, one: str, gathered: str, given: str) -> str:
    return (
        f'<b:loopDataInputRef>{of}</b:loopDataInputRef><b:inputDataItem name="{one}"/>'
        f'<b:loopDataOutputRef>{gathered}</b:loopDataOutputRef><b:outputDataItem name="{given}"/>'
    )


def _drawn(*, outer: bool, inner: bool, enough: int) -> Graph:
    """A sub-process for each of `xe`, in which a step is done for each of `do`; at most `enough` turns of that."""
    drawing = Drawing()
    drawing.start()
    with drawing.inside("each", inner=instances(sequential=outer, more=_more("xe", "bien_so", "tat_ca", "gom"))):
        done = f"<b:completionCondition>numberOfCompletedInstances >= {enough}</b:completionCondition>"
        more = _more("do", "mon", "gom", "dat") + done.replace(">=", "&gt;=")
        drawing.start("is")
        drawing.add("userTask", "step", inner=instances(sequential=inner, more=more))
        drawing.path("is", "step", drawing.end("ie"))
    drawing.path("s", "each", drawing.user("then"), drawing.end())
    return drawing.graph()


@pytest.mark.parametrize("outer", [True, False])
@pytest.mark.parametrize("inner", [True, False])
def test_what_the_turns_gave_is_gathered_as_a_list_would_be(outer, inner) -> None:
    random = Random(f"{outer}{inner}")  # noqa: S311
    for _ in range(WALKS):
        vans, things = random.randint(1, 3), random.randint(1, 4)
        enough = random.randint(1, things)
        host = FakeHost()
        given = {"xe": [f"x{number}" for number in range(vans)], "do": [f"d{number}" for number in range(things)]}
        graph = _drawn(outer=outer, inner=inner, enough=enough)
        result = run.start(graph, host, variables=given)
        expected: dict[str, dict[str, object]] = {van: {} for van in given["xe"]}
        while standing := [
            one for one in result.state.tokens.values() if one.node == "step" and one.state == "waiting"
        ]:
            token = random.choice(standing)
            van, thing = _about(result.state, token)
            value = random.choice([None, thing, [van, {"n": 1}], 3, True])
            expected[van][thing] = value
            result = run.complete(graph, result.state, token.id, host, data={"dat": value})
        assert [one.node for one in result.state.positions()] == ["then"]
        assert all(len(found) == enough for found in expected.values())
        assert result.state.variables["tat_ca"] == [
            [expected[van].get(thing) for thing in given["do"]] for van in given["xe"]
        ]


def _about(state: State, token: Token) -> tuple[str, str]:
    """Which of the outer and of the inner list a token is about, read from the turns it stands in."""
    said: dict[str, str] = {}
    scope = state.scopes[token.scope]
    while scope.parent is not None:
        said = {**{key: str(value) for key, value in scope.variables.items()}, **said}
        scope = state.scopes[scope.parent]
    return said["bien_so"], said["mon"]
