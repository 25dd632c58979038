"""Decisions: `*.dmn` models beside `*.xml` files of test cases, laid out as in the DMN compliance kit."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

from tantam.process.engine.dmn.decisions import Decisions, open_decisions
from tantam.process.engine.dmn.problems import DmnError
from tantam.process.engine.dmn.xml import Element, read_xml
from tantam.process.engine.feel import FeelError
from tantam.process.engine.feel.arithmetic import NUMBERS
from tantam.process.engine.feel.compare import equal
from tantam.process.engine.feel.values.temporal_text import parse_date, parse_date_time, parse_duration, parse_time

from .verdict import Verdict

_NOW: Final = datetime(2026, 11, 22, 9, 30).astimezone()
_TOLERANCE: Final = Decimal("0.00000001")


@dataclass(frozen=True, slots=True)
class Result:
    """One expected result of one case."""

    name: str
    expected: object
    found: object
    level: str = ""

    @property
    def passed(self) -> bool:
        return same(self.expected, self.found)


def same(expected: object, found: object) -> bool:
    """Equal, numbers up to rounding, lists and contexts item by item."""
    if isinstance(expected, Decimal) and isinstance(found, Decimal):
        return abs(expected - found) <= max(_TOLERANCE, abs(expected) * _TOLERANCE)
    if isinstance(expected, list) and isinstance(found, list):
        return len(expected) == len(found) and all(map(same, expected, found))
    if isinstance(expected, dict) and isinstance(found, dict):
        return expected.keys() == found.keys() and all(same(item, found[key]) for key, item in expected.items())
    return type(expected) is type(found) and equal(expected, found, None) is True


def read_value(element: Element) -> object:
    """The value an element of a test case describes: <value>, <list> or <component>s."""
    components = element.all("component")
    if components:
        return {component.get("name"): read_value(component) for component in components}
    listing = element.first("list")
    if listing is not None:
        return None if _is_nil(listing) else [read_value(item) for item in listing.all("item")]
    value = element.first("value")
    if value is None or _is_nil(value):
        return None
    return _typed(value.get("type").rpartition(":")[2], value.text)


def _is_nil(element: Element) -> bool:
    return element.get("nil") in ("true", "1")


def _typed(kind: str, text: str) -> object:
    if kind in ("decimal", "double", "integer", "int", "long", "float"):
        return NUMBERS.create_decimal(text.strip())
    if kind == "boolean":
        return text.strip() in ("true", "1")
    readers = {"date": parse_date, "time": parse_time, "dateTime": parse_date_time, "duration": parse_duration}
    reader = readers.get(kind)
    return text if reader is None else reader(text.strip())


def run_file(path: Path) -> Iterator[Result]:
    """The results of all cases of one test file."""
    root = read_xml(path.read_bytes())
    if root.tag != "testCases":
        return
    model = path.parent / (root.child_text("modelName") or "").strip()
    others = [other.read_bytes() for other in sorted(path.parent.glob("*.dmn")) if other != model]
    decisions = open_decisions(model.read_bytes(), imports=others)
    for case in root.all("testCase"):
        yield from _run_case(path, case, decisions)


def _run_case(path: Path, case: Element, decisions: Decisions) -> Iterator[Result]:
    context = {_input_name(item): read_value(item) for item in case.all("inputNode")}
    for node in case.all("resultNode"):
        expected = node.first("expected")
        asked = case.get("invocableName") or node.get("name")
        yield Result(
            f"{path.parent.name}/{path.stem}/{case.id}/{node.get('name')}",
            read_value(expected) if expected is not None else None,
            _output(node.get("name"), asked, _ask(decisions, asked, context)),
        )


def _input_name(element: Element) -> str:
    """An input of an imported file is told apart by its namespace."""
    name, namespace = element.get("name"), element.get("namespace")
    return f"{namespace}#{name}" if namespace else name


def _output(name: str, asked: str, value: object) -> object:
    """One of several outputs of a decision service, where only that one is expected."""
    return value[name] if isinstance(value, dict) and name != asked and name in value else value


def _ask(decisions: Decisions, name: str, context: dict[str, object]) -> object:
    try:
        return decisions.decide(name, context, now=_NOW)
    except (FeelError, DmnError):
        return None
    except Exception as error:
        return error


def run_folder(folder: Path) -> Iterator[Result]:
    """The results of all test files below a folder; a file that cannot be read counts as one failure."""
    for path in sorted(folder.rglob("*.xml")):
        level = next(iter(path.parent.relative_to(folder).parts), "")
        try:
            yield from (replace(result, level=level) for result in run_file(path))
        except (DmnError, FeelError, OSError, ValueError) as error:
            yield Result(f"{path.parent.name}/{path.stem}", "readable", str(error), level)


def run(folder: Path) -> Verdict:
    """All cases below a folder; the notes count levels and expected values other than null apart."""
    results = list(run_folder(folder))
    failed = [result for result in results if not result.passed]
    return Verdict(
        set="dmn-tck",
        passed=len(results) - len(failed),
        total=len(results),
        failed=[result.name for result in failed],
        notes=(*(f"{result.name}: {_difference(result)}" for result in failed), *_counts(results)),
    )


def _difference(result: Result) -> str:
    return f"expected {result.expected!r}, found {result.found!r}"


def _counts(results: list[Result]) -> Iterator[str]:
    """Passed and all, per level, and those whose expected value is not null."""
    for level in sorted({result.level for result in results}):
        of_level = [result for result in results if result.level == level]
        yield f"{level or 'all'}: {_share(of_level)}"
        yield f"{level or 'all'}, expected value not null: {_share([r for r in of_level if r.expected is not None])}"


def _share(results: list[Result]) -> str:
    passed = sum(result.passed for result in results)
    return f"{passed}/{len(results)} ({passed / len(results):.2%})" if results else "0/0"
