from tantam.process.drawing.text import fit, text_width, wrap


def test_a_letter_with_diacritics_is_as_wide_as_its_base_and_a_hundredth():
    assert text_width("ậ", 100) == text_width("a", 100) + 1
    assert text_width("a\u0323\u0302", 10) == text_width("a", 10)  # the same letter, decomposed


def test_lines_are_balanced_so_that_no_word_stands_alone_for_nothing():
    assert wrap("Báo ngay trưởng phòng", size=12, width=110).lines == ("Báo ngay", "trưởng phòng")


def test_no_line_is_wider_than_the_column():
    text = "Báo kết quả, hỏi còn gì nữa không"
    for width in range(40, 300, 7):
        block = wrap(text, size=12, width=width, most=99)
        assert block.width <= width
        assert " ".join(block.lines) == text


def test_a_word_wider_than_the_column_is_cut_and_loses_no_letter():
    block = wrap("Donaudampfschifffahrtsgesellschaft", size=12, width=60, most=99)
    assert "".join(block.lines) == "Donaudampfschifffahrtsgesellschaft"
    assert block.width <= 60


def test_too_many_lines_end_in_an_ellipsis():
    block = wrap("một hai ba bốn năm sáu bảy tám chín mười", size=12, width=50, most=2)
    assert len(block.lines) == 2
    assert block.is_shortened
    assert block.width <= 50


def test_the_largest_size_that_fits_is_taken_and_words_stay_whole():
    assert fit("Trả lời", sizes=(12.0, 10.0), width=100, height=20).size == 12
    assert fit("Trả lời lần đầu", sizes=(12.0, 10.0), width=60, height=26).size == 10
    assert fit("Trưởng", sizes=(12.0, 9.0), width=40, height=60).lines == ("Trưởng",)


def test_an_empty_name_takes_no_room():
    assert wrap("", size=12, width=50).height == 0
