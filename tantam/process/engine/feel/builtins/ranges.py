"""Relations of points and ranges (DMN 1.5, table 81, after Allen), and range()."""

from collections.abc import Callable
from typing import Final

from tantam.process.engine.feel.access import as_list
from tantam.process.engine.feel.compare import compare, order
from tantam.process.engine.feel.errors import FeelError
from tantam.process.engine.feel.limits import Run
from tantam.process.engine.feel.nodes import Call, Constant, Interval, Name, Negation, Node
from tantam.process.engine.feel.parser import parse_expression
from tantam.process.engine.feel.scope import Names
from tantam.process.engine.feel.values.ranges import Range

from .registry import BUILTINS, builtin_with_run

Relation = Callable[[Run, Range, Range], bool | None]
_LITERAL_FUNCTIONS: Final = ("date", "time", "date and time", "duration")
_LITERAL_NAMES: Final = Names(_LITERAL_FUNCTIONS)
_NO_NAMES: Final = Names()


def _as_range(value: object) -> Range | None:
    """A point is a range from itself to itself."""
    if type(value) is list and len(value) == 1:
        value = value[0]
    if isinstance(value, Range):
        return value
    if value is None or order(value, value, None) is None:
        return None
    return Range(value, value, low_included=True, high_included=True)


def _and(*parts: bool | None) -> bool | None:
    if any(part is False for part in parts):
        return False
    return None if any(part is None for part in parts) else True


def _is_endless(value: Range, end: object) -> bool:
    """Whether the range is half a line such as `> 5` that goes on for ever at this end."""
    return end is None and value.operator != ""


def _ends_before(run: Run, a: Range, b: Range) -> bool | None:
    """Whether all of a lies before all of b."""
    if _is_endless(a, a.high) or _is_endless(b, b.low):
        return False
    touching = a.high_included and b.low_included
    return compare("<" if touching else "<=", a.high, b.low, run)


def _starts_no_later(run: Run, a: Range, b: Range) -> bool | None:
    """Whether a reaches down at least as far as b."""
    if _is_endless(a, a.low) or _is_endless(b, b.low):
        return _is_endless(a, a.low)
    operator = "<=" if a.low_included or not b.low_included else "<"
    return compare(operator, a.low, b.low, run)


def _ends_no_sooner(run: Run, a: Range, b: Range) -> bool | None:
    if _is_endless(a, a.high) or _is_endless(b, b.high):
        return _is_endless(a, a.high)
    operator = ">=" if a.high_included or not b.high_included else ">"
    return compare(operator, a.high, b.high, run)


def _same_start(run: Run, a: Range, b: Range) -> bool | None:
    if _is_endless(a, a.low) or _is_endless(b, b.low):
        return _is_endless(a, a.low) and _is_endless(b, b.low)
    return _and(a.low_included is b.low_included, compare("=", a.low, b.low, run))


def _same_end(run: Run, a: Range, b: Range) -> bool | None:
    if _is_endless(a, a.high) or _is_endless(b, b.high):
        return _is_endless(a, a.high) and _is_endless(b, b.high)
    return _and(a.high_included is b.high_included, compare("=", a.high, b.high, run))


def _after(run: Run, a: Range, b: Range) -> bool | None:
    return _ends_before(run, b, a)


def _meets(run: Run, a: Range, b: Range) -> bool | None:
    if _is_endless(a, a.high) or _is_endless(b, b.low):
        return False
    return _and(a.high_included and b.low_included, compare("=", a.high, b.low, run))


def _met_by(run: Run, a: Range, b: Range) -> bool | None:
    return _meets(run, b, a)


def _overlaps(run: Run, a: Range, b: Range) -> bool | None:
    before, after = _ends_before(run, a, b), _ends_before(run, b, a)
    return None if before is None or after is None else not before and not after


def _overlaps_before(run: Run, a: Range, b: Range) -> bool | None:
    """a begins first and ends inside b, or with it."""
    starts_first = _and(_starts_no_later(run, a, b), _negated(_same_start(run, a, b)))
    return _and(starts_first, _negated(_ends_before(run, a, b)), _ends_no_sooner(run, b, a))


def _overlaps_after(run: Run, a: Range, b: Range) -> bool | None:
    return _overlaps_before(run, b, a)


def _negated(value: bool | None) -> bool | None:
    return None if value is None else not value


def _includes(run: Run, a: Range, b: Range) -> bool | None:
    return _and(_starts_no_later(run, a, b), _ends_no_sooner(run, a, b))


def _during(run: Run, a: Range, b: Range) -> bool | None:
    return _includes(run, b, a)


def _finishes(run: Run, a: Range, b: Range) -> bool | None:
    return _and(_same_end(run, a, b), _starts_no_later(run, b, a))


def _finished_by(run: Run, a: Range, b: Range) -> bool | None:
    return _finishes(run, b, a)


def _starts(run: Run, a: Range, b: Range) -> bool | None:
    return _and(_same_start(run, a, b), _ends_no_sooner(run, b, a))


def _started_by(run: Run, a: Range, b: Range) -> bool | None:
    return _starts(run, b, a)


def _coincides(run: Run, a: Range, b: Range) -> bool | None:
    return _and(_same_start(run, a, b), _same_end(run, a, b))


# name, names of the parameters by what they may be, and the relation
_RELATIONS: Final[tuple[tuple[str, tuple[tuple[str, str], ...], Relation], ...]] = (
    ("before", (("point1", "point2"), ("point", "range"), ("range", "point"), ("range1", "range2")), _ends_before),
    ("after", (("point1", "point2"), ("point", "range"), ("range", "point"), ("range1", "range2")), _after),
    ("meets", (("range1", "range2"),), _meets),
    ("met by", (("range1", "range2"),), _met_by),
    ("overlaps", (("range1", "range2"),), _overlaps),
    ("overlaps before", (("range1", "range2"),), _overlaps_before),
    ("overlaps after", (("range1", "range2"),), _overlaps_after),
    ("finishes", (("point", "range"), ("range1", "range2")), _finishes),
    ("finished by", (("range", "point"), ("range1", "range2")), _finished_by),
    ("includes", (("range", "point"), ("range1", "range2")), _includes),
    ("during", (("point", "range"), ("range1", "range2")), _during),
    ("starts", (("point", "range"), ("range1", "range2")), _starts),
    ("started by", (("range", "point"), ("range1", "range2")), _started_by),
    ("coincides", (("point1", "point2"), ("range1", "range2")), _coincides),
)


def _register(name: str, signatures: tuple[tuple[str, str], ...], relation: Relation) -> None:
    """The signatures of one relation differ only in what is a point and what a range."""
    kinds = {tuple(parameter.startswith("range") for parameter in pair) for pair in signatures}

    def relate(run: Run, left: object, right: object) -> bool | None:
        a, b = _as_range(left), _as_range(right)
        if a is None or b is None or (_is_range(left), _is_range(right)) not in kinds:
            return None
        return relation(run, a, b)

    builtin_with_run(*(f"{name}({first}: any, {second}: any)" for first, second in signatures))(relate)


def _is_range(value: object) -> bool:
    return any(isinstance(item, Range) for item in as_list(value)[:1])


for _relation in _RELATIONS:
    _register(*_relation)


@builtin_with_run("range(from: string)")
def _range(run: Run, text: str) -> Range | None:
    """A range written as a text, with literal ends that are in order."""
    try:
        tree = parse_expression(text, names=_LITERAL_NAMES, members=_NO_NAMES, types={})
    except FeelError:
        return None
    if not isinstance(tree, Interval):
        return None
    low, high = _literal(run, tree.low), _literal(run, tree.high)
    if type(low) is not type(high) or compare("<=", low, high, run) is not True:
        return None
    return Range(low, high, low_included=tree.low_included, high_included=tree.high_included)


def _literal(run: Run, node: Node) -> object:
    """The value of a constant, or of a call such as date("2026-01-31")."""
    if isinstance(node, Constant):
        return node.value
    if isinstance(node, Negation) and isinstance(node.operand, Constant):
        return BUILTINS["number"].call(run, [f"-{node.operand.value}"])
    if isinstance(node, Call) and isinstance(node.callee, Name) and node.callee.name in _LITERAL_FUNCTIONS:
        values = [part.value for part in node.arguments if isinstance(part, Constant)]
        if len(values) == len(node.arguments) and node.names is None:
            return BUILTINS[node.callee.name].call(run, values)
    return None
