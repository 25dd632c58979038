"""`tantam process check FILE.bpmn` (its examples with it), `tantam process simulate FILE.bpmn --input FILE.json`.

JSON out; no database is needed.
"""

from __future__ import annotations

import argparse
import errno
import json
import sys
from collections.abc import Sequence
from math import isfinite
from pathlib import Path
from typing import Final

from tantam.core.values.mentions import mentions
from tantam.process.engine.bpmn import read
from tantam.process.engine.check import check
from tantam.process.engine.compiling import NotRunnable, compile_graph
from tantam.process.engine.diagram import Diagram
from tantam.process.engine.examples import example_problems
from tantam.process.engine.formulas import Language
from tantam.process.engine.plan import BadPlan, read_plan
from tantam.process.engine.problem import Problem, Unreadable, problem
from tantam.process.engine.simulate import simulate
from tantam.process.engine.state import NoSuchStart, WhichStart
from tantam.process.engine.xml import DEFAULT_LIMITS

#: What the system says most often of a file that cannot be opened.
_WHY: Final = {
    errno.ENOENT: "không có tệp này",
    errno.EISDIR: "đây là thư mục, không phải tệp",
    errno.EACCES: "không có quyền đọc",
}
#: What conditions may call beside FEEL's own functions, the same as in the running product.
LANGUAGE: Final = Language(functions={"mentions": mentions})


def main(argv: Sequence[str]) -> int:
    """Run the command; 0: it can run (or ran), 1: it cannot, with the problems as JSON. Wrong usage exits with 2."""
    arguments = _parser().parse_args(list(argv))
    try:
        diagram = _read(Path(arguments.file))
    except Unreadable as error:
        return _refuse([error.problem])
    if arguments.what == "check":
        known = None if arguments.actions is None else set(arguments.actions.split(","))
        return _check(diagram, actions=known)
    return _simulate(diagram, arguments.input)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tantam process", description="Kiểm tra, chạy thử / Check, try out")
    commands = parser.add_subparsers(dest="what", required=True)
    checking = commands.add_parser("check", help="kiểm tra sơ đồ có chạy được không / can this diagram run?")
    checking.add_argument("file", help="FILE.bpmn")
    checking.add_argument("--actions", help="các hành động có sẵn, cách nhau dấu phẩy / known actions, by commas")
    trying = commands.add_parser("simulate", help="chạy thử bằng đồng hồ ảo / run with a virtual clock")
    trying.add_argument("file", help="FILE.bpmn")
    trying.add_argument("--input", help="FILE.json (- = stdin)")
    return parser


def _read(path: Path) -> Diagram:
    try:
        with path.open("rb") as file:
            data = file.read(DEFAULT_LIMITS.size + 1)  # enough to know it is too large
    except OSError as error:
        raise Unreadable(_unreachable("file_unreachable", error)) from None
    return read(data)


def _unreachable(code: str, error: OSError) -> Problem:
    """What the system says of a file, in both languages where it is a common thing."""
    reason = error.strerror or str(error)
    return problem(code, reason=reason, why=_WHY.get(error.errno or 0, reason))


def _check(diagram: Diagram, *, actions: set[str] | None) -> int:
    problems = list(check(diagram, actions=actions, language=LANGUAGE))
    if not _has_error(problems):
        problems += example_problems(diagram, language=LANGUAGE)
    is_runnable = not _has_error(problems)
    _print({"runs": is_runnable, "problems": [found.as_dict() for found in problems]})
    return 0 if is_runnable else 1


def _has_error(problems: Sequence[Problem]) -> bool:
    return any(found.severity == "error" for found in problems)


def _simulate(diagram: Diagram, source: str | None) -> int:
    try:
        graph = compile_graph(diagram, language=LANGUAGE)
        plan = read_plan(_input(source))
        told = simulate(graph, plan)
    except NotRunnable as error:
        return _refuse(list(error.problems))
    except OSError as error:
        return _refuse([_unreachable("bad_plan", error)])
    except (UnicodeDecodeError, RecursionError):
        return _refuse([problem("bad_plan", reason="it is no JSON in UTF-8", why="tệp không phải JSON bảng mã UTF-8")])
    except json.JSONDecodeError as error:
        reason = f"no JSON at line {error.lineno}, column {error.colno}"
        why = f"sai cú pháp JSON ở dòng {error.lineno}, cột {error.colno}"
        return _refuse([problem("bad_plan", reason=reason, why=why)])
    except BadPlan as error:
        why, reason = error.said
        return _refuse([problem("bad_plan", reason=reason, why=why)])
    except WhichStart as error:
        return _refuse([problem("which_start", name=error)])
    except NoSuchStart as error:
        return _refuse([problem("no_such_start", name=error)])
    _print(told)
    return 0


def _input(source: str | None) -> object:
    if source is None:
        return {}
    text = sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8")
    return json.loads(text, parse_constant=_no_number, parse_float=_float)


def _float(text: str) -> float:
    number = float(text)
    return number if isfinite(number) else _no_number(text)


def _no_number(text: str) -> float:
    """What is no number to anybody else: NaN, Infinity, 1e999. Raises BadPlan."""
    raise BadPlan("not-a-number", text=text[:20])


def _refuse(problems: list[Problem]) -> int:
    _print({"runs": False, "problems": [found.as_dict() for found in problems]})
    return 1


def _print(answer: dict[str, object]) -> None:
    text = json.dumps(answer, ensure_ascii=False, indent=1, default=str)
    sys.stdout.write(text.encode("utf-8", "replace").decode() + "\n")  # half a character, as JSON may hold, is "?"
