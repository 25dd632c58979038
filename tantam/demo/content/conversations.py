"""The ten conversations in time: whatever the hour now is, what was said lies in the past and what is due ahead."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from tantam.demo.content import moment, read
from tantam.demo.content.complaints import receive
from tantam.demo.content.general import begin
from tantam.demo.content.history import History, Path, Visit, calendar
from tantam.demo.content.promising import in_words, promised_for

_SOON = {5: 9, 8: 6}
"""Conversation → minutes until its answer is due."""


def conversations() -> list[dict[str, Any]]:
    """The conversations as written, times relative to today."""
    entries: list[dict[str, Any]] = read("conversations")["conversations"]
    return entries


def said_at(entry: dict[str, Any], *, now: datetime) -> list[datetime]:
    """When each message was said: as written, or as many days earlier as it takes to lie in the past."""
    times = [moment(message["day"], message["at"], today=now.date()) for message in entry["messages"]]
    last = max(times) + timedelta(minutes=40 if entry["number"] == 2 else 2)
    days = max(0, (last - now) // timedelta(days=1) + 1)
    return [when - timedelta(days=days) for when in times]


def promised_at(promise: dict[str, Any], *, now: datetime) -> datetime:
    """When something was promised for: as written, or soon where that has passed."""
    if "weekday" in promise:
        days = (promise["weekday"] - now.weekday()) % 7 or 7
        return moment(days, promise["at"], today=now.date())
    return promised_for(promise["day"], promise["at"], now=now)


def _first_promise(entry: dict[str, Any], *, now: datetime) -> datetime | None:
    return next((promised_at(one, now=now) for one in entry.get("promises", [])), None)


def words_of(entry: dict[str, Any], *, now: datetime) -> list[str]:
    """What was said, its days and the time that was promised written out."""
    due = _first_promise(entry, now=now)
    said = zip(entry["messages"], said_at(entry, now=now), strict=True)
    return [
        dated(one["text"].replace("{hen}", in_words(due, said_at=when) if due else ""), now=now) for one, when in said
    ]


def dated(text: str, *, now: datetime) -> str:
    """A text with its days from today written out: `{D+3}` → `25/11/2026`."""
    for days in range(-9, 10):
        text = text.replace(f"{{D{days:+}}}", f"{now.date() + timedelta(days=days):%d/%m/%Y}")
    return text


def conversation_histories(*, now: datetime) -> Iterator[History]:
    """The cases of the ten conversations, each at the step its text tells of."""
    for entry in conversations():
        yield _history(entry, now=now)


def _history(entry: dict[str, Any], *, now: datetime) -> History:
    times = said_at(entry, now=now)
    spoken = list(zip(entry["messages"], times, words_of(entry, now=now), strict=True))
    replies = [
        (one, when, words)
        for one, when, words in spoken
        if one["by"] not in {"customer", "system"} and one["kind"] != "draft"
    ]
    has_answer = bool(replies) and replies[0][0]["kind"] in {"message", "call"}
    first_words = next((words for one, _, words in spoken if one["by"] == "customer"), spoken[0][2])
    answered_at = replies[0][1] if has_answer else None
    visits = _visits(entry, opened_at=times[0], answered_at=replies[0][1] if replies else None, now=now)
    closing = next((visit for visit in visits if visit.step == "dong_phieu"), None)
    is_closed = entry["state"] == "closed"
    facts = entry.get("facts", {})
    promised = _first_promise(entry, now=now)
    return History(
        number=0,
        opened_at=visits[0].entered_at,
        channel=entry["channel"],
        customer=entry["number"] - 1,
        kind=entry["kind"],
        urgency=entry["urgency"],
        process=entry["process"],
        version=entry["version"],
        visits=visits,
        assignee=entry["assignee"],
        words=first_words,
        reply=replies[0][2] if has_answer else "",
        answered_by=entry["assignee"] if has_answer else None,
        first_responded_at=answered_at,
        closed_at=closing.left_at if closing and is_closed else None,
        outcome=entry.get("outcome"),
        cause=entry.get("cause"),
        csat=facts.get("csat"),
        rated_at=closing.left_at if closing and is_closed else None,
        goodwill_vnd=entry.get("approval", {}).get("amount_vnd", 0),
        problem=entry.get("problem"),
        due_at=promised if entry["step"] == "hen_tra_loi" else _due_at(entry, now=now),
        promise_at=promised,
        awaits_approval_of=entry.get("approval", {}).get("by"),
        conversation=entry["number"],
    )


def _due_at(entry: dict[str, Any], *, now: datetime) -> datetime | None:
    if entry["number"] in _SOON:
        return now + timedelta(minutes=_SOON[entry["number"]])
    if "overdue" in entry:
        return moment(entry["overdue"]["day"], entry["overdue"]["at"], today=now.date())
    return now + timedelta(minutes=95) if "approval" in entry else None


def _visits(
    entry: dict[str, Any], *, opened_at: datetime, answered_at: datetime | None, now: datetime
) -> tuple[Visit, ...]:
    who = entry["assignee"]
    if entry["process"] == "QT-02":
        return _complaint(entry, opened_at=opened_at, who=who)
    if entry["process"] == "QT-03":
        return _workshop(entry, diagnosed_at=opened_at, who=who)
    path = Path(opened_at, calendar=calendar("cskh"))
    begin(path, version=entry["version"])
    if entry["step"] in {"xin_thong_tin", "tra_loi_lan_dau"} or answered_at is None:
        path.stand(entry["step"], who=who)
        return tuple(path.visits)
    path.until("tra_loi_lan_dau", max(answered_at, path.at), who=who)
    path.pass_by("da_ro_cau_tra_loi")
    if entry["step"] != "hen_tra_loi":
        path.pass_by("can_hoi")
    if entry["step"] in {"cho_khach", "sau_2_gio"}:
        path.until("bao_ket_qua", path.at + timedelta(minutes=1), who=who)
    if entry["step"] == "sau_2_gio":
        path.pass_by("cho_khach")
        path.until("het_24_gio", min(path.at + timedelta(hours=24), now - timedelta(minutes=2)))
        path.run("dong_phieu")
    path.stand(entry["step"], who=who if entry["step"] not in {"cho_khach", "sau_2_gio"} else None)
    return tuple(path.visits)


def _complaint(entry: dict[str, Any], *, opened_at: datetime, who: str) -> tuple[Visit, ...]:
    """From the angry comment to the head's desk in forty minutes, over two rounds."""
    path = Path(opened_at, calendar=calendar("cskh"))
    receive(path, first_wait=0, is_safety=True)
    path.visits.pop()
    for step, minutes in (("nhan_va_xin_loi", 8), ("goi_dien", 7), ("thu_bang_chung", 6), ("tim_nguyen_nhan", 5)):
        path.until(step, path.at + timedelta(minutes=minutes), who=who)
    path.until("de_xuat_phuong_an", path.at + timedelta(minutes=3), who=who)
    path.pass_by("trong_quyen_to")
    path.until("bao_phuong_an", path.at + timedelta(minutes=5), who=who)
    path.pass_by("khach_dong_y")
    path.until("de_xuat_phuong_an", opened_at + timedelta(minutes=39), who=who)
    path.pass_by("trong_quyen_to", "trong_quyen_truong_phong")
    path.stand(entry["step"], who=entry["approval"]["by"])
    return tuple(path.visits)


def _workshop(entry: dict[str, Any], *, diagnosed_at: datetime, who: str) -> tuple[Visit, ...]:
    """From the booking to the repair that waits for a part; the first message came with the quotation."""
    path = Path(diagnosed_at - timedelta(minutes=130), calendar=calendar("xuong"))
    path.pass_by("bat_dau")
    for step, minutes in (("xac_nhan_lich", 10), ("nhan_xe", 50), ("chan_doan", 70), ("bao_gia", 12)):
        asked_at = path.at + timedelta(minutes=minutes / 2) if step == "bao_gia" else None
        path.until(step, path.at + timedelta(minutes=minutes), who=who, asked_at=asked_at)
    path.pass_by("khach_duyet", "bat_dau_sua")
    path.stand(entry["step"], who=who)
    return tuple(path.visits)
