"""Regular expressions as XPath and XQuery Functions 3.1 (5.6) define them, matched within a budget.

Our own matcher, because Python's can run for ever on some patterns: without back-references this one
visits every pair of instruction and position at most once; with them it is stopped by the budget.
"""

from .match import Match, search
from .parse import compile_pattern
from .program import PatternError

__all__ = ["Match", "PatternError", "compile_pattern", "search"]
