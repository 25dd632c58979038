"""Functions as values: built in, given by the host, or written in FEEL."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tantam.process.engine.feel.limits import Run
from tantam.process.engine.feel.types import ANY, Type

Invoke = Callable[[Run, list[object]], object]
Bind = Callable[[Run, "Signature", list[object]], list[object] | None]


@dataclass(frozen=True, slots=True)
class Signature:
    """One way to call a function.

    `required` counts the parameters that must be given; a `variadic` one takes any number as a single list.
    `invoke` gets exactly one value per parameter given, already coerced by `bind`. `classes` are those of values that
    fit as they are, None where any value does.
    """

    parameters: tuple[str, ...]
    types: tuple[Type, ...]
    required: int
    invoke: Invoke
    result: Type = ANY
    variadic: bool = False
    nullable: tuple[bool, ...] = ()
    classes: tuple[type | None, ...] = ()

    def takes(self, count: int) -> bool:
        return self.required <= count and (self.variadic or count <= len(self.parameters))


class Function:
    """A named function with one or more signatures; the first that fits is called.

    `frame` holds the variables a function written in FEEL has taken with it.
    """

    __slots__ = ("bind", "frame", "name", "signatures")

    def __init__(
        self, name: str, signatures: Sequence[Signature], bind: Bind, *, frame: list[object] | None = None
    ) -> None:
        self.name = name
        self.signatures = tuple(signatures)
        self.bind = bind
        self.frame = frame

    @property
    def parameters(self) -> tuple[str, ...]:
        return self.signatures[0].parameters

    @property
    def types(self) -> tuple[Type, ...]:
        return self.signatures[0].types

    @property
    def result(self) -> Type:
        return self.signatures[0].result

    def call(self, run: Run, arguments: list[object]) -> object:
        """The result; None where the number or the types of the arguments do not fit."""
        for signature in self.signatures:
            if signature.takes(len(arguments)):
                bound = self.bind(run, signature, arguments)
                if bound is not None:
                    return signature.invoke(run, bound)
        return None

    def call_named(self, run: Run, names: Sequence[str], arguments: list[object]) -> object:
        """As `call`, in any order; a parameter left out is null, a name that is no parameter gives None.

        Where signatures differ only in the order of their names, as in before(point, range), that order tells.
        """
        given = dict(zip(names, arguments, strict=True))
        if len(given) < len(names):
            return None
        as_written = tuple(names)
        for signature in sorted(self.signatures, key=lambda known: known.parameters != as_written):
            ordered = _ordered(signature, given)
            bound = self.bind(run, signature, ordered) if ordered is not None else None
            if bound is not None:
                return signature.invoke(run, bound)
        return None

    def __repr__(self) -> str:
        return f"Function({self.name!r}, {self.parameters!r})"


def _ordered(signature: Signature, given: dict[str, object]) -> list[object] | None:
    """The given arguments in the order of the parameters, without those left out at the end."""
    if signature.variadic or not given.keys() <= set(signature.parameters):
        return None
    used = [index for index, name in enumerate(signature.parameters) if name in given]
    count = max(used[-1] + 1 if used else 0, signature.required)
    return [given.get(name) for name in signature.parameters[:count]]
