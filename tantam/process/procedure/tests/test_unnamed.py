"""What the written procedure calls elements that the drawing gives no name."""

from __future__ import annotations

import pytest

from tantam.process.engine.tests.drawing import Drawing
from tantam.process.procedure import Table, compose
from tantam.process.procedure.tests.world import subject


def _scope(drawing: Drawing, language: str) -> dict[str, str]:
    """The rows of the chapter that says when it begins and ends."""
    blocks = compose(subject(drawing.diagram(), language=language)).blocks
    rows = next(one for one in blocks if isinstance(one, Table)).rows
    return {row[0]: row[1] for row in rows}


def _drawn() -> Drawing:
    drawing = Drawing()
    drawing.start()
    drawing.user("u", name="Gọi khách")
    drawing.user("v", name="Giao hàng")
    drawing.add("boundaryEvent", "b", attachedToRef="u", inner=_WAITS)
    drawing.add("exclusiveGateway", "g")
    drawing.add("exclusiveGateway", "h", default="g-h")
    drawing.path("s", "u", "g", "v", "h", "e")
    drawing.path("g", "h")
    drawing.end()
    drawing.end("late")
    drawing.path("b", "late")
    return drawing


_WAITS = "<b:timerEventDefinition><b:timeDuration>P2D</b:timeDuration></b:timerEventDefinition>"


@pytest.mark.parametrize(
    ("language", "key", "ended"),
    [
        (
            "vi",
            "Kết thúc khi",
            ["xong Bước 2 (Giao hàng) hoặc xong Bước 1 (Gọi khách)", "quá 2\u00a0ngày (giờ thường)"],
        ),
        (
            "en",
            "Ends when",
            ["Step 2 (Giao hàng) is done or Step 1 (Gọi khách) is done", "2\u00a0days have passed (plain time)"],
        ),
    ],
)
def test_an_end_without_a_name_is_told_by_what_comes_last(language: str, key: str, ended: list[str]):
    assert _scope(_drawn(), language)[key].split("\n") == ended


def test_an_end_that_nothing_leads_to_but_the_begin_is_when_all_is_done():
    drawing = Drawing()
    drawing.start()
    drawing.end()
    drawing.path("s", "e")
    assert _scope(drawing, "vi")["Kết thúc khi"] == "đã làm hết các bước"


@pytest.mark.parametrize(("language", "never"), [("vi", "chưa đặt tên"), ("en", "unnamed")])
def test_no_event_is_called_unnamed(language: str, never: str):
    drawing = _drawn()
    drawing.add("intermediateThrowEvent", "m")
    drawing.path("v", "m")
    assert never not in repr(compose(subject(drawing.diagram(), language=language)).blocks)
