"""What the written procedure says, before it is put into a file."""

from __future__ import annotations

import pytest

from tantam.process.engine.diagram import Diagram, EventDefinition, Expression
from tantam.process.engine.kinds import EVENTS, GATEWAYS
from tantam.process.engine.tests.drawing import Drawing
from tantam.process.procedure import Block, Bullets, Heading, Paragraph, Picture, Signatures, Table, TooLarge, compose
from tantam.process.procedure.cleaning import clean
from tantam.process.procedure.conditions import Conditions
from tantam.process.procedure.document import Document
from tantam.process.procedure.subject import Decided
from tantam.process.procedure.telling import widths_of
from tantam.process.procedure.tests.world import decided, demo, drawn, ready_made, subject, telling_the_head
from tantam.process.procedure.waiting import _timer, length, working_length
from tantam.process.procedure.words import Wording


def _texts(document: Document) -> list[str]:
    found: list[str] = []
    for block in document.blocks:
        match block:
            case Heading():
                found.append(block.text)
            case Paragraph():
                found += [block.label, block.text]
            case Bullets():
                found += [block.label, *block.items]
            case Table():
                found += [block.caption, *block.heads, *(cell for row in block.rows for cell in row)]
            case Picture():
                found.append(block.heading)
    return found


def _step(document: Document, name: str) -> list[Block]:
    """The blocks of one step."""
    blocks = list(document.blocks)
    starts = [at for at, one in enumerate(blocks) if isinstance(one, Heading)]
    first = next(at for at in starts if name in blocks[at].text)  # type: ignore[union-attr]
    return blocks[first : next(at for at in starts if at > first)]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", ["qt-01-v3", "qt-02", "qt-03", "qt-04"])
def test_every_step_stands_there_with_its_script_guide_form_and_checklist(name: str, language: str):
    diagram = demo(name)
    texts = "\n".join(_texts(compose(subject(diagram, language=language))))
    steps = [node for node in diagram.nodes if node.kind not in GATEWAYS | EVENTS]
    assert len(steps) > 8
    for node in steps:
        assert node.label(language) in texts
        assert node.care.guide.in_language(language) in texts
        for piece in node.care.scripts.in_language(language).split("{")[:1]:
            assert piece.strip() in texts
        for field in node.care.form:
            assert field.labels.in_language(language) in texts
        for item in node.care.checklist:
            assert item.texts.in_language(language) in texts


def test_the_chapters_are_numbered_and_in_order():
    document = compose(subject(demo("qt-02")))
    heads = [
        one.text if isinstance(one, Heading) else one.heading
        for one in document.blocks
        if (isinstance(one, Heading) and one.level == 1) or isinstance(one, Picture)
    ]
    assert heads == [
        "1. Mục đích", "2. Phạm vi áp dụng", "3. Từ ngữ", "4. Trách nhiệm", "5. Sơ đồ", "6. Các bước",
        "7. Hẹn giờ và tin nhắn", "8. Phê duyệt và hạn mức", "9. Chỉ tiêu", "10. Lịch sử sửa đổi",
    ]  # fmt: skip


def test_the_cover_has_places_for_those_who_wrote_checked_and_approved_it():
    assert compose(subject(demo("qt-02"))).signing == Signatures(
        heading="Ký duyệt",
        roles=("Người soạn", "Người kiểm tra", "Người duyệt"),
        hint="(Ký, ghi rõ họ tên)",
        lines=("Họ tên:", "Chức vụ:", "Ngày:"),
    )
    english = compose(subject(demo("qt-02"), language="en")).signing
    assert english.lines == ("Name:", "Position:", "Date:")


def test_places_of_a_script_say_what_is_filled_in():
    document = compose(subject(demo("qt-01-v3")))
    quote = next(one for one in _step(document, "Xin thêm thông tin") if isinstance(one, Paragraph) and one.label)
    script = next(one for one in _step(document, "Xin thêm thông tin") if getattr(one, "tone", "") == "quote")
    assert quote.label == "Hướng dẫn"
    assert isinstance(script, Paragraph)
    assert script.text == (
        "Dạ [xưng hô và tên khách] cho [tự xưng] xin số điện thoại mua hàng để [tự xưng] kiểm tra ngay ạ."
    )


def test_a_step_says_who_how_long_and_where_it_goes_on():
    facts = next(one for one in _step(compose(subject(demo("qt-01-v3"))), "Trả lời lần đầu") if isinstance(one, Table))
    said = {row[0]: row[1] for row in facts.rows}
    assert said["Ai làm"] == "Tổ Hỗ trợ"
    assert said["Hạn"] == "phản hồi trong 30\u00a0phút (giờ làm việc)"
    assert said["Xong khi"] == "đã trả lời khách"
    assert said["Tiếp theo"].split("\n")[0] == "Một trong các nhánh:"
    assert said["Tiếp theo"].split("\n")[-1] == (
        "– Nếu “Đã rõ câu trả lời? Chưa rõ” (Chưa biết câu trả lời là có): bước 9 (Hẹn trả lời)"
    )
    assert said["Trong lúc làm"] == (
        "Quá 30\u00a0phút (giờ làm việc) mà chưa xong: bước vẫn tiếp tục; bước 17 (Vào hỗ trợ phiếu trễ)"
    )


def test_in_english_everything_of_ours_is_english():
    texts = "\n".join(_texts(compose(subject(demo("qt-01-v3"), language="en", editions=()))))
    facts = next(one for one in _step(compose(subject(demo("qt-01-v3"), language="en")), "First answer")
                 if isinstance(one, Table))  # fmt: skip
    assert {row[0]: row[1] for row in facts.rows}["Time limit"] == "respond within 30\u00a0minutes (working hours)"
    for word in ("Bước", "Nếu", "phút", "giờ", "Người"):
        assert word not in texts


def test_who_answers_for_a_step_is_who_approves_next():
    document = compose(subject(demo("qt-02")))
    matrix = next(one for one in document.blocks if isinstance(one, Table) and one.is_centred)
    rows = {row[0].split(". ", 1)[1]: dict(zip(matrix.heads[1:], row[1:], strict=True)) for row in matrix.rows}
    proposing = rows["Đề xuất phương án"]
    assert sorted(filter(None, proposing.values())) == ["A", "R"]
    assert proposing["Trưởng phòng"] == "A"
    approving = rows["Trưởng phòng duyệt"]
    assert approving == {**dict.fromkeys(approving, ""), "Trưởng phòng": "A"}


def _by_the_system(kind: str, *, role: str = "assignee") -> Diagram:
    """A person's step and one of the software, in one lane."""
    drawing = Drawing()
    drawing.start()
    drawing.user("u", name="Gọi khách")
    drawing.add(kind, "k", name="Mức đền bù")
    drawing.path("s", "u", "k")
    lane = f'<b:extensionElements><t:role kind="{role}"/></b:extensionElements>'
    nodes = "".join(f"<b:flowNodeRef>{one}</b:flowNodeRef>" for one in ("s", "u", "k"))
    drawing.add("laneSet", "ls", inner=f'<b:lane id="l" name="Người phụ trách">{lane}{nodes}</b:lane>')
    return drawing.diagram()


@pytest.mark.parametrize("kind", ["businessRuleTask", "serviceTask", "sendTask"])
def test_what_the_software_does_is_done_by_the_system_and_answered_for_by_the_lane(kind: str):
    document = compose(subject(_by_the_system(kind)))
    matrix = next(one for one in document.blocks if isinstance(one, Table) and one.is_centred)
    assert matrix.heads == ("Bước", "Người phụ trách", "Hệ thống")
    assert [row[1:] for row in matrix.rows] == [("R, A", ""), ("A", "R")]
    facts = next(one for one in _step(document, "Mức đền bù") if isinstance(one, Table))
    assert facts.rows[0] == ("Ai làm", "Hệ thống; người chịu trách nhiệm: Người phụ trách")


def test_a_lane_of_the_system_does_its_steps_but_a_machine_answers_for_nothing():
    document = compose(subject(_by_the_system("serviceTask", role="system"), language="en"))
    matrix = next(one for one in document.blocks if isinstance(one, Table) and one.is_centred)
    assert matrix.heads == ("Step", "Người phụ trách")
    assert [row[1] for row in matrix.rows] == ["R", "R"]


def test_places_of_a_script_go_by_their_labels_and_what_nobody_explains_is_a_blank():
    labels = '<t:label lang="vi">Phương án 1</t:label>'
    script = '<t:script lang="vi">{Kh} ơi, {phuong_an}, {so_kho}.</t:script>'
    drawing = Drawing()
    drawing.start()
    drawing.user(
        "u", name="Gọi", extension=f'{script}<t:form><t:field key="phuong_an" type="text">{labels}</t:field></t:form>'
    )
    drawing.path("s", "u")
    quote = next(one for one in compose(subject(drawing.diagram())).blocks if getattr(one, "tone", "") == "quote")
    assert isinstance(quote, Paragraph)
    assert quote.text == "[Xưng hô và tên khách] ơi, [Phương án 1], …… (so kho)."


def test_who_is_told_by_a_step_is_informed():
    diagram = demo("qt-02")
    node = next(one for one in diagram.nodes if one.care.action and one.care.action.name == "cases.notify")
    document = compose(subject(diagram, actions={node.id: telling_the_head()}))
    matrix = next(one for one in document.blocks if isinstance(one, Table) and one.is_centred)
    row = next(row for row in matrix.rows if row[0].endswith(node.label("vi")))
    assert dict(zip(matrix.heads, row, strict=True))["Trưởng phòng"] == "I"


def test_an_or_among_other_conditions_stands_in_brackets():
    drawing = Drawing()
    drawing.start()
    drawing.user("u", name="Gọi khách")
    drawing.add("exclusiveGateway", "g1", name="Nặng?")
    drawing.add("exclusiveGateway", "g2", name="Tốn?")
    drawing.user("d", name="Duyệt", extension='<t:work done="approval" amount="tien"/>')
    drawing.path("s", "u", "g1")
    drawing.flow("g1", "g2", condition='loai = "a" or loai = "b"')
    drawing.flow("g2", "d", condition="tien > 5")
    document = compose(subject(drawing.diagram(), doers={"d": "Trưởng phòng"}))
    table = next(one for one in document.blocks if isinstance(one, Table) and "Cần duyệt khi" in one.heads)
    assert table.rows[0][3] == "(loai là “a” hoặc loai là “b”) và tien trên 5"


@pytest.mark.parametrize(("length", "said"), [("PT24H", "1\u00a0day has passed"), ("P2D", "2\u00a0days have passed")])
def test_one_day_has_passed_and_two_have(length: str, said: str):
    timer = EventDefinition(kind="timer", timer="timeDuration", expression=Expression(text=length))
    assert _timer(timer, Wording("en")) == f"{said} (plain time)"


def test_who_is_named_as_consulted_or_informed_stands_in_the_matrix_and_at_the_step():
    diagram = demo("qt-02")
    node = next(one for one in diagram.nodes if one.label("vi") == "Đề xuất phương án")
    for language, heads in (("vi", ("Hỏi ý kiến", "Báo cho")), ("en", ("Consulted", "Informed"))):
        said = subject(
            diagram, language=language, consulted={node.id: ("Tổ Kỹ thuật",)},
            informed={node.id: ("Kế toán", "Tổ Kỹ thuật")},
        )  # fmt: skip
        document = compose(said)
        matrix = next(one for one in document.blocks if isinstance(one, Table) and one.is_centred)
        row = next(row for row in matrix.rows if row[0].endswith(node.label(language)))
        marks = dict(zip(matrix.heads, row, strict=True))
        assert [marks[one] for one in ("Tổ Kỹ thuật", "Kế toán")] == ["C", "I"]
        told = next(one for one in _step(document, node.label(language)) if isinstance(one, Table))
        facts = {row[0]: row[1] for row in told.rows}
        assert [facts[head] for head in heads] == ["Tổ Kỹ thuật", "Kế toán, Tổ Kỹ thuật"]


def test_an_approval_says_from_which_amount_on_it_is_asked():
    document = compose(subject(demo("qt-02"), data={"tien_den_bu": "Tiền đền bù"}))
    table = next(one for one in document.blocks if isinstance(one, Table) and "Cần duyệt khi" in one.heads)
    assert [row[1] for row in table.rows] == ["Trưởng phòng", "Giám đốc"]
    assert all("300.000" in row[3] for row in table.rows)
    assert "2.000.000" in table.rows[1][3]


def test_goal_figures_are_said_in_words():
    document = compose(subject(demo("qt-01-v3")))
    table = next(one for one in document.blocks if isinstance(one, Table) and one.heads[:1] == ("Chỉ tiêu",))
    assert table.rows == (
        ("Thời gian phản hồi đầu tiên", "không quá 30\u00a0phút với 90% số phiếu"),
        ("Tỷ lệ giải quyết ngay lần đầu", "từ 70% trở lên"),
        ("Điểm hài lòng (1–5)", "từ 4,4 trở lên"),
    )


def test_a_decision_table_stands_at_its_step():
    diagram = demo("qt-01-v3")
    node = next(one for one in diagram.nodes if one.care.decision)
    blocks = _step(compose(subject(diagram, tables={node.id: decided()})), node.label("vi"))
    table = next(one for one in blocks if isinstance(one, Table) and one.caption)
    assert table.caption == "Bảng quyết định · Dòng khớp đầu tiên quyết định."
    assert table.rows == decided().rows


def test_events_say_when_where_and_what_then():
    document = compose(subject(demo("qt-01-v3"), messages={"customer.message": "Khách nhắn tin"}))
    table = next(one for one in document.blocks if isinstance(one, Table) and one.heads[:1] == ("Sự kiện",))
    rows = {row[0]: row[1:] for row in table.rows}
    assert rows["Quá 30 phút"] == (
        "quá 30\u00a0phút (giờ làm việc)",
        "Bước 8 (Trả lời lần đầu)",
        "bước vẫn tiếp tục; bước 17 (Vào hỗ trợ phiếu trễ)",
    )
    assert rows["Khách nhắn tiếp"][0] == "có tin “Khách nhắn tin”"
    assert any("chỉ trong khung 08:00–20:00" in row[0] for row in rows.values())


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("tien > 300000", "Tiền trên 300.000"),
        ('loai = "complaint" or tien <= 5', "Loại là “Khiếu nại” hoặc Tiền nhiều nhất 5"),
        ("dong_y = false", "dong y là không"),
        ('mentions(noi_dung, ["cháy", "nổ"])', "noi dung có nhắc tới: “cháy”, “nổ”"),
        ("so_lan.bao_ket_qua > 2", "số lần làm bước “Báo kết quả, hỏi còn gì nữa không” trên 2"),
        ("x + 1 = some y in [1] satisfies y", "x + 1 = some y in [1] satisfies y"),
        ("((((", "(((("),
    ],
)
def test_conditions_in_words(formula: str, words: str):
    names = {"tien": "Tiền", "loai": "Loại"}
    about = subject(demo("qt-01-v3"), data=names, values={"loai": {"complaint": "Khiếu nại"}})
    assert Conditions(about, Wording("vi"))(formula) == words


def test_an_arrow_asks_about_what_the_steps_before_it_asked():
    diagram = demo("qt-02")
    says = Conditions(subject(diagram), Wording("vi")).of
    words = {
        flow.source: says(flow) for flow in diagram.flows if says(flow).endswith(("đồng ý là có", "duyệt là không"))
    }
    assert words == {"duoc_duyet": "Đồng ý duyệt là không", "khach_dong_y": "Khách đồng ý là có"}


def test_no_word_of_a_table_is_broken_where_there_is_room():
    heads = ("#", "Urgency", "Management", "What to do")
    rows = (("1", "Critical", "Complaint", "Call the customer back within the hour, then write down what was agreed"),)
    widths = widths_of(Decided(heads=heads, rows=rows, policy=""))
    share = [width / sum(widths) * 104 for width in widths]
    assert all(
        room > len(word) + 3 for room, word in zip(share[1:], ("Critical", "Management", "Customer"), strict=True)
    )
    assert share[3] > 2 * share[1]


@pytest.mark.parametrize(
    ("seconds", "vi", "en"),
    [
        (60, "1\u00a0phút", "1\u00a0minute"),
        (9_000, "2 giờ 30 phút", "2 hours 30 minutes"),
        (86_400, "1\u00a0ngày", "1\u00a0day"),
        (0, "0\u00a0giây", "0\u00a0seconds"),
    ],
)
def test_lengths_in_full_words(seconds: int, vi: str, en: str):
    assert (length(seconds, "vi"), length(seconds, "en")) == (vi, en)


@pytest.mark.parametrize("name", ["qt-01-v3", "qt-02", "qt-03", "qt-04"])
def test_a_drawing_that_can_be_read_on_one_sheet_stands_on_one(name: str):
    picture = next(one for one in compose(subject(demo(name))).blocks if isinstance(one, Picture))
    assert [(part.paper, part.caption) for part in picture.parts] == [("a3", "Toàn bộ sơ đồ (in khổ A3)")]
    room = (420 - 24) / 25.4 * 72
    assert room / picture.width * 12 >= 6.5  # the names of steps are 12 units high


def test_what_no_sheet_holds_is_cut_where_nothing_stands_and_each_piece_says_where_it_goes_on():
    diagram = ready_made()["general-intake"]
    picture = next(one for one in compose(subject(diagram)).blocks if isinstance(one, Picture))
    whole, *parts = picture.parts
    assert (whole.width, whole.height) == (picture.width, picture.height)
    assert (whole.paper, whole.caption) == ("a3", "Toàn bộ sơ đồ, thu nhỏ (in khổ A3)")
    assert {part.paper for part in parts} == {"a3"}
    assert [part.beside for part in parts] == [("", "Phần 2", "", ""), ("Phần 1", "", "", "")]
    assert parts[0].left + parts[0].width > parts[1].left  # they overlap a little
    boxes = [shape.bounds for shape in diagram.shapes if shape.element in diagram.nodes_by_id]
    for box in boxes:
        inside = [
            part
            for part in parts
            if part.left <= box.x and box.x + box.width <= part.left + part.width
            and part.top <= box.y and box.y + box.height <= part.top + part.height
        ]  # fmt: skip
        assert len(inside) == 1, box
    small = next(one for one in compose(subject(drawn(8))).blocks if isinstance(one, Picture))
    assert [(part.paper, part.caption) for part in small.parts] == [("a4", "Toàn bộ sơ đồ")]


def test_a_process_that_is_not_drawn_says_so():
    document = compose(subject(demo("qt-01-v3"), picture=""))
    assert "Quy trình này chưa được vẽ." in _texts(document)
    assert not any(isinstance(one, Picture) for one in document.blocks)


def test_the_name_of_the_file_says_process_version_and_language():
    assert compose(subject(demo("qt-01-v3"))).file_name == "QT-01-tiep-nhan-va-xu-ly-yeu-cau-chung-v3-vi"
    hostile = subject(demo("qt-01-v3"), code='a/"\r\n..', title="../../x\x00")
    assert compose(hostile).file_name == "a-x-v3-vi"


def test_a_drawing_that_nobody_would_read_is_refused():
    with pytest.raises(TooLarge) as refused:
        compose(subject(drawn(5_000), picture=""))
    assert (refused.value.of, refused.value.count, refused.value.most) == ("elements", 5_000, 500)


def test_texts_that_nobody_would_read_are_refused():
    with pytest.raises(TooLarge) as refused:
        compose(subject(drawn(450), reason="", data={}, doers={f"t{at}": "rất dài " * 250 for at in range(450)}))
    assert refused.value.of == "letters"


def test_no_text_holds_what_a_file_cannot():
    assert clean("a\x00b\x0bc\ufffe\u202ed\ud800e\r\nf") == "abcde\nf"
    assert clean("e\u0302\u0301") == "ế"
    broken = clean("x" * 100, word=40)
    assert broken.replace("\u200b", "") == "x" * 100
    assert max(map(len, broken.split("\u200b"))) == 40
    assert len(clean("y " * 9_000)) <= 8_000


@pytest.mark.parametrize(
    ("language", "sent", "told"),
    [
        ("vi", "gửi tin “M”, kèm Lý do, so tien", "gửi tin “M2”, kèm a"),
        ("en", "the message “M” is sent, together with: Reason, so tien", "the message “M2” is sent, together with: a"),
    ],
)
def test_what_is_sent_is_told_with_what_goes_along(language: str, sent: str, told: str):
    drawing = Drawing()
    drawing.start()
    labels = '<t:label lang="vi">Lý do</t:label><t:label lang="en">Reason</t:label>'
    drawing.user("u", extension=f'<t:form><t:field key="ly_do">{labels}</t:field></t:form>')
    carry = '<t:carry name="ly_do"/><t:carry name="so_tien" value="1"/>'
    drawing.add("endEvent", "t", inner=drawing.message("M"), extension=carry)
    task = '<t:carry name="a" value="1"/>'
    drawing.add("sendTask", "k", messageRef=drawing.message_id("M2"), extension=task, name="Gửi")
    drawing.path("s", "u", "k", "t")
    texts = _texts(compose(subject(drawing.diagram(), language=language)))
    assert sent in texts
    assert told in texts


def _scope(**said: object) -> dict[str, str]:
    drawing = Drawing()
    drawing.start()
    drawing.user("u", name="Gọi khách")
    drawing.path("s", "u")
    return _reach(drawing.diagram(), **said)


def _reach(diagram: Diagram, **said: object) -> dict[str, str]:
    document = compose(subject(diagram, language="vi", **said))
    table = next(one for one in document.blocks if isinstance(one, Table) and one.rows[0][0] == "Điểm chạm")
    return {row[0]: row[1] for row in table.rows}


def test_a_process_without_touchpoints_takes_no_request_in_and_its_document_says_so():
    said = _scope()
    assert said["Điểm chạm"] == "Không nhận yêu cầu mới; chỉ chạy khi quy trình khác mở nó"
    assert said["Nhóm khách hàng"] == "Tất cả"


def test_a_process_that_the_settings_begin_with_takes_all_whatever_the_drawing_names():
    assert _scope(code="QT-05", intake="QT-05")["Điểm chạm"].startswith("Tất cả: thiết lập cho mọi yêu cầu mới")
    assert _reach(demo("qt-01-v3"), intake="QT-01")["Nhóm khách hàng"] == "Tất cả"


def test_where_the_settings_begin_with_another_process_the_document_says_which():
    said = _reach(demo("qt-01-v3"), code="QT-01", intake="QT-05", intake_name="Bể vỡ")["Điểm chạm"]
    assert said.splitlines()[1].startswith("Theo thiết lập, mọi yêu cầu mới hiện bắt đầu với QT-05 Bể vỡ;")


def test_a_process_that_begins_by_the_clock_says_so_instead_of_touchpoints():
    drawing = Drawing()
    hours = "<b:timerEventDefinition><b:timeCycle>R/P1D</b:timeCycle></b:timerEventDefinition>"
    drawing.start(event=hours)
    drawing.user("u", name="Gọi khách")
    drawing.path("s", "u")
    assert _reach(drawing.diagram())["Điểm chạm"].startswith("Không nhận yêu cầu mới; tự bắt đầu")


@pytest.mark.parametrize(("steps", "rows"), [(30, [30]), (31, [16, 15]), (64, [21, 22, 21])])
def test_no_row_of_who_does_what_stands_alone_on_a_page(steps: int, rows: list[int]):
    diagram = drawn(steps)
    document = compose(subject(diagram, doers={node.id: "Tổ Hỗ trợ" for node in diagram.nodes}))
    tables = [one for one in document.blocks if isinstance(one, Table) and one.is_centred]
    assert sorted(len(one.rows) for one in tables) == sorted(rows)
    assert [row[0].split(".")[0] for one in tables for row in one.rows] == [str(at) for at in range(1, steps + 1)]


@pytest.mark.parametrize(
    ("seconds", "vi", "en"),
    [
        (1_800, "30\u00a0phút", "30\u00a0minutes"),
        (86_400, "24\u00a0giờ", "24\u00a0hours"),
        (5 * 86_400, "120\u00a0giờ", "120\u00a0hours"),
        (45 * 86_400, "1.080\u00a0giờ", "1,080\u00a0hours"),
        (86_400 + 5_400, "25\u00a0giờ 30\u00a0phút", "25\u00a0hours 30\u00a0minutes"),
    ],
)
def test_a_promise_in_working_time_is_never_said_in_days(seconds: int, vi: str, en: str):
    assert (working_length(seconds, "vi"), working_length(seconds, "en")) == (vi, en)


def test_touchpoints_at_which_only_others_begin_it_are_named_together_in_words_said_once():
    assert _reach(demo("qt-02"))["Điểm chạm"].startswith("Chỉ khi quy trình khác mở: email, zalo, ")


def test_a_condition_that_several_ways_share_is_told_in_full_once():
    document = compose(subject(demo("qt-02"), language="vi"))
    rows = [row for one in document.blocks if isinstance(one, Table) for row in one.rows if row[0] == "Tiếp theo"]
    ways = next(row[1] for row in rows if "Vượt quyền" in row[1]).split("\n")
    beyond = [one for one in ways if "“Tổ tự quyết được? Vượt quyền”" in one]
    assert "“Tổ tự quyết được? Vượt quyền” (" in beyond[0]
    assert beyond[1].startswith("– Nếu “Tổ tự quyết được? Vượt quyền”: nếu “Trưởng phòng duyệt được? Vượt quyền” (")
