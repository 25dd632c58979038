"""The sentences of findings about names and words: code → (Vietnamese, English)."""

from __future__ import annotations

from typing import Final

_EMPTY_VI, _EMPTY_EN = "không nơi nào điền “{missing}”, nên chỗ này luôn trống.", "nothing ever fills in “{missing}”."
_TEXT_VI, _TEXT_EN = 'Nếu là chữ, hãy viết "{missing}".', 'If it is text, write "{missing}".'
_ALIKE_VI, _ALIKE_EN = "Có phải “{alike}”?", "Did you mean “{alike}”?"
_CELL_VI = "Bảng quyết định của “{name}”, dòng {row}, cột điều kiện {column}:"
_CELL_EN = "Decision table of “{name}”, row {row}, condition {column}:"
_ROW_VI, _ROW_EN = "Bảng quyết định của “{name}”, dòng {row}:", "Decision table of “{name}”, row {row}:"

NAMES: Final[dict[str, tuple[str, str]]] = {
    "stray_name": (f"“{{name}}”: {_EMPTY_VI} {_TEXT_VI}", f"“{{name}}”: {_EMPTY_EN} {_TEXT_EN}"),
    "stray_name_alike": (f"“{{name}}”: {_EMPTY_VI} {_ALIKE_VI}", f"“{{name}}”: {_EMPTY_EN} {_ALIKE_EN}"),
    "stray_result": (f"{_ROW_VI} {_EMPTY_VI} {_TEXT_VI}", f"{_ROW_EN} {_EMPTY_EN} {_TEXT_EN}"),
    "stray_result_alike": (
        f"{_ROW_VI} {_EMPTY_VI} {_TEXT_VI} {_ALIKE_VI}",
        f"{_ROW_EN} {_EMPTY_EN} {_TEXT_EN} {_ALIKE_EN}",
    ),
    "text_for_amount": (
        f"{_CELL_VI} “{{asked}}” là số, mà {{found}} là chữ nên dòng này không bao giờ khớp. "
        "Hãy viết số, ví dụ >= 500000.",
        f"{_CELL_EN} “{{asked}}” is a number, but {{found}} is text: this row never matches. "
        "Write an amount, such as >= 500000.",
    ),
    "parts_of_money": (
        f"{_CELL_VI} “{{asked}}” là tiền đồng, không có phần lẻ, mà {{found}} là số thập phân. "
        "Hãy viết liền các chữ số, ví dụ 500000.",
        f"{_CELL_EN} “{{asked}}” is money in whole đồng, but {{found}} has decimals. "
        "Write the digits without a dot, such as 500000.",
    ),
    "unnamed_step": (
        "Bước này chưa có tên: người làm sẽ thấy một thẻ bước không tên.",
        "This step has no name: whoever does it would see a card without a title.",
    ),
    "sends_gap": (
        "“{name}” tự gửi lời thoại mà không ai điền chỗ {places}: phiếu sẽ dừng ở đây thành sự cố.",
        "“{name}” sends its script by itself and nobody fills in {places}: tickets would stop here as incidents.",
    ),
    "misspelt_place": (
        "Lời thoại của “{name}”: chỗ {place} không được điền sẵn. Có phải {alike}?",
        "Script of “{name}”: {place} is not filled in by itself. Did you mean {alike}?",
    ),
}
