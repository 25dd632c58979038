"""Files damaged at random: read or refused, checked, never an exception of another kind."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tantam.process.engine.bpmn import read
from tantam.process.engine.check import check
from tantam.process.engine.compiling import NotRunnable, compile_graph
from tantam.process.engine.plan import read_plan
from tantam.process.engine.problem import Unreadable
from tantam.process.engine.simulate import simulate
from tantam.process.engine.state import NoSuchStart

HERE = Path(__file__).parent
FILES = [HERE / "care.bpmn", *sorted((HERE.parents[2] / "demo" / "content" / "processes").glob("*.bpmn"))]
TEXTS = [path.read_text() for path in FILES]
WORDS = ["", "x", "P1Y", "R/PT0S", "-1", "1e999", "true", "&amp;", "S", "U", "sub", "ư ở", "]]", "=", "a" * 3000]


def mangled(text: str, random: Random) -> str:
    """Some attribute values, texts and element names exchanged, some elements dropped or doubled."""
    for _ in range(random.randint(1, 6)):
        kind = random.choice(["value", "text", "name", "drop", "double"])
        if kind == "value":
            text = _one(text, r'(?<==")[^"]*(?=")', random, random.choice([*WORDS, *re.findall(r'id="([^"]+)"', text)]))
        elif kind == "text":
            text = _one(text, r"(?<=>)[^<>]+(?=</)", random, random.choice(WORDS))
        elif kind == "name":
            names = re.findall(r"<(\w+:\w+)", text)
            old, new = random.choice(names), random.choice(names)
            text = re.sub(rf"(</?){old}(?=[\s>/])", rf"\g<1>{new}", text)
        else:
            found = list(re.finditer(r"<(\w+:\w+)[^<>]*/>|<(\w+:\w+)(?=[\s>])[^<>]*>[^<]*</\2>", text))
            if found:
                one = random.choice(found)
                text = text[: one.start()] + one.group() * (2 if kind == "double" else 0) + text[one.end() :]
    return text


def _one(text: str, pattern: str, random: Random, new: str) -> str:
    found = list(re.finditer(pattern, text))
    if not found:
        return text
    one = random.choice(found)
    return text[: one.start()] + new + text[one.end() :]


@settings(max_examples=300, deadline=None)
@given(seed=st.integers(0, 2**32), which=st.integers(0, 100))
def test_a_damaged_diagram_is_refused_or_runs_but_never_breaks_the_engine(seed: int, which: int) -> None:
    random = Random(seed)  # noqa: S311
    data = mangled(TEXTS[which % len(TEXTS)], random).encode()
    try:
        diagram = read(data)
    except Unreadable:
        return
    problems = check(diagram)
    is_runnable = not any(found.severity == "error" for found in problems)
    if not is_runnable:
        with pytest.raises(NotRunnable) as caught:
            compile_graph(diagram)
        assert caught.value.problems == problems
        return
    graph = compile_graph(diagram)
    for node in graph.starts:
        simulate(graph, read_plan({"start_event": graph.nodes[node.node].id, "steps": 30}))
    with pytest.raises(NoSuchStart):
        simulate(graph, read_plan({"start_event": "no such"}))


@settings(max_examples=200, deadline=None)
@given(data=st.binary(max_size=200), cut=st.integers(0, 5000))
def test_bytes_at_random_are_refused_or_read(data: bytes, cut: int) -> None:
    whole = TEXTS[0].encode()
    for attempt in (data, whole[:cut] + data + whole[cut:]):
        with suppress(Unreadable):
            check(read(attempt))
