"""What a run of a conformance set found."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`failed` holds the names of the cases that failed, `notes` lines to print before the verdict."""

    set: str
    passed: int
    total: int
    failed: list[str] = field(default_factory=list)
    notes: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """The verdict as the last line of the output has it."""
        return {"set": self.set, "passed": self.passed, "total": self.total, "failed": self.failed}
