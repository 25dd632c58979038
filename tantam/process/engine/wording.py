"""The sentences of every finding: code → (Vietnamese, English)."""

from __future__ import annotations

from typing import Final

from tantam.process.engine.wording_names import NAMES
from tantam.process.engine.wording_starts import STARTS

_FILE: Final[dict[str, tuple[str, str]]] = {
    "file_unreachable": ("Không mở được tệp: {why}.", "The file cannot be opened: {reason}."),
    "bad_plan": ("Dữ liệu chạy thử sai: {why}.", "The input of the simulation is wrong: {reason}."),
    "bad_example": (
        "Ví dụ “{name}” viết sai: {why}.",
        "The example “{name}” is written wrongly: {reason}.",
    ),
    "example_gone": ("Ví dụ “{name}” không còn khớp: {why}.", "The example “{name}” no longer fits: {reason}."),
    "too_many_examples": (
        "Quy trình có {count} ví dụ hoặc ví dụ quá dài: tối đa {most} ví dụ, cộng lại {size} ký tự.",
        "The process has {count} examples or they are too long: at most {most}, {size} characters together.",
    ),
    "no_such_start": (
        "Quy trình không có sự kiện bắt đầu “{name}” như vậy.",
        "The process has no such start event “{name}”.",
    ),
    "which_start": (
        "Quy trình chỉ bắt đầu bằng sự kiện, mà không có sự kiện nào đến: hãy ghi start_event là một trong {name}.",
        "The process begins by events only, and none of them comes: say with start_event which of {name}.",
    ),
    "file_empty": ("Tệp rỗng.", "The file is empty."),
    "file_too_large": (
        "Tệp quá lớn: tối đa {limit} MB.",
        "The file is too large: at most {limit} MB.",
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
        "Tệp không phải XML đúng cú pháp: {why}.",
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
    "bad_help": (
        "Liên kết hướng dẫn “{text}” không phải địa chỉ https:// đầy đủ, nên không ai thấy nó.",
        "The help link “{text}” is no whole https:// address, so nobody sees it.",
    ),
    "bad_step_time": (
        "Thời hạn “{which}” của bước không phải thời lượng ISO 8601: “{text}” (ví dụ PT30M).",
        "The “{which}” time of the step is no ISO 8601 duration: “{text}” (for example PT30M).",
    ),
}

_CHOICE: Final[dict[str, tuple[str, str]]] = {
    "no_process": ("Tệp không có quy trình nào.", "The file holds no process."),
    "none_executable": (
        "Tệp có nhiều quy trình và không nói quy trình nào chạy: hãy chọn một quy trình.",
        "The file holds several processes and does not say which one runs: choose one.",
    ),
    "does_not_run": (
        "Quy trình “{name}” ({steps}) chưa được chọn để chạy.",
        "The process “{name}” ({steps}) is not chosen to run.",
    ),
    "too_much_formula": (
        "Các công thức của sơ đồ dài quá {most} ký tự cộng lại: từ “{name}” trở đi không đọc nữa.",
        "The formulas of the drawing are longer than {most} characters together: from “{name}” on they are not read.",
    ),
    "too_much_table": (
        "Các bảng quyết định của sơ đồ dài quá {most} ký tự cộng lại: từ “{name}” trở đi không đọc nữa.",
        "The decision tables of the drawing are longer than {most} characters together: from “{name}” on they are not "
        "read.",
    ),
    "several_executable": (
        "Chỉ một quy trình trong tệp được chạy; “{name}” cũng được chọn để chạy.",
        "Only one process of a file may run; “{name}” is chosen to run as well.",
    ),
    "unsupported": (
        "“{name}”: {kind_vi} chưa chạy được.",
        "“{name}”: {kind_en} does not run yet.",
    ),
}

_WIRING: Final[dict[str, tuple[str, str]]] = {
    "dangling_flow": (
        "Mũi tên “{element}” nối tới “{missing}” không có trong quy trình.",
        "The flow “{element}” is tied to “{missing}”, which the process does not have.",
    ),
    "flow_crosses_border": (
        "Mũi tên “{element}” đi qua biên của quy trình con.",
        "The flow “{element}” crosses the border of a sub-process.",
    ),
    "flow_out_of_end": ("Không mũi tên nào được đi ra từ kết thúc “{name}”.", "No flow may leave the end “{name}”."),
    "flow_into_start": ("Không mũi tên nào được đi vào bắt đầu “{name}”.", "No flow may enter the start “{name}”."),
    "flow_into_boundary": (
        "Không mũi tên nào được đi vào sự kiện biên “{name}”.",
        "No flow may enter the boundary event “{name}”.",
    ),
    "bad_default": (
        "Nhánh mặc định “{flow}” của “{name}” không đi ra từ đó.",
        "The default flow “{flow}” of “{name}” does not leave it.",
    ),
    "branch_without_condition": (
        "Nhánh “{branch}” của cổng “{name}” thiếu điều kiện.",
        "The branch “{branch}” of the gateway “{name}” has no condition.",
    ),
    "default_with_condition": (
        "Nhánh mặc định của “{name}” có điều kiện; điều kiện này bị bỏ qua.",
        "The default branch of “{name}” has a condition, which is ignored.",
    ),
    "no_default": (
        "“{name}” không có nhánh mặc định: nếu không điều kiện nào đúng thì bước thành sự cố.",
        "“{name}” has no default branch: if no condition holds, it becomes an incident.",
    ),
    "doubled_flow": (
        "Hai mũi tên cùng đi từ “{source}” đến “{target}” và có thể nằm chồng lên nhau: hãy xoá một, hoặc kéo ra.",
        "Two arrows go from “{source}” to “{target}” and may lie upon each other: delete one, or draw them apart.",
    ),
    "gateway_without_way_on": ("Cổng “{name}” không có nhánh ra.", "The gateway “{name}” has no way on."),
    "event_gateway_needs_two": (
        "Cổng chờ sự kiện “{name}” cần ít nhất hai nhánh.",
        "The event-based gateway “{name}” needs at least two branches.",
    ),
    "event_gateway_target": (
        "Sau cổng chờ sự kiện chỉ được là sự kiện chờ hoặc bước nhận tin không có sự kiện biên, không phải “{name}”.",
        "An event-based gateway leads to catching events or receive tasks without boundary events, not to “{name}”.",
    ),
    "event_gateway_shared": (
        "“{name}” đứng sau cổng chờ sự kiện nên không được có mũi tên vào khác.",
        "“{name}” follows an event-based gateway, so no other flow may enter it.",
    ),
    "event_gateway_condition": (
        "Nhánh của cổng chờ sự kiện “{name}” không được có điều kiện.",
        "A branch of the event-based gateway “{name}” must not have a condition.",
    ),
    "no_start": ("Quy trình không có sự kiện bắt đầu.", "The process has no start event."),
    "several_starts": (
        "“{name}” là bắt đầu thứ hai cùng loại: không biết bắt đầu từ đâu.",
        "“{name}” is a second start of the same kind: it is not clear where to begin.",
    ),
    "start_in_subprocess": (
        "Bắt đầu “{name}” của quy trình con phải là bắt đầu thường.",
        "The start “{name}” of a sub-process must be a plain one.",
    ),
    "empty_subprocess": (
        "Quy trình con “{name}” không có chỗ bắt đầu.",
        "The sub-process “{name}” has nowhere to begin.",
    ),
    "no_plain_start": (
        "Quy trình được gọi “{name}” không có bắt đầu thường.",
        "The called process “{name}” has no plain start.",
    ),
    "handler_start": (
        "Quy trình con theo sự kiện “{name}” cần đúng một bắt đầu có sự kiện.",
        "The event sub-process “{name}” needs exactly one start, with an event.",
    ),
    "handler_in_flow": (
        "Quy trình con theo sự kiện “{name}” không được có mũi tên, sự kiện biên hay dấu lặp.",
        "The event sub-process “{name}” must have no flows, boundary events or loop marker.",
    ),
    "start_or_end_in_adhoc": (
        "Quy trình con tuỳ ứng không có bắt đầu hay kết thúc như “{name}”.",
        "An ad-hoc sub-process has no start or end such as “{name}”.",
    ),
    "instantiating_with_incoming": (
        "“{name}” tự khởi động quy trình nên không được có mũi tên vào.",
        "“{name}” starts the process by itself, so no flow may enter it.",
    ),
    "parallel_events_inside": (
        "Cổng “{name}” chờ mọi sự kiện chỉ được dùng để khởi động quy trình.",
        "The gateway “{name}” waits for all events, which only the start of a process may do.",
    ),
    "unreachable": ("Không có đường nào tới “{name}”.", "No way leads to “{name}”."),
    "unreachable_with_next": (
        "Không có đường nào tới “{name}”, nên cũng không tới được phần tử nằm sau nó.",
        "No way leads to “{name}”, so what stands behind it is not reached either.",
    ),
    "unreachable_with_more": (
        "Không có đường nào tới “{name}”, nên cũng không tới được {count} phần tử nằm sau nó.",
        "No way leads to “{name}”, so {count} elements behind it are not reached either.",
    ),
    "no_way_to_end": ("Từ “{name}” không có đường nào tới kết thúc.", "No way leads from “{name}” to an end."),
}

_CONTENT: Final[dict[str, tuple[str, str]]] = {
    "catch_without_event": (
        "Sự kiện chờ “{name}” không nói chờ gì.",
        "The catching event “{name}” does not say what it waits for.",
    ),
    "timer_empty": ("Hẹn giờ “{name}” thiếu thời lượng hoặc thời điểm.", "The timer “{name}” has no duration or date."),
    "bad_cycle": (
        "Hẹn giờ lặp phải có dạng R5/PT10M hoặc R/PT1H, nhiều nhất 999999 lần, khoảng cách lớn hơn 0: “{text}”.",
        "A repeated timer is R5/PT10M or R/PT1H, at most 999999 times, the time between longer than 0: “{text}”.",
    ),
    "bad_timer": (
        "Hẹn giờ không phải thời lượng hoặc thời điểm ISO 8601: “{text}”.",
        "The timer is no ISO 8601 duration or date: “{text}”.",
    ),
    "bad_window": (
        "Khung giờ không đúng: “{text}” (ví dụ 08:00-20:00).",
        "The window of hours is wrong: “{text}” (for example 08:00-20:00).",
    ),
    "path_stops": (
        "Sau “{name}” không có mũi tên nào: nhánh này dừng ở đây. Nếu đúng ý, hãy vẽ một kết thúc.",
        "Nothing leads on from “{name}”: this branch stops here. If that is meant, draw an end.",
    ),
    "edge_stops": (
        "“{name}” ngắt bước “{host}” rồi không dẫn đi đâu: phiếu dừng ở đây, không còn việc nào. "
        "Hãy vẽ mũi tên đi tiếp từ sự kiện này, hoặc bỏ chọn “Ngắt bước đang làm”.",
        "“{name}” interrupts “{host}” and leads nowhere: the ticket stops here with nothing left to do. "
        "Draw where it goes on, or clear “Interrupts the step”.",
    ),
    "edge_for_nothing": (
        "“{name}” ở bước “{host}” không dẫn đi đâu: khi xảy ra thì không có gì được làm.",
        "“{name}” at “{host}” leads nowhere: nothing is done when it happens.",
    ),
    "no_script": (
        "“{name}” gửi lời thoại mà chưa có lời nào: phiếu sẽ dừng ở đây thành sự cố. Hãy viết ở mục Lời thoại.",
        "“{name}” sends its script and has no words: tickets would stop here as incidents. Write them under Script.",
    ),
    "bad_days": (
        "Giờ và ngày của hẹn giờ không đúng: “{text}” (ví dụ 08:00 và working|mon|15|last|12-20|lunar:12-23).",
        "Hour and days of the timer are wrong: “{text}” (for example 08:00 and working|mon|15|last|12-20|lunar:12-23).",
    ),
    "start_not_by_ticket": (
        "Phiếu mới không bắt đầu ở “{name}”: quy trình chỉ chạy khi một quy trình khác của cùng phiếu gửi “{heard}”.",
        "New tickets do not begin at “{name}”: it runs only when another process of the same ticket sends “{heard}”.",
    ),
    "sends_what_comes_in": (
        "“{name}” gửi tin nhắn “{message}”, là tin đến từ khách: khách sẽ không nhận được gì. "
        "Muốn viết cho khách, hãy chọn một hành động.",
        "“{name}” sends “{message}”, a message that comes in from the customer: nothing reaches the customer. "
        "To write to the customer choose an action.",
    ),
    "signal_empty": ("“{name}” thiếu tín hiệu.", "“{name}” has no signal."),
    "condition_empty": ("“{name}” thiếu điều kiện.", "“{name}” has no condition."),
    "code_empty": (
        "“{name}” không nói lỗi hoặc leo thang nào.",
        "“{name}” does not say which error or escalation.",
    ),
    "error_beside": (
        "“{name}” bắt lỗi nên phải dừng bước hoặc quy trình con của nó.",
        "“{name}” catches an error, so it must interrupt.",
    ),
    "cancel_not_on_transaction": (
        "Sự kiện huỷ “{name}” chỉ được gắn vào quy trình con giao dịch.",
        "The cancel event “{name}” may only be attached to a transaction.",
    ),
    "cancel_outside": (
        "Kết thúc huỷ “{name}” không nằm trong quy trình con giao dịch nào.",
        "The cancel end “{name}” stands in no transaction.",
    ),
    "cancel_uncaught": (
        "Giao dịch “{name}” có thể bị huỷ nhưng không có sự kiện biên huỷ: khi đó nhánh dừng tại đây.",
        "The transaction “{name}” may be cancelled but has no cancel boundary event: the branch ends there.",
    ),
    "compensation_without_activity": (
        "Sự kiện bù trừ “{name}” không nối với bước bù trừ nào.",
        "The compensation event “{name}” is tied to no compensation activity.",
    ),
    "compensation_in_flow": (
        "“{name}” thuộc phần bù trừ nên không được có mũi tên.",
        "“{name}” belongs to a compensation, so it must have no flows.",
    ),
    "compensation_unknown": (
        "“{name}” bù trừ bước “{activity}” không có trong quy trình.",
        "“{name}” compensates “{activity}”, which the process does not have.",
    ),
    "compensation_of_process": (
        "Bù trừ “{name}” của cả quy trình không bao giờ chạy.",
        "The compensation “{name}” of the whole process would never run.",
    ),
    "link_without_target": (
        "Liên kết “{name}” không có nơi đến cùng tên trong cùng quy trình.",
        "The link “{name}” leads nowhere: no catching link in the same process has its name.",
    ),
    "link_with_several_targets": (
        "Liên kết “{name}” có nhiều nơi đến.",
        "The link “{name}” has several targets.",
    ),
    "link_in_flow": (
        "Liên kết “{name}” có mũi tên ở phía đã được liên kết thay thế.",
        "The link “{name}” has a flow on the side that the link replaces.",
    ),
    "link_among_others": (
        "“{name}” vừa là liên kết vừa là sự kiện khác.",
        "“{name}” is a link and another event at once.",
    ),
    "bad_quantity": (
        "Số lượng token của “{name}” phải là số nguyên từ 1 đến 1000, không phải “{text}”.",
        "The quantity of tokens of “{name}” must be a whole number from 1 to 1000, not “{text}”.",
    ),
    "bad_maximum": (
        "Số vòng tối đa của “{name}” phải là số nguyên từ 1, không phải “{text}”.",
        "The most rounds of “{name}” must be a whole number from 1, not “{text}”.",
    ),
    "loop_without_end": (
        "Bước lặp “{name}” không có điều kiện cũng không có số vòng tối đa.",
        "The loop “{name}” has neither a condition nor a maximum.",
    ),
    "instances_without_number": (
        "“{name}” có nhiều phiên nhưng không nói bao nhiêu.",
        "“{name}” has several instances but does not say how many.",
    ),
    "bad_number": (
        "Số phiên của “{name}” phải là số nguyên từ 0 đến 10000, không phải “{text}”.",
        "The number of instances of “{name}” must be a whole number from 0 to 10000, not “{text}”.",
    ),
    "bad_behavior": (
        "“{name}”: không có cách báo “{text}” như vậy khi một phiên xong.",
        "“{name}”: completing instances cannot tell of themselves by “{text}”.",
    ),
    "behavior_without_condition": (
        "“{name}” thiếu điều kiện để báo khi một phiên xong.",
        "“{name}” has no condition for when a completing instance tells of itself.",
    ),
    "nothing_called": ("“{name}” không nói gọi quy trình nào.", "“{name}” does not say which process it calls."),
    "unknown_process": (
        "“{name}” gọi quy trình “{process}” chưa được ban hành.",
        "“{name}” calls the process “{process}”, which is not published.",
    ),
    "call_in_circle": (
        "“{name}” gọi một quy trình rồi cuối cùng gọi lại chính nó.",
        "“{name}” calls a process that comes to call it again.",
    ),
    "message_empty": ("“{name}” thiếu tin nhắn.", "“{name}” has no message."),
    "correlation_ignored": (
        "“{name}” có khoá đối chiếu nhưng không chờ cũng không gửi tin nhắn nào: khoá không dùng đến.",
        "“{name}” has a key for messages but neither waits for one nor sends one: the key is not used.",
    ),
    "carried_nowhere": (
        "“{name}” có dữ liệu gửi kèm nhưng không tự gửi tin, tín hiệu, lỗi hay leo thang nào: dữ liệu không đi đâu.",
        "“{name}” has data to go along but throws no message, signal, error or escalation itself: it goes nowhere.",
    ),
    "too_much_carried": (
        "“{name}” gửi kèm quá nhiều biến, tối đa {most}.",
        "“{name}” sends too many variables along, at most {most}.",
    ),
    "carried_without_name": (
        "“{name}”: biến gửi kèm “{variable}” phải có tên gồm chữ, số và gạch dưới, bắt đầu bằng chữ.",
        "“{name}”: what goes along as “{variable}” needs a name of letters, digits and underscores that begins with a "
        "letter.",
    ),
    "carried_twice": (
        "“{name}” gửi kèm biến “{variable}” hai lần.",
        "“{name}” sends the variable “{variable}” along twice.",
    ),
    "no_action": ("Bước “{name}” chưa chọn hành động.", "The step “{name}” has no action."),
    "unknown_action": (
        "Bước “{name}” gọi hành động “{action}” không có trong danh mục.",
        "The step “{name}” calls the action “{action}”, which the catalogue does not have.",
    ),
    "action_ignored": (
        "Hành động “{action}” của “{name}” không chạy: loại bước này không gọi hành động.",
        "The action “{action}” of “{name}” does not run: this kind of step calls none.",
    ),
    "no_table": ("Bước “{name}” thiếu bảng quyết định.", "The step “{name}” has no decision table."),
    "bad_table": ("Bảng quyết định sai: {reason}", "The decision table is wrong: {reason}"),
    "doubtful_row": ("Bảng quyết định, dòng {rule}: {reason}", "Decision table, row {rule}: {reason}"),
    "table_without_result": (
        "Bảng quyết định của “{name}” thiếu tên kết quả.",
        "The decision table of “{name}” has no result name.",
    ),
    "no_team": ("“{name}” chưa chọn tổ nào làm.", "“{name}” names no team yet."),
    "unknown_team": (
        "“{name}” giao cho tổ “{team}”, không có trong sơ đồ tổ chức: việc ở đây không đến ai.",
        "“{name}” is for the team “{team}”, which is not in the organisation: its work comes to nobody.",
    ),
    "role_of_another_lane": (
        "Bước “{name}” ghi vai trò của làn “{lane}” nhưng đứng ở làn khác: việc giao theo vai trò ghi ở bước.",
        "The step “{name}” names the role of the lane “{lane}” but stands in another: work follows the step's role.",
    ),
    "no_role": (
        "Bước “{name}” chưa có ai làm: hãy chọn “Ai làm”, hoặc đặt bước vào làn có vai trò.",
        "Nobody does the step “{name}”: choose “Done by”, or place it in a lane with a role.",
    ),
    "plain_task": (
        "“{name}” là bước không rõ loại: nó được đi qua ngay, không giao cho ai.",
        "“{name}” is a task of no kind: it is passed at once and offered to nobody.",
    ),
    "boundary_without_host": (
        "Sự kiện biên “{name}” không gắn vào bước nào.",
        "The boundary event “{name}” is attached to no step.",
    ),
    "boundary_never_fires": (
        "Sự kiện biên trên “{name}” không bao giờ xảy ra vì bước này xong ngay.",
        "The boundary event on “{name}” never happens, as this step is done at once.",
    ),
    "other_language": (
        "Biểu thức viết bằng ngôn ngữ khác FEEL: “{language}”.",
        "The expression is written in another language than FEEL: “{language}”.",
    ),
    "bad_expression": ("Biểu thức sai: {reason}", "The expression is wrong: {reason}"),
}

_RUNNING: Final[dict[str, tuple[str, str]]] = {
    "calls_without_end": (
        "Các quy trình gọi lẫn nhau không có điểm dừng: “{name}” không được gọi thêm nữa.",
        "Processes call each other without end: “{name}” is not called once more.",
    ),
    "messages_in_circle": (
        "Các phiếu gửi tin cho nhau mãi không dừng: bước này đã bị chặn lại. Hãy xem các sơ đồ gửi và chờ “{name}”.",
        "Tickets send each other messages without end: stopped here. See the drawings that send and await “{name}”.",
    ),
    "loop_without_wait": (
        "Vòng lặp không có điểm dừng chờ: bước này đã bị chặn lại.",
        "A loop without any wait was stopped here.",
    ),
    "no_branch": (
        "Không điều kiện nào của “{name}” đúng và không có nhánh mặc định.",
        "No condition of “{name}” holds and there is no default branch.",
    ),
    "bad_cardinality": (
        "Số phiên không phải số nguyên từ 0: “{name}”.",
        "The number of instances is no whole number from 0: “{name}”.",
    ),
    "no_collection": ("“{name}” không phải một danh sách.", "“{name}” is not a list."),
    "process_not_published": (
        "Quy trình “{name}” chưa được ban hành nên không gọi được.",
        "The process “{name}” is not published, so it cannot be called.",
    ),
    "process_not_begun": (
        "Quy trình “{name}” chỉ bắt đầu khi có sự kiện của nó nên không gọi được.",
        "The process “{name}” begins only with an event of its own, so it cannot be called.",
    ),
    "called_cancelled": ("Quy trình được gọi đã bị dừng.", "The called process was ended by somebody."),
    "too_many_instances": ("Quá nhiều phiên, tối đa {name}.", "Too many instances, at most {name}."),
    "timer_without_value": (
        "Biểu thức hẹn giờ không cho ra thời lượng hay thời điểm.",
        "The timer's expression gives no duration or date.",
    ),
    "timer_out_of_range": (
        "Hẹn giờ quá xa, hoặc lịch làm việc không có giờ mở cửa nào để tính tới.",
        "The timer is too far away, or the working hours never open for it to come.",
    ),
    "no_correlation_key": (
        "Khoá đối chiếu của tin nhắn không ra chữ hoặc số nào (tối đa 200 ký tự).",
        "The message's key gives no text or number (at most 200 characters).",
    ),
    "carried_too_large": (
        "Dữ liệu gửi kèm quá lớn: tối đa {name} ký tự.",
        "What goes along is too large: at most {name} characters.",
    ),
    "carried_not_kept": (
        "Dữ liệu gửi kèm có ký tự hoặc số không lưu được.",
        "What goes along holds characters or numbers that cannot be kept.",
    ),
    "no_working_time": (
        "Lịch làm việc không mở đủ để tính hạn của bước.",
        "The calendar does not open enough to reckon when the step is due.",
    ),
}

WORDING: Final[dict[str, tuple[str, str]]] = {
    **_FILE,
    **_READING,
    **_CHOICE,
    **_WIRING,
    **_CONTENT,
    **_RUNNING,
    **STARTS,
    **NAMES,
}
