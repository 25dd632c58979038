"""What each function of FEEL does, in one line of Vietnamese and English, for whoever types a formula."""

from __future__ import annotations

from typing import Final

from .builtins import BUILTINS
from .values.functions import Signature

_VI, _EN = 0, 1

HELP: Final[dict[str, tuple[str, str]]] = {
    "string": ("Đổi một giá trị thành chữ", "Any value as text"),
    "number": ("Đổi chữ thành số", "Text as a number"),
    "date": ("Ngày, từ chữ “2026-12-31” hoặc từ năm, tháng, ngày", "A day, from “2026-12-31” or year, month, day"),
    "time": ("Giờ trong ngày, từ chữ “08:30:00”", "A time of day, from “08:30:00”"),
    "date and time": ("Thời điểm, từ chữ hoặc từ ngày và giờ", "A moment, from text or from a day and a time"),
    "duration": ("Khoảng thời gian, từ chữ như “PT30M” hay “P2D”", "A length of time, from “PT30M” or “P2D”"),
    "years and months duration": ("Số năm và tháng giữa hai ngày", "Years and months between two days"),
    "count": ("Đếm số mục của danh sách", "How many a list holds"),
    "min": ("Giá trị nhỏ nhất", "The smallest value"),
    "max": ("Giá trị lớn nhất", "The largest value"),
    "sum": ("Tổng các số", "All numbers added up"),
    "product": ("Tích các số", "All numbers multiplied"),
    "mean": ("Trung bình cộng", "The average"),
    "median": ("Trung vị", "The median: half lie below it"),
    "stddev": ("Độ lệch chuẩn", "The standard deviation"),
    "mode": ("Những giá trị gặp nhiều nhất", "The values that occur most often"),
    "all": ("Đúng khi mọi mục đều đúng", "True where everything in the list is"),
    "any": ("Đúng khi có ít nhất một mục đúng", "True where anything in the list is"),
    "list contains": ("Danh sách có chứa giá trị này không", "Whether the list holds a value"),
    "sublist": ("Một phần của danh sách, tính từ vị trí", "A part of a list, from a position on"),
    "append": ("Thêm vào cuối danh sách", "The list with more at its end"),
    "concatenate": ("Nối các danh sách", "Lists one behind the other"),
    "insert before": ("Chèn vào trước một vị trí", "The list with something put before a position"),
    "remove": ("Bỏ mục ở một vị trí", "The list without what stands at a position"),
    "list replace": ("Thay mục ở một vị trí hoặc theo điều kiện", "The list with something replaced"),
    "reverse": ("Đảo ngược danh sách", "The list from its end"),
    "index of": ("Vị trí của giá trị trong danh sách", "Where in a list a value stands"),
    "union": ("Gộp các danh sách, bỏ trùng", "Lists as one, each value once"),
    "distinct values": ("Mỗi giá trị một lần", "Each value of a list once"),
    "flatten": ("Trải các danh sách lồng nhau thành một", "Lists within lists as one"),
    "sort": ("Sắp xếp danh sách", "The list in order"),
    "substring": ("Một phần của chữ, tính từ vị trí", "A part of a text, from a position on"),
    "string length": ("Số ký tự", "How many letters"),
    "upper case": ("Chữ in hoa", "In capitals"),
    "lower case": ("Chữ thường", "In small letters"),
    "substring before": ("Phần chữ đứng trước", "What stands before a match"),
    "substring after": ("Phần chữ đứng sau", "What stands after a match"),
    "contains": ("Chữ có chứa đoạn này không", "Whether a text holds another"),
    "starts with": ("Chữ có bắt đầu bằng đoạn này không", "Whether a text begins with another"),
    "ends with": ("Chữ có kết thúc bằng đoạn này không", "Whether a text ends with another"),
    "string join": ("Ghép danh sách thành chữ, có dấu ngăn cách", "A list as one text, with a sign between"),
    "matches": ("Chữ có khớp mẫu (biểu thức chính quy) không", "Whether a text fits a pattern"),
    "split": ("Tách chữ thành danh sách", "A text as a list, cut at a pattern"),
    "replace": ("Thay những chỗ khớp mẫu", "A text with what fits a pattern replaced"),
    "decimal": ("Làm tròn đến số chữ số thập phân", "Rounded to so many digits"),
    "floor": ("Làm tròn xuống", "Rounded down to a whole number"),
    "ceiling": ("Làm tròn lên", "Rounded up to a whole number"),
    "round up": ("Làm tròn ra xa số 0", "Rounded away from zero"),
    "round down": ("Làm tròn về phía số 0", "Rounded towards zero"),
    "round half up": ("Làm tròn, nửa thì ra xa số 0", "Rounded, halves away from zero"),
    "round half down": ("Làm tròn, nửa thì về phía số 0", "Rounded, halves towards zero"),
    "abs": ("Giá trị tuyệt đối", "Without its minus sign"),
    "modulo": ("Số dư của phép chia", "What is left over by a division"),
    "sqrt": ("Căn bậc hai", "The square root"),
    "log": ("Lôgarit tự nhiên", "The natural logarithm"),
    "exp": ("e mũ", "e to the power"),
    "odd": ("Có phải số lẻ không", "Whether a number is odd"),
    "even": ("Có phải số chẵn không", "Whether a number is even"),
    "not": ("Đảo đúng thành sai, sai thành đúng", "True becomes false, false becomes true"),
    "is": ("Hai giá trị có giống hệt nhau không", "Whether two values are the very same"),
    "day of year": ("Ngày thứ mấy trong năm", "Which day of the year"),
    "day of week": ("Thứ trong tuần (tên tiếng Anh, như “Monday”)", "The weekday, such as “Monday”"),
    "month of year": ("Tháng (tên tiếng Anh, như “January”)", "The month, such as “January”"),
    "week of year": ("Tuần thứ mấy trong năm", "Which week of the year"),
    "now": ("Thời điểm hiện tại", "This moment"),
    "today": ("Ngày hôm nay", "This day"),
    "get value": ("Giá trị theo tên trong một nhóm", "What a context holds under a name"),
    "get entries": ("Mọi tên và giá trị của một nhóm", "All names and values of a context"),
    "context": ("Tạo nhóm từ danh sách tên và giá trị", "A context of names and values"),
    "context put": ("Nhóm với một giá trị được đặt lại", "A context with one value set"),
    "context merge": ("Gộp các nhóm", "Contexts as one"),
    "before": ("Đứng hoàn toàn trước", "Lies wholly before"),
    "after": ("Đứng hoàn toàn sau", "Lies wholly after"),
    "meets": ("Kết thúc đúng chỗ bên kia bắt đầu", "Ends where the other begins"),
    "met by": ("Bắt đầu đúng chỗ bên kia kết thúc", "Begins where the other ends"),
    "overlaps": ("Hai khoảng giao nhau", "Two ranges share something"),
    "overlaps before": ("Giao với phần đầu của khoảng kia", "Reaches into the begin of the other"),
    "overlaps after": ("Giao với phần cuối của khoảng kia", "Reaches out of the end of the other"),
    "finishes": ("Cùng kết thúc và nằm trong", "Lies within and ends with the other"),
    "finished by": ("Bao trùm và cùng kết thúc", "Holds the other and ends with it"),
    "includes": ("Bao trùm khoảng hay giá trị kia", "Holds the other"),
    "during": ("Nằm trong khoảng kia", "Lies within the other"),
    "starts": ("Cùng bắt đầu và nằm trong", "Lies within and begins with the other"),
    "started by": ("Bao trùm và cùng bắt đầu", "Holds the other and begins with it"),
    "coincides": ("Trùng khít", "Is the very same range"),
    "range": ("Khoảng, từ chữ như “[1..10]”", "A range, from “[1..10]”"),
    "mentions": ("Khách có nhắc đến một trong các từ này không", "Whether a text mentions one of the words"),
}


def signature_of(name: str) -> str:
    """How a function is called: `substring(string, start position, length)`; the first way where there are several."""
    function = BUILTINS.get(name)
    if function is None:
        return f"{name}(…)"
    return f"{name}({', '.join(_parameters(function.signatures[0]))})"


def _parameters(signature: Signature) -> tuple[str, ...]:
    return (*signature.parameters, "…") if signature.variadic else signature.parameters


def help_for(name: str, *, language: str) -> str:
    """What it does, in a line; "" for a function nobody described."""
    return HELP.get(name, ("", ""))[_EN if language == "en" else _VI]
