"""What is said is found in the sources, and must be translated."""

import re
from pathlib import Path

import polib
import pytest

from tantam.command.catalogues import Text, check, collect, compile_all, faults, texts

PYTHON = """
from django.utils.translation import gettext as _, ngettext, pgettext
_("Open")
ngettext("%(n)s case", "%(n)s cases", 2)
pgettext("month", "May")
_(name)
"""
TEMPLATE = """{% load i18n %}{% translate "Open" %} {% translate "It's {name}" as x %}
{% blocktranslate count n=cases trimmed %}
  one more
{% plural %}
  {{ n }} more
{% endblocktranslate %} {{ _("said") }} {% translate "May" context "month" %}"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "tantam" / "cases" / "templates").mkdir(parents=True)
    (tmp_path / "tantam" / "cases" / "tests").mkdir()
    (tmp_path / "tantam" / "cases" / "words.py").write_text(PYTHON)
    (tmp_path / "tantam" / "cases" / "tests" / "test_words.py").write_text('_("only in a test")')
    (tmp_path / "tantam" / "cases" / "templates" / "page.html").write_text(TEMPLATE)
    return tmp_path


def test_strings_are_found_in_python_and_templates_but_not_in_tests(tree: Path) -> None:
    assert set(texts(tree)) == {
        Text("Open"),
        Text("%(n)s case", "%(n)s cases"),
        Text("May", context="month"),
        Text("It's {name}"),
        Text("one more", "%(n)s more"),
        Text("said"),
    }
    assert texts(tree)[Text("Open")] == {"tantam/cases/words.py", "tantam/cases/templates/page.html"}


def test_what_is_not_translated_is_named(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    collect(tree)
    assert check(tree) == 1
    assert "vi: not translated: 'Open' (tantam/cases/templates/page.html)" in capsys.readouterr().out


def test_a_string_that_the_catalogue_does_not_know_is_named(tree: Path) -> None:
    assert "vi: missing: 'said' (tantam/cases/templates/page.html)" in set(faults(tree))


def test_a_complete_catalogue_passes_and_compiles(tree: Path) -> None:
    collect(tree)
    path = translate(tree, {"Open": "Mở", "It's {name}": "Là {name}"})
    assert list(faults(tree)) == []
    assert compile_all(tree) == 0
    assert [entry.msgstr for entry in polib.mofile(str(path.with_suffix(".mo"))) if entry.msgid == "Open"] == ["Mở"]


def test_a_fuzzy_translation_and_a_lost_placeholder_are_named(tree: Path) -> None:
    collect(tree)
    path = translate(tree, {"It's {name}": "Là"})
    catalogue = polib.pofile(str(path))
    next(entry for entry in catalogue if entry.msgid == "Open").flags.append("fuzzy")
    catalogue.save()
    assert {fault.split(" (")[0] for fault in faults(tree)} == {
        "vi: fuzzy: 'Open'",
        'vi: other placeholders: "It\'s {name}"',
    }


def test_collecting_again_keeps_translations_and_drops_what_is_gone(tree: Path) -> None:
    collect(tree)
    path = translate(tree, {"Open": "Mở"})
    (tree / "tantam" / "cases" / "templates" / "page.html").unlink()
    collect(tree)
    said = {entry.msgid: entry.msgstr for entry in polib.pofile(str(path))}
    assert said["Open"] == "Mở"
    assert "said" not in said


def translate(tree: Path, known: dict[str, str]) -> Path:
    """Translate everything, with the words given where they are given."""
    path = tree / "locale" / "vi" / "LC_MESSAGES" / "django.po"
    catalogue = polib.pofile(str(path))
    for entry in catalogue:
        if entry.msgid_plural:
            entry.msgstr_plural = dict.fromkeys(entry.msgstr_plural, entry.msgid_plural)
        else:
            entry.msgstr = known.get(entry.msgid, entry.msgid)
    catalogue.save()
    return path


def test_mail_on_the_net_has_one_word_in_each_language() -> None:
    locale = Path(__file__).resolve().parents[3] / "locale"
    said = {
        language: [text for entry in polib.pofile(str(locale / language / "LC_MESSAGES/django.po"))
                   for text in (entry.msgstr, *entry.msgstr_plural.values())]
        for language in ("vi", "en")
    }  # fmt: skip
    assert [text for text in said["vi"] if re.search(r"e-mail", text, re.IGNORECASE)] == []
    assert [text for text in said["en"] if re.search(r"\bemail\b", text, re.IGNORECASE)] == []
    assert sum(bool(re.search(r"\bemail\b", text, re.IGNORECASE)) for text in said["vi"]) >= 8
