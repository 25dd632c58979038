"""A drawing that is downloaded shows the same letters wherever it is opened."""

from __future__ import annotations

import pytest

from tantam.process.context import exported_picture
from tantam.process.engine.bpmn import read
from tantam.process.tests.drawn import SIMPLE
from tantam.ui.context import fonts


@pytest.fixture
def built(tmp_path, monkeypatch):
    """A front end as the build leaves it."""
    (tmp_path / "viet-1.woff2").write_bytes(b"letters")
    rule = '@font-face{font-family:Be Vietnam Pro;font-weight:400;src:url(./viet-1.woff2)format("woff2")}'
    (tmp_path / "app-x.css").write_text(f"body{{margin:0}}{rule}.a{{color:red}}", encoding="utf-8")
    monkeypatch.setattr(fonts, "BUILT", tmp_path)


def test_the_font_that_is_named_goes_along(built):
    svg = exported_picture(read(SIMPLE.encode()))
    assert 'font-family:"Be Vietnam Pro",sans-serif' in svg
    assert "src:url(data:font/woff2;base64,bGV0dGVycw==)" in svg
    assert "margin:0" not in svg


def test_without_a_build_there_is_a_picture_too(tmp_path, monkeypatch):
    monkeypatch.setattr(fonts, "BUILT", tmp_path)
    assert exported_picture(read(SIMPLE.encode())).startswith("<svg")
