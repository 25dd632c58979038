"""What is promised of the picture of a process: letters that can be read, and a script that is small."""

from __future__ import annotations

import gzip
import json
import re

import pytest

from tantam.process.drawing import READABLE, draw
from tantam.process.drawing.tests.world import DEMOS, busy_marks, demo
from tantam.ui.templatetags.assets import BUILT

MOST_SCRIPT = 80_000
MOST_STUDIO = 260_000  # nearly all of it is bpmn-js
LEAST_LETTER = 11.0


def _script(source: str, manifest: dict[str, dict[str, object]]) -> set[str]:
    """The files that an entry loads, with all that they import."""
    entry = manifest[source]
    imports = entry.get("imports", [])
    assert isinstance(imports, list)
    return {str(entry["file"])}.union(*(_script(name, manifest) for name in imports))


def test_all_script_of_the_heat_map_is_smaller_than_80_kb_on_the_wire():
    assert (BUILT / "manifest.json").exists(), "build the front end first"
    manifest = json.loads((BUILT / "manifest.json").read_text())
    files = _script("src/app.js", manifest) | _script("src/viewer/index.js", manifest)
    weight = sum(len(gzip.compress((BUILT / name).read_bytes(), 9)) for name in files)
    assert 5_000 < weight <= MOST_SCRIPT
    lazy = manifest["src/viewer/index.js"].get("dynamicImports", [])
    assert not any("studio" in name or "bpmn" in name for name in [*files, *lazy])


def test_with_the_replay_that_is_loaded_when_it_is_asked_for_it_still_is():
    manifest = json.loads((BUILT / "manifest.json").read_text())
    lazy = manifest["src/viewer/index.js"]["dynamicImports"]
    files = set().union(*(_script(name, manifest) for name in ["src/app.js", "src/viewer/index.js", *lazy]))
    assert sum(len(gzip.compress((BUILT / name).read_bytes(), 9)) for name in files) <= MOST_SCRIPT


def test_only_the_studios_page_loads_the_studio_and_nothing_that_others_load_holds_it():
    templates = BUILT.parents[3].rglob("templates/**/*.html")
    loading = {one.name for one in templates if re.search(r"""asset ["']studio""", one.read_text())}
    assert loading == {"edit.html"}
    manifest = json.loads((BUILT / "manifest.json").read_text())
    entries = [name for name, about in manifest.items() if about.get("isEntry") and name.endswith(".js")]
    holding = [name for name in entries if manifest["src/studio/index.js"]["file"] in _script(name, manifest)]
    assert holding == ["src/studio/index.js"]


def test_the_studio_waits_for_the_editor_of_formulas_until_the_first_formula():
    manifest = json.loads((BUILT / "manifest.json").read_text())
    files = _script("src/studio/index.js", manifest)
    assert manifest["src/studio/formula-editor.js"]["file"] not in files
    assert sum(len(gzip.compress((BUILT / name).read_bytes(), 9)) for name in files) <= MOST_STUDIO


@pytest.mark.parametrize("name", DEMOS)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_smallest_letter_of_a_demo_diagram_is_readable_at_the_scale_it_opens_with(name: str, language: str):
    diagram = demo(name)
    svg = draw(diagram, language=language, marks=busy_marks(diagram), scale=READABLE)
    sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)"', svg)]
    assert len(sizes) > 20
    assert min(sizes) * READABLE >= LEAST_LETTER


def test_the_scale_is_the_size_in_pixels():
    svg = draw(demo(DEMOS[0]), language="vi", scale=2)
    found = re.search(r'viewBox="\S+ \S+ (\S+) (\S+)" width="(\S+)" height="(\S+)"', svg)
    assert found is not None
    width, height, wide, high = map(float, found.groups())
    assert wide == pytest.approx(2 * width, abs=0.2)
    assert high == pytest.approx(2 * height, abs=0.2)
