"""The drawing in colours of its own, for paper: plain values only, as programs that know little CSS read them."""

from __future__ import annotations

from typing import Final

from tantam.process.drawing.colours import COLOURS
from tantam.process.drawing.full import draw
from tantam.process.engine.diagram import Diagram

_STYLE: Final = """
.dg{font-family:"Be Vietnam Pro"}
.dg-pool,.dg-lane{fill:none;stroke:#b6bdc7;stroke-width:1}
.dg-frame-name{fill:#374151;font-weight:600}
.dg-note,.dg-group{stroke:#6b7280;fill:none}
.dg-group{stroke-dasharray:8 4 2 4}
.dg-shape{fill:#ffffff;stroke:#4b5563;stroke-width:1.5}
.dg-inner{fill:none;stroke:#4b5563;stroke-width:1.25}
.dg-heavy{stroke-width:3}
.dg-interim{stroke-dasharray:4 2.6}
.dg-sign{fill:none;stroke:#4b5563;stroke-width:1.2;stroke-linejoin:round;stroke-linecap:round}
.dg-solid{fill:#4b5563;stroke:none;fill-rule:evenodd}
.dg-bold{stroke-width:3}
.dg-name{fill:#111827;font-weight:400}
.dg-label{fill:#374151;font-weight:400}
.dg-line{fill:none;stroke:#4b5563;stroke-width:1.4;stroke-linecap:round}
.dg-head{fill:#4b5563;stroke:none}
.dg-open{fill:#ffffff;stroke:#4b5563;stroke-width:1.2}
.dg-dashed .dg-line{stroke-dasharray:8 5}
.dg-dotted .dg-line,.dg-dotted.dg-shape{stroke-dasharray:2 4}
"""


def draw_for_print(diagram: Diagram, *, language: str) -> str:
    """The whole drawing as a file of its own; "" where nothing is drawn."""
    if not diagram.shapes:
        return ""
    opening, rest = draw(diagram, language=language).split(">", 1)
    own = "".join(_own(name, *pair) for name, pair in COLOURS.items() if f" dg-own-{name}" in rest)
    return f'{opening} color="#1f2937"><style>{_STYLE}{own}</style>{rest}'


def _own(name: str, ground: str, line: str) -> str:
    """What has a colour of its own, its name and signs in the dark shade of it."""
    it = f".dg-own-{name}"
    return (
        f"{it} .dg-shape{{fill:{ground};stroke:{line}}}\n{it} .dg-inner,{it} .dg-sign,{it} .dg-line{{stroke:{line}}}\n"
        f"{it} .dg-solid,{it} .dg-head{{fill:{line};stroke:none}}\n{it} .dg-name,{it} .dg-label{{fill:{line}}}\n"
        f"{it} rect.dg-pool{{fill:{ground}}}\n{it} rect.dg-lane{{fill:{ground};fill-opacity:.4}}\n"
        f"{it} .dg-pool,{it} .dg-lane{{stroke:{line}}}\n"
        f"{it} .dg-frame-name{{fill:{line}}}\n"
    )
