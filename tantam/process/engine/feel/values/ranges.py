"""Ranges: an interval of comparable values, or half a line such as `< 10`."""


class Range:
    """From `low` to `high`; an end that is None where `operator` is set is open to that side.

    `operator` is "" for a full interval, else the test it was written as: < <= > >= = !=.
    """

    __slots__ = ("high", "high_included", "low", "low_included", "operator")

    def __init__(
        self, low: object, high: object, *, low_included: bool, high_included: bool, operator: str = ""
    ) -> None:
        self.low = low
        self.high = high
        self.low_included = low_included
        self.high_included = high_included
        self.operator = operator

    @classmethod
    def of_test(cls, operator: str, value: object) -> "Range":
        """The range that the test `operator value` stands for."""
        upper = operator in ("<", "<=", "=")
        lower = operator in (">", ">=", "=")
        return (
            cls(
                value if lower else None,
                value if upper else None,
                low_included=operator in (">=", "="),
                high_included=operator in ("<=", "="),
                operator=operator,
            )
            if operator != "!="
            else cls(value, value, low_included=False, high_included=False, operator="!=")
        )

    def key(self) -> tuple[object, ...]:
        return (self.operator, self.low, self.high, self.low_included, self.high_included)

    def __eq__(self, other: object) -> bool:
        return type(other) is Range and self.key() == other.key()

    def __hash__(self) -> int:
        return hash((self.operator, self.low_included, self.high_included))

    def __repr__(self) -> str:
        return f"Range{self.key()!r}"


def range_property(value: Range, name: str) -> object:
    if name == "start":
        return value.low
    if name == "end":
        return value.high
    if name == "start included":
        return value.low_included
    return value.high_included if name == "end included" else None
