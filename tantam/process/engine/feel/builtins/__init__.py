"""The built-in functions of the standard (DMN 1.5, 10.3.4)."""

from . import contexts, conversion, dates, lists, numbers, ranges, statistics, strings  # noqa: F401 - they register
from .registry import BUILTINS

__all__ = ["BUILTINS"]
