"""The sentences of findings about names and words: code → (Vietnamese, English)."""

from __future__ import annotations

from typing import Final

_EMPTY_VI, _EMPTY_EN = "không nơi nào điền “{missing}”, nên chỗ này luôn trống.", "nothing ever fills in “{missing}”."
_TEXT_VI, _TEXT_EN = 'Nếu là chữ, hãy viết "{missing}".', 'If it is text, write "{missing}".'
_ALIKE_VI, _ALIKE_EN = "Có phải “{alike}”?", "Did you mean “{alike}”?"
_ROW_VI, _ROW_EN = "Bảng quyết định của “{name}”, dòng {row}:", "Decision table of “{name}”, row {row}:"

NAMES: Final[dict[str, tuple[str, str]]] = {
    "stray_name": (f"“{{name}}”: {_EMPTY_VI} {_TEXT_VI}", f"“{{name}}”: {_EMPTY_EN} {_TEXT_EN}"),
    "stray_name_alike": (f"“{{name}}”: {_EMPTY_VI} {_ALIKE_VI}", f"“{{name}}”: {_EMPTY_EN} {_ALIKE_EN}"),
    "stray_result": (f"{_ROW_VI} {_EMPTY_VI} {_TEXT_VI}", f"{_ROW_EN} {_EMPTY_EN} {_TEXT_EN}"),
    "stray_result_alike": (
        f"{_ROW_VI} {_EMPTY_VI} {_TEXT_VI} {_ALIKE_VI}",
        f"{_ROW_EN} {_EMPTY_EN} {_TEXT_EN} {_ALIKE_EN}",
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
