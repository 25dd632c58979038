"""How built-in functions are written down: the signature of the standard above a Python function."""

from collections.abc import Callable, Iterable
from typing import Any, Final, TypeVar

from tantam.process.engine.feel.conformance import TYPE_OF_CLASS, coerce
from tantam.process.engine.feel.limits import CALL_STEPS, Run, check_size
from tantam.process.engine.feel.types import ANY, BOOLEAN, CONTEXT, FUNCTION, LIST, NAMED_TYPES, NUMBER, STRING, Type
from tantam.process.engine.feel.values.functions import Function, Invoke, Signature

BUILTINS: Final[dict[str, Function]] = {}
_SHORT: Final[dict[str, Type]] = {
    **NAMED_TYPES,
    "any": ANY,
    "number": NUMBER,
    "string": STRING,
    "boolean": BOOLEAN,
    "list": LIST,
    "context": CONTEXT,
    "function": FUNCTION,
}
_SIZED: Final = (str, list, dict)

Implementation = TypeVar("Implementation", bound=Callable[..., object])


def builtin(*signatures: str) -> Callable[[Implementation], Implementation]:
    """Register a function under one or more signatures, all of one name.

    "substring(string: string, start position: number, length: number = )": a type is `any`, or ends with `?` where
    null may be given; ` = ` marks what may be left out; `*c: any` takes any number of arguments as one list, from two
    on where another signature takes a list itself.
    The Python function gets the coerced arguments in order.
    """
    return _register(signatures, with_run=False)


def builtin_with_run(*signatures: str) -> Callable[[Implementation], Implementation]:
    """As `builtin`, for functions that need the run: it comes as their first argument."""
    return _register(signatures, with_run=True)


def _register(signatures: Iterable[str], *, with_run: bool) -> Callable[[Implementation], Implementation]:
    def register(function: Implementation) -> Implementation:
        invoke = _invoke_with_run(function) if with_run else _invoke(function)
        for text in signatures:
            known = BUILTINS.get(text.partition("(")[0])
            name, signature = _parse(text, invoke, least=2 if known else 1)
            BUILTINS[name] = Function(name, (*(known.signatures if known else ()), signature), bind)
        return function

    return register


def _invoke(function: Callable[..., object]) -> Invoke:
    return lambda run, arguments: _charged(run, function(*arguments))


def _invoke_with_run(function: Callable[..., object]) -> Invoke:
    return lambda run, arguments: _charged(run, function(run, *arguments))


def _charged(run: Run, result: Any) -> object:
    if type(result) in _SIZED:
        check_size(len(result))
        run.charge(len(result) >> 3)
    return result


def _parse(text: str, invoke: Invoke, *, least: int) -> tuple[str, Signature]:
    name, _, rest = text.rstrip(")").partition("(")
    parts = [part.strip() for part in rest.split(",") if part.strip()]
    names, types, nullable = [], [], []
    required = 0
    for part in parts:
        parameter, _, kind = part.partition(":")
        is_optional = kind.endswith("=")
        kind = kind.rstrip("=").strip()
        names.append(parameter.lstrip("*").strip())
        types.append(_SHORT[kind.rstrip("?")])
        nullable.append(kind.endswith("?") or kind == "any")
        required += not is_optional
    is_variadic = bool(parts) and parts[0].startswith("*")
    least = least if is_variadic else required
    classes = tuple(map(_class_of, types))
    return name, Signature(tuple(names), tuple(types), least, invoke, ANY, is_variadic, tuple(nullable), classes)


def _class_of(kind: Type) -> type | None:
    """The class whose every value is of the type."""
    found = {LIST: list, CONTEXT: dict, FUNCTION: Function}.get(kind)
    return found or next((cls for cls, known in TYPE_OF_CLASS.items() if known == kind), None)


def bind(run: Run, signature: Signature, arguments: list[object]) -> list[object] | None:
    """The arguments as the signature wants them, None if they do not fit; their size is charged."""
    run.charge(CALL_STEPS)
    if signature.variadic:
        run.charge(len(arguments))
        return [arguments]
    bound: list[object] = []
    for value, exact, kind, may_be_null in zip(
        arguments, signature.classes, signature.types, signature.nullable, strict=False
    ):
        fitted = value if type(value) is exact or kind is ANY else coerce(value, kind, run)
        if fitted is None and (value is not None or not may_be_null):
            return None
        if type(fitted) is str:
            run.charge(len(fitted) >> 3)
        elif type(fitted) in (list, dict):
            run.charge(len(fitted))  # type: ignore[arg-type]
        bound.append(fitted)
    return bound
