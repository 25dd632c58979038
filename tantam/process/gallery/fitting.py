"""A copy of a ready-made process for one business: under its own code and name, with its own teams."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tantam.process.engine.extensions import TANTAM
from tantam.process.engine.markup import write
from tantam.process.engine.xml import Element, Verbatim, parse_file
from tantam.process.gallery.shelf import Ready

_NAMED: Final = ("process", "participant")


def fitted(ready: Ready, *, key: str, name: str, name_en: str, teams: Mapping[str, str]) -> str:
    """The drawing as BPMN with the code `key`; `teams` gives for a team of the file the one that stands for it, a
    team left out stays as it is named."""
    file = parse_file(ready.bpmn.encode())
    for element in file.root.walk():
        if element.namespace == TANTAM:
            _fit(element, key=key, teams=teams)
        elif element.name in _NAMED:
            _rename(element, name=name, name_en=name_en)
    return write(file)


def _fit(element: Element, *, key: str, teams: Mapping[str, str]) -> None:
    if element.name == "process":
        element.attributes["key"] = key
    elif element.name == "role" and element.get("ref"):
        element.attributes["ref"] = teams.get(element.get("ref"), element.get("ref"))
    elif element.name == "setting" and element.get("name") == "team":
        element.attributes["value"] = teams.get(element.get("value"), element.get("value"))
    elif element.name in ("decision", "expected"):
        element.content = [_said_anew(piece, teams) if isinstance(piece, str) else piece for piece in element.content]


def _said_anew(text: str, teams: Mapping[str, str]) -> str:
    """A table's results, or an example's expected variables, with the own teams in them. All at once: a team may
    take the name that another one had."""
    marked = text
    for number, old in enumerate(teams):
        marked = marked.replace(f'"{old}"', f"\x00{number}\x00")
    for number, new in enumerate(teams.values()):
        marked = marked.replace(f"\x00{number}\x00", f'"{new}"')
    return Verbatim(marked) if isinstance(text, Verbatim) else marked


def _rename(element: Element, *, name: str, name_en: str) -> None:
    """The name of the process and its pool, and their English label."""
    element.attributes["name"] = name
    for extensions in element.children:
        if extensions.name == "extensionElements":
            for label in extensions.children:
                if label.namespace == TANTAM and label.name == "label" and name_en:
                    label.content = [name_en]
