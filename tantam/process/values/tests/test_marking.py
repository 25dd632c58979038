"""Words that changed are marked within a text; nothing of either text is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tantam.process.values.marking import MOST_PARTS, Piece, marked


def test_only_the_words_that_changed_are_marked() -> None:
    assert marked("Dạ em chào {kh}, em xin phép gọi lại", "Dạ em chào {kh} ạ, em xin phép gọi lại sau") == [
        Piece(what="same", text="Dạ em chào {kh}"),
        Piece(what="added", text=" ạ"),
        Piece(what="same", text=", em xin phép gọi lại"),
        Piece(what="added", text=" sau"),
    ]


def test_a_word_with_its_marks_written_in_parts_is_one_word() -> None:
    typed = "chào bạn".replace("à", "a\u0300")
    assert next(piece.text for piece in marked(f"{typed} nhé", f"{typed} nha")) == f"{typed} "


def test_texts_with_little_in_common_and_long_ones_are_shown_whole() -> None:
    assert marked("một hai", "ba bốn năm sáu") == [
        Piece(what="removed", text="một hai"), Piece(what="added", text="ba bốn năm sáu"),
    ]  # fmt: skip
    long = "a " * MOST_PARTS
    assert [piece.what for piece in marked(long, f"{long}b")] == ["removed", "added"]
    assert marked("", "mới") == [Piece(what="added", text="mới")]


@given(st.text(max_size=60), st.text(max_size=60))
def test_both_texts_can_be_read_out_of_it(before, after) -> None:
    pieces = marked(before, after)
    assert "".join(piece.text for piece in pieces if piece.what != "added") == before
    assert "".join(piece.text for piece in pieces if piece.what != "removed") == after
