"""Can it run? Every finding on its element, in both languages; errors forbid publishing, warnings do not."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from tantam.process.engine.calls import call_problems
from tantam.process.engine.content import content_problems
from tantam.process.engine.diagram import Diagram
from tantam.process.engine.eventful import event_problems
from tantam.process.engine.formulas import FEEL, Formulas, Language, compile_formulas
from tantam.process.engine.problem import Problem
from tantam.process.engine.repeating import repeat_problems
from tantam.process.engine.selecting import Part, select
from tantam.process.engine.supported import unsupported
from tantam.process.engine.wiring import flow_problems, gateway_problems, start_problems, way_problems


@dataclass(frozen=True, slots=True)
class Examination:
    """Everything found, and what was compiled on the way; `part` is None where nothing can run."""

    part: Part | None
    formulas: Formulas
    problems: tuple[Problem, ...]

    @property
    def is_runnable(self) -> bool:
        """Whether no finding is an error."""
        return not any(found.severity == "error" for found in self.problems)


def check(
    diagram: Diagram,
    *,
    actions: Collection[str] | None = None,
    processes: Collection[str] | None = None,
    language: Language = FEEL,
) -> tuple[Problem, ...]:
    """All findings in the order of the file.

    `actions`: the known names of the catalogue, `processes`: the keys of published processes; None to accept any.
    """
    return examine(diagram, actions=actions, processes=processes, language=language).problems


def examine(
    diagram: Diagram,
    *,
    process: str = "",
    actions: Collection[str] | None = None,
    processes: Collection[str] | None = None,
    language: Language = FEEL,
) -> Examination:
    """Check the process (with this id, where the file has several), and keep what was compiled for the graph."""
    part, problems = select(diagram, process=process)
    if part is None:
        return Examination(None, Formulas(), _in_order([*diagram.problems, *problems]))
    formulas = compile_formulas(part, language=language)
    found = [
        *diagram.problems,
        *unsupported(part, runs_scripts=language.runs_scripts),
        *flow_problems(part),
        *gateway_problems(part),
        *start_problems(part),
        *way_problems(part),
        *content_problems(part, actions=actions),
        *event_problems(part),
        *repeat_problems(part),
        *call_problems(part, processes=processes),
        *formulas.problems,
    ]
    return Examination(part, formulas, _in_order(found))


def _in_order(problems: list[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda found: found.line))
