"""Why something cannot go to another version, said on the element, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_WORDING: Final[dict[str, tuple[str, str]]] = {
    # what is wrong with a map
    "unknown_element": (
        "“{name}” không có trong phiên bản cũ, hoặc nơi chọn cho nó không có trong phiên bản mới.",
        "“{name}” is not in the old version, or what was chosen for it is not in the new one.",
    ),
    "other_kind": (
        "“{name}” không thể thành “{target}”: hai phần tử chạy khác nhau.",
        "“{name}” cannot become “{target}”: the two run differently.",
    ),
    "other_scope": (
        "“{name}” không thể thành “{target}”: phần tử ấy nằm trong một quy trình con khác, không chỉ bọc quanh nó.",
        "“{name}” cannot become “{target}”: it stands in another sub-process, not one that only wraps it.",
    ),
    "other_host": (
        "“{name}” không thể thành “{target}”: sự kiện ấy gắn vào một bước khác.",
        "“{name}” cannot become “{target}”: that event is attached to another step.",
    ),
    # what keeps an instance
    "no_target": (
        "“{name}” không có phần tử tương ứng trong phiên bản mới.",
        "“{name}” has no counterpart in the new version.",
    ),
    "scope_gone": (
        "Quy trình con “{name}” đang chạy, phiên bản mới không có nó.",
        "The sub-process “{name}” is running; the new version does not have it.",
    ),
    "several_paths": (
        "Các nhánh của phiếu này ở “{name}” không thể cùng thuộc một lần chạy của quy trình con ấy.",
        "The paths of this ticket where “{name}” is could not belong to one run of that sub-process.",
    ),
    "some_paths": (
        "Chỉ một phần các nhánh đang chạy trong “{name}” có thể rời quy trình con này; các nhánh chỉ rời cùng nhau.",
        "Only some of the paths that run in “{name}” could leave this sub-process; they leave it all together.",
    ),
    "other_place": (
        "“{name}” đang chạy trong một vòng lặp hoặc một lần hoàn tác, nên chưa chuyển sang quy trình con khác được.",
        "“{name}” runs in a loop or is being undone, so it cannot go to another sub-process now.",
    ),
    "under_way": (
        "“{name}” đang thực hiện dở; lát nữa thử lại.",
        "“{name}” is being done at this moment; try again shortly.",
    ),
    "way_gone": (
        "Đã có nhánh đến “{name}”, phiên bản mới không còn đường đó.",
        "A path has reached “{name}” by a way that the new version no longer has.",
    ),
    "nothing_awaited": (
        "Ở “{name}” sẽ không còn gì để chờ.",
        "At “{name}” nothing would be left to wait for.",
    ),
    "event_gone": (
        "“{name}” đang chờ nhiều sự kiện cùng lúc, phiên bản mới thiếu một.",
        "“{name}” waits for several events together; the new version lacks one.",
    ),
    "incident": (
        "“{name}” đang là sự cố và phiên bản mới không có nó: xử lý sự cố trước.",
        "“{name}” stands as an incident and the new version does not have it: settle the incident first.",
    ),
    "compensation_lost": (
        "Việc đã làm ở “{name}” sẽ không hoàn tác được nữa trong phiên bản mới.",
        "What was done at “{name}” could no longer be undone in the new version.",
    ),
    "timer_unknown": (
        "Không tính được giờ của “{name}” cho phiếu này.",
        "The time of “{name}” cannot be reckoned for this ticket.",
    ),
    "two_on_one": (
        "Hai nhánh của cùng một phiếu sẽ cùng đứng ở “{name}”.",
        "Two paths of the same ticket would both stand at “{name}”.",
    ),
    "one_after_other": (
        "“{name}” và “{target}” đang chạy song song, phiên bản mới xếp bước này sau bước kia.",
        "“{name}” and “{target}” run side by side; in the new version one comes after the other.",
    ),
    "would_wait_for_ever": (
        "Cổng “{name}” của phiên bản mới sẽ chờ mãi một nhánh chưa bao giờ chạy.",
        "The gateway “{name}” of the new version would wait for ever for a path that never began.",
    ),
    "broken": (
        "Có lỗi khi chuyển phiếu này; phiếu ở lại như cũ.",
        "Something broke when this ticket was moved; it stays as it was.",
    ),
    "would_open": (
        "Cổng “{name}” của phiên bản mới sẽ mở ngay, dù chưa có bước nào xong.",
        "The gateway “{name}” of the new version would open at once, though no step was done.",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """One reason: `code` is stable; `node` is an element of the old version, or where `is_new` of the new one, as is
    `target`."""

    code: str
    node: str = ""
    target: str = ""
    is_new: bool = False

    def words(self, *, name: str, target: str, language: str) -> str:
        """The reason as a sentence; `name` and `target` are what the elements are called."""
        vi, en = _WORDING[self.code]
        return (en if language == "en" else vi).format(name=name or self.node, target=target or self.target)


CODES: Final = frozenset(_WORDING)
