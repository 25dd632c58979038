"""What is wrong with the input of a simulation or with what an example expects: code → (Vietnamese, English).

`where` is the key as it is written in the JSON ("tasks.goi.after"); it is the same in both languages.
"""

from __future__ import annotations

from typing import Final

PLANS: Final[dict[str, tuple[str, str]]] = {
    "not-json": (
        "{where}: sai cú pháp JSON ở dòng {line}, cột {column}",
        "{where}: no JSON at line {line}, column {column}",
    ),
    "too-deep": ("{where}: dữ liệu lồng nhau quá sâu", "{where}: nested too deeply"),
    "too-long": ("{where}: có số quá dài", "{where}: a number is too long"),
    "not-a-number": ("{text} không phải là số", "{text} is no number"),
    "unknown-key": ("không có mục nào tên “{key}”", "unknown key: {key}"),
    "unknown-expectation": ("{where}: không có mục nào tên “{key}”", "{where}: unknown key: {key}"),
    "object": ("{where}: cần một đối tượng {{…}}", "{where}: an object is needed"),
    "list": ("{where}: cần một danh sách […]", "{where}: a list is needed"),
    "text": ("{where}: cần một chuỗi chữ", "{where}: a text is needed"),
    "whole-number": (
        "{where}: cần một số nguyên từ 0 đến {most}",
        "{where}: a whole number from 0 to {most} is needed",
    ),
    "whole-numbers": ("{where}: cần một đối tượng gồm các số nguyên", "{where}: an object of whole numbers is needed"),
    "ids": ("{where}: cần danh sách mã phần tử", "{where}: a list of ids is needed"),
    "duration": ("{where}: cần thời lượng như PT30M hoặc P2D", "{where}: a duration such as PT30M or P2D is needed"),
    "instant": ("{where}: cần thời điểm như {sample}", "{where}: an instant such as {sample} is needed"),
    "no-answers": ("{where}: danh sách câu trả lời đang trống", "{where}: an empty list of answers"),
    "one-or-two": ("{where}: cần một hoặc hai thời lượng", "{where}: one duration or two"),
    "longest-second": ("{where}: thời lượng dài nhất đứng sau", "{where}: the longest comes second"),
    "time-kind": (
        "{where}: chỉ nhận calendar (giờ thường) hoặc business (giờ làm việc)",
        "{where}: calendar or business",
    ),
    "zone": ("{where}: không có múi giờ {text}", "{where}: no time zone {text}"),
    "calendar": (
        '{where}: thứ là 0 (thứ Hai) đến 6 (Chủ nhật), ngày như 2026-04-30, giờ như ["08:00", "12:00"]',
        "{where}: days of the week are 0 (Monday) to 6 (Sunday), days such as 2026-04-30, hours such as "
        '["08:00", "12:00"]',
    ),
    "outcome": ("{where}: chỉ nhận một trong {known}", "{where}: one of {known}"),
    "gone-ends": (
        "phải kết thúc ở “{node}”, nhưng bước này không còn trong sơ đồ",
        "it must end at “{node}”, which is no longer in the drawing",
    ),
    "gone-through": (
        "phải đi qua “{node}”, nhưng bước này không còn trong sơ đồ",
        "it must pass “{node}”, which is no longer in the drawing",
    ),
    "gone-never": (
        "không được đi qua “{node}”, nhưng bước này không còn trong sơ đồ",
        "it must not pass “{node}”, which is no longer in the drawing",
    ),
    "gone-times": (
        "có đếm số lần vào “{node}”, nhưng bước này không còn trong sơ đồ",
        "it counts how often “{node}” is entered, which is no longer in the drawing",
    ),
    "gone-standing": (
        "phải đang chờ ở “{node}”, nhưng bước này không còn trong sơ đồ",
        "it must wait at “{node}”, which is no longer in the drawing",
    ),
}


def said_of_plan(code: str, **params: object) -> tuple[str, str]:
    """The sentence of a code in Vietnamese and English, without its full stop."""
    vi, en = PLANS[code]
    return vi.format(**params), en.format(**params)
