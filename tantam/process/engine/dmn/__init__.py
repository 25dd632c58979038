"""DMN 1.1 to 1.5: decision tables, boxed expressions and requirement graphs over FEEL.

`compile_decisions` reads a file once; `decide` asks it; `decide_with_rules` and `explain` say why.
"""

from .decisions import Decisions, compile_decisions, open_decisions
from .doubts import table_doubts
from .problems import DmnError, Problem

__all__ = ["Decisions", "DmnError", "Problem", "compile_decisions", "open_decisions", "table_doubts"]
