"""The words of the document itself, in both languages: key → (Vietnamese, English)."""

from __future__ import annotations

from typing import Final

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "kind": ("Quy trình", "Procedure"),
    "edition": ("Phiên bản {number}", "Version {number}"),
    "page": ("Trang {{page}}/{{pages}}", "Page {{page}} of {{pages}}"),
    "business": ("Doanh nghiệp", "Business"),
    "code": ("Mã quy trình", "Process code"),
    "version": ("Phiên bản", "Version"),
    "state": ("Tình trạng", "State"),
    "valid_from": ("Có hiệu lực từ", "Valid from"),
    "published_by": ("Người ban hành", "Published by"),
    "reason": ("Lý do ban hành", "Why it was published"),
    "shape": ("Mô hình", "Model"),
    "printed": ("Lập bản này lúc", "This copy made at"),
    "none": ("–", "–"),
    "purpose": ("Mục đích", "Purpose"),
    "no_purpose": ("Chưa ghi mục đích trên sơ đồ.", "The diagram does not say what it is for yet."),
    "scope": ("Phạm vi áp dụng", "Scope"),
    "touchpoints": ("Điểm chạm", "Touchpoints"),
    "segments": ("Nhóm khách hàng", "Customer segments"),
    "everywhere": ("Tất cả", "All"),
    "takes_all": (
        "Tất cả: thiết lập cho mọi yêu cầu mới bắt đầu với quy trình này",
        "All: the settings begin every new request with this process",
    ),
    "takes_none": (
        "Không nhận yêu cầu mới; chỉ chạy khi quy trình khác mở nó",
        "None: no new request begins with it; it runs where another process begins it",
    ),
    "takes_none_itself": (
        "Không nhận yêu cầu mới; tự bắt đầu như ghi dưới đây, hoặc khi quy trình khác mở nó",
        "None: no new request begins with it; it begins by itself as said below, or where another process begins it",
    ),
    "taken_by_settings": (
        "Theo thiết lập, mọi yêu cầu mới hiện bắt đầu với {name}; quy trình này chỉ chạy khi quy trình khác mở nó.",
        "By the settings every new request begins with {name} now; this one runs where another process begins it.",
    ),
    "begun_by_others": ("Chỉ khi quy trình khác mở: {names}", "Only when begun by another process: {names}"),
    "begins": ("Bắt đầu khi", "Begins when"),
    "ends": ("Kết thúc khi", "Ends when"),
    "unmatched": ("Tin của khách không bước nào đang chờ", "A customer's message that no step waits for"),
    "unmatched.reopen": ("mở lại phiếu", "reopens the ticket"),
    "unmatched.note": ("được ghi vào phiếu", "becomes a note on the ticket"),
    "unmatched.new": ("mở phiếu mới", "opens a new ticket"),
    "terms": ("Từ ngữ", "Terms"),
    "term": ("Từ ngữ", "Term"),
    "meaning": ("Nghĩa", "Meaning"),
    "term.ticket": ("Phiếu yêu cầu (phiếu)", "Ticket"),
    "term.ticket.is": (
        "Một yêu cầu hoặc khiếu nại của khách, từ lúc tiếp nhận đến lúc đóng.",
        "One request or complaint of a customer, from intake to closing.",
    ),
    "term.response": ("Thời gian phản hồi", "Response time"),
    "term.response.is": (
        "Từ lúc phiếu đến bước tới lúc có người bắt tay vào hoặc trả lời khách, tính theo giờ làm việc.",
        "From when a ticket comes to the step until somebody takes it up or answers the customer, in working hours.",
    ),
    "term.resolution": ("Thời gian hoàn thành", "Resolution time"),
    "term.resolution.is": (
        "Từ lúc phiếu đến bước tới lúc bước xong, tính theo giờ làm việc.",
        "From when a ticket comes to the step until the step is done, in working hours.",
    ),
    "term.hours": ("Giờ làm việc", "Working hours"),
    "term.hours.is": (
        "Giờ mở cửa của tổ phụ trách, không kể ngày nghỉ lễ.",
        "The opening hours of the team in charge, public holidays left out.",
    ),
    "term.script": ("Lời thoại", "Script"),
    "term.script.is": (
        "Lời nói hoặc viết với khách. Phần trong [ngoặc vuông] điền theo từng khách; chỗ …… tự điền.",
        "What is said or written to the customer. What stands in [square brackets] is filled in for each customer; "
        "…… is a blank to fill in by hand.",
    ),
    "term.approval": ("Phê duyệt", "Approval"),
    "term.approval.is": (
        "Người có thẩm quyền đồng ý hoặc từ chối; hạn mức của từng người đặt trong danh sách nhân sự.",
        "A person entitled to it says yes or no; each person's limit is set in the list of staff.",
    ),
    "term.deviation": ("Rời quy trình", "Leaving the path"),
    "term.deviation.is": (
        "Bỏ qua, quay lại hoặc nhảy bước khi cần, luôn kèm lý do; được ghi lại để cải tiến.",
        "Skipping a step, going back or jumping where needed, always with a reason; kept for improvement.",
    ),
    "diagram": ("Sơ đồ", "Diagram"),
    "whole": ("Toàn bộ sơ đồ", "The whole diagram"),
    "whole_a3": ("Toàn bộ sơ đồ (in khổ A3)", "The whole diagram (print on A3)"),
    "overview": ("Toàn bộ sơ đồ, thu nhỏ (in khổ A3)", "The whole diagram, reduced (print on A3)"),
    "parts": ("Phần {numbers}", "Part {numbers}"),
    "part": ("Phần {number}/{count} (in khổ A3)", "Part {number} of {count} (print on A3)"),
    "too_large": (
        "Sơ đồ quá lớn để in rõ từng phần trên khổ A3; xem sơ đồ trên phần mềm.",
        "The diagram is too large to be printed in readable parts on A3; see it on the screen.",
    ),
    "no_diagram": ("Quy trình này chưa được vẽ.", "This process has not been drawn yet."),
    "roles": ("Trách nhiệm", "Responsibilities"),
    "raci": (
        "R: người làm · A: người chịu trách nhiệm cuối cùng · C: người được hỏi ý kiến · I: người được báo. "
        "Việc phần mềm tự làm: hệ thống làm, vai trò của làn chịu trách nhiệm; việc trong làn của chính hệ thống thì "
        "chưa vai trò nào chịu trách nhiệm. Suy ra từ làn, từ bước phê duyệt, bước báo tin và những người được hỏi ý "
        "kiến, được báo ghi ở từng bước.",
        "R: does it · A: answers for it · C: is consulted · I: is informed. What the software does by itself is done "
        "by the system, and the role of the lane answers for it; for what stands in the system's own lane no role "
        "does. Taken from the lanes, approvals and notices of the diagram, and from who is named as consulted or "
        "informed at each step.",
    ),
    "step": ("Bước", "Step"),
    "role": ("Vai trò", "Role"),
    "does": ("Việc", "Does"),
    "steps": ("Các bước", "Steps"),
    "step_n": ("Bước {number}. {name}", "Step {number}. {name}"),
    "unnamed": ("(chưa đặt tên)", "(unnamed)"),
    "unnamed_event": ("mốc trên đường đi", "a point on the way"),
    "end_after": ("xong {step}", "{step} is done"),
    "the_whole": ("đã làm hết các bước", "all steps are done"),
    "summary": ("Tóm tắt", "Summary"),
    "who": ("Ai làm", "Who"),
    "who_answers": ("{doer}; người chịu trách nhiệm: {accountable}", "{doer}; who answers for it: {accountable}"),
    "system": ("Hệ thống", "The system"),
    "consulted": ("Hỏi ý kiến", "Consulted"),
    "informed": ("Báo cho", "Informed"),
    "nobody": ("chưa giao cho ai", "nobody named yet"),
    "stage": ("Giai đoạn", "Stage"),
    "within": ("Hạn", "Time limit"),
    "respond_within": ("phản hồi trong {length}", "respond within {length}"),
    "done_within": ("xong trong {length}", "done within {length}"),
    "working_hours": ("giờ làm việc", "working hours"),
    "pauses": ("dừng tính khi chờ khách", "stands still while waiting for the customer"),
    "completed_by": ("Xong khi", "Done when"),
    "done.reply": ("đã trả lời khách", "the customer has been answered"),
    "done.approval": ("người duyệt đã quyết định", "the approver has decided"),
    "done.button": ("bấm “Hoàn tất bước”", "“Finish the step” is pressed"),
    "guide": ("Hướng dẫn", "Guide"),
    "script": ("Lời thoại", "Script"),
    "form": ("Biểu mẫu", "Form"),
    "field": ("Điền gì", "To fill in"),
    "field_kind": ("Kiểu", "Kind"),
    "required": ("Bắt buộc", "Required"),
    "yes": ("có", "yes"),
    "no": ("không", "no"),
    "field.text": ("chữ", "text"),
    "field.number": ("số", "number"),
    "field.money": ("số tiền", "amount of money"),
    "field.date": ("ngày", "date"),
    "field.choice": ("chọn: {options}", "choose: {options}"),
    "field.boolean": ("có / không", "yes / no"),
    "field.phone": ("số điện thoại", "phone number"),
    "help": ("Xem thêm", "More about it"),
    "policy": ("Chính sách: {name}", "Policy: {name}"),
    "checklist": ("Danh mục kiểm tra", "Checklist"),
    "acts": ("Phần mềm tự làm", "The system does"),
    "setting": ("{label}: {value}", "{label}: {value}"),
    "calls": ("Mở quy trình", "Begins the process"),
    "waits": ("Chờ tin", "Waits for the message"),
    "repeats": ("Lặp lại", "Repeated"),
    "repeats.standard": ("đến khi đạt điều kiện", "until its condition is met"),
    "repeats.parallel": ("cùng lúc cho từng mục", "for each item, all at once"),
    "repeats.sequential": ("lần lượt cho từng mục", "for each item, one after the other"),
    "table": ("Bảng quyết định", "Decision table"),
    "table_unread": ("Xem bảng quyết định trên phần mềm.", "See the decision table on the screen."),
    "row": ("Dòng", "Row"),
    "goes_on": ("Tiếp theo", "Next"),
    "to_step": ("Bước {number} ({name})", "Step {number} ({name})"),
    "to_end": ("kết thúc: {name}", "end: {name}"),
    "the_end": ("kết thúc", "end"),
    "if": ("Nếu {words}: {target}", "If {words}: {target}"),
    "else": ("Còn lại: {target}", "Otherwise: {target}"),
    "after": ("Sau khi {words}: {target}", "After {words}: {target}"),
    "fork.all": ("Làm cùng lúc", "All of these at once"),
    "fork.one": ("Một trong các nhánh", "One of these ways"),
    "fork.some": ("Một hoặc nhiều nhánh, mỗi nhánh đúng thì đi", "One or more of these ways, each that applies"),
    "fork.first": ("Việc nào đến trước thì đi đường đó", "Whatever comes first"),
    "joined": ("Sau khi xong cả {words}: {target}", "Once {words} are all done: {target}"),
    "joined.alone": ("Sau khi xong cả {words}", "Once {words} are all done"),
    "joined_some": (
        "Sau khi xong mọi nhánh đã đi trong số {words}: {target}",
        "Once all that were begun of {words} are done: {target}",
    ),
    "joined_some.alone": (
        "Sau khi xong mọi nhánh đã đi trong số {words}",
        "Once all that were begun of {words} are done",
    ),
    "or_from": ("Hoặc đến thẳng từ {names}", "Or straight from {names}"),
    "see_diagram": ("xem tiếp trên sơ đồ", "see the diagram from there on"),
    "starts_when": ("Bắt đầu", "Begins"),
    "not_done": ("{when} mà chưa xong", "{when} and it is not done"),
    "more_ways": ("… và {count} nhánh khác", "… and {count} more"),
    "meanwhile": ("Trong lúc làm", "Meanwhile"),
    "events": ("Hẹn giờ và tin nhắn", "Timers and messages"),
    "event": ("Sự kiện", "Event"),
    "when": ("Xảy ra khi", "Happens when"),
    "at": ("Ở đâu", "Where"),
    "then": ("Khi đó", "Then"),
    "no_events": ("Không có.", "None."),
    "on_the_way": ("trên đường đi", "on the way"),
    "stops": ("dừng bước; {rest}", "stops the step; {rest}"),
    "goes_beside": ("bước vẫn tiếp tục; {rest}", "the step goes on; {rest}"),
    "timer.timeDuration": ("quá {length}", "{length} have passed"),
    "timer.timeDuration.one": ("quá {length}", "{length} has passed"),
    "timer.timeDate": ("đến {moment}", "{moment} has come"),
    "timer.timeCycle": ("lặp lại theo lịch {moment}", "repeatedly: {moment}"),
    "timer.days": ("đến {days}", "it is {days}"),
    "event.each": ("{event}, cho {whom}", "{event}, for {whom}"),
    "timer.": ("đến giờ", "its time has come"),
    "timer.business": ("{words} (giờ làm việc)", "{words} (working hours)"),
    "timer.calendar": ("{words} (giờ thường)", "{words} (plain time)"),
    "timer.between": ("{words}, chỉ trong khung {between}", "{words}, only between {between}"),
    "event.message": ("có tin “{name}”", "the message “{name}” comes"),
    "event.signal": ("có tín hiệu “{name}”", "the signal “{name}” is heard"),
    "event.error": ("gặp lỗi “{name}”", "the error “{name}” happens"),
    "event.escalation": ("được chuyển lên cấp trên “{name}”", "“{name}” is escalated"),
    "event.conditional": ("đúng điều kiện: {condition}", "this holds: {condition}"),
    "event.compensate": ("phải hoàn tác", "it has to be undone"),
    "event.cancel": ("bị huỷ", "it is cancelled"),
    "event.link": ("nối sang “{name}”", "link “{name}”"),
    "event.terminate": ("dừng toàn bộ", "all of it stops"),
    "sends.message": ("gửi tin “{name}”", "the message “{name}” is sent"),
    "sends.signal": ("phát tín hiệu “{name}”", "the signal “{name}” is sent"),
    "sends.error": ("báo lỗi “{name}”", "the error “{name}” is thrown"),
    "sends.escalation": ("chuyển lên cấp trên “{name}”", "“{name}” is escalated"),
    "along": (", kèm {names}", ", together with: {names}"),
    "event.any": ("có yêu cầu mới", "there is a new request"),
    "approvals": ("Phê duyệt và hạn mức", "Approvals and limits"),
    "approver": ("Người duyệt", "Approver"),
    "approved": ("Duyệt gì", "What is approved"),
    "needed_when": ("Cần duyệt khi", "Needed when"),
    "always": ("luôn luôn", "always"),
    "a_decision": ("đồng ý hay không", "yes or no"),
    "limits": (
        "Người duyệt phải có hạn mức đủ cho số tiền; vượt hạn mức thì chuyển lên người quản lý trực tiếp gần nhất có "
        "đủ hạn mức.",
        "The approver's limit must cover the amount; above it the nearest superior whose limit covers it is asked.",
    ),
    "goals": ("Chỉ tiêu", "Goal figures"),
    "goal": ("Chỉ tiêu", "Measure"),
    "target": ("Mức phải đạt", "Target"),
    "at_share": ("{target} với {share} số phiếu", "{target} for {share} of tickets"),
    "at_most": ("không quá {value}", "at most {value}"),
    "at_least": ("từ {value} trở lên", "{value} or more"),
    "no_goals": ("Chưa đặt chỉ tiêu.", "No goals are set yet."),
    "history": ("Lịch sử sửa đổi", "Revision history"),
    "number": ("Bản", "No."),
    "day": ("Ngày", "Date"),
    "by": ("Người ban hành", "Published by"),
    "why": ("Nội dung, lý do", "What and why"),
    "signing": ("Ký duyệt", "Approval"),
    "prepared": ("Người soạn", "Prepared by"),
    "reviewed": ("Người kiểm tra", "Reviewed by"),
    "signed": ("Người duyệt", "Approved by"),
    "sign_here": ("(Ký, ghi rõ họ tên)", "(Signature and full name)"),
    "name": ("Họ tên:", "Name:"),
    "position": ("Chức vụ:", "Position:"),
    "contents": ("Mục lục", "Contents"),
    "on": ("Ngày:", "Date:"),
    "stage.intake": ("Tiếp nhận", "Intake"),
    "stage.classification": ("Phân loại", "Classification"),
    "stage.handling": ("Xử lý", "Handling"),
    "stage.follow_up": ("Theo dõi", "Follow-up"),
    "stage.feedback": ("Phản hồi", "Feedback"),
    "metric.frt": ("Thời gian phản hồi đầu tiên", "First response time"),
    "metric.fcr": ("Tỷ lệ giải quyết ngay lần đầu", "First contact resolution"),
    "metric.csat": ("Điểm hài lòng (1–5)", "Satisfaction score (1–5)"),
    "metric.ces": ("Điểm nỗ lực (1–7)", "Effort score (1–7)"),
    "metric.nps": ("Điểm giới thiệu (NPS)", "Net promoter score"),
    "metric.resolution": ("Thời gian giải quyết", "Resolution time"),
    "metric.acknowledgement": ("Thời gian xác nhận đã nhận", "Time to confirm receipt"),
    "metric.callback": ("Thời gian gọi lại", "Time to call back"),
    "metric.quote": ("Thời gian báo giá", "Time to quote"),
    "metric.response_rate": ("Tỷ lệ trả lời khảo sát", "Survey response rate"),
    "metric.reply_rate": ("Tỷ lệ khách phản hồi", "Reply rate"),
    "metric.repeat_complaint": ("Tỷ lệ khiếu nại lại", "Repeat-complaint rate"),
    "metric.repeat_contact": ("Tỷ lệ liên hệ lại", "Repeat-contact rate"),
    "metric.first_time_fix": ("Tỷ lệ sửa xong ngay lần đầu", "First-time fix rate"),
    "metric.on_time": ("Tỷ lệ đúng hẹn", "On-time rate"),
    "metric.conversion": ("Tỷ lệ chuyển đổi", "Conversion rate"),
    "metric.contact_rate": ("Tỷ lệ liên hệ được", "Share reached"),
    "metric.win_back": ("Tỷ lệ khách quay lại", "Win-back rate"),
    "metric.sla": ("Tỷ lệ đạt cam kết dịch vụ", "SLA attainment"),
    "and": (" và ", " and "),
    "or": (" hoặc ", " or "),
    "group": ("({words})", "({words})"),
    "is": ("{name} là {value}", "{name} is {value}"),
    "is_not": ("{name} khác {value}", "{name} is not {value}"),
    "more": ("{name} trên {value}", "{name} is more than {value}"),
    "more_or_same": ("{name} từ {value} trở lên", "{name} is {value} or more"),
    "less": ("{name} dưới {value}", "{name} is less than {value}"),
    "less_or_same": ("{name} nhiều nhất {value}", "{name} is at most {value}"),
    "mentions": ("{name} có nhắc tới: {value}", "{name} mentions: {value}"),
    "not": ("không phải: {words}", "not: {words}"),
    "times": ("số lần làm bước “{name}”", "the times the step “{name}” was done"),
    "empty": ("để trống", "empty"),
}
_RATES: Final = frozenset(
    {
        "fcr", "response_rate", "reply_rate", "repeat_complaint", "repeat_contact", "first_time_fix", "on_time",
        "conversion", "contact_rate", "win_back", "sla",
    }
)  # fmt: skip
_TIMES: Final = frozenset({"frt", "resolution", "acknowledgement", "callback", "quote"})
_LOW: Final = frozenset({"repeat_complaint", "repeat_contact"})


class Wording:
    """Says the words of the document in one language ("vi", else English)."""

    def __init__(self, language: str) -> None:
        self.language = "vi" if language == "vi" else "en"

    def __call__(self, key: str, **values: object) -> str:
        """The words under `key`."""
        return _WORDS[key][0 if self.language == "vi" else 1].format(**values)

    def named(self, family: str, key: str) -> str:
        """What a key is called, the key itself where nobody says."""
        found = _WORDS.get(f"{family}.{key}")
        return found[0 if self.language == "vi" else 1] if found else key.replace("_", " ")

    def has(self, family: str, key: str) -> bool:
        """Whether there are words for a key."""
        return f"{family}.{key}" in _WORDS


def is_rate(metric: str) -> bool:
    """Whether a goal of this measure is a share of all."""
    return metric in _RATES


def goal_measures(language: str) -> list[tuple[str, str, str]]:
    """What a goal may be about: key, name, and whether it is a time, a rate or a score."""
    word = Wording(language)
    keys = [key.removeprefix("metric.") for key in _WORDS if key.startswith("metric.")]
    units = {key: "time" if key in _TIMES else "rate" if key in _RATES else "score" for key in keys}
    return [(key, word.named("metric", key), units[key]) for key in keys]


def is_better_low(metric: str) -> bool:
    """Whether less of this measure is better."""
    return metric in _LOW
