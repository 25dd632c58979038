"""What is said of starts by time, by condition and for each of a list, in Vietnamese and in English."""

from __future__ import annotations

from typing import Final

STARTS: Final[dict[str, tuple[str, str]]] = {
    "start_gives_no_time": (
        "“{name}” không cho ra thời điểm nào: khi bắt đầu chưa có phiếu, nên công thức không thấy dữ liệu của phiếu. "
        "Hãy ghi ngày giờ, khoảng thời gian hoặc các ngày.",
        "“{name}” gives no time: nothing has begun yet, so its formula sees no ticket. Write a date, a length of "
        "time or days.",
    ),
    "start_never_opens": (
        "“{name}” chỉ bắt đầu vào ngày làm việc, mà lịch làm việc không có ngày nào mở cửa. "
        "Hãy đặt giờ làm việc trong phần cài đặt.",
        "“{name}” begins on days on which the business opens, and it opens on none. Set the working hours in the "
        "settings.",
    ),
    "start_is_over": (
        "Thời điểm của “{name}” đã qua ({moment}): quy trình sẽ không tự bắt đầu lúc đó nữa.",
        "The time of “{name}” is over ({moment}): the process will no longer begin by it.",
    ),
    "start_among_others": (
        "“{name}” chờ cùng lúc giờ hẹn hoặc điều kiện với sự kiện khác: không biết hai việc đó là của phiếu nào. "
        "Hãy tách thành hai sự kiện bắt đầu.",
        "“{name}” needs a time or condition together with other events: nobody can say which ticket both belong to. "
        "Make them two start events.",
    ),
    "each_ignored": (
        "Danh sách ở “{name}” không được dùng: chỉ bắt đầu theo giờ hoặc theo điều kiện mới chạy cho từng người.",
        "The list at “{name}” is not used: only a start by time or by condition begins for each of a list.",
    ),
    "each_unknown": (
        "“{name}” bắt đầu cho từng “{of}”, mà không có danh sách nào như vậy.",
        "“{name}” begins for each “{of}”, and there is no such list.",
    ),
    "each_setting": ("Danh sách ở “{name}”: {what}", "The list at “{name}”: {what}"),
    "start_too_often": (
        "“{name}” lặp lại mỗi {seconds} giây: mỗi lần đều mở phiếu mới. Hãy để cách nhau ít nhất {least} giây.",
        "“{name}” repeats every {seconds} seconds and opens tickets each time. Leave at least {least} seconds between.",
    ),
}
