"""One evaluation: the values of inputs, decisions, functions and services, each found when first needed."""

from collections.abc import Mapping

from tantam.process.engine.feel.compile_blocks import bind_written
from tantam.process.engine.feel.compiler import FIRST_SLOT, Resolved
from tantam.process.engine.feel.conformance import coerce
from tantam.process.engine.feel.convert import from_python
from tantam.process.engine.feel.limits import Run
from tantam.process.engine.feel.values.functions import Function, Signature

from .document import Node
from .model import Model, Unit


class Evaluation:
    """Answers what each element of the model is worth, given the host's values.

    `fixed` holds values already decided, by key: the inputs of a decision service.
    """

    def __init__(self, model: Model, given: Mapping[str, object], run: Run, fixed: Mapping[str, object]) -> None:
        self.model = model
        self.given = given
        self.run = run
        self.found: dict[str, object] = dict(fixed)
        self.open: set[str] = set()

    def value(self, key: str) -> object:
        """The value of the element with this key; null on a circle of requirements."""
        if key in self.found:
            return self.found[key]
        if key in self.open:
            return None
        self.open.add(key)
        unit = self.model.units[key]
        self.found[key] = value = self._evaluate(unit)
        self.open.discard(key)
        return value

    def _evaluate(self, unit: Unit) -> object:
        if unit.node.kind == "inputData":
            return self.given_value(unit)
        if unit.node.kind == "decisionService":
            return service_function(self.model, unit)
        if unit.closure is None:
            return None
        self.run.charge(unit.weight)
        roots = Resolved(lambda name, default: self._named(unit, name, default))
        return unit.closure([roots, self.run, *[None] * (unit.slots - FIRST_SLOT)])

    def given_value(self, unit: Unit) -> object:
        """What the host gives for an element, held to its type.

        An input of an imported file is given with its namespace, inside a context named as the import, with the name of
        the import and a dot before its own, or by its name.
        """
        return coerce(from_python(self._given(unit.node)), unit.type, self.run)

    def _given(self, node: Node) -> object:
        if node.qualified_name in self.given:
            return self.given[node.qualified_name]
        for name, namespace in self.model.main.imports:
            inside = self.given.get(name)
            if namespace == node.namespace and isinstance(inside, Mapping) and node.name in inside:
                return inside[node.name]
            if namespace == node.namespace and f"{name}.{node.name}" in self.given:
                return self.given[f"{name}.{node.name}"]
        return self.given.get(node.name)

    def called(self, unit: Unit) -> object:
        """What a function gives for the host's values, by the names of its parameters."""
        function = self.value(unit.node.key)
        if not isinstance(function, Function):
            return None
        names = function.parameters
        return function.call_named(self.run, names, [from_python(self.given.get(name)) for name in names])

    def _named(self, unit: Unit, name: str, default: object) -> object:
        """What a name means inside an element: what it requires, else a value of the host that no element is called."""
        key = unit.direct.get(name)
        if key is not None:
            return self.value(key)
        imported = unit.imported.get(name)
        if imported is not None:
            return {self.model.units[part].node.name: self.value(part) for part in imported}
        if name in self.model.names or name not in self.given:
            return default
        return from_python(self.given[name])


def service_parameters(model: Model, unit: Unit) -> list[Unit]:
    """What a decision service is given: its input data, then its input decisions."""
    namespace = unit.node.key.rpartition("#")[0]
    keys = [*unit.node.references("inputData", namespace), *unit.node.references("inputDecision", namespace)]
    return [model.units[key] for key in keys if key in model.units]


def service_function(model: Model, unit: Unit) -> Function:
    """A decision service as a function of its inputs."""
    parameters = service_parameters(model, unit)

    def invoke(run: Run, arguments: list[object]) -> object:
        run.enter()
        try:
            fixed = {part.node.key: value for part, value in zip(parameters, arguments, strict=True)}
            return service_value(model, unit, Evaluation(model, {}, run, fixed))
        finally:
            run.leave()

    names = tuple(part.node.name for part in parameters)
    types = tuple(part.type for part in parameters)
    return Function(unit.node.name, (Signature(names, types, len(names), invoke),), bind_written)


def service_value(model: Model, unit: Unit, evaluation: Evaluation) -> object:
    """One output decision stands for itself, several make a context."""
    namespace = unit.node.key.rpartition("#")[0]
    outputs = [key for key in unit.node.references("outputDecision", namespace) if key in model.units]
    values = {model.units[key].node.name: evaluation.value(key) for key in outputs}
    result = next(iter(values.values())) if len(values) == 1 else values
    return coerce(result, unit.type, evaluation.run)
