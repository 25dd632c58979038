"""The few words a picture itself says (to those who hear it, and on pointing), in both languages."""

from __future__ import annotations

from typing import Final

from tantam.core.values.shares import percentage
from tantam.process.drawing.mark import Mark

_WORDS: Final[dict[str, dict[str, str]]] = {
    "vi": {
        "diagram": "Sơ đồ quy trình {name}",
        "around": "Quanh bước {name}",
        "unnamed": "Quy trình",
        "done": "đã xong",
        "current": "đang ở đây",
        "overdue": "quá hạn",
        "skipped": "đã bỏ qua",
        "added": "mới thêm",
        "removed": "đã bỏ",
        "changed": "đã sửa",
        "count": "{n} phiếu",
        "late": "{n} quá hạn",
        "incidents": "{n} sự cố",
        "share": "{n}% số phiếu đi đường này",
        "aside-skipped": "bỏ qua ở {n} phiếu",
        "aside-moved": "làm sai thứ tự ở {n} phiếu",
        "aside-repeated": "làm lại ngoài sơ đồ ở {n} phiếu",
        "aside-extra": "làm thêm ngoài sơ đồ ở {n} phiếu",
        "share_then": "trước đó {n}%",
        "better": "nhanh hơn",
        "worse": "chậm hơn",
        "alike": "không đổi",
        "mixed": "có mặt nhanh hơn, có mặt chậm hơn",
        "new": "mới: {length}",
    },
    "en": {
        "diagram": "Process diagram {name}",
        "around": "Around the step {name}",
        "unnamed": "Process",
        "done": "done",
        "current": "here now",
        "overdue": "overdue",
        "skipped": "skipped",
        "added": "added",
        "removed": "removed",
        "changed": "changed",
        "count": "{n} tickets",
        "late": "{n} overdue",
        "incidents": "{n} incidents",
        "share": "{n}% of tickets take this way",
        "aside-skipped": "skipped in {n} tickets",
        "aside-moved": "out of order in {n} tickets",
        "aside-repeated": "repeated beside the drawing in {n} tickets",
        "aside-extra": "done where not drawn in {n} tickets",
        "share_then": "{n}% before",
        "better": "faster",
        "worse": "slower",
        "alike": "unchanged",
        "mixed": "faster in one way, slower in another",
        "new": "new: {length}",
    },
}
_ONE: Final = {
    "count": "1 ticket",
    "incidents": "1 incident",
    "aside-skipped": "skipped in 1 ticket",
    "aside-moved": "out of order in 1 ticket",
    "aside-repeated": "repeated beside the drawing in 1 ticket",
    "aside-extra": "done where not drawn in 1 ticket",
}
_KINDS: Final[dict[str, tuple[str, str]]] = {
    "startEvent": ("Bắt đầu", "Start"),
    "endEvent": ("Kết thúc", "End"),
    "intermediateCatchEvent": ("Chờ", "Wait"),
    "intermediateThrowEvent": ("Phát đi", "Throw"),
    "boundaryEvent": ("Chờ trong lúc làm", "Wait meanwhile"),
    "exclusiveGateway": ("Rẽ một nhánh", "One way"),
    "parallelGateway": ("Song song", "In parallel"),
    "inclusiveGateway": ("Rẽ nhiều nhánh", "One way or more"),
    "eventBasedGateway": ("Chờ điều xảy ra trước", "Whichever comes first"),
    "complexGateway": ("Rẽ nhánh phức hợp", "Complex choice"),
}


def say(key: str, language: str, **values: object) -> str:
    """One of our few sentences; any language but Vietnamese is English."""
    if language != "vi" and values.get("n") == 1 and key in _ONE:
        return _ONE[key]
    return _WORDS["vi" if language == "vi" else "en"][key].format(**values)


def kind_name(kind: str, language: str) -> str:
    """What an element without a name of its own is called."""
    pair = _KINDS.get(kind)
    return (pair[0] if language == "vi" else pair[1]) if pair else ""


def percent(share: float, language: str) -> str:
    """A share 0..1 as text: "62%"; what is not quite all or none has decimals."""
    return f"{_points(share, language)}%"


def _points(share: float, language: str) -> str:
    said = percentage(share)
    return said.replace(".", ",") if language == "vi" else said


def share_text(mark: Mark, *, language: str) -> str:
    """The share of a way, in a comparison the one before with it: "78 → 64%"."""
    now = percent(mark.share or 0, language)
    if mark.share_then is None or percent(mark.share_then, language) == now:
        return now
    return f"{_points(mark.share_then, language)}\u00a0→\u00a0{now}"


def described(name: str, mark: Mark, *, language: str) -> str:
    """The name of an element and all its mark says, as one sentence."""
    parts = [say(mark.state, language)] if mark.state != "none" else []
    if mark.count:
        parts.append(say("count", language, n=mark.count))
    if mark.overdue:
        parts.append(say("late", language, n=mark.overdue))
    if mark.incidents:
        parts.append(say("incidents", language, n=mark.incidents))
    if mark.verdict:
        parts.append(f"{say(mark.verdict, language)} {mark.change}".strip())
    parts.extend(mark.lines)
    parts.extend(say(f"aside-{kind}", language, n=count) for kind, count in mark.asides if count)
    if mark.share is not None:
        parts.append(say("share", language, n=_points(mark.share, language)))
    if mark.share_then is not None:
        parts.append(say("share_then", language, n=_points(mark.share_then, language)))
    return f"{name}: {', '.join(parts)}" if parts and name else name or ", ".join(parts)
