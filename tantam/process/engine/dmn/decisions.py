"""The door of the room: a decision file, compiled once, that can be asked."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from tantam.process.engine.feel.errors import FeelError
from tantam.process.engine.feel.expression import HostFunctions
from tantam.process.engine.feel.limits import Run, check_result
from tantam.process.engine.feel.scope import normal

from .document import read_document
from .evaluation import Evaluation, service_parameters, service_value
from .model import Model, Unit, build_model
from .problems import DmnError, Problem, problem

Explanation = list[tuple[str, list[int]]]


class Decisions:
    """The decisions of a file. `problems` is empty for one made by `compile_decisions`."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self.problems: tuple[Problem, ...] = tuple(model.problems)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all decisions of the file."""
        return tuple(node.name for node in self._model.main.nodes.values() if node.kind == "decision")

    @property
    def input_names(self) -> tuple[str, ...]:
        """The names of the input data the file declares."""
        return tuple(node.name for node in self._model.main.nodes.values() if node.kind == "inputData")

    @property
    def free_names(self) -> frozenset[str]:
        """The names the file expects of the host without declaring them as input data."""
        return frozenset(name for unit in self._model.units.values() for name in unit.free)

    def decide(self, name_or_id: str, context: Mapping[str, object], *, now: datetime | None = None) -> object:
        """The value of a decision, decision service or business knowledge model, as a FEEL value.

        Raises FeelError where the budget is spent, DmnError where there is no such decision.
        """
        return self._evaluate(name_or_id, context, now)[0]

    def decide_with_rules(
        self, name_or_id: str, context: Mapping[str, object], *, now: datetime | None = None
    ) -> tuple[object, list[int]]:
        """As `decide`, with the numbers (from 1) of the rules that matched in the decision's own table."""
        value, run, unit = self._evaluate(name_or_id, context, now)
        return value, [number for owner, rules in run.hits if owner == unit.node.key for number in rules]

    def explain(
        self, name_or_id: str, context: Mapping[str, object], *, now: datetime | None = None
    ) -> tuple[object, Explanation]:
        """As `decide`, with the rules that matched in every table on the way: (name of its owner, numbers)."""
        value, run, _ = self._evaluate(name_or_id, context, now)
        return value, [(self._model.units[owner].node.name, rules) for owner, rules in run.hits]

    def _evaluate(
        self, name_or_id: str, context: Mapping[str, object], now: datetime | None
    ) -> tuple[object, Run, Unit]:
        unit = self._find(name_or_id)
        run = Run(now)
        try:
            value = self._value(unit, context, run)
        except RecursionError:
            raise FeelError("too_deep") from None
        if type(value) in (list, dict):
            check_result(value)
        return value, run, unit

    def _value(self, unit: Unit, context: Mapping[str, object], run: Run) -> object:
        if unit.node.kind == "decision":
            return Evaluation(self._model, context, run, {}).value(unit.node.key)
        given = Evaluation(self._model, context, run, {})
        if unit.node.kind == "businessKnowledgeModel":
            return given.called(unit)
        fixed = {part.node.key: given.given_value(part) for part in service_parameters(self._model, unit)}
        return service_value(self._model, unit, Evaluation(self._model, context, run, fixed))

    def _find(self, name_or_id: str) -> Unit:
        wanted = normal(name_or_id)
        for node in self._model.main.nodes.values():
            if node.kind != "inputData" and wanted in (node.name, node.element.id):
                return self._model.units[node.key]
        raise DmnError([problem("unknown_reference", found=name_or_id)])


def open_decisions(
    xml: bytes | str,
    *,
    functions: HostFunctions = {},  # noqa: B006 - never changed
    imports: Iterable[bytes | str] = (),
) -> Decisions:
    """Read a file even if parts of it are faulty: these stand in `problems` and are null when asked.

    Raises DmnError for a file that is no DMN at all, too large or unsafe.
    """
    main = read_document(xml)
    others = [read_document(other) for other in imports]
    try:
        return Decisions(build_model(main, others, functions))
    except RecursionError:
        raise DmnError([problem("too_deep")]) from None


def compile_decisions(
    xml: bytes | str,
    *,
    functions: HostFunctions = {},  # noqa: B006
    imports: Iterable[bytes | str] = (),
) -> Decisions:
    """Compile a file (DMN 1.1 to 1.5). Raises DmnError with all problems if there is any.

    `functions` may be called by its expressions; `imports` are the files it imports.
    """
    decisions = open_decisions(xml, functions=functions, imports=imports)
    if decisions.problems:
        raise DmnError(list(decisions.problems))
    return decisions
