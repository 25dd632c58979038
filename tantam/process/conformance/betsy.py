"""Processes: `cases.json` beside BPMN models that each show one feature, laid out as the models of betsy are.

Each case starts a model with an input, lets time pass, and compares what the model's scripts have written, in any
order. The scripts are single words and the conditions small expressions of other engines; both are bound here, in the
runner: the engine itself runs no scripts and speaks FEEL.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from tantam.process.conformance.scripted import DIALECT, World
from tantam.process.conformance.verdict import Verdict
from tantam.process.engine.bpmn import read
from tantam.process.engine.compiling import NotRunnable, compile_graph
from tantam.process.engine.graph import Graph
from tantam.process.engine.problem import Unreadable

#: What a case expects where publishing or running must fail; both words say the same.
FAILED: Final = "ERROR"
_FAILURES: Final = ("ERROR", "ERROR_runtime")


@dataclass(frozen=True, slots=True)
class Told:
    """One case of a model: what was expected and what came."""

    expected: list[str]
    found: list[str]

    @property
    def passed(self) -> bool:
        """Whether they are the same, in any order."""
        return self.expected == self.found


def run(folder: Path) -> Verdict:
    """Run every model that `cases.json` in `folder` lists."""
    failed: list[str] = []
    notes: list[str] = []
    models = json.loads((folder / "cases.json").read_text(encoding="utf-8"))
    for model in models:
        told = list(_run_model(folder, model))
        wrong = [one for one in told if not one.passed]
        if wrong:
            failed.append(model["name"])
            notes += [f"{model['name']}: expected {one.expected}, found {one.found}" for one in wrong]
    return Verdict(set="betsy", passed=len(models) - len(failed), total=len(models), failed=failed, notes=tuple(notes))


def _run_model(folder: Path, model: dict[str, Any]) -> Iterator[Told]:
    path = folder / model["dir"] / f"{model['name']}.bpmn"
    for case in model["cases"]:
        expected = sorted(FAILED if word in _FAILURES else word for word in case["expect"])
        yield Told(expected, sorted(_run_case(path, case)))


def _run_case(path: Path, case: dict[str, Any]) -> list[str]:
    """What the scripts of the model wrote; one mark of failure where it is refused or comes to a stop."""
    try:
        graphs = _graphs(path)
    except (Unreadable, NotRunnable, OSError):
        return [FAILED]
    world = World(graphs, variables={"test": case["input"], "integerVariable": case["int"]})
    world.open()
    if case["parallel"] and len(graphs) > 1:
        world.start(graphs[1])
    world.start(graphs[0])
    world.pass_time(timedelta(milliseconds=case["delay"]))
    return [*world.trace, *([FAILED] if world.has_incident else [])]


def _graphs(path: Path) -> list[Graph]:
    """Every process of the file, each as one that can be started; but for the first one those are left out that cannot
    run and are not meant to, such as the partner of which only the pool is drawn."""
    diagram = read(path.read_bytes())
    found: list[Graph] = []
    for process in diagram.processes:
        try:
            found.append(compile_graph(diagram, process=process.id, language=DIALECT))
        except NotRunnable:
            if not found or process.has_executable_mark:
                raise
    return found
