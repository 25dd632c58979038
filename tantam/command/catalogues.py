"""The translations in `locale/`, without GNU gettext: collect the strings, check the catalogues, compile them.

English is the language of the message ids, so an English catalogue holds only what differs (plurals, for instance).
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polib

from tantam.command.words import write

ROOT = Path(__file__).resolve().parents[2]
SOURCE_LANGUAGE = "en"
LANGUAGES = ("vi", "en")
PLURALS = {"vi": "nplurals=1; plural=0;", "en": "nplurals=2; plural=(n != 1);"}
# function name → positions of context, message id, plural
CALLS: dict[str, tuple[int | None, int, int | None]] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), (None, 0, None)),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (None, 0, 1)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), (0, 1, None)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), (0, 1, 2)),
}
QUOTED = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
TEMPLATE_CALL = re.compile(rf"\b(?:_|n?p?gettext)\(\s*(?:{QUOTED}\s*,?\s*)+[^)]*\)", re.DOTALL)


@dataclass(frozen=True)
class Text:
    """A string to translate."""

    id: str
    plural: str = ""
    context: str | None = None


def main(arguments: Sequence[str]) -> int:
    """Do `collect`, `check` or `compile`."""
    work = {"collect": collect, "check": check, "compile": compile_all}.get(arguments[0] if arguments else "")
    if work is None:
        write("collect | check | compile")
        return 2
    return work(ROOT)


def compile_all(root: Path) -> int:
    """Write the .mo beside every .po."""
    for path in _catalogues(root):
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))
    return 0


def collect(root: Path) -> int:
    """Bring the catalogues up to date with the sources; what is no longer used goes."""
    found = texts(root)
    for language in LANGUAGES:
        path = root / "locale" / language / "LC_MESSAGES" / "django.po"
        known = _entries(polib.pofile(str(path))) if path.exists() else {}
        catalogue = polib.POFile(wrapwidth=120)
        catalogue.metadata = {
            "Language": language,
            "MIME-Version": "1.0",
            "Content-Type": "text/plain; charset=UTF-8",
            "Content-Transfer-Encoding": "8bit",
            "Plural-Forms": PLURALS[language],
        }
        for text in sorted(found, key=lambda text: (text.id, text.context or "")):
            if entry := _entry(text, known.get(text), language=language):
                entry.occurrences = [(place, "") for place in sorted(found[text])]
                catalogue.append(entry)
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue.save(str(path))
    return 0


def check(root: Path) -> int:
    """Tell what is not translated, or translated with other placeholders; 1 if anything."""
    problems = list(faults(root))
    for problem in problems:
        write(problem)
    return 1 if problems else 0


def faults(root: Path) -> Iterator[str]:
    """Yield what is wrong with the catalogues of a tree."""
    found = texts(root)
    for language in LANGUAGES:
        path = root / "locale" / language / "LC_MESSAGES" / "django.po"
        known = _entries(polib.pofile(str(path))) if path.exists() else {}
        for text, places in found.items():
            if text not in known:
                if language != SOURCE_LANGUAGE:
                    yield f"{language}: missing: {text.id!r} ({min(places)})"
            elif fault := _fault(known[text], language=language):
                yield f"{language}: {fault}: {text.id!r} ({min(places)})"


def texts(root: Path) -> dict[Text, set[str]]:
    """Return all strings of the sources with the files they stand in."""
    found: dict[Text, set[str]] = {}
    for path in sorted((root / "tantam").rglob("*")):
        if "tests" in path.parts or "built" in path.parts:
            continue
        texts_of = {".py": _python, ".html": _template, ".txt": _template}.get(path.suffix)
        if texts_of and (path.suffix == ".py" or "templates" in path.parts):
            for text in texts_of(path.read_text()):
                found.setdefault(text, set()).add(str(path.relative_to(root)))
    return found


def _python(source: str) -> Iterator[Text]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and (text := _called(node)):
            yield text


def _called(node: ast.Call) -> Text | None:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name not in CALLS:
        return None
    context, message, plural = (_constant(node, position) for position in CALLS[name])
    return Text(message, plural or "", context) if message else None


def _constant(node: ast.Call, position: int | None) -> str | None:
    if position is None or position >= len(node.args):
        return None
    argument = node.args[position]
    return argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else None


def _template(source: str) -> Iterator[Text]:
    """Django turns a template into lines that gettext's tools can read; the calls in them are Python."""
    from django.utils.translation.template import templatize

    for match in TEMPLATE_CALL.finditer(templatize(source)):
        yield from _python(match.group().replace("\n", " "))


def _catalogues(root: Path) -> list[Path]:
    return sorted((root / "locale").glob("*/LC_MESSAGES/*.po"))


def _entries(catalogue: polib.POFile) -> dict[Text, polib.POEntry]:
    return {
        Text(entry.msgid, entry.msgid_plural or "", entry.msgctxt): entry for entry in catalogue if not entry.obsolete
    }


def _entry(text: Text, known: polib.POEntry | None, *, language: str) -> polib.POEntry | None:
    if known is not None:
        return known
    if language == SOURCE_LANGUAGE and not text.plural:
        return None
    entry = polib.POEntry(msgid=text.id, msgid_plural=text.plural, msgctxt=text.context)
    if text.plural:
        forms = [text.id, text.plural] if language == SOURCE_LANGUAGE else [""]
        entry.msgstr_plural = dict(enumerate(forms))
    return entry


def _fault(entry: polib.POEntry, *, language: str) -> str | None:
    said = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if "fuzzy" in entry.flags:
        return "fuzzy"
    if not all(said):
        return "not translated"
    allowed = {frozenset(_placeholders(entry.msgid)), frozenset(_placeholders(entry.msgid_plural or entry.msgid))}
    if any(frozenset(_placeholders(one)) not in allowed for one in said):
        return "other placeholders"
    return None


def _placeholders(text: str) -> list[str]:
    return re.findall(r"%\(\w+\)[sd]|%[sd]|\{\w*\}", text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
