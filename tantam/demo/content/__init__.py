"""The invented business Thuận Lộ: who works there, who its customers are and what has happened in ninety days."""

import json
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def read(name: str) -> Any:
    """One of the content's JSON documents: `business`, `policies`, `segments` or `conversations`."""
    return json.loads(files(__package__).joinpath(f"{name}.json").read_text(encoding="utf-8"))


def moment(day: int, clock: str, *, today: date) -> datetime:
    """A time of the content, `day` days from today at `clock` (`09:02`) in Vietnam."""
    return datetime.combine(today + timedelta(days=day), time.fromisoformat(clock), tzinfo=ZONE)
