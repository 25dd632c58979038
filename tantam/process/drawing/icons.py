"""Our own small BPMN signs, as paths: tasks in a square of 16, event signs around 0 0 in a circle of 36.

Each is (outline, solid): what is stroked and what is filled.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Icon(NamedTuple):
    """What to stroke and what to fill; either may be empty."""

    outline: str = ""
    solid: str = ""


_GEAR: Final = (
    "M12.9 6.7L14.8 6.9L14.8 9.1L12.9 9.3L12.4 10.6L13.6 12.1L12.1 13.6L10.6 12.4L9.3 12.9L9.1 14.8L6.9 14.8L6.7 12.9"
    "L5.4 12.4L3.9 13.6L2.4 12.1L3.6 10.6L3.1 9.3L1.2 9.1L1.2 6.9L3.1 6.7L3.6 5.4L2.4 3.9L3.9 2.4L5.4 3.6L6.7 3.1"
    "L6.9 1.2L9.1 1.2L9.3 3.1L10.6 3.6L12.1 2.4L13.6 3.9L12.4 5.4ZM10.3 8A2.3 2.3 0 1 1 5.7 8A2.3 2.3 0 1 1 10.3 8Z"
)

TASK_ICONS: Final[dict[str, Icon]] = {
    "userTask": Icon("M11 5A3 3 0 1 1 5 5A3 3 0 1 1 11 5ZM2.4 14.2C2.4 11.2 4.8 9.6 8 9.6S13.6 11.2 13.6 14.2Z"),
    "manualTask": Icon("M3 8.5V11.5C3 13 4 14 5.5 14H10M3 8.5L7 4.6H8.6L6.6 7.4H13.4M9.5 9.6H13M9.5 11.8H12.2"),
    "serviceTask": Icon(_GEAR),
    "sendTask": Icon(solid="M1.5 3.2H14.5L8 8.4ZM1.5 4.9V12.8H14.5V4.9L8 10.1Z"),
    "receiveTask": Icon("M1.5 3.2H14.5V12.8H1.5ZM1.5 3.6L8 8.8L14.5 3.6"),
    "businessRuleTask": Icon("M1.5 3H14.5V13H1.5ZM1.5 9.6H14.5M5.6 6.2V13", "M1.5 3H14.5V6.2H1.5Z"),
    "scriptTask": Icon(
        "M5 2H12.6C10.4 4 10.4 6 11.4 8S12.4 12 10.6 14H3C5.2 12 5.2 10 4.2 8S3.2 4 5 2ZM6 5H9.4M6.6 11H10"
    ),
}  # fmt: skip

_ENVELOPE: Final = Icon("M-8.5 -6H8.5V6H-8.5ZM-8.5 -5.4L0 1L8.5 -5.4")
_CLOCK: Final = Icon(
    "M9.5 0A9.5 9.5 0 1 1 -9.5 0A9.5 9.5 0 1 1 9.5 0ZM0 -6V0.4L4 2.8M0 -9.2V-7.8M9.2 0H7.8M0 9.2V7.8M-9.2 0H-7.8"
)
EVENT_ICONS: Final[dict[str, Icon]] = {
    "message": _ENVELOPE,
    "timer": _CLOCK,
    "signal": Icon("M0 -8.6L8.4 5.6H-8.4Z"),
    "error": Icon("M-7.6 7.4L-3 -6.6L2.4 2.2L7.6 -7.4L3.2 6.8L-2.6 -1.6Z"),
    "escalation": Icon("M0 -8.6L6.4 8L0 1.6L-6.4 8Z"),
    "conditional": Icon("M-6.4 -8.2H6.4V8.2H-6.4ZM-4 -4.8H4M-4 -1.6H4M-4 1.6H4M-4 4.8H4"),
    "link": Icon("M-8.4 -3H1V-6.8L8.6 0L1 6.8V3H-8.4Z"),
    "cancel": Icon("M-7 -4.6L-4.6 -7L0 -2.4L4.6 -7L7 -4.6L2.4 0L7 4.6L4.6 7L0 2.4L-4.6 7L-7 4.6L-2.4 0Z"),
    "compensate": Icon("M-8.6 0L0 -6.4V6.4ZM0 0L8.6 -6.4V6.4Z"),
    "multiple": Icon("M0 -8.5L8.1 -2.6L5 6.9L-5 6.9L-8.1 -2.6Z"),
    "parallelMultiple": Icon("M-2.4 -8.4H2.4V-2.4H8.4V2.4H2.4V8.4H-2.4V2.4H-8.4V-2.4H-2.4Z"),
    "terminate": Icon(solid="M10 0A10 10 0 1 1 -10 0A10 10 0 1 1 10 0Z"),
}
_THROWN_ENVELOPE: Final = Icon(solid="M-8.5 -6H8.5L0 0.6ZM-8.5 -4.2V6H8.5V-4.2L0 2.4Z")

GATEWAY_ICONS: Final[dict[str, str]] = {
    "exclusiveGateway": "M-6.5 -7.5L6.5 7.5M6.5 -7.5L-6.5 7.5",
    "parallelGateway": "M0 -10.5V10.5M-10.5 0H10.5",
    "inclusiveGateway": "M10.5 0A10.5 10.5 0 1 1 -10.5 0A10.5 10.5 0 1 1 10.5 0Z",
    "complexGateway": "M0 -10.5V10.5M-10.5 0H10.5M-7.4 -7.4L7.4 7.4M7.4 -7.4L-7.4 7.4",
}
EVENT_GATEWAY: Final = (
    "M13.5 0A13.5 13.5 0 1 1 -13.5 0A13.5 13.5 0 1 1 13.5 0ZM11 0A11 11 0 1 1 -11 0A11 11 0 1 1 11 0Z"
    "M0 -6.6L6.3 -2L3.9 5.3L-3.9 5.3L-6.3 -2Z"
)

# signs at the foot of an activity, around 0 0 in a square of 14
FOOT_ICONS: Final[dict[str, str]] = {
    "collapsed": "M-7 -7H7V7H-7ZM0 -4V4M-4 0H4",
    "standard": "M-3.4 4.6A5.4 5.4 0 1 1 1 5.4M-3.6 1.2V4.8H-7",
    "parallel": "M-4 -6V6M0 -6V6M4 -6V6",
    "sequential": "M-6 -4H6M-6 0H6M-6 4H6",
    "adHoc": "M-7 1.6C-4.6 -3 -2 -2 0 0S4.6 3 7 -1.6",
    "compensation": "M-7 0L0 -5V5ZM0 0L7 -5V5Z",
}

TICK: Final = "M-3.6 0.2L-1 2.8L3.8 -2.8"
EXCLAMATION: Final = "M0 -4V1M0 3.4V3.8"


def event_icon(kind: str, *, is_thrown: bool) -> Icon:
    """The sign inside an event; thrown ones are solid."""
    icon = EVENT_ICONS.get(kind, Icon())
    if not is_thrown or not icon.outline:
        return icon
    return _THROWN_ENVELOPE if kind == "message" else Icon(solid=icon.outline)
