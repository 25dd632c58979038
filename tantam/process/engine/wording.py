"""The sentences of every finding: code → (Vietnamese, English)."""

from __future__ import annotations

from typing import Final

_FILE: Final[dict[str, tuple[str, str]]] = {
    "file_empty": ("Tệp rỗng.", "The file is empty."),
    "file_too_large": (
        "Tệp quá lớn: {size} byte, tối đa {limit} byte.",
        "The file is too large: {size} bytes, at most {limit} bytes.",
    ),
    "file_too_many_elements": (
        "Tệp có quá nhiều phần tử XML, tối đa {limit}.",
        "The file has too many XML elements, at most {limit}.",
    ),
    "file_too_deep": (
        "Các phần tử XML lồng nhau quá sâu, tối đa {limit} cấp.",
        "XML elements are nested too deeply, at most {limit} levels.",
    ),
    "file_has_doctype": (
        "Tệp khai báo DOCTYPE; sơ đồ quy trình không được có DOCTYPE.",
        "The file declares a DOCTYPE; a process diagram must not have one.",
    ),
    "file_has_entity": (
        "Tệp khai báo thực thể (entity) XML; điều này bị từ chối.",
        "The file declares an XML entity; this is refused.",
    ),
    "file_has_external_reference": (
        "Tệp tham chiếu ra bên ngoài; điều này bị từ chối.",
        "The file refers to something outside; this is refused.",
    ),
    "file_not_xml": (
        "Tệp không phải XML đúng cú pháp: {reason}.",
        "The file is not well-formed XML: {reason}.",
    ),
    "file_not_bpmn": (
        "Tệp không phải BPMN 2.0: phần tử gốc là “{root}”, cần “definitions” của BPMN.",
        "The file is not BPMN 2.0: its root element is “{root}”, BPMN's “definitions” is needed.",
    ),
}

_READING: Final[dict[str, tuple[str, str]]] = {
    "duplicate_id": (
        "Mã “{element}” được dùng hai lần (lần đầu ở dòng {first}).",
        "The id “{element}” is used twice (first on line {first}).",
    ),
    "duplicate_layout_id": (
        "Mã “{element}” của hình vẽ được dùng hai lần.",
        "The id “{element}” of a drawn shape is used twice.",
    ),
    "unknown_element": (
        "Phần tử “{kind}” không có trong BPMN.",
        "The element “{kind}” does not exist in BPMN.",
    ),
    "bad_layout": (
        "Hình vẽ của “{element}” thiếu hoặc sai toạ độ.",
        "The shape of “{element}” lacks coordinates or has wrong ones.",
    ),
    "bad_step_time": (
        "Thời hạn “{which}” của bước không phải thời lượng ISO 8601: “{text}” (ví dụ PT30M).",
        "The “{which}” time of the step is no ISO 8601 duration: “{text}” (for example PT30M).",
    ),
}

WORDING: Final[dict[str, tuple[str, str]]] = {**_FILE, **_READING}
