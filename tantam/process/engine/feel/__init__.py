"""FEEL (DMN 1.5, chapter 10): our own reading of it, never Python's eval.

`compile_expression` and `compile_unary_tests` turn text into closures once; evaluating them has a budget of steps,
size and depth. Values are None, bool, Decimal, str, list, dict, and the classes of `values`.
"""

from .convert import from_python, to_json, to_python
from .errors import FeelError
from .expression import Expression, UnaryTests, compile_expression, compile_unary_tests

__all__ = [
    "Expression",
    "FeelError",
    "UnaryTests",
    "compile_expression",
    "compile_unary_tests",
    "from_python",
    "to_json",
    "to_python",
]
