"""What the product brings along, the gallery and the demo, is complete for a reader of English too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from tantam.process.context.procedure import acting_of, subject_of_words
from tantam.process.context.tables import table_of
from tantam.process.engine.bpmn import read
from tantam.process.engine.diagram import Diagram, FormField, Node, Texts
from tantam.process.engine.dmn.sheet import read_sheet
from tantam.process.procedure.conditions import Conditions
from tantam.process.procedure.words import Wording
from tantam.process.values.meanings import meaning_of

ROOT = Path(__file__).resolve().parents[1] / "tantam"
FILES = sorted([*ROOT.glob("process/gallery/files/*.bpmn"), *ROOT.glob("demo/content/processes/*.bpmn")])
ALL = [pytest.param(file, id=file.stem) for file in FILES]
#: Letters that no English word has; a sum is said in đồng everywhere, and the house has its name.
VIETNAMESE = re.compile(r"[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE)
#: What a customer writes is looked for in the words they write.
LOOKED_FOR = re.compile(r"mentions: .*")

pytestmark = pytest.mark.django_db


@cache
def drawn(file: Path) -> Diagram:
    return read(file.read_bytes())


def is_foreign(words: str) -> bool:
    return bool(VIETNAMESE.search(words.replace(" đ", "").replace("Thuận Lộ", "")))


def texts_of(diagram: Diagram) -> Iterator[tuple[str, Texts]]:
    """Every text with several languages, and where it stands."""
    for process in diagram.processes:
        yield process.id, process.care.purpose
        yield from process.care.stage_labels
        yield from ((one.key, one.labels) for one in process.care.examples)
    for node in diagram.nodes:
        care = node.care
        yield from ((node.id, one) for one in (care.scripts, care.guide) if one)
        yield from ((f"{node.id}.{item.key}", item.texts) for item in care.checklist)
        yield from ((f"{node.id}.{one.key}", one.labels) for one in care.form)
        sheet = read_sheet(care.decision.xml) if care.decision else None
        if sheet is not None:
            yield from ((f"{node.id}.{one.name}", one.labels) for one in (*sheet.inputs, *sheet.outputs))
            yield from ((f"{node.id} {row.number}", row.notes) for row in sheet.rows if row.notes)


@pytest.mark.parametrize("file", ALL)
def test_every_text_is_written_in_both_languages(file: Path):
    found = list(texts_of(drawn(file)))
    missing = [where for where, texts in found if {"vi", "en"} - {language for language, words in texts.pairs if words}]
    assert missing == []
    mixed = [where for where, texts in found if " / " in texts.in_language("vi", default="")]
    assert mixed == []
    assert len(found) > 15


@pytest.mark.parametrize("file", ALL)
def test_every_element_with_a_name_has_an_english_one(file: Path):
    diagram = drawn(file)
    named: tuple[Any, ...] = (*diagram.processes, *diagram.pools, *diagram.lanes, *diagram.nodes, *diagram.flows)
    assert [one.id for one in named if one.name and not one.labels.in_language("en")] == []


def unnamed(field: FormField) -> Iterator[str]:
    """Options that a reader of English would see as they are stored."""
    meaning = meaning_of(field.key)
    known = meaning.values() if meaning and meaning.values else {}
    named = {option for option, texts in field.option_labels if texts.in_language("en")}
    yield from (one for one in field.options if not one.isdigit() and one not in {*named, *known})


@pytest.mark.parametrize("file", ALL)
def test_every_choice_of_a_form_has_an_english_name(file: Path):
    diagram = drawn(file)
    assert [(one.key, option) for node in diagram.nodes for one in node.care.form for option in unnamed(one)] == []


@pytest.mark.parametrize("file", ALL)
def test_a_decision_table_is_read_in_english(file: Path):
    with translation.override("en"):
        views = [view for node in drawn(file).nodes if (view := table_of(node)) is not None]
    cells = [cell.words for view in views for row in view.rows for cell in (*row.conditions, *row.results)]
    heads = [head for view in views for head in (*view.conditions, *view.results)]
    notes = [row.note for view in views for row in view.rows]
    assert [words for words in (*heads, *cells, *notes) if is_foreign(LOOKED_FOR.sub("", words))] == []


@pytest.mark.parametrize("file", ALL)
def test_a_condition_is_read_in_english(file: Path):
    with translation.override("en"):
        said = Conditions(subject_of_words(drawn(file)), Wording("en"))
        words = [said.of(flow) for flow in drawn(file).flows]
    assert [one for one in words if is_foreign(LOOKED_FOR.sub("", one))] == []


def settings_of(node: Node) -> tuple[tuple[str, str], ...]:
    return acting_of(node.care.action).settings if node.care.action else ()


@pytest.mark.parametrize("file", ALL)
def test_what_the_system_says_by_itself_has_an_english_wording(file: Path):
    with translation.override("en"):
        said = [(node.id, value) for node in drawn(file).nodes for _label, value in settings_of(node)]
    assert [(where, words) for where, words in said if is_foreign(words)] == []


def test_a_table_names_its_values_in_the_readers_language():
    warranty = drawn(ROOT / "process/gallery/files/warranty-claim.bpmn")
    decides = warranty.nodes_by_id["huong_xu_ly"]
    flow = warranty.flows_by_id["cach_nao__lap_de_nghi_doi"]
    for language, cell, condition in (("en", "replace", "Way is “replace”"), ("vi", "đổi", "Cách là “đổi”")):
        with translation.override(language):
            view = table_of(decides)
            assert view is not None
            assert view.rows[0].results[0].words == cell
            assert Conditions(subject_of_words(warranty), Wording(language)).of(flow) == condition
