"""The files themselves: PDF and DOCX open elsewhere, hold all that is said, and stand hostile texts."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from io import BytesIO
from unicodedata import normalize

import docx
import pytest
from pypdf import PdfReader

from tantam.process.procedure import Document, Heading, Paragraph, Picture, Table, compose
from tantam.process.procedure.tests.world import demo, drawn, ready_made, subject
from tantam.process.writing import write_docx, write_pdf
from tantam.process.writing.pdf import breadth, draw_part


@cache
def written(language: str) -> Document:
    return compose(subject(demo("qt-01-v3"), language=language))


@cache
def pdf(language: str) -> PdfReader:
    return PdfReader(BytesIO(write_pdf(written(language))))


@cache
def word(language: str) -> object:
    return docx.Document(BytesIO(write_docx(written(language))))


def _flat(text: str) -> str:
    return re.sub(r"\s+", "", normalize("NFC", text).replace("\u200b", ""))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_text_of_the_pdf_can_be_taken_out_with_its_diacritics_in_order(language: str):
    text = _flat("".join(page.extract_text() for page in pdf(language).pages))
    headings = [one.text for one in written(language).blocks if isinstance(one, Heading)]
    quotes = [one.text for one in written(language).blocks if isinstance(one, Paragraph) and one.tone == "quote"]
    assert len(headings) > 20
    assert len(quotes) > 5
    at = 0
    for heading in headings:
        found = text.find(_flat(heading), at)
        assert found >= at, heading
        at = found
    letters = re.compile(r"[^\w\[\]]")  # a font of its own may be asked for a star
    for quote in quotes:
        assert letters.sub("", _flat(quote)) in letters.sub("", text), quote


def test_the_pdf_is_tagged_says_its_language_and_carries_its_fonts():
    reader = pdf("vi")
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert str(root["/Lang"]) == "vi"  # type: ignore[index]
    assert "/StructTreeRoot" in root  # type: ignore[operator]
    assert reader.metadata is not None
    assert reader.metadata.title == "QT-01 Tiếp nhận và xử lý yêu cầu chung"
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in reader.pages
        for font in page["/Resources"].get("/Font", {}).values()  # type: ignore[attr-defined]
    }
    assert any("BeVietnamPro" in name for name in fonts)
    assert all(re.match(r"/[A-Z]{6}\+", name) for name in fonts)  # embedded, in part


def test_every_page_has_its_number_and_the_code_and_version():
    reader = pdf("vi")
    for number, page in enumerate(reader.pages, start=1):
        text = _flat(page.extract_text())
        assert _flat(f"Trang {number}/{len(reader.pages)}") in text
        assert _flat("QT-01 · Phiên bản 3") in text


@pytest.mark.parametrize(
    ("language", "contents", "signing"), [("vi", "Mục lục", "Ký duyệt"), ("en", "Contents", "Approval")]
)
def test_the_cover_says_what_is_where_and_is_signed(language: str, contents: str, signing: str):
    reader = pdf(language)
    cover, *rest = [_flat(page.extract_text()) for page in reader.pages]
    lines = [_flat(line) for line in reader.pages[0].extract_text().splitlines()]
    document = written(language)
    for words in (document.title, contents, signing, *document.signing.roles, *document.signing.lines):
        assert _flat(words) in cover
    chapters = [
        one.text if isinstance(one, Heading) else one.heading
        for one in document.blocks
        if isinstance(one, Picture) or (isinstance(one, Heading) and one.level == 1)
    ]
    for chapter in chapters:
        named = next(line for line in lines if line.startswith(_flat(chapter)))
        page = re.fullmatch(r"[.…]*(\d+)", named.removeprefix(_flat(chapter)))
        assert page, named
        assert _flat(chapter) in rest[int(page[1]) - 2]
    assert not any(_flat(document.signing.hint) in page for page in rest)


def test_a_drawing_too_large_for_a4_is_there_whole_on_a3():
    (sheet,) = [page.mediabox for page in pdf("vi").pages if page.mediabox.width > page.mediabox.height]
    assert (round(sheet.width), round(sheet.height)) == (1191, 842)
    across = [one for one in word("vi").sections if one.page_width > one.page_height]  # type: ignore[attr-defined]
    assert [(round(one.page_width.mm), round(one.page_height.mm)) for one in across] == [(420, 297)]


def test_drawings_stand_across():
    picture = next(one for one in written("vi").blocks if isinstance(one, Picture))
    across = [page for page in pdf("vi").pages if page.mediabox.width > page.mediabox.height]
    assert len(across) == len(picture.parts)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_docx_opens_with_its_headings_tables_and_pictures(language: str):
    opened = word(language)
    headings = [one.text for one in opened.paragraphs if one.style.name.startswith("Heading")]  # type: ignore[attr-defined]
    expected = [
        one.text if isinstance(one, Heading) else one.heading
        for one in written(language).blocks
        if isinstance(one, Heading | Picture)
    ]
    assert headings == expected
    tables = [one for one in written(language).blocks if isinstance(one, Table)]
    assert len(opened.tables) == len(tables) + 2  # type: ignore[attr-defined]  # the title block, the signatures
    said = {cell for table in tables for row in table.rows for cell in row}
    held = {cell.text for table in opened.tables for row in table.rows for cell in row.cells}  # type: ignore[attr-defined]
    assert said <= held
    picture = next(one for one in written(language).blocks if isinstance(one, Picture))
    assert len(opened.inline_shapes) == len(picture.parts)  # type: ignore[attr-defined]
    assert all(one._inline.docPr.get("descr") for one in opened.inline_shapes)  # type: ignore[attr-defined]


def test_the_heads_of_a_docx_table_stand_again_on_each_page():
    heads = [table for table in word("vi").tables if "tblHeader" in table._tbl.xml]  # type: ignore[attr-defined]
    assert len(heads) == len([one for one in written("vi").blocks if isinstance(one, Table) and one.heads])


def test_hostile_texts_are_only_texts():
    name = '#panic("x") $ x $ \\ <w:p> {page} ]]> \x00\x0b\ufffe \U0001f9ff ' + "W" * 5_000
    about = subject(demo("qt-02"), title=name, business=name, reason=name, notice=name, published_by=name)
    document = compose(about)
    text = _flat("".join(page.extract_text() for page in PdfReader(BytesIO(write_pdf(document))).pages))
    assert _flat('#panic("x")') in text
    opened = docx.Document(BytesIO(write_docx(document)))
    assert any('#panic("x")' in paragraph.text for paragraph in opened.paragraphs)


def test_a_process_of_three_hundred_elements_is_a_document_of_bounded_size():
    document = compose(subject(drawn(300)))
    assert len(write_pdf(document)) < 5_000_000
    assert len(write_docx(document)) < 5_000_000


def test_what_is_said_of_a_table_in_a_docx_stands_on_its_page():
    legend = next(one for one in word("vi").paragraphs if one.text.startswith("R: người làm"))  # type: ignore[attr-defined]
    assert legend.paragraph_format.keep_with_next


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_docx_draws_the_marks_of_a_cut_beside_the_piece(language: str):
    diagram = ready_made()["general-intake"]
    document = compose(subject(diagram, language=language))
    picture = next(one for one in document.blocks if isinstance(one, Picture))
    _whole, first, second = picture.parts
    bare = [replace(one, beside=("", "", "", "")) for one in (first, second)]
    assert [breadth(one) - breadth(cut) for one, cut in zip((first, second), bare, strict=True)] == [18.0, 18.0]
    assert draw_part(picture, first) != draw_part(picture, bare[0])
