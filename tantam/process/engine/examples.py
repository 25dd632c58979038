"""Unit examples kept with a process ("this case must end here"), run with a virtual clock at every check.

An example travels with the file, in the process's extensions:

    <tantam:example key="vong_2">
      <tantam:label lang="vi">…</tantam:label> <tantam:label lang="en">…</tantam:label>
      <tantam:given>{"case": {…}, "tasks": {…}, "messages": […]}</tantam:given>   input of a simulation, see `plan`
      <tantam:expected>{"ends": ["xong"], "through": ["goi_dien"]}</tantam:expected>
    </tantam:example>

What may be expected, every key optional:

    outcome    finished (default, unless "standing" is said), waiting, cancelled or failed
    ends       ids of the end events that must be reached, in any order
    through    ids that must be passed, in this order
    never      ids that must not be passed
    times      id → how often it is entered
    variables  variable → its value in the end
    standing   ids where it must still stand when the plan stops looking
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from tantam.process.engine.called import both_names
from tantam.process.engine.compiling import compile_graph
from tantam.process.engine.diagram import Diagram, Example
from tantam.process.engine.formulas import FEEL, Language
from tantam.process.engine.graph import Graph
from tantam.process.engine.plan import BadPlan, Plan, read_plan
from tantam.process.engine.problem import Problem, problem
from tantam.process.engine.selecting import select
from tantam.process.engine.simulate import simulate
from tantam.process.engine.state import NoSuchStart, WhichStart
from tantam.process.engine.trace import Entry

#: As many examples, characters of all together, and steps of one, as a check may cost.
MOST, MOST_CHARACTERS, MOST_STEPS = 40, 100_000, 2_000

_KEYS: Final = frozenset(("outcome", "ends", "through", "never", "times", "variables", "standing"))
_OUTCOMES: Final = {
    "finished": ("kết thúc", "finished"),
    "waiting": ("còn chờ", "still waiting"),
    "cancelled": ("bị huỷ", "cancelled"),
    "failed": ("bị lỗi", "failed"),
}
#: How the codes of an expectation begin that asks for what is no longer drawn.
GONE: Final = "gone-"
_VI, _EN = 0, 1
Said = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What must come of an example, read."""

    outcome: str
    ends: tuple[str, ...] = ()
    through: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    times: Mapping[str, int]
    variables: Mapping[str, object]
    standing: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How an example came out: what differs from what was expected, or why it cannot be run; `way` is what happened.

    `nodes` are the elements that what differs is about, `is_passed` where nothing does; `gone` is an element that it
    asks for and the drawing no longer has.
    """

    example: Example
    differing: tuple[Said, ...] = ()
    reason: Said | None = None
    nodes: tuple[str, ...] = ()
    way: tuple[str, ...] = ()
    gone: str = ""

    @property
    def is_passed(self) -> bool:
        return not self.differing and not self.reason


def example_results(diagram: Diagram, *, language: Language = FEEL) -> list[Result]:
    """Every example of the process that runs, run; for drawings without errors, as many as a check may cost."""
    part, _ = select(diagram)
    if part is None:
        return []
    graph = compile_graph(diagram, language=language)
    return [_result(example, graph, _names(diagram)) for example in part.process.care.examples[:MOST]]


def _result(example: Example, graph: Graph, names: Callable[[str], Said]) -> Result:
    try:
        expected = read_expected(example.expected)
        _refuse_unknown(expected, graph)
        told = run_example(example, graph)
    except (BadPlan, NoSuchStart) as error:
        return Result(example=example, reason=why_not_run(error), gone=_gone(error))
    differing = tuple(differences(expected, told, names=names))
    way = tuple(dict.fromkeys(_way(told)))
    nodes = tuple(_about(expected, told)) if differing else ()
    return Result(example=example, differing=differing, nodes=nodes, way=way)


def _gone(error: BadPlan | NoSuchStart) -> str:
    """The element that the drawing no longer has, where an example asks for one."""
    return str(error.params["node"]) if isinstance(error, BadPlan) and error.code.startswith(GONE) else ""


def _about(expected: Expected, told: Entry) -> Iterator[str]:
    """What was missed, what was passed and must not be, and else where it stands in the end."""
    way = _way(told)
    entered = Counter(way)
    yield from (node for node in expected.ends if not entered[node])
    if lost := _lost(expected.through, way):
        yield lost
    yield from (node for node in expected.never if entered[node])
    yield from (node for node, many in expected.times.items() if entered[node] != many)
    yield from (str(one["node"]) for one in _entries(told, "standing") if expected.outcome == "finished")


def example_problems(diagram: Diagram, *, language: Language = FEEL) -> Iterator[Problem]:
    """Each example of the process that runs which does not come out as it says; for drawings without errors."""
    part, _ = select(diagram)
    if part is None or not part.process.care.examples:
        return
    process, examples = part.process, part.process.care.examples
    size = sum(len(one.given) + len(one.expected) for one in examples)
    if len(examples) > MOST or size > MOST_CHARACTERS:
        code = "too_many_examples"
        yield problem(code, element=process.id, line=process.line, count=len(examples), most=MOST, size=MOST_CHARACTERS)
        return
    graph = compile_graph(diagram, language=language)
    for example in examples:
        found = _problem(example, graph, _names(diagram), element=process.id)
        if found is not None:
            yield found


def why_not_run(error: BadPlan | NoSuchStart) -> Said:
    """Why an example or a plan cannot be played, in Vietnamese and English."""
    if isinstance(error, BadPlan):
        return error.said
    found = problem("which_start" if isinstance(error, WhichStart) else "no_such_start", name=error)
    return found.message_vi.rstrip("."), found.message_en.rstrip(".")


def run_example(example: Example, graph: Graph) -> Entry:
    """What happens in an example (see `simulate`); raises BadPlan, NoSuchStart."""
    return simulate(graph, _plan(example))


def _plan(example: Example) -> Plan:
    plan = read_plan(_decoded(example.given or "{}", "given"))
    return replace(plan, steps=min(plan.steps, MOST_STEPS))


def _problem(example: Example, graph: Graph, names: Callable[[str], Said], *, element: str) -> Problem | None:
    result = _result(example, graph, names)
    if result.reason:
        return _not_run(example, result, element=element)
    if result.is_passed:
        return None
    vi, en = ("; ".join(said[at] for said in result.differing) for at in (_VI, _EN))
    return Problem(
        code="example_failed",
        element_id=element,
        line=example.line,
        params=(("example", example.key),),
        message_vi=f"Ví dụ “{example.label('vi')}” không ra như mong đợi: {vi}.",
        message_en=f"The example “{example.label('en')}” does not come out as expected: {en}.",
    )


def _not_run(example: Example, result: Result, *, element: str) -> Problem:
    """An example that cannot be run, by its name in each language; which it is stands in the parameters."""
    why, reason = result.reason or ("", "")
    code = "example_gone" if result.gone else "bad_example"
    said, other = (
        problem(code, element=element, line=example.line, name=example.label(tongue), why=why, reason=reason)
        for tongue in ("vi", "en")
    )
    params = (*said.params, ("example", example.key), ("gone", result.gone))
    return replace(said, message_en=other.message_en, params=params)


def read_expected(text: str) -> Expected:
    """What is expected, from its JSON; raises BadPlan."""
    given = _decoded(text or "{}", "expected")
    if not isinstance(given, dict):
        raise BadPlan("object", where="expected")
    unknown = sorted(set(given) - _KEYS)
    if unknown:
        raise BadPlan("unknown-expectation", where="expected", key=unknown[0])
    standing = _ids(given, "standing") if "standing" in given else None
    outcome = given.get("outcome", "waiting" if standing else "finished")
    if outcome not in _OUTCOMES:
        raise BadPlan("outcome", where="expected.outcome", known=", ".join(_OUTCOMES))
    times, variables = given.get("times", {}), given.get("variables", {})
    if not isinstance(times, dict) or not all(type(many) is int for many in times.values()):
        raise BadPlan("whole-numbers", where="expected.times")
    if not isinstance(variables, dict):
        raise BadPlan("object", where="expected.variables")
    return Expected(
        outcome=outcome,
        ends=_ids(given, "ends"),
        through=_ids(given, "through"),
        never=_ids(given, "never"),
        times=times,
        variables=variables,
        standing=standing,
    )


def _decoded(text: str, where: str) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise BadPlan("not-json", where=where, line=error.lineno, column=error.colno) from error
    except (ValueError, RecursionError) as error:
        raise BadPlan("too-deep" if isinstance(error, RecursionError) else "too-long", where=where) from error


def _ids(given: Mapping[str, object], key: str) -> tuple[str, ...]:
    raw = given.get(key, [])
    if not isinstance(raw, list) or not all(isinstance(one, str) for one in raw):
        raise BadPlan("ids", where=f"expected.{key}")
    return tuple(raw)


def _refuse_unknown(expected: Expected, graph: Graph) -> None:
    """An example about a step that is no longer there would pass for ever, or fail without saying why."""
    for part in ("ends", "through", "never", "times", "standing"):
        for node in getattr(expected, part) or ():
            if node not in graph.by_id:
                raise BadPlan(f"{GONE}{part}", node=node)


def differences(expected: Expected, told: Entry, *, names: Callable[[str], Said]) -> Iterator[Said]:
    """What differs between what was expected and what happened, each in Vietnamese and English."""
    way = _way(told)
    stands = tuple(str(one["node"]) for one in _entries(told, "standing"))
    if told["outcome"] != expected.outcome:
        yield _outcome(expected, told, [names(node) for node in stands], _incidents(told))
    entered = Counter(way)
    missed = [node for node in expected.ends if not entered[node]]
    if missed:
        yield _instead("phải kết thúc ở", "must end at", missed, _last(way, stands), names)
    lost = _lost(expected.through, way)
    if lost:
        where = tuple(dict.fromkeys(way))
        yield _instead("phải đi qua", "must pass", [lost], where[-8:], names)
    for node in expected.never:
        if entered[node]:
            yield _both("không được đi qua {0} nhưng đã đi qua", "must not pass {0}, but did", names(node))
    for node, many in expected.times.items():
        if entered[node] != many:
            vi = f"{{0}} phải {many} lần, đã {entered[node]} lần"
            yield _both(vi, f"{{0}} must be entered {many} times, was {entered[node]} times", names(node))
    if expected.standing is not None and sorted(stands) != sorted(expected.standing):
        yield _instead("phải đang chờ ở", "must wait at", expected.standing, stands, names)
    yield from _variables(expected, told)


def _way(told: Entry) -> list[str]:
    """The nodes in the order they were come to; an event that something waited for beside it when it happened."""
    way: list[str] = []
    positions: set[object] = set()
    for one in _entries(told, "trace"):
        if one["event"] == "entered":
            positions.add(one["token"])
        if one["event"] in ("entered", "passed") or (one["event"] == "left" and one["token"] not in positions):
            way.append(str(one["node"]))
    return way


def _entries(told: Entry, key: str) -> list[Entry]:
    found = told[key]
    return found if isinstance(found, list) else []


def _incidents(told: Entry) -> list[Said]:
    found = [one["message"] for one in _entries(told, "trace") if one["event"] == "incident"]
    return [(str(one["vi"]), str(one["en"])) for one in found if isinstance(one, dict)]


def _outcome(expected: Expected, told: Entry, stands: Sequence[Said], incidents: Sequence[Said]) -> Said:
    wanted, found = _OUTCOMES[expected.outcome], _OUTCOMES[str(told["outcome"])]
    said = []
    for at, but, where in ((_VI, "nhưng", "tại"), (_EN, "but was", "at")):
        place = f" {where} {_listed(stands, at)}" if stands else ""
        why = f" ({'; '.join(one[at] for one in incidents[:3])})" if incidents else ""
        said.append(f"{('phải', 'must be')[at]} {wanted[at]}, {but} {found[at]}{place}{why}")
    return said[_VI], said[_EN]


def _lost(through: Sequence[str], way: Sequence[str]) -> str:
    """The first of `through` that is not passed after those before it; "" where all are."""
    rest = iter(way)
    return next((node for node in through if node not in rest), "")


def _last(way: Sequence[str], stands: Sequence[str]) -> Sequence[str]:
    return stands or tuple(way[-1:])


def _instead(vi: str, en: str, wanted: Sequence[str], found: Sequence[str], names: Callable[[str], Said]) -> Said:
    wanted_names, found_names = [names(node) for node in wanted], [names(node) for node in found]
    nothing = ("không đâu cả", "nowhere")
    said = [
        f"{words} {_listed(wanted_names, at)}, {but} {_listed(found_names, at) or nothing[at]}"
        for at, words, but in ((_VI, vi, "thực tế"), (_EN, en, "in fact"))
    ]
    return said[_VI], said[_EN]


def _listed(names: Sequence[Said], at: int) -> str:
    return ", ".join(f"“{name[at]}”" for name in names)


def _both(vi: str, en: str, name: Said) -> Said:
    return vi.format(f"“{name[_VI]}”"), en.format(f"“{name[_EN]}”")


def _variables(expected: Expected, told: Entry) -> Iterator[Said]:
    found = told["variables"]
    values = found if isinstance(found, Mapping) else {}
    for name, wanted in expected.variables.items():
        value = _plain(values.get(name))
        if value != wanted:
            shown, was = _shown(wanted), _shown(value)
            yield f"{name} phải là {shown}, thực tế {was}", f"{name} must be {shown}, in fact {was}"


def _plain(value: object) -> object:
    """A value as JSON would hold it, so that 5 and Decimal("5") are the same."""
    return json.loads(json.dumps(value, default=_number_or_text))


def _number_or_text(value: object) -> object:
    text = str(value)
    try:
        return int(text) if text.lstrip("-").isdigit() else float(text)
    except ValueError:
        return text


def _shown(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)[:120]


def _names(diagram: Diagram) -> Callable[[str], Said]:
    return partial(both_names, diagram)


def sample_of(given: str) -> dict[str, object]:
    """What an example knows in the end: its ticket, its variables, and all that its steps are answered with."""
    try:
        plan = read_plan(json.loads(given or "{}"))
    except (BadPlan, ValueError, RecursionError):
        return {}
    answered = [
        answer.data
        for answers in (plan.tasks, plan.actions)
        for several in answers.values()
        for answer in several
        if answer is not None
    ]
    found: dict[str, object] = {}
    for data in (plan.case, plan.variables, *answered, *(message.data for message in plan.messages)):
        found.update(data)
    return found
