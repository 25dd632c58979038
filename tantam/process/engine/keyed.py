"""A file taken in says of its process what was chosen when it was taken: its code, its model, and a name if it has
none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from tantam.process.engine.bpmn import read
from tantam.process.engine.diagram import Process
from tantam.process.engine.extensions import TANTAM
from tantam.process.engine.markup import write
from tantam.process.engine.selecting import select
from tantam.process.engine.xml import Element, parse_file

_HOLDER: Final = "extensionElements"
_PREFIX: Final = "tantam"


def running(data: bytes) -> Process | None:
    """The process of a file that runs; where the file does not say, that with most in it, of equals the first. Raises
    Unreadable for what is not BPMN."""
    diagram = read(data)
    part, _findings = select(diagram)
    if part is not None:
        return part.process
    steps = Counter(node.parent for node in diagram.nodes)
    return max(diagram.processes, key=lambda one: steps[one.id], default=None)


def keyed(text: str, *, key: str, shape: str, name: str = "") -> str:
    """The same file whose process has this code; a model and a name that it says itself stay. Where nothing differs,
    the text is as it was."""
    process = running(text.encode())
    if process is None:
        return text
    wanted = {"key": key, "shape": process.care.shape or shape}
    if (process.name or not name) and (process.care.key, process.care.shape) == (wanted["key"], wanted["shape"]):
        return text
    file = parse_file(text.encode())
    named = (one for one in file.root.walk() if one.name == "process" and one.get("id") == process.id)
    element = next(named, None)
    if element is None:  # it has no id to be named by
        return text
    if name and not process.name:
        element.attributes["name"] = name
    _own(element, known=dict(file.root.declared)).attributes.update(wanted)
    return write(file)


def _own(process: Element, *, known: Mapping[str, str]) -> Element:
    """Our extension of the process, made where it has none; `known`: the namespaces of the file by prefix."""
    holder = next((one for one in process.children if one.name == _HOLDER), None)
    if holder is None:
        holder = Element(process.namespace, _HOLDER, {}, process.line, prefix=process.prefix)
        documents = [at for at, one in enumerate(process.content) if getattr(one, "name", "") == "documentation"]
        process.content.insert(documents[-1] + 1 if documents else 0, holder)
        process.children.append(holder)
    own = next((one for one in holder.children if (one.namespace, one.name) == (TANTAM, "process")), None)
    if own is None:
        declared = () if known.get(_PREFIX) == TANTAM else ((_PREFIX, TANTAM),)
        own = Element(TANTAM, "process", {}, process.line, prefix=_PREFIX, declared=declared)
        holder.content.append(own)
        holder.children.append(own)
    return own
