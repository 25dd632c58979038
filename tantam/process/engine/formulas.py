"""Conditions, timers and decision tables of a drawing, compiled to what the graph calls."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from tantam.core.values.durations import Duration, parse_duration
from tantam.core.values.instants import parse_instant
from tantam.process.engine.days import read_days
from tantam.process.engine.diagram import EventDefinition, Expression, Flow, Node
from tantam.process.engine.dmn import DmnError, compile_decisions, table_doubts
from tantam.process.engine.dmn import Problem as TableProblem
from tantam.process.engine.feel import FeelError, compile_expression
from tantam.process.engine.graph import DecisionRule, Formula, TimerRule
from tantam.process.engine.problem import Problem, Unreadable, problem
from tantam.process.engine.selecting import Part
from tantam.process.engine.wording import WORDING
from tantam.process.engine.xml import parse

_WINDOW: Final = re.compile(r"\s*(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})\s*")
_TABLE: Final = WORDING["bad_table"]
_LITERAL: Final = re.compile(r"[PR][\dTP/]|\d{4}-")  # meant as ISO 8601, so a mistake in it is not taken for FEEL

_REPEATS: Final = re.compile(r"R(\d{0,6})")

#: Characters in all formulas, and in all decision tables, of one drawing: a second or two to read.
MOST_FORMULAS, MOST_TABLES = 250_000, 2_000_000

Functions: TypeAlias = Mapping[str, Callable[..., object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """What formulas may use: the known names (those with spaces need it) and extra functions.

    `runs_scripts`: the host binds script tasks (a test host may; the product never does).
    """

    names: Collection[str] = ()
    functions: Functions = field(default_factory=dict)
    runs_scripts: bool = False

    def speaks(self, language: str) -> bool:
        """Whether expressions marked with this language ("" for none) are such as these."""
        return not language or "feel" in language.casefold()

    def formula(self, expression: Expression) -> Formula:
        """Compile one expression; raises FeelError. A leading "=" as some tools write it is allowed."""
        text = expression.text.removeprefix("=").strip()
        return compile_expression(text, names=self.names, functions=self.functions)


FEEL: Final = Language()


@dataclass(slots=True)
class Formulas:
    """All formulas of a part; `problems` says what did not compile.

    `conditions` by flow; `parts` by node and what they say there: "event0" (the condition of its first event), "loop",
    "number", "done", "thrown0", "activation", "completion", "correlation", "carry0", "each";
    `timers` by node and number of the event.
    """

    conditions: dict[str, Formula] = field(default_factory=dict)
    parts: dict[tuple[str, str], Formula] = field(default_factory=dict)
    timers: dict[tuple[str, int], TimerRule] = field(default_factory=dict)
    decisions: dict[str, DecisionRule] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def compile_formulas(part: Part, *, language: Language = FEEL) -> Formulas:
    """Compile every formula of `part`, as long as they are not too much together."""
    found = Formulas()
    formulas, tables = _Room("too_much_formula", MOST_FORMULAS), _Room("too_much_table", MOST_TABLES)
    for flow in part.flows:
        if flow.condition is not None and formulas.has_room(flow, flow.condition.text, found.problems):
            formula = _formula(flow.condition, element=flow.id, language=language, problems=found.problems)
            if formula is not None:
                found.conditions[flow.id] = formula
    for node in (*part.nodes, *part.global_tasks.values()):
        for name, expression in written_at(node):
            if not formulas.has_room(node, expression.text, found.problems):
                continue
            formula = _formula(expression, element=node.id, language=language, problems=found.problems)
            if formula is not None:
                found.parts[node.id, name] = formula
        _timers(node, language, found, formulas)
        if node.care.decision is not None and tables.has_room(node, node.care.decision.xml, found.problems):
            _decision(node, language, found)
    return found


@dataclass(slots=True)
class _Room:
    """How many characters of one kind a drawing may still hold; what comes after them is one finding, not read."""

    code: str
    most: int
    taken: int = 0

    def has_room(self, of: Node | Flow, text: str, problems: list[Problem]) -> bool:
        had_room = self.taken <= self.most
        self.taken += len(text)
        if had_room and self.taken > self.most:
            problems.append(problem(self.code, element=of.id, line=of.line, name=of.name or of.id, most=self.most))
        return self.taken <= self.most


def _timers(node: Node, language: Language, found: Formulas, room: _Room) -> None:
    for number, event in enumerate(node.events):
        text = event.expression.text if event.expression is not None else ""
        if event.kind == "timer" and room.has_room(node, text, found.problems):
            rule = _timer(node, event, language, found.problems)
            if rule is not None:
                found.timers[node.id, number] = rule


def written_at(node: Node) -> Iterator[tuple[str, Expression]]:
    """What a node says in formulas, by name."""
    written: list[tuple[str, Expression | None]] = [
        ("activation", node.activation),
        ("completion", node.completion),
        ("correlation", node.care.correlation),
        ("each", node.care.each.when if node.care.each is not None else None),
        *((f"carry{number}", carry.value) for number, carry in enumerate(node.care.carries) if carry.name),
        *((f"event{number}", event.expression) for number, event in enumerate(node.events) if event.kind != "timer"),
    ]
    if (loop := node.loop) is not None:
        written.append(("loop" if loop.kind == "standard" else "done", loop.condition))
        written.append(("number", loop.cardinality))
        written += [(f"thrown{number}", told.condition) for number, told in enumerate(loop.told)]
    return ((name, expression) for name, expression in written if expression is not None)


def _formula(expression: Expression, *, element: str, language: Language, problems: list[Problem]) -> Formula | None:
    if not language.speaks(expression.language):
        problems.append(
            problem("other_language", element=element, line=expression.line, language=expression.language[:120])
        )
        return None
    try:
        return language.formula(expression)
    except FeelError as error:
        problems.append(_bad_expression(error, element=element, line=expression.line))
        return None


def _bad_expression(error: FeelError, *, element: str, line: int) -> Problem:
    found = problem("bad_expression", element=element, line=line + max(error.line, 1) - 1, reason="", detail=error.code)
    return Problem(
        code=found.code,
        element_id=element,
        line=found.line,
        params=(("detail", error.code), ("column", str(error.column))),
        message_vi=found.message_vi + error.message_vi,
        message_en=found.message_en + error.message_en,
    )


def _timer(node: Node, event: EventDefinition, language: Language, problems: list[Problem]) -> TimerRule | None:
    line = event.line
    if event.at or event.on:
        return _by_days(node, event, problems)
    if event.expression is None:
        return None  # the structure check names it
    text = event.expression.text.removeprefix("=").strip()
    window = _window(event.between)
    if event.between and window is None:
        problems.append(problem("bad_window", element=node.id, line=line, text=event.between[:80]))
    is_business = event.time == "business"
    rule = _literal(event.timer, text)
    if rule is not None:
        return replace(rule, is_business=is_business and rule.kind != "instant", window=window)
    if _LITERAL.match(text) or event.timer == "timeCycle":
        code = "bad_cycle" if event.timer == "timeCycle" else "bad_timer"
        problems.append(problem(code, element=node.id, line=event.expression.line, text=text[:80]))
        return None
    formula = _formula(event.expression, element=node.id, language=language, problems=problems)
    if formula is None:
        return None
    return TimerRule(kind="formula", formula=formula, is_business=is_business, window=window)


def _by_days(node: Node, event: EventDefinition, problems: list[Problem]) -> TimerRule | None:
    """A cycle that goes by the calendar; what is written beside it says how often, for tools that know only that."""
    days = read_days(event.at, event.on)
    if days is None:
        said = f"{event.at} {event.on}".strip()
        problems.append(problem("bad_days", element=node.id, line=event.line, text=said[:80]))
        return None
    cycle = _cycle(event.expression.text.strip()) if event.timer == "timeCycle" and event.expression else None
    return TimerRule(kind="cycle", days=days, repeats=cycle.repeats if cycle is not None else -1)


def _literal(kind: str, text: str) -> TimerRule | None:
    """A time written out: a duration, an instant or a cycle in ISO 8601."""
    if kind == "timeDuration" and (duration := parse_duration(text)) is not None:
        return TimerRule(kind="duration", months=duration.months, seconds=duration.seconds)
    if kind == "timeDate" and parse_instant(text) is not None:
        return TimerRule(kind="instant", instant=text)
    return _cycle(text) if kind == "timeCycle" else None


def _cycle(text: str) -> TimerRule | None:
    """A repeating interval of ISO 8601: how often (for ever where no number stands), and the interval by the time
    between (`R4/PT10S`), which must be longer than nothing, its begin (`R3/2026-01-05T08:00:00+07:00/P1D`), its end
    (`R3/P1D/2026-01-08T08:00:00+07:00`: the last one ends there) or both."""
    head, *rest = text.split("/")
    match = _REPEATS.fullmatch(head)
    if match is None or not 1 <= len(rest) <= 2:
        return None
    repeats = int(match[1]) if match[1] else -1
    try:
        begins, duration = _interval(rest, repeats=repeats)
    except (OverflowError, ValueError):
        return None
    if duration is None or duration.months + duration.seconds <= 0 or begins is None or not repeats:
        return None
    return TimerRule(kind="cycle", months=duration.months, seconds=duration.seconds, instant=begins, repeats=repeats)


def _interval(parts: list[str], *, repeats: int) -> tuple[str | None, Duration | None]:
    """When the first interval begins ("" where it is not said, None where it cannot be) and how long each is."""
    first, last = parts[0], parts[-1]
    begin, end = parse_instant(first), parse_instant(last)
    if len(parts) == 1:
        return "", parse_duration(last)
    if begin is not None and end is not None:
        return first, Duration(seconds=int((end - begin).total_seconds()))
    if begin is not None:
        return first, parse_duration(last)
    duration = parse_duration(first)
    if duration is None or end is None or repeats < 0:
        return None, duration
    back = Duration(months=-duration.months * repeats, seconds=-duration.seconds * repeats)
    return back.after(end).isoformat(), duration


def _window(text: str) -> tuple[int, int] | None:
    match = _WINDOW.fullmatch(text)
    if match is None:
        return None
    from_hour, from_minute, to_hour, to_minute = map(int, match.groups())
    opens, closes = from_hour * 60 + from_minute, to_hour * 60 + to_minute
    is_valid = from_minute < 60 and to_minute < 60 and opens < 24 * 60 and 0 < closes <= 24 * 60 and opens != closes
    return (opens, closes) if is_valid else None


def _decision(node: Node, language: Language, found: Formulas) -> None:
    decision = node.care.decision
    if decision is None or not decision.xml:
        return  # the structure check names it
    try:
        name = _final_decision(decision.xml)
        compiled = compile_decisions(decision.xml, functions=language.functions)
    except DmnError as error:
        found.problems.extend(_bad_table(node, decision.line, inner) for inner in error.problems)
    except Unreadable as error:
        found.problems.append(_bad_table(node, decision.line, error.problem))
    else:
        if not name:
            found.problems.append(problem("no_table", element=node.id, line=decision.line, name=node.name or node.id))
            return
        found.decisions[node.id] = DecisionRule(name=name, variable=decision.result, decisions=compiled)
        found.problems.extend(_doubtful_row(node, decision.line, inner) for inner in table_doubts(decision.xml))


def _bad_table(node: Node, line: int, inner: TableProblem | Problem) -> Problem:
    """A finding inside the table, on the step that holds it; the table's lines count from the step's."""
    vi, en = _where(inner) if isinstance(inner, TableProblem) else ("", "")
    return Problem(
        code="bad_table",
        element_id=node.id,
        line=line + max(inner.line, 1) - 1,
        params=(("detail", inner.code), ("inner", inner.element_id)),
        message_vi=_TABLE[0].format(reason=vi + inner.message_vi),
        message_en=_TABLE[1].format(reason=en + inner.message_en),
    )


def _doubtful_row(node: Node, line: int, inner: TableProblem) -> Problem:
    """A row of the table that runs and can hardly be meant, on the step that holds it."""
    vi, en = WORDING["doubtful_row"]
    return Problem(
        code="doubtful_row",
        element_id=node.id,
        line=line + max(inner.line, 1) - 1,
        params=(("detail", inner.code), ("rule", str(inner.rule))),
        message_vi=vi.format(rule=inner.rule, reason=inner.message_vi),
        message_en=en.format(rule=inner.rule, reason=inner.message_en),
        severity="warning",
    )


def _where(inner: TableProblem) -> tuple[str, str]:
    """Row and column as the table shows them, conditions and results counted apart."""
    sides = {"inputs": ("cột điều kiện", "condition"), "outputs": ("cột kết quả", "result")}
    row = (f"dòng {inner.rule}", f"row {inner.rule}") if inner.rule else ("", "")
    column = tuple(f"{name} {inner.column}" for name in sides[inner.side]) if inner.side else ("", "")
    both = [", ".join(filter(None, pair)) for pair in zip(row, column, strict=True)]
    return (f"{both[0]}: ", f"{both[1]}: ") if both[0] else ("", "")


def _final_decision(xml: str) -> str:
    """The decision no other one of the table's file needs: the one the step asks."""
    root = parse(xml.encode())
    decisions = [child for child in root.children if child.name == "decision"]
    needed = {
        element.get("href").removeprefix("#")
        for decision in decisions
        for element in decision.walk()
        if element.name == "requiredDecision"
    }
    final = [decision.get("id") or decision.get("name") for decision in decisions if decision.get("id") not in needed]
    return final[-1] if final else ""
