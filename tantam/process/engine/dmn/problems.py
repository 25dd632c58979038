"""What can be wrong with a decision file, said in both languages on the element."""

from dataclasses import dataclass
from typing import Final, Literal

MESSAGES: Final[dict[str, tuple[str, str]]] = {
    "too_large": ("Tệp quá lớn (tối đa {limit} byte).", "The file is too large (at most {limit} bytes)."),
    "too_many": ("Tệp có quá nhiều phần tử (tối đa {limit}).", "The file has too many elements (at most {limit})."),
    "too_deep": ("Tệp có các phần tử lồng nhau quá sâu.", "The elements of the file are nested too deeply."),
    "not_xml": ("Tệp không phải XML hợp lệ: {reason}.", "The file is not well-formed XML: {reason}."),
    "doctype": (
        "Tệp khai báo DOCTYPE hoặc thực thể; vì lý do an toàn, tệp bị từ chối.",
        "The file declares a DOCTYPE or an entity; for safety it is refused.",
    ),
    "not_dmn": (
        "Tệp không phải bảng quyết định DMN 1.1 đến 1.5.",
        "The file is not a DMN 1.1 to 1.5 decision model.",
    ),
    "duplicate_id": ("Mã “{found}” bị trùng.", "The id “{found}” is used twice."),
    "unknown_reference": (
        "Không tìm thấy phần tử “{found}” được tham chiếu.",
        "The element “{found}” that is referred to does not exist.",
    ),
    "requirement_cycle": ("Quyết định này phụ thuộc vòng vào chính nó.", "This decision requires itself in a circle."),
    "unknown_type": ("Không có kiểu dữ liệu “{found}”.", "There is no type “{found}”."),
    "no_logic": ("Quyết định chưa có nội dung.", "The decision has no logic."),
    "unsupported": ("Chưa hỗ trợ “{found}”.", "“{found}” is not supported."),
    "hit_policy": ("Không có quy tắc chọn “{found}”.", "There is no hit policy “{found}”."),
    "rule_width": (
        "Dòng có {found} ô, bảng có {wanted} cột.",
        "The rule has {found} entries, the table has {wanted} columns.",
    ),
    "no_output_values": (
        "Quy tắc chọn theo ưu tiên cần danh sách giá trị đầu ra.",
        "A hit policy by priority needs a list of output values.",
    ),
    "row_without_result": (
        "Dòng này không cho kết quả nào: khi khớp, bảng trả lời trống.",
        "This row gives no result at all: where it matches, the table's answer is empty.",
    ),
    "row_never_reached": (
        "Dòng này không bao giờ được dùng: dòng {other} ở trên luôn khớp trước.",
        "This row is never used: row {other} above it always matches first.",
    ),
    "row_beside_another": (
        "Dòng này khớp cùng lúc với dòng {other}, mà bảng chỉ nhận đúng một dòng khớp: khi đó trả lời trống.",
        "This row matches together with row {other}, and the table takes exactly one match: its answer is empty then.",
    ),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong, on an element ("" where it has no id) and a line (0 where unknown).

    In a decision table `side` says on which side of it ("inputs", "outputs"), `column` and `rule` where, from 1; rule 0
    is the head of a column. A warning does not keep the table from running.
    """

    code: str
    element_id: str
    line: int
    message_vi: str
    message_en: str
    side: str = ""
    column: int = 0
    rule: int = 0
    severity: Literal["error", "warning"] = "error"


def problem(code: str, *, element_id: str = "", line: int = 0, **parameters: object) -> Problem:
    vi, en = MESSAGES[code]
    return Problem(code, element_id, line, vi.format(**parameters), en.format(**parameters))


class DmnError(Exception):
    """A decision file that cannot be used; `problems` says why."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{item.message_en} [{item.element_id or '-'}:{item.line}]" for item in problems))
