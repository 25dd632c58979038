"""What import-linter cannot see: foreign keys as text, reverse accessors, views without a right, rooms too big."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from tantam.core.registry import all_holdings
from tantam.organisation.rights import ALL_RIGHTS, PUBLIC, SIGNED_IN, TOKEN

ROOT = Path(settings.BASE_DIR) / "tantam"
FLOOR = {name: height for height, name in enumerate(settings.FLOORS)}
MAX_LINES = 500
MAX_FUNCTION_LINES = 50
MAKE_TRANSACTIONS = {"core/actions/unit.py", "demo/load.py"}


def _floor(model: type[models.Model]) -> int:
    return FLOOR.get(model._meta.app_label, -1)  # Django's own apps lie under the house


def _relations(model: type[models.Model]) -> Iterator[tuple[str, type[models.Model]]]:
    for field in model._meta.get_fields():
        target = field.related_model
        if field.is_relation and field.concrete and isinstance(target, type):
            yield f"{model.__name__}.{field.name} -> {target.__name__}", target


def _ours() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in FLOOR]


@cache
def _sources() -> list[tuple[Path, ast.Module]]:
    files = (path for path in sorted(ROOT.rglob("*.py")) if "migrations" not in path.parts)
    return [(path, ast.parse(path.read_text())) for path in files]


@pytest.fixture(scope="module", autouse=True)
def _forget_sources() -> Iterator[None]:
    """Read once for this file; as trees they are too large to be kept for those that follow."""
    yield
    _sources.cache_clear()


def test_foreign_keys_point_down():
    relations = [(model, name, target) for model in _ours() for name, target in _relations(model)]
    assert len(relations) > 60
    assert [name for model, name, target in relations if _floor(target) > _floor(model)] == []


def test_siblings_on_one_floor_do_not_point_at_each_other():
    sideways = [
        name
        for model in _ours()
        for name, target in _relations(model)
        for siblings in settings.SIBLINGS
        if {model._meta.app_label, target._meta.app_label} == siblings
    ]
    assert sideways == []


def test_nobody_looks_up_through_a_reverse_accessor():
    upward: dict[str, set[str]] = {}
    for model in _ours():
        for relation in model._meta.related_objects:
            name = relation.get_accessor_name()
            if name and _floor(relation.related_model) > _floor(model):
                upward.setdefault(model._meta.app_label, set()).add(name)
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno} .{node.attr}"
        for path, tree in _sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in upward.get(path.relative_to(ROOT).parts[0], set())
    ]
    assert found == []


def _views(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _views(pattern.url_patterns, prefix + str(pattern.pattern))
        else:
            yield prefix + str(pattern.pattern), pattern.callback


def test_every_view_declares_a_right_that_somebody_has():
    declared = {route: getattr(view, "right", None) for route, view in _views(get_resolver().url_patterns)}
    assert declared, "no views found"
    assert {
        route: right for route, right in declared.items() if right not in {*ALL_RIGHTS, PUBLIC, SIGNED_IN, TOKEN}
    } == {}


def test_files_and_functions_stay_small():
    big = []
    for path, tree in _sources():
        lines = path.read_text().count("\n")
        if lines > MAX_LINES:
            big.append(f"{path.relative_to(ROOT)}: {lines} lines")
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > MAX_FUNCTION_LINES:
                    big.append(f"{path.relative_to(ROOT)}:{node.name}: {length} lines")
    assert big == []


def test_no_signals_no_save_overrides_no_drawer_for_odds_and_ends():
    found = []
    for path, tree in _sources():
        if path.stem in {"utils", "helpers", "common", "signals", "services", "misc"}:
            found.append(str(path.relative_to(ROOT)))
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and _is_model(node) and "save" in _methods(node):
                found.append(f"{path.relative_to(ROOT)}:{node.name}.save")
            if isinstance(node, ast.ImportFrom) and node.module in {"django.dispatch", "django.db.models.signals"}:
                found.append(f"{path.relative_to(ROOT)}:{node.lineno} signals")
    assert found == []


def _is_model(node: ast.ClassDef) -> bool:
    return any(isinstance(base, ast.Attribute) and base.attr == "Model" for base in node.bases)


def _methods(node: ast.ClassDef) -> set[str]:
    return {item.name for item in node.body if isinstance(item, ast.FunctionDef)}


def test_no_model_hides_an_ordering():
    assert [model.__name__ for model in _ours() if model._meta.ordering] == []


def test_every_table_is_kept_or_emptied_when_a_business_begins_with_real_data():
    """Each app says so in its `holdings`; a new table that nobody thought of would survive with the sample's people."""
    declared = [model for held in all_holdings() for model in (*held.kept, *held.emptied)]
    assert sorted(model._meta.label for model in declared) == sorted(
        model._meta.label for model in _ours() if model._meta.managed and not model._meta.proxy
    )
    outside = [model._meta.label for held in all_holdings() for model in held.names if model not in declared]
    assert outside == []


def test_nothing_kept_points_at_what_is_emptied():
    emptied = {model for held in all_holdings() for model in held.emptied}
    kept = [model for held in all_holdings() for model in held.kept]
    assert [name for model in kept for name, target in _relations(model) if target in emptied] == []


def test_every_kind_of_subject_is_known_to_go_or_stay():
    """Facts are kept or thrown away by the kind of their subject: `case:12`."""
    written = {
        kind
        for path, _ in _sources()
        if not {"tests", "loading", "bench"} & set(path.parts)
        for kind in re.findall(r'f"([a-z-]+):\{', path.read_text())
    }
    going = {kind for held in all_holdings() for kind in held.subjects}
    assert going <= written
    assert written - going == {
        "agent",
        "channel",
        "connection",
        "process",
        "webhook",
        "token",
    }  # the last is no subject


def test_verbs_are_units_of_work():
    """A transaction of another kind inside a unit would leave what it remembered standing when it is undone."""
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, tree in _sources()
        if "tests" not in path.parts
        and path.relative_to(ROOT).as_posix() not in {"core/actions/unit.py", "demo/load.py"}
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "atomic"
    ]
    assert found == []
