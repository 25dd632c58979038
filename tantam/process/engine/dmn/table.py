"""Decision tables: reading them, and running them (DMN 1.5, chapter 8)."""

from dataclasses import dataclass

from tantam.process.engine.feel.compiler import RUN, Closure, Compiler, Frame
from tantam.process.engine.feel.conformance import coerce
from tantam.process.engine.feel.limits import Run
from tantam.process.engine.feel.nodes import Constant, Embedded, Node, UnaryTests
from tantam.process.engine.feel.scope import normal
from tantam.process.engine.feel.types import ANY, Type
from tantam.process.engine.feel.unary import compile_unary

from .builder import Builder
from .hit_policies import POLICIES, HitPolicy, Outputs, Row
from .xml import Element


@dataclass(frozen=True, slots=True)
class Input:
    expression: Node
    allowed: UnaryTests | None


@dataclass(frozen=True, slots=True)
class Output:
    """`name` is "" for the only output of a table; `values` are the output values in order of priority."""

    name: str
    type: Type
    values: tuple[Node, ...]
    default: Node | None


@dataclass(frozen=True, slots=True)
class Rule:
    """`tests` by number of the input, those that accept anything left out."""

    tests: tuple[tuple[int, UnaryTests], ...]
    outputs: tuple[Node, ...]
    is_broken: bool


@dataclass(frozen=True, slots=True)
class Table:
    owner: str
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
    policy: HitPolicy


def build_table(builder: Builder, element: Element) -> Node:
    """The tree of a decision table: one node that runs as a whole."""
    columns = element.all("input")
    outputs = tuple(_output(builder, child, column) for column, child in enumerate(element.all("output"), 1))
    table = Table(
        builder.owner,
        tuple(_input(builder, child, column) for column, child in enumerate(columns, 1)),
        outputs,
        tuple(
            _rule(builder, child, (len(columns), len(outputs)), at) for at, child in enumerate(element.all("rule"), 1)
        ),
        _policy(builder, element),
    )
    if table.policy.needs_priorities and not any(output.values for output in outputs):
        builder.add_problem("no_output_values", element)
    return builder.typed(Embedded(lambda compiler: _compile(compiler, table)), element)


def _policy(builder: Builder, element: Element) -> HitPolicy:
    name = element.get("hitPolicy", "UNIQUE").upper()
    key = (name, element.get("aggregation").upper() if name == "COLLECT" else "")
    if key not in POLICIES:
        builder.add_problem("hit_policy", element, found=" ".join(key).strip())
        return POLICIES[("UNIQUE", "")]
    return POLICIES[key]


def _input(builder: Builder, element: Element, column: int) -> Input:
    expression = element.first("inputExpression")
    allowed = element.first("inputValues")
    with builder.at("inputs", column):
        return Input(
            builder.parse(expression) if expression is not None else Constant(None),
            builder.parse_tests(allowed) if allowed is not None else None,
        )


def _output(builder: Builder, element: Element, column: int) -> Output:
    default = element.first("defaultOutputEntry")
    values = element.first("outputValues") or builder.types.allowed_values(element)
    with builder.at("outputs", column):
        tests = builder.parse_tests(values) if values is not None else None
        return Output(
            normal(element.get("name")),
            builder.types.of(element),
            tests.tests if tests else (),
            builder.parse(default) if default is not None else None,
        )


def _rule(builder: Builder, element: Element, widths: tuple[int, int], number: int) -> Rule:
    inputs, outputs = widths
    cells, results = element.all("inputEntry"), element.all("outputEntry")
    if (len(cells), len(results)) != (inputs, outputs):
        with builder.at("", 0, number):
            builder.add_problem("rule_width", element, found=len(cells) + len(results), wanted=inputs + outputs)
    tests, values = [], []
    for column, cell in enumerate(cells[:inputs], 1):
        with builder.at("inputs", column, number):
            tests.append(builder.parse_tests(cell))
    for column, cell in enumerate(results[:outputs], 1):
        with builder.at("outputs", column, number):
            values.append(builder.parse(cell))
    return Rule(
        tuple((column, test) for column, test in enumerate(tests) if test and test.tests),
        tuple(values),
        is_broken=None in tests or len(cells) < inputs or len(results) < outputs,
    )


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A closure and how many nodes one evaluation of it visits at most."""

    closure: Closure
    weight: int


@dataclass(frozen=True, slots=True)
class _Compiled:
    inputs: tuple[tuple[int, Closure, Closure | None], ...]
    rules: tuple[tuple[tuple[_Weighed, ...], tuple[_Weighed, ...]], ...]
    outputs: Outputs
    weight: int


def _compile(compiler: Compiler, table: Table) -> Closure:
    """The rules pay for themselves when they run, each for the tests it really makes."""
    compiler.needs_run = True
    before = compiler.weight
    slots = [compiler.slot() for _ in table.inputs]
    inputs = tuple(
        (slot, compiler.compile(part.expression), compile_unary(compiler, part.allowed, slot) if part.allowed else None)
        for slot, part in zip(slots, table.inputs, strict=True)
    )
    outputs = Outputs(
        tuple(output.name for output in table.outputs),
        tuple(output.type for output in table.outputs),
        tuple(compiler.compile_all(output.values) for output in table.outputs),
        tuple(compiler.compile(output.default) if output.default else None for output in table.outputs),
    )
    weight = compiler.weight - before
    compiled = _Compiled(inputs, tuple(_compile_rule(compiler, rule, slots) for rule in table.rules), outputs, weight)
    compiler.weight = before + 1
    return lambda frame: _decide(compiled, table, frame)


def _compile_rule(
    compiler: Compiler, rule: Rule, slots: list[int]
) -> tuple[tuple[_Weighed, ...], tuple[_Weighed, ...]]:
    tests: list[_Weighed] = [_Weighed(lambda _: False, 1)] if rule.is_broken else []
    for column, test in rule.tests if not rule.is_broken else ():
        before = compiler.weight
        closure = compile_unary(compiler, test, slots[column])
        tests.append(_Weighed(closure, 1 + compiler.weight - before))
    return tuple(tests), tuple(_Weighed(*compiler.weigh(output)) for output in rule.outputs)


def _decide(compiled: _Compiled, table: Table, frame: Frame) -> object:
    run: Run = frame[RUN]
    run.charge(compiled.weight)
    for slot, expression, allowed in compiled.inputs:
        value = frame[slot] = expression(frame)
        if allowed is not None and value is not None and allowed(frame) is not True:
            run.hits.append((table.owner, []))
            return None
    matched = _matching(compiled, frame, only_first=table.policy.is_first)
    run.hits.append((table.owner, [number + 1 for number in matched]))
    if not matched:
        return _default(compiled.outputs, table.policy, frame)
    return table.policy.choose([_row(compiled, number, frame) for number in matched], compiled.outputs, frame)


def _row(compiled: _Compiled, number: int, frame: Frame) -> Row:
    run: Run = frame[RUN]
    cells = compiled.rules[number][1]
    run.charge(sum(cell.weight for cell in cells))
    return tuple(
        cell.closure(frame) if kind is ANY else coerce(cell.closure(frame), kind, run)
        for cell, kind in zip(cells, compiled.outputs.types, strict=False)
    )


def _matching(compiled: _Compiled, frame: Frame, *, only_first: bool) -> list[int]:
    matched: list[int] = []
    steps = 0
    for number, (tests, _) in enumerate(compiled.rules):
        steps += 1
        for test in tests:
            steps += test.weight
            if test.closure(frame) is not True:
                break
        else:
            matched.append(number)
            if only_first:
                break
    frame[RUN].charge(steps)
    return matched


def _default(outputs: Outputs, policy: HitPolicy, frame: Frame) -> object:
    if not any(outputs.defaults):
        return policy.empty()
    row = tuple(default(frame) if default else None for default in outputs.defaults)
    return outputs.value(row)
