"""The state of a promise that runs out, and the words on its badge."""

from datetime import datetime
from typing import Literal

from tantam.ui.values.formatting import duration

State = Literal["ok", "soon", "overdue", "paused", "met", "missed"]
SOON_SECONDS = 15 * 60
_WORDS = {
    "vi": {
        "ok": "còn {}",
        "soon": "còn {}",
        "overdue": "quá {}",
        "paused": "tạm dừng",
        "met": "đúng hạn",
        "missed": "trễ {}",
    },
    "en": {
        "ok": "{} left",
        "soon": "{} left",
        "overdue": "{} over",
        "paused": "paused",
        "met": "on time",
        "missed": "{} late",
    },
}


def state(
    due: datetime, *, now: datetime, paused: bool = False, done: datetime | None = None, soon: int = SOON_SECONDS
) -> State:
    """Where a clock stands.

    Args:
        due: when the promise runs out.
        done: when it was kept or broken for good; a clock that is done no longer counts.
        soon: seconds before the end from which it warns.
    """
    if done is not None:
        return "met" if done <= due else "missed"
    if paused:
        return "paused"
    left = (due - now).total_seconds()
    if left < 0:
        return "overdue"
    return "soon" if left <= soon else "ok"


def words(due: datetime, *, now: datetime, at: State, language: str, done: datetime | None = None) -> str:
    """What the badge says, e.g. "còn 12 phút"; the length is counted from `now`, of a missed clock from `done`."""
    seconds = ((done or now) - due).total_seconds()
    tongue = "vi" if language.startswith("vi") else "en"
    return _WORDS[tongue][at].format(duration(seconds, language=tongue))
