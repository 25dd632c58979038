"""What can be wrong with an expression, said in both languages."""

from typing import Final

MESSAGES: Final[dict[str, tuple[str, str]]] = {
    "unexpected": ("Không hiểu “{found}” ở chỗ này.", "“{found}” is not expected here."),
    "unexpected_end": ("Biểu thức còn thiếu phần cuối.", "The expression ends too early."),
    "expected": (
        "Cần “{wanted}” nhưng gặp “{found}”.",
        "“{wanted}” was expected, but “{found}” was found.",
    ),
    "bad_character": ("Ký tự “{found}” không dùng được.", "The character “{found}” cannot be used."),
    "bad_number": ("Số “{found}” không hợp lệ.", "“{found}” is not a valid number."),
    "bad_type": ("Không có kiểu dữ liệu “{found}”.", "There is no type “{found}”."),
    "unclosed_string": ("Chuỗi chưa đóng dấu ngoặc kép.", "The string has no closing quotation mark."),
    "unclosed_comment": ("Chú thích chưa đóng.", "The comment is not closed."),
    "mixed_arguments": (
        "Không được trộn tham số có tên và không tên.",
        "Named and positional arguments cannot be mixed.",
    ),
    "too_long": (
        "Biểu thức quá dài (tối đa {limit} ký tự).",
        "The expression is too long (at most {limit} characters).",
    ),
    "too_deep": ("Biểu thức lồng nhau quá sâu.", "The expression is nested too deeply."),
    "too_much_work": (
        "Biểu thức cần quá nhiều bước tính nên đã bị dừng.",
        "The expression needs too many steps and was stopped.",
    ),
    "too_large": (
        "Kết quả của biểu thức quá lớn nên đã bị dừng.",
        "The result of the expression is too large; it was stopped.",
    ),
    "bad_value": (
        "Dữ liệu kiểu “{found}” không dùng được trong biểu thức.",
        "A value of type “{found}” cannot be used in an expression.",
    ),
    "host_function": ("Hàm “{name}” bị lỗi: {reason}", "The function “{name}” failed: {reason}"),
}


class FeelError(Exception):
    """An expression that cannot be read, or had to be stopped.

    `code` is a key of MESSAGES; `line` and `column` count from 1, and are 0 where no place is known.
    """

    def __init__(self, code: str, *, line: int = 0, column: int = 0, **parameters: object) -> None:
        vi, en = MESSAGES[code]
        self.code = code
        self.parameters = parameters
        self.message_vi = vi.format(**parameters)
        self.message_en = en.format(**parameters)
        self.line = line
        self.column = column
        place = f" ({line}:{column})" if line else ""
        super().__init__(f"{self.message_en}{place}")
