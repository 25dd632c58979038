"""What is wrong with a file or a drawing, said on the element, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tantam.process.engine.wording import WORDING

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One finding: `code` is stable, `element_id` is empty for the whole file, `line` is 1-based (0 = unknown)."""

    code: str
    element_id: str = ""
    line: int = 0
    params: tuple[tuple[str, str], ...] = ()
    message_vi: str
    message_en: str
    severity: Severity = "error"

    def as_dict(self) -> dict[str, object]:
        """The finding as plain data for JSON."""
        return {
            "code": self.code,
            "severity": self.severity,
            "element": self.element_id,
            "line": self.line,
            "params": dict(self.params),
            "message": {"vi": self.message_vi, "en": self.message_en},
        }


def problem(code: str, *, element: str = "", line: int = 0, severity: Severity = "error", **params: object) -> Problem:
    """Build the finding `code`; its sentences stand in `wording` and take `element` and `params` as fields."""
    fields = {key: str(value) for key, value in params.items()}
    vi, en = WORDING[code]
    return Problem(
        code=code,
        element_id=element,
        line=line,
        params=tuple(fields.items()),
        message_vi=vi.format(element=element, **fields),
        message_en=en.format(element=element, **fields),
        severity=severity,
    )


class Unreadable(Exception):
    """The file cannot be read as BPMN; `problem` says where and why, and nothing was kept."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message_en)
        self.problem = problem
