"""Functions the host lends to expressions."""

import inspect
from collections.abc import Callable
from typing import Final

from .convert import from_python, to_python
from .errors import FeelError
from .limits import Run
from .types import ANY
from .values.functions import Function, Signature

_PRICE: Final = 10  # steps a call costs at least


def host_function(name: str, function: Callable[..., object]) -> Function:
    """Wrap a Python callable: it gets plain Python values and may give any; its errors become FeelError."""
    parameters, required, is_variadic = _parameters(function)

    def invoke(run: Run, arguments: list[object]) -> object:
        run.charge(_PRICE)
        values = [to_python(argument) for argument in arguments]
        try:
            result = function(*values)
        except FeelError:
            raise
        except Exception as error:
            raise FeelError("host_function", name=name, reason=str(error) or type(error).__name__) from error
        return from_python(result)

    types = (ANY,) * len(parameters)
    signature = Signature(parameters, types, required, invoke, variadic=is_variadic)
    return Function(name, (signature,), _bind)


def _bind(_: Run, signature: Signature, arguments: list[object]) -> list[object]:
    return arguments


def _parameters(function: Callable[..., object]) -> tuple[tuple[str, ...], int, bool]:
    """(names, how many are needed, whether any number is taken)."""
    try:
        found = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return (), 0, True
    plain = [item for item in found if item.kind in (item.POSITIONAL_ONLY, item.POSITIONAL_OR_KEYWORD)]
    required = sum(item.default is item.empty for item in plain)
    is_variadic = any(item.kind is item.VAR_POSITIONAL for item in found)
    return tuple(item.name for item in plain), required, is_variadic
